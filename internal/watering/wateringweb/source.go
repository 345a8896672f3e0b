package wateringweb

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/clock"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/watering"
)

// Source is what watering gives to the citizen's file: the last day of a permit, the
// history of permits, a copy of them, and today's answer for the home while a rule speaks.
type Source struct{ Pages Pages }

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "L’arrosage") }

// permitsKey is what the permits of a look are kept under.
type permitsKey struct{}

// permits are the permits of the scope, read once for all the blocks of a page.
func (s Source) permits(ctx context.Context, scope dossier.Scope) ([]watering.Permit, error) {
	return dossier.Once(scope, permitsKey{}, func() ([]watering.Permit, error) {
		return s.Pages.Watering.PermitsOf(ctx, scope.IDs()...)
	})
}

// Coming are the first and last days of permits between two times, of which the book has all
// that are not over.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	var coming []dossier.Occasion
	for _, p := range s.Pages.Watering.Book().GrantedTo(scope.IDs()...) {
		name := p.Terms.Name.In(ctx)
		for _, o := range []struct{ day, title string }{
			{p.From, i18n.T(ctx, "Permis d’arrosage : premier jour (%s)", name)}, {p.To, i18n.T(ctx, "Permis d’arrosage : dernier jour (%s)", name)},
		} {
			at, err := time.ParseInLocation(time.DateOnly, o.day, clock.Montreal)
			if err == nil && !at.Before(from) && at.Before(to) {
				coming = append(coming, dossier.Occasion{At: at, AllDay: true, Title: o.title, Icon: "i-drop", Path: permitPath(p.Number), Person: scope.GivenName(p.Person)})
			}
		}
	}
	return coming, nil
}

// kindWatering is the word that the timeline is filtered by.
const kindWatering = "arrosage"

// Kinds are the filters of the timeline that watering answers to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindWatering, Label: i18n.T(ctx, "Arrosage")}}
}

// Entries are the permits that were asked for and what became of them.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	if f.Kind != "" && f.Kind != kindWatering {
		return nil, nil
	}
	all, err := s.permits(ctx, scope)
	if err != nil {
		return nil, err
	}
	var entries []dossier.Entry
	for _, p := range all {
		if f.Person != "" && f.Person != p.Person {
			continue
		}
		for _, e := range happened(ctx, p) {
			if f.Before.IsZero() || e.At.Before(f.Before) {
				e.Kind, e.Path, e.Icon, e.Person = kindWatering, permitPath(p.Number), "i-drop", scope.GivenName(p.Person)
				entries = append(entries, e)
			}
		}
	}
	slices.SortStableFunc(entries, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	return entries[:min(len(entries), f.Limit)], nil
}

// happened are the steps of a permit, the newest first.
func happened(ctx context.Context, p watering.Permit) []dossier.Entry {
	name := p.Terms.Name.In(ctx)
	asked := dossier.Entry{At: p.AskedAt, Title: i18n.T(ctx, "Permis d’arrosage demandé : %s", name), Text: p.AddressLine}
	switch p.State {
	case watering.Granted:
		return []dossier.Entry{dossier.Entry{At: p.DecidedAt, Title: i18n.T(ctx, "Permis d’arrosage accordé : %s", name), Text: i18n.T(ctx, "Du %[1]s au %[2]s", dayText(ctx, p.From), dayText(ctx, p.To))}, asked}
	case watering.Refused:
		return []dossier.Entry{dossier.Entry{At: p.DecidedAt, Title: i18n.T(ctx, "Permis d’arrosage refusé : %s", name), Text: p.Reason}, asked}
	case watering.Withdrawn:
		return []dossier.Entry{dossier.Entry{At: p.DecidedAt, Title: i18n.T(ctx, "Permis d’arrosage annulé : %s", name)}, asked}
	}
	return []dossier.Entry{asked}
}

// Export is every permit of the people of the scope.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	all, err := s.permits(ctx, scope)
	if err != nil {
		return nil, err
	}
	section := dossier.Section{Name: "permis_arrosage", Columns: []string{
		"numero", "personne", "permis", "adresse", "superficie_m2", "premier_jour", "dernier_jour", "etat", "raison", "tarif", "demande_le", "reponse_le",
	}}
	for _, p := range all {
		section.Rows = append(section.Rows, []any{
			string(p.Number), string(p.Person), p.Terms.Name.FR, p.AddressLine, p.AreaMetres, p.From, p.To, string(p.State), p.Reason, p.Fee.Plain(),
			written(p.AskedAt), written(p.DecidedAt),
		})
	}
	return []dossier.Section{section}, nil
}

// panelView is today's answer for the home.
type panelView struct {
	Answer saidView
	Line   string
	Path   string
}

// Panel is today's answer for the home of whoever looks. Out of season, and for whoever has
// no address in the register, there is none: a card that says the same all winter is not
// read in spring.
func (s Source) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	home, ok, err := s.home(ctx, scope)
	devices := s.Pages.Watering.Book().Devices
	if err != nil || !ok || len(devices) == 0 {
		return nil, err
	}
	answer := s.Pages.Watering.Answer(home, devices[0].Code, scope.Now)
	if answer.Because == watering.ByNothing {
		return nil, nil
	}
	return panel(panelView{Answer: said(ctx, answer), Line: home.Line(), Path: answerPath(places.Found{Address: home, Known: true}, "")}), nil
}

func (s Source) home(ctx context.Context, scope dossier.Scope) (places.Address, bool, error) {
	home, err := scope.Home(ctx, s.Pages.Places, s.Pages.Watering.DB)
	return home, home.ID != "", err
}
