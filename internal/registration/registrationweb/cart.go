package registrationweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// cartView is a cart, on the citizen's page or at the counter.
type cartView struct {
	Lead     string
	Wished   int // Wished counts the activities that wait on the list to be held.
	Done     string
	Problems ui.Problems
	Count    int
	Lost     []lostView
	Left     *leftView
	Ready    *readyView
	People   []personView
	Totals   []amountView
	Total    amountView
	Note     string // Note is why it cannot be paid now.
	Pay      templ.Component
	Policies []policyView
}

// personView is somebody with the places of their own.
type personView struct {
	ID    string
	Who   ui.WhoOf
	Title string
	Lines []lineView
}

type amountView struct{ Text, Amount string }

type policyView struct{ Title, Text string }

type payView struct {
	Action, Key       string
	Label, Icon, Hint string
}

// stand is where a cart stands: whose it is, by which channel, and where its forms go.
type stand struct {
	owner   people.ID
	channel leisure.Channel
	base    string // base is the page of the cart; its deeds are below it.
	wait    string // wait is the page that joins a list.
}

// reader is who reads the page and is called "vous": nobody at the counter.
func (at stand) reader() people.ID {
	if at.channel == leisure.Counter {
		return ""
	}
	return at.owner
}

func citizenStand(r *http.Request) stand {
	return stand{owner: me(r), channel: leisure.Web, base: "/panier", wait: "/loisirs/attente"}
}

func (p Pages) cart(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.myCart(r)
	if err != nil {
		return err
	}
	v.Done = cartDone(r.Context(), form.Done)
	if form.Done == "retenu" && v.Wished == 0 {
		v.Done = i18n.T(r.Context(), "Toute votre liste est retenue.")
	}
	return ui.Show(w, r, http.StatusOK, cartPage(v))
}

func cartDone(ctx context.Context, what string) string {
	switch what {
	case "ajoute":
		return i18n.T(ctx, "C’est dans votre panier.")
	case "liste":
		return i18n.T(ctx, "C’est dans votre liste, prêt pour l’ouverture.")
	case "retire":
		return i18n.T(ctx, "C’est retiré de votre panier.")
	case "prolonge":
		return i18n.T(ctx, "Vos places sont gardées plus longtemps.")
	case "retenu":
		return i18n.T(ctx, "Voici ce que nous avons pu retenir.")
	case "accepte":
		return i18n.T(ctx, "La place est dans votre panier. Confirmez-la avant la fin du délai.")
	}
	return ""
}

// myCart is the cart of the viewer.
func (p Pages) myCart(r *http.Request) (cartView, error) {
	at := citizenStand(r)
	c, err := p.Registration.Cart(r.Context(), viewer(r), at.owner)
	if err != nil {
		return cartView{}, err
	}
	v, err := p.cartOf(r.Context(), at, c)
	if err != nil {
		return v, err
	}
	v.Pay = p.payOf(r.Context(), c, &v)
	v.Lost, err = p.lostOf(r.Context(), at)
	return v, err
}

// family are whom somebody may register, themself first.
func (p Pages) family(ctx context.Context, owner people.ID) ([]people.Person, error) {
	return p.Registration.Registers(ctx, session.Viewer{Person: string(owner)})
}

// cartOf is a cart as it is shown, but for the way of paying.
func (p Pages) cartOf(ctx context.Context, at stand, c registration.Cart) (cartView, error) {
	now := p.Clock.Now()
	ids := []people.ID{at.owner}
	for _, line := range c.Places {
		ids = append(ids, line.Person)
	}
	known, err := p.People.Persons(ctx, ids)
	if err != nil {
		return cartView{}, err
	}
	program := p.Leisure.Program()
	v := cartView{Count: len(c.Places), Left: leftOf(ctx, at, c, now), Ready: p.readyOf(ctx, at, c, now)}
	where := map[people.ID]int{}
	for _, line := range c.Places {
		i, ok := where[line.Person]
		if !ok {
			person := known[line.Person]
			i = len(v.People)
			where[line.Person] = i
			v.People = append(v.People, personView{ID: string(line.Person), Who: ui.WhoOf{Name: given(person), Key: string(person.ID)}, Title: personTitle(ctx, person, at.reader(), now)})
		}
		view := p.lineOf(ctx, at, line, known[line.Person], now)
		v.People[i].Lines = append(v.People[i].Lines, view)
		if line.State == registration.Held {
			v.Totals = append(v.Totals, amountView{i18n.T(ctx, "%[1]s, %[2]s", courseOf(program, line.Group).title(ctx), given(known[line.Person])), view.Sum.Amount})
		}
	}
	v.Total = amountView{i18n.T(ctx, "Total"), dollars(ctx, c.Total)}
	v.Policies = policiesOf(ctx, program, c)
	v.Lead, v.Wished = cartLead(ctx, c)
	return v, nil
}

// cartLead says how many places of a cart are held and how many activities only wait on its list,
// and counts those.
func cartLead(ctx context.Context, c registration.Cart) (lead string, wished int) {
	for _, line := range c.Places {
		if line.State == registration.Wished {
			wished++
		}
	}
	held := len(c.Places) - wished
	inCart := i18n.TN(ctx, "%d place retenue", "%d places retenues", held)
	onList := i18n.TN(ctx, "%d activité dans la liste", "%d activités dans la liste", wished)
	switch {
	case held == 0 && wished == 0:
		return "", 0
	case wished == 0:
		return inCart, 0
	case held == 0:
		return onList, wished
	}
	return inCart + ", " + onList, wished
}

// policiesOf are what comes back of what is in the cart, each policy once.
func policiesOf(ctx context.Context, program *leisure.Program, c registration.Cart) []policyView {
	var all []policyView
	var seen []string
	for _, line := range c.Places {
		code := courseOf(program, line.Group).activity.Policy
		policy, ok := program.Policy(code)
		if !ok || slices.Contains(seen, code) {
			continue
		}
		seen = append(seen, code)
		all = append(all, policyView{i18n.T(ctx, "Si vous changez d’avis : %s", policy.Name.In(ctx)), policy.Text.In(ctx)})
	}
	return all
}

// payOf is the one button that goes on from the cart, nil when there is nothing to confirm.
func (p Pages) payOf(ctx context.Context, c registration.Cart, v *cartView) templ.Component {
	held := 0
	for _, line := range c.Places {
		if line.State != registration.Held {
			continue
		}
		held++
		if stops(line.Findings, leisure.RulePlaces, leisure.RuleTwice) {
			v.Note = i18n.T(ctx, "Une inscription ne peut pas se faire telle quelle. Réglez ce qui est marqué, ou retirez-la.")
			return nil
		}
	}
	pay := payView{Action: "/panier/payer", Key: forms.NewKey(), Label: i18n.T(ctx, "Payer %s", dollars(ctx, c.Total)), Icon: "i-lock"}
	switch {
	case held == 0:
		v.Note = i18n.T(ctx, "Rien n’est retenu pour l’instant : il n’y a rien à payer.")
		return nil
	case c.Total <= none:
		pay.Label, pay.Icon = i18n.TN(ctx, "Confirmer l’inscription", "Confirmer les %d inscriptions", held), "i-check"
	case p.Payments == nil || !p.Payments.Online():
		v.Note = i18n.T(ctx, "Le paiement en ligne n’est pas offert. Venez au comptoir ou appelez-nous avant la fin du délai.")
		return nil
	default:
		pay.Hint = i18n.T(ctx, "Vous payez sur la page protégée de notre partenaire. La Ville ne voit jamais le numéro de votre carte.")
	}
	if c.Order != "" {
		pay.Hint = i18n.T(ctx, "Votre paiement n’est pas terminé. Ce bouton le reprend où il en était, sans payer deux fois.")
	}
	return payForm(pay)
}
