package accountsweb

import (
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
)

// offered is how many addresses are offered when several resemble what was typed.
const offered = 6

// step shows a page of the registration under way, or leads to the first question that has
// no answer yet: a page opened out of turn is no error.
func (p Pages) step(w http.ResponseWriter, r *http.Request, path string, page func(accounts.Registration) templ.Component) error {
	if viewer(r).SignedIn() {
		return ui.SeeOther(w, r, "/dossier")
	}
	reg, err := p.Accounts.Registration(r.Context(), p.Cookies.Read(r, session.Registering))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if due := firstDue(reg); before(due, path) {
		return ui.SeeOther(w, r, due)
	}
	w.Header().Set("Cache-Control", "no-store")
	return ui.Show(w, r, http.StatusOK, page(reg))
}

var steps = []string{"/inscription", "/inscription/joindre", "/inscription/code", "/inscription/motdepasse", "/inscription/adresse", "/inscription/resume"}

// firstDue is the page of the first question without answer.
func firstDue(reg accounts.Registration) string {
	switch {
	case reg.GivenName == "":
		return steps[0]
	case reg.Contact == "":
		return steps[1]
	case !reg.IsProved():
		return steps[2]
	case !reg.HasPassword:
		return steps[3]
	case !reg.Answered:
		return steps[4]
	}
	return steps[5]
}

func before(one, other string) bool { return rank(one) < rank(other) }

// rank counts the pages from one.
func rank(path string) int {
	for i, s := range steps {
		if s == path {
			return i + 1
		}
	}
	return 0
}

// next is where a person goes after an answer: to the next question, or back to the
// summary when that is where they came from.
func (p Pages) next(w http.ResponseWriter, r *http.Request) error {
	reg, err := p.Accounts.Registration(r.Context(), p.Cookies.Read(r, session.Registering))
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, firstDue(reg))
}

// expired leads somebody whose registration is over back to its beginning.
func expired(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) templ.Component) error {
	if fault.KindOf(err) == fault.NotFound {
		return ui.SeeOther(w, r, "/inscription")
	}
	return again(w, r, err, page)
}

func (p Pages) askName(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "/inscription", func(reg accounts.Registration) templ.Component {
		return namePage(nameView{Given: reg.GivenName, Family: reg.FamilyName, Key: forms.NewKey()})
	})
}

func (p Pages) name(w http.ResponseWriter, r *http.Request) error {
	var form nameForm
	read := forms.Read(r, &form)
	secret, err := "", read
	if read == nil {
		secret, err = p.Accounts.Begin(r.Context(), p.Cookies.Read(r, session.Registering), form.Given, form.Family, p.from(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return namePage(nameView{Given: form.Given, Family: form.Family, Key: form.Key, Problems: problems})
		})
	}
	p.Cookies.Write(w, session.Registering, secret, 0)
	reg, err := p.Accounts.Registration(r.Context(), secret)
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, firstDue(reg))
}

func (p Pages) askContact(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "/inscription/joindre", func(reg accounts.Registration) templ.Component {
		return contactPage(contactView{Contact: shown(reg.Contact), Key: forms.NewKey()})
	})
}

func (p Pages) contact(w http.ResponseWriter, r *http.Request) error {
	var form contactForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Accounts.SendCode(r.Context(), p.Cookies.Read(r, session.Registering), form.Contact, key(r))
	}
	if err != nil {
		return expired(w, r, err, func(problems ui.Problems) templ.Component {
			return contactPage(contactView{Contact: form.Contact, Key: form.Key, Problems: problems})
		})
	}
	return ui.SeeOther(w, r, "/inscription/code")
}

func (p Pages) askCode(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "/inscription/code", func(reg accounts.Registration) templ.Component {
		return codePage(p.codeView(reg, nil))
	})
}

func (p Pages) codeView(reg accounts.Registration, problems ui.Problems) codeView {
	return codeView{Contact: shown(reg.Contact), IsEmail: reg.IsEmail(), Raw: reg.Contact, Key: forms.NewKey(), Problems: problems}
}

func (p Pages) code(w http.ResponseWriter, r *http.Request) error {
	var form codeForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	secret := p.Cookies.Read(r, session.Registering)
	reg, err := p.Accounts.Registration(r.Context(), secret)
	if err == nil {
		err = p.Accounts.ProveContact(r.Context(), secret, form.Code)
	}
	if err != nil {
		return expired(w, r, err, func(problems ui.Problems) templ.Component { return codePage(p.codeView(reg, problems)) })
	}
	return p.next(w, r)
}

func (p Pages) askPassword(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "/inscription/motdepasse", func(accounts.Registration) templ.Component {
		return passwordPage(passwordView{})
	})
}

func (p Pages) password(w http.ResponseWriter, r *http.Request) error {
	var form newPasswordForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Accounts.ChoosePassword(r.Context(), p.Cookies.Read(r, session.Registering), form.Password)
	}
	if err != nil {
		return expired(w, r, err, func(problems ui.Problems) templ.Component { return passwordPage(passwordView{Problems: problems}) })
	}
	return p.next(w, r)
}

func (p Pages) askAddress(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "/inscription/adresse", func(reg accounts.Registration) templ.Component {
		return addressPage(addressView{Line: reg.AddressLine})
	})
}

func (p Pages) address(w http.ResponseWriter, r *http.Request) error {
	var form addressForm
	if err := forms.Read(r, &form); err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return addressPage(addressView{Line: form.Line, Problems: problems})
		})
	}
	lives, offers, err := p.find(r, form)
	if err != nil {
		return err
	}
	if len(offers) > 0 && form.Asked {
		problems := ui.Problems{{Field: "choix", Message: i18n.T(r.Context(), "Choisissez une adresse, ou gardez ce que vous avez écrit.")}}
		return ui.Show(w, r, http.StatusUnprocessableEntity, addressPage(addressView{Line: form.Line, Offers: offers, Problems: problems}))
	}
	if len(offers) > 0 {
		return ui.Show(w, r, http.StatusOK, addressPage(addressView{Line: form.Line, Offers: offers}))
	}
	if err := p.Accounts.LiveAt(r.Context(), p.Cookies.Read(r, session.Registering), lives); err != nil {
		return expired(w, r, err, func(problems ui.Problems) templ.Component {
			return addressPage(addressView{Line: form.Line, Problems: problems})
		})
	}
	return p.next(w, r)
}

// find is the address that was chosen or typed; when several resemble it, they are offered
// and none is taken.
func (p Pages) find(r *http.Request, form addressForm) (accounts.Address, []ui.Option, error) {
	typed := accounts.Address{Line: form.Line}
	if form.Choice == "-" || form.Line == "" || p.Places == nil {
		return typed, nil, nil
	}
	if form.Choice != "" {
		a, err := p.Places.AddressByID(r.Context(), p.Accounts.DB, places.AddressID(form.Choice))
		if fault.KindOf(err) == fault.NotFound {
			return typed, nil, nil
		}
		return addressOf(a), nil, err
	}
	alike, err := p.Places.Suggest(r.Context(), form.Line, offered)
	if err != nil {
		return typed, nil, err
	}
	if len(alike) == 1 {
		return addressOf(alike[0]), nil, nil
	}
	if len(alike) == 0 {
		return typed, nil, nil
	}
	var options []ui.Option
	for _, a := range alike {
		options = append(options, ui.Option{Value: string(a.ID), Label: a.Line()})
	}
	return typed, append(options, ui.Option{Value: "-", Label: i18n.T(r.Context(), "Aucune de celles-ci : gardez ce que j’ai écrit")}), nil
}

func addressOf(a places.Address) accounts.Address {
	return accounts.Address{ID: string(a.ID), Line: a.Line(), District: string(a.District)}
}

func (p Pages) summary(w http.ResponseWriter, r *http.Request) error {
	return p.step(w, r, "/inscription/resume", func(reg accounts.Registration) templ.Component {
		return summaryPage(summaryViewOf(reg, forms.NewKey(), nil))
	})
}

func summaryViewOf(reg accounts.Registration, key string, problems ui.Problems) summaryView {
	return summaryView{Name: reg.GivenName + " " + reg.FamilyName, Contact: shown(reg.Contact), Address: reg.AddressLine, Key: key, Problems: problems}
}

func (p Pages) finish(w http.ResponseWriter, r *http.Request) error {
	entered, err := p.Accounts.Finish(r.Context(), p.Cookies.Read(r, session.Registering), p.from(r), key(r))
	if err != nil {
		reg, _ := p.Accounts.Registration(r.Context(), p.Cookies.Read(r, session.Registering))
		return expired(w, r, err, func(problems ui.Problems) templ.Component {
			return summaryPage(summaryViewOf(reg, forms.NewKey(), problems))
		})
	}
	p.Cookies.Clear(w, session.Registering)
	p.letIn(w, entered)
	return ui.SeeOther(w, r, "/inscription/bienvenue")
}

func (p Pages) welcome(w http.ResponseWriter, r *http.Request) error {
	profile, err := p.Accounts.Profile(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, welcomePage(welcomeView{Name: viewer(r).Name, Code: profile.Account.UserCode}))
}
