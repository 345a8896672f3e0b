package lottery

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/session"
)

var (
	errDrawn   = fault.New(fault.Conflict, "Ce tirage est fait. On ne peut plus le changer.")
	errChanged = fault.New(fault.Conflict, "Ceci a changé depuis que vous l’avez ouvert. Vos réponses sont gardées : vérifiez-les, puis envoyez de nouveau.")
)

// Save keeps a lottery; a new one has no ID. Once it is published only its name and the dates
// to come change: a family must not be drawn by other rules than those it read.
func (s *Service) Save(ctx context.Context, by session.Viewer, l Lottery, key forms.Key) (ID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	if l.ID != "" {
		known, err := s.Lottery(by, l.ID)
		if err != nil {
			return "", err
		}
		if !known.DrawnAt.IsZero() {
			return "", errDrawn
		}
		if !known.Published.IsZero() {
			if err := later(known, l); err != nil {
				return "", err
			}
			l = kept(known, l)
		}
	}
	if err := s.check(l); err != nil {
		return "", err
	}
	if l.ID == "" {
		l.ID = ID(s.IDs.New())
	}
	said, err := s.deed(ctx, key, string(l.ID), func(tx *db.Tx) error {
		if err := putLottery(ctx, tx, l); err != nil {
			return err
		}
		return s.record(ctx, tx, by, journal.Entry{Action: journal.SettingChanged, Object: object(l.ID), Detail: dates(l)})
	})
	if db.IsDuplicate(err) {
		err = taken()
	}
	return ID(said), err
}

// later refuses to bring a published date forward: families count on what they read.
func later(known, l Lottery) error {
	var wrong fault.Problems
	for _, one := range []struct {
		field    string
		was, now time.Time
	}{{"ferme", known.Closes, l.Closes}, {"tire", known.Draws, l.Draws}, {"libere", known.Releases, l.Releases}} {
		if one.now.Before(one.was.Truncate(time.Minute)) {
			wrong.Add(one.field, "Le tirage est publié : cette date peut seulement être remise à plus tard.")
		}
	}
	return wrong.Err()
}

// kept is a published lottery with what may still change of it.
func kept(known, l Lottery) Lottery {
	known.Name, known.Closes, known.Draws, known.Releases = l.Name, l.Closes, l.Draws, l.Releases
	return known
}

func dates(l Lottery) string {
	return fmt.Sprintf("opens %s closes %s draws %s releases %s", l.Opens.Format(time.RFC3339), l.Closes.Format(time.RFC3339), l.Draws.Format(time.RFC3339), l.Releases.Format(time.RFC3339))
}

func taken() error {
	var wrong fault.Problems
	wrong.Add("activite", "Une de ces activités est déjà dans un autre tirage. Retirez-la de l’un des deux.")
	return wrong.Err()
}

// check names all that is wrong with a lottery.
func (s *Service) check(l Lottery) error {
	var wrong fault.Problems
	p := s.Leisure.Program()
	if strings.TrimSpace(l.Name.FR) == "" {
		wrong.Add("nom", "Donnez un nom au tirage, comme « Camp de jour, été 2027 ».")
	}
	if len(l.Activities) == 0 {
		wrong.Add("activite", "Choisissez au moins une activité dont les places sont tirées au sort.")
	}
	for _, id := range l.Activities {
		a, ok := p.Activity(id)
		if !ok || a.Session != l.Session || !a.Lottery {
			wrong.Add("activite", "Une activité choisie n’est pas donnée par tirage dans cette session. Cochez le tirage dans sa fiche.")
			break
		}
	}
	if l.Choices < 1 || l.Choices > mostChoices {
		wrong.Add("choix", "Entrez un nombre de choix, de 1 à 10.")
	}
	if l.Most < 1 || l.Most > max(1, l.Choices) {
		wrong.Add("places", "Entrez un nombre de places, de 1 au nombre de choix.")
	}
	if hours := l.PayWithin / time.Hour; hours < 24 || hours > mostHours {
		wrong.Add("payer", "Entrez un nombre de jours pour payer, de 1 à 30.")
	}
	checkDates(l, &wrong)
	return wrong.Err()
}

func checkDates(l Lottery, wrong *fault.Problems) {
	if l.Opens.IsZero() {
		wrong.Add("ouvre", "Écrivez le jour et l’heure où les choix ouvrent, par exemple 2027-02-01 9:00.")
	}
	if !l.Closes.After(l.Opens) {
		wrong.Add("ferme", "Les choix ferment après leur ouverture.")
	}
	if l.Draws.Before(l.Closes) {
		wrong.Add("tire", "Le tirage se fait après la fermeture des choix.")
	}
	if l.Releases.Before(l.Draws.Add(l.PayWithin)) {
		wrong.Add("libere", "Les places qui restent ouvrent à tous après la date de paiement : le tirage plus les jours pour payer.")
	}
}

// Publish shows a lottery to everybody, and commits to its seed. From then on nobody can choose
// how it is drawn.
func (s *Service) Publish(ctx context.Context, by session.Viewer, which ID, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	l, err := s.Lottery(by, which)
	if err != nil {
		return err
	}
	if err := s.ready(l); err != nil {
		return err
	}
	seed := make([]byte, 32)
	rand.Read(seed)
	sealed, err := s.Key.Close(seedPlace(l.ID), hex.EncodeToString(seed))
	if err != nil {
		return fmt.Errorf("seal the seed of lottery %s: %w", l.ID, err)
	}
	_, err = s.deed(ctx, key, string(l.ID), func(tx *db.Tx) error {
		n, err := publish(ctx, tx, l.ID, opening.Commitment(seed), sealed, s.Clock.Now())
		if err != nil || n == 0 {
			return err
		}
		// The sealed journal keeps what was promised beside the page that shows it.
		return s.record(ctx, tx, by, journal.Entry{Action: journal.SettingChanged, Object: object(l.ID), Detail: "published, commitment " + opening.Commitment(seed)})
	})
	return err
}

func seedPlace(id ID) string { return "lottery_draw/seed/" + string(id) }

// ready names what stands in the way of publishing a lottery.
func (s *Service) ready(l Lottery) error {
	p := s.Leisure.Program()
	if err := s.check(l); err != nil {
		return err
	}
	one, ok := p.Session(l.Session)
	if !ok || !one.Published {
		return fault.New(fault.Conflict, "Publiez d’abord la session : les familles choisissent parmi ses groupes.")
	}
	if !s.Clock.Now().Before(l.Closes) {
		return fault.New(fault.Conflict, "Les choix seraient déjà fermés. Changez les dates, puis publiez.")
	}
	groups := l.Groups(p)
	if len(groups) == 0 {
		return fault.New(fault.Conflict, "Aucune activité du tirage n’a de groupe. Ajoutez-en, puis publiez.")
	}
	for _, g := range groups {
		if !slices.ContainsFunc(leisure.Audiences(), func(a leisure.Audience) bool { return p.Window(g, a, leisure.Web, l.Releases).Open }) {
			return fault.New(fault.Conflict, "Les inscriptions de %s ne seraient pas ouvertes quand les places qui restent vont à tous. Ouvrez une fenêtre à ce moment.", g.Code)
		}
	}
	return nil
}

// Drop deletes a lottery for which nobody has asked anything.
func (s *Service) Drop(ctx context.Context, by session.Viewer, which ID, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	if _, err := s.Lottery(by, which); err != nil {
		return err
	}
	_, err := s.deed(ctx, key, string(which), func(tx *db.Tx) error {
		n, err := drop(ctx, tx, which)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "Des familles ont inscrit leurs choix à ce tirage. On ne peut plus l’effacer.")
		}
		return s.record(ctx, tx, by, journal.Entry{Action: journal.SettingChanged, Object: object(which), Detail: "dropped"})
	})
	return err
}
