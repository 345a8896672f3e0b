package wateringweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
	"sem/internal/watering"
)

// deskView is what whoever manages watering finds.
type deskView struct {
	Done    string
	Bans    []deskBan
	Queue   ui.TableOf
	Decided ui.TableOf
	Bylaws  []deskBylaw
	Sectors []string
}

// deskBan is a ban that holds or is to come.
type deskBan struct {
	banNote
	Lift string
	Key  string
}

// deskBylaw is a by-law with its rules.
type deskBylaw struct {
	Title string
	Text  string
	Rules []deskRule
	Add   string
}

type deskRule struct {
	ruleView
	Devices string
	Edit    string
}

// remembered is how far back the answers given are shown.
const remembered = 30 * 24 * time.Hour

func (p Pages) desk(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), p.Clock.Now()
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	queue, err := p.Watering.Queue(ctx)
	if err != nil {
		return err
	}
	decided, err := p.Watering.Decided(ctx, now.Add(-remembered))
	if err != nil {
		return err
	}
	book := p.Watering.Book()
	v := deskView{Done: deskDone(ctx, form.Done), Queue: permitTable(ctx, i18n.T(ctx, "Permis en attente"), queue, now), Decided: permitTable(ctx, i18n.T(ctx, "Réponses des 30 derniers jours"), decided, now)}
	bans := cityBans(book, now)
	for i, note := range p.banNotes(ctx, bans, now) {
		v.Bans = append(v.Bans, deskBan{note, "/gestion/arrosage/interdictions/" + url.PathEscape(bans[i].Code) + "/lever", forms.NewKey()})
	}
	for _, l := range book.Bylaws {
		v.Bylaws = append(v.Bylaws, p.deskBylaw(ctx, book, l))
	}
	return ui.Show(w, r, http.StatusOK, deskPage(v))
}

func deskDone(ctx context.Context, done string) string {
	switch done {
	case "interdiction":
		return i18n.T(ctx, "L’interdiction est déclarée. Elle paraît déjà sur les pages de tous.")
	case "levee":
		return i18n.T(ctx, "L’interdiction est levée.")
	case "accorde":
		return i18n.T(ctx, "Le permis est accordé. La personne en est avertie.")
	case "refuse":
		return i18n.T(ctx, "Le permis est refusé. La personne en est avertie.")
	case "regle":
		return i18n.T(ctx, "La règle est enregistrée. Les réponses en tiennent déjà compte.")
	case "retiree":
		return i18n.T(ctx, "La règle est retirée.")
	}
	return ""
}

func permitTable(ctx context.Context, caption string, permits []watering.Permit, now time.Time) ui.TableOf {
	t := ui.TableOf{Caption: caption, Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Adresse")}, {Label: i18n.T(ctx, "Permis")}, {Label: i18n.T(ctx, "Premier jour")}, {Label: i18n.T(ctx, "Demandé")}, {Label: i18n.T(ctx, "État")},
	}}
	for _, p := range permits {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: p.AddressLine, Href: "/gestion/arrosage/permis/" + url.PathEscape(string(p.Number))}, {Text: p.Terms.Name.In(ctx)},
			{Text: dayText(ctx, p.From)}, {Text: i18n.Ago(ctx, p.AskedAt)}, {Body: ui.Tag(tagOf(ctx, p, now))},
		}})
	}
	return t
}

func (p Pages) deskBylaw(ctx context.Context, b *watering.Book, l watering.Bylaw) deskBylaw {
	v := deskBylaw{Title: i18n.T(ctx, "Règlement %s", l.Number), Text: l.Name.In(ctx), Add: rulePath(l.Code, freshRule)}
	for _, r := range b.RulesOf(l.Code) {
		rule := deskRule{ruleView: p.ruleOf(ctx, b, l, r), Devices: p.deviceNames(ctx, r.Devices), Edit: rulePath(l.Code, r.Code)}
		rule.Title = i18n.Sentence(r.Article.In(ctx))
		if rule.Title == "" {
			rule.Title = r.Code
		}
		v.Rules = append(v.Rules, rule)
	}
	return v
}

// decisionView is a permit to answer.
type decisionView struct {
	Permit   permitView
	Waits    bool
	Action   string
	Key      string
	Start    ui.Date
	Paid     ui.Field
	Fee      string
	Reason   ui.Field
	Refusing bool
	Problems ui.Problems
}

// lookReason is what the journal keeps of why a permit's person was looked at.
const lookReason = "permis d’arrosage"

func (p Pages) deskPermit(w http.ResponseWriter, r *http.Request) error {
	v, err := p.decision(r, decisionForm{}, nil)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, decisionPage(v))
}

func (p Pages) decision(r *http.Request, form decisionForm, wrong ui.Problems) (decisionView, error) {
	ctx, now := r.Context(), p.Clock.Now()
	found, err := p.Watering.Permit(ctx, watering.ReadNumber(r.PathValue("no")))
	if err != nil {
		return decisionView{}, err
	}
	if err := p.Journal.Viewed(ctx, viewer(r), string(found.Person), "arrosage/permis/"+string(found.Number), lookReason); err != nil {
		return decisionView{}, err
	}
	person, err := p.People.Person(ctx, found.Person)
	if err != nil {
		return decisionView{}, err
	}
	permit, err := p.permitOf(ctx, found, now)
	if err != nil {
		return decisionView{}, err
	}
	if form.Day == "" {
		form.Day, form.Month, form.Year = boxes(max(found.From, clock.Local(now).Format(time.DateOnly)))
	}
	asked := []ui.Fact{{Label: i18n.T(ctx, "Demandé par"), Value: person.Name()}, {Label: i18n.T(ctx, "Demandé"), Value: i18n.Sentence(i18n.Ago(ctx, found.AskedAt))}}
	if mail := person.ConfirmedEmail(); mail != "" {
		asked = append(asked, ui.Fact{Label: i18n.T(ctx, "Courriel"), Value: mail})
	}
	permit.Facts = append(asked, permit.Facts...)
	if found.State == watering.Refused {
		permit.Facts = append(permit.Facts, ui.Fact{Label: i18n.T(ctx, "Pourquoi"), Value: found.Reason})
	}
	v := decisionView{
		Permit: permit, Waits: found.State == watering.Asked,
		Action: "/gestion/arrosage/permis/" + url.PathEscape(string(found.Number)), Key: form.Key, Problems: wrong, Refusing: form.Answer == "refuser",
		Start:  ui.Date{Field: ui.Field{Name: "debut", Label: i18n.T(ctx, "Premier jour"), Wrong: wrong.Wrong("debut")}, Day: form.Day, Month: form.Month, Year: form.Year},
		Reason: ui.Field{Name: "raison", Label: i18n.T(ctx, "Pourquoi? La personne le lira."), Value: form.Reason, Wrong: wrong.Wrong("raison"), Max: 500, Rows: 3},
	}
	if v.Key == "" {
		v.Key = forms.NewKey()
	}
	if found.Fee > 0 {
		v.Fee = found.Fee.In(string(i18n.Lang(ctx)))
		v.Paid = ui.Field{Name: "paye", Label: i18n.T(ctx, "Le tarif de %s est reçu", v.Fee), Wrong: wrong.Wrong("paye"), Options: []ui.Option{{On: form.Paid}}}
	}
	return v, nil
}

// boxes are a day in three boxes.
func boxes(iso string) (day, month, year string) {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return "", "", ""
	}
	return strconv.Itoa(t.Day()), strconv.Itoa(int(t.Month())), strconv.Itoa(t.Year())
}

func (p Pages) decide(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form decisionForm
	err := forms.Read(r, &form)
	d := watering.Decision{Grant: form.Answer == "accorder", Paid: form.Paid, Reason: form.Reason}
	if d.Grant {
		if d.From = isoDay(form.Day, form.Month, form.Year); d.From == "" {
			d.From = "?" // Boxes that are no day are refused, not taken as left open.
		}
	}
	if err == nil {
		err = p.Watering.Decide(ctx, viewer(r), watering.ReadNumber(r.PathValue("no")), d, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		v, failed := p.decision(r, form, ui.ProblemsOf(ctx, err))
		if failed != nil {
			return failed
		}
		return ui.Show(w, r, http.StatusUnprocessableEntity, decisionPage(v))
	}
	if err != nil {
		return err
	}
	if d.Grant {
		return ui.SeeOther(w, r, "/gestion/arrosage?fait=accorde")
	}
	return ui.SeeOther(w, r, "/gestion/arrosage?fait=refuse")
}
