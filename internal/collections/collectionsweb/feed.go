package collectionsweb

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/fault"
	"sem/internal/feeds"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// A feed holds the days from a month ago to a year ahead.
const (
	feedBack  = 31
	feedAhead = 366
)

// feed is the calendar of a door. It holds nothing about anybody: anybody may follow it.
func (p Pages) feed(w http.ResponseWriter, r *http.Request) error {
	var form feedForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at, err := p.known(r, form.whereForm)
	if err != nil {
		return err
	}
	ctx := i18n.With(r.Context(), i18n.Parse(form.Language))
	r = r.WithContext(ctx)
	c := feeds.Calendar{
		Name: i18n.T(ctx, "Collectes, %s", at.Line), Text: i18n.T(ctx, "Ce qu’il faut sortir, et quel jour."), Language: i18n.Lang(ctx).Tag(),
		URL: p.Site + at.path("/collectes"), Public: true,
	}
	today := civil.DayOf(p.Clock.Now())
	for _, pickup := range at.Door.WithCancelled(today-feedBack, today+feedAhead) {
		e := p.event(r, pickup)
		if form.Ring == "oui" && !e.Cancelled {
			e.RemindBefore = time.Duration(24-pickup.Stream.OutFrom) * time.Hour
		}
		c.Events = append(c.Events, e)
	}
	return feeds.Serve(w, r, c)
}

// event keeps its UID when the day moves: it is made of the day by the rule.
func (p Pages) event(r *http.Request, pickup collections.Pickup) feeds.Event {
	ctx := r.Context()
	sector := pickup.Sector
	if sector == "" {
		sector = "ville"
	}
	_, host, _ := strings.Cut(p.Site, "://")
	host, _, _ = strings.Cut(host, ":")
	if host == "" {
		host = "collectes.invalid" // RFC 2606: a city without address has no followers outside.
	}
	e := feeds.Event{
		UID:      strings.Join([]string{"collecte", pickup.Stream.Code, sector, pickup.Planned.String()}, "-") + "@" + host,
		Sequence: pickup.Sequence(), Day: pickup.Day.String(), Title: pickup.Stream.Name.In(ctx), Cancelled: pickup.Cancelled,
	}
	lines := []string{
		pickup.Stream.Container.In(ctx),
		i18n.T(ctx, "À sortir la veille après %s, avant %s.", i18n.Time(ctx, pickup.Day.At(pickup.Stream.OutFrom)), i18n.Time(ctx, pickup.Day.At(pickup.Stream.OutBy))),
		i18n.Sentence(pickup.Change(ctx)),
	}
	e.Text = strings.Join(nonEmpty(lines), "\n")
	if pickup.Rule != nil {
		e.Modified = pickup.Rule.UpdatedAt
	}
	if x := pickup.Exception; x != nil && x.UpdatedAt.After(e.Modified) {
		e.Modified = x.UpdatedAt
	}
	return e
}

func nonEmpty(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// known is a door that must be named and known: feeds and machines have no home.
func (p Pages) known(r *http.Request, form whereForm) (where, error) {
	at, err := p.where(r, form, false)
	if err == nil && !at.Door.Known {
		err = fault.New(fault.NotFound, "Nous ne connaissons pas le secteur de collecte de cette adresse. Nommez-la par lieu, ou le secteur par secteur.")
	}
	return at, err
}

// machineAnswer is what home automation reads: see docs/collections.md.
type machineAnswer struct {
	Place   string          `json:"lieu"`
	Sectors []string        `json:"secteurs"`
	Class   string          `json:"classe"`
	Today   string          `json:"aujourdhui"`
	Next    []machinePickup `json:"prochaines"`
}

type machinePickup struct {
	Stream    string `json:"flux"`
	Name      string `json:"nom"`
	Container string `json:"contenant"`
	Day       string `json:"jour"`
	InDays    int    `json:"dans_jours"`
	OutFrom   string `json:"sortir_des"`
	OutBy     string `json:"sortir_avant"`
	MovedFrom string `json:"deplacee_du"`
	Reason    string `json:"raison"`
}

func (p Pages) machine(w http.ResponseWriter, r *http.Request) error {
	var form whereForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at, err := p.known(r, form)
	if err != nil {
		return err
	}
	today := civil.DayOf(p.Clock.Now())
	a := machineAnswer{Place: at.Line, Sectors: []string{}, Class: at.Door.Class.Code, Today: today.String(), Next: []machinePickup{}}
	for _, s := range at.Door.Sectors() {
		a.Sectors = append(a.Sectors, s.Code)
	}
	seen := map[string]bool{}
	for _, pickup := range at.Door.Between(today, today+feedAhead) {
		if !seen[pickup.Stream.Code] {
			seen[pickup.Stream.Code] = true
			a.Next = append(a.Next, machinePickupOf(r, pickup, today))
		}
	}
	return writeJSON(w, http.StatusOK, a)
}

func machinePickupOf(r *http.Request, p collections.Pickup, today civil.Day) machinePickup {
	ctx := r.Context()
	m := machinePickup{
		Stream: p.Stream.Code, Name: p.Stream.Name.In(ctx), Container: p.Stream.Container.In(ctx), Day: p.Day.String(), InDays: int(p.Day - today),
		OutFrom: (p.Day - 1).At(p.Stream.OutFrom).Format(time.RFC3339), OutBy: p.Day.At(p.Stream.OutBy).Format(time.RFC3339),
	}
	if p.Moved() {
		m.MovedFrom = p.Planned.String()
	}
	if p.Exception != nil {
		m.Reason = p.Exception.Reason.In(ctx)
	}
	return m
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if status == http.StatusOK {
		w.Header().Set("Cache-Control", "public, max-age=300")
	}
	w.WriteHeader(status)
	_, err = w.Write(append(b, '\n'))
	return err
}

// failJSON answers a fault as the rest is answered.
func failJSON(w http.ResponseWriter, r *http.Request, err error) {
	ui.LogFailure(r, err)
	message := i18n.T(r.Context(), "Nous n’avons pas pu répondre. Réessayez plus tard.")
	if f := asFault(err); f != nil && f.Kind != fault.Internal {
		message = i18n.Message(r.Context(), f)
	}
	if writeJSON(w, ui.Status(err), map[string]string{"erreur": message}) != nil {
		return // Whoever asked has gone.
	}
}
