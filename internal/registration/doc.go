// Package registration keeps the places of leisure: who has one, who holds one for a moment,
// who waits for one, and who gave one up.
//
// A place is one person in one group. It is wished before the registrations open, held for a
// quarter of an hour in a cart, confirmed once it is paid or costs nothing, or waits on the
// list of a full group, from where it is offered when a place frees up. The table next says
// what may follow what.
//
// Never one place too many: a place is taken by one conditional UPDATE of the seats of its
// group, in the transaction that writes it, and each person has at most one live place in a
// group. What frees a place offers it to the next in line in the same transaction. Holds and
// offers that are past their time give their place back when somebody asks for it, and each
// minute.
//
// A citizen acts for themself, for the children and dependants whom they may register, and for
// whoever gave them a mandate for leisure. The counter (LeisureDesk) acts for anybody, each
// deed journaled, and may set a rule aside with a motive. Rosters, attendance and what a team
// must know of a child are LeisureTeam's.
//
// The price of a place is fixed when it is held, for as long as it is held: a base, what the
// audience adds, the options, and the reduction of the session for the second and later
// children of one payer, in the order of their registration.
//
// Tables: registration_place, registration_seats, registration_order, registration_counter,
// registration_override, registration_attendance, registration_sheet.
package registration
