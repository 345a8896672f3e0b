package property

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sem/internal/intake"
	"sem/internal/money"
)

// tell adds to the report what somebody compares with the assessor's own summary.
func (t *intaking) tell(report *intake.Report) {
	if !t.settled {
		return
	}
	report.Tell("Rôle", t.roll.Years())
	if t.roll.ReferenceDate != "" {
		report.Tell("Date de référence", t.roll.ReferenceDate)
	}
	report.Tell("Unités d’évaluation", strconv.FormatInt(t.roll.Units, 10))
	report.Tell("Valeur des terrains", money.Dollars(t.roll.Land).Whole("fr"))
	report.Tell("Valeur des bâtiments", money.Dollars(t.roll.Building).Whole("fr"))
	report.Tell("Valeur des immeubles", money.Dollars(t.roll.Total).Whole("fr"))
	if n := t.roll.FileYear - t.roll.FirstYear; n < 0 || n >= rollYears {
		report.Tell("À vérifier", fmt.Sprintf("l’année du fichier (%d) n’est pas une de celles du rôle", t.roll.FileYear))
	}
	if t.odd > 0 {
		report.Tell("Unités d’une autre date de référence", strconv.Itoa(t.odd))
	}
	if t.renamed > 0 {
		report.Tell("Matricules changés", strconv.Itoa(t.renamed)+"\u00a0: "+t.renamings())
	}
}

// mostNamed is how many changed matricules a report writes out.
const mostNamed = 20

func (t *intaking) renamings() string {
	var all []string
	for _, f := range t.fresh {
		if f.before == nil {
			continue
		}
		if len(all) == mostNamed {
			all = append(all, "…")
			break
		}
		all = append(all, f.before.matricule.String()+" devient "+f.matricule.String())
	}
	return strings.Join(all, ", ")
}

// tell adds what the house does not know and keeps as it is.
func (r *reader) tell(report *intake.Report) {
	if len(r.extras) == 0 {
		return
	}
	names := slices.Collect(maps.Keys(r.extras))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(r.extras[b], r.extras[a]), cmp.Compare(a, b))
	})
	total := 0
	for i, name := range names {
		total += r.extras[name]
		if i < mostNamed {
			names[i] = name + " (" + strconv.Itoa(r.extras[name]) + ")"
		}
	}
	report.Tell("Éléments inconnus gardés tels quels", strconv.Itoa(total)+"\u00a0: "+strings.Join(names[:min(len(names), mostNamed)], ", "))
}
