// Package openingweb is the pages of the openings: the waiting room with its rank, the draw
// that anybody may check, the report after it, and the side of the staff where the pace is
// set.
//
// The page of the line is small and needs no script: the browser asks for it again by the
// Refresh header, spread over the families so that they do not all come at the same moment.
// Quick answers it from memory to a browser that shows the slip of its ticket, before anybody
// looks up who it is; every few minutes it is let through, which keeps the session in use.
package openingweb
