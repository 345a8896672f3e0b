// Package desk is the city's one counter: whoever answers the phone, the door or the
// mailbox finds the person in one box and opens one file with everything the city and that
// person have going.
//
// It owns nothing that lasts. What it shows belongs to the rooms below, which join by
// small interfaces: a Feed makes documents findable, a Register answers for numbers and
// codes, a Source gives its part of a person's file. A later room joins by being listed;
// nothing here changes.
//
// Whoever searches and opens files holds session.DeskUse. Every file opened is in the
// journal with its reason, one of Reasons, and the person concerned can read it there.
//
// It has no table. The finder's index lives in the memory of each node, is filled at start
// and is caught up with the registers at each search, so that a person added a second ago
// through any node is found.
package desk
