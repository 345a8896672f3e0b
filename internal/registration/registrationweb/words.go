package registrationweb

import (
	"cmp"
	"context"
	"net/url"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/text"
	"sem/internal/ui"
)

// course is a group with what it is of, as pages speak of it. A group that is no longer in the
// program is told by what remains.
type course struct {
	group    *leisure.Group
	activity *leisure.Activity
	session  *leisure.Session
	program  *leisure.Program
}

func courseOf(program *leisure.Program, id leisure.GroupID) course {
	c := course{group: &leisure.Group{ID: id}, activity: &leisure.Activity{}, session: &leisure.Session{}, program: program}
	if g, ok := program.Group(id); ok {
		c.group = g
	}
	if a, ok := program.Activity(c.group.Activity); ok {
		c.activity = a
	}
	if s, ok := program.Session(c.group.Session); ok {
		c.session = s
	}
	return c
}

// known tells whether the group is in the program.
func (c course) known() bool { return c.activity.ID != "" }

func (c course) title(ctx context.Context) string {
	title := cmp.Or(c.activity.Title.In(ctx), i18n.T(ctx, "Activité retirée du programme"))
	if c.group.Label != "" {
		return i18n.T(ctx, "%[1]s, %[2]s", title, c.group.Label)
	}
	return title
}

func (c course) path() string {
	if !c.known() {
		return "/loisirs"
	}
	return "/loisirs/groupes/" + url.PathEscape(string(c.group.ID))
}

// when are the hours of the week and the dates, one a line.
func (c course) when(ctx context.Context) []string {
	var lines []string
	if hours := c.group.WhenWords(ctx); hours != "" {
		lines = append(lines, i18n.Sentence(hours))
	}
	where := c.program.PlaceWords(c.group.Site, c.group.Room)
	if c.group.From != 0 {
		dates := i18n.T(ctx, "Du %[1]s au %[2]s", i18n.DateOnly(ctx, c.group.First().Time()), i18n.DateOnly(ctx, c.group.Last().Time()))
		if c.group.First() == c.group.Last() {
			dates = i18n.Sentence(i18n.Date(ctx, c.group.First().Time()))
		}
		where = joined(dates, where)
	}
	if where != "" {
		lines = append(lines, where)
	}
	return lines
}

// nextClass is the first class that is held from a moment on.
func (c course) nextClass(from time.Time) (leisure.Occurrence, bool) {
	for _, o := range c.program.Occurrences(c.group.ID) {
		if o.Held() && o.Ends().After(from) {
			return o, true
		}
	}
	return leisure.Occurrence{}, false
}

// over tells whether nothing of the course is to come.
func (c course) over(now time.Time) bool {
	if last := c.group.Last(); last != 0 {
		return last < civil.DayOf(now)
	}
	return !c.known()
}

// classWords is when and where a class is.
func classWords(ctx context.Context, program *leisure.Program, o leisure.Occurrence) string {
	return joined(i18n.Date(ctx, o.Starts()), leisure.HourWords(ctx, o.Start, o.End), program.PlaceWords(o.Site, o.Room))
}

func joined(parts ...string) string { return text.Joined(", ", parts...) }

func dollars(ctx context.Context, c money.Cents) string { return c.In(string(i18n.Lang(ctx))) }

// nth is a rank in words: "1er rang".
func nth(ctx context.Context, rank int) string {
	return i18n.TN(ctx, "%der rang", "%de rang", rank)
}

// minutes is a time left, never said to be more than it is.
func minutes(ctx context.Context, left time.Duration) string {
	if left < time.Minute {
		return i18n.T(ctx, "moins d’une minute")
	}
	return i18n.TN(ctx, "%d minute", "%d minutes", int(left/time.Minute))
}

// personTitle is a name with the age of a child: "Zoé, 10 ans".
func personTitle(ctx context.Context, person people.Person, owner people.ID, now time.Time) string {
	name := cmp.Or(person.GivenName, person.Name())
	switch age := person.Age(now); {
	case person.ID == owner:
		return i18n.T(ctx, "%s (vous)", name)
	case age >= 0 && age < 18:
		return i18n.TN(ctx, "%[2]s, %[1]d an", "%[2]s, %[1]d ans", age, name)
	}
	return name
}

func given(person people.Person) string { return cmp.Or(person.GivenName, person.Name()) }

// stateTag is where a place stands, in a word.
func stateTag(ctx context.Context, p registration.Place) ui.TagOf {
	switch p.State {
	case registration.Wished:
		return ui.TagOf{Label: i18n.T(ctx, "Dans votre liste"), Icon: "i-check-circle", Tone: ui.Info}
	case registration.Held:
		return ui.TagOf{Label: i18n.T(ctx, "Place retenue"), Icon: "i-basket", Tone: ui.River}
	case registration.Confirmed:
		return ui.TagOf{Label: i18n.T(ctx, "Inscription confirmée"), Icon: "i-check-circle", Tone: ui.OK}
	case registration.Waiting:
		return ui.TagOf{Label: i18n.Sentence(i18n.T(ctx, "%s en attente", nth(ctx, p.Rank))), Icon: "i-hourglass-medium", Tone: ui.Plum}
	case registration.Offered:
		return ui.TagOf{Label: i18n.T(ctx, "Une place vous attend"), Icon: "i-bell", Tone: ui.Warn}
	case registration.Withdrawn:
		return ui.TagOf{Label: i18n.T(ctx, "Place laissée"), Icon: "i-x"}
	case registration.Lapsed:
		return ui.TagOf{Label: i18n.T(ctx, "Délai passé"), Icon: "i-clock"}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Annulé par la Ville"), Icon: "i-calendar-x", Tone: ui.Bad}
}

// endedWords say why a place ended, in a sentence; empty when the tag says it all.
func endedWords(ctx context.Context, p registration.Place) string {
	switch p.Reason {
	case registration.EndedDeclined:
		return i18n.T(ctx, "Vous avez refusé la place offerte.")
	case registration.EndedByTime:
		return i18n.T(ctx, "La réponse n’est pas venue à temps.")
	case registration.EndedByCity:
		return i18n.T(ctx, "La Ville a annulé ce groupe. Tout ce qui a été payé vous revient.")
	case registration.EndedTransferred:
		return i18n.T(ctx, "L’inscription a passé à un autre groupe.")
	case registration.EndedUnpaid:
		return i18n.T(ctx, "Le paiement est venu après le délai et la place était prise. Votre argent vous revient.")
	case registration.EndedServed:
		return i18n.T(ctx, "Vous avez eu les places que vous demandiez au tirage.")
	case registration.EndedAtCounter:
		return i18n.T(ctx, "Place laissée au comptoir.")
	}
	return ""
}
