// Package journal is the book in which the city hall writes who did what, and above all
// who looked at whose file: when, from where, about whom, what, and why. A citizen reads
// there who consulted their own file; the privacy officer reads all of it.
//
// Entries are added and never changed: the database itself refuses anything else. Each is
// sealed after it is written, with a key that is not in the database, over its content and
// the seal before it; the head of that chain is kept outside the database too. So an entry
// that is edited, removed, moved, cut off at the end or rewritten is found by Verify.
//
// Entries carry identifiers, never names, so that a person can be erased and the book kept.
//
// Tables: journal_entry, journal_seal, journal_pending.
package journal
