// Package accounts is the door of the town hall: who may come in, how they prove who they
// are, and how they get back in when they have lost their key.
//
// A citizen's account belongs to one person and opens with a user code of six digits, or an
// e-mail or mobile number of that person, and a password. Two people of one household may
// share an e-mail. A member of the staff has a work e-mail, a password, and a second factor
// that cannot be left out. Nobody is born administrator: the first one is made with a token
// printed on the terminal of the machine.
//
// What this room says is the same whether an account exists or not: same words, same
// status, same work. What is found out goes to the address it concerns, by mail.
//
// A wrong password costs time that grows; the devices an account has been used from have
// time of their own, so that nobody can shut a citizen out by guessing. Links and codes are
// random, kept as digests, short-lived, and serve once. Seeds of second factors are sealed
// with the city's key.
//
// Tables: accounts_account, accounts_token, accounts_factor, accounts_recovery,
// accounts_device, accounts_attempt.
package accounts
