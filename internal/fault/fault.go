// Package fault is how the town says no: one type of error that crosses rooms,
// with a kind that decides the answer's shape and a sentence meant for the person.
//
// Rooms make faults; only ui turns a kind into an HTTP status. An error that is not
// a fault is Internal: logged whole, shown as an apology with a number.
package fault

import (
	"errors"
	"strings"
)

// Kind says what sort of refusal a Fault is.
type Kind string

// The kinds of refusal. Anything that is not a Fault counts as Internal.
const (
	Invalid     Kind = "invalid"     // Invalid: what was given cannot be used; Fields says where and how to mend it.
	NotFound    Kind = "not found"   // NotFound: there is no such thing, or this person may not know that there is.
	Forbidden   Kind = "forbidden"   // Forbidden: the thing is known to the person, the deed is not theirs to do.
	Conflict    Kind = "conflict"    // Conflict: the state of the thing does not allow the deed any more.
	Unavailable Kind = "unavailable" // Unavailable: something the deed needs is away; trying again later may work.
	TooMany     Kind = "too many"    // TooMany: a limit was reached; RetryAfter says when to come back.
	SignIn      Kind = "sign in"     // SignIn: nobody is signed in, or the session is too old for this deed.
	Internal    Kind = "internal"    // Internal: a defect of ours.
)

// Field is one answer that cannot be used: the form field's name, and the sentence that
// says what is wrong and what to write instead.
type Field struct {
	Name    string
	Message string
}

// Fault is a refusal. Message is a French sentence for the person, translated where it is
// shown. Err is for us and is never shown.
type Fault struct {
	Kind    Kind
	Message string
	Args    []any // Args fill the verbs of Message after translation.
	Fields  []Field
	Err     error
	// RetryAfterSeconds accompanies Unavailable and TooMany.
	RetryAfterSeconds int
	// Path is the page of ours where the person goes on, for a refusal that leads somewhere:
	// the waiting room of an opening. Pages go there instead of apologising.
	Path string
}

// Error tells the fault to a log: its kind, its sentence and its cause.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(string(f.Kind))
	if f.Message != "" {
		b.WriteString(": " + f.Message)
	}
	for _, field := range f.Fields {
		b.WriteString("; " + field.Name + ": " + field.Message)
	}
	if f.Err != nil {
		b.WriteString(": " + f.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (f *Fault) Unwrap() error { return f.Err }

// New makes a refusal of a kind with its sentence and the values of the sentence's verbs.
func New(kind Kind, message string, args ...any) *Fault {
	return &Fault{Kind: kind, Message: message, Args: args}
}

// Wrap makes a refusal that remembers its cause.
func Wrap(kind Kind, err error, message string, args ...any) *Fault {
	return &Fault{Kind: kind, Message: message, Args: args, Err: err}
}

// KindOf is the kind of the first Fault in err's chain, Internal when there is none,
// and the empty kind when err is nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Kind
	}
	return Internal
}

// Problems gathers what is wrong with a form, field by field, in the order of the form.
type Problems struct {
	fields []Field
}

// Add records that the field name cannot be used, and why.
func (p *Problems) Add(name, message string) {
	p.fields = append(p.fields, Field{Name: name, Message: message})
}

// Err is nil when nothing was recorded, else an Invalid fault with every field.
func (p *Problems) Err() error {
	if len(p.fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Message: "Certaines réponses sont à corriger.", Fields: p.fields}
}
