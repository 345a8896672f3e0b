package property_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/property"
	"sem/internal/schema"
)

// Example reads a file of the ministry and asks what it says of a property.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "roll")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	d, err := db.Open(ctx, db.Settings{File: filepath.Join(folder, "sem.db")})
	if err != nil {
		panic(err)
	}
	defer d.Close()
	if err := schema.Migrate(ctx, d); err != nil {
		panic(err)
	}
	roll := &property.Service{DB: d, Clock: clock.At(time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)), IDs: id.Counting("p")}
	file, err := os.Open("rollfile/testdata/RL02010_2026_extrait.xml")
	if err != nil {
		panic(err)
	}
	defer file.Close()

	report, err := roll.Import(ctx, file, property.ImportOptions{Municipality: "02010"})
	fmt.Println(report.Lines, report.Added, err)
	entries, err := roll.ByMatricule(ctx, "0668-90-0333")
	if err != nil {
		panic(err)
	}
	fmt.Println(entries[0].Title(), entries[0].Roll.Years(), entries[0].Sheet.Value.N)
	// Output:
	// 2 2 <nil>
	// 47, chemin Saint-Isidore 2025-2026-2027 214300
}
