package leisure

import (
	"encoding/json"
	"fmt"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/money"
)

// What the registers keep of a definition beside its columns. Days and times of the day are
// texts there, so that a change of this program's own counting does not change them.

type sessionBody struct {
	Name    i18n.Words   `json:"name"`
	AgesAt  string       `json:"ages_at,omitempty"`
	Windows []Window     `json:"windows,omitempty"`
	Family  []money.Rate `json:"family,omitempty"`
	Drawn   bool         `json:"drawn,omitempty"`
}

type activityBody struct {
	Title     i18n.Words `json:"title"`
	Text      i18n.Words `json:"text,omitzero"`
	Bring     i18n.Words `json:"bring,omitzero"`
	Category  string     `json:"category,omitempty"`
	Organiser string     `json:"organiser,omitempty"`
	Free      bool       `json:"free,omitempty"`
	Needs     []string   `json:"needs,omitempty"`
	Policy    string     `json:"policy,omitempty"`
	Forms     []string   `json:"forms,omitempty"`
	Childcare bool       `json:"childcare,omitempty"`
	Lottery   bool       `json:"lottery,omitempty"`
	Windows   []Window   `json:"windows,omitempty"`
}

type groupBody struct {
	Label         string      `json:"label,omitempty"`
	Room          string      `json:"room,omitempty"`
	Instructor    string      `json:"instructor,omitempty"`
	MinAge        int         `json:"min_age,omitempty"`
	MaxAge        int         `json:"max_age,omitempty"`
	Minimum       int         `json:"minimum,omitempty"`
	Counter       int         `json:"counter,omitempty"`
	WebShareUntil time.Time   `json:"web_share_until,omitzero"`
	Waits         bool        `json:"waits,omitempty"`
	Prices        []priceBody `json:"prices,omitempty"`
	Options       []Option    `json:"options,omitempty"`
	Slots         []slotBody  `json:"slots,omitempty"`
	Without       []string    `json:"without,omitempty"`
	Windows       []Window    `json:"windows,omitempty"`
	Reason        i18n.Words  `json:"reason,omitzero"`
}

type priceBody struct {
	Audience Audience    `json:"audience,omitempty"`
	Amount   money.Cents `json:"amount"`
	From     string      `json:"from,omitempty"`
}

type slotBody struct {
	Weekday time.Weekday `json:"weekday"` // 0 is Sunday
	Start   string       `json:"start"`
	End     string       `json:"end"`
}

type policyBody struct {
	Name  i18n.Words `json:"name"`
	Text  i18n.Words `json:"text,omitzero"`
	Steps []Step     `json:"steps,omitempty"`
}

func (s Session) body() string {
	return written(sessionBody{s.Name, s.AgesAt.String(), inUTC(s.Windows), s.Family, s.Drawn})
}

func (s *Session) read(body string) (err error) {
	var b sessionBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return fmt.Errorf("session %s: %w", s.Code, err)
	}
	s.Name, s.Windows, s.Family, s.Drawn = b.Name, b.Windows, b.Family, b.Drawn
	s.AgesAt, err = dayOrNone(b.AgesAt)
	return err
}

func (a Activity) body() string {
	return written(activityBody{a.Title, a.Text, a.Bring, a.Category, a.Organiser, a.Free, a.Needs, a.Policy, a.Forms, a.Childcare, a.Lottery, inUTC(a.Windows)})
}

func (a *Activity) read(body string) error {
	var b activityBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return fmt.Errorf("activity %s: %w", a.Code, err)
	}
	a.Title, a.Text, a.Bring, a.Category, a.Organiser, a.Free = b.Title, b.Text, b.Bring, b.Category, b.Organiser, b.Free
	a.Needs, a.Policy, a.Forms, a.Childcare, a.Lottery, a.Windows = b.Needs, b.Policy, b.Forms, b.Childcare, b.Lottery, b.Windows
	return nil
}

func (g Group) body() string {
	b := groupBody{
		Label: g.Label, Room: g.Room, Instructor: g.Instructor, MinAge: g.MinAge, MaxAge: g.MaxAge, Minimum: g.Minimum, Counter: g.Counter,
		WebShareUntil: g.WebShareUntil.UTC(), Waits: g.Waits, Options: g.Options, Windows: inUTC(g.Windows), Reason: g.Reason,
	}
	for _, p := range g.Prices {
		b.Prices = append(b.Prices, priceBody{p.Audience, p.Amount, p.From.String()})
	}
	for _, s := range g.Slots {
		b.Slots = append(b.Slots, slotBody{s.Weekday, s.Start.String(), s.End.String()})
	}
	for _, d := range g.Without {
		b.Without = append(b.Without, d.String())
	}
	return written(b)
}

func (g *Group) read(body string) error {
	var b groupBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return fmt.Errorf("group %s: %w", g.Code, err)
	}
	g.Label, g.Room, g.Instructor, g.MinAge, g.MaxAge = b.Label, b.Room, b.Instructor, b.MinAge, b.MaxAge
	g.Minimum, g.Counter, g.WebShareUntil, g.Waits = b.Minimum, b.Counter, b.WebShareUntil, b.Waits
	g.Options, g.Windows, g.Reason = b.Options, b.Windows, b.Reason
	for _, p := range b.Prices {
		from, err := dayOrNone(p.From)
		if err != nil {
			return fmt.Errorf("group %s: %w", g.Code, err)
		}
		g.Prices = append(g.Prices, Price{p.Audience, p.Amount, from})
	}
	for _, s := range b.Slots {
		start, err := civil.ParseTime(s.Start)
		if err != nil {
			return fmt.Errorf("group %s: %w", g.Code, err)
		}
		end, err := civil.ParseTime(s.End)
		if err != nil {
			return fmt.Errorf("group %s: %w", g.Code, err)
		}
		g.Slots = append(g.Slots, Slot{s.Weekday, start, end})
	}
	for _, d := range b.Without {
		day, err := civil.ParseDay(d)
		if err != nil {
			return fmt.Errorf("group %s: %w", g.Code, err)
		}
		g.Without = append(g.Without, day)
	}
	return nil
}

func (p Policy) body() string { return written(policyBody{p.Name, p.Text, p.Steps}) }

func (p *Policy) read(body string) error {
	var b policyBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return fmt.Errorf("refund policy %s: %w", p.Code, err)
	}
	p.Name, p.Text, p.Steps = b.Name, b.Text, b.Steps
	return nil
}

// written is a definition as the registers keep it.
func written(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // Words, numbers and times of this era are always JSON.
	}
	return string(b)
}

func inUTC(some []Window) []Window {
	all := make([]Window, len(some))
	for i, w := range some {
		w.Opens, w.Closes = w.Opens.UTC(), w.Closes.UTC()
		all[i] = w
	}
	return all
}

func dayOrNone(s string) (civil.Day, error) {
	if s == "" {
		return 0, nil
	}
	return civil.ParseDay(s)
}
