package files_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/id"
)

type room struct {
	*files.Service
	t     *testing.T
	clock *clock.Still
}

func newRoom(t *testing.T, d *db.DB) room {
	c := clock.At(time.Date(2036, 9, 9, 14, 0, 0, 0, time.UTC))
	free := func(string) (float64, error) { return 0.5, nil }
	return room{&files.Service{DB: d, Clock: c, IDs: id.Counting("f"), Folder: filepath.Join(t.TempDir(), "files"), Free: free}, t, c}
}

func (r room) save(name string, content []byte) (files.File, error) {
	return r.Save(r.t.Context(), files.NewFile{Name: name, Owner: "marie", Body: bytes.NewReader(content)})
}

func (r room) keep(f files.File) error {
	return r.DB.InTx(r.t.Context(), func(tx *db.Tx) error { return r.KeepTx(r.t.Context(), tx, f) })
}

// kept saves a file, keeps it, and reads it back.
func (r room) kept(name string, content []byte) (files.File, []byte) {
	r.t.Helper()
	f, err := r.save(name, content)
	if err != nil {
		r.t.Fatalf("save %s: %v", name, err)
	}
	if err := r.keep(f); err != nil {
		r.t.Fatal(err)
	}
	body, again, err := r.Open(r.t.Context(), f.ID)
	if err != nil {
		r.t.Fatalf("open %s: %v", name, err)
	}
	defer body.Close()
	read, err := io.ReadAll(body)
	if err != nil || int64(len(read)) != f.Size || again != f {
		r.t.Fatalf("%s: %d bytes of %+v, want %+v (%v)", name, len(read), again, f, err)
	}
	return f, read
}

func (r room) onDisk() (names []string) {
	filepath.WalkDir(r.Folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, path)
		}
		return nil
	})
	return names
}

// half is a picture 40 by 20, red on the left, blue on the right.
func half() image.Image {
	p := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			p.Set(x, y, color.RGBA{R: 255, A: 255})
			if x >= 20 {
				p.Set(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return p
}

func asJPEG(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t *testing.T, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// held is a JPEG with Exif data: how the camera was held, and where.
func held(t *testing.T, orientation byte) []byte {
	t.Helper()
	plain := asJPEG(t, half())
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00GPS 45.565 -73.905")
	segment := append([]byte{0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	return append(append(append([]byte{}, plain[:2]...), append(segment, exif...)...), plain[2:]...)
}

func TestAPhotoIsDrawnAnewUprightWithNothingButThePicture(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		for orientation, red := range map[byte]image.Point{1: {5, 10}, 2: {35, 10}, 3: {35, 10}, 4: {5, 10}, 5: {10, 5}, 6: {10, 5}, 7: {10, 35}, 8: {10, 35}} {
			f, content := r.kept("IMG_0001.JPG", held(t, orientation))
			if bytes.Contains(content, []byte("Exif")) || bytes.Contains(content, []byte("GPS")) {
				t.Errorf("orientation %d: where it was taken remains", orientation)
			}
			p, err := jpeg.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			if p.Bounds().Dx() != f.Width || p.Bounds().Dy() != f.Height || (orientation >= 5) != (f.Height == 40) {
				t.Errorf("orientation %d: %v kept as %d by %d", orientation, p.Bounds(), f.Width, f.Height)
			}
			if r, _, b, _ := p.At(red.X, red.Y).RGBA(); r < 0xc000 || b > 0x4000 {
				t.Errorf("orientation %d: red is not at %v", orientation, red)
			}
		}
	})
}

func TestEachKindOfFileIsKeptAsItsKind(t *testing.T) {
	r := newRoom(t, dbtest.SQLite(t))
	read := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	hidden := append(asPNG(t, half())[:33], chunk("tEXt", "Author\x00Marie")...)
	hidden = append(hidden, asPNG(t, half())[33:]...)
	for _, c := range []struct {
		name    string
		content []byte
		kept    string
		media   string
	}{
		{"trou.jpeg", asJPEG(t, half()), "trou.jpeg", "image/jpeg"},
		{"plan.png", hidden, "plan.png", "image/png"},
		{"photo.webp", read("photo.webp"), "photo.jpg", "image/jpeg"},
		{"photo.HEIC", read("photo.heic"), "photo.jpg", "image/jpeg"},
		{"avis.pdf", []byte("%PDF-1.7\n…"), "avis.pdf", "application/pdf"},
		{"lettre.docx", office(t, "word/document.xml"), "lettre.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"liste.xlsx", office(t, "xl/workbook.xml"), "liste.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"../../etc/note d’été\r\n.txt", []byte("Bonjour, ça va?\r\n"), "note d’été.txt", "text/plain; charset=utf-8"},
	} {
		f, content := r.kept(c.name, c.content)
		if f.Name != c.kept || f.MediaType != c.media || f.State != files.Clean {
			t.Errorf("%s: got %q %s %s, want %q %s", c.name, f.Name, f.MediaType, f.State, c.kept, c.media)
		}
		if bytes.Contains(content, []byte("Marie")) {
			t.Errorf("%s: the author's name remains", c.name)
		}
	}
}

func chunk(kind, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, kind+data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(kind+data)))
}

// office is a document with the given entries.
func office(t *testing.T, names ...string) []byte {
	t.Helper()
	entries := map[string]string{}
	for _, n := range names {
		entries[n] = "<w/>"
	}
	return packed(t, entries)
}

func packed(t *testing.T, entries map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range entries {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, content)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// enormous is a PNG of a few bytes whose header claims a picture of w by h.
func enormous(t *testing.T, w, h uint32) []byte {
	t.Helper()
	header := binary.BigEndian.AppendUint32(nil, w)
	header = binary.BigEndian.AppendUint32(header, h)
	header = append(header, 8, 2, 0, 0, 0)
	return append([]byte("\x89PNG\r\n\x1a\n"), append(chunk("IHDR", string(header)), chunk("IDAT", "")...)...)
}

func TestWhatIsNotWhatItsNameSaysIsRefusedAndLeavesNothing(t *testing.T) {
	r := newRoom(t, dbtest.SQLite(t))
	link := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		h := &zip.FileHeader{Name: "word/document.xml"}
		h.SetMode(os.ModeSymlink | 0o777)
		w, _ := z.CreateHeader(h)
		io.WriteString(w, "/etc/passwd")
		z.Close()
		return b.Bytes()
	}
	many := map[string]string{"word/document.xml": ""}
	for i := range 1000 {
		many["word/"+id.Number(2026, i)] = ""
	}
	for what, c := range map[string]struct {
		name    string
		content []byte
	}{
		"no extension":          {"photo", asJPEG(t, half())},
		"svg":                   {"plan.svg", []byte("<svg/>")},
		"svg as text":           {"plan.txt", []byte("  <SVG onload=x>")},
		"page as text":          {"page.txt", []byte("\ufeff<!DOCTYPE html><script>")},
		"script as text":        {"a.txt", []byte("#!/bin/sh\n")},
		"latin-1 as text":       {"a.txt", []byte("\xe9t\xe9")},
		"program as photo":      {"photo.jpg", []byte("MZ\x90\x00")},
		"png named jpg":         {"photo.jpg", asPNG(t, half())},
		"photo cut short":       {"photo.jpg", asJPEG(t, half())[:200]},
		"enormous photo":        {"photo.png", enormous(t, 60000, 60000)},
		"photo without size":    {"photo.png", enormous(t, 0, 10)},
		"movie named heic":      {"photo.heic", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")},
		"archive":               {"tout.zip", office(t, "word/document.xml")},
		"archive named docx":    {"tout.docx", office(t, "a.txt")},
		"sheet named docx":      {"tout.docx", office(t, "xl/workbook.xml")},
		"macros":                {"tout.docx", office(t, "word/document.xml", "word/vbaProject.bin")},
		"macro format":          {"tout.docm", office(t, "word/document.xml")},
		"path outside":          {"tout.docx", office(t, "word/document.xml", "../../a")},
		"link":                  {"tout.docx", link()},
		"too many entries":      {"tout.docx", packed(t, many)},
		"bomb":                  {"tout.docx", packed(t, map[string]string{"word/document.xml": strings.Repeat("a", 5<<20)})},
		"empty":                 {"vide.txt", nil},
		"text that holds bytes": {"a.txt", []byte("a\x00b")},
	} {
		if _, err := r.save(c.name, c.content); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want it refused", what, err)
		}
	}
	if left := r.onDisk(); len(left) != 0 {
		t.Errorf("left on the disk: %v", left)
	}
}

func TestAFileThatIsTooLargeIsRefusedWithoutReadingItWhole(t *testing.T) {
	r := newRoom(t, dbtest.SQLite(t))
	endless := &counting{}
	_, err := r.Save(t.Context(), files.NewFile{Name: "a.txt", Body: endless, MaxBytes: 1 << 20})
	if fault.KindOf(err) != fault.Invalid || endless.n > 2<<20 {
		t.Errorf("got %v after %d bytes", err, endless.n)
	}
}

type counting struct{ n int }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	c.n += len(b)
	return len(b), nil
}

func TestUploadsStopBeforeTheDiskIsFull(t *testing.T) {
	r := newRoom(t, dbtest.SQLite(t))
	r.Free = func(string) (float64, error) { return 0.09, nil }
	if _, err := r.save("a.txt", []byte("a")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v, want Unavailable", err)
	}
	r.Free = nil
	if _, err := r.save("a.txt", []byte("a")); err != nil && fault.KindOf(err) != fault.Unavailable {
		t.Errorf("with the real disk: %v", err)
	}
}

func TestAnOwnerSendsTwentyFilesAnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		for range 20 {
			r.kept("a.txt", []byte("a"))
		}
		if _, err := r.save("a.txt", []byte("a")); fault.KindOf(err) != fault.TooMany {
			t.Errorf("the 21st: got %v, want TooMany", err)
		}
		if _, err := r.Save(t.Context(), files.NewFile{Name: "a.txt", Owner: "luc", Body: strings.NewReader("a")}); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		r.clock.Advance(time.Hour + time.Second)
		if _, err := r.save("a.txt", []byte("a")); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
}

func TestAnOwnerKeepsTwoHundredMegabytes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		f, err := r.save("a.txt", []byte("a"))
		if err != nil {
			t.Fatal(err)
		}
		f.Size = 200<<20 - 1
		if err := r.keep(f); err != nil {
			t.Fatal(err)
		}
		r.kept("b.txt", []byte("b"))
		if _, err := r.save("c.txt", []byte("c")); fault.KindOf(err) != fault.TooMany {
			t.Errorf("got %v, want TooMany", err)
		}
	})
}

func TestBytesWithoutARowAreClearedADayLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.kept("gardé.txt", []byte("a"))
		if _, err := r.save("perdu.txt", []byte("b")); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			after   time.Duration
			removed int
			left    int
		}{{0, 0, 2}, {25 * time.Hour, 1, 1}, {time.Hour, 0, 1}} {
			r.clock.Advance(c.after)
			removed, err := r.Clean(t.Context())
			if err != nil || removed != c.removed || len(r.onDisk()) != c.left {
				t.Errorf("after %s: removed %d, left %d, %v", c.after, removed, len(r.onDisk()), err)
			}
		}
	})
}

func TestNobodyOpensAFileBeforeTheAntivirusSaysClean(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		harmless, away := true, errors.New("the antivirus is away")
		r.Scan = func(context.Context, string) (bool, error) { return harmless, away }
		f, err := r.save("a.txt", []byte("a"))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.keep(f); err != nil {
			t.Fatal(err)
		}
		wantOpen := func(when string, want fault.Kind) {
			t.Helper()
			body, _, err := r.Open(t.Context(), f.ID)
			if err == nil {
				body.Close()
			}
			if fault.KindOf(err) != want {
				t.Errorf("%s: got %v, want %q", when, err, want)
			}
		}
		wantOpen("while it waits", fault.Conflict)
		if err := r.ScanWaiting(t.Context()); !errors.Is(err, away) {
			t.Errorf("got %v", err)
		}
		wantOpen("while the antivirus is away", fault.Conflict)
		away = nil
		if err := r.ScanWaiting(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantOpen("once it is clean", "")

		g, err := r.save("b.txt", []byte("b"))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.keep(g); err != nil {
			t.Fatal(err)
		}
		harmless, f = false, g
		if err := r.ScanWaiting(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantOpen("once it is refused", fault.Conflict)
		if len(r.onDisk()) != 1 {
			t.Errorf("the refused bytes remain: %v", r.onDisk())
		}
	})
}

func TestAFileThatDoesNotExistIsNotFound(t *testing.T) {
	r := newRoom(t, dbtest.SQLite(t))
	for _, file := range []string{"", "x", "../../../etc/passwd"} {
		if _, _, err := r.Open(t.Context(), file); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: got %v, want NotFound", file, err)
		}
	}
}

func FuzzFilesAreInspectedWithoutTrust(f *testing.F) {
	f.Add("a.jpg", held(&testing.T{}, 6))
	f.Add("a.png", asPNG(&testing.T{}, half()))
	f.Add("a.docx", office(&testing.T{}, "word/document.xml"))
	f.Add("a.txt", []byte("Bonjour"))
	f.Add("a.webp", []byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	s := files.Service{DB: dbtest.SQLite(f), Clock: clock.System(), Folder: f.TempDir(), Free: func(string) (float64, error) { return 1, nil }}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		kept, err := s.Save(t.Context(), files.NewFile{Name: name, Body: bytes.NewReader(content)})
		if err == nil && (kept.Name == "" || strings.ContainsAny(kept.Name, "/\\\r\n\"")) {
			t.Errorf("%q is kept under the name %q", name, kept.Name)
		}
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	})
}
