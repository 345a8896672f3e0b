// Package ground is the land of the demonstration town: its districts, and the streets that
// are laid out in them with their lots and doors. The outlines of the districts are real;
// every street, lot and door is invented.
//
// Each district is ruled with rows of lots that follow the river, and is settled from its
// heart outwards, so that a small town has real neighbourhoods too. Everything comes from
// the seed: the n-th street is the same in a town of any size.
package ground

import (
	"bytes"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"sem/internal/geo"
	"sem/internal/places"
)

//go:embed data
var files embed.FS

// Plane is the plane that the town is surveyed on.
var Plane = geo.MTM(8)

// District is a district of the town, and the streets that lie in it by name.
type District struct {
	places.District
	streets []string
	ruled   []row // ruled are the rows of lots, the nearest to the heart of the district first.
	reserve []Reserve
}

// Plan is the plan of the town.
type Plan struct {
	Districts []District
	specifics []string // specifics are the names that further streets are formed of.
}

// Read reads the plan.
func Read() (*Plan, error) {
	file, err := files.ReadFile("data/districts.geojson")
	if err != nil {
		return nil, fmt.Errorf("read the districts: %w", err)
	}
	read, err := places.ReadDistricts(bytes.NewReader(file), places.ElectionsQuebec)
	if err != nil {
		return nil, fmt.Errorf("read the districts: %w", err)
	}
	p := &Plan{}
	for _, d := range read {
		p.Districts = append(p.Districts, District{District: d})
	}
	names, err := files.ReadFile("data/rues.txt")
	if err != nil {
		return nil, fmt.Errorf("read the streets: %w", err)
	}
	for line := range strings.Lines(string(names)) {
		head, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(head, "#") {
			continue
		}
		p.name(head, strings.Split(list, ","))
	}
	for i := range p.Districts {
		p.Districts[i].rule()
	}
	return p, nil
}

// name gives streets to the district whose number is head, or to the whole town.
func (p *Plan) name(head string, streets []string) {
	for _, street := range streets {
		street = strings.TrimSpace(street)
		if head == "*" {
			p.specifics = append(p.specifics, street)
		}
		for i := range p.Districts {
			if strconv.Itoa(p.Districts[i].Number) == head {
				p.Districts[i].streets = append(p.Districts[i].streets, street)
			}
		}
	}
}

// generics are the words that make another street of the same specific name.
var generics = []string{"rue", "place", "avenue", "croissant", "impasse", "allée", "terrasse", "chemin", "boulevard", "carré", "passage", "promenade"}

// furtherStreet is the n-th street beyond those that have a district.
func (p *Plan) furtherStreet(n int) string {
	if n%7 == 6 {
		return strconv.Itoa(13+n/7) + "e Avenue"
	}
	n -= n / 7
	return generics[n/len(p.specifics)%len(generics)] + " " + p.specifics[n%len(p.specifics)]
}
