package leisure

import (
	"context"
	"math"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
)

// Copying is a new session made after an old one.
type Copying struct {
	From  SessionID
	Code  string
	Name  i18n.Words
	Start civil.Day // Start is a day of the week in which the new session begins.
}

// Copied is what a copy would be.
type Copied struct {
	Session    Session
	Weeks      int // Weeks is by how much everything is later.
	Activities []Activity
	Groups     []Group
	Classes    map[string]int // Classes are how many each group has, by its code.
}

// PreviewCopy says what a copy would be, or what is wrong with it; its faults name the fields
// seance, code, nom, debut.
func (s *Service) PreviewCopy(c Copying) (Copied, error) {
	p := s.Program()
	old, known := p.Session(c.From)
	if !known {
		return Copied{}, errGone
	}
	days := c.Start.Monday() - old.From.Monday()
	copied := Copied{Session: later(*old, days), Weeks: int(days) / 7, Classes: map[string]int{}}
	copied.Session.ID, copied.Session.Code, copied.Session.Name, copied.Session.Published = "", c.Code, lineIn(c.Name), false
	problems := copied.Session.problems()
	if _, taken := p.SessionByCode(c.Code); taken {
		problems.Add("code", "Une autre session a déjà ce code. Choisissez-en un autre.")
	}
	if c.Start == 0 || days == 0 {
		problems.Add("debut", "Donnez le premier jour de la nouvelle session : elle commence une autre semaine.")
	}
	if err := problems.Err(); err != nil {
		return Copied{}, err
	}
	for _, a := range p.ActivitiesOf(old.ID) {
		one := *a
		one.Windows = laterWindows(a.Windows, days)
		copied.Activities = append(copied.Activities, one)
	}
	for _, g := range p.GroupsOf(old.ID) {
		if g.Cancelled {
			continue
		}
		one := laterGroup(*g, days)
		copied.Groups = append(copied.Groups, one)
		copied.Classes[one.Code] = len(one.Classes(s.holiday))
	}
	return copied, nil
}

// CopySession copies a session by whole weeks, unpublished: activities, groups, prices,
// windows on the same days and hours of the clock. Cancelled groups stay behind, and so does
// what was changed of single classes.
func (s *Service) CopySession(ctx context.Context, by session.Viewer, c Copying, key forms.Key) (SessionID, error) {
	if err := mayManage(by); err != nil {
		return "", err
	}
	copied, wrong := s.PreviewCopy(c)
	copied.Session.ID = SessionID(s.IDs.New())
	id, err := s.run(ctx, deed{by, key, string(copied.Session.ID), "session " + c.Code, "session copied"}, func(tx *db.Tx) error {
		if wrong != nil {
			return wrong
		}
		return s.putCopy(ctx, tx, copied)
	})
	return SessionID(id), err
}

func (s *Service) putCopy(ctx context.Context, tx *db.Tx, c Copied) error {
	now := s.Clock.Now()
	if err := putSession(ctx, tx, c.Session, now); err != nil {
		return err
	}
	renamed := map[ActivityID]ActivityID{}
	for _, a := range c.Activities {
		renamed[a.ID] = ActivityID(s.IDs.New())
		a.ID, a.Session = renamed[a.ID], c.Session.ID
		if err := putActivity(ctx, tx, a, now); err != nil {
			return err
		}
	}
	var classes []Occurrence
	for _, g := range c.Groups {
		g.ID, g.Activity, g.Session, g.Sequence = GroupID(s.IDs.New()), renamed[g.Activity], c.Session.ID, 0
		if err := putGroup(ctx, tx, g, now); err != nil {
			return err
		}
		for _, o := range g.Classes(s.holiday) {
			o.ID = OccurrenceID(s.IDs.New())
			classes = append(classes, o)
		}
	}
	return addOccurrences(ctx, tx, classes, now)
}

// later is a session by some days later.
func later(s Session, days civil.Day) Session {
	s.From += days
	s.To += days
	s.AgesAt = laterYear(s.AgesAt, days)
	s.Windows = laterWindows(s.Windows, days)
	return s
}

// laterYear moves the day on which ages count by whole years, for it is a date that people
// know, such as 30 September; none stays none.
func laterYear(day, days civil.Day) civil.Day {
	if day == 0 {
		return 0
	}
	year, month, date := day.Date()
	return civil.DayAt(year+int(math.Round(float64(days)/365.25)), month, date)
}

func laterWindows(some []Window, days civil.Day) []Window {
	all := slices.Clone(some)
	for i, w := range all {
		all[i].Opens, all[i].Closes = laterTime(w.Opens, days), laterTime(w.Closes, days)
	}
	return all
}

// laterTime is the same hour on the clocks of the town, some days later.
func laterTime(t time.Time, days civil.Day) time.Time {
	if t.IsZero() {
		return t
	}
	return (civil.DayOf(t) + days).In(civil.TimeOf(t)).UTC()
}

func laterGroup(g Group, days civil.Day) Group {
	g.From += days
	g.To += days
	g.WebShareUntil = laterTime(g.WebShareUntil, days)
	g.Windows = laterWindows(g.Windows, days)
	g.Without, g.Prices = nil, slices.Clone(g.Prices) // Days without class are of their year.
	for i := range g.Prices {
		if g.Prices[i].From != 0 {
			g.Prices[i].From += days
		}
	}
	return g
}
