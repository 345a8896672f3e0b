package demo

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sem/internal/demo/chance"
)

// words are what people say about one kind of request, and how often it comes.
type words struct {
	weight   float64
	from, to int // from and to are the months in which it comes most; 0 is all the year.

	subjects                               []subject
	answers, questions, replies, solutions []string
}

// subject is a title and what is said under it. The type's label is the title of one
// without.
type subject struct {
	title   string
	stories []string
}

// inSeason is the weight in a month: a tenth of it out of season.
func (w words) inSeason(month time.Month) float64 {
	m := int(month)
	in := w.from == 0 || w.from <= w.to && m >= w.from && m <= w.to || w.from > w.to && (m >= w.from || m <= w.to)
	if in {
		return w.weight
	}
	return w.weight / 10
}

// anyType is the heading of the words that serve a type without words of its own.
const anyType = "*"

// readWords reads the words of each type by its code.
func readWords() (map[string]*words, error) {
	all, err := lines("paroles.txt")
	if err != nil {
		return nil, err
	}
	byType := map[string]*words{}
	var now *words
	for _, line := range all {
		mark, said, _ := strings.Cut(line, " ")
		if len(mark) == 1 && mark != anyType {
			if err := now.add(mark, said); err != nil {
				return nil, err
			}
			continue
		}
		now = &words{}
		byType[mark] = now
		weight, months, _ := strings.Cut(said, " ")
		if now.weight, err = strconv.ParseFloat(weight, 64); err != nil {
			return nil, fmt.Errorf("read paroles.txt: %q has no weight", line)
		}
		from, to, ok := strings.Cut(months, "-")
		if ok && from != "" {
			now.from, _ = strconv.Atoi(from)
			now.to, _ = strconv.Atoi(to)
		}
	}
	return byType, nil
}

func (w *words) add(mark, said string) error {
	switch mark {
	case "T":
		w.subjects = append(w.subjects, subject{title: said})
	case "D":
		if len(w.subjects) == 0 {
			w.subjects = []subject{{}}
		}
		last := &w.subjects[len(w.subjects)-1]
		last.stories = append(last.stories, said)
	case "S":
		w.replies = append(w.replies, said)
	case "Q":
		w.questions = append(w.questions, said)
	case "A":
		w.answers = append(w.answers, said)
	case "R":
		w.solutions = append(w.solutions, said)
	default:
		return fmt.Errorf("read paroles.txt: nothing is marked %q", mark)
	}
	return nil
}

// phrases are sentences that serve every kind of request, by what they are for.
type phrases map[string][]string

func readPhrases() (phrases, error) {
	all, err := lines("phrases.txt")
	if err != nil {
		return nil, err
	}
	p := phrases{}
	for _, line := range all {
		use, said, _ := strings.Cut(line, ": ")
		p[use] = append(p[use], said)
	}
	return p, nil
}

// any is one of the sentences for a use.
func (p phrases) any(d chance.Dice, use string) string { return chance.One(d, p[use]) }

// parks of the town, as people name them.
var parks = []string{"parc du Verger", "parc des Érables", "parc Clair-Matin", "parc de la Seigneurie", "parc des Îles", "parc du Vieux-Moulin", "parc des Jardins", "parc de la Rivière"}

var weekdays = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// place is where a request is about, and what its words are filled with.
type place struct {
	line, address, district string
	street                  string
	lat, lon                float64
}

// fill puts the place and the day into a sentence.
func (p place) fill(d chance.Dice, sentence string, at time.Time) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	return strings.NewReplacer(
		"{rue}", p.street,
		"{adresse}", p.line,
		"{parc}", chance.One(d, parks),
		"{jour}", weekdays[(int(at.Weekday())+d.Between(4, 6))%7],
	).Replace(sentence)
}
