package deskweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/text"
	"sem/internal/ui"
)

func (p Pages) newPerson(w http.ResponseWriter, r *http.Request) error {
	var form newPersonForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v := personView{New: true, Key: forms.NewKey(), Action: "/guichet/personnes/nouvelle", Form: personForm{Language: "fr", Reason: form.Reason}}
	digits := text.PhoneDigits(form.Phone)
	if typed := text.PhoneDigits(form.Query); typed != "" {
		digits = typed
	} else if form.Query != "" && strings.IndexFunc(form.Query, func(c rune) bool { return c >= '0' && c <= '9' || c == '@' }) < 0 {
		v.Form.GivenName, v.Form.FamilyName, _ = strings.Cut(form.Query, " ")
	}
	v.Form.Mobile = text.FormatPhone(digits)
	return ui.Show(w, r, http.StatusOK, personPage(v))
}

func (p Pages) addPerson(w http.ResponseWriter, r *http.Request) error {
	var form personForm
	ctx := r.Context()
	if err := forms.Read(r, &form); err != nil {
		return p.personAgain(w, r, personView{New: true, Action: r.URL.Path, Form: form}, err)
	}
	if form.Same != "non" {
		alike, err := p.alike(ctx, form)
		if err != nil {
			return err
		}
		if len(alike) > 0 {
			v := personView{New: true, Key: r.PostFormValue(forms.KeyField), Action: r.URL.Path, Form: form, Same: personFindings(ctx, alike, form.Reason)}
			return ui.Show(w, r, http.StatusOK, personPage(v))
		}
	}
	address, line, district := p.address(ctx, form.Address)
	born, err := birthDate(form)
	if err != nil {
		return p.personAgain(w, r, personView{New: true, Action: r.URL.Path, Form: form}, err)
	}
	person, err := p.People.Add(ctx, viewer(r), people.NewPerson{
		GivenName: form.GivenName, FamilyName: form.FamilyName, BirthDate: born, Language: form.Language, Preferred: form.Preferred,
		AddressID: address, AddressLine: line, DistrictID: district, Email: form.Email, Mobile: form.Mobile, Phone: form.Phone,
	}, key(r))
	if err != nil {
		return p.personAgain(w, r, personView{New: true, Action: r.URL.Path, Form: form}, err)
	}
	reason := form.Reason
	if !desk.Reason(reason).Valid() || reason == string(desk.ForOther) {
		reason = string(desk.ForCounter)
	}
	return ui.SeeOther(w, r, personPath(person)+"?fait=ajout&motif="+reason)
}

// alike are persons of the register who have the name and a contact of the form.
func (p Pages) alike(ctx context.Context, form personForm) ([]people.Person, error) {
	var all []people.Person
	seen := map[people.ID]bool{}
	for _, value := range []string{form.Mobile, form.Phone, form.Email} {
		ids, err := p.People.ByContact(ctx, p.Desk.DB, value)
		if err != nil {
			return nil, err
		}
		found, err := p.People.Persons(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			person, ok := found[id]
			if ok && !seen[id] && text.Fold(person.FamilyName) == text.Fold(form.FamilyName) {
				seen[id] = true
				all = append(all, person)
			}
		}
	}
	return all, nil
}

// address finds the address of the register that was meant; a line that is none stays a line.
func (p Pages) address(ctx context.Context, line string) (id, said, district string) {
	if strings.TrimSpace(line) == "" {
		return "", "", ""
	}
	offered, err := p.Places.Suggest(ctx, line, 5)
	if err != nil {
		return "", line, ""
	}
	for _, a := range offered {
		if text.Fold(a.Line()) == text.Fold(line) {
			return string(a.ID), a.Line(), string(a.District)
		}
	}
	return "", line, ""
}

// birthDate is the date of three boxes, empty when all are.
func birthDate(form personForm) (string, error) {
	if form.BirthDay == "" && form.BirthMonth == "" && form.BirthYear == "" {
		return "", nil
	}
	born, err := time.Parse("2006-1-2", form.BirthYear+"-"+strings.TrimLeft(form.BirthMonth, "0")+"-"+strings.TrimLeft(form.BirthDay, "0"))
	if err != nil {
		var problems fault.Problems
		problems.Add("naissance", "La date de naissance doit être passée, par exemple 14 5 2016.")
		return "", problems.Err()
	}
	return born.Format(time.DateOnly), nil
}

func (p Pages) personAgain(w http.ResponseWriter, r *http.Request, v personView, err error) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v.Key = r.PostFormValue(forms.KeyField)
	v.Problems = ui.ProblemsOf(r.Context(), err)
	return ui.Show(w, r, http.StatusUnprocessableEntity, personPage(v))
}

func (p Pages) editPerson(w http.ResponseWriter, r *http.Request) error {
	person, ok, err := p.opened(r)
	if err != nil {
		return err
	}
	if !ok {
		return ui.SeeOther(w, r, personPath(person.ID))
	}
	form := personForm{
		GivenName: person.GivenName, FamilyName: person.FamilyName, Language: person.Language, Preferred: person.Preferred,
		Address: person.AddressLine, Card: person.CardNumber, Residence: string(person.Residence),
		Email: person.Contact(people.Email), Mobile: text.FormatPhone(person.Contact(people.Mobile)), Phone: text.FormatPhone(person.Contact(people.Phone)),
	}
	if born := strings.Split(person.BirthDate, "-"); len(born) == 3 {
		form.BirthYear, form.BirthMonth, form.BirthDay = born[0], born[1], born[2]
	}
	return ui.Show(w, r, http.StatusOK, personPage(p.editing(r, person, form)))
}

func (p Pages) editing(r *http.Request, person people.Person, form personForm) personView {
	path := personPath(person.ID)
	return personView{Key: forms.NewKey(), Action: path + "/corriger", Path: path, Name: nameOf(r.Context(), person), Form: form}
}

// opened is the person of the address, whose file the viewer has opened for a reason; ok
// is false when the reason must be asked first.
func (p Pages) opened(r *http.Request) (person people.Person, ok bool, err error) {
	person, err = p.People.Person(r.Context(), people.ID(r.PathValue("id")))
	if err != nil {
		return people.Person{}, false, err
	}
	why := p.Desk.Reason(viewer(r), person.ID)
	if why == "" {
		return person, false, nil
	}
	return person, true, p.Desk.ViewedFor(r.Context(), viewer(r), person.ID, "dossier", why)
}

func (p Pages) correctPerson(w http.ResponseWriter, r *http.Request) error {
	var form personForm
	ctx := r.Context()
	person, err := p.People.Person(r.Context(), people.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if err = forms.Read(r, &form); err != nil {
		return p.personAgain(w, r, p.editing(r, person, form), err)
	}
	born, err := birthDate(form)
	if err != nil {
		return p.personAgain(w, r, p.editing(r, person, form), err)
	}
	if err := p.People.Correct(ctx, viewer(r), person.ID, p.correction(ctx, person, form, born), key(r)); err != nil {
		return p.personAgain(w, r, p.editing(r, person, form), err)
	}
	return ui.SeeOther(w, r, personPath(person.ID)+"?fait=correction")
}

// correction is what the form changes; what it repeats stays untouched.
func (p Pages) correction(ctx context.Context, person people.Person, form personForm, born string) people.Correction {
	var c people.Correction
	set := func(field **string, before, after string) {
		if after != before {
			*field = &after
		}
	}
	set(&c.GivenName, person.GivenName, form.GivenName)
	set(&c.FamilyName, person.FamilyName, form.FamilyName)
	set(&c.BirthDate, person.BirthDate, born)
	set(&c.Language, person.Language, form.Language)
	set(&c.Preferred, person.Preferred, form.Preferred)
	set(&c.CardNumber, person.CardNumber, form.Card)
	set(&c.Email, person.Contact(people.Email), strings.ToLower(form.Email))
	setPhone := func(field **string, before, after string) {
		if digits := text.PhoneDigits(after); digits != "" {
			after = digits
		}
		set(field, before, after)
	}
	setPhone(&c.Mobile, person.Contact(people.Mobile), form.Mobile)
	setPhone(&c.Phone, person.Contact(people.Phone), form.Phone)
	if form.Address != person.AddressLine {
		address, line, district := p.address(ctx, form.Address)
		c.AddressID, c.AddressLine, c.DistrictID = &address, &line, &district
	}
	if residence := people.Residence(form.Residence); form.Residence != "" && residence != person.Residence {
		c.Residence = &residence
	}
	return c
}

func personTitle(ctx context.Context, v personView) string {
	if v.New {
		return i18n.T(ctx, "Nouvelle personne")
	}
	return i18n.T(ctx, "Corriger %s", v.Name)
}

func personCrumbs(v personView) []ui.Link {
	if v.New {
		return nil
	}
	return []ui.Link{{Href: v.Path, Label: v.Name}}
}

func languages(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "fr", Label: i18n.T(ctx, "Français")}, {Value: "en", Label: i18n.T(ctx, "Anglais")}}
}

func preferences(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "", Label: i18n.T(ctx, "Sans préférence")},
		{Value: "telephone", Label: i18n.T(ctx, "Téléphone")},
		{Value: "courriel", Label: i18n.T(ctx, "Courriel")},
		{Value: "lettre", Label: i18n.T(ctx, "Lettre")},
	}
}

func residences(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: string(people.Unknown), Label: i18n.T(ctx, "Aucune preuve vue")},
		{Value: string(people.Resident), Label: i18n.T(ctx, "Habite la ville")},
		{Value: string(people.Neighbour), Label: i18n.T(ctx, "Habite une ville avec entente")},
		{Value: string(people.Outside), Label: i18n.T(ctx, "Habite ailleurs")},
	}
}
