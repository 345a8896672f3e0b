package openingweb

import (
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/opening"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of the openings.
type Pages struct {
	Opening *opening.Service
	Leisure opening.Leisure // Leisure knows the names of sessions.
	Cookies session.Cookies
	Clock   clock.Clock
}

// slip is the name of the cookie that holds the slip of a ticket.
const slip = "sem-rang"

// files limits what is long to write.
var files = ui.Limit{Account: 30, Address: 60, Per: time.Minute}

// Routes lists the addresses of the openings.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /loisirs/ouverture", Right: session.Anyone, Handle: p.list,
			Says: "The openings to come, under way and past."},
		{Pattern: "GET /loisirs/ouverture/{id}", Right: session.Anyone, Handle: p.room,
			Says: "The waiting room of an opening: the rules, one’s ticket and rank, about how long to wait. Refreshes itself."},
		{Pattern: "POST /loisirs/ouverture/{id}", Right: session.OwnFile, Handle: p.attend, Form: keyForm{}, Limit: ui.Limit{Account: 20, Per: time.Minute},
			Says: "Takes the ticket of one’s account; a second time gives the same ticket."},
		{Pattern: "GET /loisirs/ouverture/{id}/tirage", Right: session.Anyone, Handle: p.draw,
			Says: "The draw: the commitment, the seed once it was drawn with, and how to draw again."},
		{Pattern: "GET /loisirs/ouverture/{id}/tirage.csv", Right: session.Anyone, Handle: p.drawFile, Limit: files,
			Says: "The tickets that were drawn: rank, public number, key."},
		{Pattern: "GET /loisirs/ouverture/{id}/bilan", Right: session.Anyone, Handle: p.report, Limit: files,
			Says: "The report of an opening: arrivals, places, waits, no names."},
		{Pattern: "GET /gestion/ouvertures", Right: session.LeisureManage, Handle: p.desk,
			Says: "The openings, for the staff."},
		{Pattern: "GET /gestion/ouvertures/{id}", Right: session.LeisureManage, Handle: p.deskEvent, Form: doneForm{},
			Says: "The line of an opening as it moves, and its pace."},
		{Pattern: "POST /gestion/ouvertures/{id}", Right: session.LeisureManage, Handle: p.setPace, Form: paceForm{},
			Says: "Sets the pace of the line and its bounds. Journaled."},
		{Pattern: "POST /gestion/ouvertures/{id}/pause", Right: session.LeisureManage, Handle: p.pause, Form: keyForm{},
			Says: "Pauses the line, or lets it move again. Journaled."},
		{Pattern: "POST /gestion/ouvertures/{id}/fin", Right: session.LeisureManage, Handle: p.lift, Form: keyForm{},
			Says: "Lifts the waiting room: everybody registers at once. Journaled."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

type doneForm struct {
	Done string `form:"fait"`
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func eventID(r *http.Request) opening.EventID { return opening.EventID(r.PathValue("id")) }
