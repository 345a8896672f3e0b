package leisureweb

import (
	"strings"

	"sem/internal/leisure"
	"sem/internal/text"
)

// kind is how a category of activities looks.
type kind struct {
	code  string // code is the folded name that the program gives.
	class string // class colours the card.
	icon  string
}

// kinds are the categories that have looks of their own; any other is plain.
var kinds = []kind{
	{"aquatique", "c-aqua", "d-swimming-pool"},
	{"sport", "c-sport", "d-racquet"},
	{"sports", "c-sport", "d-racquet"},
	{"plein air", "c-sport", "d-racquet"},
	{"mise en forme", "c-sport", "d-users"},
	{"formation", "c-sport", "d-first-aid-kit"},
	{"arts", "c-art", "d-palette"},
	{"danse", "c-art", "d-palette"},
	{"musique", "c-mus", "d-music-notes"},
	{"petite enfance", "c-mus", "d-users"},
	{"bibliotheque", "c-bib", "d-book-open-user"},
	{"aines", "c-bib", "d-users"},
	{"camps de jour", "c-bib", "d-calendar-check"},
}

// pictured are words of a title that have a picture of their own.
var pictured = []struct{ word, icon string }{
	{"hockey", "d-hockey"}, {"guitare", "d-guitar"}, {"ukulele", "d-guitar"}, {"gardien", "d-first-aid-kit"}, {"secours", "d-first-aid-kit"},
	{"poterie", "d-paint-brush"}, {"peinture", "d-paint-brush"}, {"dessin", "d-paint-brush"}, {"aquarelle", "d-paint-brush"},
	{"aquaforme", "d-person-simple-swim"}, {"longueurs", "d-person-simple-swim"}, {"conte", "d-book-open-user"}, {"lecture", "d-book-open-user"},
}

// kindOf is the looks of an activity.
func kindOf(a *leisure.Activity) kind {
	code := text.Fold(a.Category)
	k := kind{code: code, icon: "d-ticket"}
	for _, known := range kinds {
		if known.code == code {
			k = known
			break
		}
	}
	title := text.Fold(a.Title.FR)
	for _, d := range pictured {
		if strings.Contains(title, d.word) {
			k.icon = d.icon
			break
		}
	}
	return k
}

// span is a stretch of a sentence, strong or not.
type span struct {
	text   string
	strong bool
}

// spans cuts a sentence at the marks that set what is strong in it apart: « *2 places
// libres* sur 16 ». What stands between them is text, whatever it holds.
func spans(sentence string) []span {
	var all []span
	for i, part := range strings.Split(sentence, "*") {
		if part != "" {
			all = append(all, span{text: part, strong: i%2 == 1})
		}
	}
	return all
}
