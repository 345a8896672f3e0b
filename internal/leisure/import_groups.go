package leisure

import (
	"context"
	"fmt"
	"slices"
)

func (w *intakeWork) groups(ctx context.Context) error {
	return w.draft.groups.all(func(key string, line int, one *groupDraft) error {
		before, known := w.before.GroupByCode(w.sessions[one.session], one.Code)
		w.complete(one, before, line)
		if !w.agrees(one, line) {
			return nil
		}
		changed := known && (!sameGroup(*before, one.Group) || before.Cancelled != one.Cancelled)
		if changed {
			one.Sequence++
		}
		if !known || changed {
			if len(w.report.Faults) > 0 {
				return nil // Nothing is written any more: the rest is only looked through.
			}
			if err := putGroup(ctx, w.tx, one.Group, w.s.Clock.Now()); err != nil {
				return fmt.Errorf("import group %s: %w", one.Code, err)
			}
		}
		moved, err := w.replan(ctx, one)
		if err != nil {
			return err
		}
		w.count(known, changed || moved)
		return nil
	})
}

// complete gives a group of the file its names, and what is known and the file does not say.
func (w *intakeWork) complete(one *groupDraft, before *Group, line int) {
	one.Session, one.Activity = w.sessions[one.session], w.acts[inSession(one.session, one.activity)]
	if one.site != "" {
		id, known := w.sites[one.site]
		if !known {
			w.report.Add(line, "lieu", fmt.Sprintf("Le lieu %s n’existe pas encore. Décrivez-le : lieu_nom, lieu_adresse.", one.site))
		}
		one.Site = id
	}
	if one.Cancelled {
		one.Reason = cancelledThere
	}
	if before == nil {
		one.ID = GroupID(w.s.IDs.New())
		return
	}
	one.ID, one.Sequence = before.ID, before.Sequence
	if before.Cancelled {
		one.Cancelled, one.Reason = true, before.Reason // What was cancelled here is not revived by a file.
	}
	if len(one.Windows) == 0 {
		one.Windows = before.Windows
	}
}

// agrees refuses groups of one quota that say different numbers of places.
func (w *intakeWork) agrees(one *groupDraft, line int) bool {
	if one.Quota == "" {
		return true
	}
	first := w.quotas[one.SeatKey()]
	if first == nil {
		w.quotas[one.SeatKey()] = one
		for _, other := range w.before.quotas[one.SeatKey()] {
			_, inFile := w.draft.groups.thing[inSession(one.session, other.Code)]
			if !inFile && (other.Places != one.Places || other.Counter != one.Counter) {
				w.report.Add(line, "quota", fmt.Sprintf("Le groupe %s, qui partage ces places, en a %d. Mettez-le dans le même fichier.", other.Code, other.Places))
			}
		}
		return true
	}
	if first.Places != one.Places || first.Counter != one.Counter || !first.WebShareUntil.Equal(one.WebShareUntil) {
		w.report.Add(line, "quota", fmt.Sprintf("Le groupe %s partage ces places : donnez aux deux les mêmes places, places_guichet et partage_web.", first.Code))
		return false
	}
	return true
}

// replan makes the classes that the hours of a group make, and adds those that the file names
// day by day. A class that somebody changed stays as they left it; one that the file cancels
// is cancelled.
func (w *intakeWork) replan(ctx context.Context, one *groupDraft) (changed bool, err error) {
	if len(w.report.Faults) > 0 {
		return false, nil
	}
	existing := w.classes[one.ID]
	add, changed, err := w.s.replanTx(ctx, w.tx, one.Group, existing)
	if err != nil {
		return false, fmt.Errorf("plan group %s: %w", one.Code, err)
	}
	w.add = append(w.add, add...)
	for _, named := range one.classes {
		i := slices.IndexFunc(existing, func(o Occurrence) bool { return plannedAt(o) == plannedAt(named) })
		if i < 0 {
			named.ID, named.Group = OccurrenceID(w.s.IDs.New()), one.ID
			w.add = append(w.add, named)
			changed = true
			continue
		}
		o := existing[i]
		if named.State != Cancelled || o.State == Cancelled {
			continue
		}
		o.State, o.Reason = Cancelled, named.Reason
		o.Sequence++
		if err := changeOccurrence(ctx, w.tx, o, w.s.Clock.Now()); err != nil {
			return false, err
		}
		changed = true
	}
	return changed, nil
}
