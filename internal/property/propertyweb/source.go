package propertyweb

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"sem/internal/dossier"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/property/rollfile"
)

// Source is the part of the roll in the citizen's file: what the person holds.
type Source struct {
	Property *property.Service
	// Taxes tells what properties owe, those of whoever gave a mandate too; nil tells nothing.
	Taxes func(context.Context, dossier.Scope) ([]Owing, error)
}

// Owing is what one property owes, as the room of the taxes says it.
type Owing struct {
	Property places.PropertyID
	Line     string
	Owner    string // Owner names who owns it, empty when it is the viewer.
	Text     string
	Path     string
}

// kindProperty is the word by which the timeline shows properties alone.
const kindProperty = "proprietes"

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "vos propriétés") }

// Kinds are the words of the timeline that this source answers to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindProperty, Label: i18n.T(ctx, "Propriétés")}}
}

// Entries are the links to properties, made and ended. Nobody sees those of another, whatever
// care they have: what a property tells is its owner's alone.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	own := people.ID(scope.Viewer.Person)
	if f.Person != "" && f.Person != own || f.Kind != "" && f.Kind != kindProperty {
		return nil, nil
	}
	held, err := s.Property.PastOf(ctx, own)
	if err != nil {
		return nil, err
	}
	var entries []dossier.Entry
	for _, h := range held {
		if !h.Until.IsZero() {
			entries = append(entries, dossier.Entry{
				At: h.Until, Kind: kindProperty, Title: i18n.T(ctx, "Propriété déliée\u00a0: %s", h.Line), Text: i18n.Sentence(endedWords(ctx, h.Ended)), Path: sheetPath(h.Matricule), Icon: "i-house-line",
			})
		}
		entries = append(entries, dossier.Entry{
			At: h.Since, Kind: kindProperty, Title: i18n.T(ctx, "Propriété liée\u00a0: %s", h.Line), Text: roleWords(ctx, h.Role) + ", " + proofWords(ctx, h.Proof), Path: sheetPath(h.Matricule), Icon: "i-house-line",
		})
	}
	return latest(entries, f), nil
}

// latest are the newest entries before the filter's moment.
func latest(entries []dossier.Entry, f dossier.Filter) []dossier.Entry {
	var kept []dossier.Entry
	for _, e := range entries {
		if f.Before.IsZero() || e.At.Before(f.Before) {
			kept = append(kept, e)
		}
	}
	slices.SortStableFunc(kept, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	if f.Limit > 0 && len(kept) > f.Limit {
		kept = kept[:f.Limit]
	}
	return kept
}

// Export is everything the room holds on the viewer: the properties, and what the roll says of
// those they hold now.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	held, err := s.Property.PastOf(ctx, people.ID(scope.Viewer.Person))
	if err != nil {
		return nil, err
	}
	links := dossier.Section{Name: "proprietes", Columns: []string{"matricule", "adresse", "role", "preuve", "depuis", "jusquau", "raison_de_fin", "jour_de_vente"}}
	rolls := dossier.Section{Name: "roles", Columns: []string{"matricule", "role", "date_de_reference", "terrain", "batiment", "immeuble"}}
	for _, h := range held {
		links.Rows = append(links.Rows, []any{h.Matricule.String(), h.Line, roleWords(ctx, h.Role), proofWords(ctx, h.Proof), moment(h.Since), moment(h.Until), endedWords(ctx, h.Ended), h.EndedDay})
		if !h.Until.IsZero() {
			continue
		}
		entries, err := s.Property.Property(ctx, h.Property)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		for _, e := range entries {
			rolls.Rows = append(rolls.Rows, []any{e.Matricule.String(), e.Roll.Years(), e.Roll.ReferenceDate, amount(e.Sheet.LandValue), amount(e.Sheet.BuildingValue), amount(e.Sheet.Value)})
		}
	}
	return []dossier.Section{links, rolls}, nil
}

// amount is a value as an export writes it, empty when the roll leaves it open.
func amount(n rollfile.Number) string {
	if !n.Known {
		return ""
	}
	return n.Money().Plain()
}

// Panel is "Ma propriété" on the dashboard: what is linked with its value and what it owes, or
// how to link it.
func (s Source) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	held, err := s.held(ctx, scope)
	if err != nil {
		return nil, err
	}
	var owing []Owing
	if s.Taxes != nil {
		if owing, err = s.Taxes(ctx, scope); err != nil {
			return nil, err
		}
	}
	v := panelView{Unlinked: len(held) == 0}
	for _, h := range held {
		row := panelRow{Title: h.Line, Path: sheetPath(h.Matricule), Text: roleWords(ctx, h.Role)}
		if h.Role == property.Owner {
			row.Text = worth(ctx, h)
			row.Owing, owing = taken(owing, h.Property)
		}
		v.Rows = append(v.Rows, row)
	}
	for _, o := range owing { // What is left is of those who gave a mandate.
		v.Rows = append(v.Rows, panelRow{Title: o.Line, Path: o.Path, Text: i18n.T(ctx, "Propriété de %s, qui vous a donné un mandat", o.Owner), Owing: o})
	}
	if len(v.Rows) > mostInPanel {
		v.More, v.Rows = len(v.Rows)-mostInPanel, v.Rows[:mostInPanel]
	}
	return panel(v), nil
}

// held is what the viewer holds, by the reading that the taxes share.
func (s Source) held(ctx context.Context, scope dossier.Scope) ([]property.Holding, error) {
	all, err := dossier.Once(scope, property.HeldInLook{}, func() ([]property.Holding, error) {
		return s.Property.HeldByEach(ctx, dossier.IDs(scope.Mandated(people.Property))...)
	})
	var held []property.Holding
	for _, h := range all {
		if h.Person == people.ID(scope.Viewer.Person) {
			held = append(held, h)
		}
	}
	return held, err
}

// worth is what the newest roll says of a property's value.
func worth(ctx context.Context, h property.Holding) string {
	if h.Roll.ID == "" {
		return i18n.T(ctx, "N’est plus au rôle d’évaluation")
	}
	return i18n.T(ctx, "%[1]s au rôle %[2]s", dollars(ctx, h.Value), h.Roll.Span())
}

// taken is what a property owes, and what is said of the others.
func taken(all []Owing, of places.PropertyID) (Owing, []Owing) {
	i := slices.IndexFunc(all, func(o Owing) bool { return o.Property == of })
	if i < 0 {
		return Owing{}, all
	}
	return all[i], slices.Concat(all[:i], all[i+1:])
}

// mostInPanel is how many properties the dashboard shows.
const mostInPanel = 3

type panelRow struct {
	Title, Path, Text string
	Owing             Owing
}

type panelView struct {
	Unlinked bool
	Rows     []panelRow
	More     int
}
