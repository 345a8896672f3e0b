// Package opening is the waiting room of the mornings when a session of leisure opens and
// everybody comes at once.
//
// An Event is made by itself for each moment at which groups of a session with a draw open
// at the web. From then on its commitment is public: the SHA-256 of a seed that nobody is
// shown. The room opens half an hour before. Whoever is signed in takes a ticket there, one
// for each account, which is durable before they read of it. At the opening those present
// are drawn (see Draw), and the seed is published so that anybody may draw again; who comes
// later stands behind them in the order of arrival.
//
// The line then moves at the pace that the registrations bear: Tick lets so many families
// in each second, more while what they do is answered quickly, fewer when it is not, between
// two bounds that the staff sets and may change meanwhile. Whoever's turn has come may
// register for a while (20 minutes unless the city says otherwise), counted from when they
// use it, and may come back at the end of the line after that. Registration asks Admit. The
// counter, the rest of the town and the staff never pass by here.
//
// The draw writes one line: it says how many were present. Ranks are counted from the seed
// and the tickets, so they are the same on every node and after every crash. Places in the
// line are counted under the lock of their event's row, so they become visible in their
// order on both databases.
//
// Anybody reads the rules, the draw and the report after it. Whoever holds the right
// LeisureManage sets the pace, pauses the line and lifts the room; each is journaled.
//
// Tables: opening_event, opening_ticket, opening_step.
package opening
