// Package stacks is the library of the demonstration: a small system of its own that lends
// books, keeps holds and fees by card, and speaks SIP2 over a real socket, so that everything
// before it is what a city runs. A city never serves it.
//
// Its titles are classics that belong to everybody, or invented; its cards are numbered, those
// of the demonstration's people first. What was renewed, reserved or given up is written line by
// line into a file of the demonstration's folder, so that it is still so after a restart. It has
// no table. A page stops it and starts it again, to see what the town's pages do without it.
//
// With quirks it answers as deployed systems do that bend the protocol, for tests.
package stacks
