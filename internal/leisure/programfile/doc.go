// Package programfile reads the files in which two cities publish their leisure: the free
// activities of Québec, one row for each day of the week, and the calendar of activities of
// Laval, one event for each time. Bytes go in; courses and the faults of the file come out,
// line by line.
//
// It knows how these files are written, and no program of the town: which activity a course
// is, and what changed, is the business of the room leisure, which calls it.
//
// The files are foreign: they may be cut short or made by hand. Texts in HTML become plain
// text, and nothing in them is followed.
package programfile
