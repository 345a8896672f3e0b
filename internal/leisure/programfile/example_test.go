package programfile_test

import (
	"fmt"
	"strings"

	"sem/internal/intake"
	"sem/internal/leisure/programfile"
)

// The rows of a course on two days of the week are one course.
func ExampleReadQuebec() {
	const file = `CODE_SESSION|DESCRIPTION|DESCRIPTION_ACT|DESCRIPTION_NAT|NOM_COUR|LIEU_1|LIEU_2|ARRONDISSEMENT|ADRESSE|DATE_DEB|DATE_FIN|JOUR_SEMAINE|HEURE_DEBUT|HEURE_FIN
H2012|Zumba|Zumba|Activités physiques|Ville|Centre|Gymnase|Beauport|1, rue X|2012-01-09|2012-04-04|Mercredi|18:00:00|19:00:00
H2012|Zumba|Zumba|Activités physiques|Ville|Centre|Gymnase|Beauport|1, rue X|2012-01-09|2012-04-04|Lundi|18:00:00|19:00:00
`
	var report intake.Report
	courses, err := programfile.ReadQuebec(strings.NewReader(file), &report)
	fmt.Println(len(courses), courses[0].Title, courses[0].Slots, report.Err(), err)
	// Output: 1 Zumba [{Monday 18:00 19:00} {Wednesday 18:00 19:00}] <nil> <nil>
}
