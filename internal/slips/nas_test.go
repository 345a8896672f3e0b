package slips

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/golden"
)

func TestANumberIsReadByItsCheckDigit(t *testing.T) {
	for typed, want := range map[string]string{
		"130 692 544": "130692544", "130-692-544": "130692544", "130692544": "130692544", " 130\u00a0692\u202f544 ": "130692544",
		"130 692 545": "", "031 692 544": "", "13069254": "", "1306925440": "", "130 692 54a": "", "": "", "000 000 000": "", "13069254413069254413": "",
	} {
		got, err := readNAS(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is read as %q, %v", typed, got, err)
		}
		if err == nil {
			continue
		}
		var wrong *fault.Fault
		if !errors.As(err, &wrong) || wrong.Kind != fault.Invalid {
			t.Errorf("%q: %v", typed, err)
		}
		if digits := strings.Trim(typed, " \u00a0"); len(digits) > 3 && strings.Contains(err.Error(), digits) {
			t.Errorf("the message repeats what was typed: %v", err)
		}
	}
}

// all is every row of the database, as a backup has it.
func all(t *testing.T, d *db.DB) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := d.Backup(t.Context(), t.TempDir(), func(string) (io.Writer, error) { return &b, nil }); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestANumberIsNowhereButInTheFileOfTheTaxOffice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).settled()
		tw.refused(tw.SaveNAS(t.Context(), marie, maries, forms.Key{}), fault.Conflict) // Never before registering.
		tw.pays("b1", "marie", "2026-05-02", camp("camp-1", "zoé")...)
		tw.pays("b2", "luc", "2026-05-02", camp("camp-2", "zoé")...)
		tw.refused(tw.SaveNAS(t.Context(), marie, "130 692 545", forms.Key{}), fault.Invalid)
		tw.refused(tw.SaveNAS(t.Context(), nadia, maries, forms.Key{}), fault.Forbidden)
		key := forms.Key{Value: "k", Actor: marie.Account, Fingerprint: "a digest of the number"}
		tw.ok(tw.SaveNAS(t.Context(), marie, maries, key))
		tw.issues(2026, 2)

		tw.door.refuses = true
		_, err := tw.File(t.Context(), nadia, 2026, 1, Original)
		tw.refused(err, fault.SignIn)
		tw.door.refuses = false
		_, err = tw.File(t.Context(), agent, 2026, 1, Original)
		tw.refused(err, fault.Forbidden)
		_, err = tw.File(t.Context(), nadia, 2026, 1, Amended)
		tw.refused(err, fault.NotFound)
		if n := tw.opened(); n != 0 {
			t.Errorf("the journal tells of %d numbers opened before any was", n)
		}
		file, err := tw.File(t.Context(), nadia, 2026, 1, Original)
		tw.ok(err)
		if bytes.Count(file, []byte("130692544")) != 1 || bytes.Count(file, []byte("<NAS>")) != 1 {
			t.Errorf("the file:\n%s", file)
		}
		if n := tw.opened(); n != 1 {
			t.Errorf("the journal tells of %d numbers opened, want Marie’s", n)
		}
		kept := all(t, d)
		if !bytes.Contains(kept, []byte("Saint-Exemple")) {
			t.Fatal("the backup holds nothing: this test sees nothing")
		}
		for _, text := range []string{"130692544", maries, "130-692-544", "a digest of the number"} {
			if bytes.Contains(kept, []byte(text)) {
				t.Errorf("the database holds %q", text)
			}
		}
		tw.ok(tw.SaveNAS(t.Context(), marie, "", forms.Key{}))
		if m, err := tw.Mine(t.Context(), marie); err != nil || m.Told.NAS || !m.Told.NASAt.IsZero() {
			t.Errorf("forgotten: %+v, %v", m.Told, err)
		}
	})
}

// opened is how many numbers the journal says were opened.
func (tw *town) opened() (n int) {
	tw.Helper()
	tw.ok(tw.DB.QueryRow(tw.T.Context(), `
		SELECT COUNT(e.id)
		FROM   journal_entry e
		WHERE  e.action = $1`, string(FileMade)).Scan(&n))
	return n
}

func TestTheFileSaysWhatTheSlipsSay(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t)).settled()
	tw.pays("b1", "marie", "2026-05-02", camp("camp-1", "zoé")...)
	tw.pays("b2", "luc", "2026-05-02", camp("camp-2", "zoé")...)
	tw.ok(tw.SaveNAS(t.Context(), marie, maries, forms.Key{}))
	tw.issues(2026, 2)
	tw.givesBack("b1", "camp-1", 81_50)
	tw.givesBack("b2", "camp-2", 163_00)
	tw.issues(2026, 2)
	var files []byte
	for _, one := range []struct {
		batch int
		code  Code
	}{{1, Original}, {2, Amended}, {2, Cancelled}} {
		file, err := tw.File(t.Context(), nadia, 2026, one.batch, one.code)
		tw.ok(err)
		var any struct {
			XMLName xml.Name `xml:"http://www.mrq.gouv.qc.ca/T5 Transmission"`
		}
		if err := xml.Unmarshal(file, &any); err != nil {
			t.Error(err)
		}
		files = append(files, file...)
	}
	golden.Check(t, "transmission.xml", files)
}
