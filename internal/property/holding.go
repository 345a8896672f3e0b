package property

import (
	"time"

	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property/rollfile"
)

// Role is what a person is to a property.
type Role string

// The roles.
const (
	Owner  Role = "owner"  // Owner proved it: the sheet and the tax account are theirs to see.
	Tenant Role = "tenant" // Tenant said so: nothing but the address follows from it.
)

// Proof is how somebody proved what they are to a property.
type Proof string

// The proofs.
const (
	ByBill    Proof = "bill"    // ByBill: with the code on the tax bill.
	ByLetter  Proof = "letter"  // ByLetter: with a code sent to the property by letter.
	AtCounter Proof = "counter" // AtCounter: papers seen by the staff.
	ByWord    Proof = "word"    // ByWord: a tenant says so.
	ByFile    Proof = "file"    // ByFile: it came with the city's own records.
)

// Ended is why a holding ended.
type Ended string

// The reasons.
const (
	StillHeld Ended = ""
	AtRequest Ended = "asked"   // AtRequest: the person unlinked it.
	Sold      Ended = "sold"    // Sold: the staff saw the deed.
	Mistake   Ended = "mistake" // Mistake: the staff linked the wrong property or person.
)

// Holding is what a person is, or was, to a property.
type Holding struct {
	ID        string
	Property  places.PropertyID
	Person    people.ID
	Matricule places.Matricule // Matricule is today's.
	Address   places.AddressID // Address is empty when the register of addresses does not have it.
	Line      string           // Line is the address as it is printed.
	Roll      Roll             // Roll is the newest that has the property, the zero Roll when none has it any more.
	Value     rollfile.Number  // Value is what that roll says it is worth.
	Role      Role
	Proof     Proof
	Since     time.Time
	Until     time.Time // Until is zero while it lasts.
	Ended     Ended
	EndedDay  string // EndedDay is the day of the deed of sale: 2026-09-11.
}
