package peopleweb

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/ui"
)

// mandatesView is what the page of mandates shows.
type mandatesView struct {
	Done     string
	Given    []mandateView
	Received []mandateView
	Asked    []invitationView // Asked are those whose help I asked for.
	Asking   []invitationView // Asking are those who ask for mine.
}

type mandateView struct {
	Who  ui.WhoOf
	Text string
	End  string // End is where it is ended.
	Key  string
}

func (p Pages) mandates(w http.ResponseWriter, r *http.Request) error {
	if err := citizen(r); err != nil {
		return err
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	given, received, err := p.People.Mandates(ctx, me(r))
	if err != nil {
		return err
	}
	sent, asking, err := p.People.Invitations(ctx, me(r))
	if err != nil {
		return err
	}
	view := mandatesView{Done: mandateDone(ctx, form.Done)}
	for _, m := range given {
		view.Given = append(view.Given, mandateOf(ctx, m, m.Helper))
	}
	for _, m := range received {
		view.Received = append(view.Received, mandateOf(ctx, m, m.Grantor))
	}
	view.Asked = invitations(ctx, sent, people.HelpMe, "/mandats")
	view.Asking = invitations(ctx, asking, people.HelpMe, "/mandats")
	return ui.Show(w, r, http.StatusOK, mandatesPage(view))
}

func mandateOf(ctx context.Context, m people.Mandate, other people.Person) mandateView {
	until := i18n.T(ctx, "sans date de fin")
	if !m.Until.IsZero() {
		until = i18n.T(ctx, "jusqu’au %s", i18n.DateOnly(ctx, m.Until))
	}
	return mandateView{
		Who:  ui.WhoOf{Name: other.Name(), Key: string(other.ID)},
		Text: scopeLabel(ctx, m.Scope) + ", " + until,
		End:  "/mandats/" + m.ID + "/terminer",
		Key:  forms.NewKey(),
	}
}

func mandateDone(ctx context.Context, what string) string {
	switch what {
	case "demande":
		return i18n.T(ctx, "Votre demande est prête. Si cette adresse est celle d’une personne inscrite, elle la verra dans sa page « Mandats ».")
	case "accepter":
		return i18n.T(ctx, "Vous pouvez maintenant agir pour cette personne.")
	case "refuser":
		return i18n.T(ctx, "La demande est annulée.")
	case "terminer":
		return i18n.T(ctx, "Le mandat a pris fin. L’autre personne est avertie.")
	}
	return ""
}

// helpView is the form that asks for help.
type helpView struct {
	mandateForm
	Scopes   []ui.Option
	Problems ui.Problems
}

func helpOf(ctx context.Context, form mandateForm, problems ui.Problems) helpView {
	view := helpView{mandateForm: form, Problems: problems}
	for _, scope := range people.Scopes() {
		view.Scopes = append(view.Scopes, ui.Option{Value: string(scope), Label: scopeLabel(ctx, scope)})
	}
	return view
}

func (p Pages) askMandate(w http.ResponseWriter, r *http.Request) error {
	if err := p.open(r, &struct{}{}); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, helpPage(helpOf(r.Context(), mandateForm{keyForm: keyForm{forms.NewKey()}}, nil)))
}

func (p Pages) requestHelp(w http.ResponseWriter, r *http.Request) error {
	var form mandateForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.ask(r, form)
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return helpPage(helpOf(r.Context(), form, problems))
		})
	}
	return ui.SeeOther(w, r, "/mandats?fait=demande")
}

func (p Pages) ask(r *http.Request, form mandateForm) error {
	until, err := endOf(form)
	if err != nil {
		return err
	}
	return p.People.Ask(r.Context(), viewer(r), form.Contact, people.Scope(form.Scope), until, keyOf(r))
}

// endOf is the end of the last day of a mandate, the zero time when none was given.
func endOf(form mandateForm) (time.Time, error) {
	written := iso(form.Year, form.Month, form.Day)
	if written == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, written, clock.Montreal)
	if err != nil {
		var problems fault.Problems
		problems.Add("jusquau", "Cette date n’existe pas. Écrivez-la comme 31 12 2027, ou laissez les trois cases vides.")
		return time.Time{}, problems.Err()
	}
	return day.AddDate(0, 0, 1), nil
}

func (p Pages) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := p.People.Revoke(r.Context(), viewer(r), r.PathValue("id"), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/mandats?fait=terminer")
}
