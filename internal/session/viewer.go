// Package session knows who is looking: the signed-in person of a request, what their
// role allows, and the sessions they have open. A session is a random secret in a cookie;
// the database keeps its digest only.
//
// Tables: session_session.
package session

import (
	"context"
	"slices"
	"time"
)

// Role is what a member of the staff is trusted with. Citizens have none.
type Role string

// The roles of the city hall.
const (
	NoRole         Role = ""               // NoRole is a citizen's.
	Agent          Role = "agent"          // Agent answers at the counter, on the phone and in the mailbox.
	Works          Role = "travaux"        // Works handles the requests of their own department.
	Leisure        Role = "loisirs"        // Leisure builds sessions and fills courses.
	Communications Role = "communications" // Communications publishes news and emergencies.
	Moderator      Role = "moderation"     // Moderator keeps the discussion groups civil.
	Privacy        Role = "vieprivee"      // Privacy answers for personal information.
	Administrator  Role = "admin"          // Administrator sets the city up and grants roles.
)

// Right is what a route demands of the person who calls it.
type Right string

// The rights a route can demand.
const (
	Anyone        Right = "anyone"         // Anyone, signed in or not.
	Citizen       Right = "citizen"        // Citizen: whoever is signed in, for what is their own.
	OwnFile       Right = "file"           // OwnFile: whoever has a file of their own; the staff see files at the desk, where each look is written down.
	StaffHome     Right = "staff"          // StaffHome: any member of the staff.
	DeskUse       Right = "desk"           // DeskUse: search, files, calls, logging contacts.
	RequestsWork  Right = "requests.work"  // RequestsWork: queues and the workbench of requests.
	RequestsMerge Right = "requests.merge" // RequestsMerge: duplicates, other department's requests, reopening.
	PeopleEdit    Right = "people.edit"    // PeopleEdit: correct a person, households, attach an account.
	JournalRead   Right = "journal.read"   // JournalRead: who consulted which file.
	StaffManage   Right = "staff.manage"   // StaffManage: add staff, change roles.

	PropertyWork      Right = "property.work"      // PropertyWork: codes by letter, linking and unlinking a property at the counter.
	TaxRead           Right = "tax.read"           // TaxRead: a tax account, with a reason that is journaled.
	TaxManage         Right = "tax.manage"         // TaxManage: the rules of instalments and interest.
	CollectionsManage Right = "collections.manage" // CollectionsManage: sectors, rules and exceptions of the collections.
	WateringManage    Right = "watering.manage"    // WateringManage: watering rules, permits and bans.
	PlacesManage      Right = "places.manage"      // PlacesManage: the services, schools and parks of the neighbourhood.

	LeisureManage  Right = "leisure.manage"  // LeisureManage: sessions, activities, groups, openings; cancelling them.
	LeisureDesk    Right = "leisure.desk"    // LeisureDesk: registering somebody at the counter or on the phone, withdrawing them.
	LeisureTeam    Right = "leisure.team"    // LeisureTeam: rosters, attendance, what a team must know of a child.
	PaymentsTake   Right = "payments.take"   // PaymentsTake: a till of one's own, payments at the counter.
	PaymentsManage Right = "payments.manage" // PaymentsManage: the books, reconciliation, refunds that need a second person.

	LibraryManage Right = "library.manage" // LibraryManage: which system the library has, and how it is reached.
)

// rights is the one table of who may do what. Routes name a right; this names its holders.
var rights = map[Right][]Role{
	StaffHome:     {Agent, Works, Leisure, Communications, Moderator, Privacy, Administrator},
	DeskUse:       {Agent, Administrator},
	RequestsWork:  {Agent, Works, Leisure, Communications, Administrator},
	RequestsMerge: {Agent, Administrator},
	PeopleEdit:    {Agent, Administrator},
	JournalRead:   {Privacy},
	StaffManage:   {Administrator},

	PropertyWork:      {Agent, Administrator},
	TaxRead:           {Agent, Administrator},
	TaxManage:         {Administrator},
	CollectionsManage: {Works, Administrator},
	WateringManage:    {Works, Administrator},
	PlacesManage:      {Communications, Administrator},

	LeisureManage:  {Leisure, Administrator},
	LeisureDesk:    {Agent, Leisure, Administrator},
	LeisureTeam:    {Leisure, Administrator},
	PaymentsTake:   {Agent, Leisure, Administrator},
	PaymentsManage: {Leisure, Administrator},

	LibraryManage: {Administrator},
}

// Roles lists who holds a right, for the documentation; nil for Anyone, Citizen and OwnFile.
func (r Right) Roles() []Role { return rights[r] }

// Viewer is the person behind a request. The zero Viewer is a visitor.
type Viewer struct {
	Session     string    // Session is the digest that names the open session.
	Account     string    // Account is the account's id, empty for a visitor.
	Person      string    // Person is the id in people_person of the account's person.
	Name        string    // Name is how the person is greeted: the first name, or all of it for staff.
	FullName    string    // FullName is given and family name.
	Role        Role      // Role is NoRole for citizens.
	Departments []string  // Departments are those a member of the staff works for; empty means all.
	Reassured   time.Time // Reassured is when a password or factor was last given in this session.
	Sensitive   bool      // Sensitive is true once this session has opened sensitive pages.
}

// SignedIn tells whether somebody is there.
func (v Viewer) SignedIn() bool { return v.Account != "" }

// Staff tells whether the viewer works for the city.
func (v Viewer) Staff() bool { return v.Role != NoRole }

// May tells whether the viewer holds a right.
func (v Viewer) May(right Right) bool {
	switch right {
	case Anyone:
		return true
	case Citizen:
		return v.SignedIn()
	case OwnFile:
		return v.SignedIn() && !v.Staff()
	}
	return slices.Contains(rights[right], v.Role)
}

// WorksFor tells whether a member of the staff works for a department.
func (v Viewer) WorksFor(department string) bool {
	return v.Staff() && (len(v.Departments) == 0 || slices.Contains(v.Departments, department))
}

type viewerKey struct{}

// With gives ctx its viewer.
func With(ctx context.Context, v Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// From is the viewer of ctx, the zero Viewer when nobody is signed in.
func From(ctx context.Context) Viewer {
	v, _ := ctx.Value(viewerKey{}).(Viewer)
	return v
}
