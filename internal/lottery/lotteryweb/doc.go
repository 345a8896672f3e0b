// Package lotteryweb is the pages of the lotteries: the rules and the places to be drawn, the
// choices of a family and what the draw gave it, the draw that anybody may check, its figures,
// the same choices entered at the counter for somebody on the phone, and the side of those who
// set a lottery up and draw it.
package lotteryweb
