package collections

import (
	"time"

	"sem/internal/civil"
	"sem/internal/fault"
)

// State is what became of a day.
type State string

// The states of an exceptional day.
const (
	Held      State = "held"      // Held takes place on its day: added, or put back as the rule has it.
	Moved     State = "moved"     // Moved takes place on another day.
	Cancelled State = "cancelled" // Cancelled does not take place.
)

// Exception is one day that differs from the rule. It is named by its stream, its sector
// and its day by the rule, whatever happens to it after: a day moved twice is one exception.
type Exception struct {
	ID        string
	Stream    string
	Sector    string    // Sector is empty for the whole city; a sector's own exception wins.
	Day       civil.Day // Day is the day by the rule, or the day that was added.
	Added     bool      // Added says that no rule has this day.
	State     State
	To        civil.Day // To is the new day of what moved.
	Reason    Words
	Sequence  int // Sequence grows with each change (RFC 5545, 3.8.7.4).
	Source    string
	UpdatedBy string
	UpdatedAt time.Time
}

// When is the day on which it takes place, and whether it does.
func (e Exception) When() (civil.Day, bool) {
	switch e.State {
	case Moved:
		return e.To, true
	case Cancelled:
		return e.Day, false
	}
	return e.Day, true
}

// same tells whether two exceptions say the same of a day.
func (e Exception) same(o Exception) bool {
	return e.State == o.State && e.Added == o.Added && e.To == o.To && e.Reason == o.Reason
}

// farthest is how many days a collection may be moved by: beyond it, somebody mistyped.
const farthest = 60

// check says what is wrong with an exception.
func (e Exception) check() []wrong {
	var faults []wrong
	if e.Day == 0 {
		faults = append(faults, wrong{"jour", "Écrivez le jour de la collecte, par exemple 7 9 2026."})
	}
	switch e.State {
	case Moved:
		switch {
		case e.To == 0:
			faults = append(faults, wrong{"vers", "Écrivez le nouveau jour, par exemple 8 9 2026."})
		case e.To == e.Day:
			faults = append(faults, wrong{"vers", "Le nouveau jour est le même que l’ancien. Choisissez un autre jour."})
		case e.To > e.Day+farthest || e.To < e.Day-farthest:
			faults = append(faults, wrong{"vers", "Le nouveau jour est à plus de 60 jours de l’ancien. Annulez la collecte et ajoutez-en une autre."})
		}
	case Held, Cancelled:
	default:
		faults = append(faults, wrong{"genre", "Choisissez ce qui change : une collecte déplacée, annulée ou ajoutée."})
	}
	return faults
}

// asFault is what is wrong with a form, nil when nothing is.
func asFault(faults []wrong) error {
	var problems fault.Problems
	for _, w := range faults {
		problems.Add(w.field, w.reason)
	}
	return problems.Err()
}
