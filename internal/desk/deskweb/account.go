package deskweb

import (
	"context"
	"net/http"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/ui"
)

// accountForm says where the invitation to open an account goes.
type accountForm struct {
	Contact string `form:"par" max:"40"` // Contact is one of the person's, empty for a letter.
}

// askAccount offers to open an account for somebody the city knows: the account is theirs
// from the first day, with what was noted for them before.
func (p Pages) askAccount(w http.ResponseWriter, r *http.Request) error {
	person, ok, err := p.opened(r)
	if err != nil {
		return err
	}
	if !ok {
		return ui.SeeOther(w, r, personPath(person.ID))
	}
	return ui.Show(w, r, http.StatusOK, accountPage(accountOf(r.Context(), person)))
}

func accountOf(ctx context.Context, person people.Person) accountView {
	v := accountView{Key: forms.NewKey(), Path: personPath(person.ID), Name: nameOf(ctx, person)}
	for _, c := range person.Contacts {
		if c.Kind != people.Phone {
			v.Ways = append(v.Ways, ui.Option{Value: c.ID, Label: contactValue(c)})
		}
	}
	v.Ways = append(v.Ways, ui.Option{Value: "", Label: i18n.T(ctx, "Une lettre à remettre ou à poster")})
	return v
}

// attachAccount makes the invitation. The code of a letter is shown this once, so this
// answer is a page and not the way to one.
func (p Pages) attachAccount(w http.ResponseWriter, r *http.Request) error {
	var form accountForm
	ctx := r.Context()
	person, err := p.People.Person(ctx, people.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	var invitation accounts.Invitation
	if err = forms.Read(r, &form); err == nil {
		invitation, err = p.Accounts.AttachTo(ctx, viewer(r), person.ID, form.Contact, key(r))
	}
	v := accountOf(ctx, person)
	switch fault.KindOf(err) {
	case "":
		v.Sent, v.Code, v.Until = invitation.To, invitation.Code, i18n.Date(ctx, invitation.Until)
		return ui.Show(w, r, http.StatusOK, accountPage(v))
	case fault.Invalid, fault.NotFound, fault.Conflict:
		v.Problems = refusal(ctx, err, "par")
		return ui.Show(w, r, http.StatusUnprocessableEntity, accountPage(v))
	}
	return err
}

// refusal puts a refusal beside the only question of its form.
func refusal(ctx context.Context, err error, field string) ui.Problems {
	if all := ui.ProblemsOf(ctx, err); len(all) > 0 {
		return all
	}
	if f, ok := err.(*fault.Fault); ok {
		return ui.Problems{{Field: field, Message: i18n.Message(ctx, f)}}
	}
	return nil
}
