package koha

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"sem/internal/i18n"
	"sem/internal/library"
)

// hold is a hold in the names of all releases.
type hold struct {
	ID           word `json:"hold_id"`
	OldID        word `json:"reserve_id"`
	Patron       word `json:"patron_id"`
	OldPatron    word `json:"borrowernumber"`
	Record       word `json:"biblio_id"`
	OldRecord    word `json:"biblionumber"`
	PickUp       word `json:"pickup_library_id"`
	OldPickUp    word `json:"branchcode"`
	Placed       word `json:"hold_date"`
	OldPlaced    word `json:"reservedate"`
	Expires      word `json:"expiration_date"`
	OldExpires   word `json:"expirationdate"`
	Priority     word `json:"priority"`
	Status       word `json:"status"`
	OldStatus    word `json:"found"`
	Suspended    word `json:"suspended"`
	OldSuspended word `json:"suspend"`
	Cancelled    word `json:"cancellation_date"`
}

func (h hold) id() word      { return first(h.ID, h.OldID) }
func (h hold) patron() word  { return first(h.Patron, h.OldPatron) }
func (h hold) pickUp() word  { return first(h.PickUp, h.OldPickUp) }
func (h hold) status() word  { return first(h.Status, h.OldStatus) }
func (h hold) expires() word { return first(h.Expires, h.OldExpires) }

// told is the hold in the town's words. Until its document waits, the day it expires is not one
// to pick anything up by.
func (h hold) told(title, pickUp string) library.Hold {
	t := library.Hold{
		ID: string(h.id()), Title: title, PickUp: pickUp, Placed: first(h.Placed, h.OldPlaced).day(),
		State: holdState(string(h.status()), first(h.Suspended, h.OldSuspended).yes()),
	}
	if t.State == library.Ready {
		t.Until = h.expires().day()
	} else {
		t.Rank = h.Priority.count(0)
	}
	return t
}

// open are the holds of a patron that are not cancelled.
func (s *rest) open(ctx context.Context, patron string) ([]hold, error) {
	const doing = "list holds"
	all, a, err := list[hold](ctx, s, question{doing: doing, path: "/holds", query: url.Values{"patron_id": {patron}}})
	if err == nil && a.status != http.StatusOK {
		err = away(doing, wrongAnswer{status: a.status, code: a.problem().code()})
	}
	if err != nil {
		return nil, err
	}
	seen, kept := map[word]bool{}, all[:0]
	for _, h := range all {
		if string(h.patron()) != patron {
			return nil, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
		}
		if h.Cancelled == "" && h.id().number() && !seen[h.id()] {
			seen[h.id()] = true
			kept = append(kept, h)
		}
	}
	return kept, nil
}

func (s *rest) holds(ctx context.Context, patron string) ([]library.Hold, error) {
	open, err := s.open(ctx, patron)
	if err != nil {
		return nil, err
	}
	told := make([]library.Hold, len(open))
	err = each(ctx, len(open), func(ctx context.Context, i int) error {
		w, err := s.record(ctx, first(open[i].Record, open[i].OldRecord))
		if err != nil {
			return err
		}
		branch, err := s.branch(ctx, open[i].pickUp())
		told[i] = open[i].told(w.title, branch)
		return err
	})
	return told, err
}

// branch is the name of a branch, or its code when Koha tells no name.
func (s *rest) branch(ctx context.Context, code word) (string, error) {
	if code == "" {
		return "", nil
	}
	if name, known := s.names.take(string(code)); known {
		return name, nil
	}
	var said struct {
		Name    word `json:"name"`
		OldName word `json:"branchname"`
	}
	if _, err := s.look(ctx, "/libraries/"+url.PathEscape(string(code)), &said); err != nil {
		return "", err
	}
	name := first(said.Name, said.OldName, code).plain()
	s.names.keep(string(code), name)
	return name, nil
}

// placed is what Koha wants to know of a new hold, and nothing else: it refuses a hold with a
// word that it does not know.
type placed struct {
	Patron int64  `json:"patron_id"`
	Record int64  `json:"biblio_id,omitempty"`
	Item   int64  `json:"item_id,omitempty"`
	PickUp string `json:"pickup_library_id"`
}

// placedOld says the same in the names of older releases.
type placedOld struct {
	Patron int64  `json:"borrowernumber"`
	Record int64  `json:"biblionumber,omitempty"`
	Item   int64  `json:"itemnumber,omitempty"`
	PickUp string `json:"branchcode"`
}

// PlaceHold reserves a record or a copy, at the patron's own branch when no other is asked for.
func (s *rest) PlaceHold(ctx context.Context, k library.Key, w library.Wish) (library.Outcome, error) {
	p, err := s.patron(ctx, k)
	if err != nil {
		return library.Outcome{}, err
	}
	order := placed{Patron: p.id().int(), Record: word(w.Record).int(), PickUp: either(w.PickUp, string(p.library()))}
	if order.Record == 0 {
		if order.Item, err = s.itemOf(ctx, w.Item); err != nil {
			return library.Outcome{}, err
		}
	}
	if order.Record == 0 && order.Item == 0 {
		return library.Outcome{Why: library.NoSuchDocument}, nil
	}
	a, err := s.place(ctx, order)
	if err != nil {
		return library.Outcome{}, err
	}
	return s.outcome(a, string(p.id()))
}

func (s *rest) place(ctx context.Context, order placed) (answer, error) {
	q := question{doing: "place a hold", method: http.MethodPost, path: "/holds", order: true}
	if !s.oldNames.Load() {
		q.body = order
		a, err := s.ask(ctx, q)
		if err != nil || a.status != http.StatusBadRequest || !a.problem().form() {
			return a, err
		}
	}
	q.body = placedOld(order)
	a, err := s.ask(ctx, q)
	if err == nil && a.status == http.StatusCreated {
		s.oldNames.Store(true)
	}
	return a, err
}

// outcome is what became of a new hold. Done is only what Koha wrote down for this patron.
func (s *rest) outcome(a answer, patron string) (library.Outcome, error) {
	const doing = "place a hold"
	switch a.status {
	case http.StatusCreated, http.StatusOK:
		var h hold
		if err := a.read(doing, &h); err != nil {
			return library.Outcome{}, unsure(doing, errNoAnswer)
		}
		if string(h.patron()) != patron {
			return library.Outcome{}, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
		}
		return library.Outcome{Done: true, Rank: h.Priority.count(0)}, nil
	case http.StatusNotFound:
		return library.Outcome{Why: library.NoSuchDocument}, nil
	}
	if a.problem().form() {
		return library.Outcome{}, away(doing, wrongAnswer{status: a.status})
	}
	o := library.Outcome{}
	o.Why, o.Words = reason(string(a.problem().Error))
	return o, nil
}

// itemOf is Koha's number of the copy with a barcode, 0 when there is none.
func (s *rest) itemOf(ctx context.Context, barcode string) (int64, error) {
	if barcode == "" {
		return 0, nil
	}
	found, a, err := list[struct {
		ID      word `json:"item_id"`
		Barcode word `json:"external_id"`
	}](ctx, s, question{doing: "look a copy up", path: "/items", query: url.Values{"external_id": {barcode}, "_match": {"exact"}}})
	switch {
	case err != nil:
		return 0, err
	case a.status != http.StatusOK: // Older releases do not list copies.
		return 0, library.ErrCannot
	case len(found) != 1 || string(found[0].Barcode) != barcode:
		return 0, nil
	}
	return found[0].ID.int(), nil
}

// CancelHold gives up a hold that is the patron's.
func (s *rest) CancelHold(ctx context.Context, k library.Key, id string) (library.Outcome, error) {
	p, err := s.patron(ctx, k)
	if err != nil {
		return library.Outcome{}, err
	}
	open, err := s.open(ctx, string(p.id()))
	if err != nil {
		return library.Outcome{}, err
	}
	for _, h := range open {
		if string(h.id()) == id {
			return s.giveUp(ctx, id)
		}
	}
	return library.Outcome{Why: library.NoSuchDocument}, nil
}

func (s *rest) giveUp(ctx context.Context, id string) (library.Outcome, error) {
	a, err := s.ask(ctx, question{doing: "cancel a hold", method: http.MethodDelete, path: "/holds/" + id, order: true})
	if err != nil {
		return library.Outcome{}, err
	}
	switch a.status {
	case http.StatusNoContent, http.StatusOK:
		return library.Outcome{Done: true}, nil
	case http.StatusAccepted: // The document waits already: the staff takes it off the shelf first.
		return library.Outcome{Done: true, Words: i18n.T(ctx, "La bibliothèque a reçu votre demande et la traitera.")}, nil
	case http.StatusNotFound:
		return library.Outcome{Why: library.NoSuchDocument}, nil
	}
	o := library.Outcome{}
	o.Why, o.Words = reason(string(a.problem().Error))
	return o, nil
}
