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
	More    bool      // More is true when other addresses are like it too, and are not offered.
	Typed   string    // Typed is what was typed, on one line; the address when it was chosen.
}

// Roll is all that the map asks of the assessment roll.
type Roll interface {
	// AddressOf is the address of the property that bears a matricule, a NotFound fault when
	// nobody knows it.
	AddressOf(ctx context.Context, m Matricule) (AddressID, error)
}

// Find reads what somebody typed into a box for an address, or what they then chose, which
// wins. The door with the same number and street is known at once, its apartments aside;
// a matricule is the address of its property; anything else is offered as choices. An address
// chosen that exists no longer is treated as if only the words had been given.
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
	if m, ok := ParseMatricule(found.Typed); ok {
		return s.ofProperty(ctx, m, found)
	}
	words := text.Tokens(found.Typed)
	for _, asked := range [][]string{withoutUnitWords(words), withoutUnit(words)} {
		choices, err := s.Suggest(ctx, strings.Join(asked, " "), mostChoices+1)
		if err != nil {
			return found, err
		}
		choices = sameNumber(asked, choices)
		if a, ok := exactly(asked, choices); ok {
			found.Address, found.Known = a, true
			return found, nil
		}
		if len(choices) > 0 {
			found.Choices, found.More = choices[:min(len(choices), mostChoices)], len(choices) > mostChoices
			return found, nil
		}
	}
	return found, nil
}

// ofProperty is the address of a property, as far as the roll knows it.
func (s *Service) ofProperty(ctx context.Context, m Matricule, found Found) (Found, error) {
	if s.Roll == nil {
		return found, nil
	}
	which, err := s.Roll.AddressOf(ctx, m)
	if err == nil {
		found.Address, err = s.AddressByID(ctx, s.db, which)
	}
	if err != nil {
		var f *fault.Fault
		if errors.As(err, &f) && f.Kind == fault.NotFound {
			return found, nil
		}
		return found, err
	}
	found.Known, found.Typed = true, found.Address.Line()
	return found, nil
}

// unitWords are written before the number of an apartment, and are not part of an address.
var unitWords = map[string]bool{"app": true, "apt": true, "appartement": true, "apartment": true, "bureau": true, "unite": true, "unit": true}

// withoutUnitWords are the words that addresses are found by.
func withoutUnitWords(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return unitWords[w] })
}

// withoutUnit are the words of the house alone: the register need not have every apartment.
func withoutUnit(words []string) []string {
	var kept []string
	for i := 0; i < len(words); i++ {
		if unitWords[words[i]] {
			i++ // The number of the apartment follows.
			continue
		}
		kept = append(kept, words[i])
	}
	return kept
}

// sameNumber leaves out 120 where 12 was typed and exists, its apartments and 12A kept.
func sameNumber(words []string, choices []Address) []Address {
	if len(words) == 0 || digits(words[0]) == "" {
		return choices
	}
	same := slices.DeleteFunc(slices.Clone(choices), func(a Address) bool { return digits(a.Civic) != digits(words[0]) })
	if len(same) == 0 {
		return choices
	}
	return same
}

// digits are those that a civic number begins with.
func digits(civic string) string {
	if i := strings.IndexFunc(civic, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		return civic[:i]
	}
	return civic
}

// exactly is the one address that the words name in full. The street's kind may be left out
// when only one street answers, and an apartment is only meant when it is written.
func exactly(words []string, choices []Address) (Address, bool) {
	typed := strings.Join(words, " ")
	for _, a := range choices {
		line := a.Civic + " " + a.Street + " " + a.Apartment
		if a.Civic != "" && (text.Fold(line) == typed || text.Fold(line+" "+a.PostalCode) == typed) {
			return a, true
		}
	}
	return onlyDoor(words, choices)
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
