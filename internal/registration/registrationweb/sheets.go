package registrationweb

import (
	"context"
	"net/http"
	"net/url"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// sheetsView is what a family tells a team of somebody.
type sheetsView struct {
	Title    string
	Done     string
	Problems ui.Problems
	Action   string
	Key      string
	Health   string
	PickUp   string
	AskPick  bool
	Name     string
}

func sheetsPath(person people.ID) string { return "/loisirs/fiches/" + url.PathEscape(string(person)) }

func (p Pages) askSheets(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.sheetsOf(r)
	if err != nil {
		return err
	}
	if form.Done == "garde" {
		v.Done = i18n.T(r.Context(), "Les fiches sont gardées. Seule l’équipe du cours les lira.")
		if v.Health == "" {
			v.Done = i18n.T(r.Context(), "C’est gardé. La fiche de santé est encore vide.")
		}
	}
	return ui.Show(w, r, http.StatusOK, sheetsPage(v))
}

func (p Pages) sheetsOf(r *http.Request) (sheetsView, error) {
	ctx := r.Context()
	who := people.ID(r.PathValue("personne"))
	health, err := p.Registration.Sheet(ctx, viewer(r), who, registration.HealthSheet)
	if err != nil {
		return sheetsView{}, err
	}
	pick, err := p.Registration.Sheet(ctx, viewer(r), who, registration.PickUpSheet)
	if err != nil {
		return sheetsView{}, err
	}
	person, err := p.People.Person(ctx, who)
	if err != nil {
		return sheetsView{}, err
	}
	age := person.Age(p.Clock.Now())
	return sheetsView{
		Title: i18n.T(ctx, "Fiches de %s", given(person)), Action: sheetsPath(who), Key: forms.NewKey(), Health: health, PickUp: pick, Name: given(person),
		AskPick: age < 18,
	}, nil
}

func (p Pages) saveSheets(w http.ResponseWriter, r *http.Request) error {
	var form sheetsForm
	err := forms.Read(r, &form)
	ctx := r.Context()
	who := people.ID(r.PathValue("personne"))
	key := keyOf(r)
	for _, sheet := range []struct {
		kind registration.SheetKind
		text string
	}{{registration.HealthSheet, form.Health}, {registration.PickUpSheet, form.PickUp}} {
		if err != nil {
			break
		}
		one := key
		one.Value += "/" + string(sheet.kind) // Two deeds of one form.
		err = p.Registration.SaveSheet(ctx, viewer(r), who, sheet.kind, sheet.text, one)
	}
	if f, ok := asked(err); ok {
		v, again := p.sheetsOf(r)
		if again != nil {
			return again
		}
		v.Health, v.PickUp, v.Problems = r.PostFormValue("sante"), r.PostFormValue("depart"), problemsOf(ctx, err, f)
		return ui.Show(w, r, ui.Status(err), sheetsPage(v))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, sheetsPath(who)+"?fait=garde")
}

// blank are the sheets of a person that are asked for and not filled yet. Whoever may not fill
// them is not asked.
func (p Pages) blank(ctx context.Context, by session.Viewer, who people.ID, asked map[registration.SheetKind]bool) bool {
	for kind := range asked {
		if text, err := p.Registration.Sheet(ctx, by, who, kind); err == nil && text == "" {
			return true
		}
	}
	return false
}
