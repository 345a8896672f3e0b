package config

import (
	"cmp"
	"os"
)

// TestDatabases says which databases the tests use: "sqlite" in the quick round, and both
// otherwise.
func TestDatabases() string { return os.Getenv("SEM_TEST_DATABASES") }

// BenchSize says how large a town the benchmarks of the whole program build: "city" unless
// SEM_BENCH_SIZE says otherwise.
func BenchSize() string { return cmp.Or(os.Getenv("SEM_BENCH_SIZE"), "city") }
