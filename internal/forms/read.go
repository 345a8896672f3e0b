package forms

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sem/internal/fault"
	"sem/internal/i18n"
)

// usual is the most characters an answer has when its field does not say.
const usual = 200

// most is the most values a field that takes several has.
const most = 200

// Read fills the struct that dst points to from the form in r. Its fields name theirs with
// `form:"name"`; they are string, []string, bool or int, and embedded structs of these.
// `max:"2000"` is the most characters (200 by default), or the most an int may be;
// `raw:"true"` leaves a password exactly as it was typed. Unknown form fields are ignored;
// a field sent twice where one is expected, or too long, is an Invalid fault that names it.
func Read(r *http.Request, dst any) error {
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return errors.New("forms: Read fills a pointer to a struct")
	}
	in := reader{r: r, from: posted(r)}
	if err := in.fill(v.Elem()); err != nil {
		return err
	}
	return in.problems.Err()
}

type reader struct {
	r        *http.Request
	from     url.Values
	problems fault.Problems
}

func (in *reader) fill(v reflect.Value) error {
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i)
		if tag.Anonymous && field.Kind() == reflect.Struct {
			if err := in.fill(field); err != nil {
				return err
			}
			continue
		}
		name := tag.Tag.Get("form")
		if name == "" {
			continue
		}
		if err := in.one(field, name, tag); err != nil {
			return err
		}
	}
	return nil
}

func (in *reader) one(field reflect.Value, name string, tag reflect.StructField) error {
	limit := limitOf(tag)
	values := in.from[name]
	if field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.String {
		in.several(field, name, values, limit)
		return nil
	}
	if len(values) > 1 {
		in.wrong(name, i18n.T(in.r.Context(), "Cette réponse est arrivée plus d’une fois. Ouvrez la page de nouveau et répondez une seule fois."))
		return nil
	}
	value := ""
	if len(values) == 1 {
		value = values[0]
	}
	switch field.Kind() {
	case reflect.String:
		if tag.Tag.Get("raw") == "" {
			value = strings.TrimSpace(plain(value))
		}
		field.SetString(in.within(name, value, limit))
	case reflect.Bool:
		field.SetBool(isYes(value))
	case reflect.Int:
		in.number(field, name, strings.TrimSpace(value), tag)
	default:
		return fmt.Errorf("forms: the field %s has a type that no form can fill", tag.Name)
	}
	return nil
}

func (in *reader) several(field reflect.Value, name string, values []string, limit int) {
	if len(values) > most {
		in.wrong(name, i18n.T(in.r.Context(), "Il y a trop de réponses. Gardez-en %d au plus.", most))
		return
	}
	kept := reflect.MakeSlice(field.Type(), 0, len(values))
	for _, value := range values {
		value = in.within(name, strings.TrimSpace(plain(value)), limit)
		if value != "" {
			kept = reflect.Append(kept, reflect.ValueOf(value).Convert(field.Type().Elem()))
		}
	}
	field.Set(kept)
}

func (in *reader) number(field reflect.Value, name, value string, tag reflect.StructField) {
	if value == "" {
		return
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		in.wrong(name, i18n.T(in.r.Context(), "Écrivez un nombre entier, par exemple 3."))
		return
	}
	if tag.Tag.Get("max") != "" && n > limitOf(tag) {
		in.wrong(name, i18n.T(in.r.Context(), "Écrivez un nombre de %d au plus.", limitOf(tag)))
		return
	}
	field.SetInt(int64(n))
}

// within gives the value back, and complains when it is longer than limit: what was typed
// is kept for the page to show.
func (in *reader) within(name, value string, limit int) string {
	if n := utf8.RuneCountInString(value); n > limit {
		in.wrong(name, i18n.T(in.r.Context(), "Cette réponse a %d caractères. La limite est de %d. Raccourcissez-la.", n, limit))
	}
	return value
}

func (in *reader) wrong(name, sentence string) { in.problems.Add(name, sentence) }

// plain is a text without what no database keeps and no reader sees: broken characters and
// controls other than tabs and line ends, which become \n.
func plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

func isYes(value string) bool {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "1", "on", "oui", "true":
		return true
	}
	return false
}

func limitOf(tag reflect.StructField) int {
	if n, err := strconv.Atoi(tag.Tag.Get("max")); err == nil {
		return n
	}
	return usual
}

// FieldDoc tells of one form field, for docs/http.md.
type FieldDoc struct {
	Name     string
	Kind     string // Kind is text, number or yes/no.
	Max      int    // Max is the most characters of a text, or the most a number may be; 0 is no limit.
	Repeated bool   // Repeated fields may be sent several times.
}

// Fields lists what a form struct reads, in order; nil has no fields.
func Fields(form any) []FieldDoc {
	if form == nil {
		return nil
	}
	t := reflect.TypeOf(form)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return fieldsOf(t)
}

func fieldsOf(t reflect.Type) []FieldDoc {
	var docs []FieldDoc
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			docs = append(docs, fieldsOf(field.Type)...)
			continue
		}
		name := field.Tag.Get("form")
		if name == "" {
			continue
		}
		docs = append(docs, docOf(name, field))
	}
	return docs
}

func docOf(name string, field reflect.StructField) FieldDoc {
	switch field.Type.Kind() {
	case reflect.Bool:
		return FieldDoc{Name: name, Kind: "yes/no"}
	case reflect.Int:
		doc := FieldDoc{Name: name, Kind: "number"}
		if field.Tag.Get("max") != "" {
			doc.Max = limitOf(field)
		}
		return doc
	case reflect.Slice:
		return FieldDoc{Name: name, Kind: "text", Max: limitOf(field), Repeated: true}
	}
	return FieldDoc{Name: name, Kind: "text", Max: limitOf(field)}
}
