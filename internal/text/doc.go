// Package text reads and writes the small texts of a town hall: names as people type them
// into a search box, telephone numbers, postal codes, and lines that must be shown safely.
//
// It knows writing, not persons: what it returns is text, and nothing here asks a database.
package text
