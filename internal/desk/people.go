package desk

import (
	"context"
	"time"

	"sem/internal/people"
)

// changes is all that the finder asks of the register of persons.
type changes interface {
	Changed(ctx context.Context, since time.Time, after people.ID, limit int) ([]people.Person, error)
}

// PeopleFeed makes persons findable by name, address, phone, e-mail and card number.
type PeopleFeed struct{ People changes }

// Kind is PersonKind.
func (PeopleFeed) Kind() Kind { return PersonKind }

// Documents are the persons who changed.
func (f PeopleFeed) Documents(ctx context.Context, since time.Time, after string, limit int) ([]Document, error) {
	persons, err := f.People.Changed(ctx, since, people.ID(after), limit)
	if err != nil {
		return nil, err
	}
	docs := make([]Document, len(persons))
	for i, p := range persons {
		docs[i] = document(p)
	}
	return docs, nil
}

func document(p people.Person) Document {
	d := Document{
		ID:        string(p.ID),
		ChangedAt: p.UpdatedAt,
		Names:     []string{p.GivenName, p.FamilyName},
		Words:     []string{p.AddressLine, p.CardNumber},
	}
	for _, c := range p.Contacts {
		d.Reachable = true
		if c.Kind == people.Email {
			d.Words = append(d.Words, c.Value)
			continue
		}
		d.Phones = append(d.Phones, c.Value)
	}
	return d
}
