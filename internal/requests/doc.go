// Package requests is the one-stop desk: what people ask of the city, and what the city
// does about it.
//
// An Interaction is a contact, on any channel, in or out. A Request is a piece of work
// the city owes an answer for. A contact has no, one or several requests; a question
// answered on the spot needs none.
//
// A request begins with a promise: a date worked out from its Type in business days. The
// promise never moves silently. MovePromise demands a reason and tells the citizen; the
// clock stops only while the city waits for the citizen, and the promise then moves by
// the business days of the wait. Everything that happens is an Event, added and never
// changed, each with the eyes it is meant for: the citizen's, the staff's, or those of
// the department alone.
//
// A request is settled with an outcome and a sentence. The citizen may contest it with
// one click, and somebody else takes it up. state.go holds the table of what may be done
// in each state; the other rules are methods of Request, without clock nor database. The
// use cases are methods of Service: they load the request, ask the rule, save, and tell
// whoever reported or follows it, in one transaction.
//
// A citizen sees their own requests, those of the people in their care, and the public
// part of those they follow. Any member of the staff reads any request, except what is
// kept for its department; only its department, and the desk, work on it.
//
// Types, departments and holidays are data: the files under types and calendar are the
// first ones a city is given.
//
// Tables: requests_request, requests_event, requests_attachment, requests_follower,
// requests_draft, requests_interaction, requests_interaction_request, requests_type,
// requests_type_version, requests_department, requests_holiday, requests_counter.
package requests
