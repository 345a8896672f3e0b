package watering

import (
	"context"
	"fmt"
	"slices"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/places"
	"sem/internal/session"
)

// Rule is a rule by the codes of its by-law and its own.
func (s *Service) Rule(bylaw, code string) (Rule, error) {
	for _, r := range s.Book().Rules {
		if r.Bylaw == bylaw && r.Code == code {
			return r, nil
		}
	}
	return Rule{}, fault.New(fault.NotFound, "Cette règle n’existe pas ou plus.")
}

// Draft is the book as it would be with a rule written, so that a week can be seen before
// it is saved; with what is wrong with the rule.
func (s *Service) Draft(t RuleText) (*Book, Rule, error) {
	b := s.Book()
	if t.Code == "" {
		t.Code = b.freeCode(t)
	}
	r, wrong := t.rule(b.known())
	if len(wrong) > 0 {
		return nil, r, invalid(wrong)
	}
	c := b.Contents
	c.Rules = slices.Clone(c.Rules)
	i := slices.IndexFunc(c.Rules, func(o Rule) bool { return o.Bylaw == r.Bylaw && o.Code == r.Code })
	if i < 0 {
		c.Rules = append(c.Rules, r)
	} else {
		c.Rules[i] = r
	}
	return NewBook(c), r, nil
}

// freeCode is a code for a new rule, after its article.
func (b *Book) freeCode(t RuleText) string {
	base := lettersOnly(t.Article)
	if base == "" {
		base = "regle"
	}
	base = base[:min(len(base), 32)]
	code := base
	for n := 2; slices.ContainsFunc(b.Rules, func(r Rule) bool { return r.Bylaw == t.Bylaw && r.Code == code }); n++ {
		code = fmt.Sprintf("%s-%d", base, n)
	}
	return code
}

// SaveRule writes a rule: a new one when its code is empty.
func (s *Service) SaveRule(ctx context.Context, by session.Viewer, t RuleText, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	draft, r, err := s.Draft(t)
	if err != nil {
		return err
	}
	position := slices.IndexFunc(draft.Rules, func(o Rule) bool { return o.Bylaw == r.Bylaw && o.Code == r.Code })
	text, err := body(r)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, r.Code, now); err != nil || earlier != "" {
			return err
		}
		if err := putRule(ctx, tx, r, position, text, now); err != nil {
			return fmt.Errorf("save a rule: %w", err)
		}
		return s.record(ctx, tx, journal.Entry{
			Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "arrosage/regle/" + r.Bylaw + "/" + r.Code, Detail: "saved",
		})
	})
}

// DropRule takes a rule out of a by-law.
func (s *Service) DropRule(ctx context.Context, by session.Viewer, bylaw, code string, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.write(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, code, now); err != nil || earlier != "" {
			return err
		}
		if _, err := s.Rule(bylaw, code); err != nil {
			return err
		}
		if err := dropRule(ctx, tx, bylaw, code); err != nil {
			return fmt.Errorf("take a rule out: %w", err)
		}
		return s.record(ctx, tx, journal.Entry{
			Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "arrosage/regle/" + bylaw + "/" + code, Detail: "removed",
		})
	})
}

// Sample is an address that a rule is for, with a civic number, so that its week can be
// shown.
func (b *Book) Sample(r Rule, civic string) places.Address {
	a := places.Address{Civic: civic, Street: " "}
	if r.Lots == Unnumbered {
		a.Civic = ""
	}
	for _, area := range b.named(r.Areas) {
		if len(area.Districts) > 0 {
			a.District = area.Districts[0]
			return a
		}
		if rings := area.Shape.Rings(); len(rings) > 0 {
			a.Point = rings[0][0] // A point on the border lies in the area.
			return a
		}
	}
	return a
}
