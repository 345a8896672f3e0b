package neighbourhood_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/neighbourhood"
)

// BenchmarkAroundPostGIS asks PostGIS the question of BenchmarkAround, on the same places:
// ST_DWithin on geographies, which is exact and uses its index, nearest first. It is left
// out where PostGIS is not installed.
func BenchmarkAroundPostGIS(b *testing.B) {
	d := dbtest.Postgres(b)
	ctx := b.Context()
	if _, err := d.Pool().Exec(ctx, `CREATE EXTENSION IF NOT EXISTS postgis`); err != nil {
		b.Skip("PostGIS is not installed")
	}
	loadPostGIS(b, d, province(b))
	random := rand.New(rand.NewPCG(3, 4))
	var took []time.Duration
	var found int
	b.ResetTimer()
	for b.Loop() {
		home := provincePoint(random)
		began := time.Now()
		rows, err := d.Query(ctx, `
			SELECT id, ST_Distance(shape, ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography)
			FROM   bench_place
			WHERE  ST_DWithin(shape, ST_SetSRID(ST_MakePoint($3, $4), 4326)::geography, 300)
			ORDER BY 2`, home.Lon, home.Lat, home.Lon, home.Lat)
		near, err := db.Collect(rows, err, func(r *db.Rows) (m float64, err error) {
			var id int64
			return m, r.Scan(&id, &m)
		})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
		found += len(near)
	}
	b.StopTimer()
	report(b, took, found)
}

// loadPostGIS writes the places into a table with an index of its own.
func loadPostGIS(b *testing.B, d *db.DB, places []*neighbourhood.Place) {
	b.Helper()
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	run := func(sql string) {
		_, err := d.Pool().Exec(b.Context(), sql)
		must(err)
	}
	run(`CREATE TABLE bench_place (id BIGINT, written TEXT, shape geography)`)
	must(d.InTx(b.Context(), func(tx *db.Tx) error {
		_, err := tx.Bulk(b.Context(), "bench_place", []string{"id", "written"}, func(yield func([]any) bool) {
			for i, p := range places {
				if !yield([]any{int64(i), written(p)}) {
					return
				}
			}
		})
		return err
	}))
	run(`UPDATE bench_place SET shape = ST_GeogFromText(written)`)
	run(`CREATE INDEX ON bench_place USING GIST (shape)`)
	run(`VACUUM ANALYZE bench_place`)
}

// written is the shape of a place as PostGIS reads it.
func written(p *neighbourhood.Place) string {
	if points := p.Shape.Points(); len(points) == 1 {
		return fmt.Sprintf("POINT(%.7f %.7f)", points[0].Lon, points[0].Lat)
	}
	ring := ""
	for i, q := range p.Shape.Lines()[0] {
		if i > 0 {
			ring += ","
		}
		ring += fmt.Sprintf("%.7f %.7f", q.Lon, q.Lat)
	}
	return "POLYGON((" + ring + "))"
}
