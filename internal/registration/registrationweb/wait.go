package registrationweb

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// waitAskView offers the waiting list of a group.
type waitAskView struct {
	Title    string
	Lead     string
	Problems ui.Problems
	Course   string
	Href     string
	When     []string
	Offered  bool // Offered is false when the group has no list.
	Action   string
	Key      string
	Group    string
	Options  []string
	People   []ui.Option
	Together string
	Ask      bool // Ask whether siblings go together.
	Counter  bool // Counter is true where an agent reads it, for a family.
	Label    string
	Back     ui.Link
}

func faultOf(err error) *fault.Fault {
	f, _ := errors.AsType[*fault.Fault](err)
	return f
}

func (p Pages) askWait(w http.ResponseWriter, r *http.Request) error {
	var form waitForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.waitAsk(r.Context(), citizenStand(r), "/loisirs/attente", form)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, waitAskPage(v))
}

// waitAsk is the offer of the list to somebody's family.
func (p Pages) waitAsk(ctx context.Context, at stand, action string, form waitForm) (waitAskView, error) {
	c := courseOf(p.Leisure.Program(), leisure.GroupID(form.Group))
	if !c.known() || !c.session.Published {
		return waitAskView{}, fault.New(fault.NotFound, "Ce groupe n’est pas au programme.")
	}
	family, err := p.family(ctx, at.owner)
	if err != nil {
		return waitAskView{}, err
	}
	left := p.Leisure.Left(c.group)
	rank := nth(ctx, left.Waiting+1)
	v := waitAskView{
		Title: i18n.T(ctx, "Liste d’attente"), Course: c.title(ctx), Href: c.path(), When: c.when(ctx), Offered: c.group.Waits,
		Action: action, Key: forms.NewKey(), Group: form.Group, Options: form.Options, Together: form.Together, Counter: at.channel == leisure.Counter,
		Label: i18n.T(ctx, "M’inscrire à la liste d’attente"), Back: ui.Link{Href: "/loisirs", Label: i18n.T(ctx, "Chercher une autre activité")},
	}
	now := p.Clock.Now()
	for _, person := range family {
		id := string(person.ID)
		v.People = append(v.People, ui.Option{Value: id, Label: personTitle(ctx, person, at.reader(), now), On: slices.Contains(form.People, id)})
	}
	v.Ask = len(v.People) > 1
	free := left.Free(leisure.Web)
	switch {
	case !v.Offered:
		v.Lead = i18n.T(ctx, "Ce groupe est complet et n’a pas de liste d’attente.")
	case form.Taken && free == 0:
		v.Lead = i18n.T(ctx, "La dernière place vient d’être prise. Voulez-vous la liste d’attente? Ce serait le %s.", rank)
	case free == 0:
		v.Lead = i18n.T(ctx, "Ce groupe est complet. Sur la liste d’attente, ce serait le %s.", rank)
	default:
		v.Lead = i18n.TN(ctx, "Il reste %d place libre. Si elle vous suffit, ajoutez-la plutôt au panier.", "Il reste %d places libres. Si elles vous suffisent, ajoutez-les plutôt au panier.", free)
	}
	return v, nil
}

func (p Pages) wait(w http.ResponseWriter, r *http.Request) error {
	var form waitForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	refused, err := p.join(r, me(r), leisure.Web, form)
	if f, ok := asked(err); ok {
		return p.waitAgain(w, r, ui.Status(err), form, problemsOf(ctx, err, f))
	}
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		problems, err := p.refusalWords(ctx, me(r), refused)
		if err != nil {
			return err
		}
		return p.waitAgain(w, r, http.StatusConflict, form, problems)
	}
	return ui.SeeOther(w, r, "/loisirs/inscriptions?fait=attente")
}

// join puts people on a list, together unless they said each alone, and gives those who could
// not be.
func (p Pages) join(r *http.Request, owner people.ID, channel leisure.Channel, form waitForm) ([]registration.Outcome, error) {
	if len(form.People) == 0 {
		var problems fault.Problems
		problems.Add("personne", "Choisissez qui attend une place.")
		return nil, problems.Err()
	}
	key := keyOf(r)
	together := [][]people.ID{idsOf(form.People)}
	if form.Together == "non" {
		together = nil
		for _, id := range form.People {
			together = append(together, []people.ID{people.ID(id)})
		}
	}
	var refused []registration.Outcome
	for _, some := range together {
		one := key
		if len(together) > 1 {
			one.Value += "/" + string(some[0]) // Each wait is a deed of its own, with a key of its own.
		}
		outcomes, err := p.Registration.Wait(r.Context(), viewer(r), registration.WaitFor{
			Owner: owner, People: some, Group: leisure.GroupID(form.Group), Options: form.Options, Channel: channel,
		}, one)
		if err != nil {
			return refused, err
		}
		refused = append(refused, refusals(outcomes)...)
	}
	return refused, nil
}

func (p Pages) waitAgain(w http.ResponseWriter, r *http.Request, status int, form waitForm, problems ui.Problems) error {
	v, err := p.waitAsk(r.Context(), citizenStand(r), "/loisirs/attente", form)
	if err != nil {
		return err
	}
	v.Problems = problems
	return ui.Show(w, r, status, waitAskPage(v))
}

// waitingView is a place on a list, or the offer to answer.
type waitingView struct {
	Title    string
	Lead     string
	Done     string
	Problems ui.Problems
	Href     string
	Course   string
	When     []string
	Tag      ui.TagOf
	Facts    []ui.Fact
	Path     string
	Offered  bool
	Waiting  bool
	MayKeep  bool
	Accept   string
	Keys     [4]string
	Text     string
	Clashes  []string
}

func (p Pages) waiting(w http.ResponseWriter, r *http.Request) error {
	return p.showWaiting(w, r, http.StatusOK, nil)
}

func (p Pages) showWaiting(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	ctx := r.Context()
	place, err := p.Registration.Place(ctx, viewer(r), registration.PlaceID(r.PathValue("place")))
	if err != nil {
		return err
	}
	v, err := p.waitingOf(ctx, place)
	if err != nil {
		return err
	}
	v.Problems = problems
	return ui.Show(w, r, status, waitingPage(v))
}

func (p Pages) waitingOf(ctx context.Context, place registration.Place) (waitingView, error) {
	person, err := p.People.Person(ctx, place.Person)
	if err != nil {
		return waitingView{}, err
	}
	together, err := p.together(ctx, place)
	if err != nil {
		return waitingView{}, err
	}
	now := p.Clock.Now()
	c := courseOf(p.Leisure.Program(), place.Group)
	v := waitingView{
		Title: i18n.T(ctx, "%[1]s : %[2]s", given(person), c.title(ctx)), Href: c.path(), Course: c.title(ctx), When: c.when(ctx), Tag: stateTag(ctx, place),
		Path: "/loisirs/attente/" + string(place.ID), Keys: [4]string{forms.NewKey(), forms.NewKey(), forms.NewKey(), forms.NewKey()},
	}
	since := ui.Fact{Icon: "i-calendar-dots", Label: i18n.T(ctx, "Sur la liste depuis"), Value: i18n.DateTime(ctx, place.Since)}
	switch place.State {
	case registration.Waiting:
		v.Waiting = true
		v.Lead = i18n.Sentence(i18n.T(ctx, "%s sur la liste d’attente.", nth(ctx, place.Rank)))
		v.Text = waitingWords(ctx, place, together, now)
		v.Facts = append(v.Facts, since)
	case registration.Offered:
		v.Offered, v.MayKeep = true, !place.Kept && !place.Instead()
		v.Lead = i18n.T(ctx, "Une place s’est libérée. Répondez avant %s.", until(ctx, place.Until))
		if place.Drawn() {
			v.Lead = i18n.T(ctx, "Le tirage vous donne cette place. Prenez-la et payez-la avant %s.", until(ctx, place.Until))
		}
		if place.Instead() {
			v.Lead = i18n.T(ctx, "Votre groupe est annulé : cette place vous est offerte à sa place. Répondez avant %s.", until(ctx, place.Until))
		}
		v.Text = i18n.T(ctx, "Sans réponse, la place passe à la personne suivante.")
		if together > 1 {
			v.Text = i18n.T(ctx, "L’offre vaut pour tous ceux qui attendent ensemble. Sans réponse, les places passent à la personne suivante.")
		}
		v.Accept = i18n.T(ctx, "Accepter la place de %s", given(person))
		if !place.Drawn() && !place.Instead() {
			v.Facts = append(v.Facts, since)
		}
		if price, ok := c.program.Price(c.group, place.Audience, dayOf(now)); ok {
			v.Facts = append(v.Facts, ui.Fact{Icon: "i-receipt", Label: i18n.T(ctx, "Prix"), Value: dollars(ctx, price)})
		}
	case registration.Held:
		v.Lead = i18n.T(ctx, "La place est dans votre panier jusqu’à %s.", i18n.Time(ctx, place.Until))
	default:
		v.Lead = endedWords(ctx, place)
	}
	return v, nil
}

// together is how many of the family wait together with a place.
func (p Pages) together(ctx context.Context, place registration.Place) (int, error) {
	family, err := p.family(ctx, place.Payer)
	if err != nil {
		return 0, err
	}
	ids := []people.ID{place.Person}
	for _, person := range family {
		if person.ID != place.Person {
			ids = append(ids, person.ID)
		}
	}
	all, err := p.Registration.PlacesOf(ctx, ids...)
	return party(all, place), err
}

// answered does a deed to a place on a list, and leads on.
func (p Pages) answered(w http.ResponseWriter, r *http.Request, do func(context.Context, registration.PlaceID) error, to string) error {
	err := do(r.Context(), registration.PlaceID(r.PathValue("place")))
	if f, ok := asked(err); ok {
		return p.showWaiting(w, r, ui.Status(err), problemsOf(r.Context(), err, f))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, to)
}

func (p Pages) accept(w http.ResponseWriter, r *http.Request) error {
	return p.answered(w, r, func(ctx context.Context, place registration.PlaceID) error {
		return p.Registration.Accept(ctx, viewer(r), place, keyOf(r))
	}, "/panier?fait=accepte")
}

func (p Pages) decline(w http.ResponseWriter, r *http.Request) error {
	return p.answered(w, r, func(ctx context.Context, place registration.PlaceID) error {
		return p.Registration.Decline(ctx, viewer(r), place, keyOf(r))
	}, "/loisirs/inscriptions?fait=refuse")
}

func (p Pages) keepRank(w http.ResponseWriter, r *http.Request) error {
	return p.answered(w, r, func(ctx context.Context, place registration.PlaceID) error {
		return p.Registration.KeepRank(ctx, viewer(r), place, keyOf(r))
	}, "/loisirs/inscriptions?fait=garde")
}

func (p Pages) leave(w http.ResponseWriter, r *http.Request) error {
	return p.answered(w, r, func(ctx context.Context, place registration.PlaceID) error {
		return p.Registration.LeaveList(ctx, viewer(r), place, keyOf(r))
	}, "/loisirs/inscriptions?fait=quitte")
}
