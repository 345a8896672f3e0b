package library

import "context"

// Driver is a kind of library system that a city may have.
type Driver struct {
	Code   string // Code is kept in the database: sip2, koha, koha-ilsdi, file, none.
	Name   func(context.Context) string
	Text   func(context.Context) string // Text says in a sentence for whom it is.
	Fields []Field
	// Open makes a system of settings that Check found good. It reaches for nothing yet.
	Open func(Settings) (System, error)
	// Check finds what is wrong with settings: a fault with a problem for each field.
	Check func(Settings) error
	// Try goes through the steps of a connection, up to the first that fails. card may be zero:
	// the steps about a card are left out then.
	Try func(ctx context.Context, s Settings, card Key) []Step
}

// Settings are the values of a driver's fields, by their names.
type Settings map[string]string

// Field is one thing that a driver must be told.
type Field struct {
	Name    string // Name is the name of the form's field too.
	Label   func(context.Context) string
	Hint    func(context.Context) string // Hint may be nil.
	Kind    FieldKind
	Choices []Choice
	Default string
	Needed  bool
	Travels bool // Travels: it says how secrets travel, so another value asks for them again. Texts and numbers always do.
}

// FieldKind is how a field is asked.
type FieldKind string

// The kinds of fields.
const (
	TextField   FieldKind = "text"
	NumberField FieldKind = "number"
	SecretField FieldKind = "secret" // SecretField is sealed, and never shown again.
	ChoiceField FieldKind = "choice"
	YesNoField  FieldKind = "yesno" // YesNoField has a value when it is ticked, and none otherwise.
)

// Choice is one answer of a field.
type Choice struct {
	Value string
	Label func(context.Context) string
}

// Step is one thing that was tried while a connection was checked.
type Step struct {
	Name string // Name is what was tried: Connexion au serveur.
	Good bool
	Text string // Text is what came of it, and what to do about it.
}
