package watering

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/text"
)

// NewBan is a ban as somebody declares it.
type NewBan struct {
	Reason, ReasonEN string
	Devices          []string
	Where            string // Where is one of the Places.
	Areas            []string
	Districts        []places.DistrictID
	Centre           places.AddressID
	RadiusMetres     int
	Start            string // Start is 2026-07-10T12:00; empty is now.
	End              string // End is empty until the ban is lifted.
	SparePermits     bool
}

// The places a ban may be for.
const (
	WholeCity   = "ville"
	InAreas     = "secteurs"
	InDistricts = "districts"
	InCircle    = "autour"
)

func mayManage(by session.Viewer) error {
	if by.May(session.WateringManage) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent l’arrosage changent les règles et les interdictions.")
}

// ban is the ban that was asked for, or what is wrong with it.
func (s *Service) ban(ctx context.Context, by session.Viewer, n NewBan) (Ban, error) {
	if err := mayManage(by); err != nil {
		return Ban{}, err
	}
	var w wrongs
	k := s.Book().known()
	b := Ban{
		Code: s.IDs.New(), Reason: w.text("raison", n.Reason, n.ReasonEN, 300), Devices: w.named("appareils", n.Devices, k.devices, "appareil"),
		Start: w.time("debut", moment(n.Start)), End: w.time("fin", moment(n.End)), SparePermits: n.SparePermits, DeclaredBy: by.Account,
	}
	if strings.TrimSpace(n.Start) == "" {
		b.Start = s.Clock.Now().Truncate(time.Minute)
	}
	w.ban(b)
	switch n.Where {
	case WholeCity:
	case InAreas:
		if b.Areas = w.named("secteurs", n.Areas, k.areas, "secteur"); len(b.Areas) == 0 {
			w.add("secteurs", "Choisissez au moins un secteur.")
		}
	case InDistricts:
		if b.Districts = s.districts(n.Districts); len(b.Districts) == 0 {
			w.add("districts", "Choisissez au moins un district.")
		}
	case InCircle:
		if err := s.circle(ctx, &w, &b, n); err != nil {
			return Ban{}, err
		}
	default:
		w.add("ou", "Choisissez où l’arrosage est interdit.")
	}
	if len(w.fields) > 0 {
		return Ban{}, invalid(w.fields)
	}
	return b, nil
}

func invalid(fields []fault.Field) error {
	var p fault.Problems
	for _, f := range fields {
		p.Add(f.Name, f.Message)
	}
	return p.Err()
}

func (s *Service) districts(asked []places.DistrictID) (all []places.DistrictID) {
	for _, d := range asked {
		if _, ok := s.Places.DistrictByID(d); ok && !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all
}

// circle puts the middle and the radius into a ban.
func (s *Service) circle(ctx context.Context, w *wrongs, b *Ban, n NewBan) error {
	if n.RadiusMetres < 50 || n.RadiusMetres > 5000 {
		w.add("rayon", "Écrivez une distance de 50 à 5000 mètres.")
	}
	a, err := s.Places.AddressByID(ctx, s.DB, n.Centre)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		w.add("adresse", "Écrivez l’adresse au milieu, telle qu’elle est au registre.")
	case err != nil:
		return err
	case a.Point.IsZero():
		w.add("adresse", "Nous ne savons pas où se trouve cette adresse. Choisissez-en une voisine.")
	}
	b.Centre, b.CentreLine, b.RadiusMetres = a.Point, a.Line(), float64(n.RadiusMetres)
	return nil
}

// Concern is who a ban is for.
type Concern struct {
	Ban       Ban
	Addresses int      // Addresses are the doors of the register, apartments too.
	Of        int      // Of is how many there are in all.
	Permits   []Permit // Permits are those that are valid there while the ban lasts.
}

// Preview tells who a ban would concern, and writes nothing.
func (s *Service) Preview(ctx context.Context, by session.Viewer, n NewBan) (Concern, error) {
	declared, err := s.ban(ctx, by, n)
	if err != nil {
		return Concern{}, err
	}
	return s.concern(ctx, declared)
}

func (s *Service) concern(ctx context.Context, declared Ban) (Concern, error) {
	b := s.Book()
	of := &ban{Ban: &declared, areas: b.named(declared.Areas)}
	c := Concern{Ban: declared}
	within := map[places.AddressID]bool{}
	err := s.Places.Each(ctx, s.DB, func(a places.Address) {
		c.Of++
		if of.concerns(a) {
			c.Addresses++
			within[a.ID] = true
		}
	})
	if err != nil {
		return c, fmt.Errorf("count who a ban concerns: %w", err)
	}
	from, until := today(declared.Start), "9999"
	if !declared.End.IsZero() {
		until = today(declared.End)
	}
	for _, p := range b.Permits {
		if p.To >= from && p.From <= until && within[p.Address] {
			c.Permits = append(c.Permits, p)
		}
	}
	return c, nil
}

// Declare forbids watering.
func (s *Service) Declare(ctx context.Context, by session.Viewer, n NewBan, key forms.Key) error {
	b, err := s.ban(ctx, by, n)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, b.Code, now); err != nil || earlier != "" {
			return err
		}
		if err := putBan(ctx, tx, b, now); err != nil {
			return fmt.Errorf("declare a ban: %w", err)
		}
		return s.record(ctx, tx, journal.Entry{
			Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "arrosage/interdiction/" + b.Code, Detail: "declared",
		})
	})
}

// Lift ends a ban at once.
func (s *Service) Lift(ctx context.Context, by session.Viewer, code string, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, code, now); err != nil || earlier != "" {
			return err
		}
		lifted, err := liftBan(ctx, tx, code, by.Account, now)
		if err != nil {
			return fmt.Errorf("lift a ban: %w", err)
		}
		if !lifted {
			return fault.New(fault.Conflict, "Cette interdiction est déjà terminée.")
		}
		return s.record(ctx, tx, journal.Entry{
			Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "arrosage/interdiction/" + code, Detail: "lifted",
		})
	})
}

// BanPlace are the places of a ban by name, for pages.
func (s *Service) BanPlace(n Ban) (areas []Area, districts []places.District) {
	b := s.Book()
	for _, code := range n.Areas {
		if a, ok := b.Area(code); ok {
			areas = append(areas, a)
		}
	}
	for _, which := range n.Districts {
		if d, ok := s.Places.DistrictByID(which); ok {
			districts = append(districts, d)
		}
	}
	return areas, districts
}

// lettersOnly keeps what may stand in a code.
func lettersOnly(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, text.Fold(s)), "-")
}
