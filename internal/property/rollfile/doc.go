// Package rollfile reads the file in which the ministry publishes the assessment roll of a
// municipality (Rôles d’évaluation foncière du Québec, format versions 2.6 to 2.9): bytes go
// in, properties and the faults of the file come out, line by line.
//
// It knows the codes of the ministry's manual and the words that the codes of an address stand
// for. It knows no property of the town: which of them a unit is, who may see it and what
// changed are the business of the room property, which calls it.
//
// The file is foreign: it may be cut short, made by hand or made to exhaust its reader. It is
// read as a stream in little memory, whatever its size, and nothing in it is followed: no
// document type, no entity of its own, no other file. What the manual does not have is kept as
// it is written, and counted.
package rollfile
