// Package lottery gives the places of an activity by a draw among ranked choices, where being
// quick at nine in the morning should not decide: the weeks of a day camp, above all.
//
// Whoever holds the right LeisureManage takes together activities of a session that are marked
// as drawn, says from when until when choices are taken, and publishes. From then on the
// commitment is public: the SHA-256 of a seed that nobody is shown. A family ranks choices for
// each of its people, on its own or by somebody at the counter (LeisureDesk), may have siblings
// go together or not at all, and changes its mind until the close. One family is one ticket.
//
// The draw puts the tickets in an order by the recipe of opening.Draw, and Allot gives each in
// its turn the best of its choices that has room. It is one transaction, under the lock of the
// seats of registration: after a crash either nothing or everything is drawn, once, whichever
// node does it. What is drawn is an offer in registration, kept until the day by which it is
// paid; it then goes to the next on the list, which stands in the drawn order. Nobody registers
// in these groups another way before what is left is released.
//
// Anybody reads the rules, the draw with its seed, and its figures without names.
//
// Tables: lottery_draw, lottery_activity, lottery_request, lottery_child, lottery_lot,
// lottery_result.
package lottery
