package watering

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/session"
	"sem/internal/text"
)

// Decision is what the city answers to an application.
type Decision struct {
	Grant  bool
	From   string // From moves the first day; empty keeps the one that was asked.
	Paid   bool   // Paid tells that the fee was received, where there is one.
	Reason string // Reason is why not, for whoever asked to read.
}

// Decide grants or refuses a permit, and tells whoever asked. A first day that has passed
// meanwhile becomes today, so that nobody loses days to our delay.
func (s *Service) Decide(ctx context.Context, by session.Viewer, number Number, d Decision, key forms.Key) error {
	if !by.May(session.WateringManage) {
		return fault.New(fault.Forbidden, "Seules les personnes qui gèrent l’arrosage décident des permis.")
	}
	now := s.Clock.Now()
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, string(number), now); err != nil || earlier != "" {
			return err
		}
		p, err := permitByNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		was := p.State
		if err := p.decide(d, now); err != nil {
			return err
		}
		p.DecidedAt, p.DecidedBy = now, by.Account
		if moved, err := settlePermit(ctx, tx, p, was); err != nil || !moved {
			return movedMeanwhile(err)
		}
		if err := s.record(ctx, tx, journal.Entry{
			Actor: by.Account, ActorRole: journal.RoleOf(by), Person: string(p.Person), Action: journal.RequestChanged, Object: p.object(), Detail: p.deed(),
		}); err != nil {
			return err
		}
		return s.tell(ctx, tx, p)
	})
}

// decide is the rule of Decide.
func (p *Permit) decide(d Decision, now time.Time) error {
	to := Refused
	if d.Grant {
		to = Granted
	}
	if !slices.Contains(next[p.State], to) {
		return fault.New(fault.Conflict, "Ce permis a déjà reçu une réponse.")
	}
	var wrong fault.Problems
	if !d.Grant {
		p.Reason = text.SafeLine(d.Reason)
		if p.Reason == "" {
			wrong.Add("raison", "Dites pourquoi, en une phrase que la personne lira.")
		}
		p.State = to
		return wrong.Err()
	}
	if d.From == "" {
		d.From = max(p.From, today(now))
	}
	checkFirstDay(&wrong, "debut", p.Terms, d.From, now)
	if p.Fee > 0 && !d.Paid {
		wrong.Add("paye", "Cochez la case une fois le tarif reçu.")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	p.From, p.To, p.State = d.From, lastDay(d.From, p.Terms), to
	return nil
}

// tell tells whoever asked for a permit what became of it; they know that they asked.
func (s *Service) tell(ctx context.Context, tx *db.Tx, p Permit) error {
	if s.Alerts == nil || p.State == Asked {
		return nil
	}
	return s.Alerts.RaiseTx(ctx, tx, alerts.Notice{
		Key: "watering permit/" + p.ID + "/" + string(p.State), Person: p.Person, Subject: "watering", Object: string(p.Number),
		Path:  "/arrosage/permis/" + string(p.Number),
		Words: p.news,
	})
}

// news is what is told of a decision.
func (p Permit) news(ctx context.Context) (title, body string) {
	name := p.Terms.Name.In(ctx)
	if p.State == Refused {
		return i18n.T(ctx, "Permis d’arrosage refusé : %s", name), p.Reason
	}
	return i18n.T(ctx, "Permis d’arrosage accordé : %s", name),
		i18n.T(ctx, "Il est valide du %[1]s au %[2]s, au %[3]s. Imprimez-le et affichez-le de façon à être vu de la rue.", dayWords(ctx, p.From), dayWords(ctx, p.To), p.AddressLine)
}

// Queue are the permits that wait for an answer, the oldest first.
func (s *Service) Queue(ctx context.Context) ([]Permit, error) {
	all, err := permitsWhere(ctx, s.DB, "state = ?", string(Asked))
	if err != nil {
		return nil, fmt.Errorf("read the permits that wait: %w", err)
	}
	slices.Reverse(all)
	return all, nil
}

// Decided are the permits answered since a moment, the newest first.
func (s *Service) Decided(ctx context.Context, since time.Time) ([]Permit, error) {
	all, err := permitsWhere(ctx, s.DB, "state IN (?, ?) AND decided_at >= ?", string(Granted), string(Refused), since)
	if err != nil {
		return nil, fmt.Errorf("read the permits answered: %w", err)
	}
	return all, nil
}
