package timetableweb

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/text"
	"sem/internal/timetable"
	"sem/internal/ui"
)

// noon is a moment of a day that every clock agrees on.
const noon = 12

func date(ctx context.Context, d civil.Day) string { return i18n.Date(ctx, d.At(noon)) }

func clockTime(ctx context.Context, t civil.Time) string {
	return i18n.Time(ctx, civil.DayAt(2026, 1, 4).In(t))
}

// spanWords are the days of a week: « Du lundi 14 au dimanche 20 septembre ».
func spanWords(ctx context.Context, from, to civil.Day) string {
	_, a, day := from.Date()
	if _, b, _ := to.Date(); a == b {
		return i18n.T(ctx, "Du %[1]s %[2]d au %[3]s", i18n.Weekday(ctx, from.At(noon)), day, date(ctx, to))
	}
	return i18n.T(ctx, "Du %[1]s au %[2]s", date(ctx, from), date(ctx, to))
}

func hours(ctx context.Context, start, end civil.Time) string {
	return i18n.T(ctx, "%[1]s à %[2]s", clockTime(ctx, start), clockTime(ctx, end))
}

func given(p people.Person) string { return cmp.Or(p.GivenName, p.Name()) }

// names are those of some of the family, in a sentence.
func names(ctx context.Context, f timetable.Family, who []people.ID) string {
	var all []string
	for _, one := range who {
		if p, ok := f.Person(one); ok && !slices.Contains(all, given(p)) {
			all = append(all, given(p))
		}
	}
	return i18n.List(ctx, all)
}

func faces(f timetable.Family, who []people.ID) (all []ui.WhoOf) {
	for _, one := range who {
		if p, ok := f.Person(one); ok {
			all = append(all, ui.WhoOf{Name: given(p), Key: string(p.ID)})
		}
	}
	return all
}

func titleOf(ctx context.Context, a *leisure.Activity, g *leisure.Group) string {
	title := a.Title.In(ctx)
	if g.Label != "" {
		return i18n.T(ctx, "%[1]s, %[2]s", title, g.Label)
	}
	return title
}

func groupPath(g leisure.GroupID) string { return "/loisirs/groupes/" + url.PathEscape(string(g)) }

func joined(parts ...string) string { return text.Joined(", ", parts...) }

func sentences(parts ...string) string { return text.Joined(" ", parts...) }

func dollars(ctx context.Context, c money.Cents) string { return c.In(string(i18n.Lang(ctx))) }

// away is a distance as people say it, to ten metres, and from one kilometre on to a hundred.
func away(ctx context.Context, metres float64) string {
	if metres >= 995 {
		hundreds := int(math.Round(metres / 100))
		if hundreds%10 == 0 {
			return i18n.T(ctx, "à %d km de chez vous", hundreds/10)
		}
		return i18n.T(ctx, "à %[1]d,%[2]d km de chez vous", hundreds/10, hundreds%10)
	}
	return i18n.T(ctx, "à %d m de chez vous", max(10, int(math.Round(metres/10))*10))
}

// changeWords say what became of a class, in a sentence; nothing when it is as planned.
func changeWords(ctx context.Context, f timetable.Family, c timetable.Class) string {
	reason := c.Reason.In(ctx)
	switch {
	case c.Left:
		where, _ := f.Program().Occurrence(c.Group, c.ID)
		if where.Day == c.Day {
			return sentences(i18n.T(ctx, "Déplacé à %s.", clockTime(ctx, where.Start)), reason)
		}
		return sentences(i18n.T(ctx, "Déplacé au %[1]s, %[2]s.", date(ctx, where.Day), clockTime(ctx, where.Start)), reason)
	case c.State == leisure.Cancelled:
		return sentences(i18n.T(ctx, "Annulé."), reason)
	case c.State == leisure.Added:
		return sentences(i18n.T(ctx, "Cours ajouté."), reason)
	case c.State != leisure.Moved:
		return ""
	case c.WasDay != 0 && c.WasDay != c.Day:
		return sentences(i18n.T(ctx, "Déplacé : c’était le %[1]s, %[2]s.", date(ctx, c.WasDay), clockTime(ctx, c.WasStart)), reason)
	case c.WasDay != 0 && c.WasStart != c.Start:
		return sentences(i18n.T(ctx, "Déplacé : c’était à %s.", clockTime(ctx, c.WasStart)), reason)
	case c.Site != c.Course.Site || c.Room != c.Course.Room:
		return sentences(i18n.T(ctx, "Changement de lieu : c’était %s.", f.Program().PlaceWords(c.Course.Site, c.Course.Room)), reason)
	}
	return sentences(i18n.T(ctx, "Déplacé."), reason)
}

// clashWords say why two classes do not go together, in a sentence without its day.
func clashWords(ctx context.Context, f timetable.Family, c timetable.Clash) string {
	who := names(ctx, f, c.People)
	a, b := titleOf(ctx, c.A.Activity, c.A.Course), titleOf(ctx, c.B.Activity, c.B.Course)
	switch {
	case c.Kind == timetable.Overlap:
		return i18n.T(ctx, "%[1]s : %[2]s et %[3]s sont en même temps", who, a, b)
	case c.Kind == timetable.Travel && c.Minutes <= 0:
		return i18n.T(ctx, "%[1]s : aucune minute pour aller de %[2]s à %[3]s", who, a, b)
	case c.Kind == timetable.Travel:
		return i18n.TN(ctx, "%[2]s : seulement %[1]d minute pour aller de %[3]s à %[4]s", "%[2]s : seulement %[1]d minutes pour aller de %[3]s à %[4]s", c.Minutes, who, a, b)
	case c.SameSite():
		return i18n.T(ctx, "%s ont cours presque à la même heure, au même endroit", who)
	}
	return i18n.T(ctx, "%s ont cours presque à la même heure, à deux endroits", who)
}
