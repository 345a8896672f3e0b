package registrationweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// mineView is the registrations of a family.
type mineView struct {
	Done    string
	Cart    string // Cart says what waits in the cart, empty when nothing does.
	Seasons []seasonView
	Orders  []orderRow
	Past    []seasonView
}

type seasonView struct {
	Title  string
	People []personRows
}

type personRows struct {
	Who   ui.WhoOf
	Title string
	Rows  []rowView
}

// rowView is one registration of somebody.
type rowView struct {
	Href  string
	Title string
	When  []string
	Tag   ui.TagOf
	Text  string
	Links []ui.Link
	Main  ui.ButtonOf // Main is the deed that waits for an answer; an empty label is none.
	Posts []postView  // Posts are deeds done at once, at the counter.
}

type postView struct{ Action, Key, Label, Kind string }

type orderRow struct {
	Href, Number, Text string
	Tag                ui.TagOf
	Total              string
}

func (p Pages) mine(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	v := mineView{Done: mineDone(ctx, form.Done)}
	circle, err := p.People.Circle(ctx, me(r), people.Leisure)
	if err != nil {
		return err
	}
	places, err := p.Registration.PlacesOf(ctx, idsIn(circle.InCare)...)
	if err != nil {
		return err
	}
	v.Seasons, v.Past = p.seasonsOf(ctx, citizenStand(r), circle.InCare, places)
	v.Cart = cartWords(ctx, places, me(r))
	orders, err := p.Registration.Orders(ctx, viewer(r), me(r))
	if err != nil {
		return err
	}
	for _, o := range orders {
		v.Orders = append(v.Orders, orderRowOf(ctx, o))
	}
	return ui.Show(w, r, http.StatusOK, minePage(v))
}

func mineDone(ctx context.Context, what string) string {
	switch what {
	case "attente":
		return i18n.T(ctx, "C’est noté sur la liste d’attente. Vous n’avez rien à faire : nous vous écrivons quand une place se libère.")
	case "annule":
		return i18n.T(ctx, "La place est laissée.")
	case "refuse":
		return i18n.T(ctx, "La place passe à la personne suivante.")
	case "garde":
		return i18n.T(ctx, "La place passe à la personne suivante et vous gardez votre rang.")
	case "quitte":
		return i18n.T(ctx, "Le nom est retiré de la liste d’attente.")
	}
	return ""
}

func idsIn(care []people.Care) []people.ID {
	ids := make([]people.ID, len(care))
	for i, c := range care {
		ids[i] = c.Person.ID
	}
	return ids
}

// concerns tells what of a place a person may see: all of what they pay for; of what somebody
// else registered, only that the course is, or was, going on.
func concerns(p registration.Place, who people.ID) bool {
	if p.Payer == who || p.Person == who {
		return true
	}
	return p.State == registration.Confirmed || !p.ConfirmedAt.IsZero()
}

// recent is how long a place that came to nothing is still told.
const recent = 30 * 24 * time.Hour

// seasonsOf puts places by season, then by person; those of seasons that are over apart.
func (p Pages) seasonsOf(ctx context.Context, stand stand, care []people.Care, places []registration.Place) (now, past []seasonView) {
	at := p.Clock.Now()
	program := p.Leisure.Program()
	type season struct {
		session *leisure.Session
		places  []registration.Place
		over    bool
	}
	var seasons []*season
	find := func(s *leisure.Session) *season {
		for _, one := range seasons {
			if one.session.ID == s.ID {
				return one
			}
		}
		one := &season{session: s, over: s.To != 0 && s.To.At(0).Before(clock.Day(at))}
		seasons = append(seasons, one)
		return one
	}
	for _, place := range places {
		inCart := place.State == registration.Wished || place.State == registration.Held
		lost := !place.State.Live() && place.ConfirmedAt.IsZero() && at.Sub(place.EndedAt) > recent
		given := place.State == registration.Withdrawn && place.ConfirmedAt.IsZero() && place.Reason == registration.EndedByFamily
		if inCart || lost || given || !concerns(place, stand.owner) || place.State == registration.Lapsed && place.Since.IsZero() && place.ConfirmedAt.IsZero() {
			continue // Carts have their own page; what was taken out of one is nobody's news.
		}
		one := find(courseOf(program, place.Group).session)
		one.places = append(one.places, place)
	}
	slices.SortStableFunc(seasons, func(a, b *season) int { return cmp.Compare(b.session.From, a.session.From) })
	for _, s := range seasons {
		v := seasonView{Title: cmp.Or(s.session.Name.In(ctx), i18n.T(ctx, "Autres inscriptions"))}
		for _, c := range care {
			rows := personRows{Who: ui.WhoOf{Name: given(c.Person), Key: string(c.Person.ID)}, Title: personTitle(ctx, c.Person, stand.reader(), at)}
			for _, place := range s.places {
				if place.Person == c.Person.ID {
					rows.Rows = append(rows.Rows, p.rowOf(ctx, stand, place, party(places, place), at))
				}
			}
			if len(rows.Rows) > 0 {
				v.People = append(v.People, rows)
			}
		}
		if s.over {
			past = append(past, v)
		} else {
			now = append(now, v)
		}
	}
	return now, past
}

// rowOf is one registration, with what happens next.
func (p Pages) rowOf(ctx context.Context, at stand, place registration.Place, together int, now time.Time) rowView {
	c := courseOf(p.Leisure.Program(), place.Group)
	v := rowView{Href: c.path(), Title: c.title(ctx), When: c.when(ctx), Tag: stateTag(ctx, place), Text: endedWords(ctx, place)}
	mine, counter := place.Payer == at.owner, at.channel == leisure.Counter
	switch place.State {
	case registration.Confirmed:
		if o, ok := c.nextClass(now); ok {
			v.Text = i18n.T(ctx, "Prochain cours : %s.", classWords(ctx, c.program, o))
		} else if c.over(now) {
			v.Tag = ui.TagOf{Label: i18n.T(ctx, "Terminé"), Icon: "i-check"}
		}
		if !c.over(now) {
			if !counter {
				v.Links = append(v.Links, ui.Link{Href: "/horaire", Label: i18n.T(ctx, "Voir l’horaire")})
			}
			if len(c.activity.Forms) > 0 && !counter {
				v.Links = append(v.Links, ui.Link{Href: sheetsPath(place.Person), Label: i18n.T(ctx, "Remplir les fiches")})
			}
			if mine {
				v.Links = append(v.Links, ui.Link{Href: at.withdrawal(place.ID), Label: i18n.T(ctx, "Annuler l’inscription")})
			}
		}
	case registration.Waiting:
		v.Text = waitingWords(ctx, place, together, now)
		switch {
		case counter:
			v.Posts = at.answers(ctx, place)
		case mine:
			v.Links = append(v.Links, ui.Link{Href: waitingPath(place.ID), Label: i18n.T(ctx, "Voir le rang")})
		}
	case registration.Offered:
		v.Text = i18n.T(ctx, "Répondez avant %s. Ensuite, la place passe à la personne suivante.", until(ctx, place.Until))
		switch {
		case counter:
			v.Posts = at.answers(ctx, place)
		case mine:
			v.Main = ui.ButtonOf{Label: i18n.T(ctx, "Répondre à l’offre"), Href: waitingPath(place.ID), Spoken: i18n.T(ctx, " : %s", v.Title)}
		}
	case registration.Withdrawn, registration.Cancelled:
		if mine && place.Returned > none {
			v.Text = joinedSentences(v.Text, i18n.T(ctx, "Rendu : %s.", dollars(ctx, place.Returned)))
		}
	}
	return v
}

// until is a deadline in words.
func until(ctx context.Context, t time.Time) string { return i18n.DateTime(ctx, t) }

// party is how many wait together with a place, itself among them.
func party(all []registration.Place, place registration.Place) (n int) {
	for _, one := range all {
		if one.With == place.With && one.Group == place.Group && one.State == place.State {
			n++
		}
	}
	return n
}

// waitingWords say what happens next to whoever waits.
func waitingWords(ctx context.Context, place registration.Place, together int, now time.Time) string {
	if place.Rest.After(now) {
		return i18n.T(ctx, "Vous avez gardé votre rang. La prochaine offre ne viendra pas avant %s.", until(ctx, place.Rest))
	}
	if together > 1 {
		return i18n.T(ctx, "Quand assez de places se libèrent pour rester ensemble, nous vous écrivons. Vous n’avez rien à faire.")
	}
	return i18n.T(ctx, "Quand une place se libère, nous vous écrivons et vous avez 24 heures pour l’accepter, ou moins près du début. Vous n’avez rien à faire.")
}

// cartWords say what waits in the cart of somebody.
func cartWords(ctx context.Context, places []registration.Place, owner people.ID) string {
	held, wished := 0, 0
	for _, p := range places {
		switch {
		case p.Payer != owner:
		case p.State == registration.Held:
			held++
		case p.State == registration.Wished:
			wished++
		}
	}
	switch {
	case held > 0:
		return i18n.TN(ctx, "%d place retenue attend d’être confirmée.", "%d places retenues attendent d’être confirmées.", held)
	case wished > 0:
		return i18n.TN(ctx, "%d activité attend l’ouverture dans votre liste.", "%d activités attendent l’ouverture dans votre liste.", wished)
	}
	return ""
}

func orderRowOf(ctx context.Context, o registration.Order) orderRow {
	row := orderRow{Href: orderPath(o.Number), Number: o.Number, Total: dollars(ctx, o.Total), Tag: orderTag(ctx, o)}
	row.Text = joined(i18n.DateOnly(ctx, o.At), i18n.TN(ctx, "%d inscription", "%d inscriptions", len(o.Places)))
	return row
}

func orderTag(ctx context.Context, o registration.Order) ui.TagOf {
	switch o.State {
	case registration.OrderConfirmed:
		return ui.TagOf{Label: i18n.T(ctx, "Confirmée"), Icon: "i-check-circle", Tone: ui.OK}
	case registration.OrderLapsed:
		return ui.TagOf{Label: i18n.T(ctx, "Sans suite"), Icon: "i-x"}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Paiement attendu"), Icon: "i-clock-countdown", Tone: ui.Warn}
}

// receipt is where the receipt of a bill is.
func receipt(bill payments.BillID) string { return "/paiement/factures/" + string(bill) + "/recu.pdf" }
