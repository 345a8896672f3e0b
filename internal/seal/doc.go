// Package seal closes what the city keeps but must not read in passing: the number of a
// taxpayer, what a family says of a child's health, the PIN of a library card, the secret of
// another system. It is AES-256-GCM with a random nonce.
//
// What is sealed is bound to where it stands, by a name such as table/column/row: moved to
// another row, it no longer opens. The text says which key closed it, so that another key can
// follow.
package seal
