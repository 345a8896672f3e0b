// Package koha is the wire to a library that runs Koha. It speaks Koha's two interfaces: the
// REST interface (https://HOST/api/v1, JSON) with an account of service, and the older ILS-DI
// (https://OPAC/cgi-bin/koha/ilsdi.pl, XML), which asks for no account but an address that the
// library lets in. It turns their answers into the words of package library; no rule lives here
// and no type of Koha leaves it.
//
// Releases of Koha differ, so nothing is asked twice that one question settles: what a release
// does not know (the identifier of a password check, the loans of a patron with their titles,
// the names of columns) is asked the older way, and remembered until the system is opened again.
//
// Every request has a deadline that its caller sets, follows no redirection, reads a bounded
// answer, and goes only to the address that the city has set: over TLS, and to no address of a
// private network unless the city said that its server stands there. The PIN travels in the body
// of a POST, never in an address, and is not kept: the account of service, not the citizen, asks
// for loans.
//
// An answer is about the card that was asked for, or it is library.ErrOtherPatron: the number of
// the patron and that of the card are compared in each of its parts. Before a loan is renewed or
// a hold is given up, it is looked for among those of the card, for Koha does both for whoever
// asks. Errors name what was being done and Koha's status; they never quote what Koha said of
// somebody.
package koha
