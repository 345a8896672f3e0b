// Package app is the town hall as a whole: it opens the registers, gives every room what
// it needs, lists the routes, serves them, and closes in good order. It holds no rule of
// the town.
//
// The registers may be away, at the start or later: the process stays, pages that need
// them answer 503 at once with a page that says so, and everything resumes by itself when
// they are back.
package app
