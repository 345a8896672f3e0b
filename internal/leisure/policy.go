package leisure

import (
	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/money"
)

// Policy says what comes back to whoever withdraws. The municipality is not bound by the
// consumer law's rules on contracts of successive performance (CPA, s. 188 h): this is its own
// promise, and it is shown before anybody withdraws.
type Policy struct {
	Code  string
	Name  i18n.Words
	Text  i18n.Words
	Steps []Step // Steps are the most generous first; the first that is still open counts.
}

// Step is what is kept of the price until some day.
type Step struct {
	// DaysBefore is until how many days before the first class the step is open. A negative one
	// is open until so many classes were given: -2 is until the second is over.
	DaysBefore int         `json:"days_before"`
	Keep       money.Cents `json:"keep,omitempty"`
	KeepRate   money.Rate  `json:"keep_rate,omitempty"` // KeepRate is in percents of what would come back.
	WithNote   bool        `json:"with_note,omitempty"` // WithNote is open only with a medical note.
}

// Refund is what comes back of what was paid, and by which step; the zero Step when nothing
// does. given of all classes were given before the day. Once classes were given, only the
// share of those to come can come back. A cancelled group gives all back.
func (p Policy) Refund(paid money.Cents, g *Group, given, all int, at civil.Day, note bool) (back money.Cents, step Step) {
	if paid <= 0 {
		return 0, Step{}
	}
	if g.Cancelled {
		return paid, Step{}
	}
	left := paid
	if given > 0 && all > 0 {
		left = paid.Share(int64(max(0, all-given)), int64(all))
	}
	for _, s := range p.Steps {
		if s.open(g, given, at) && (note || !s.WithNote) {
			return max(0, left-s.Keep-s.KeepRate.PerHundred(left)), s
		}
	}
	return 0, Step{}
}

// open tells whether a step is still open on a day.
func (s Step) open(g *Group, given int, at civil.Day) bool {
	if s.DaysBefore >= 0 {
		return given == 0 && int(g.First()-at) >= s.DaysBefore
	}
	return given <= -s.DaysBefore
}
