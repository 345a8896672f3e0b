// Package libraryweb is the pages of the library: the loans of the family by due date, what may
// be renewed and why not, holds and fees; the cards, and who sees what of them; the look of the
// staff, without a title until a reason is written; and the screen where a city says which system
// its library has.
//
// Pages read the copy that the room keeps, and say of when it is. They ask for a fresh one and do
// not wait. A renewal is an order to the library itself: it goes through or the page says that it
// did not. A card of somebody else does not exist here.
package libraryweb

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of the library.
type Pages struct {
	Library *library.Service
	People  *people.Service
	Clock   clock.Clock
	// Key closes the secrets that were tried and are not kept yet, from one page to the next.
	Key  seal.Key
	Site string // Site is the address of the town hall, for calendars.
}

// The addresses of these pages.
const (
	root     = "/bibliotheque"
	cards    = root + "/cartes"
	linking  = cards + "/lier"
	past     = root + "/historique"
	reserve  = root + "/reserver"
	dates    = root + "/echeances.ics"
	settings = "/gestion/bibliotheque"
)

// The bounds of asking: a family renews often on one evening, and guesses no PIN.
var (
	ordering = ui.Limit{Account: 120, Per: time.Hour}
	guessing = ui.Limit{Account: 30, Address: 60, Per: time.Hour}
	trying   = ui.Limit{Account: 30, Per: 10 * time.Minute}
)

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET " + root, Right: session.OwnFile, Handle: p.loans, Form: loansForm{}, Says: "The family's loans by due date, renewable or why not, holds and fees, with the time of the copy; of one card with carte."},
		{Pattern: "POST " + root + "/renouveler", Right: session.OwnFile, Handle: p.renew, Form: renewForm{}, Limit: ordering, Says: "Renews one loan (seul), those ticked (pret) or all of them; each is written carte/document. The page says what became of each."},
		{Pattern: "POST " + root + "/reservations/annuler", Right: session.OwnFile, Handle: p.cancelHold, Form: holdForm{}, Limit: ordering, Says: "Gives a hold up."},
		{Pattern: "GET " + reserve, Right: session.OwnFile, Handle: p.askHold, Form: wishForm{}, Says: "Asks for a document to reserve, by its number at the library, where its system takes holds."},
		{Pattern: "POST " + reserve, Right: session.OwnFile, Handle: p.placeHold, Form: wishForm{}, Limit: ordering, Says: "Reserves a document; sorte is notice for a record or exemplaire for a copy."},
		{Pattern: "GET " + dates, Right: session.OwnFile, Handle: p.calendar, Says: "The due dates of the family as an iCalendar file."},
		{Pattern: "GET " + cards, Right: session.OwnFile, Handle: p.cards, Form: doneForm{}, Says: "The linked cards of the family, and who sees what of them."},
		{Pattern: "GET " + linking, Right: session.OwnFile, Handle: p.askLink, Says: "Asks for a card to link, and for whom."},
		{Pattern: "POST " + linking, Right: session.OwnFile, Handle: p.link, Form: linkForm{}, Limit: guessing, Says: "Links a card once the library has checked its PIN; an unknown card and a wrong PIN are refused alike."},
		{Pattern: "GET " + cards + "/{carte}/delier", Right: session.OwnFile, Handle: p.askUnlink, Says: "What unlinking a card erases."},
		{Pattern: "POST " + cards + "/{carte}/delier", Right: session.OwnFile, Handle: p.unlink, Form: keyForm{}, Says: "Unlinks a card and erases all that was copied of it."},
		{Pattern: "POST " + cards + "/{carte}/titres", Right: session.OwnFile, Handle: p.share, Form: choiceForm{}, Says: "Says whether the household sees the titles of a card: choix is oui or non."},
		{Pattern: "POST " + cards + "/{carte}/historique", Right: session.OwnFile, Handle: p.keep, Form: choiceForm{}, Says: "Says whether past loans of a card are kept; non erases those that were."},
		{Pattern: "GET " + past, Right: session.OwnFile, Handle: p.past, Form: pastForm{}, Says: "The past loans of a card whose holder asked to keep them."},
		{Pattern: "GET /guichet/personnes/{personne}/bibliotheque", Right: session.DeskUse, Handle: p.look, Says: "How many loans and holds somebody has, and until when; asks for a reason before any title."},
		{Pattern: "POST /guichet/personnes/{personne}/bibliotheque", Right: session.DeskUse, Handle: p.lookBecause, Form: reasonForm{}, Says: "Shows the titles for a written reason, which the person reads in their file. Journaled."},
		{Pattern: "GET " + settings, Right: session.LibraryManage, Handle: p.settings, Form: systemForm{}, Says: "How the connection with the library stands, and the settings of its system; of another kind of system with systeme."},
		{Pattern: "POST " + settings, Right: session.LibraryManage, Handle: p.choose, Form: settingsForm{}, Says: "Sets the library's system, with the fields of its kind by their own names. A secret left empty stays. Journaled."},
		{Pattern: "POST " + settings + "/verifier", Right: session.LibraryManage, Handle: p.try, Form: settingsForm{}, Limit: trying, Says: "Checks a connection step by step with settings that are not kept, with a card of the library if one is given."},
	}
}

// doneForm says what was just done.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

type keyForm struct {
	Key string `form:"cle"`
}

// choiceForm answers one question about a card.
type choiceForm struct {
	keyForm
	Choice string `form:"choix" max:"3"`
}

func (f choiceForm) yes() bool { return f.Choice == "oui" }

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

func cardOf(r *http.Request) library.CardID { return library.CardID(r.PathValue("carte")) }

// errNoCard says the same of a card that does not exist and of one of somebody else.
var errNoCard = fault.New(fault.NotFound, "Cette carte n’est pas liée à votre dossier.")

// mend tells whether a page can be shown again with what is wrong, and writes when to come back.
func mend(w http.ResponseWriter, err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		return true
	case fault.Unavailable, fault.TooMany:
		comeBack(w, err)
		return true
	}
	return false
}

// comeBack writes when to try again, in a minute unless the refusal knows better.
func comeBack(w http.ResponseWriter, err error) {
	after := 60
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.RetryAfterSeconds > 0 {
		after = f.RetryAfterSeconds
	}
	w.Header().Set("Retry-After", strconv.Itoa(after))
}

// problemsOf is what a refusal says, field by field or whole.
func problemsOf(ctx context.Context, err error) ui.Problems {
	if problems := ui.ProblemsOf(ctx, err); len(problems) > 0 {
		return problems
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return ui.Problems{{Message: i18n.Message(ctx, f)}}
	}
	return nil
}
