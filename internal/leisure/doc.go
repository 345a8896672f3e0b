// Package leisure is the program of the town's leisure: what is offered, when, where, for
// whom, at what price, and who may register.
//
// A Session (fall, winter, spring, summer of a year) has activities; an Activity has groups;
// a Group meets on the days of its occurrences. Prices are by audience: residents, people of
// a neighbouring town with an agreement, and others. Registration opens by dated windows for
// an audience and a channel; those of a group win over those of its activity, which win over
// those of its session.
//
// The Program is a picture of all of it in memory, which never changes: pages, carts and
// calendars read it without asking the database. A deed makes a new one, and other nodes see
// it when they next Refresh.
//
// Whether somebody may register is decided by named rules: each answers yes, no or unknown,
// with the reason and the remedy. They are pure, so that the same rules speak when a course is
// wished for, held and paid.
//
// Anybody sees what is published. Whoever holds LeisureManage builds the program; each deed is
// journaled. Places, carts, waiting lists and money are the matter of other rooms.
//
// Tables: leisure_session, leisure_activity, leisure_group, leisure_occurrence, leisure_site,
// leisure_policy, leisure_mark.
package leisure
