package lotteryweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/ui"
)

const (
	root  = "/gestion/tirages"
	fresh = "nouveau" // fresh stands for a lottery that is not kept yet.
)

// newForm says for which session a lottery is prepared, and what was just done.
type newForm struct {
	Session string `form:"seance" max:"60"`
	Done    string `form:"fait" max:"20"`
}

// lotteryForm is the settings of a lottery.
type lotteryForm struct {
	keyForm
	Session    string   `form:"seance" max:"60"`
	Name       string   `form:"nom" max:"120"`
	NameEN     string   `form:"nom_en" max:"120"`
	Activities []string `form:"activite" max:"60"`
	Opens      string   `form:"ouvre" max:"30"`
	Closes     string   `form:"ferme" max:"30"`
	Draws      string   `form:"tire" max:"30"`
	Releases   string   `form:"libere" max:"30"`
	Choices    string   `form:"choix" max:"3"`
	Most       string   `form:"places" max:"3"`
	Days       string   `form:"payer" max:"3"` // Days is how many days there are to pay.
}

// deskListView is the lotteries, and the sessions for which one may be prepared.
type deskListView struct {
	Table ui.TableOf
	New   []ui.Link
	Done  string
}

func (p Pages) deskList(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, now := r.Context(), p.Clock.Now()
	v := deskListView{Table: ui.TableOf{Caption: i18n.T(ctx, "Tirages"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Tirage")}, {Label: i18n.T(ctx, "État")}, {Label: i18n.T(ctx, "Choix jusqu’au")}, {Label: i18n.T(ctx, "Tirage, au plus tard")},
	}}}
	if form.Done != "" {
		v.Done = i18n.T(ctx, "Le tirage est effacé.")
	}
	for _, l := range p.Lottery.Lotteries() {
		v.Table.Rows = append(v.Table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: l.Name.In(ctx), Href: root + "/" + string(l.ID)}, {Body: ui.Tag(stateTag(ctx, l.State(now)))}, {Text: i18n.DateTime(ctx, l.Closes)}, {Text: i18n.DateTime(ctx, l.Draws)},
		}})
	}
	for _, s := range p.Leisure.Program().Sessions() {
		if n := len(p.free(s.ID, "")); n > 0 {
			v.New = append(v.New, ui.Link{Href: root + "/" + fresh + "?seance=" + string(s.ID), Label: i18n.TN(ctx, "%[2]s : %[1]d activité à tirer", "%[2]s : %[1]d activités à tirer", n, s.Name.In(ctx))})
		}
	}
	return ui.Show(w, r, http.StatusOK, deskListPage(v))
}

// free are the activities of a session that are drawn and stand in no lottery but this one.
func (p Pages) free(s leisure.SessionID, but lottery.ID) (all []*leisure.Activity) {
	in := map[leisure.ActivityID]bool{}
	for _, l := range p.Lottery.Lotteries() {
		for _, a := range l.Activities {
			in[a] = l.ID != but
		}
	}
	for _, a := range p.Leisure.Program().ActivitiesOf(s) {
		if a.Lottery && !in[a.ID] {
			all = append(all, a)
		}
	}
	return all
}

// deskView is a lottery for the staff.
type deskView struct {
	Title, Lead, Path string
	Done              string
	Problems          ui.Problems
	Session           string
	Tag               ui.TagOf
	Facts             []ui.Fact
	Figures           *ui.TableOf
	Page, Report      string
	Publish, Draw     bool
	Drop, Settings    bool
	Fixed             bool // Fixed tells that only the name and the dates to come change.
	Keys              [4]string
	Name, NameEN      ui.Field
	Activities        ui.Field
	Opens, Closes     ui.Field
	Draws, Releases   ui.Field
	Choices, Most     ui.Field
	Days              ui.Field
}

func (p Pages) deskShow(w http.ResponseWriter, r *http.Request) error {
	var form newForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	l, err := p.settings(r, form.Session)
	if err != nil {
		return err
	}
	v, err := p.deskOf(r, l, formOf(l))
	if err != nil {
		return err
	}
	v.Done = deskDone(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, deskPage(v))
}

func deskDone(ctx context.Context, done string) string {
	switch done {
	case "garde":
		return i18n.T(ctx, "C’est enregistré.")
	case "publie":
		return i18n.T(ctx, "Le tirage est publié, et son engagement aussi.")
	case "tire":
		return i18n.T(ctx, "Le tirage est fait. Les familles reçoivent leur résultat dans les minutes qui viennent.")
	}
	return ""
}

// settings is the lottery of the address; a new one belongs to the session that is asked for.
func (p Pages) settings(r *http.Request, of string) (lottery.Lottery, error) {
	if r.PathValue("id") != fresh {
		return p.asked(r)
	}
	s, ok := p.Leisure.Program().Session(leisure.SessionID(of))
	if !ok {
		return lottery.Lottery{}, fault.New(fault.NotFound, "Cette session n’existe pas.")
	}
	l := lottery.Lottery{Session: s.ID, Choices: 3, Most: 1, PayWithin: 7 * 24 * time.Hour}
	for _, a := range p.free(s.ID, "") {
		l.Activities = append(l.Activities, a.ID)
	}
	return l, nil
}

func formOf(l lottery.Lottery) lotteryForm {
	f := lotteryForm{
		Session: string(l.Session), Name: l.Name.FR, NameEN: l.Name.EN, Opens: moment(l.Opens), Closes: moment(l.Closes), Draws: moment(l.Draws), Releases: moment(l.Releases),
		Choices: itoa(l.Choices), Most: itoa(l.Most), Days: itoa(int(l.PayWithin.Hours()) / 24),
	}
	for _, a := range l.Activities {
		f.Activities = append(f.Activities, string(a))
	}
	return f
}

// moment is a moment as a form writes it: 2027-02-01 09:00.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return clock.Local(t).Format("2006-01-02 15:04")
}

// readMoment is a moment that was typed; the zero time when it is none.
func readMoment(typed string) time.Time {
	date, hour, timed := strings.Cut(strings.Replace(strings.TrimSpace(typed), " ", "T", 1), "T")
	day, err := civil.ParseDay(date)
	at := civil.Time(0)
	if err == nil && timed {
		at, err = civil.ParseTime(hour)
	}
	if err != nil {
		return time.Time{}
	}
	return day.In(at).UTC()
}

// lotteryOf is the lottery that a form says.
func (f lotteryForm) lotteryOf(known lottery.Lottery) lottery.Lottery {
	l := known
	l.Name = i18n.Words{FR: f.Name, EN: f.NameEN}
	l.Opens, l.Closes, l.Draws, l.Releases = readMoment(f.Opens), readMoment(f.Closes), readMoment(f.Draws), readMoment(f.Releases)
	l.Choices, _ = strconv.Atoi(f.Choices)
	l.Most, _ = strconv.Atoi(f.Most)
	days, _ := strconv.Atoi(f.Days)
	l.PayWithin = time.Duration(min(max(days, 0), 1000)) * 24 * time.Hour
	l.Activities = nil
	for _, a := range f.Activities {
		l.Activities = append(l.Activities, leisure.ActivityID(a))
	}
	return l
}

func (p Pages) deskOf(r *http.Request, l lottery.Lottery, form lotteryForm) (deskView, error) {
	ctx, now := r.Context(), p.Clock.Now()
	state := l.State(now)
	v := deskView{
		Title: i18n.T(ctx, "Nouveau tirage"), Path: root + "/" + r.PathValue("id"), Session: string(l.Session), Settings: l.DrawnAt.IsZero(), Fixed: !l.Published.IsZero(),
		Keys: [4]string{forms.NewKey(), forms.NewKey(), forms.NewKey(), forms.NewKey()}, Tag: stateTag(ctx, state),
	}
	if s, ok := p.Leisure.Program().Session(l.Session); ok {
		v.Lead = s.Name.In(ctx)
	}
	p.fields(ctx, &v, l, form)
	if l.ID == "" {
		return v, nil
	}
	v.Title, v.Page = l.Name.In(ctx), l.Path()
	v.Publish, v.Draw = state == lottery.Draft, state == lottery.Closed
	figures, err := p.Lottery.Figures(ctx, viewer(r), l.ID)
	if err != nil {
		return v, err
	}
	v.Drop = l.DrawnAt.IsZero() && figures.Requests == 0
	v.Facts = append(dateFacts(ctx, l), ui.Fact{Icon: "i-users", Label: i18n.T(ctx, "Familles"), Value: itoa(figures.Requests)}, ui.Fact{Icon: "i-user", Label: i18n.T(ctx, "Personnes"), Value: itoa(figures.People)})
	table := groupFigures(r, figures, !l.DrawnAt.IsZero())
	v.Figures = &table
	if !l.DrawnAt.IsZero() {
		v.Report = l.Path() + "/bilan"
	}
	return v, nil
}

// fields are the questions of the settings.
func (p Pages) fields(ctx context.Context, v *deskView, l lottery.Lottery, form lotteryForm) {
	at := i18n.T(ctx, "Comme 2027-02-01 09:00.")
	v.Name = ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom du tirage"), Value: form.Name, Autocomplete: "off"}
	v.NameEN = ui.Field{Name: "nom_en", Label: i18n.T(ctx, "Nom en anglais"), Value: form.NameEN, Optional: true, Lang: "en", Autocomplete: "off"}
	v.Activities = ui.Field{Name: "activite", Label: i18n.T(ctx, "Activités tirées ensemble"), Small: true}
	for _, a := range p.free(l.Session, l.ID) {
		v.Activities.Options = append(v.Activities.Options, ui.Option{Value: string(a.ID), Label: a.Title.In(ctx), On: slices.Contains(form.Activities, string(a.ID))})
	}
	date := func(name, label, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: at, Value: value, Width: 20, Autocomplete: "off"}
	}
	v.Opens = date("ouvre", i18n.T(ctx, "Les choix ouvrent"), form.Opens)
	v.Closes = date("ferme", i18n.T(ctx, "Les choix ferment"), form.Closes)
	v.Draws = date("tire", i18n.T(ctx, "Le tirage se fait, au plus tard"), form.Draws)
	v.Releases = date("libere", i18n.T(ctx, "Les places qui restent vont à tous"), form.Releases)
	number := func(name, label, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Value: value, Width: 3, InputMode: "numeric", Autocomplete: "off"}
	}
	v.Choices = number("choix", i18n.T(ctx, "Choix à ranger pour chaque personne"), form.Choices)
	v.Most = number("places", i18n.T(ctx, "Places au plus pour chaque personne"), form.Most)
	v.Days = number("payer", i18n.T(ctx, "Jours pour payer une place tirée"), form.Days)
}

func (v deskView) wrong(problems ui.Problems) deskView {
	v.Problems = problems
	for _, f := range []*ui.Field{&v.Name, &v.NameEN, &v.Activities, &v.Opens, &v.Closes, &v.Draws, &v.Releases, &v.Choices, &v.Most, &v.Days} {
		f.Wrong = problems.Wrong(f.Name)
	}
	return v
}

func (p Pages) save(w http.ResponseWriter, r *http.Request) error {
	var form lotteryForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	known, err := p.settings(r, form.Session)
	if err != nil {
		return err
	}
	which, err := p.Lottery.Save(r.Context(), viewer(r), form.lotteryOf(known), keyOf(r))
	if err != nil {
		return p.deskAgain(w, r, known, form, err)
	}
	return ui.SeeOther(w, r, root+"/"+string(which)+"?fait=garde")
}

// deskAgain shows the page of a lottery again, with what stands in the way.
func (p Pages) deskAgain(w http.ResponseWriter, r *http.Request, l lottery.Lottery, form lotteryForm, err error) error {
	problems, ok := problemsOf(r.Context(), err)
	if !ok {
		return err
	}
	v, again := p.deskOf(r, l, form)
	if again != nil {
		return again
	}
	return ui.Show(w, r, ui.Status(err), deskPage(v.wrong(problems)))
}

// deed does something to a lottery, and leads on.
func (p Pages) deed(w http.ResponseWriter, r *http.Request, to string, do func(lottery.ID) error) error {
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	if err := do(l.ID); err != nil {
		return p.deskAgain(w, r, l, formOf(l), err)
	}
	return ui.SeeOther(w, r, to)
}

func (p Pages) publish(w http.ResponseWriter, r *http.Request) error {
	return p.deed(w, r, root+"/"+r.PathValue("id")+"?fait=publie", func(id lottery.ID) error {
		return p.Lottery.Publish(r.Context(), viewer(r), id, keyOf(r))
	})
}

func (p Pages) drawNow(w http.ResponseWriter, r *http.Request) error {
	return p.deed(w, r, root+"/"+r.PathValue("id")+"?fait=tire", func(id lottery.ID) error {
		return p.Lottery.Draw(r.Context(), viewer(r), id, keyOf(r))
	})
}

func (p Pages) drop(w http.ResponseWriter, r *http.Request) error {
	return p.deed(w, r, root+"?fait=efface", func(id lottery.ID) error {
		return p.Lottery.Drop(r.Context(), viewer(r), id, keyOf(r))
	})
}
