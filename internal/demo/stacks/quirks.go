package stacks

import (
	"time"

	"sem/internal/connect/sip2"
)

// Quirks is how a server bends the protocol. The zero value is the demonstration's library.
type Quirks struct {
	User, Password string       // User must sign in with Password; empty takes anybody.
	Charset        sip2.Charset // Charset is how it writes, UTF-8 by default.

	CRLF        bool // CRLF ends lines with both characters.
	StrayLF     bool // StrayLF begins lines with a line feed, as servers that send it late do.
	NoDetection bool // NoDetection leaves out AY and AZ.
	BadSums     int  // BadSums makes the checksum of every so many answers wrong; repeated, it is right.
	AskAgain    int  // AskAgain asks for every so many questions to be repeated before reading them.
	OldSequence bool // OldSequence answers with the digit of another question.

	Supports    string // Supports is BX, all that it does by default.
	NoPINCheck  bool   // NoPINCheck says nothing of the PIN.
	Institution string // Institution is AO, the library's own by default.

	BlankFlags  bool   // BlankFlags writes flags that are not set as blanks; else N.
	BlankCounts bool   // BlankCounts tells no counts.
	PageCap     int    // PageCap is the most it lists at once; 0 is all that is asked.
	NoPaging    bool   // NoPaging lists all, whatever is asked.
	FreeText    bool   // FreeText lists titles in place of numbers.
	WithTitles  bool   // WithTitles lists numbers and titles, with a bar between.
	HoldsAreAll bool   // HoldsAreAll counts waiting holds among the others too.
	NoItems     bool   // NoItems knows nothing of any copy.
	NotOnItems  bool   // NotOnItems hangs up when it is asked for a copy.
	NoFees      bool   // NoFees leaves out the fields of fees.
	DueForm     string // DueForm is how due dates are written, as in package time; the protocol's by default.

	Swap       bool          // Swap answers about the neighbour's card.
	CloseAfter int           // CloseAfter closes a connection, without a word, after so many answers.
	OneGuest   bool          // OneGuest hangs up on a second connection while there is one.
	Slow       time.Duration // Slow is how long it thinks.
	OneByte    bool          // OneByte sends each byte by itself.
	Hang       bool          // Hang never answers.
	Garbage    bool          // Garbage answers what is no message.
	Reset      bool          // Reset breaks connections off in the midst of an answer.
	Endless    bool          // Endless answers without an end.
	NoDueDate  bool          // NoDueDate does not say until when something is renewed.
	LoseDeed   bool          // LoseDeed hangs up before the first renewal is done.
	LoseAnswer bool          // LoseAnswer does the first renewal and hangs up without an answer.
}
