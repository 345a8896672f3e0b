package requests

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"sem/internal/db"
)

//go:embed types/*.json city/*.json
var shipped embed.FS

// usual is what every shipped type has unless its file says otherwise.
type usual struct {
	Templates []Template `json:"templates"`
	Outcomes  []Outcome  `json:"outcomes"`
	Contest   int        `json:"contest"`
}

// Shipped are the types, departments and holidays that a new city begins with.
func Shipped() ([]Type, []Department, []Holiday, error) {
	var departments []Department
	var holidays []Holiday
	if err := readShipped("city/departments.json", &departments); err != nil {
		return nil, nil, nil, err
	}
	for i := range departments {
		departments[i].Position = i + 1
	}
	if err := readShipped("city/holidays.json", &holidays); err != nil {
		return nil, nil, nil, err
	}
	types, err := shippedTypes()
	return types, departments, holidays, err
}

func shippedTypes() ([]Type, error) {
	var common usual
	if err := readShipped("city/usual.json", &common); err != nil {
		return nil, err
	}
	names, err := fs.Glob(shipped, "types/*.json")
	if err != nil {
		return nil, err
	}
	var types []Type
	for _, name := range names {
		var some []Type
		if err := readShipped(name, &some); err != nil {
			return nil, err
		}
		department := strings.TrimSuffix(path.Base(name), ".json")
		for _, t := range some {
			types = append(types, t.with(common, department))
		}
	}
	return types, nil
}

// with completes a type by what is usual. A type's own templates and outcomes come first,
// and stand for the usual ones of the same code.
func (t Type) with(common usual, department string) Type {
	if t.Department == "" {
		t.Department = department
	}
	if t.Target.Contest == 0 {
		t.Target.Contest = common.Contest
	}
	for _, m := range common.Templates {
		if _, own := t.Template(m.Code); !own {
			t.Templates = append(t.Templates, m)
		}
	}
	for _, o := range common.Outcomes {
		if _, own := t.Outcome(o.Code); !own {
			t.Outcomes = append(t.Outcomes, o)
		}
	}
	return t
}

func readShipped(name string, to any) error {
	b, err := shipped.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, to); err != nil {
		return fmt.Errorf("read the shipped %s: %w", name, err)
	}
	return nil
}

// Seed writes the shipped types, departments and holidays. A type whose definition changed
// becomes a new version; what the city has added stays. Running it again changes nothing.
func Seed(ctx context.Context, tx *db.Tx, at time.Time) error {
	types, departments, holidays, err := Shipped()
	if err != nil {
		return err
	}
	for _, d := range departments {
		if err := putDepartment(ctx, tx, d); err != nil {
			return fmt.Errorf("write department %s: %w", d.Code, err)
		}
	}
	for _, h := range holidays {
		if err := putHoliday(ctx, tx, h); err != nil {
			return fmt.Errorf("write holiday %s: %w", h.Day, err)
		}
	}
	before, err := definitions(ctx, tx)
	if err != nil {
		return fmt.Errorf("read the types of requests: %w", err)
	}
	for _, t := range types {
		if err := putType(ctx, tx, t, before[t.Code], at); err != nil {
			return fmt.Errorf("write type %s: %w", t.Code, err)
		}
	}
	return nil
}
