package dossier

import (
	"context"
	"slices"
	"time"

	"sem/internal/fault"
	"sem/internal/people"
)

// Timeline is a stretch of everything that happened, the newest first.
type Timeline struct {
	Entries []Entry
	Kinds   []Kind
	Older   time.Time // Older continues the timeline as Filter.Before; zero at its end.
	Missing []string
}

// pageSize is how many entries a stretch of the timeline has when nobody says otherwise.
const pageSize = 30

// Timeline merges the histories of the sources. A person named by the filter must be in
// the scope; anybody else is not found.
func (s *Service) Timeline(ctx context.Context, scope Scope, f Filter) (Timeline, error) {
	if f.Person != "" {
		at := slices.IndexFunc(scope.People, func(c people.Care) bool { return c.Person.ID == f.Person })
		if at < 0 {
			return Timeline{}, fault.New(fault.NotFound, "Cette personne ne fait pas partie de votre dossier.")
		}
	}
	if f.Limit <= 0 {
		f.Limit = pageSize
	}
	wanted := f
	wanted.Limit++ // One more tells whether there is an older stretch.
	var line Timeline
	for _, source := range s.Sources {
		room, ok := source.(History)
		if !ok {
			continue
		}
		line.Kinds = append(line.Kinds, room.Kinds(ctx)...)
		if !answersTo(room.Kinds(ctx), f.Kind) {
			continue
		}
		entries, err := room.Entries(ctx, scope, wanted)
		if err != nil {
			line.Missing = append(line.Missing, source.Name(ctx))
			s.Log.ErrorContext(ctx, "timeline source", "source", source.Name(ctx), "err", err)
			continue
		}
		line.Entries = append(line.Entries, entries...)
	}
	slices.SortStableFunc(line.Entries, func(a, b Entry) int { return b.At.Compare(a.At) })
	if len(line.Entries) > f.Limit {
		cut := f.Limit
		for cut < len(line.Entries) && line.Entries[cut].At.Equal(line.Entries[f.Limit-1].At) {
			cut++ // What happened at the same instant stays together: the next stretch begins before it.
		}
		line.Entries = line.Entries[:cut]
		line.Older = line.Entries[cut-1].At
	}
	return line, nil
}

func answersTo(kinds []Kind, kind string) bool {
	return kind == "" || slices.ContainsFunc(kinds, func(k Kind) bool { return k.Value == kind })
}
