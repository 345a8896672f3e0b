// Package library is the family's file at the library: the cards of a household with their
// loans, holds and fees, renewals, and reminders before anything costs money.
//
// The library's own system stays the master; System is all that is asked of it. The room keeps
// a dated copy of each linked card, refreshed in the background, and pages read the copy: a
// system that is slow, wrong or away costs a page nothing. A renewal goes through at once, or
// says that it did not.
//
// A card is linked by its number and PIN, which the library checks. The PIN is kept only for a
// system that asks for it each time, sealed. What somebody borrows is theirs: another adult of
// the household sees how many documents and when, titles only if the owner shares them; the
// staff sees titles with a written reason. What was borrowed before is kept only for those who
// ask for it.
//
// An answer about another card than the one asked for is dropped and written down as an event
// of security, never shown.
//
// Tables: library_card, library_copy, library_past, library_order, library_line, library_try,
// library_setting, library_secret, library_export, library_reader.
package library
