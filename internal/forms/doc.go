// Package forms is the counter where papers are handed in. It reads a form into a struct,
// and sees to it that a form handed in twice (a double click, a lost connection, a retry)
// has its effect once: the second answer equals the first.
//
// Each form carries a key of its own in the hidden field cle. The use case claims the key
// in its own transaction, so that the claim stands exactly when the effect does. The same
// key with other content is refused. Keys are forgotten after two days.
//
// Tables: forms_done.
package forms
