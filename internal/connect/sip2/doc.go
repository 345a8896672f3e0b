// Package sip2 is the wire to a library whose system speaks SIP2, the 3M Standard Interchange
// Protocol 2.00, as deployed systems speak it: plain TCP or TLS, one question and one answer at
// a time on a connection. It turns what the library room asks into messages, and answers into
// the room's words. No rule of the town lives here, and no message leaves it.
//
// A read is asked again once, on a new connection, when the old one turns out to be closed; a
// deed never is, unless the library's own state says that it was not done. An answer about
// another card than the one asked for is refused. Answers are bounded, calls end when their
// context does, and connections are few, short-lived, and signed in once each.
//
// A transcript of a library can be recorded with everything masked that tells who borrows what.
package sip2
