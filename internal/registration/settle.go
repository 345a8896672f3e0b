package registration

import (
	"context"
	"time"

	"sem/internal/leisure"
)

// The times of holds and offers.
const (
	holdFor   = 15 * time.Minute // holdFor is how long a place stays in a cart, and once more.
	payWithin = 35 * time.Minute // payWithin is how long a place stays while its payment is under way: hosted pages live half an hour.
	offerFor  = 24 * time.Hour   // offerFor is how long an offer stands.
	offerGap  = 12 * time.Hour   // offerGap is how long before the first class an offer ends.
	offerMin  = time.Hour        // offerMin is the least time there is to answer an offer.
)

// deadline is until when an offer made now stands: a day, but never beyond 12 hours before the
// first class, so that the next in line can come too; at least an hour.
func deadline(p *leisure.Program, g *leisure.Group, now time.Time) time.Time {
	until, first := now.Add(offerFor), firstClass(p, g)
	if first.After(now) && until.After(first.Add(-offerGap)) {
		until = first.Add(-offerGap)
	}
	if soonest := now.Add(offerMin); until.Before(soonest) {
		until = soonest
	}
	return until
}

// firstClass is the moment at which the first class of a group begins.
func firstClass(p *leisure.Program, g *leisure.Group) time.Time {
	for _, o := range p.Occurrences(g.ID) {
		if o.Held() {
			return o.Starts()
		}
	}
	return g.First().At(0)
}

// settle brings a seat key up to the moment: holds and offers that are past their time give
// their seats back, and whoever waits is offered what is free. Its row is held meanwhile, so
// that two never settle at once.
func (t *turn) settle(ctx context.Context, seat string) error {
	if err := t.lock(ctx, seat); err != nil {
		return err
	}
	due, err := placesWhere(ctx, t.tx, "p.seat = $1 AND p.state IN ('held', 'offered') AND p.until <= $2 ORDER BY p.until, p.id", seat, t.now)
	if err != nil {
		return err
	}
	for i := range due {
		if err := t.lapse(ctx, &due[i]); err != nil {
			return err
		}
	}
	return t.offer(ctx, seat)
}

func (t *turn) lapse(ctx context.Context, p *Place) error {
	offered := p.State == Offered
	if err := t.end(ctx, p, Lapsed, EndedByTime); err != nil {
		return err
	}
	if offered {
		return t.tellOfferLapsed(ctx, *p)
	}
	return nil
}

// offer offers what is free of a seat key to those who wait, in their order. Siblings are
// offered places together or not at all: when there are not enough for them, the next in line
// comes, and they keep their rank. The row of the seats is held by the caller.
func (t *turn) offer(ctx context.Context, seat string) error {
	n, err := t.seatsOf(ctx, seat)
	if err != nil || n.waiting == 0 {
		return err
	}
	shared, ok := t.groupAt(t.program, seat)
	if !ok || n.free(shared, leisure.Counter, t.now) == 0 {
		return nil
	}
	waiting, err := queue(ctx, t.tx, seat)
	if err != nil {
		return err
	}
	for _, party := range waiting {
		g, ok := t.program.Group(party[0].Group)
		if party[0].State != Waiting || !ok || !offers(g, t.now) || party[0].Rest.After(t.now) || n.free(g, party[0].Channel, t.now) < len(party) {
			continue
		}
		for i := range party {
			p := &party[i]
			p.Until, p.Rest = deadline(t.program, g, t.now), time.Time{}
			if err := t.raise(ctx, p); err != nil {
				return err
			}
			n = n.plus(countOf(Offered, p.Channel)).minus(countOf(Waiting, p.Channel))
		}
		if err := t.tellOffered(ctx, party); err != nil {
			return err
		}
	}
	return nil
}

// raise makes an offer of a waiting place. The seats are known to be free, and their row is held.
func (t *turn) raise(ctx context.Context, p *Place) error {
	if err := t.give(ctx, p.seat, countOf(Offered, p.Channel).minus(countOf(Waiting, p.Channel))); err != nil {
		return err
	}
	p.State = Offered
	return t.write(ctx, *p)
}

// offers tells whether a group still offers places.
func offers(g *leisure.Group, now time.Time) bool {
	return !g.Cancelled && now.Before((g.Last() + 1).At(0))
}
