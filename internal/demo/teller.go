package demo

import (
	"fmt"
	"time"

	"sem/internal/id"
	"sem/internal/requests"
)

// newTeller reads the types that the city is given and what people say about each.
func newTeller(now time.Time, ids id.Source) (*teller, error) {
	types, departments, holidays, err := requests.Shipped()
	if err != nil {
		return nil, fmt.Errorf("read the types of requests: %w", err)
	}
	said, err := readWords()
	if err != nil {
		return nil, err
	}
	phrases, err := readPhrases()
	if err != nil {
		return nil, err
	}
	t := &teller{phrases: phrases, now: now, newID: ids.New, departments: map[string]requests.Department{}, calendar: requests.Calendar{Holidays: map[string]bool{}}}
	for _, h := range holidays {
		t.calendar.Holidays[h.Day] = true
	}
	for _, d := range departments {
		t.staff.departments = append(t.staff.departments, d.Code)
		t.departments[d.Code] = d
	}
	for _, k := range types {
		if k.Hidden {
			continue
		}
		k.Version = 1 // Seed has just written them.
		t.types = append(t.types, kindOfRequest{Type: k, words: wordsOf(said, k.Code), clues: clues(k)})
	}
	return t, nil
}

// wordsOf are what people say about a type; a type without words of its own is spoken of
// in general ones, under its own label.
func wordsOf(said map[string]*words, code string) *words {
	own, ok := said[code]
	if !ok {
		return said[anyType]
	}
	return own
}

// kind is the type with a code; a city that dropped it has another told instead.
func (t *teller) kind(code string) kindOfRequest {
	for _, k := range t.types {
		if k.Code == code {
			return k
		}
	}
	return t.types[0]
}

// tale is an empty life of a request of a type.
func (t *teller) tale(k kindOfRequest) *tale {
	return &tale{calendar: t.calendar, typ: k.Type, now: t.now, since: t.now.AddDate(0, 0, -journalDays), newID: t.newID}
}
