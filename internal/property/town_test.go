package property

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"

	"context"
)

// town is a roll with a few people around it.
type town struct {
	testing.TB
	*Service
	clock *clock.Still
	bills bills
	key   int
}

// bills are the codes printed on tax bills, all sent on one day.
type bills map[places.PropertyID]string

const billsSent = "2026-01-29"

func (b bills) BillCode(_ context.Context, p places.PropertyID, code, after string) (bool, error) {
	return b[p] != "" && b[p] == code && billsSent > after, nil
}

var (
	julieAtDesk  = session.Viewer{Account: "julie", FullName: "Julie Desrosiers", Role: session.Agent}
	martinAtWork = session.Viewer{Account: "martin", FullName: "Martin Gagnon", Role: session.Works, Departments: []string{"travaux"}}
)

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still := clock.At(time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC))
	ids := id.Counting("i")
	b := bills{}
	s := &Service{
		DB: d, Clock: still, IDs: ids, People: &people.Service{DB: d, Clock: still, IDs: ids}, Places: places.New(d, still, ids),
		Journal: &journal.Service{DB: d, Clock: still, IDs: ids}, Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids},
		Bills: b, Key: []byte("key"), Zone: 8,
	}
	tw := &town{TB: t, Service: s, clock: still, bills: b}
	tw.ok(s.Places.Refresh(t.Context()))
	return tw
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

// streets writes doors into the register: "84|rue du Moulin|".
func (tw *town) streets(doors ...string) {
	tw.Helper()
	tw.ok(tw.DB.InTx(tw.Context(), func(tx *db.Tx) error {
		for _, d := range doors {
			part := strings.Split(d+"||", "|")
			a := places.Address{Civic: part[0], Street: part[1], Apartment: part[2], Point: geo.Point{Lat: 45.56, Lon: -73.9}}
			if _, err := tw.Places.Save(tw.Context(), tx, a); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (tw *town) address(typed string) places.AddressID {
	tw.Helper()
	found, err := tw.Places.Find(tw.Context(), typed, "")
	tw.ok(err)
	if !found.Known {
		tw.Fatalf("%s is not in the register: %+v", typed, found)
	}
	return found.Address.ID
}

// citizen registers somebody and signs them in.
func (tw *town) citizen(name string) session.Viewer {
	tw.Helper()
	var person people.ID
	tw.ok(tw.DB.InTx(tw.Context(), func(tx *db.Tx) (err error) {
		person, err = tw.People.AddTx(tw.Context(), tx, people.NewPerson{GivenName: name, FamilyName: "Tremblay", Language: "fr"})
		return err
	}))
	return session.Viewer{Account: "account-" + name, Person: string(person), Name: name}
}

func (tw *town) fresh() forms.Key {
	tw.key++
	return forms.Key{Value: strings.Repeat("k", tw.key), Actor: "any", Fingerprint: "same"}
}

func (tw *town) count(query string, args ...any) (n int) {
	tw.Helper()
	tw.ok(tw.DB.QueryRow(tw.Context(), query, args...).Scan(&n))
	return n
}

// told are the titles of the notices somebody has.
func (tw *town) told(v session.Viewer) (titles []string) {
	tw.Helper()
	notices, err := tw.Alerts.List(tw.Context(), people.ID(v.Person), 50)
	tw.ok(err)
	for _, n := range notices {
		titles = append(titles, n.Title)
	}
	return titles
}

// lot is one unit of an invented roll.
type lot struct {
	matricule string
	civic     string
	street    string // street is "RU|MOULIN".
	apartment string
	land      int
	building  int
	dwellings int
	file      string
	number    string // number is the cadastral lot.
	more      string // more is further XML.
}

func house(matricule, civic string, value int) lot {
	return lot{matricule: matricule, civic: civic, street: "RU|MOULIN", land: value / 3, building: value - value/3, dwellings: 1, file: "F" + matricule[:10], number: "5648" + matricule[7:10]}
}

// rollOf is a file as the ministry publishes it.
func rollOf(year int, lots ...lot) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<RL xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"RL.xsd\">\n<VERSION>2.9</VERSION>\n<RLM01A>72005</RLM01A>\n<RLM02A>%d</RLM02A>\n", year)
	for _, l := range lots {
		l.write(&b, year-2)
	}
	b.WriteString("</RL>\n")
	return b.String()
}

func (l lot) write(b *strings.Builder, reference int) {
	generic, name, _ := strings.Cut(l.street, "|")
	put := func(code, value string) {
		if value != "" {
			fmt.Fprintf(b, "<%s>%s</%s>", code, value, code)
		}
	}
	b.WriteString("<RLUEx>\n<RL0101><RL0101x>")
	put("RL0101Ax", l.civic)
	put("RL0101Ex", generic)
	put("RL0101Gx", name)
	put("RL0101Ix", l.apartment)
	b.WriteString("</RL0101x></RL0101>\n")
	if l.number != "" {
		fmt.Fprintf(b, "<RL0103><RL0103x><RL0103Ax>%s</RL0103Ax></RL0103x></RL0103>\n", l.number)
	}
	m := l.matricule + strings.Repeat("0", 18-len(l.matricule))
	b.WriteString("<RL0104>")
	for _, p := range []struct{ code, digits string }{{"RL0104A", m[:4]}, {"RL0104B", m[4:6]}, {"RL0104C", m[6:10]}, {"RL0104D", m[10:11]}, {"RL0104E", m[11:14]}, {"RL0104F", m[14:]}} {
		put(p.code, p.digits)
	}
	b.WriteString("</RL0104>\n")
	put("RL0105A", "1000")
	put("RL0106A", l.file)
	put("RL0301A", "18.29")
	put("RL0302A", "548.30")
	if l.dwellings > 0 {
		put("RL0311A", fmt.Sprint(l.dwellings))
	}
	fmt.Fprintf(b, "\n<RL0401A>%d-07-01</RL0401A>\n<RL0402A>%d</RL0402A>\n", reference, l.land)
	if l.building > 0 {
		fmt.Fprintf(b, "<RL0403A>%d</RL0403A>\n", l.building)
	}
	fmt.Fprintf(b, "<RL0404A>%d</RL0404A>\n%s</RLUEx>\n", l.land+l.building, l.more)
}
