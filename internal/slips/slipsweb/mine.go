package slipsweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/slips"
	"sem/internal/ui"
)

// mineView is what somebody sees of their slips.
type mineView struct {
	Done      string
	Problems  ui.Problems
	Key       string
	Concerned bool
	Issued    []issuedView
	Years     []draftView
	ToAnswer  []requestView
	Person    []ui.Fact
	NAS       string // NAS says since when a number is kept, empty when none is.
	NASField  ui.Field
	Agrees    bool
	Consent   string // Consent says since when, and when it was taken back.
}

// issuedView is a slip that was issued.
type issuedView struct {
	Title   string
	Tag     ui.TagOf
	Facts   []ui.Fact
	Changed string
	Lines   ui.TableOf
	PDF     string // PDF is empty for whoever receives slips by mail.
}

// draftView is what was paid for a child in a year.
type draftView struct {
	Title  string
	Note   string
	Facts  []ui.Fact
	Lines  ui.TableOf
	Split  string // Split says where the agreement stands.
	End    string // End is where it is taken back, empty when it cannot be.
	Choose ui.Field
	Year   string
	Child  string
}

// requestView is the request of another parent.
type requestView struct {
	Title, Text, Path string
}

func (p Pages) mine(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.mineView(r)
	if err != nil {
		return err
	}
	v.Done = doneWords(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, minePage(v))
}

func doneWords(ctx context.Context, done string) string {
	switch done {
	case "nas":
		return i18n.T(ctx, "Le numéro est enregistré. Personne ne le reverra ici, pas même vous.")
	case "oublie":
		return i18n.T(ctx, "Le numéro est oublié.")
	case "accord":
		return i18n.T(ctx, "Vous recevrez vos relevés ici. Vous pouvez changer d’avis en tout temps.")
	case "poste":
		return i18n.T(ctx, "Vos relevés viendront par la poste.")
	case "demande":
		return i18n.T(ctx, "La demande est partie. Rien ne change avant son accord.")
	case "accepte":
		return i18n.T(ctx, "C’est partagé en deux.")
	case "refuse":
		return i18n.T(ctx, "Vous avez refusé. Le relevé reste entier à l’autre parent.")
	case "fin":
		return i18n.T(ctx, "Ce n’est plus partagé.")
	}
	return ""
}

func (p Pages) mineView(r *http.Request) (mineView, error) {
	ctx := i18n.WithNow(r.Context(), time.Time{}) // Dates of two years meet here: each says its own.
	m, err := p.Slips.Mine(ctx, viewer(r))
	if err != nil {
		return mineView{}, err
	}
	v := mineView{Key: forms.NewKey(), Concerned: m.Concerned, Agrees: m.Told.Electronic, Consent: consentWords(ctx, m.Told)}
	v.NASField = ui.Field{Name: "nas", Label: i18n.T(ctx, "Numéro d’assurance sociale"), Hint: i18n.T(ctx, "Neuf chiffres. Facultatif : sans lui, le relevé est fait quand même."), Width: 10, Max: 15, InputMode: "numeric", Autocomplete: "off"}
	if m.Told.NAS {
		v.NAS = i18n.T(ctx, "Enregistré le %s.", i18n.DateOnly(ctx, m.Told.NASAt))
	}
	v.Person = []ui.Fact{{Label: i18n.T(ctx, "Nom"), Value: m.Person.Name(), Link: ui.Link{Href: "/profil", Label: i18n.T(ctx, "Corriger")}}, {Label: i18n.T(ctx, "Adresse"), Value: orMissing(ctx, strings.ReplaceAll(m.Address, "\n", ", "))}}
	for _, slip := range m.Slips {
		v.Issued = append(v.Issued, issued(ctx, slip, m.Told.Electronic))
	}
	for _, d := range m.Drafts {
		if d.Last != nil && d.Code() == "" {
			continue // The slip says it.
		}
		one, err := p.draftView(ctx, d, m.Splits)
		if err != nil {
			return v, err
		}
		v.Years = append(v.Years, one)
	}
	v.ToAnswer, err = p.requests(ctx, m.ToAnswer)
	return v, err
}

func orMissing(ctx context.Context, text string) string {
	if text == "" {
		return i18n.T(ctx, "Inconnue : sans adresse, le relevé ne peut pas être fait.")
	}
	return text
}

func consentWords(ctx context.Context, t slips.Told) string {
	switch {
	case t.Electronic:
		return i18n.T(ctx, "Vous avez accepté le %s de les recevoir ici.", i18n.DateOnly(ctx, t.ConsentedAt))
	case !t.WithdrawnAt.IsZero():
		return i18n.T(ctx, "Vous avez retiré votre accord le %s : ils viennent par la poste.", i18n.DateOnly(ctx, t.WithdrawnAt))
	}
	return i18n.T(ctx, "Ils viennent par la poste.")
}

func issued(ctx context.Context, slip slips.Slip, electronic bool) issuedView {
	v := issuedView{
		Title: i18n.T(ctx, "%[1]d, pour %[2]s", slip.Year, slips.Named(slip.Content.ChildName)), Tag: codeTag(ctx, slip.Code), Facts: boxFacts(ctx, slip.Content),
		Lines: lineTable(ctx, slip.Content, i18n.T(ctx, "D’où viennent ces montants")),
	}
	v.Facts = append([]ui.Fact{{Label: i18n.T(ctx, "Numéro"), Value: slip.Number}, {Label: i18n.T(ctx, "Fait le"), Value: i18n.DateOnly(ctx, slip.IssuedAt)}}, v.Facts...)
	switch slip.Code {
	case slips.Amended:
		v.Changed = i18n.T(ctx, "Il remplace le relevé %[1]s. Ce qui change : %[2]s.", slip.Replaces, changeWords(ctx, slip.Changed))
	case slips.Cancelled:
		v.Changed = i18n.T(ctx, "Ne mettez pas ces montants dans votre déclaration de revenus.")
	}
	if electronic {
		v.PDF = slips.Path + "/" + slip.ID + "/releve.pdf"
	}
	return v
}

func (p Pages) draftView(ctx context.Context, d slips.Draft, splits []slips.Split) (draftView, error) {
	v := draftView{
		Title: i18n.T(ctx, "Payé en %[1]d pour %[2]s", d.Year, slips.Named(d.Content.ChildName)), Facts: boxFacts(ctx, d.Content), Lines: lineTable(ctx, d.Content, i18n.T(ctx, "D’où viennent ces montants")),
		Year: strconv.Itoa(d.Year), Child: string(d.Child), Note: draftNote(ctx, d),
	}
	for _, s := range splits {
		if s.Year == d.Year && s.Child == d.Child && (s.State == slips.Asked || s.State == slips.Accepted) {
			v.End = slips.Path + "/partage/" + s.ID
			v.Split = i18n.T(ctx, "Vous avez demandé de partager en deux. On attend la réponse de l’autre parent.")
			if s.State == slips.Accepted {
				v.Split = i18n.T(ctx, "Ces frais sont partagés en deux. Les montants sont votre moitié; les lignes disent le tout.")
			}
			return v, nil
		}
	}
	partners, err := p.Slips.Partners(ctx, d.Payer, d.Child)
	if err != nil || d.Content.Eligible <= 0 || d.Last != nil {
		return v, err
	}
	v.Choose = ui.Field{Name: "menage", ID: "menage-" + v.Year + "-" + v.Child, Label: i18n.T(ctx, "Partager en deux avec"), Hint: i18n.T(ctx, "La personne doit accepter. Chacun reçoit alors un relevé de la moitié.")}
	for _, one := range partners {
		v.Choose.Options = append(v.Choose.Options, ui.Option{Value: one.Household, Label: partnerWords(ctx, one), On: len(partners) == 1})
	}
	return v, nil
}

// partnerWords names the adults of one's own household; who lives in another is not said.
func partnerWords(ctx context.Context, one slips.Partner) string {
	if !one.Own {
		return i18n.T(ctx, "un parent de l’autre ménage de l’enfant")
	}
	var names []string
	for _, a := range one.Adults {
		names = append(names, a.Name())
	}
	return i18n.List(ctx, names)
}

func draftNote(ctx context.Context, d slips.Draft) string {
	by := i18n.Date(ctx, slips.Deadline(d.Year).Time())
	switch {
	case d.Held():
		return i18n.T(ctx, "Le relevé attend : il manque %s.", lackWords(ctx, d.Lacks[:1]))
	case d.Last != nil && d.Code() != "":
		return i18n.T(ctx, "Ces montants ont changé depuis votre relevé : un autre le corrigera.")
	case d.Content.Eligible <= 0:
		return i18n.T(ctx, "Tout a été rendu : il n’y aura pas de relevé.")
	}
	return i18n.T(ctx, "Votre relevé sera fait au plus tard le %s.", by)
}

func (p Pages) requests(ctx context.Context, all []slips.Split) ([]requestView, error) {
	var views []requestView
	for _, s := range all {
		persons, err := p.People.Persons(ctx, []people.ID{s.Payer, s.Child})
		if err != nil {
			return nil, err
		}
		payer, child := persons[s.Payer].Name(), persons[s.Child].GivenName
		views = append(views, requestView{
			Title: i18n.T(ctx, "%[1]s propose de partager les frais de garde de %[2]s", payer, child),
			Text:  i18n.T(ctx, "Année %[1]d. Si vous acceptez, chacun reçoit un relevé de la moitié de ce que %[2]s a payé. Vous pourrez changer d’avis.", s.Year, payer),
			Path:  slips.Path + "/partage/" + s.ID,
		})
	}
	return views, nil
}

// wrong shows the page anew with what is wrong. A number that was typed is not shown again.
func (p Pages) wrong(w http.ResponseWriter, r *http.Request, err error) error {
	return again(w, r, err, func(problems ui.Problems) (templ.Component, error) {
		v, err := p.mineView(r)
		v.Problems, v.NASField.Wrong = problems, problems.Wrong("nas")
		for i := range v.Years {
			v.Years[i].Choose.Wrong = problems.Wrong("menage")
		}
		return minePage(v), err
	})
}

func (p Pages) saveNAS(w http.ResponseWriter, r *http.Request) error {
	var form nasForm
	err := forms.Read(r, &form)
	done := "nas"
	if form.Deed == "oublier" {
		form.NAS, done = "", "oublie"
	} else if err == nil && form.NAS == "" {
		form.NAS = "-" // An empty answer is no number, and forgets none.
	}
	if err == nil {
		err = p.Slips.SaveNAS(r.Context(), viewer(r), form.NAS, keyOf(r))
	}
	if err != nil {
		return p.wrong(w, r, err)
	}
	return ui.SeeOther(w, r, slips.Path+"?fait="+done)
}

func (p Pages) consent(w http.ResponseWriter, r *http.Request) error {
	var form consentForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Slips.Consent(r.Context(), viewer(r), form.Agrees == "oui", keyOf(r))
	}
	if err != nil {
		return p.wrong(w, r, err)
	}
	done := "poste"
	if form.Agrees == "oui" {
		done = "accord"
	}
	return ui.SeeOther(w, r, slips.Path+"?fait="+done)
}

func (p Pages) askSplit(w http.ResponseWriter, r *http.Request) error {
	var form splitForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Slips.AskSplit(r.Context(), viewer(r), form.Year, people.ID(form.Child), form.Household, keyOf(r))
	}
	if err != nil {
		return p.wrong(w, r, err)
	}
	return ui.SeeOther(w, r, slips.Path+"?fait=demande")
}

func (p Pages) answerSplit(w http.ResponseWriter, r *http.Request) error {
	var form answerForm
	err := forms.Read(r, &form)
	which, done := r.PathValue("id"), "refuse"
	switch {
	case err != nil:
	case form.Answer == "fin":
		done, err = "fin", p.Slips.EndSplit(r.Context(), viewer(r), which, keyOf(r))
	default:
		if form.Answer == "oui" {
			done = "accepte"
		}
		err = p.Slips.AnswerSplit(r.Context(), viewer(r), which, form.Answer == "oui", keyOf(r))
	}
	if err != nil {
		return p.wrong(w, r, err)
	}
	return ui.SeeOther(w, r, slips.Path+"?fait="+done)
}
