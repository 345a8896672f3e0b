package config

import "os"

// TestDatabases says which databases the tests use: "sqlite" in the quick round, and both
// otherwise.
func TestDatabases() string { return os.Getenv("SEM_TEST_DATABASES") }
