package registration

import (
	"cmp"
	"context"
	"fmt"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

// Subject is the kind of matter of the notices of leisure.
const Subject = "registration"

// tell raises a notice.
func (t *turn) tell(ctx context.Context, n alerts.Notice) error {
	if t.Alerts == nil {
		return nil
	}
	n.Subject = Subject
	return t.Alerts.RaiseTx(ctx, t.tx, n)
}

// myPlaces is the page that lists the registrations of a family.
const myPlaces = "/loisirs/inscriptions"

// named says who is registered to what: Zoé, Natation.
func (t *turn) named(ctx context.Context, p Place) (who, what string, err error) {
	given, family, err := people.Names(ctx, t.tx, p.Person)
	if err != nil {
		return "", "", err
	}
	if given == "" {
		given = family
	}
	return given, t.title(p.Group).In(ctx), nil
}

func (t *turn) tellConfirmed(ctx context.Context, o Order, places []Place, name func(Place) (string, error)) error {
	if t.Alerts == nil || len(places) == 0 {
		return nil
	}
	names := make([]string, len(places))
	for i, p := range places {
		who, err := name(p)
		if err != nil {
			return err
		}
		names[i] = who
	}
	return t.tell(ctx, t.confirmation(o, places, names))
}

// confirmation is the notice of a confirmed order; names are the given names of those registered.
func (t *turn) confirmation(o Order, places []Place, names []string) alerts.Notice {
	groups := make([]leisure.GroupID, len(places))
	for i, p := range places {
		groups[i] = p.Group
	}
	return alerts.Notice{
		Key: "registration/confirmed/" + o.Number, Person: o.Owner, Subject: Subject, Object: o.Number, Path: myPlaces + "/" + o.Number,
		Words: func(ctx context.Context) (string, string) {
			body := i18n.T(ctx, "Votre inscription %s est confirmée.", o.Number)
			for i, group := range groups {
				body += "\n\n" + i18n.T(ctx, "%s : %s.", names[i], t.title(group).In(ctx))
				if first, ok := t.firstDay(ctx, group); ok {
					body += " " + i18n.T(ctx, "Premier cours le %s.", first)
				}
			}
			return i18n.TN(ctx, "Une inscription confirmée", "%d inscriptions confirmées", len(groups)), body
		},
	}
}

// confirmedNotice is the notice of a confirmed order with its words said, where everybody is
// known; nil when nobody is told.
func (t *turn) confirmedNotice(ctx context.Context, o Order, known candidates) *alerts.Notice {
	if t.Alerts == nil {
		return nil
	}
	names := make([]string, len(o.Places))
	for i, p := range o.Places {
		names[i] = cmp.Or(known[p.Person].GivenName, known[p.Person].FamilyName)
	}
	said := t.confirmation(o, o.Places, names).Said(ctx, known[o.Owner].Language)
	return &said
}

// firstDay is the day and time of the first class of a group.
func (t *turn) firstDay(ctx context.Context, id leisure.GroupID) (string, bool) {
	g, ok := t.program.Group(id)
	if !ok || g.First() == 0 {
		return "", false
	}
	return i18n.DateTime(ctx, firstClass(t.program, g)), true
}

// tellOffered tells a payer that places are offered.
func (t *turn) tellOffered(ctx context.Context, party []Place) error {
	if t.Alerts == nil {
		return nil
	}
	var names []string
	for _, p := range party {
		who, _, err := t.named(ctx, p)
		if err != nil {
			return err
		}
		names = append(names, who)
	}
	p := party[0]
	return t.tell(ctx, alerts.Notice{
		Key: fmt.Sprintf("registration/offer/%s/%d", p.ID, p.Until.Unix()), Person: p.Payer, Object: string(p.ID), Path: myPlaces,
		Words: func(ctx context.Context) (string, string) {
			return i18n.T(ctx, "Une place se libère : %s", t.title(p.Group).In(ctx)),
				i18n.T(ctx, "Une place est offerte à %s. Acceptez-la avant le %s, sinon elle va à la personne suivante.", i18n.List(ctx, names), i18n.DateTime(ctx, p.Until))
		},
	})
}

func (t *turn) tellOfferLapsed(ctx context.Context, p Place) error {
	return t.tellOne(ctx, p, "offer-lapsed", func(ctx context.Context, who, what string) (string, string) {
		return i18n.T(ctx, "L’offre de place est échue : %s", what),
			i18n.T(ctx, "La place offerte à %s n’a pas été acceptée à temps. Elle est allée à la personne suivante.", who)
	})
}

func (t *turn) tellLate(ctx context.Context, o Order, lost []Place) error {
	for _, p := range lost {
		err := t.tellOne(ctx, p, "late/"+string(o.ID), func(ctx context.Context, who, what string) (string, string) {
			return i18n.T(ctx, "Votre paiement vous est rendu : %s", what),
				i18n.T(ctx, "Le paiement de l’inscription de %s est arrivé après la fin du délai, et la place n’était plus libre. Tout ce qui a été payé pour elle vous est rendu.", who)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tellWithdrawn tells the payer of a place that it is given up, what is given back, and what is
// not owed any more.
func (t *turn) tellWithdrawn(ctx context.Context, p Place, back payments.Refund) error {
	return t.tellOne(ctx, p, "withdrawn", func(ctx context.Context, who, what string) (string, string) {
		body := i18n.T(ctx, "L’inscription de %s est annulée.", who)
		if given := back.Amount - back.Reduced; given > 0 {
			body += " " + i18n.T(ctx, "Nous vous rendons %s.", given.In(string(i18n.Lang(ctx))))
		}
		if back.Reduced > 0 {
			body += " " + i18n.T(ctx, "Nous retirons %s de votre facture.", back.Reduced.In(string(i18n.Lang(ctx))))
		}
		return i18n.T(ctx, "Inscription annulée : %s", what), body
	})
}

// tellOne tells the payer of a place something about it, once.
func (t *turn) tellOne(ctx context.Context, p Place, cause string, words func(ctx context.Context, who, what string) (string, string)) error {
	if t.Alerts == nil {
		return nil
	}
	who, _, err := t.named(ctx, p)
	if err != nil {
		return err
	}
	return t.tell(ctx, alerts.Notice{
		Key: "registration/" + cause + "/" + string(p.ID), Person: p.Payer, Object: string(p.ID), Path: myPlaces,
		Words: func(ctx context.Context) (string, string) { return words(ctx, who, t.title(p.Group).In(ctx)) },
	})
}

// Told counts the people who would be told of a change of a group.
func (s *Service) Told(ctx context.Context, g leisure.GroupID) (n int, err error) {
	err = s.DB.QueryRow(ctx, `
		SELECT COUNT(DISTINCT p.payer_id)
		FROM   registration_place p
		WHERE  p.group_id = $1 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered') AND p.state = 'confirmed'`, string(g)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count who is told of %s: %w", g, err)
	}
	return n, nil
}

// ClassChanged tells the families of a group that a class was cancelled, moved or added.
func (s *Service) ClassChanged(ctx context.Context, tx *db.Tx, by session.Viewer, g *leisure.Group, before, after leisure.Occurrence) error {
	t := s.begin(tx, by)
	places, err := placesWhere(ctx, tx, "p.group_id = $1 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered') AND p.state = 'confirmed' ORDER BY p.id", string(g.ID))
	if err != nil {
		return err
	}
	told := map[people.ID]bool{}
	for _, p := range places {
		if told[p.Payer] {
			continue
		}
		told[p.Payer] = true
		err := t.tell(ctx, alerts.Notice{
			Key: fmt.Sprintf("registration/class/%s/%d/%s/%s", after.ID, after.Sequence, after.State, p.Payer), Person: p.Payer, Object: string(g.ID), Path: "/horaire",
			Words: func(ctx context.Context) (string, string) { return t.classWords(ctx, g, before, after) },
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) classWords(ctx context.Context, g *leisure.Group, before, after leisure.Occurrence) (title, body string) {
	what := t.title(g.ID).In(ctx)
	switch {
	case after.State == leisure.Cancelled:
		title = i18n.T(ctx, "Cours annulé : %s", what)
		body = i18n.T(ctx, "Le cours du %s n’a pas lieu.", i18n.DateTime(ctx, before.Starts()))
	case before.ID == "":
		title = i18n.T(ctx, "Cours ajouté : %s", what)
		body = i18n.T(ctx, "Un cours est ajouté le %s.", i18n.DateTime(ctx, after.Starts()))
	case before.State == leisure.Cancelled:
		title = i18n.T(ctx, "Cours remis : %s", what)
		body = i18n.T(ctx, "Le cours annulé aura lieu le %s.", i18n.DateTime(ctx, after.Starts()))
	default:
		title = i18n.T(ctx, "Cours déplacé : %s", what)
		body = i18n.T(ctx, "Le cours du %s aura lieu le %s.", i18n.DateTime(ctx, before.Starts()), i18n.DateTime(ctx, after.Starts()))
	}
	if site, ok := t.program.Site(after.Site); ok && after.State != leisure.Cancelled {
		body += " " + i18n.T(ctx, "Lieu : %s.", site.Name)
	}
	if reason := after.Reason.In(ctx); reason != "" {
		body += "\n\n" + reason
	}
	return title, body
}

func (t *turn) tellTransferred(ctx context.Context, p Place) error {
	return t.tellOne(ctx, p, "transferred/"+string(p.Group), func(ctx context.Context, who, what string) (string, string) {
		body := i18n.T(ctx, "L’inscription de %s est maintenant dans un autre groupe.", who)
		if first, ok := t.firstDay(ctx, p.Group); ok {
			body += " " + i18n.T(ctx, "Premier cours le %s.", first)
		}
		return i18n.T(ctx, "Changement de groupe : %s", what), body
	})
}
