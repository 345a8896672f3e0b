package library

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/intake"
)

const exportHeader = "type;carte;nip;naissance;numero;titre;auteur;genre;date;etat;rang;jusqu_au;lieu;renouvellements;restants;montant;message\n"

const lastNight = exportHeader + `fichier;;;;;;;;2026-09-02 02:00;;;;;;;;
carte;2 1234 0000 00001;1111;;;;;;;;;2027-05-01;;;;;La salle ferme à 17 h.
pret;21234000000001;;;B1;Maria Chapdelaine;Hémon, Louis;livre;2026-09-04;;;;;1;1;;
reservation;21234000000001;;;R1;Trente arpents;;;2026-08-20;prete;1;2026-09-09;Guy-Bélisle;;;;
frais;21234000000001;;;F1;Menaud;;retard;2026-08-01;;;;;;;1,50;Retard
carte;21234000000002;;2016-05-14;;;;;;dette;;;;;;;
carte;21234000000003;sha256:sel:` + saltedPIN + `;;;;;;;;;;;;;;
carte;21234000000004;;;;;;;;;;;;;;;
`

// saltedPIN stands for a digest that no PIN has.
const saltedPIN = "0000000000000000000000000000000000000000000000000000000000000000"

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (tw *town) take(file string) intake.Report {
	tw.Helper()
	r, err := tw.Import(tw.Context(), strings.NewReader(file), false)
	for _, f := range r.Faults {
		tw.Error(f)
	}
	tw.ok(err)
	return r
}

func byFile(t *testing.T, d *db.DB) *town {
	tw := newTown(t, d)
	tw.ok(tw.Furnish(t.Context(), FileDriver, nil))
	return tw
}

func TestANightlyFileIsTakenInOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := byFile(t, d)
		if r := tw.take(lastNight); r.Added != 4 || r.Changed+r.Unchanged+r.Gone != 0 {
			t.Errorf("first: %+v", r)
		}
		if r := tw.take(lastNight); r.Unchanged != 4 || r.Added+r.Changed+r.Gone != 0 {
			t.Errorf("second: %+v", r)
		}
		tonight := strings.Replace(lastNight, "2026-09-02 02:00", "2026-09-02 09:00", 1)
		tonight = strings.Replace(tonight, "pret;21234000000001;;;B1", "pret;21234000000001;;;B2", 1)
		tonight = strings.Replace(tonight, "carte;21234000000004;;;;;;;;;;;;;;;\n", "", 1)
		look, err := tw.Import(t.Context(), strings.NewReader(tonight), true)
		if err != nil || look.Changed != 1 || look.Gone != 1 || look.Unchanged != 2 {
			t.Errorf("a dry run: %+v, %v", look, err)
		}
		if n := tw.count(`SELECT COUNT(*) FROM library_reader`); n != 4 {
			t.Errorf("a dry run left %d cards", n)
		}
		tw.take(tonight)
		r, err := tw.Import(t.Context(), strings.NewReader(lastNight), false)
		if err == nil || len(r.Faults) != 1 || !strings.Contains(r.Faults[0].Reason, "plus ancien") {
			t.Errorf("the file of the night before: %v, %+v", err, r.Faults)
		}
	})
}

func TestACardOfAFileIsLinkedByPINOrDateOfBirth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := byFile(t, d)
		tw.take(strings.Replace(lastNight, saltedPIN, sha("sel3333"), 1))
		link := func(card, proof string) (Card, error) {
			tw.clock.Advance(time.Hour)
			return tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], card, proof, tw.fresh())
		}
		for _, c := range []struct {
			card, proof string
			want        fault.Kind
		}{
			{"21234000000001", "1111", ""}, {"21234000000001", "1112", fault.Invalid},
			{"21234000000002", "2016-05-14", ""}, {"21234000000002", "20160514", ""}, {"21234000000002", "20160515", fault.Invalid},
			{"21234000000003", "3333", ""}, {"21234000000003", "sel3333", fault.Invalid},
			{"21234000000004", "0000", fault.Invalid}, {"21234000000009", "0000", fault.Invalid},
		} {
			_, err := link(c.card, c.proof)
			wantKind(t, c.card+" with "+c.proof, err, c.want)
		}
		card, err := link("21234000000001", "1111")
		tw.ok(err)
		a := card.Account
		if !card.AsOf.Equal(time.Date(2026, 9, 2, 6, 0, 0, 0, time.UTC)) || len(a.Loans) != 1 || a.Balance != 150 || a.Expires.String() != "2027-05-01" || len(a.Messages) != 1 {
			t.Errorf("the card is %+v", card)
		}
		if l := a.Loans[0]; l.Title != "Maria Chapdelaine" || l.Author != "Hémon, Louis" || l.Medium != Book || !l.DueAtEnd || civil.DayOf(l.Due).String() != "2026-09-04" || l.Renewals != 1 || l.Left != 1 {
			t.Errorf("the loan is %+v", l)
		}
		if h := a.Holds[0]; h.State != Ready || h.Until.String() != "2026-09-09" || h.PickUp != "Guy-Bélisle" {
			t.Errorf("the hold is %+v", h)
		}
		if card.May.Renew {
			t.Error("a file renews")
		}
		_, err = tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "B1"}}, tw.fresh())
		if err != nil {
			t.Errorf("renewed by a file: %v", err)
		}
	})
}

func TestTheCopiesFollowTheFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := byFile(t, d)
		tw.take(lastNight)
		card, err := tw.Link(t.Context(), tw.as("Marie"), tw.person["Marie"], mariesCard, "1111", tw.fresh())
		tw.ok(err)
		tw.clock.Advance(24 * time.Hour)
		tw.ok(tw.Wanted(t.Context(), tw.as("Marie")))
		if len(tw.jobs) != 0 {
			t.Error("a page asks a file for something new")
		}
		next := strings.Replace(lastNight, "2026-09-02 02:00", "2026-09-03 02:00", 1)
		tw.take(strings.Replace(next, "2026-09-04;;;;;1;1", "2026-10-02;;;;;2;0", 1))
		tw.ok(tw.Sweep(t.Context()))
		if c := tw.card("Marie", card.ID); civil.DayOf(c.Account.Loans[0].Due).String() != "2026-10-02" || c.AsOf.Day() != 3 {
			t.Errorf("the copy is %+v", c)
		}
	})
}

func TestTheFaultsOfAFileAreListedByLine(t *testing.T) {
	tw := byFile(t, dbtest.SQLite(t))
	row := func(cells ...string) string {
		return strings.Join(append(cells, make([]string, 17-len(cells))...), ";") + "\n"
	}
	file := exportHeader + row("fichier", "", "", "", "", "", "", "", "hier") + row("livre") + row("carte", "???") + row("carte", "1234", "sha256:zz") +
		row("carte", "1234") + row("carte", "5678", "", "14 mai") + row("pret", "5678", "", "", "", "", "", "", "demain") + row("pret", "9999", "", "", "b")
	r, err := tw.Import(t.Context(), strings.NewReader(file), false)
	if err == nil {
		t.Fatal("taken in")
	}
	var got []string
	for _, f := range r.Faults {
		got = append(got, fmt.Sprintf("%d %s", f.Line, f.Field))
	}
	want := "2 date, 3 type, 4 carte, 5 nip, 6 carte, 7 naissance, 0 date, 8 date, 8 numero, 9 carte"
	if strings.Join(got, ", ") != want {
		t.Errorf("faults %s\nwant   %s", strings.Join(got, ", "), want)
	}
	if n := tw.count(`SELECT COUNT(*) FROM library_reader`); n != 0 {
		t.Errorf("%d cards of a faulty file are kept", n)
	}
}

func TestTheExampleOfTheDocumentationIsTakenIn(t *testing.T) {
	page, err := os.ReadFile("../../docs/library.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```csv\n(.*?)```").FindSubmatch(page)
	if example == nil {
		t.Fatal("docs/library.md has no example")
	}
	tw := byFile(t, dbtest.SQLite(t))
	tw.clock.Set(time.Date(2026, 9, 12, 0, 0, 0, 0, time.UTC))
	if r := tw.take(string(example[1])); r.Added == 0 {
		t.Errorf("the example: %+v", r)
	}
	for _, c := range columns {
		if !strings.Contains(string(page), "`"+c.Name+"`") {
			t.Errorf("docs/library.md does not tell of the column %s", c.Name)
		}
	}
}

func FuzzAFileOfALibrary(f *testing.F) {
	f.Add(lastNight)
	f.Add(exportHeader)
	f.Add("type,carte\nfichier,\n")
	s := &Service{Key: []byte("key"), Clock: clock.At(today)}
	f.Fuzz(func(t *testing.T, file string) {
		e := &export{shelf: shelf{s}, readers: map[string]*reader{}}
		if err := e.read(strings.NewReader(file)); err != nil {
			t.Fatal(err)
		}
		for number := range e.readers {
			if plainNumber(number) != number {
				t.Errorf("card %q", number)
			}
		}
	})
}
