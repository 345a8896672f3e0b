// Package stripe is the wire to Stripe, whose hosted page takes the cards of those who pay on
// line: it turns orders of payments into requests of Stripe's interface, and its answers and
// messages into events. No rule lives here, no type of Stripe leaves it, and no number of a card
// is ever seen.
//
// A request has a deadline, follows no redirection, reads a bounded answer, and carries a key by
// which Stripe does the same thing once. A message is believed when one of its v1 signatures is
// the HMAC-SHA256 of its time and its body under the endpoint's secret, and its time is within
// five minutes of ours (https://docs.stripe.com/webhooks#verify-manually). Keys of test accounts
// (sk_test_…) go with messages of rehearsals, keys of live accounts with real ones; the others
// are told apart as foreign.
package stripe
