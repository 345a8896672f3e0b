// Package demo builds the demonstration: a town that could be Saint-Eustache, with its
// people, their households and three years of requests on every channel, so that whoever
// tries the program finds it in use. Everything in it is invented, except the outlines of
// the districts; data/SOURCE.md says where each file comes from.
//
// The same size and the same day give the same town: whatever looks like chance comes from
// a fixed seed. What happened to a request was decided by the rules of the requests room,
// the ones that the desk obeys; the rows are then written in bulk. A test tells the same
// stories through the ordinary use cases and compares every table.
//
// The town is written household by household, so that a large one needs no more memory
// than a small one. The accounts that contract and letters name (100001 Marie Tremblay and
// the others) come last: where they can sign in, the whole town stands.
package demo
