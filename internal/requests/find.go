package requests

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/id"
)

// Find reads what an agent types as a number of a request: all of it, without its year,
// its counter alone, or a tracking code. The newest come first.
func (s *Service) Find(ctx context.Context, typed string) ([]Row, error) {
	candidates := numbersLike(typed, s.Clock.Now().Year())
	code := strings.ToUpper(strings.TrimSpace(typed))
	if len(candidates) == 0 && len(code) != 8 {
		return nil, nil
	}
	w := oneOf("r.number", candidates)
	if len(candidates) == 0 {
		w = db.Where{}
		w.And("r.tracking = ?", code)
	}
	rows, err := s.DB.Query(ctx, selectRequest+w.SQL()+`
		ORDER BY r.received_at DESC`, w.Args()...)
	found, err := db.Collect(rows, err, scanRequest)
	if err != nil {
		return nil, fmt.Errorf("find a request: %w", err)
	}
	return s.rows(ctx, found)
}

// numbersLike are the numbers that somebody may mean who typed a number, or a part of one,
// such as 2026-4217 or 4217, in one of the last five years.
func numbersLike(typed string, year int) []Number {
	if n, ok := id.ValidNumber(typed); ok {
		return []Number{Number(n)}
	}
	parts := strings.FieldsFunc(typed, func(r rune) bool { return r == '-' || r == ' ' })
	letter := "" // letter tells the years apart when it was typed without one: 004217-K.
	if last := len(parts) - 1; last > 0 && isLetter(parts[last]) {
		parts, letter = parts[:last], strings.ToUpper(parts[last])
	}
	if len(parts) == 0 || len(parts) > 2 {
		return nil
	}
	counter, ok := counterOf(parts[len(parts)-1])
	if !ok {
		return nil
	}
	if len(parts) == 2 {
		y, ok := counterOf(parts[0])
		if !ok || y < 2000 || y > 9999 {
			return nil
		}
		return []Number{Number(id.Number(y, counter))}
	}
	var all []Number
	for y := year; y > year-5; y-- {
		if n := id.Number(y, counter); strings.HasSuffix(n, letter) {
			all = append(all, Number(n))
		}
	}
	return all
}

func isLetter(s string) bool {
	return len(s) == 1 && (s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z')
}

func counterOf(s string) (int, bool) {
	if len(s) == 0 || len(s) > 6 {
		return 0, false
	}
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, n > 0
}
