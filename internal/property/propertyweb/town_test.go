package propertyweb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/property/propertyweb"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

var rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

// hall is the pages of the roll, and whoever is signed in for the next request.
type hall struct {
	*webtest.Visitor
	pages propertyweb.Pages
	book  *journal.Service
	told  *alerts.Service
	clock *clock.Still
}

// bills says that every bill bears the same code.
type bills struct{ code string }

func (b bills) BillCode(_ context.Context, _ places.PropertyID, code, _ string) (bool, error) {
	return code == b.code, nil
}

// blank is a map of nothing.
type blank struct{}

func (blank) Draw(f plan.Frame) plan.Drawing { return plan.Drawing{Width: f.Width, Height: f.Height} }

var agent = session.Viewer{Account: "agente", FullName: "Sonia Lavoie", Name: "Sonia Lavoie", Role: session.Agent}

func newHall(t *testing.T, d *db.DB) *hall {
	c, ids := clock.At(rentrée), id.Counting("n")
	h := &hall{Visitor: webtest.New(t), clock: c}
	h.book = &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	h.told = &alerts.Service{DB: d, Clock: c, IDs: ids}
	register := &people.Service{DB: d, Clock: c, IDs: ids, Journal: h.book, Alerts: h.told}
	doors := places.New(d, c, ids)
	roll := &property.Service{DB: d, Clock: c, IDs: ids, People: register, Places: doors, Journal: h.book, Alerts: h.told, Bills: bills{"AB12"}, Key: []byte("key"), Zone: 8}
	h.pages = propertyweb.Pages{Property: roll, People: register, Places: doors, Clock: c, Notices: h.told, Maps: blank{}, Taxes: true}
	h.Visit(h.pages.Routes(), ui.Options{Clock: c})
	h.Must(doors.Refresh(t.Context()))
	h.districts()
	h.streets()
	for _, roll := range []struct{ year, land, building int }{{2020, 101_300, 170_000}, {2023, 140_500, 231_000}, {2026, 186_400, 297_800}} {
		h.roll(roll.year, roll.land, roll.building)
	}
	return h
}

// districts draws one square around the town.
func (h *hall) districts() {
	h.Helper()
	file := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"noDistrict":1,"district":"Centre"},"geometry":{"type":"Polygon","coordinates":[[[-74.02,45.53],[-73.84,45.53],[-73.84,45.63],[-74.02,45.63],[-74.02,45.53]]]}}]}`
	districts, err := places.ReadDistricts(strings.NewReader(file), places.ElectionsQuebec)
	h.Must(err)
	_, err = h.pages.Places.SaveDistricts(h.Context(), districts)
	h.Must(err)
}

func (h *hall) streets() {
	h.Helper()
	h.Must(h.pages.Property.DB.InTx(h.Context(), func(tx *db.Tx) error {
		var all []places.Address
		for _, a := range [][2]string{{"84", ""}, {"100", "1"}, {"100", "2"}} {
			all = append(all, places.Address{Civic: a[0], Street: "rue du Moulin", Apartment: a[1], Point: geo.Point{Lat: 45.56, Lon: -73.9}})
		}
		_, err := h.pages.Places.Fill(h.Context(), tx, all)
		return err
	}))
}

// roll imports a roll with a house, two condominiums and a vacant lot.
func (h *hall) roll(year, land, building int) {
	h.Helper()
	file := fmt.Sprintf(`<RL><VERSION>2.9</VERSION><RLM01A>72005</RLM01A><RLM02A>%[1]d</RLM02A>
<RLUEx><RL0101><RL0101x><RL0101Ax>84</RL0101Ax><RL0101Ex>RU</RL0101Ex><RL0101Gx>MOULIN</RL0101Gx></RL0101x></RL0101>
<RL0103><RL0103x><RL0103Ax>5648619</RL0103Ax></RL0103x></RL0103><RL0104><RL0104A>7247</RL0104A><RL0104B>58</RL0104B><RL0104C>0000</RL0104C></RL0104>
<RL0105A>1000</RL0105A><RL0106A>80015100</RL0106A><RL0107A>1108</RL0107A><RL0301A>18.29</RL0301A><RL0302A>548.30</RL0302A><RL0303A>0</RL0303A><RL0306A>1</RL0306A><RL0307A>1974</RL0307A>
<RL0307B>R</RL0307B><RL0308A>112.0</RL0308A><RL0309A>1</RL0309A><RL0310A>1</RL0310A><RL0311A>1</RL0311A><RL0401A>%[2]d-07-01</RL0401A><RL0402A>%[3]d</RL0402A><RL0403A>%[4]d</RL0403A><RL0404A>%[5]d</RL0404A></RLUEx>`,
		year, year-2, land, building, land+building)
	for i, m := range []string{"1", "2"} {
		file += fmt.Sprintf(`<RLUEx><RL0101><RL0101x><RL0101Ax>100</RL0101Ax><RL0101Ex>RU</RL0101Ex><RL0101Gx>MOULIN</RL0101Gx><RL0101Ix>%[1]s</RL0101Ix></RL0101x></RL0101>
<RL0104><RL0104A>7247</RL0104A><RL0104B>58</RL0104B><RL0104C>1111</RL0104C><RL0104D>%[2]d</RL0104D><RL0104E>001</RL0104E><RL0104F>000%[1]s</RL0104F></RL0104><RL0105A>1000</RL0105A><RL0311A>1</RL0311A><RL0401A>%[3]d-07-01</RL0401A><RL0402A>100</RL0402A><RL0403A>200</RL0403A><RL0404A>300</RL0404A></RLUEx>`, m, i, year-2)
	}
	file += fmt.Sprintf(`<RLUEx><RL0101><RL0101x><RL0101Ex>RU</RL0101Ex><RL0101Gx>MOULIN</RL0101Gx></RL0101x></RL0101><RL0104><RL0104A>7247</RL0104A><RL0104B>58</RL0104B><RL0104C>2222</RL0104C></RL0104><RL0105A>9100</RL0105A><RL0401A>%d-07-01</RL0401A><RL0402A>900</RL0402A><RL0404A>900</RL0404A><RL0501A>1</RL0501A></RLUEx></RL>`, year-2)
	r, err := h.pages.Property.Import(h.Context(), strings.NewReader(file), property.ImportOptions{})
	if err != nil {
		h.Fatal(err, r.Faults)
	}
}

func (h *hall) citizen(name string) {
	h.Helper()
	h.Must(h.pages.People.DB.InTx(h.Context(), func(tx *db.Tx) error {
		return h.pages.People.Load(h.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: name, FamilyName: "Tremblay", BirthDate: "1985-03-02", Language: "fr", AddressLine: "84, rue du Moulin", Residence: people.Unknown, CreatedAt: rentrée, UpdatedAt: rentrée,
			Contacts: []people.Contact{{ID: name, Kind: people.Email, Value: strings.ToLower(name) + "@exemple.com", ConfirmedAt: rentrée, CreatedAt: rentrée}},
		}}))
	}))
}

func (h *hall) as(name string) {
	h.Viewer = session.Viewer{Account: "compte-" + name, Person: name, Name: name, Reassured: h.clock.Now()}
}
