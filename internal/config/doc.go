// Package config reads the settings of the program: from flags, then the environment,
// then sem.toml in the data folder. It is the only reader of the environment.
package config
