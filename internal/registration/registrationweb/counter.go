package registrationweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

func (p Pages) counterRoutes() []ui.Route {
	const base = "/guichet/inscrire/{person}"
	return []ui.Route{
		{Pattern: "GET " + base, Right: session.LeisureDesk, Handle: p.counter, Form: counterForm{}, Limit: searching, Says: "The cart of somebody present or on the phone: search a group, who may go, pay. Asks for the reason of the file first. Journaled."},
		{Pattern: "POST " + base + "/ajouter", Right: session.LeisureDesk, Handle: p.counterAdd, Form: addForm{}, Says: "Puts people of the family into the cart."},
		{Pattern: "POST " + base + "/passer-outre", Right: session.LeisureDesk, Handle: p.override, Form: overrideForm{}, Says: "Sets a rule aside for somebody in a group, with a motive. Journaled."},
		{Pattern: "POST " + base + "/retirer", Right: session.LeisureDesk, Handle: p.counterDo(p.counterRemove), Form: placeForm{}, Says: "Takes a place out of the cart."},
		{Pattern: "POST " + base + "/prolonger", Right: session.LeisureDesk, Handle: p.counterDo(p.counterExtend), Form: keyForm{}, Says: "Keeps the places of the cart longer, once."},
		{Pattern: "POST " + base + "/retenir", Right: session.LeisureDesk, Handle: p.counterDo(p.counterHold), Form: keyForm{}, Says: "Holds every place of the prepared cart that is open at the counter."},
		{Pattern: "POST " + base + "/attente", Right: session.LeisureDesk, Handle: p.counterWait, Form: waitForm{}, Says: "Puts people of the family on the waiting list of a group."},
		{Pattern: "POST " + base + "/payer", Right: session.LeisureDesk, Handle: p.counterPay, Form: tenderForm{}, Says: "Confirms what is held, paid in cash, by cheque, on the terminal, or later."},
		{Pattern: "GET " + base + "/commandes/{no}", Right: session.LeisureDesk, Handle: p.counterOrder, Says: "The confirmation of an order made at the counter, with the change to give."},
		{Pattern: "GET " + base + "/places/{place}/annuler", Right: session.LeisureDesk, Handle: p.counterAskWithdraw, Form: noteForm{}, Says: "What giving a place up would mean, with or without a medical note."},
		{Pattern: "POST " + base + "/places/{place}/annuler", Right: session.LeisureDesk, Handle: p.counterWithdraw, Form: noteForm{}, Says: "Gives a place up for the family. Journaled."},
		{Pattern: "POST " + base + "/places/{place}/{reponse}", Right: session.LeisureDesk, Handle: p.counterAnswer, Form: keyForm{}, Says: "Answers an offer for the family, or leaves the list."},
	}
}

// counterForm is what is looked for, and what was just done.
type counterForm struct {
	Query  string   `form:"q"`
	Group  string   `form:"groupe" max:"60"`
	People []string `form:"personne" max:"60"`
	Done   string   `form:"fait" max:"20"`
}

type overrideForm struct {
	keyForm
	Group  string `form:"groupe" max:"60"`
	Person string `form:"personne" max:"60"`
	Rule   string `form:"regle" max:"20"`
	Motive string `form:"motif"`
	Hold   bool   `form:"retenir"` // Hold puts the person into the cart at once.
}

type tenderForm struct {
	keyForm
	Method    string `form:"mode" max:"20"`
	Given     string `form:"recu" max:"20"`
	Reference string `form:"reference" max:"60"`
}

type noteForm struct {
	keyForm
	Note bool `form:"billet"`
}

// counterView is registering somebody at the counter.
type counterView struct {
	Title    string
	Lead     string
	File     ui.Link
	Path     string
	Done     string
	Problems ui.Problems
	Query    string
	Searched bool
	Found    []foundView
	More     int
	Group    *groupView
	Cart     cartView
	Seasons  []seasonView
}

func counterStand(r *http.Request) stand {
	owner := r.PathValue("person")
	base := "/guichet/inscrire/" + url.PathEscape(owner)
	return stand{owner: people.ID(owner), channel: leisure.Counter, base: base, wait: base}
}

// opened tells whether the file was opened for a reason, and writes the look down.
func (p Pages) opened(r *http.Request) (bool, error) {
	if p.Desk == nil {
		return true, nil
	}
	whose := people.ID(r.PathValue("person"))
	why := p.Desk.Reason(viewer(r), whose)
	if why == "" {
		return false, nil
	}
	return true, p.Desk.ViewedFor(r.Context(), viewer(r), whose, "inscriptions", why)
}

// reasonPath is where a reason is given: the file, or the door of those who only register.
func reasonPath(by session.Viewer, whose people.ID) string {
	if by.May(session.DeskUse) {
		return filePath(whose)
	}
	return "/guichet/familles/" + url.PathEscape(string(whose))
}

func filePath(whose people.ID) string { return "/guichet/personnes/" + url.PathEscape(string(whose)) }

func (p Pages) counter(w http.ResponseWriter, r *http.Request) error {
	var form counterForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, reasonPath(viewer(r), people.ID(r.PathValue("person"))))
	}
	v, err := p.counterOf(r, form, nil)
	if err != nil {
		return err
	}
	v.Done = counterDone(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, counterPage(v))
}

// reachedAt is the number of whoever is served: it stays in sight while their file is open.
func reachedAt(person people.Person) string {
	return text.FormatPhone(cmp.Or(person.Contact(people.Mobile), person.Contact(people.Phone)))
}

func counterDone(ctx context.Context, what string) string {
	switch what {
	case "ajoute":
		return i18n.T(ctx, "C’est dans le panier.")
	case "retire":
		return i18n.T(ctx, "C’est retiré du panier.")
	case "prolonge":
		return i18n.T(ctx, "Les places sont gardées plus longtemps.")
	case "retenu":
		return i18n.T(ctx, "Voici ce que nous avons pu retenir.")
	case "outre":
		return i18n.T(ctx, "La règle est mise de côté pour cette personne et ce groupe. Le motif est au journal.")
	case "attente":
		return i18n.T(ctx, "C’est noté sur la liste d’attente.")
	case "annule":
		return i18n.T(ctx, "La place est laissée.")
	case "rembourse":
		return i18n.T(ctx, "La place est laissée et le remboursement est demandé. Rien ne sort du tiroir : l’argent retourne sur la carte, ou un chèque part.")
	case "repondu":
		return i18n.T(ctx, "La réponse est notée.")
	}
	return ""
}

// counterOf is the counter's page for somebody. fill may complete what a refused form showed.
func (p Pages) counterOf(r *http.Request, form counterForm, tender *tenderForm) (counterView, error) {
	ctx := r.Context()
	at := counterStand(r)
	person, err := p.People.Person(ctx, at.owner)
	if err != nil {
		return counterView{}, err
	}
	c, err := p.Registration.Cart(ctx, viewer(r), at.owner)
	if err != nil {
		return counterView{}, err
	}
	circle, err := p.People.Circle(ctx, at.owner, people.Leisure)
	if err != nil {
		return counterView{}, err
	}
	v := counterView{
		Title: i18n.T(ctx, "Inscrire %s", person.Name()), Lead: reachedAt(person), Path: at.base, Query: form.Query, Searched: strings.TrimSpace(form.Query) != "",
		File: ui.Link{Href: reasonPath(viewer(r), at.owner), Label: person.Name()},
	}
	v.Found, v.More = p.find(ctx, at, form.Query, leisure.AudienceOf(person, p.Clock.Now()))
	places, err := p.Registration.PlacesOf(ctx, idsIn(circle.InCare)...)
	if err != nil {
		return v, err
	}
	if form.Group != "" {
		if v.Group, err = p.groupOf(ctx, at, places, form); err != nil {
			return v, err
		}
		program := p.Leisure.Program()
		if g, ok := program.Group(leisure.GroupID(form.Group)); ok {
			v.Group.Price = priceOf(ctx, program, g, leisure.AudienceOf(person, p.Clock.Now()), dayOf(p.Clock.Now()))
		}
	}
	if v.Cart, err = p.cartOf(ctx, at, c); err != nil {
		return v, err
	}
	p.tenderOf(ctx, viewer(r), at, c, &v.Cart, tender)
	v.Seasons, _ = p.seasonsOf(ctx, at, circle.InCare, places)
	return v, nil
}
