package app_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"sem/internal/db"
)

// maries is Marie’s social insurance number, as she types it and as the tax office reads it.
const (
	mariesTyped = "130 692 544"
	mariesFiled = "130692544"
)

// TestASocialInsuranceNumberLeavesOnlyInTheFileOfTheTaxOffice has Marie give her number, reads
// every page and register where it could show, then has the file made.
func TestASocialInsuranceNumberLeavesOnlyInTheFileOfTheTaxOffice(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		marie := w.person("100001")
		give := func(key, typed string) (int, string, string) {
			return w.try(marie, http.MethodPost, "/loisirs/releves/nas", url.Values{"cle": {key}, "nas": {typed}})
		}
		code, _, page := give("faux", "130 692 545")
		if code != http.StatusUnprocessableEntity || strings.Contains(page, "130 692 545") {
			t.Errorf("a number whose check digit is wrong answers %d, and must not be shown again", code)
		}
		code, where, _ := give("juste", mariesTyped)
		if code != http.StatusSeeOther {
			t.Fatalf("giving the number answers %d", code)
		}
		year := w.yearOfSlip()
		for who, paths := range map[string][]string{
			"100001":             {where, "/loisirs/releves", "/dossier", "/dossier/historique", "/dossier/export.json", "/profil", "/vie-privee"},
			"100004":             {"/loisirs/releves", "/dossier/export.json"},
			agent:                {"/guichet/recherche?q=marie+tremblay"},
			desk:                 {"/gestion/releves?annee=" + year, "/gestion/releves/" + year + "/1/releves.pdf", "/gestion/releves/emetteur"},
			"vieprivee@demo.sem": {"/gestion/journal"},
		} {
			client := w.person(who)
			for _, path := range paths {
				code, _, page := w.try(client, http.MethodGet, path, nil)
				if code != http.StatusOK {
					t.Errorf("%s answers %s %d", path, who, code)
				}
				if numberIn(page) {
					t.Errorf("%s shows %s the number", path, who)
				}
			}
		}
		if numberIn(w.log.everything()) {
			t.Error("the log holds the number")
		}
		if row := w.holding(); row != "" {
			t.Errorf("the registers hold the number: %s", row)
		}
		w.wantFiled(year)
	})
}

// wantFiled has the file made by whoever may, once their password was asked for again.
func (w *town) wantFiled(year string) {
	w.t.Helper()
	file := "/gestion/releves/" + year + "/1/fichier.xml?code=R"
	for who, want := range map[string]int{"100001": 404, agent: 403, works: 403} {
		if code, _, page := w.try(w.person(who), http.MethodGet, file, nil); code != want || numberIn(page) {
			w.t.Errorf("the file for the tax office answers %s %d, want %d", who, code, want)
		}
	}
	admin := w.person("admin@demo.sem")
	code, _, page := w.try(admin, http.MethodGet, file, nil)
	if code != http.StatusOK || strings.Count(page, mariesFiled) != 1 {
		w.t.Errorf("the file for the tax office answers %d and has the number %d times", code, strings.Count(page, mariesFiled))
	}
	if kept := w.journaled(); kept["slip file made"] == 0 {
		w.t.Errorf("the journal does not say whose numbers were opened: %v", kept)
	}
}

// numberIn tells whether a text has Marie’s number, however it is set.
func numberIn(text string) bool {
	return strings.Contains(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\u202f", "").Replace(text), mariesFiled)
}

// yearOfSlip is the year of the slip that Marie has.
func (w *town) yearOfSlip() (year string) {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	var n int
	if err := d.QueryRow(w.t.Context(), `SELECT MAX(year) FROM slips_slip`).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprint(n)
}

// holding is what is around the number in a copy of the whole database, empty when it is nowhere.
func (w *town) holding() string {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	var all bytes.Buffer
	if _, err := d.Backup(w.t.Context(), w.t.TempDir(), func(string) (io.Writer, error) { return &all, nil }); err != nil {
		w.t.Fatal(err)
	}
	for _, number := range []string{mariesTyped, mariesFiled} {
		if at := bytes.Index(all.Bytes(), []byte(number)); at >= 0 {
			return string(all.Bytes()[max(0, at-200) : at+len(number)])
		}
	}
	if all.Len() == 0 {
		w.t.Error("the copy of the database is empty")
	}
	return ""
}
