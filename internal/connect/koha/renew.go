package koha

import (
	"context"
	"fmt"
	"net/http"

	"sem/internal/library"
)

// Renew renews a loan that is the patron's.
func (s *rest) Renew(ctx context.Context, k library.Key, item string) (library.Renewal, error) {
	p, err := s.patron(ctx, k)
	if err != nil {
		return library.Renewal{}, err
	}
	checkouts, err := s.checkouts(ctx, string(p.id()))
	if err != nil {
		return library.Renewal{}, err
	}
	for _, c := range checkouts {
		if string(c.id()) != item {
			continue
		}
		w, err := s.workOf(ctx, c)
		if err != nil {
			return library.Renewal{}, err
		}
		return s.renew(ctx, c, library.Renewal{Item: item, Title: w.title})
	}
	return library.Renewal{Item: item, Why: library.NotOut}, nil
}

func (s *rest) renew(ctx context.Context, c checkout, r library.Renewal) (library.Renewal, error) {
	a, err := s.orderRenewal(ctx, string(c.id()))
	if err != nil {
		return library.Renewal{}, err
	}
	switch a.status {
	case http.StatusCreated, http.StatusOK:
		r.Renewed = true
		var renewed checkout
		if a.read("renew a loan", &renewed) != nil {
			return r, nil // Renewed, without a day that we can read.
		}
		if renewed.patron() != "" && renewed.patron() != c.patron() {
			return library.Renewal{}, fmt.Errorf("koha: renew a loan: %w", library.ErrOtherPatron)
		}
		r.Due, _ = renewed.due().moment()
		return r, nil
	case http.StatusNotFound:
		r.Why = library.NotOut
		return r, nil
	}
	r.Why, r.Words = reason(string(a.problem().Error))
	return r, nil
}

// orderRenewal asks at /renewal, and at /renewals where a release has only that.
func (s *rest) orderRenewal(ctx context.Context, id string) (answer, error) {
	q := question{doing: "renew a loan", method: http.MethodPost, path: "/checkouts/" + id + "/renewal", order: true}
	if !s.plural.Load() {
		a, err := s.ask(ctx, q)
		way := a.status == http.StatusMethodNotAllowed || a.status == http.StatusNotFound && a.problem().Error == ""
		if err != nil || !way {
			return a, err
		}
	}
	q.path += "s"
	a, err := s.ask(ctx, q)
	if err == nil && a.status == http.StatusCreated {
		s.plural.Store(true)
	}
	return a, err
}
