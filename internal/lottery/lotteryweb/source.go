package lotteryweb

import (
	"context"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/lottery"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

// Source is what the lotteries give to the citizen's file: the places to take and pay, the dates
// of what they wait for, and a copy of what they chose.
type Source struct{ Pages Pages }

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Les tirages") }

// asked is a request with its lottery.
type asked struct {
	lottery.Request
	of lottery.Lottery
}

type requestsKey struct{}

// requests are what the viewer has asked, read once for all the blocks of a page.
func (s Source) requests(ctx context.Context, scope dossier.Scope) ([]asked, error) {
	return dossier.Once(scope, requestsKey{}, func() ([]asked, error) {
		found, err := s.Pages.Lottery.RequestsOf(ctx, people.ID(scope.Viewer.Person))
		if err != nil {
			return nil, err
		}
		var all []asked
		for _, r := range found {
			if l, err := s.Pages.Lottery.Lottery(session.Viewer{}, r.Lottery); err == nil {
				all = append(all, asked{r, l})
			}
		}
		return all, nil
	})
}

// ToDo are the lotteries whose places the viewer has not taken yet.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	all, err := s.requests(ctx, scope)
	if err != nil {
		return nil, err
	}
	var tasks []dossier.Task
	for _, one := range all {
		if one.of.DrawnAt.IsZero() || !scope.Now.Before(one.of.PayBy) {
			continue
		}
		n, err := s.offered(ctx, one)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			tasks = append(tasks, dossier.Task{
				Day: one.of.PayBy, Lapses: true, Title: i18n.TN(ctx, "Prendre et payer %[1]d place : %[2]s", "Prendre et payer %[1]d places : %[2]s", n, one.of.Name.In(ctx)),
				Text:   i18n.T(ctx, "Le tirage vous les donne jusqu’au %s. Ensuite, elles vont à la famille suivante.", i18n.DateTime(ctx, one.of.PayBy)),
				Action: i18n.T(ctx, "Voir le résultat"), Path: one.of.Path(),
			})
		}
	}
	return tasks, nil
}

// offered is how many places of a request wait to be taken.
func (s Source) offered(ctx context.Context, one asked) (n int, err error) {
	results, err := s.Pages.Lottery.Results(ctx, one.Request)
	if err != nil {
		return 0, err
	}
	mine := map[registration.PlaceID]bool{}
	var who []people.ID
	for _, r := range results {
		mine[r.Place] = true
	}
	for _, c := range one.People {
		who = append(who, c.Person)
	}
	places, err := s.Pages.Registration.PlacesOf(ctx, who...)
	for _, place := range places {
		if mine[place.ID] && place.State == registration.Offered && place.Drawn() {
			n++
		}
	}
	return n, err
}

// Coming are the close of the choices, the draw and the last day to pay.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	all, err := s.requests(ctx, scope)
	if err != nil {
		return nil, err
	}
	var coming []dossier.Occasion
	add := func(at time.Time, icon, title, path string) {
		if !at.Before(from) && at.Before(to) {
			coming = append(coming, dossier.Occasion{At: at, Title: title, Icon: icon, Path: path})
		}
	}
	for _, one := range all {
		name, path := one.of.Name.In(ctx), one.of.Path()
		if one.of.DrawnAt.IsZero() {
			add(one.of.Closes, "i-lock", i18n.T(ctx, "Fermeture des choix : %s", name), path)
			add(one.of.Draws, "i-calendar-dots", i18n.T(ctx, "Tirage : %s", name), path)
		}
	}
	return coming, nil
}

// Export is what the viewer chose and what the draws gave.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	all, err := s.requests(ctx, scope)
	if err != nil {
		return nil, err
	}
	chosen := dossier.Section{Name: "tirages", Columns: []string{"tirage", "billet", "inscrits_le", "changes_le", "places_au_plus", "pour", "ensemble", "choix", "groupe", "resultat"}}
	for _, one := range all {
		results, err := s.Pages.Lottery.Results(ctx, one.Request)
		if err != nil {
			return nil, err
		}
		for _, c := range one.People {
			for i, g := range c.Choices {
				chosen.Rows = append(chosen.Rows, []any{
					one.of.Name.In(ctx), one.Number, one.MadeAt, one.Changed, one.Most, scope.GivenName(c.Person), c.Together, i + 1, s.Pages.Lottery.GroupWords(ctx, g), given(ctx, c.Person, i+1, results),
				})
			}
		}
	}
	return []dossier.Section{chosen}, nil
}

// given is what the draw gave to somebody for one choice.
func given(ctx context.Context, who people.ID, choice int, results []lottery.Result) string {
	for _, r := range results {
		if r.Person == who && r.Choice == choice {
			if r.Waits {
				return i18n.T(ctx, "liste d’attente")
			}
			return i18n.T(ctx, "place donnée")
		}
	}
	return ""
}
