// Package intake reads the files of other offices: tables as spreadsheets write them, what
// is wrong in them line by line, and the account of what an import did.
//
// A file is taken whole or not at all. Whoever sent it gets every faulty line at once, each
// with field, reason and remedy.
package intake
