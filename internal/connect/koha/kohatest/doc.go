// Package kohatest is a small Koha for tests, written against Koha's documented interfaces: the
// REST interface of api/v1/swagger and ILS-DI of C4/ILSDI. It is as strict as Koha: a question
// with a word that its release does not know is refused, and so is one without a good account.
// Its switches are what releases and ailing servers do differently.
package kohatest
