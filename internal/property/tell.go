package property

import (
	"fmt"
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
