// Package rush is the morning of an opening: so many families at once, each with a browser.
// They sign in, prepare their carts, take a ticket in the waiting room, come in when it is
// their turn, hold what they prepared and confirm it, and some press twice. It counts what
// each was answered and how long each answer took, and compares what was acknowledged with
// what the registers hold: nobody too many, nothing lost, nothing twice.
//
// It visits a town over the network, or a handler in its own process, and knows of it only
// what a browser sees.
package rush
