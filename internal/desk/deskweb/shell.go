package deskweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

// framed gives a page what its frame shows: the call being taken, so that the caller's
// name and number stay in sight while files and requests are opened.
func (p Pages) framed(h ui.Handler) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.Path == "/guichet/appel" {
			return h(w, r)
		}
		r, err := p.withCall(r)
		if err != nil {
			return err
		}
		return h(w, r)
	}
}

// withCall is r with the call being taken in its frame.
func (p Pages) withCall(r *http.Request) (*http.Request, error) {
	call, err := p.callOf(r.Context())
	if call == nil || err != nil {
		return r, err
	}
	call.End, call.Back = "/guichet/appel/fin", "/guichet"
	if r.Method == http.MethodGet {
		call.Back = r.URL.RequestURI()
	}
	shell := ui.ShellFrom(r.Context())
	shell.Call = call
	return r.WithContext(ui.WithShell(r.Context(), shell)), nil
}

// hangUp ends the call of whoever answered, without anything to note.
func (p Pages) hangUp(w http.ResponseWriter, r *http.Request) error {
	var form backForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	p.Desk.HangUp(viewer(r))
	return ui.SeeOther(w, r, ui.LocalPath(form.Back, "/guichet"))
}

// callOf is the viewer's call as the banner shows it, nil when they take none.
func (p Pages) callOf(ctx context.Context) (*ui.Call, error) {
	by := session.From(ctx)
	taken, ok := p.Desk.TakenCall(by)
	if !ok || !by.May(session.DeskUse) {
		return nil, nil
	}
	tel := url.QueryEscape(taken.Number)
	call := &ui.Call{Number: taken.Number, Open: "/guichet/appel?tel=" + tel, Log: "/guichet/contacts/nouveau?canal=telephone&tel=" + tel}
	if call.Number == "" {
		call.Number = i18n.T(ctx, "numéro masqué")
	}
	if taken.Person == "" {
		return call, nil
	}
	person, err := p.People.Person(ctx, taken.Person)
	if fault.KindOf(err) == fault.NotFound {
		return call, nil
	}
	if err != nil {
		return nil, err
	}
	path := personPath(person.ID) + "?motif=appel"
	call.Person, call.Open, call.Log = nameOf(ctx, person), path, path+"#champ-sujet"
	if detail := join(age(ctx, person), person.AddressLine); detail != "" {
		call.Detail = "· " + strings.TrimSpace(detail)
	}
	return call, nil
}
