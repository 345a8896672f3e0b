package libraryweb

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// systemForm is the kind of system whose settings are shown.
type systemForm struct {
	System string `form:"systeme" max:"40"`
	Done   string `form:"fait" max:"20"`
}

// settingsForm is the settings of a system. Its own fields are read by the names that its kind
// gives them.
type settingsForm struct {
	keyForm
	System string `form:"systeme" max:"40"`
	Sealed string `form:"scelle" max:"8000"` // Sealed are the secrets that were tried and are not kept yet.
	Card   string `form:"essai_carte" max:"40"`
	PIN    string `form:"essai_nip" max:"40" raw:"true"`
}

// settingsView is the screen of the library's system.
type settingsView struct {
	Done     string
	Problems ui.Problems
	State    ui.TagOf
	Facts    []ui.Fact
	Systems  []ui.Option
	System   string
	Name     string
	Text     string
	Fields   []fieldView
	Key      string
	Sealed   string
	Card     string
	Steps    []stepView
	Verdict  string
	Good     bool
}

// fieldView is one setting.
type fieldView struct {
	ui.Field
	Kind library.FieldKind
}

type stepView struct {
	Name, Text string
	Tag        ui.TagOf
}

// typed is what stands in the form: the values, the secrets that were typed, and those kept.
type typed struct {
	driver  library.Driver
	values  library.Settings
	secrets library.Settings
	kept    map[string]bool
	card    string
}

func (p Pages) settings(w http.ResponseWriter, r *http.Request) error {
	var form systemForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, by := r.Context(), viewer(r)
	if err := by.Demand(p.Clock.Now()); err != nil {
		return err
	}
	t, err := p.chosen(ctx, by, form.System)
	if err != nil {
		return err
	}
	v := p.settingsOf(ctx, t, nil)
	if form.Done == "oui" {
		v.Done = i18n.T(ctx, "Les réglages sont gardés. Ils valent dès maintenant, sur tout le site.")
	}
	return ui.Show(w, r, http.StatusOK, settingsPage(v))
}

// chosen are the settings of a kind of system: those kept when it is the city's, else its own.
func (p Pages) chosen(ctx context.Context, by session.Viewer, system string) (typed, error) {
	code, shown, kept, err := p.Library.Chosen(ctx, by)
	if err != nil {
		return typed{}, err
	}
	t := typed{driver: p.driver(cmp.Or(system, code)), values: library.Settings{}}
	if t.driver.Code == code {
		t.kept = kept
	}
	for _, f := range t.driver.Fields {
		t.values[f.Name] = f.Default
		if value, ok := shown[f.Name]; ok && t.driver.Code == code {
			t.values[f.Name] = value
		}
	}
	return t, nil
}

// driver is the kind of system of that code, the absent one for any other.
func (p Pages) driver(code string) library.Driver {
	if i := slices.IndexFunc(p.Library.Drivers, func(d library.Driver) bool { return d.Code == code }); i >= 0 {
		return p.Library.Drivers[i]
	}
	return p.Library.Drivers[0]
}

func (p Pages) settingsOf(ctx context.Context, t typed, problems ui.Problems) settingsView {
	line := p.Library.State()
	v := settingsView{
		Problems: problems, State: lineTag(ctx, line), Facts: p.lineFacts(ctx, line), System: t.driver.Code, Name: t.driver.Name(ctx), Text: t.driver.Text(ctx),
		Key: forms.NewKey(), Card: t.card,
	}
	for _, d := range p.Library.Drivers {
		v.Systems = append(v.Systems, ui.Option{Value: d.Code, Label: d.Name(ctx), Hint: d.Text(ctx)})
	}
	for _, f := range t.driver.Fields {
		v.Fields = append(v.Fields, fieldOf(ctx, f, t, problems))
	}
	return v
}

func fieldOf(ctx context.Context, f library.Field, t typed, problems ui.Problems) fieldView {
	v := fieldView{Kind: f.Kind, Field: ui.Field{Name: f.Name, Label: f.Label(ctx), Value: t.values[f.Name], Autocomplete: "off", Wrong: problems.Wrong(f.Name)}}
	v.Optional = !f.Needed && f.Kind != library.ChoiceField && f.Kind != library.YesNoField
	if f.Hint != nil {
		v.Hint = f.Hint(ctx)
	}
	switch f.Kind {
	case library.NumberField:
		v.Width, v.InputMode = 10, "numeric"
	case library.SecretField:
		v.Value = ""
		switch {
		case t.secrets[f.Name] != "":
			v.Hint = strings.TrimSpace(v.Hint + " " + i18n.T(ctx, "Celui que vous venez d’entrer sera gardé avec les réglages."))
		case t.kept[f.Name]:
			v.Hint = strings.TrimSpace(v.Hint + " " + i18n.T(ctx, "Il y en a un. Laissez vide pour le garder."))
		}
	case library.ChoiceField:
		v.Value = cmp.Or(v.Value, f.Default)
		for _, c := range f.Choices {
			v.Options = append(v.Options, ui.Option{Value: c.Value, Label: c.Label(ctx)})
		}
	case library.YesNoField:
		v.Options = []ui.Option{{On: v.Value != ""}}
		v.Value = ""
	}
	return v
}

// lineTag is how the connection stands, in a word.
func lineTag(ctx context.Context, line library.Line) ui.TagOf {
	switch {
	case line.Absent:
		return ui.TagOf{Label: i18n.T(ctx, "Aucun système"), Icon: "i-minus"}
	case line.Up:
		return ui.TagOf{Label: i18n.T(ctx, "Elle répond"), Icon: "i-check-circle", Tone: ui.OK}
	case line.Answered.IsZero() && line.Since.IsZero():
		return ui.TagOf{Label: i18n.T(ctx, "Rien demandé encore"), Icon: "i-clock"}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Elle ne répond pas"), Icon: "i-warning", Tone: ui.Bad}
}

func (p Pages) lineFacts(ctx context.Context, line library.Line) []ui.Fact {
	if line.Absent {
		return nil
	}
	facts := []ui.Fact{{Label: i18n.T(ctx, "Système"), Value: p.driver(line.Driver).Name(ctx)}}
	if !line.Since.IsZero() {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Depuis"), Value: i18n.Ago(ctx, line.Since)})
	}
	if !line.Answered.IsZero() {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Dernière réponse"), Value: i18n.Ago(ctx, line.Answered)})
	}
	return append(facts,
		ui.Fact{Label: i18n.T(ctx, "Cartes liées"), Value: strconv.Itoa(line.Cards)},
		ui.Fact{Label: i18n.T(ctx, "Copies de plus d’un jour"), Value: strconv.Itoa(line.Late)},
	)
}

// longest is how long one setting may be.
const longest = 500

// read is what was typed. A secret left empty is the one that was tried a moment ago, when there
// is one; else the room takes the one that it keeps.
func (p Pages) read(r *http.Request, form settingsForm) (typed, ui.Problems, error) {
	ctx, by := r.Context(), viewer(r)
	t, err := p.chosen(ctx, by, form.System)
	if err != nil {
		return typed{}, nil, err
	}
	t.secrets, t.card = p.unsealed(by, t.driver.Code, form.Sealed), strings.TrimSpace(form.Card)
	var wrong ui.Problems
	for _, f := range t.driver.Fields {
		value := r.PostForm.Get(f.Name)
		if len(value) > longest {
			wrong = append(wrong, ui.Problem{Field: f.Name, Message: i18n.T(ctx, "Ce texte est trop long.")})
			continue
		}
		if f.Kind == library.SecretField {
			if value != "" {
				t.secrets[f.Name] = value
			}
			continue
		}
		t.values[f.Name] = text.SafeLine(value)
	}
	return t, wrong, nil
}

// whole are the values and the secrets together.
func (t typed) whole() library.Settings {
	all := library.Settings{}
	for _, f := range t.driver.Fields {
		all[f.Name] = t.values[f.Name]
		if f.Kind == library.SecretField {
			all[f.Name] = t.secrets[f.Name]
		}
	}
	return all
}

func secretPlace(by session.Viewer, driver string) string {
	return "library/settings/" + by.Account + "/" + driver
}

// sealed closes the secrets that were typed, for the next page of the same person.
func (p Pages) sealed(by session.Viewer, t typed) (string, error) {
	if len(t.secrets) == 0 {
		return "", nil
	}
	plain, err := json.Marshal(t.secrets)
	if err != nil {
		return "", fmt.Errorf("carry secrets to the next page: %w", err)
	}
	return p.Key.Close(secretPlace(by, t.driver.Code), string(plain))
}

// unsealed are the secrets of the page before; none when they are not of this person and system.
func (p Pages) unsealed(by session.Viewer, driver, sealed string) library.Settings {
	secrets := library.Settings{}
	if sealed == "" {
		return secrets
	}
	plain, err := p.Key.Open(secretPlace(by, driver), sealed)
	if err != nil || json.Unmarshal([]byte(plain), &secrets) != nil {
		return library.Settings{}
	}
	return secrets
}

func (p Pages) choose(w http.ResponseWriter, r *http.Request) error {
	var form settingsForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	t, wrong, err := p.read(r, form)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return p.showSettings(w, r, http.StatusUnprocessableEntity, t, wrong, nil)
	}
	if err := p.Library.Choose(r.Context(), viewer(r), t.driver.Code, t.whole(), keyOf(r)); err != nil {
		if mend(w, err) {
			return p.showSettings(w, r, ui.Status(err), t, problemsOf(r.Context(), err), nil)
		}
		return err
	}
	return ui.SeeOther(w, r, settings+"?fait=oui")
}

// try checks what was typed, and shows each step on the page that answers: nothing is kept.
func (p Pages) try(w http.ResponseWriter, r *http.Request) error {
	var form settingsForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	t, wrong, err := p.read(r, form)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return p.showSettings(w, r, http.StatusUnprocessableEntity, t, wrong, nil)
	}
	steps, err := p.Library.Try(r.Context(), viewer(r), t.driver.Code, t.whole(), t.card, form.PIN)
	if err != nil {
		if mend(w, err) {
			return p.showSettings(w, r, ui.Status(err), t, problemsOf(r.Context(), err), nil)
		}
		return err
	}
	return p.showSettings(w, r, http.StatusOK, t, nil, steps)
}

func (p Pages) showSettings(w http.ResponseWriter, r *http.Request, status int, t typed, problems ui.Problems, steps []library.Step) error {
	ctx := r.Context()
	v := p.settingsOf(ctx, t, problems)
	var err error
	if v.Sealed, err = p.sealed(viewer(r), t); err != nil {
		return err
	}
	if len(steps) > 0 {
		v.Steps, v.Good, v.Verdict = stepsOf(ctx, steps)
	}
	return ui.Show(w, r, status, settingsPage(v))
}

func stepsOf(ctx context.Context, steps []library.Step) (views []stepView, good bool, verdict string) {
	good = true
	for _, one := range steps {
		v := stepView{Name: one.Name, Text: one.Text, Tag: ui.TagOf{Label: i18n.T(ctx, "Réussi"), Icon: "i-check", Tone: ui.OK}}
		if !one.Good {
			good, v.Tag = false, ui.TagOf{Label: i18n.T(ctx, "Échec"), Icon: "i-x", Tone: ui.Bad}
		}
		views = append(views, v)
	}
	if good {
		return views, true, i18n.T(ctx, "La connexion fonctionne. Rien n’est gardé encore.")
	}
	return views, false, i18n.T(ctx, "La connexion s’arrête à cette étape. Rien n’est gardé.")
}
