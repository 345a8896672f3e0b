package neighbourhood

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/journal"
	"sem/internal/session"
	"sem/internal/text"
)

// Filter narrows the list of the staff.
type Filter struct {
	Words    string
	Source   string
	Category string
	Hidden   bool // Hidden keeps only those that are shown to nobody.
	Page     int  // Page counts from one.
}

// PageSize is how many places a page of the staff's list has.
const PageSize = 50

// List are the places for the staff, by name, and how many there are in all.
func (s *Service) List(f Filter) (page []*Place, of int) {
	words := text.Tokens(f.Words)
	var found []*Place
	for _, p := range s.memory().all {
		if f.Source != "" && p.Source != f.Source || f.Category != "" && p.Category != f.Category || f.Hidden && !p.Hidden {
			continue
		}
		if len(words) == 0 || holdsAll(text.Tokens(p.Name+" "+p.Address+" "+p.Detail), words) {
			found = append(found, p)
		}
	}
	from := min(max(f.Page-1, 0)*PageSize, len(found))
	return found[from:min(from+PageSize, len(found))], len(found)
}

// holdsAll tells whether each word begins a word of the text, or is one but for a typing error.
func holdsAll(has, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(has, func(h string) bool {
			return len(h) >= len(w) && h[:len(w)] == w || len(w) > 3 && text.WithinOne(h, w)
		}) {
			return false
		}
	}
	return true
}

// Sources are where the places come from, with the time of each file.
func (s *Service) Sources(ctx context.Context) ([]Source, error) { return allSources(ctx, s.DB) }

// AnyPlace is a place for the staff, hidden or not, or a NotFound fault.
func (s *Service) AnyPlace(which PlaceID) (*Place, error) {
	if p, ok := s.memory().byID[which]; ok {
		return p, nil
	}
	return nil, fault.New(fault.NotFound, "Ce lieu n’est pas ou plus au registre de la Ville.")
}

// Save adds a place by hand when it has no ID, and corrects it otherwise. The words of a
// place that was corrected are left alone by imports. Its shape changes only where the given
// one is not zero.
func (s *Service) Save(ctx context.Context, by session.Viewer, p Place, key forms.Key) (PlaceID, error) {
	if !by.May(session.PlacesManage) {
		return "", forbidden()
	}
	p, err := s.prepared(p)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		p.UpdatedAt = now
		id := p.ID
		if id == "" {
			id = PlaceID(s.IDs.New())
		}
		earlier, err := forms.Claim(ctx, tx, key, string(id), now)
		if err != nil || earlier != "" {
			p.ID = PlaceID(earlier)
			return err
		}
		if p.ID == "" {
			p.ID, p.Source, p.Key = id, TownSource, string(id)
			err = s.add(ctx, tx, p)
		} else {
			p.CorrectedAt = now
			err = updatePlace(ctx, tx, p)
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, by, p.ID, p.Source, "words")
	})
	if err != nil {
		return "", fmt.Errorf("save a place: %w", err)
	}
	return p.ID, nil
}

// prepared is a place with what it keeps of itself, checked.
func (s *Service) prepared(p Place) (Place, error) {
	if p.ID != "" {
		was, err := s.AnyPlace(p.ID)
		if err != nil {
			return p, err
		}
		p.Source, p.Key, p.digest = was.Source, was.Key, was.digest
		if p.Shape.IsZero() {
			p.Shape, p.geometry = was.Shape, was.geometry
		}
	}
	if p.geometry == "" && len(p.Shape.Points()) == 1 {
		p.geometry = pointGeometry(p.Shape.Points()[0])
	}
	return p.cleaned(func(code string) bool {
		return slices.ContainsFunc(s.Categories(), func(c Category) bool { return c.Code == code })
	})
}

func pointGeometry(p geo.Point) string {
	b, _ := json.Marshal(map[string]any{"type": "Point", "coordinates": []float64{p.Lon, p.Lat}}) // Two numbers always marshal.
	return string(b)
}

func (s *Service) add(ctx context.Context, tx *db.Tx, p Place) error {
	if err := upsertSource(ctx, tx, Source{Code: TownSource, Title: "Ajoutés par la Ville"}); err != nil {
		return err
	}
	return insertPlaces(ctx, tx, []Place{p})
}

// record journals a deed on a place and has the other processes read it.
func (s *Service) record(ctx context.Context, tx *db.Tx, by session.Viewer, id PlaceID, source, detail string) error {
	now := s.Clock.Now()
	if err := touchSource(ctx, tx, source); err != nil {
		return err
	}
	return s.Journal.Add(ctx, tx, journal.Entry{
		At: now, Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "place:" + string(id), Detail: detail,
	})
}

// Hide takes a place off all pages, or shows it again. Imports leave that alone.
func (s *Service) Hide(ctx context.Context, by session.Viewer, which PlaceID, hidden bool, key forms.Key) error {
	return s.deed(ctx, by, which, key, "hidden", func(tx *db.Tx) error { return setHidden(ctx, tx, which, hidden, s.Clock.Now()) })
}

// Restore gives a corrected place back to its source: the next import writes what the file says.
func (s *Service) Restore(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key) error {
	return s.deed(ctx, by, which, key, "restored", func(tx *db.Tx) error { return uncorrect(ctx, tx, which, s.Clock.Now()) })
}

func (s *Service) deed(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key, detail string, do func(*db.Tx) error) error {
	if !by.May(session.PlacesManage) {
		return forbidden()
	}
	p, err := s.AnyPlace(which)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, string(which), s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return s.record(ctx, tx, by, which, p.Source, detail)
	})
}

// SaveCategory changes a category, or adds one when its code is empty.
func (s *Service) SaveCategory(ctx context.Context, by session.Viewer, c Category, key forms.Key) error {
	if !by.May(session.PlacesManage) {
		return forbidden()
	}
	adding := c.Code == ""
	if !adding && !slices.ContainsFunc(s.Categories(), func(a Category) bool { return a.Code == c.Code }) {
		return fault.New(fault.NotFound, "Cette catégorie n’existe plus. Rouvrez la liste.")
	}
	c, err := c.cleaned()
	if err != nil {
		return err
	}
	taken := adding && slices.ContainsFunc(s.Categories(), func(a Category) bool { return a.Code == c.Code })
	return s.write(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		earlier, err := forms.Claim(ctx, tx, key, c.Code, now)
		if err != nil || earlier != "" {
			return err
		}
		if taken {
			var wrong fault.Problems
			wrong.Add("nom", "Cette catégorie existe déjà. Changez-la dans la liste, ou choisissez un autre nom.")
			return wrong.Err()
		}
		if err := upsertCategory(ctx, tx, c); err != nil {
			return err
		}
		return s.Journal.Add(ctx, tx, journal.Entry{
			At: now, Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "place category:" + c.Code,
		})
	})
}

func forbidden() error {
	return fault.New(fault.Forbidden, "Seules les personnes qui tiennent le registre des lieux peuvent le changer.")
}
