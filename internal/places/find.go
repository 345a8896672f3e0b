package places

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sem/internal/fault"
	"sem/internal/text"
)

// mostChoices is how many addresses are offered for some words.
const mostChoices = 8

// Found is what an address as somebody typed it, or chose it, turns out to be.
type Found struct {
	Address Address
	Known   bool      // Known is true when one address answers.
	Choices []Address // Choices are what may be meant otherwise; none when nothing is like it.
	Typed   string    // Typed is what was typed, on one line; the address when it was chosen.
}

// Find reads what somebody typed into a box for an address, or what they then chose, which
// wins. The door with the same number and street is known at once, its apartments aside;
// anything else is offered as choices. An address chosen that exists no longer is treated as
// if only the words had been given.
func (s *Service) Find(ctx context.Context, typed string, chosen AddressID) (Found, error) {
	found := Found{Typed: text.SafeLine(typed)}
	if chosen != "" {
		a, err := s.AddressByID(ctx, s.db, chosen)
		var f *fault.Fault
		switch {
		case err == nil:
			return Found{Address: a, Known: true, Typed: a.Line()}, nil
		case !errors.As(err, &f) || f.Kind != fault.NotFound:
			return found, err
		}
	}
	if found.Typed == "" {
		return found, nil
	}
	choices, err := s.Suggest(ctx, searched(found.Typed), mostChoices)
	if err != nil {
		return found, err
	}
	if a, ok := exactly(found.Typed, choices); ok {
		found.Address, found.Known = a, true
		return found, nil
	}
	found.Choices = choices
	return found, nil
}

// unitWords are written before the number of an apartment, and are not part of an address.
var unitWords = map[string]bool{"app": true, "apt": true, "appartement": true, "apartment": true, "bureau": true, "unite": true, "unit": true}

// searched are the words that addresses are found by.
func searched(typed string) string {
	words := text.Tokens(typed)
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return unitWords[w] }), " ")
}

// exactly is the one address that the words name in full. The street's kind may be left out
// when only one street answers, and an apartment is only meant when it is written.
func exactly(typed string, choices []Address) (Address, bool) {
	words := searched(typed)
	for _, a := range choices {
		line := a.Civic + " " + a.Street + " " + a.Apartment
		if a.Civic != "" && (text.Fold(line) == words || text.Fold(line+" "+a.PostalCode) == words) {
			return a, true
		}
	}
	return onlyDoor(strings.Fields(words), choices)
}

// onlyDoor is the door that the words name when they leave out the street's kind and no
// other street has it: the house itself, where its apartments are offered beside it.
func onlyDoor(words []string, choices []Address) (Address, bool) {
	if len(words) < 2 {
		return Address{}, false
	}
	same := slices.DeleteFunc(slices.Clone(choices), func(a Address) bool { return text.Fold(a.Civic) != words[0] })
	if len(same) == 0 || !writtenIn(words[1:], same[0]) || same[0].Apartment != "" && len(same) > 1 {
		return Address{}, false
	}
	for _, other := range same[1:] {
		if other.Street != same[0].Street {
			return Address{}, false
		}
	}
	return same[0], true
}

// writtenIn tells whether every word stands in the address as it was typed, no error forgiven.
func writtenIn(words []string, a Address) bool {
	has := text.Tokens(a.Street + " " + a.PostalCode + " " + a.Apartment)
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) })
}
