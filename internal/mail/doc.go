// Package mail is the town's letter box: messages by e-mail and by text, each to one
// recipient, kept until they were handed over.
//
// A message is queued in the transaction of what it tells of. A job hands it over and
// records how that went; it tries again for some hours, then the failure stays visible.
// The same key is one message, with the same Message-ID even when a crash makes us send it
// twice. What was handed over is kept without its words, which may hold a secret link; the
// demonstration alone keeps them, to show its visitors what the city would have sent.
//
// Tables: mail_message.
package mail
