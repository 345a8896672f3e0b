package propertyweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/ui"
)

// searchView is the search of the staff.
type searchView struct {
	Search ui.AddressPicker
	Found  []heldView
}

func (p Pages) search(w http.ResponseWriter, r *http.Request) error {
	var form findForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	_, picker, err := p.looked(ctx, "/guichet/proprietes", form)
	if err != nil {
		return err
	}
	v := searchView{Search: picker}
	if form.Person != "" {
		v.Search.Keep = []ui.HiddenField{{Name: "personne", Value: form.Person}}
		for i := range v.Search.Choices {
			v.Search.Choices[i].Path += "&" + url.Values{"personne": {form.Person}}.Encode()
		}
	}
	entries, _, err := p.entries(ctx, form)
	if err != nil {
		return err
	}
	for _, e := range entries {
		v.Found = append(v.Found, heldView{
			Title: e.Title(), Path: forPerson(counterPath(e.Property), form.Person), Text: i18n.T(ctx, "Matricule\u00a0%s", unbroken(e.Matricule.String())), Tag: cubf(ctx, e.Sheet.Use),
		})
	}
	if len(v.Found) == 1 {
		return ui.SeeOther(w, r, v.Found[0].Path)
	}
	return ui.Show(w, r, http.StatusOK, searchPage(v))
}

// forPerson is a property at the counter, opened to link somebody whose file is open.
func forPerson(path, person string) string {
	if person == "" {
		return path
	}
	return path + "?" + url.Values{"motif": {"comptoir"}, "personne": {person}}.Encode()
}

func counterPath(id places.PropertyID) string { return "/guichet/proprietes/" + string(id) }

// counterForm says why the holders are looked at, and what was just done.
type counterForm struct {
	Reason string `form:"motif" max:"20"`
	Done   string `form:"fait" max:"20"`
	Person string `form:"personne" max:"40"`
}

type counterLinkForm struct {
	keyForm
	Reason  string `form:"motif" max:"20"`
	Contact string `form:"contact" max:"254"`
	Person  string `form:"personne" max:"40"`
	Role    string `form:"role" max:"20"`
	Papers  string `form:"preuve" max:"200"`
}

type saleForm struct {
	keyForm
	Reason string `form:"motif" max:"20"`
	Why    string `form:"pourquoi" max:"20"`
	Day    string `form:"vente-jour" max:"2"`
	Month  string `form:"vente-mois" max:"2"`
	Year   string `form:"vente-annee" max:"4"`
}

// counterView is a property at the counter.
type counterView struct {
	Title    string
	Lead     string
	Path     string
	Sheet    string
	Taxes    string // Taxes leads to the tax account, empty when there are none or the viewer may not.
	Done     string
	Problems ui.Problems
	Reason   string // Reason is empty until one is given: the holders are not shown before.
	Holders  []holderView
	Past     []holderView
	Key      string
	LetterTo string
	Link     counterLinkForm
	LinkName string // LinkName is who is linked, when a file led here.
	Choices  []ui.Option
}

type holderView struct {
	Who    ui.WhoOf
	Text   string
	Role   string
	File   string
	Unlink string
	Key    string
	Sale   saleForm
	Open   bool
	Wrong  string
}

// reasonWords are why the staff looks at who holds a property, as the holders read it.
func reasonWords(ctx context.Context, code string) string {
	switch code {
	case "appel":
		return i18n.T(ctx, "Au téléphone")
	case "comptoir":
		return i18n.T(ctx, "Au comptoir")
	case "vente":
		return i18n.T(ctx, "Acte de vente reçu")
	}
	return ""
}

func (p Pages) counter(w http.ResponseWriter, r *http.Request) error {
	var form counterForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.counterOf(r, form.Reason)
	if err != nil {
		return err
	}
	v.Done = counterDone(r.Context(), form.Done)
	if v.Reason != "" && form.Person != "" {
		person, err := p.People.Person(r.Context(), people.ID(form.Person))
		if err != nil {
			return err
		}
		v.Link.Person, v.LinkName = form.Person, person.Name()
	}
	return ui.Show(w, r, http.StatusOK, counterPage(v))
}

func counterDone(ctx context.Context, what string) string {
	switch what {
	case "lier":
		return i18n.T(ctx, "La propriété est liée. La personne est avertie et reconnue comme résidente.")
	case "retirer":
		return i18n.T(ctx, "Le lien est terminé. Cette personne est avertie; les autres propriétaires n’en savent rien.")
	}
	return ""
}

// counterOf is a property at the counter; its holders are read, and journaled, for a reason.
func (p Pages) counterOf(r *http.Request, reason string) (counterView, error) {
	ctx := r.Context()
	id := places.PropertyID(r.PathValue("id"))
	e, err := p.newest(ctx, id)
	if err != nil {
		return counterView{}, err
	}
	v := counterView{
		Title: e.Title(), Path: counterPath(id), Sheet: sheetPath(e.Matricule), Key: forms.NewKey(), LetterTo: counterPath(id) + "/lettre",
		Lead: i18n.T(ctx, "Matricule\u00a0%[1]s, %[2]s", unbroken(e.Matricule.String()), dollars(ctx, e.Sheet.Value)),
	}
	if e.Roll.ID == "" {
		v.Lead = goneWords(ctx)
	}
	if p.Taxes {
		v.Taxes = counterPath(id) + "/taxes"
	}
	words := reasonWords(ctx, reason)
	if words == "" {
		return v, nil
	}
	v.Reason, v.Link.Reason = reason, reason
	holders, err := p.Property.Holders(ctx, viewer(r), id, reasonWords(i18n.With(ctx, i18n.French), reason))
	if err != nil {
		return v, err
	}
	for _, h := range holders {
		if row := p.holder(ctx, v, h); h.Until.IsZero() {
			v.Holders = append(v.Holders, row)
		} else {
			v.Past = append(v.Past, row)
		}
	}
	return v, nil
}

// newest is what the last roll says of a property; its matricule alone, when none has it any
// more and somebody may still hold it.
func (p Pages) newest(ctx context.Context, id places.PropertyID) (property.Entry, error) {
	entries, err := p.Property.Property(ctx, id)
	if err == nil {
		return entries[0], nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return property.Entry{}, err
	}
	m, err := p.Property.LastMatricule(ctx, id)
	return entryOf(id, m), err
}

func (p Pages) holder(ctx context.Context, v counterView, h property.Holder) holderView {
	row := holderView{
		Who: ui.WhoOf{Name: h.Name, Key: string(h.Person)}, Role: roleWords(ctx, h.Role),
		File: withQuery("/guichet/personnes/"+string(h.Person), "motif", "comptoir"),
		Text: i18n.T(ctx, "Depuis le %[1]s, %[2]s", i18n.DateOnly(ctx, h.Since), proofWords(ctx, h.Proof)),
	}
	if !h.Until.IsZero() {
		row.Text = i18n.T(ctx, "Du %[1]s au %[2]s, %[3]s", i18n.DateOnly(ctx, h.Since), i18n.DateOnly(ctx, h.Until), endedWords(ctx, h.Ended))
		return row
	}
	row.Unlink, row.Key, row.Sale = v.Path+"/liens/"+h.ID+"/retirer", forms.NewKey(), saleForm{Reason: v.Reason, Why: "vente"}
	return row
}

// letterView is a code that is shown once.
type letterView struct {
	Title, Matricule, Code, Until, Back string
}

func (p Pages) letter(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id := places.PropertyID(r.PathValue("id"))
	l, err := p.Property.IssueLetter(ctx, viewer(r), id, keyOf(r))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return ui.Show(w, r, http.StatusOK, letterPage(letterView{
		Title: l.Line, Matricule: unbroken(l.Matricule.String()), Code: l.Code, Until: i18n.DateOnly(ctx, l.Expires), Back: counterPath(id),
	}))
}

func (p Pages) linkAtCounter(w http.ResponseWriter, r *http.Request) error {
	var form counterLinkForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	id := places.PropertyID(r.PathValue("id"))
	person, choices, err := p.personOf(ctx, form)
	if err == nil {
		_, err = p.Property.LinkAtCounter(ctx, viewer(r), id, person, property.Role(form.Role), form.Papers, keyOf(r))
	}
	if err != nil {
		return p.counterAgain(w, r, err, form.Reason, func(v *counterView) { v.Link, v.Choices = form, choices })
	}
	return ui.SeeOther(w, r, counterPath(id)+"?motif="+reasonOr(form.Reason)+"&fait=lier")
}

func reasonOr(reason string) string {
	switch reason {
	case "appel", "comptoir", "vente":
		return reason
	}
	return "comptoir"
}

// personOf is the person that a form means: chosen, or alone with an e-mail or number.
func (p Pages) personOf(ctx context.Context, form counterLinkForm) (people.ID, []ui.Option, error) {
	if form.Person != "" {
		return people.ID(form.Person), nil, nil
	}
	if strings.TrimSpace(form.Contact) == "" {
		return "", nil, oneField("contact", "Écrivez le courriel ou le téléphone de la personne.")
	}
	ids, err := p.People.ByContact(ctx, p.People.DB, form.Contact)
	switch {
	case err != nil:
		return "", nil, err
	case len(ids) == 0:
		return "", nil, oneField("contact", "Personne n’a ce courriel ou ce téléphone. Ajoutez la personne au registre d’abord.")
	case len(ids) == 1:
		return ids[0], nil, nil
	}
	known, err := p.People.Persons(ctx, ids)
	if err != nil {
		return "", nil, err
	}
	var options []ui.Option
	for _, id := range ids {
		options = append(options, ui.Option{Value: string(id), Label: known[id].Name(), Hint: known[id].AddressLine})
	}
	return "", options, oneField("personne", "Plusieurs personnes ont ce courriel ou ce téléphone. Choisissez laquelle.")
}

func (p Pages) unlinkAtCounter(w http.ResponseWriter, r *http.Request) error {
	var form saleForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	sale := property.Sale{Holding: r.PathValue("lien"), Mistake: form.Why == "erreur", Day: isoDay(form)}
	if err := p.Property.UnlinkOnSale(r.Context(), viewer(r), sale, keyOf(r)); err != nil {
		return p.counterAgain(w, r, err, form.Reason, func(v *counterView) {
			for i := range v.Holders {
				if strings.HasSuffix(v.Holders[i].Unlink, "/liens/"+sale.Holding+"/retirer") {
					v.Holders[i].Sale, v.Holders[i].Open, v.Holders[i].Wrong = form, true, v.Problems.Wrong("vente")
				}
			}
		})
	}
	return ui.SeeOther(w, r, counterPath(places.PropertyID(r.PathValue("id")))+"?motif="+reasonOr(form.Reason)+"&fait=retirer")
}

// isoDay is the day of three boxes: 2026-09-11, empty when they hold none.
func isoDay(form saleForm) string {
	pad := func(s string, n int) string {
		s = strings.TrimSpace(s)
		return strings.Repeat("0", max(n-len(s), 0)) + s
	}
	if form.Day+form.Month+form.Year == "" {
		return ""
	}
	return pad(form.Year, 4) + "-" + pad(form.Month, 2) + "-" + pad(form.Day, 2)
}

// counterAgain shows the counter once more with what is wrong in one of its forms.
func (p Pages) counterAgain(w http.ResponseWriter, r *http.Request, err error, reason string, fill func(*counterView)) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	v, errView := p.counterOf(r, reasonOr(reason))
	if errView != nil {
		return errView
	}
	v.Problems = problemsOf(r.Context(), err, f)
	fill(&v)
	return ui.Show(w, r, ui.Status(err), counterPage(v))
}

// DeskPanel is what the roll shows in a person's file at the desk: what they hold. Whoever
// looks has given the reason before; nothing is shown to whoever does not work on properties.
func (p Pages) DeskPanel(ctx context.Context, by session.Viewer, whose people.ID) (templ.Component, error) {
	if !by.May(session.PropertyWork) {
		return nil, nil
	}
	held, err := p.Property.HeldBy(ctx, whose)
	if err != nil {
		return nil, err
	}
	var rows []heldView
	for _, h := range held {
		rows = append(rows, heldView{Title: h.Line, Path: counterPath(h.Property), Tag: roleWords(ctx, h.Role), Text: i18n.T(ctx, "Matricule\u00a0%[1]s, liée le %[2]s", unbroken(h.Matricule.String()), i18n.DateOnly(ctx, h.Since))})
	}
	return deskPanel(rows, withQuery("/guichet/proprietes", "personne", string(whose))), nil
}
