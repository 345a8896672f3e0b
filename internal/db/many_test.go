package db_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
)

func TestManyRowsAreWrittenTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at := time.Date(2027, 1, 11, 18, 0, 0, 0, time.UTC)
		var seen []string
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `CREATE TABLE db_many (id TEXT PRIMARY KEY, n BIGINT, yes BOOLEAN NOT NULL, at TIMESTAMP, never TIMESTAMP, word TEXT)`)
			if err != nil {
				return err
			}
			m := db.Many{Table: "db_many", Columns: []string{"id", "n", "yes", "at", "never", "word"}, Fresh: true}
			for i := range 90 {
				row := []any{fmt.Sprintf("%02d", i), int64(i), i%2 == 0, at, time.Time{}, nil}
				if i == 3 {
					row[1], row[3], row[5] = nil, time.Time{}, "trois"
				}
				m.Rows = append(m.Rows, row)
			}
			if n, err := tx.InsertMany(t.Context(), m); n != 90 || err != nil {
				t.Errorf("%d rows, %v", n, err)
			}
			m.Rows = [][]any{{"89", int64(0), true, at, nil, nil}, {"90", int64(90), true, at, nil, "dernier"}}
			if n, err := tx.InsertMany(t.Context(), m); n != 1 || err != nil {
				t.Errorf("one of them was there: %d rows, %v", n, err)
			}
			counts, err := tx.ExecEach(t.Context(), "UPDATE db_many SET n = n + $1 WHERE n >= $2 AND yes", [][]any{{int64(1000), int64(88)}, {int64(1), int64(5000)}})
			if err != nil || !slices.Equal(counts, []int64{2, 0}) {
				t.Errorf("each has touched %v, %v", counts, err)
			}
			m.Fresh, m.Rows = false, [][]any{{"91", int64(91), false, nil, nil, nil}}
			return tx.SendMany(t.Context(), m)
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := d.Query(t.Context(), "SELECT id, COALESCE(n, -1), yes, at, never, COALESCE(word, '') FROM db_many ORDER BY id")
		_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
			var id, word string
			var n int64
			var yes bool
			var when, never time.Time
			err := r.Scan(&id, &n, &yes, &when, &never, &word)
			if id == "03" || id >= "88" {
				seen = append(seen, fmt.Sprintf("%s %d %t %t %t %s", id, n, yes, when.Equal(at), never.IsZero(), word))
			}
			return struct{}{}, err
		})
		want := []string{"03 -1 false false true trois", "88 1088 true true true ", "89 89 false true true ", "90 1090 true true true dernier", "91 91 false false true "}
		if err != nil || !slices.Equal(seen, want) {
			t.Errorf("kept %q, want %q, %v", seen, want, err)
		}
	})
}
