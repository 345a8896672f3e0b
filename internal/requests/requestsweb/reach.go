package requestsweb

import (
	"context"
	"net/http"
	"strings"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/text"
	"sem/internal/ui"
)

// reach asks for whom it is, and how to reach whoever reports.
func (p Pages) reach(r *http.Request, v *stepView) error {
	ctx, d := r.Context(), v.Draft
	if v.Visitor {
		v.Name = ui.Field{Name: "nom", Label: i18n.T(ctx, "Votre nom"), Value: d.get(fieldName), Optional: true, Autocomplete: "name"}
		v.Reach = ui.Field{Name: "joindre", Label: i18n.T(ctx, "Courriel ou téléphone"), Value: d.get(fieldContact), Optional: true, Width: 30,
			Hint: i18n.T(ctx, "Seulement si l’équipe a une question à vous poser.")}
		return nil
	}
	care, err := p.People.InCare(ctx, people.ID(viewer(r).Person), people.Requests)
	if err != nil {
		return err
	}
	v.For = ui.Field{Name: "pour", Label: i18n.T(ctx, "Pour qui est cette demande?"), Value: d.get(fieldFor)}
	for i, c := range care {
		label, value := c.Person.Name(), string(c.Person.ID)
		if i == 0 {
			label, value = i18n.T(ctx, "Pour moi"), ""
		}
		v.For.Options = append(v.For.Options, ui.Option{Value: value, Label: label, On: value == d.get(fieldFor)})
	}
	v.Reach = ui.Field{Name: "joindre", Label: i18n.T(ctx, "Si l’équipe a une question, où vous joindre?"), Value: d.get(fieldContact)}
	for _, c := range care[0].Person.Contacts {
		value := c.Value
		if c.Kind != people.Email {
			value = text.FormatPhone(c.Value)
		}
		v.Reach.Options = append(v.Reach.Options, ui.Option{Value: value, Label: value})
	}
	v.Reach.Options = append(v.Reach.Options, ui.Option{Value: "", Label: i18n.T(ctx, "Ici, dans mon dossier, c’est assez"), On: d.get(fieldContact) == ""})
	return nil
}

func (p Pages) saveReach(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form reachForm
	err = forms.Read(r, &form)
	d.set(fieldContact, form.Contact)
	if viewer(r).SignedIn() {
		d.set(fieldFor, form.For)
		if form.For != "" && err == nil {
			err = p.People.MayAct(ctx, p.Requests.DB, people.ID(viewer(r).Person), people.ID(form.For), people.Requests)
		}
	} else {
		d.set(fieldName, form.Name)
		if err == nil {
			err = reachable(ctx, form.Contact)
		}
	}
	if err != nil {
		return p.mendStep(w, r, d, stepReach, form.Back, err)
	}
	if err := p.save(ctx, d); err != nil {
		return err
	}
	return ui.SeeOther(w, r, d.path(stepCheck))
}

// reachable refuses what is neither an e-mail address nor a telephone number.
func reachable(ctx context.Context, contact string) error {
	if contact == "" || text.PhoneDigits(contact) != "" {
		return nil
	}
	name, host, ok := strings.Cut(contact, "@")
	if ok && name != "" && strings.Contains(strings.Trim(host, "."), ".") && !strings.ContainsAny(contact, " \t") {
		return nil
	}
	return wrong("joindre", i18n.T(ctx, "Écrivez un courriel comme nom@exemple.ca, ou un téléphone à 10 chiffres."))
}
