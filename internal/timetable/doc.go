// Package timetable puts the courses of a family side by side: what each of them has on a day,
// what moved or was cancelled, and what cannot both be done.
//
// It reads the places that registration confirmed, for those whose matters the viewer may see,
// and the classes of the program. A child of two households is on the timetable of both. Beside
// the courses, somebody may keep activities that need no registration; those are of the
// household that keeps them, and the other household of a child does not see them.
//
// A timetable is followed by a phone under a secret address, one of the family and one of each
// person. The database keeps its digest only. What the address gives is what its owner may see
// at the moment it is read; it is revoked at one press, and a new one made.
//
// Tables: timetable_kept, timetable_feed.
package timetable
