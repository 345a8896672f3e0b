package rollfile_test

import (
	"fmt"
	"os"

	"sem/internal/intake"
	"sem/internal/property/rollfile"
)

// Example reads a file of the ministry, unit by unit.
func Example() {
	file, err := os.Open("testdata/RL02010_2026_extrait.xml")
	if err != nil {
		panic(err)
	}
	defer file.Close()

	var report intake.Report
	r := rollfile.NewReader(file, &report, rollfile.Expected{Municipality: "02010"})
	for u, err := r.Next(); err == nil; u, err = r.Next() {
		door := u.Sheet.Doors[0]
		fmt.Println(u.Sheet.Matricule, door.Line(door.Street()), u.Sheet.Value.N)
	}
	fmt.Println(r.Header().Year, report.Lines, report.Err())
	// Output:
	// 0668-90-0333 47, chemin Saint-Isidore 214300
	// 0568-97-9054 3e Rang 900
	// 2026 2 <nil>
}

// ExampleRead is how a register that kept what a unit says comes back to it.
func ExampleRead() {
	s := rollfile.Read("RL0104A=0668\nRL0104B=90\nRL0104C=0333\nRL0404A=214300\n")
	fmt.Println(s.Matricule, s.Value.Known, s.LandValue.Known)
	// Output: 0668-90-0333 true false
}
