package db

import "testing"

func TestMarksLoseTheirNumbersWhereTheyStandInOrder(t *testing.T) {
	for given, want := range map[string]string{
		"SELECT 1": "SELECT 1",
		"UPDATE t SET a = $1, b = $2 WHERE c = $3":            "UPDATE t SET a = ?, b = ? WHERE c = ?",
		"UPDATE t SET a = $1, b = $2, c = $2":                 "UPDATE t SET a = $1, b = $2, c = $2",
		"SELECT '$1 $' || $1":                                 "SELECT '$1 $' || ?",
		"SELECT $2, $1":                                       "SELECT $2, $1",
		"SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11": "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
	} {
		if got := plainMarks(given); got != want {
			t.Errorf("%s became %s, want %s", given, got, want)
		}
	}
}
