package accountsweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

func (p Pages) staff(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	known, err := p.Accounts.Staff(ctx)
	if err != nil {
		return err
	}
	v := staffView{Done: staffDone(ctx, form.Done)}
	for _, m := range known {
		v.Rows = append(v.Rows, staffRow{
			Name: m.Name, Email: m.Email, Role: roleName(ctx, m.Role), Departments: p.departmentNames(ctx, m.Departments),
			State: stateTag(ctx, m.State), Href: "/gestion/personnel/" + url.PathEscape(string(m.ID)),
		})
	}
	return ui.Show(w, r, http.StatusOK, staffPage(v))
}

func (p Pages) askInvite(w http.ResponseWriter, r *http.Request) error {
	if err := p.assured(r); err != nil {
		return err
	}
	return p.showInvite(w, r, http.StatusOK, staffForm{keyForm: keyForm{forms.NewKey()}}, nil)
}

func (p Pages) showInvite(w http.ResponseWriter, r *http.Request, status int, form staffForm, problems ui.Problems) error {
	return ui.Show(w, r, status, invitePage(inviteView{
		Form: form, Roles: roleOptions(r.Context()), Departments: p.departments(r.Context(), form.Departments), Problems: problems,
	}))
}

func staffDone(ctx context.Context, what string) string {
	switch what {
	case "invite":
		return i18n.T(ctx, "L’invitation est partie. Elle sert une fois, pendant trois jours.")
	case "role":
		return i18n.T(ctx, "Le rôle est changé. La personne doit se connecter de nouveau.")
	case "ferme":
		return i18n.T(ctx, "Le compte est fermé. Ses appareils sont déconnectés.")
	case "ouvert":
		return i18n.T(ctx, "Le compte est ouvert de nouveau.")
	}
	return ""
}

// departments are those of the city, ticked when chosen.
func (p Pages) departments(ctx context.Context, chosen []string) []ui.Option {
	if p.Departments == nil {
		return nil
	}
	options := slices.Clone(p.Departments(ctx))
	for i := range options {
		options[i].On = slices.Contains(chosen, options[i].Value)
	}
	return options
}

func (p Pages) departmentNames(ctx context.Context, codes []string) string {
	if len(codes) == 0 {
		return i18n.T(ctx, "Tous")
	}
	var names []string
	for _, o := range p.departments(ctx, codes) {
		if o.On {
			names = append(names, o.Label)
		}
	}
	if len(names) == 0 {
		return strings.Join(codes, ", ")
	}
	return i18n.List(ctx, names)
}

func stateTag(ctx context.Context, s accounts.State) ui.TagOf {
	switch s {
	case accounts.Active:
		return ui.TagOf{Label: i18n.T(ctx, "Actif"), Icon: "i-check-circle", Tone: ui.OK}
	case accounts.Pending:
		return ui.TagOf{Label: i18n.T(ctx, "Invitation envoyée"), Icon: "i-hourglass-medium", Tone: ui.Warn}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Fermé"), Icon: "i-x"}
}

func (p Pages) invite(w http.ResponseWriter, r *http.Request) error {
	var form staffForm
	err := forms.Read(r, &form)
	if err == nil {
		_, err = p.Accounts.AddStaffOnce(r.Context(), viewer(r), accounts.NewStaff{
			Email: form.Email, Name: form.Name, Role: session.Role(form.Role), Departments: p.existing(r.Context(), form.Departments),
		}, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		return p.showInvite(w, r, http.StatusUnprocessableEntity, form, ui.ProblemsOf(r.Context(), err))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/personnel?fait=invite")
}

// existing keeps the codes that name a department of the city.
func (p Pages) existing(ctx context.Context, codes []string) []string {
	var kept []string
	for _, o := range p.departments(ctx, codes) {
		if o.On {
			kept = append(kept, o.Value)
		}
	}
	return kept
}

func (p Pages) member(w http.ResponseWriter, r *http.Request) error {
	if err := p.assured(r); err != nil {
		return err
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.showMember(w, r, http.StatusOK, staffDone(r.Context(), form.Done), nil)
}

func (p Pages) showMember(w http.ResponseWriter, r *http.Request, status int, done string, problems ui.Problems) error {
	ctx := r.Context()
	a, err := p.Accounts.Account(ctx, accounts.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if !a.Staff() {
		return fault.New(fault.NotFound, "")
	}
	return ui.Show(w, r, status, memberPage(memberView{
		Name: a.StaffName, Email: a.StaffEmail, State: stateTag(ctx, a.State), Role: string(a.Role), Roles: roleOptions(ctx),
		Departments: p.departments(ctx, a.Departments), Path: "/gestion/personnel/" + url.PathEscape(string(a.ID)),
		IsClosed: a.State == accounts.Disabled, IsOwn: string(a.ID) == viewer(r).Account, Done: done, Problems: problems, Key: forms.NewKey(),
	}))
}

func (p Pages) changeRole(w http.ResponseWriter, r *http.Request) error {
	var form staffForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Accounts.ChangeRole(r.Context(), viewer(r), accounts.ID(r.PathValue("id")), session.Role(form.Role), p.existing(r.Context(), form.Departments))
	}
	if fault.KindOf(err) == fault.Invalid {
		return p.showMember(w, r, http.StatusUnprocessableEntity, "", ui.ProblemsOf(r.Context(), err))
	}
	return p.changed(w, r, err, "role")
}

func (p Pages) changed(w http.ResponseWriter, r *http.Request, err error, what string) error {
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/personnel/"+url.PathEscape(r.PathValue("id"))+"?fait="+what)
}

func (p Pages) disable(w http.ResponseWriter, r *http.Request) error {
	return p.changed(w, r, p.Accounts.Disable(r.Context(), viewer(r), accounts.ID(r.PathValue("id"))), "ferme")
}

func (p Pages) enable(w http.ResponseWriter, r *http.Request) error {
	return p.changed(w, r, p.Accounts.Enable(r.Context(), viewer(r), accounts.ID(r.PathValue("id"))), "ouvert")
}

func (p Pages) inviteAgain(w http.ResponseWriter, r *http.Request) error {
	_, err := p.Accounts.InviteAgain(r.Context(), viewer(r), accounts.ID(r.PathValue("id")))
	return p.changed(w, r, err, "invite")
}
