// Package requestsweb is the citizens' pages of requests: the list, a new one step by
// step, one of them with its thread, the receipt, and the tracking of a request by its
// code, without an account.
//
// A new request is a draft until it is sent, kept at each step. A citizen's draft is in
// their file; a visitor's belongs to the browser that began it, by a secret in a cookie,
// so that its address opens it for nobody else. Nothing secret stands in an address: the
// tracking code of a visitor travels in a cookie too, for half an hour.
//
// Every deed is a form that answers 303, and says what was done at the top of the next
// page. A form that cannot be used comes back as it was typed.
package requestsweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the citizens' pages of requests.
type Pages struct {
	Requests *requests.Service
	People   *people.Service
	Places   *places.Service
	Files    *files.Service
	Notices  Notices
	Clock    clock.Clock
	Cookies  session.Cookies
	Key      []byte // Key signs the tracking codes that browsers carry, so that nobody tries codes without being counted.
}

// The limits of what one caller sends.
var (
	newRequests = ui.Limit{Account: 10, Address: 3, Per: time.Hour}
	uploads     = ui.Limit{Account: 20, Address: 20, Per: time.Hour}
	lookups     = ui.Limit{Account: 20, Address: 20, Per: time.Hour}
	beginnings  = ui.Limit{Account: 60, Address: 60, Per: time.Hour}
	addresses   = ui.Limit{Account: 60, Address: 60, Per: time.Minute}
)

// Routes lists the addresses of requests.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /demandes", Right: session.Citizen, Handle: p.list, Form: listForm{},
			Says: "The requests one may see, with filters, and the drafts."},
		{Pattern: "GET /demandes/nouvelle", Right: session.Anyone, Handle: p.choose, Form: chooseForm{},
			Says: "What to report: words to type, or the matters by group."},
		{Pattern: "POST /demandes/nouvelle", Right: session.Anyone, Handle: p.begin, Form: beginForm{}, Limit: beginnings,
			Says: "Begins a draft of a type, and leads to its first step."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/jeter", Right: session.Anyone, Handle: p.drop,
			Says: "Throws a draft away."},
		{Pattern: "GET /demandes/nouvelle/{brouillon}/{etape}", Right: session.Anyone, Handle: p.step, Form: stepForm{},
			Says: "A step of a draft: details, urgence, lieu, photo, semblables, joindre or verifier."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/details", Right: session.Anyone, Handle: p.saveDetails, Form: detailsForm{},
			Says: "Keeps what happens; the answers to the type's questions are in q.CODE (a date in q.CODE-jour, -mois and -annee)."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/lieu", Right: session.Anyone, Handle: p.savePlace, Form: placeForm{}, Limit: addresses,
			Says: "Keeps where it happens; words that fit several addresses lead back to choose one."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/photo", Right: session.Anyone, Handle: p.savePhoto, Form: photoForm{}, Upload: true, Heavy: p.heavyPhoto, Limit: uploads,
			Says: "Adds the files in photo, without their metadata; retirer removes one, suite=ajouter stays on the step."},
		{Pattern: "GET /demandes/nouvelle/{brouillon}/photo/{fichier}", Right: session.Anyone, Handle: p.draftPhoto,
			Says: "A photo of a draft, in the browser that may open the draft."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/semblables", Right: session.Anyone, Handle: p.saveSimilar, Form: similarForm{},
			Says: "Follows the request already reported that was chosen, and drops the draft; none goes on."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/joindre", Right: session.Anyone, Handle: p.saveReach, Form: reachForm{},
			Says: "Keeps for whom it is, and how to reach whoever reports."},
		{Pattern: "POST /demandes/nouvelle/{brouillon}/envoyer", Right: session.Anyone, Handle: p.send, Form: sendForm{}, Limit: newRequests,
			Says: "Sends a draft: makes the request, once."},
		{Pattern: "GET /demandes/{no}", Right: session.Citizen, Handle: p.request, Form: doneForm{},
			Says: "A request: where it stands, its thread, what one may do."},
		{Pattern: "GET /demandes/{no}/recu", Right: session.Citizen, Handle: p.receipt, Form: doneForm{},
			Says: "The receipt of a request, to print."},
		{Pattern: "POST /demandes/{no}/message", Right: session.OwnFile, Handle: p.message, Form: messageForm{}, Upload: true, Heavy: p.heavyMessage, Limit: uploads,
			Says: "Writes to the city, with files in photo; answers its question if there is one."},
		{Pattern: "POST /demandes/{no}/contester", Right: session.OwnFile, Handle: p.contest, Form: wordsForm{},
			Says: "Says that it is not settled; somebody else takes it up."},
		{Pattern: "GET /demandes/{no}/retirer", Right: session.OwnFile, Handle: p.askCancel,
			Says: "Asks to confirm that a request is given up."},
		{Pattern: "POST /demandes/{no}/retirer", Right: session.OwnFile, Handle: p.cancel, Form: wordsForm{},
			Says: "Gives a request up."},
		{Pattern: "POST /demandes/{no}/satisfaction", Right: session.OwnFile, Handle: p.rate, Form: rateForm{},
			Says: "Says from 1 to 5 how it was settled."},
		{Pattern: "POST /demandes/{no}/suivre", Right: session.OwnFile, Handle: p.follow, Form: keyForm{},
			Says: "Follows a request of the public space that somebody else made."},
		{Pattern: "POST /demandes/{no}/ne-plus-suivre", Right: session.OwnFile, Handle: p.unfollow, Form: keyForm{},
			Says: "Stops following a request."},
		{Pattern: "GET /suivi", Right: session.Anyone, Handle: p.tracking, Form: doneForm{},
			Says: "Asks for a tracking code, and shows the public part of the request whose code was just given."},
		{Pattern: "POST /suivi", Right: session.Anyone, Handle: p.track, Form: trackForm{}, Limit: lookups,
			Says: "Opens the public part of a request by its tracking code, for half an hour in this browser."},
		{Pattern: "POST /suivi/fermer", Right: session.Anyone, Handle: p.untrack,
			Says: "Forgets the tracking code in this browser."},
		{Pattern: "GET /fichiers/{id}", Right: session.OwnFile, Handle: p.file,
			Says: "A file that came with a request, for whoever may see it."},
	}
}

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// Notices is all that these pages ask of the alerts.
type Notices interface {
	Seen(ctx context.Context, person people.ID, object string) error
}
