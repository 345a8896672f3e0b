// Package config reads the settings of the program: a flag wins over the environment, which
// wins over sem.toml in the data folder, which wins over the default. It is the only reader
// of the environment.
//
// A setting is a field of Config: its tag names its key in sem.toml, from which follows its
// variable ("smtp.addr" is SEM_SMTP_ADDR), and says what it is for. What a clerk may change
// is not a setting: it is data with a screen.
//
// Secrets lie in files that only the program's user can read. The master key, sem.key, is
// made at the first start; the keys of the rooms are derived from it, one for each purpose.
package config
