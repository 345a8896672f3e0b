package propertyweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/ui"
)

// linkView is the form that links a property, or says where a tenant lives.
type linkView struct {
	Key      string
	Where    string
	Chosen   string
	Code     string
	Choices  []ui.Option
	Problems ui.Problems
}

func (p Pages) askLink(w http.ResponseWriter, r *http.Request) error {
	return p.ask(w, r, linkPage)
}

func (p Pages) askLive(w http.ResponseWriter, r *http.Request) error {
	return p.ask(w, r, livePage)
}

func (p Pages) ask(w http.ResponseWriter, r *http.Request, page func(linkView) templ.Component) error {
	var form findForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v := linkView{Key: forms.NewKey(), Where: form.Typed, Chosen: form.Chosen}
	if v.Where == "" && v.Chosen == "" {
		person, err := p.People.Person(r.Context(), me(r)) // Most people link their home.
		if err != nil {
			return err
		}
		v.Where = person.AddressLine
	}
	return ui.Show(w, r, http.StatusOK, page(v))
}

func (p Pages) link(w http.ResponseWriter, r *http.Request) error {
	var form linkForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	h, err := p.Property.Link(ctx, viewer(r), property.Claim{Where: form.Where, Address: places.AddressID(form.Chosen), Code: form.Code}, keyOf(r))
	if err != nil {
		v := linkView{Key: forms.NewKey(), Where: form.Where, Chosen: form.Chosen, Code: form.Code}
		return p.again(w, r, err, v, linkPage)
	}
	return ui.SeeOther(w, r, sheetPath(h.Matricule)+"?fait=lier")
}

func (p Pages) live(w http.ResponseWriter, r *http.Request) error {
	var form liveForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	h, err := p.Property.LiveAt(ctx, viewer(r), property.Claim{Where: form.Where, Address: places.AddressID(form.Chosen)}, keyOf(r))
	if err != nil {
		v := linkView{Key: forms.NewKey(), Where: form.Where, Chosen: form.Chosen}
		if v.Choices, err = p.choices(ctx, form.Where, err); len(v.Choices) > 0 {
			err = oneField("lieu", i18n.T(ctx, "Choisissez votre adresse dans la liste."))
		}
		return p.again(w, r, err, v, livePage)
	}
	if err := p.moveTo(r, form, h); err != nil {
		return err
	}
	return ui.SeeOther(w, r, sheetPath(h.Matricule)+"?fait=habiter")
}

// moveTo writes the address in the file of whoever says that they live there, so that
// collections and watering answer for it: with the apartment that they named, which the roll
// does not know.
func (p Pages) moveTo(r *http.Request, form liveForm, h property.Holding) error {
	ctx := r.Context()
	found, err := p.found(ctx, form.Where, form.Chosen)
	if err != nil || !found.Known {
		found, err = p.found(ctx, "", string(h.Address))
	}
	if err != nil || !found.Known {
		return err
	}
	which, line, district := string(found.Address.ID), found.Address.Line(), string(found.Address.District)
	moved := people.Correction{AddressID: &which, AddressLine: &line, DistrictID: &district}
	return p.People.Correct(ctx, viewer(r), me(r), moved, forms.Key{Value: forms.NewKey()})
}

// choices are the addresses that may be meant by words that name none: they are no secret.
// It gives the refusal back.
func (p Pages) choices(ctx context.Context, typed string, refusal error) ([]ui.Option, error) {
	if typed == "" || fault.KindOf(refusal) != fault.Invalid {
		return nil, refusal
	}
	found, err := p.found(ctx, typed, "")
	if err != nil {
		return nil, err
	}
	var options []ui.Option
	for _, a := range found.Choices {
		options = append(options, ui.Option{Value: string(a.ID), Label: a.Line()})
	}
	return options, refusal
}

func oneField(name, message string) error {
	var wrong fault.Problems
	wrong.Add(name, message)
	return wrong.Err()
}

// again shows a form once more with what is wrong; what is not about the answers is not the
// form's matter.
func (p Pages) again(w http.ResponseWriter, r *http.Request, err error, v linkView, page func(linkView) templ.Component) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	v.Problems = problemsOf(r.Context(), err, f)
	return ui.Show(w, r, ui.Status(err), page(v))
}

func problemsOf(ctx context.Context, err error, f *fault.Fault) ui.Problems {
	problems := ui.ProblemsOf(ctx, err)
	if len(problems) == 0 {
		problems = ui.Problems{{Message: i18n.Message(ctx, f)}}
	}
	return problems
}

// withQuery is a path with one answer.
func withQuery(path, name, value string) string {
	return path + "?" + url.Values{name: {value}}.Encode()
}
