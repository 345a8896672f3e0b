package acquirer

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/jobs"
	"sem/internal/money"
	"sem/internal/session"
	"sem/internal/ui"
)

const pagePath = "/demonstration/paiement/"

// pageForm is what a visitor does on the hosted page.
type pageForm struct {
	Deed string `form:"geste"`
}

// Routes lists the addresses of the hosted page.
func (h *House) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET " + pagePath + "{id}", Right: session.Anyone, Handle: h.show, Says: "Demonstration only: the hosted page of the card house, which asks for no card."},
		{Pattern: "POST " + pagePath + "{id}", Right: session.Anyone, Handle: h.answer, Form: pageForm{}, Says: "Demonstration only: pays, has the card refused, or goes back; leads to the city's page."},
	}
}

// pageView is the hosted page, ready to show.
type pageView struct {
	Action  string
	Amount  string
	Lines   []ui.Fact
	Over    bool   // Over: it takes no payment any more.
	Back    string // Back is the page of the city to go back to.
	Refused bool
}

func (h *House) show(w http.ResponseWriter, r *http.Request) error {
	return h.showAs(w, r, http.StatusOK, false)
}

func (h *House) showAs(w http.ResponseWriter, r *http.Request, status int, refused bool) error {
	p, err := h.look(r.PathValue("id"))
	if err != nil {
		return err
	}
	return ui.Show(w, r, status, hostedPage(viewOf(r.Context(), p, refused)))
}

// look is a copy of a page as it is now.
func (h *House) look(name string) (page, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, err := h.find(name)
	if err == nil && p == nil {
		err = fault.New(fault.NotFound, "Cette page de paiement n’existe pas ou plus.")
	}
	if err != nil {
		return page{}, err
	}
	return *p, nil
}

func viewOf(ctx context.Context, p page, refused bool) pageView {
	v := pageView{
		Action: pagePath + p.ID, Amount: amount(ctx, p.Total), Over: p.Status != "open", Back: local(p.Cancel), Refused: refused,
	}
	if p.Paid == "paid" {
		v.Back = local(p.Success)
	}
	for _, l := range p.Lines {
		v.Lines = append(v.Lines, ui.Fact{Label: l.Text, Value: amount(ctx, l.Amount)})
	}
	return v
}

func amount(ctx context.Context, cents int64) string {
	return money.Cents(cents).In(string(i18n.Lang(ctx)))
}

// local is the path of an address of the city, which hosts both sides here.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	return ui.LocalPath(u.RequestURI(), "/")
}

func (h *House) answer(w http.ResponseWriter, r *http.Request) error {
	var form pageForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	p, err := h.look(r.PathValue("id"))
	if err != nil {
		return err
	}
	switch form.Deed {
	case "payer":
		paid, err := h.pay(r.Context(), p.ID)
		if err != nil {
			return err
		}
		if !paid && p.Paid != "paid" {
			return ui.SeeOther(w, r, pagePath+p.ID)
		}
		return ui.SeeOther(w, r, local(p.Success))
	case "refuser":
		return h.showAs(w, r, http.StatusUnprocessableEntity, true)
	}
	return ui.SeeOther(w, r, local(p.Cancel))
}

// Expire ends the pages whose time is over and tells the city, as Stripe does by itself.
func (h *House) Expire(ctx context.Context) error {
	h.mu.Lock()
	if err := h.open(); err != nil {
		h.mu.Unlock()
		return err
	}
	var over []page
	now := h.Clock.Now()
	for _, p := range h.pages {
		if p.Status == "open" && now.After(time.Unix(p.Expires, 0)) {
			p.Status = "expired"
			over = append(over, *p)
		}
	}
	h.mu.Unlock()
	for _, p := range over {
		h.tell(ctx, "checkout.session.expired", p)
	}
	return nil
}

// expirePages is the job that ends the pages whose time is over.
type expirePages struct{}

// Kind names the job.
func (expirePages) Kind() string { return "acquirer_expire_pages" }

// Handle has a queue end the pages whose time is over.
func (h *House) Handle(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ expirePages) error { return h.Expire(ctx) })
	jobs.Every(q, time.Minute, expirePages{})
}
