package openingweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/opening"
	"sem/internal/session"
	"sem/internal/ui"
)

// Quick answers the page of the line from memory to a browser that shows the slip of its
// ticket, and passes everything else on. It stands before what finds out who is looking.
func (p Pages) Quick(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, ok := strings.CutPrefix(r.URL.Path, "/loisirs/ouverture/")
		if !ok || r.Method != http.MethodGet || strings.Contains(id, "/") {
			next.ServeHTTP(w, r)
			return
		}
		said, looks, _ := strings.Cut(p.Cookies.Read(r, slip), "~")
		at, err := p.Opening.Shown(opening.EventID(id), said, p.Cookies.Read(r, session.Ticket))
		if err != nil || !inLine(at) {
			next.ServeHTTP(w, r)
			return
		}
		r = r.WithContext(ui.WithPrefs(r.Context(), readLooks(looks)))
		if err := p.show(w, r, at); err != nil {
			ui.Apologise(w, r, err)
		}
	})
}

// keepSlip has the browser keep the slip of a ticket, with how its reader wants to see pages:
// whoever answers the slip does not look the reader up.
func (p Pages) keepSlip(w http.ResponseWriter, r *http.Request, at opening.Position) {
	said := p.Opening.Slip(at, p.Cookies.Read(r, session.Ticket))
	p.Cookies.Write(w, slip, said+"~"+writeLooks(ui.PrefsFrom(r.Context())), 12*time.Hour)
}

func writeLooks(p ui.Prefs) string {
	return strings.Join([]string{strconv.Itoa(p.Text), p.Theme, p.Font, string(p.Lang)}, ".")
}

func readLooks(text string) ui.Prefs {
	parts := append(strings.Split(text, "."), "", "", "", "")
	size, _ := strconv.Atoi(parts[0])
	return ui.Prefs{Text: min(max(size, 0), 3), Theme: parts[1], Font: parts[2], Lang: i18n.Parse(parts[3])}
}

// Felt measures how long registrations take to answer, so that the line moves as fast as
// they bear.
func (p Pages) Felt(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || !strings.HasPrefix(r.URL.Path, "/panier/") {
			next.ServeHTTP(w, r)
			return
		}
		began := p.Clock.Now()
		next.ServeHTTP(w, r)
		p.Opening.Felt(p.Clock.Now().Sub(began))
	})
}

// inLine tells whether somebody has a place in a line that is still there.
func inLine(at opening.Position) bool {
	return at.Arrival > 0 && at.Standing != opening.Free
}

func (p Pages) room(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	at, err := p.Opening.Position(ctx, viewer(r), eventID(r))
	if err != nil {
		return err
	}
	if inLine(at) {
		p.keepSlip(w, r, at)
		return p.show(w, r, at)
	}
	return ui.Show(w, r, http.StatusOK, doorPage(p.doorOf(ctx, at, viewer(r))))
}

// show shows the page of the line, which the browser asks for again by itself.
func (p Pages) show(w http.ResponseWriter, r *http.Request, at opening.Position) error {
	w.Header().Set("Cache-Control", "no-store")
	if again := refresh(at, p.Clock.Now()); again > 0 {
		w.Header().Set("Refresh", strconv.Itoa(int(again/time.Second)))
	}
	return ui.Show(w, r, http.StatusOK, linePage(p.lineOf(r.Context(), at)))
}

// refresh is after how long the page of the line is asked for again; 0 is never. Families
// come back spread over some seconds.
func refresh(at opening.Position, now time.Time) time.Duration {
	spread := time.Duration(at.Arrival%8) * time.Second
	switch at.Standing {
	case opening.Present:
		left := at.Event.Opens.Sub(now)
		switch {
		case left <= 0:
			return 3 * time.Second // The draw is being made.
		case left < time.Minute:
			return left.Truncate(time.Second) + 2*time.Second + spread
		}
		return min(left-30*time.Second, time.Minute) + spread
	case opening.Waiting:
		if at.Event.Pace.Paused {
			return 30*time.Second + spread
		}
		return min(max(at.Wait/3, 5*time.Second), time.Minute) + spread/4
	}
	return 0
}

func (p Pages) attend(w http.ResponseWriter, r *http.Request) error {
	at, err := p.Opening.Attend(r.Context(), viewer(r), eventID(r))
	if err != nil {
		return err
	}
	if inLine(at) {
		p.keepSlip(w, r, at)
	}
	return ui.SeeOther(w, r, at.Event.Path())
}

// lineView is the page of somebody in the line.
type lineView struct {
	Window string // Window is the title of the window, which says the rank.
	Title  string
	Lead   string
	Text   []string
	Steps  []lineStep
	Turn   bool   // Turn is when one may register.
	Again  string // Again is where a new rank is taken.
	Key    string
	Number string
	Draw   string
	Help   string
	Name   string
}

// lineStep is a point on the way to one's turn.
type lineStep struct {
	Text, When    string
	Done, Current bool
}

func (p Pages) lineOf(ctx context.Context, at opening.Position) lineView {
	e := at.Event
	v := lineView{Name: p.name(ctx, e), Number: short(at.Number), Draw: e.Path() + "/tirage"}
	if phone := ui.CityFrom(ctx).Phone; phone != "" {
		v.Help = i18n.T(ctx, "Besoin d’aide? Appelez au %s.", phone)
	}
	opens := i18n.Time(ctx, e.Opens)
	switch at.Standing {
	case opening.Present:
		v.Title = i18n.T(ctx, "Vous êtes sur place")
		v.Lead = i18n.T(ctx, "L’ordre sera tiré au sort à %s.", opens)
		if !p.Clock.Now().Before(e.Opens) {
			v.Lead = i18n.T(ctx, "Le tirage se fait à l’instant.")
		}
		v.Text = append(v.Text, i18n.TN(ctx, "%d famille est sur place.", "%d familles sont sur place.", e.Arrivals), i18n.T(ctx, "Vous n’avez rien à faire. Vous pouvez fermer cette page, votre billet reste."))
	case opening.Waiting:
		v.Title = i18n.T(ctx, "Votre rang : %d", at.Rank)
		v.Lead = p.ahead(ctx, at)
		v.Text = append(v.Text, i18n.T(ctx, "Vous pouvez fermer cette page, votre rang reste."), i18n.T(ctx, "Revenez à votre tour : personne ne prend votre rang."))
	case opening.Turn:
		v.Title, v.Turn = i18n.T(ctx, "C’est votre tour"), true
		v.Lead = i18n.TN(ctx, "Vous avez %d minute à partir de votre première inscription.", "Vous avez %d minutes à partir de votre première inscription.", int(e.Pace.Finish/time.Minute))
		if !at.Until.IsZero() && at.Until.After(p.Clock.Now()) {
			v.Lead = i18n.T(ctx, "Inscrivez-vous avant %s.", i18n.Time(ctx, at.Until))
		}
	default:
		v.Title = i18n.T(ctx, "Le temps de votre tour est écoulé")
		v.Lead = i18n.T(ctx, "Ce qui est payé reste payé. Pour continuer, reprenez un rang.")
		v.Again, v.Key = e.Path(), forms.NewKey()
	}
	v.Window = v.Title + " – " + v.Name
	v.Steps = []lineStep{
		{Text: i18n.T(ctx, "Billet pris"), Done: true},
		{Text: i18n.T(ctx, "Tirage au sort"), When: opens, Done: e.Drawn(), Current: at.Standing == opening.Present},
		{Text: i18n.T(ctx, "Attente"), Done: at.Standing == opening.Turn, Current: at.Standing == opening.Waiting || at.Standing == opening.Late},
		{Text: i18n.T(ctx, "Votre tour"), Current: at.Standing == opening.Turn},
	}
	return v
}

// ahead says how many go first, and about how long that takes.
func (p Pages) ahead(ctx context.Context, at opening.Position) string {
	first := i18n.TN(ctx, "%d famille passe avant vous.", "%d familles passent avant vous.", at.Ahead)
	if at.Ahead == 0 {
		first = i18n.T(ctx, "Vous êtes la prochaine famille.")
	}
	if at.Event.Pace.Paused {
		return first + " " + i18n.T(ctx, "La file est en pause.")
	}
	return first + " " + wait(ctx, at.Wait)
}

// wait says about how long somebody waits.
func wait(ctx context.Context, d time.Duration) string {
	if d < time.Minute {
		return i18n.T(ctx, "Moins d’une minute d’attente.")
	}
	return i18n.TN(ctx, "Environ %d minute d’attente.", "Environ %d minutes d’attente.", int((d+59*time.Second)/time.Minute))
}

// short is the beginning of a ticket's number, for people.
func short(number string) string {
	if len(number) < 12 {
		return number
	}
	return number[:4] + " " + number[4:8] + " " + number[8:12]
}

// name is the session that an event opens.
func (p Pages) name(ctx context.Context, e opening.Event) string {
	if s, ok := p.Leisure.Program().Session(e.Session); ok {
		return s.Name.In(ctx)
	}
	return i18n.T(ctx, "Loisirs")
}

// doorView is the page of an opening for somebody who is not in its line.
type doorView struct {
	Title, Lead string
	Join        string // Join is the button that takes a ticket; SignIn leads to it.
	Action      string
	SignIn      string
	Key         string
	Free        bool
	Facts       []ui.Fact
	Rules       []string
	Commitment  string
	Draw        string
	Report      string // Report is set once there is one.
	Staff       bool
}

func (p Pages) doorOf(ctx context.Context, at opening.Position, by session.Viewer) doorView {
	e, now := at.Event, p.Clock.Now()
	opens := i18n.Time(ctx, e.Opens)
	v := doorView{
		Title: i18n.T(ctx, "Ouverture des inscriptions : %s", p.name(ctx, e)), Action: e.Path(), Commitment: e.Commitment, Draw: e.Path() + "/tirage",
		Facts: []ui.Fact{
			{Icon: "i-calendar-dots", Label: i18n.T(ctx, "Ouverture"), Value: i18n.DateTime(ctx, e.Opens)},
			{Icon: "i-clock", Label: i18n.T(ctx, "Salle d’attente"), Value: i18n.T(ctx, "dès %s", i18n.Time(ctx, e.Gathers))},
		},
		Rules: rules(ctx, e),
	}
	if e.Drawn() {
		v.Report = e.Path() + "/bilan"
	}
	join := ""
	switch {
	case e.Over(now):
		v.Free, v.Lead = true, i18n.T(ctx, "La salle d’attente est fermée. On s’inscrit directement.")
	case now.Before(e.Gathers):
		v.Lead = i18n.T(ctx, "La salle d’attente ouvre %s à %s. Préparez votre panier d’ici là.", i18n.Near(ctx, e.Gathers), i18n.Time(ctx, e.Gathers))
	case now.Before(e.Opens):
		v.Lead = i18n.T(ctx, "Prenez votre billet avant %s. L’ordre sera tiré au sort parmi les familles présentes.", opens)
		join = i18n.T(ctx, "Prendre mon billet")
		v.Facts = append(v.Facts, ui.Fact{Icon: "i-users", Label: i18n.T(ctx, "Sur place"), Value: i18n.TN(ctx, "%d famille", "%d familles", e.Arrivals)})
	default:
		v.Lead = i18n.T(ctx, "Le tirage est fait. Prenez un rang : vous passez après les familles déjà en file.")
		join = i18n.T(ctx, "Prendre un rang")
		v.Facts = append(v.Facts, ui.Fact{Icon: "i-users", Label: i18n.T(ctx, "En attente"), Value: i18n.TN(ctx, "%d famille", "%d familles", e.Waiting())})
	}
	switch {
	case join == "" || by.Staff():
		v.Staff = by.Staff() && !v.Free
	case by.SignedIn():
		v.Join, v.Key = join, forms.NewKey()
	default:
		v.SignIn = "/connexion?suite=" + e.Path()
	}
	return v
}

// rules are how the room works, in words.
func rules(ctx context.Context, e opening.Event) []string {
	opens, minutes := i18n.Time(ctx, e.Opens), int(e.Pace.Finish/time.Minute)
	return []string{
		i18n.T(ctx, "La salle ouvre à %s. Chaque compte y prend un seul billet.", i18n.Time(ctx, e.Gathers)),
		i18n.T(ctx, "À %s, l’ordre est tiré au sort parmi les familles présentes. Arriver à %s ou à la dernière minute revient au même.", opens, i18n.Time(ctx, e.Gathers)),
		i18n.T(ctx, "Qui arrive après le tirage passe ensuite, dans l’ordre d’arrivée."),
		i18n.T(ctx, "Votre rang reste, même si vous fermez la page ou changez d’appareil."),
		i18n.TN(ctx, "À votre tour, vous avez %d minute pour vous inscrire. Ensuite, vous pouvez reprendre un rang.", "À votre tour, vous avez %d minutes pour vous inscrire. Ensuite, vous pouvez reprendre un rang.", minutes),
		i18n.T(ctx, "Au comptoir et au téléphone, on s’inscrit sans passer par la salle, aux places qui y sont gardées."),
	}
}
