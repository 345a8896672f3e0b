package registrationweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// add puts people into the cart, or registers them at once. When all of them are in, it leads to
// the cart, or to the confirmation; when the group is full, to its waiting list; else it shows
// the cart with what stands in the way.
func (p Pages) add(w http.ResponseWriter, r *http.Request) error {
	var form addOwnForm
	if err := forms.Read(r, &form); err != nil {
		return p.cartAgain(w, r, err)
	}
	ctx := r.Context()
	if len(form.People) == 0 {
		return p.cartAgain(w, r, fault.New(fault.Invalid, "Choisissez qui participe, puis ajoutez l’activité."))
	}
	outcomes, err := p.Registration.Add(ctx, viewer(r), registration.AddTo{
		Owner: me(r), People: idsOf(form.People), Group: leisure.GroupID(form.Group), Options: form.Options, Channel: leisure.Web, AtOnce: form.AtOnce,
	}, keyOf(r))
	if err != nil {
		return p.cartAgain(w, r, err)
	}
	refused := refusals(outcomes)
	switch {
	case len(refused) == 0 && outcomes[0].Order != "":
		return ui.SeeOther(w, r, orderPath(outcomes[0].Order))
	case len(refused) == 0 && onlyWished(outcomes):
		return ui.SeeOther(w, r, "/panier?fait=liste")
	case len(refused) == 0:
		return ui.SeeOther(w, r, "/panier?fait=ajoute")
	case refused[0].Refusal == registration.Full:
		full := url.Values{"groupe": {form.Group}, "option": form.Options, "prise": {"1"}}
		for _, o := range refused {
			if o.Refusal == registration.Full {
				full.Add("personne", string(o.Person))
			}
		}
		return ui.SeeOther(w, r, "/loisirs/attente?"+full.Encode())
	}
	problems, err := p.refusalWords(ctx, me(r), refused)
	if err != nil {
		return err
	}
	return p.cartWith(w, r, http.StatusConflict, problems)
}

// onlyWished tells that nothing is held yet of what was asked for.
func onlyWished(outcomes []registration.Outcome) bool {
	return !slices.ContainsFunc(outcomes, func(o registration.Outcome) bool { return o.State != registration.Wished })
}

func idsOf(all []string) []people.ID {
	ids := make([]people.ID, len(all))
	for i, one := range all {
		ids[i] = people.ID(one)
	}
	return ids
}

func refusals(outcomes []registration.Outcome) []registration.Outcome {
	var refused []registration.Outcome
	for _, o := range outcomes {
		if o.Refusal != "" {
			refused = append(refused, o)
		}
	}
	return refused
}

// refusalWords say why each place could not be had, to whoever asked for it.
func (p Pages) refusalWords(ctx context.Context, owner people.ID, refused []registration.Outcome) (ui.Problems, error) {
	ids := []people.ID{owner}
	for _, o := range refused {
		ids = append(ids, o.Person)
	}
	known, err := p.People.Persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	var problems ui.Problems
	for _, o := range refused {
		c := courseOf(p.Leisure.Program(), o.Group)
		name, title := given(known[o.Person]), c.title(ctx)
		message := ""
		switch o.Refusal {
		case registration.Full:
			message = i18n.T(ctx, "La dernière place de « %s » vient d’être prise.", title)
		case registration.Already:
			message = i18n.T(ctx, "Le nom de %[1]s est déjà à « %[2]s » : dans le panier, aux inscriptions ou sur la liste d’attente.", name, title)
		case registration.TooMany:
			message = i18n.T(ctx, "Votre panier est plein. Confirmez ce qu’il contient, puis continuez.")
		case registration.NoGroup:
			message = i18n.T(ctx, "« %s » n’est plus offert.", title)
		case registration.Ineligible:
			message = i18n.T(ctx, "%[1]s ne peut pas s’inscrire à « %[2]s ».", name, title)
			for _, f := range p.findings(ctx, c, known[o.Person], leisure.Web).Against() {
				message = joinedSentences(f.Reason(ctx), f.Remedy(ctx))
				break
			}
		default: // Nothing is said of another household.
			message = i18n.T(ctx, "Nous ne pouvons pas inscrire %[1]s à « %[2]s » en ligne. Appelez-nous, nous regarderons ensemble.", name, title)
		}
		problems = append(problems, ui.Problem{Message: message})
	}
	return problems, nil
}

// findings are what the rules say of somebody and a group now.
func (p Pages) findings(ctx context.Context, c course, person people.Person, channel leisure.Channel) leisure.Findings {
	now := p.Clock.Now()
	passed, err := p.Registration.Passed(ctx, person.ID)
	if err != nil {
		return nil // Only the words beside a refusal; the refusal stands without them.
	}
	who := leisure.Candidate{Person: person, Audience: leisure.AudienceOf(person, now), Passed: passed}
	return c.program.Check(c.group, who, now, channel, p.Leisure.Left(c.group))
}

func joinedSentences(a, b string) string {
	if b == "" {
		return a
	}
	return a + " " + b
}

// cartAgain shows the cart with what went wrong, when it is the person's matter.
func (p Pages) cartAgain(w http.ResponseWriter, r *http.Request, err error) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Conflict && f.Kind != fault.Unavailable {
		return err
	}
	return p.cartWith(w, r, ui.Status(err), problemsOf(r.Context(), err, f))
}

// problemsOf are the problems of a fault, or its sentence when it names no field.
func problemsOf(ctx context.Context, err error, f *fault.Fault) ui.Problems {
	if problems := ui.ProblemsOf(ctx, err); len(problems) > 0 {
		return problems
	}
	return ui.Problems{{Message: i18n.Message(ctx, f)}}
}

func (p Pages) cartWith(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems) error {
	v, err := p.myCart(r)
	if err != nil {
		return err
	}
	v.Problems = problems
	return ui.Show(w, r, status, cartPage(v))
}

func (p Pages) remove(w http.ResponseWriter, r *http.Request) error {
	var form placeForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if err := p.Registration.Remove(r.Context(), viewer(r), registration.PlaceID(form.Place), keyOf(r)); err != nil {
		return p.cartAgain(w, r, err)
	}
	return ui.SeeOther(w, r, "/panier?fait=retire")
}

func (p Pages) extend(w http.ResponseWriter, r *http.Request) error {
	if err := p.Registration.Extend(r.Context(), viewer(r), me(r), keyOf(r)); err != nil {
		return p.cartAgain(w, r, err)
	}
	return ui.SeeOther(w, r, "/panier?fait=prolonge")
}

// holdAll holds the prepared cart. What could not be held stays in it, and says why.
func (p Pages) holdAll(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Registration.HoldAll(r.Context(), viewer(r), me(r), leisure.Web, keyOf(r)); err != nil {
		return p.cartAgain(w, r, err)
	}
	return ui.SeeOther(w, r, "/panier?fait=retenu")
}

// checkOut makes an order and leads to its payment, or to its confirmation when nothing is
// owed.
func (p Pages) checkOut(w http.ResponseWriter, r *http.Request) error {
	o, err := p.Registration.CheckOut(r.Context(), viewer(r), me(r), registration.CheckOut{Channel: leisure.Web, Back: "/loisirs/inscriptions"}, keyOf(r))
	if err != nil {
		return p.cartAgain(w, r, err)
	}
	return p.payFor(w, r, o)
}

// payFor leads to the hosted page of an order that waits for its payment. Should the provider
// be away, the order says so and can be paid a moment later.
func (p Pages) payFor(w http.ResponseWriter, r *http.Request, o registration.Order) error {
	path := orderPath(o.Number)
	if o.State != registration.OrderOpen || o.Bill == "" {
		return ui.SeeOther(w, r, path)
	}
	to, err := p.Payments.Checkout(r.Context(), viewer(r), o.Bill, path)
	switch fault.KindOf(err) {
	case "":
		http.Redirect(w, r, to, http.StatusSeeOther) // The provider's page is another site.
		return nil
	case fault.Unavailable:
		ui.LogFailure(r, err)
		return ui.SeeOther(w, r, path+"?fait=attendre")
	case fault.Conflict: // Paid meanwhile, perhaps in another window.
		return ui.SeeOther(w, r, path)
	}
	return err
}

func (p Pages) payOrder(w http.ResponseWriter, r *http.Request) error {
	o, err := p.Registration.Order(r.Context(), viewer(r), r.PathValue("no"))
	if err != nil {
		return err
	}
	return p.payFor(w, r, o)
}

func orderPath(number string) string { return "/loisirs/inscriptions/" + url.PathEscape(number) }
