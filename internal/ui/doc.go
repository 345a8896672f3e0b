// Package ui is how the town hall looks and answers: the page around every screen, the
// components every screen is made of, and the counter that takes each HTTP request, checks
// who asks and what they may do, and turns refusals into pages a person can act on.
//
// A room's pages are functions of type Handler listed as Routes, each naming the right it
// needs. Mux serves them with the protections of the house: headers, size limits, one log
// line, cross-site refusal, an apology with a number when we fail. A Handler returns its
// error as it is; Handle alone maps kinds of faults to statuses.
//
// Components take one struct of ready values and text already in the reader's language.
// Their looks live in assets/css, on top of a subset of govuk-frontend (MIT); each is shown
// in all its states on /styleguide. Everything works without JavaScript: sem.js only
// improves what is there.
package ui

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate
