package leisure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
)

// Mark is a definition as it was shown to somebody: a short digest of each of its parts, by
// which a form that was open meanwhile is told from a fresh one.
type Mark string

// Sent is what a form carries beside its answers.
type Sent struct {
	Key  forms.Key
	Seen Mark // Seen is the mark of what the form was filled from; empty asks for no comparison.
}

// Changed tells that a thing is not what it was when its form was opened.
type Changed struct {
	Parts []string  // Parts are the fields that differ, as its form names them; none when they cannot be told.
	At    time.Time // At is when it was last changed.
	By    string    // By is the account that did; empty for a file, or when it is not known.
	Now   Mark      // Now is its mark as it is.
}

// Error is for the log.
func (c *Changed) Error() string { return "changed meanwhile: " + strings.Join(c.Parts, ", ") }

// part is a field of a definition, under the name that its form has for it.
type part struct {
	name  string
	value any
}

// partDigits is how many digits of its digest a part has in a mark.
const partDigits = 6

func markOf(parts []part) Mark {
	var m strings.Builder
	for _, p := range parts {
		m.WriteString(digest(written(p.value))[:partDigits])
	}
	return Mark(m.String())
}

// markOfMany is the mark of several groups together: it tells that one differs, not which.
func markOfMany(some []Group) Mark {
	var all strings.Builder
	for _, g := range some {
		all.WriteString(string(g.ID) + string(g.Mark()))
	}
	return Mark(digest(all.String())[:16])
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// differing are the names of the parts by which a mark differs from what is now.
func (m Mark) differing(parts []part) (names []string) {
	if len(m) != partDigits*len(parts) {
		return nil
	}
	for i, p := range parts {
		if m[partDigits*i:partDigits*(i+1)] != markOf(parts[i:i+1]) {
			names = append(names, p.name)
		}
	}
	return names
}

// Mark is the session as it is.
func (s Session) Mark() Mark { return markOf(s.parts()) }

func (s Session) parts() []part {
	return []part{
		{"code", s.Code}, {"nom", s.Name}, {"debut", s.From}, {"fin", s.To}, {"ages", s.AgesAt}, {"famille", s.Family}, {"tirage", s.Drawn},
		{"fenetres", inUTC(s.Windows)}, {"publiee", s.Published},
	}
}

// Mark is the activity as it is.
func (a Activity) Mark() Mark { return markOf(a.parts()) }

func (a Activity) parts() []part {
	return []part{
		{"code", a.Code}, {"titre", a.Title}, {"texte", a.Text}, {"apporter", a.Bring}, {"categorie", a.Category}, {"organisme", a.Organiser},
		{"prealables", a.Needs}, {"politique", a.Policy}, {"formulaires", a.Forms}, {"modes", []bool{a.Free, a.Childcare, a.Lottery}}, {"fenetres", inUTC(a.Windows)},
	}
}

// Mark is the group as it is.
func (g Group) Mark() Mark { return markOf(g.parts()) }

func (g Group) parts() []part {
	return []part{
		{"activite", g.Activity}, {"code", g.Code}, {"nom", g.Label}, {"lieu", g.Site}, {"salle", g.Room}, {"animation", g.Instructor},
		{"age_min", g.MinAge}, {"age_max", g.MaxAge}, {"places", g.Places}, {"minimum", g.Minimum}, {"guichet", g.Counter},
		{"guichet_fin", g.WebShareUntil.UTC()}, {"quota", g.Quota}, {"attente", g.Waits}, {"debut", g.From}, {"fin", g.To}, {"sans", g.Without},
		{"horaire", g.Slots}, {"prix", g.Prices}, {"options", g.Options}, {"fenetres", inUTC(g.Windows)}, {"annule", g.Cancelled},
	}
}

// Mark is the site as it is.
func (s Site) Mark() Mark { return markOf(s.parts()) }

func (s Site) parts() []part {
	return []part{{"code", s.Code}, {"nom", s.Name}, {"adresse", s.Line}, {"latitude", s.Point}, {"accessible", s.Accessible}}
}

// Mark is the policy as it is.
func (p Policy) Mark() Mark { return markOf(p.parts()) }

func (p Policy) parts() []part {
	return []part{{"nom", p.Name}, {"texte", p.Text}, {"etapes", p.Steps}}
}

// When each kind of thing was last changed.
const (
	touchedSession  = `SELECT updated_at FROM leisure_session WHERE id = $1`
	touchedActivity = `SELECT updated_at FROM leisure_activity WHERE id = $1`
	touchedGroup    = `SELECT updated_at FROM leisure_group WHERE id = $1`
	touchedSite     = `SELECT updated_at FROM leisure_site WHERE id = $1`
	touchedPolicy   = `SELECT updated_at FROM leisure_policy WHERE code = $1`
)

// unchanged refuses a deed on a thing that is not what it was when it was shown, or is gone;
// read reads it in the transaction of the deed.
func unchanged[ID ~string, T interface{ parts() []part }](ctx context.Context, tx *db.Tx, seen Mark, which ID, read func(context.Context, db.Querier, ID) (T, bool, error), touched string) error {
	if seen == "" {
		return nil
	}
	now, known, err := read(ctx, tx, which)
	if err != nil {
		return err
	}
	if !known {
		return errGone
	}
	parts := now.parts()
	if seen == markOf(parts) {
		return nil
	}
	c := &Changed{Parts: seen.differing(parts), Now: markOf(parts)}
	if err := tx.QueryRow(ctx, touched, which).Scan(&c.At); err != nil {
		return err
	}
	return c.fault()
}

// unchangedMany is unchanged for several groups together; the last change among them is told.
func unchangedMany(ctx context.Context, tx *db.Tx, seen Mark, some []Group) error {
	if now := markOfMany(some); seen != "" && seen != now {
		c := &Changed{Now: now}
		for _, g := range some {
			var at time.Time
			if err := tx.QueryRow(ctx, touchedGroup, g.ID).Scan(&at); err != nil {
				return err
			}
			if at.After(c.At) {
				c.At = at
			}
		}
		return c.fault()
	}
	return nil
}

func (c *Changed) fault() error {
	return fault.Wrap(fault.Invalid, c, "Ceci a changé depuis que vous l’avez ouvert. Vos réponses sont gardées : vérifiez-les, puis envoyez de nouveau.")
}

// named looks up in the journal who made the change that a deed was refused for.
func (s *Service) named(ctx context.Context, err error, object string) error {
	c, ok := errors.AsType[*Changed](err)
	if !ok || s.Journal == nil {
		return err
	}
	around := journal.Filter{Action: journal.SettingChanged, Object: object, From: c.At.Add(-time.Minute), To: c.At.Add(time.Minute)}
	if found, wrong := s.Journal.List(ctx, around); wrong == nil && len(found.Lines) > 0 {
		c.By = found.Lines[0].Actor
	}
	return err
}
