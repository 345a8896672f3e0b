// Package acquirer is the card house of the demonstration: it answers the requests that
// connect/stripe sends, as Stripe does, shows a hosted page on which nobody types a card, and
// signs its messages. So a visitor can pay, be refused or walk away, and everything behind it
// is what a city runs. A city never serves these pages.
//
// What it was asked for is written line by line into a file of the demonstration's folder, so
// that it is still known after a restart. It has no table.
package acquirer
