package ui

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"sem/internal/i18n"
)

// Field is one question of a form. Its Name is the form field's; Wrong is what is wrong
// with what was answered, shown between the hint and the box.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Value        string
	Wrong        string
	Optional     bool   // Optional adds "(facultatif)"; what is required is not marked.
	Type         string // Type is the HTML type, "text" by default: "email", "tel", "search", "number".
	Autocomplete string // Autocomplete is the HTML token: "email", "given-name", "off".
	InputMode    string // InputMode picks the phone's keyboard: "numeric", "email".
	Width        int    // Width is about how many characters the answer has: 2, 3, 4, 5, 10, 20, 30; 0 is the full line.
	Max          int    // Max is the most characters an answer has; a TextArea counts them down.
	Rows         int    // Rows is the height of a TextArea, 4 by default.
	Title        bool   // Title makes the label the h1 of a page that asks one question.
	Quiet        bool   // Quiet keeps the label for screen readers only.
	Inline       bool   // Inline puts Radios side by side.
	Small        bool   // Small draws smaller Radios and Checkboxes.
	Options      []Option
	Accept       string // Accept is what a FileField takes: "image/*".
	Multiple     bool   // Multiple lets a FileField take several files.
	MaxMB        int    // MaxMB is the largest file, checked before it is sent when a script may.
	New          bool   // New tells a PasswordField that a password is chosen, not remembered.
	ID           string // ID is the element's id when the name alone would not be unique on the page.
	Lang         string // Lang marks an answer in another language.
}

// Option is one answer among several.
type Option struct {
	Value  string
	Label  string
	Hint   string
	On     bool   // On is true when the answer is chosen.
	Person string // Person draws the initials of that name before the label, in Chips.
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return fieldID(f.Name)
}

// fieldID is the id of the first box of the field of that name.
func fieldID(name string) string { return "champ-" + idSigns.Replace(name) }

// idSigns takes out of a name what an id may not hold, or what a selector would misread.
var idSigns = strings.NewReplacer(".", "-", "[", "-", "]", "", " ", "-")

func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return fmt.Sprintf("%s-%d", f.id(), i+1)
}

// describedBy names the hint, the error and what else tells about a box.
func (f Field) describedBy(more ...string) string {
	ids := []string{}
	if f.Hint != "" {
		ids = append(ids, f.id()+"-aide")
	}
	if f.Wrong != "" {
		ids = append(ids, f.id()+"-erreur")
	}
	return strings.Join(append(ids, more...), " ")
}

// boxClass is the class of an input: govuk's, its width, its error.
func (f Field) boxClass() string {
	class := "govuk-input"
	if f.Width > 0 {
		class += fmt.Sprintf(" govuk-input--width-%d", f.Width)
	}
	if f.Wrong != "" {
		class += " govuk-input--error"
	}
	return class
}

func (f Field) groupClass() string {
	if f.Wrong != "" {
		return "govuk-form-group govuk-form-group--error"
	}
	return "govuk-form-group"
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return fmt.Sprint(f.Rows)
}

func (f Field) chosen(o Option) bool { return o.On || f.Value != "" && f.Value == o.Value }

// left is how many characters a TextArea still takes, as the server counts.
func (f Field) left(ctx context.Context) string {
	n := f.Max - utf8.RuneCountInString(f.Value)
	if n < 0 {
		return i18n.TN(ctx, "Il y a %d caractère de trop.", "Il y a %d caractères de trop.", -n)
	}
	if n == f.Max {
		return i18n.TN(ctx, "%d caractère au maximum.", "%d caractères au maximum.", n)
	}
	return i18n.TN(ctx, "Il reste %d caractère.", "Il reste %d caractères.", n)
}

// Date is a date in three boxes: the form fields Name-jour, Name-mois and Name-annee.
type Date struct {
	Field
	Day, Month, Year string
}

func (d Date) token(part string) string {
	if d.Autocomplete == "bday" {
		return "bday-" + part
	}
	return "off"
}
