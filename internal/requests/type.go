package requests

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/text"
)

// Text is a sentence of the data in the town's two languages.
type Text struct {
	FR string `json:"fr"`
	EN string `json:"en"`
}

// In is the sentence in the language of ctx; French when there is no other.
func (t Text) In(ctx context.Context) string {
	if i18n.Lang(ctx) == i18n.English && t.EN != "" {
		return t.EN
	}
	return t.FR
}

// IsZero tells whether nothing was written.
func (t Text) IsZero() bool { return t.FR == "" }

// Type is a kind of request: what is asked, of whom, how long it takes, and the words for
// it. A request keeps the version of its type that it was reported with.
type Type struct {
	Code       string         `json:"code"`
	Version    int            `json:"-"`
	Label      Text           `json:"label"`
	Hint       Text           `json:"hint,omitzero"`
	Group      string         `json:"group"` // Group is the matter it is listed under: rue, eau, collectes…
	Words      []string       `json:"words"` // Words are what people type when they look for it, in both languages.
	Department string         `json:"department"`
	Emergency  Emergency      `json:"emergency,omitzero"`
	NeedsPlace bool           `json:"needs_place,omitempty"`
	Hidden     bool           `json:"hidden,omitempty"` // Hidden types are not offered: they come from other systems.
	Questions  []Question     `json:"questions,omitempty"`
	Target     Target         `json:"target"`
	Sentences  map[State]Text `json:"sentences,omitempty"` // Sentences replace the usual public sentence of a state.
	Templates  []Template     `json:"templates"`
	Outcomes   []Outcome      `json:"outcomes"`

	said *vocabulary
}

// Emergency stops somebody who should call instead of writing.
type Emergency struct {
	When  Text   `json:"when"`  // When is what makes it an emergency.
	Stop  Text   `json:"stop"`  // Stop is what to do now.
	Phone string `json:"phone"` // Phone is the number to call: 911, or ten digits.
}

// Target is what the city promises, in days.
type Target struct {
	Answer       int  `json:"answer"`                  // Answer is the business days to a first answer.
	Solution     int  `json:"solution"`                // Solution is the business days to a solution.
	CalendarDays bool `json:"calendar_days,omitempty"` // CalendarDays counts every day, as a law demands for some requests.
	Contest      int  `json:"contest"`                 // Contest is the business days during which a settled request may be contested.
}

// Template is a reply written beforehand. Its blanks are {number}, {title}, {date} and {name}.
type Template struct {
	Code  string `json:"code"`
	Label Text   `json:"label"`
	Text  Text   `json:"text"`
}

// Outcome is one of the ways a request of this type ends, with the sentence proposed for it.
type Outcome struct {
	Code     string `json:"code"`
	Label    Text   `json:"label"`
	Sentence Text   `json:"sentence"`
}

// QuestionKind is how a question is answered.
type QuestionKind string

// The kinds of questions.
const (
	AskText    QuestionKind = "text"
	AskNumber  QuestionKind = "number"
	AskChoice  QuestionKind = "choice"
	AskSeveral QuestionKind = "several" // AskSeveral: the codes chosen, between commas.
	AskDate    QuestionKind = "date"    // AskDate: 2026-09-11.
	AskYesNo   QuestionKind = "yes_no"  // AskYesNo: yes or no.
	AskPlace   QuestionKind = "place"   // AskPlace: a place in words, besides the place of the request.
	AskFile    QuestionKind = "file"    // AskFile: one of the files sent along.
)

// Question is something the department must know. Its answer is stored under its code.
type Question struct {
	Code     string       `json:"code"`
	Kind     QuestionKind `json:"kind"`
	Label    Text         `json:"label"`
	Hint     Text         `json:"hint,omitzero"`
	Required bool         `json:"required,omitempty"`
	Choices  []Choice     `json:"choices,omitempty"`
	Min      float64      `json:"min,omitempty"` // Min and Max bound a number; both 0 means free.
	Max      float64      `json:"max,omitempty"`
}

// Choice is one answer to a question. Emergency marks the answer of somebody who should call.
type Choice struct {
	Code      string `json:"code"`
	Label     Text   `json:"label"`
	Emergency bool   `json:"emergency,omitempty"`
}

// AnswerBy is when a first answer is promised for a request received at t.
func (t Type) AnswerBy(c Calendar, at time.Time) time.Time { return t.due(c, at, t.Target.Answer) }

// SolvedBy is when a solution is promised for a request received at t.
func (t Type) SolvedBy(c Calendar, at time.Time) time.Time { return t.due(c, at, t.Target.Solution) }

func (t Type) due(c Calendar, at time.Time, days int) time.Time {
	if t.Target.CalendarDays {
		return c.DueCalendar(at, days)
	}
	return c.Due(at, days)
}

// Outcome finds an outcome by its code.
func (t Type) Outcome(code string) (Outcome, bool) {
	i := slices.IndexFunc(t.Outcomes, func(o Outcome) bool { return o.Code == code })
	if i < 0 {
		return Outcome{}, false
	}
	return t.Outcomes[i], true
}

// Template finds a reply written beforehand by its code.
func (t Type) Template(code string) (Template, bool) {
	i := slices.IndexFunc(t.Templates, func(m Template) bool { return m.Code == code })
	if i < 0 {
		return Template{}, false
	}
	return t.Templates[i], true
}

// Answered tells what was answered to a question, in words a person reads.
func (q Question) Answered(ctx context.Context, value string) string {
	switch q.Kind {
	case AskChoice, AskSeveral:
		var words []string
		for code := range strings.SplitSeq(value, ",") {
			words = append(words, q.choice(code).Label.In(ctx))
		}
		return strings.Join(words, ", ")
	case AskYesNo:
		if value == "yes" {
			return i18n.T(ctx, "Oui")
		}
		return i18n.T(ctx, "Non")
	}
	return value
}

// choice is the choice with a code; an unknown one, of an import, is its own label.
func (q Question) choice(code string) Choice {
	if i := slices.IndexFunc(q.Choices, func(c Choice) bool { return c.Code == code }); i >= 0 {
		return q.Choices[i]
	}
	return Choice{Code: code, Label: Text{FR: code}}
}

func (q Question) hasChoice(code string) bool {
	return slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Code == code })
}

// longest bounds the answer to a question.
const longest = 2000

// check records what is wrong with an answer, and how to mend it.
func (q Question) check(value string, p *fault.Problems) {
	value = strings.TrimSpace(value)
	switch {
	case value == "" && q.Required && q.Kind == AskFile:
		p.Add("q."+q.Code, "Ajoutez un fichier pour répondre à cette question.")
	case value == "" && q.Required && (q.Kind == AskChoice || q.Kind == AskSeveral || q.Kind == AskYesNo):
		p.Add("q."+q.Code, "Choisissez une réponse.")
	case value == "" && q.Required:
		p.Add("q."+q.Code, "Répondez à cette question.")
	case value == "":
	case utf8.RuneCountInString(value) > longest:
		p.Add("q."+q.Code, "Cette réponse est trop longue. Écrivez au plus 2 000 caractères.")
	case !q.accepts(value):
		q.refuse(p)
	}
}

// accepts tells whether a value answers the question.
func (q Question) accepts(value string) bool {
	switch q.Kind {
	case AskNumber:
		n, err := parseNumber(value)
		return err == nil && (q.Min == 0 && q.Max == 0 || n >= q.Min && n <= q.Max)
	case AskChoice:
		return q.hasChoice(value)
	case AskSeveral:
		for code := range strings.SplitSeq(value, ",") {
			if !q.hasChoice(code) {
				return false
			}
		}
	case AskDate:
		_, err := ParseDay(value)
		return err == nil
	case AskYesNo:
		return value == "yes" || value == "no"
	}
	return true
}

func (q Question) refuse(p *fault.Problems) {
	switch q.Kind {
	case AskNumber:
		p.Add("q."+q.Code, "Entrez un nombre, par exemple 3.")
	case AskDate:
		p.Add("q."+q.Code, "Entrez une date, par exemple 2026-09-11.")
	default:
		p.Add("q."+q.Code, "Choisissez une réponse de la liste.")
	}
}

// parseNumber reads a number as people write it here, with a comma or a point.
func parseNumber(value string) (float64, error) {
	return strconv.ParseFloat(strings.Replace(strings.TrimSpace(value), ",", ".", 1), 64)
}

// Urgent tells whether one of the answers is that of somebody who should call instead.
func (t Type) Urgent(answers map[string]string) bool {
	for _, q := range t.Questions {
		for code := range strings.SplitSeq(answers[q.Code], ",") {
			if q.choice(code).Emergency {
				return true
			}
		}
	}
	return false
}

// Matching keeps the types that somebody may mean who typed these words, the best first;
// all of them when nothing was typed. Two letters are enough.
func Matching(ctx context.Context, types []Type, typed string) []Type {
	// The last word may be half written: st is the beginning of stationnement, not saint.
	typed = strings.TrimSpace(strings.TrimSuffix(text.Fold(typed+"x"), "x"))
	ranked := make([][]Type, 3)
	for _, t := range types {
		if rank := t.rank(ctx, typed); rank < len(ranked) {
			ranked[rank] = append(ranked[rank], t)
		}
	}
	return slices.Concat(ranked...)
}

// rank is 0 when the label begins with what was typed, 1 when another word does, 2 when
// each typed word begins some word, and 3 when nothing fits.
func (t Type) rank(ctx context.Context, typed string) int {
	said := t.said
	if said == nil {
		said = t.folded()
	}
	label := said.phrases[0]
	if i18n.Lang(ctx) == i18n.English {
		label = said.phrases[1]
	}
	if strings.HasPrefix(label, typed) {
		return 0
	}
	begins := func(beginning string) func(string) bool {
		return func(whole string) bool { return strings.HasPrefix(whole, beginning) }
	}
	if slices.ContainsFunc(said.phrases, begins(typed)) {
		return 1
	}
	for part := range strings.FieldsSeq(typed) {
		if !slices.ContainsFunc(said.words, begins(part)) {
			return 3
		}
	}
	return 2
}

// vocabulary is what a type is found by, folded once when the type is read: agents look for
// types at each key they press.
type vocabulary struct {
	phrases []string // phrases are the labels, French then English, and the other words for it.
	words   []string // words are those of the phrases.
}

func (t Type) folded() *vocabulary {
	var said vocabulary
	english := t.Label.EN
	if english == "" {
		english = t.Label.FR
	}
	for _, phrase := range append([]string{t.Label.FR, english}, t.Words...) {
		phrase = text.Fold(phrase)
		said.phrases = append(said.phrases, phrase)
		said.words = append(said.words, strings.Fields(phrase)...)
	}
	return &said
}

// Department is a service of the city that works on requests.
type Department struct {
	Code     string `json:"code"`
	Name     Text   `json:"name"`
	Phone    string `json:"phone"`
	Position int    `json:"position"`
}

// Holiday is a day when the city hall stays closed.
type Holiday struct {
	Day  string `json:"day"`
	Name Text   `json:"name"`
}

// body is the definition of a type as the database keeps it.
func (t Type) body() (string, error) {
	b, err := json.Marshal(t)
	return string(b), err
}
