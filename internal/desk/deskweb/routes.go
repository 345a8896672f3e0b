// Package deskweb is the desk's pages, under /guichet: the search, the call screen, a
// person's file, the queue of requests and the workbench of each.
//
// Every deed is a form of its own that answers 303; a form that cannot be used comes back
// as it was typed, with what is wrong beside each answer. A file opens for a reason: links
// carry it in motif, and a bare address asks for it first.
package deskweb

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/desk"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the desk's.
type Pages struct {
	Desk     *desk.Service
	Requests *requests.Service
	People   *people.Service
	Places   *places.Service
	Accounts *accounts.Service
	Files    *files.Service
	Clock    clock.Clock
	Panels   []Panel // Panels are what other rooms show in a person's file, in order.
}

// Panel is a block that a room shows in a person's file: the properties, the loans. It
// answers nil when it has nothing to say; the agent has given the reason for looking before.
type Panel func(ctx context.Context, by session.Viewer, whose people.ID) (templ.Component, error)

// searches is how often one agent searches: sixty words a minute, of four letters each found
// one after the other. It is more than anybody types, and less than a copy of the register.
var searches = ui.Limit{Account: 240, Per: time.Minute}

// Routes lists the desk's addresses.
func (p Pages) Routes() []ui.Route {
	routes := []ui.Route{
		{Pattern: "GET /guichet", Right: session.StaffHome, Handle: p.home, Says: "The desk's first page: search, calls back promised, counts of the queues, requests of mine."},
		{Pattern: "GET /guichet/recherche", Right: session.DeskUse, Handle: p.search, Form: searchForm{}, Limit: searches, Says: "Finds people, addresses and requests; fragment=1 answers the results alone."},
		{Pattern: "GET /guichet/appel", Right: session.DeskUse, Handle: p.call, Form: callForm{}, Limit: searches, Says: "The call screen, opened by the telephone system with the caller's number."},
		{Pattern: "POST /guichet/appel/fin", Right: session.DeskUse, Handle: p.hangUp, Form: backForm{}, Says: "Ends the call of whoever answered, with nothing to note."},
		{Pattern: "GET /guichet/raccourcis", Right: session.StaffHome, Handle: p.shortcuts, Form: shortcutsForm{}, Says: "The keys that lead somewhere at the desk, and the switch that turns them off."},
		{Pattern: "POST /guichet/raccourcis", Right: session.StaffHome, Handle: p.switchShortcuts, Form: shortcutsForm{}, Says: "Turns the keys on or off in this browser."},
		{Pattern: "GET /guichet/personnes/nouvelle", Right: session.PeopleEdit, Handle: p.newPerson, Form: newPersonForm{}, Says: "The form that adds a person."},
		{Pattern: "POST /guichet/personnes/nouvelle", Right: session.PeopleEdit, Handle: p.addPerson, Form: personForm{}, Says: "Adds a person, unless somebody alike is already there."},
		{Pattern: "GET /guichet/familles", Right: session.LeisureDesk, Handle: p.families, Form: familiesForm{}, Limit: searches, Says: "Finds somebody to register to a course: persons only, by name, phone, address or user code. Journaled."},
		{Pattern: "GET /guichet/familles/{id}", Right: session.LeisureDesk, Handle: p.registerFamily, Form: fileForm{}, Says: "Leads to the registrations of somebody once the reason is given; asks for it first. Journaled."},
		{Pattern: "GET /guichet/personnes/{id}", Right: session.DeskUse, Handle: p.file, Form: fileForm{}, Says: "A person's file; asks for the reason first when motif gives none. Journaled."},
		{Pattern: "POST /guichet/personnes/{id}/motif", Right: session.DeskUse, Handle: p.giveReason, Form: reasonForm{}, Says: "Opens a file for another reason, in words."},
		{Pattern: "GET /guichet/personnes/{id}/corriger", Right: session.PeopleEdit, Handle: p.editPerson, Says: "The form that corrects a person."},
		{Pattern: "POST /guichet/personnes/{id}/corriger", Right: session.PeopleEdit, Handle: p.correctPerson, Form: personForm{}, Says: "Corrects a person."},
		{Pattern: "GET /guichet/personnes/{id}/compte", Right: session.PeopleEdit, Handle: p.askAccount, Says: "Offers to open an account for a person already known."},
		{Pattern: "POST /guichet/personnes/{id}/compte", Right: session.PeopleEdit, Handle: p.attachAccount, Form: accountForm{}, Says: "Invites a person to open their account; the code of a letter is shown once."},
		{Pattern: "GET /guichet/contacts/nouveau", Right: session.DeskUse, Handle: p.newContact, Form: newContactForm{}, Says: "The form that notes a contact of somebody not in the register."},
		{Pattern: "POST /guichet/contacts", Right: session.DeskUse, Handle: p.logContact, Form: contactForm{}, Upload: true, Says: "Notes a contact, and creates its request; asks the type's questions in a second step."},
		{Pattern: "POST /guichet/contacts/{id}/rappele", Right: session.DeskUse, Handle: p.markCalled, Form: backForm{}, Says: "Marks a promised call back as made."},
		{Pattern: "GET /guichet/demandes/{no}/recu", Right: session.DeskUse, Handle: p.receipt, Says: "The receipt of a request, to print."},
		{Pattern: "GET /guichet/file", Right: session.RequestsWork, Handle: p.queue, Form: queueForm{}, Says: "The queues of requests of one's departments."},
		{Pattern: "POST /guichet/file/attribuer", Right: session.RequestsWork, Handle: p.assignSome, Form: bulkForm{}, Says: "Assigns the requests that were ticked."},
		{Pattern: "GET /guichet/demandes/{no}", Right: session.RequestsWork, Handle: p.request, Form: requestForm{}, Says: "The workbench of a request of one's departments. Journaled."},
		{Pattern: "GET /guichet/demandes/{no}/pieces/{id}", Right: session.RequestsWork, Handle: p.attachment, Says: "A photo or document of a request."},
	}
	for _, d := range deeds {
		routes = append(routes, ui.Route{
			Pattern: "POST /guichet/demandes/{no}/" + d.name, Right: session.RequestsWork, Handle: p.deed(d),
			Form: deedForm{}, Upload: d.upload, Says: d.says,
		})
	}
	for i := range routes {
		routes[i].Handle = p.framed(routes[i].Handle)
	}
	return routes
}

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }
