// Package leisureweb is the citizens' pages of the leisure program: the catalogue with its
// search, the page of a group, the printable brochure, and the dates as iCalendar.
//
// Anybody may read them. Whoever is signed in is asked for whom they look; the pages then say
// in words where each of the family stands (a place of their own, in the cart, on the waiting
// list, too young until a day) and offer the deed that is possible. The deeds themselves are
// those of the cart and of the waiting list, elsewhere.
//
// Every search is asked by GET, so that its address can be shared, and none needs a script.
// A visitor's page is drawn from memory, without asking the database.
package leisureweb
