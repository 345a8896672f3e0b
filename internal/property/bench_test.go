package property

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/places"
)

// writeBig writes a roll as the ministry lays it out, with so many units, and gives its size.
func writeBig(t testing.TB, year, units int) (name string, size int64) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "RL72005.xml")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintf(w, "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<RL xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"RL.xsd\">\n  <VERSION>2.9</VERSION>\n  <RLM01A>72005</RLM01A>\n  <RLM02A>%d</RLM02A>\n", year)
	for i := range units {
		land, building := 100_000+i%90_000, 200_000+i%150_000
		fmt.Fprintf(w, `  <RLUEx>
    <RL0101>
      <RL0101x>
        <RL0101Ax>%d</RL0101Ax>
        <RL0101Ex>RU</RL0101Ex>
        <RL0101Gx>RUE-NUMÉRO-%d</RL0101Gx>
      </RL0101x>
    </RL0101>
    <RL0103>
      <RL0103x>
        <RL0103Ax>%07d</RL0103Ax>
      </RL0103x>
    </RL0103>
    <RL0104>
      <RL0104A>%04d</RL0104A>
      <RL0104B>%02d</RL0104B>
      <RL0104C>%04d</RL0104C>
      <RL0104D>3</RL0104D>
      <RL0104E>000</RL0104E>
      <RL0104F>0000</RL0104F>
    </RL0104>
    <RL0105A>1000</RL0105A>
    <RL0106A>%d</RL0106A>
    <RL0107A>1108</RL0107A>
    <RL0201>
      <RL0201x>
        <RL0201Gx>2016-06-14</RL0201Gx>
        <RL0201Hx>1</RL0201Hx>
      </RL0201x>
      <RL0201U>1</RL0201U>
    </RL0201>
    <RL0301A>18.29</RL0301A>
    <RL0302A>548.30</RL0302A>
    <RL0303A>0</RL0303A>
    <RL0306A>1</RL0306A>
    <RL0307A>1974</RL0307A>
    <RL0307B>R</RL0307B>
    <RL0308A>112.3</RL0308A>
    <RL0309A>1</RL0309A>
    <RL0310A>1</RL0310A>
    <RL0311A>1</RL0311A>
    <RL0401A>%d-07-01</RL0401A>
    <RL0402A>%d</RL0402A>
    <RL0403A>%d</RL0403A>
    <RL0404A>%d</RL0404A>
    <RL0405A>%d</RL0405A>
    <RL0501A>0</RL0501A>
  </RLUEx>
`, 1+i%90, i/90, 1_000_000+i, i%10_000, i/10_000%100, i/1_000_000, 80_000_000+i, year-2, land, building, land+building, land)
	}
	fmt.Fprint(w, "</RL>\n")
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return name, at
}

// fillRegister gives the city the doors of the first units.
func fillRegister(t testing.TB, tw *town, doors int) {
	t.Helper()
	var all []places.Address
	for i := range doors {
		all = append(all, places.Address{Civic: strconv.Itoa(1 + i%90), Street: "rue Rue-Numéro-" + strconv.Itoa(i/90)})
	}
	tw.ok(tw.DB.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tw.Places.Fill(t.Context(), tx, all)
		return err
	}))
}

// BenchmarkImport reads the roll of a city of 17 000 units whose register has every door, then
// the same file again, then one of 60 MB; it reports seconds, and megabytes a second.
func BenchmarkImport(b *testing.B) {
	for _, on := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", func(t testing.TB) *db.DB { return dbtest.Postgres(t) }}} {
		b.Run(on.name, func(b *testing.B) {
			for b.Loop() {
				tw := newTown(b, on.open(b))
				fillRegister(b, tw, 17_000)
				city, cityBytes := writeBig(b, 2026, 17_000)
				large, largeBytes := writeBig(b, 2023, 51_000)
				first := tw.timed(city)
				again := tw.timed(city)
				big := tw.timed(large)
				b.ReportMetric(first.Seconds(), "city_s")
				b.ReportMetric(again.Seconds(), "again_s")
				b.ReportMetric(float64(cityBytes)/1e6/first.Seconds(), "city_MB/s")
				b.ReportMetric(float64(largeBytes)/1e6, "large_MB")
				b.ReportMetric(float64(largeBytes)/1e6/big.Seconds(), "large_MB/s")
			}
		})
	}
}

// timed imports a file and tells how long it took.
func (tw *town) timed(name string) time.Duration {
	tw.Helper()
	file, err := os.Open(name)
	tw.ok(err)
	defer file.Close()
	start := clock.System().Now()
	r, err := tw.Import(tw.Context(), file, ImportOptions{})
	if err != nil {
		tw.Fatal(err, r.Faults)
	}
	return clock.Since(start)
}

// TestAProvinceOfARollFitsInLittleMemory reads a gigabyte when it is asked to: it takes
// minutes and the disk.
func TestAProvinceOfARollFitsInLittleMemory(t *testing.T) {
	units, err := strconv.Atoi(os.Getenv("SEM_LARGE_ROLL"))
	if err != nil {
		t.Skip("SEM_LARGE_ROLL says no number of units")
	}
	tw := newTown(t, dbtest.SQLite(t))
	name, size := writeBig(t, 2026, units)
	took := tw.timed(name)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	status, _ := os.ReadFile("/proc/self/status")
	peak := ""
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") {
			peak = strings.TrimSpace(line)
		}
	}
	t.Logf("%d MB in %v, %.0f MB/s; %s; heap %d MB", size/1e6, took, float64(size)/1e6/took.Seconds(), peak, m.HeapSys>>20)
}
