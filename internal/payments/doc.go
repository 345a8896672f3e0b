// Package payments is the city's cash office: what people owe for what they asked for, how
// they paid it, and what was given back.
//
// A room that sells something makes a bill (Owe) in its own transaction. The bill is paid on
// the hosted page of a provider of card payments, or at the counter in cash, by cheque, on the
// card terminal, with the credit of the person, or later. In the transaction of the payment the
// room hears of it (Room.BillPaid) and delivers, or gives back what it can deliver no more.
//
// All of it is booked by double entry in whole cents: the entries of a movement add up to zero,
// and nothing booked is ever changed or removed; the database itself refuses it. Verify
// compares the books with the bills, the tills and the credits.
//
// What a provider says is proved by its signature and compared with what we asked: it may come
// late, twice or in any order, and a payment is booked once. No number of a card ever reaches us.
//
// The payer, and those who act for them, see their bills and pay them. Those who may take
// payments hold a till of their own; those who manage payments read the books, and decide on the
// refunds above the city's limit that somebody else asked for.
//
// Tables: payments_bill, payments_counter, payments_checkout, payments_event, payments_payment,
// payments_refund, payments_credit, payments_till, payments_movement, payments_entry,
// payments_told, payments_asked.
package payments
