package programweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/ui"
)

// sessionView is the form of a session.
type sessionView struct {
	Title          string
	Path           string
	Back           string
	Delete         string // Delete is where it is deleted, empty for a new one.
	Problems       ui.Problems
	Code           ui.Field
	Name, NameEN   ui.Field
	From, To, Ages ui.Field
	Family, Drawn  ui.Field
	Windows        rowsOf
	Key, Seen      string
	Result         *sessionResult
}

// sessionResult is what people read of a session.
type sessionResult struct {
	Name, NameEN string
	Dates        string
	Windows      []string
	Facts        []ui.Fact
}

func (p Pages) session(w http.ResponseWriter, r *http.Request) error {
	var form sessionForm
	if err := read(r, &form); err != nil {
		return err
	}
	known, ok := p.Leisure.Program().Session(leisure.SessionID(r.PathValue("id")))
	if !ok && r.PathValue("id") != fresh {
		return gone()
	}
	if ok && !form.Shown {
		form = sessionFormOf(*known)
	}
	one, err := p.readSession(r, form)
	v := p.sessionView(r, form)
	if form.Shown && err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return sessionPage(v.wrong(problems)) })
	}
	if form.Shown || ok {
		v.Result = p.sessionResult(r.Context(), one)
	}
	return ui.Show(w, r, http.StatusOK, sessionPage(v))
}

func sessionFormOf(s leisure.Session) sessionForm {
	f := sessionForm{
		Seen: string(s.Mark()),
		Code: s.Code, Name: s.Name.FR, NameEN: s.Name.EN, From: s.From.String(), To: s.To.String(), AgesAt: s.AgesAt.String(), Drawn: s.Drawn,
		windowCells: windowText(s.Windows),
	}
	var rates []string
	for _, rate := range s.Family {
		rates = append(rates, rateText(rate))
	}
	f.Family = strings.Join(rates, "; ")
	return f
}

// readSession is the session that a form says; what the form does not ask stays as it is.
func (p Pages) readSession(r *http.Request, form sessionForm) (leisure.Session, error) {
	var one leisure.Session
	if known, ok := p.Leisure.Program().Session(leisure.SessionID(r.PathValue("id"))); ok {
		one = *known
	}
	var a answers
	one.Code, one.Name = form.Code, i18n.Words{FR: form.Name, EN: form.NameEN}
	one.From, one.To, one.AgesAt = a.day("debut", form.From), a.day("fin", form.To), a.day("ages", form.AgesAt)
	one.Windows, one.Drawn, one.Family = a.windows(form.windowCells), form.Drawn, nil
	for _, typed := range strings.Split(form.Family, ";") {
		if typed = strings.TrimSpace(typed); typed != "" {
			one.Family = append(one.Family, a.rate("famille", typed))
		}
	}
	return one, a.problems.Err()
}

func (p Pages) sessionView(r *http.Request, form sessionForm) sessionView {
	ctx, id := r.Context(), r.PathValue("id")
	v := sessionView{
		Title: i18n.T(ctx, "Nouvelle session"), Path: sessionsPath + id, Back: root, Key: forms.NewKey(), Seen: form.Seen,
		Code:   ui.Field{Name: "code", Label: i18n.T(ctx, "Code"), Hint: i18n.T(ctx, "La lettre de la saison et l’année, par exemple H2027."), Value: form.Code, Width: 10, Autocomplete: "off"},
		Name:   ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom"), Hint: i18n.T(ctx, "Par exemple Hiver 2027."), Value: form.Name, Width: 20, Autocomplete: "off"},
		NameEN: ui.Field{Name: "nom_en", Label: i18n.T(ctx, "Nom en anglais"), Value: form.NameEN, Width: 20, Optional: true, Lang: "en", Autocomplete: "off"},
		From:   ui.Field{Name: "debut", Label: i18n.T(ctx, "Premier jour"), Type: "date", Value: form.From, Width: 10, Autocomplete: "off"},
		To:     ui.Field{Name: "fin", Label: i18n.T(ctx, "Dernier jour"), Type: "date", Value: form.To, Width: 10, Autocomplete: "off"},
		Ages:   ui.Field{Name: "ages", Label: i18n.T(ctx, "Jour où l’âge compte"), Hint: i18n.T(ctx, "Vide : le jour du premier cours de chaque groupe."), Type: "date", Value: form.AgesAt, Width: 10, Optional: true, Autocomplete: "off"},
		Family: ui.Field{Name: "famille", Label: i18n.T(ctx, "Rabais aux familles, en %%"), Hint: i18n.T(ctx, "Du 2e enfant, du 3e et des suivants, séparés par des points-virgules : 5; 10."), Value: form.Family, Width: 20, Optional: true, Autocomplete: "off"},
		Drawn: ui.Field{Name: "tirage", Label: i18n.T(ctx, "L’ouverture a une salle d’attente avec un tirage"), Hint: i18n.T(ctx, "Les personnes présentes à l’ouverture passent dans un ordre tiré au sort."),
			Options: []ui.Option{{On: form.Drawn}}},
		Windows: windowRows(ctx, form.windowCells, nil, i18n.T(ctx, "Une activité ou un groupe peut avoir les siennes.")),
	}
	if known, ok := p.Leisure.Program().Session(leisure.SessionID(id)); ok {
		v.Title, v.Back, v.Delete = known.Name.In(ctx), programForm{Session: id}.query(root), v.Path+"/supprimer"
	}
	return v
}

func (v sessionView) wrong(problems ui.Problems) sessionView {
	v.Problems = problems
	wrongs(problems, &v.Code, &v.Name, &v.From, &v.To, &v.Ages, &v.Family)
	v.Windows.Wrong = problems.Wrong("fenetres")
	return v
}

func (p Pages) sessionResult(ctx context.Context, s leisure.Session) *sessionResult {
	v := &sessionResult{Name: s.Name.FR, NameEN: s.Name.EN, Dates: i18n.Sentence(span(ctx, s.From, s.To)), Windows: windowLines(ctx, s.Windows)}
	if s.AgesAt != 0 {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "L’âge compte"), Value: i18n.T(ctx, "le %s", i18n.DateOnly(ctx, s.AgesAt.At(12)))})
	} else {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "L’âge compte"), Value: i18n.T(ctx, "le jour du premier cours")})
	}
	sample := money.Dollars(100)
	for n := 2; n <= 1+len(s.Family); n++ {
		reduced := sample - s.FamilyRate(n).PerHundred(sample)
		label := i18n.T(ctx, "Le 2e enfant, pour 100 $")
		if n > 2 {
			label = i18n.T(ctx, "Le %de enfant, pour 100 $", n)
		}
		v.Facts = append(v.Facts, ui.Fact{Label: label, Value: reduced.In(string(i18n.Lang(ctx)))})
	}
	return v
}

func (p Pages) saveSession(w http.ResponseWriter, r *http.Request) error {
	var form sessionForm
	err := read(r, &form)
	id := r.PathValue("id")
	if _, known := p.Leisure.Program().Session(leisure.SessionID(id)); !known && id != fresh {
		return gone()
	}
	var one leisure.Session
	if err == nil {
		one, err = p.readSession(r, form)
	}
	if err == nil {
		one.ID, err = p.Leisure.SaveSession(r.Context(), viewer(r), one, sent(r, form.Seen))
	}
	if err == nil {
		return ui.SeeOther(w, r, programForm{Session: string(one.ID), Done: "session"}.query(root, "fait", "session"))
	}
	form.Seen = p.seenNow(r.Context(), form.Seen, err)
	v := p.sessionView(r, form)
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return sessionPage(v.wrong(problems)) })
}

// publishView is what is missing before a session is published.
type publishView struct {
	Name    string
	Path    string
	Back    string
	Shown   bool
	Says    []string
	Missing []missing
	Key     string
}

// missing is something that a reader of the program would lack, and where it lacks.
type missing struct {
	Text  string
	Where []ui.Link
	More  string
}

func (p Pages) publishing(w http.ResponseWriter, r *http.Request) error {
	ctx, program := r.Context(), p.Leisure.Program()
	s, known := program.Session(leisure.SessionID(r.PathValue("id")))
	if !known {
		return gone()
	}
	v := publishView{
		Name: s.Name.In(ctx), Path: sessionsPath + string(s.ID) + "/publier", Back: programForm{Session: string(s.ID)}.query(root), Shown: s.Published, Key: forms.NewKey(),
	}
	groups := program.GroupsOf(s.ID)
	v.Says = append(v.Says, i18n.TN(ctx, "%d activité", "%d activités", len(program.ActivitiesOf(s.ID))), i18n.TN(ctx, "%d groupe", "%d groupes", len(groups)))
	if s.Published {
		f := p.fillOf(program, groups)
		v.Says = append(v.Says, i18n.TN(ctx, "%d place prise", "%d places prises", f.Taken), i18n.TN(ctx, "%d personne en attente", "%d personnes en attente", f.Waiting))
	} else {
		v.Says = append(v.Says, windowLines(ctx, s.Windows)...)
		v.Missing = missingOf(ctx, program, s, p.Clock.Now())
	}
	return ui.Show(w, r, http.StatusOK, publishPage(v))
}

func (p Pages) publish(w http.ResponseWriter, r *http.Request) error {
	var form publishForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	id := r.PathValue("id")
	if err := p.Leisure.Publish(r.Context(), viewer(r), leisure.SessionID(id), form.Shown, key(r)); err != nil {
		return err
	}
	done := "cachee"
	if form.Shown {
		done = "publiee"
	}
	return ui.SeeOther(w, r, programForm{Session: id}.query(root, "fait", done))
}
