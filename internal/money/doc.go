// Package money counts the city's money: whole cents, rates, and the words both are
// written in. Nothing here is a floating number, so that an account is right to the cent.
package money
