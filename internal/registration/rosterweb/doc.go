// Package rosterweb is the pages of a group's team: who is registered, who came, whom to call and
// what to know of a child; the waiting list in its order; moving somebody to another group; and
// cancelling a whole group, with what it means before it is done.
//
// Lists are LeisureTeam's. What a family wrote on a sheet shows only when it is asked for, and
// each reading is journaled. Moving somebody is LeisureDesk's, cancelling a group LeisureManage's.
package rosterweb

import (
	"net/http"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of a group's team.
type Pages struct {
	Registration *registration.Service
	Leisure      program
	Clock        clock.Clock
}

// program is all that the pages ask of leisure.
type program interface {
	Program() *leisure.Program
	Left(*leisure.Group) leisure.Left
}

const (
	root  = "/guichet/loisirs"
	sheet = "program.css"
)

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	const group = "/guichet/loisirs/groupes/{id}"
	return []ui.Route{
		{Pattern: "GET " + group + "/liste", Right: session.LeisureTeam, Handle: p.roster, Form: rosterForm{}, Says: "Who is registered in a group and who came on a day; the waiting list in its order. With fiches=1 what families wrote on their sheets, each reading journaled."},
		{Pattern: "POST " + group + "/liste", Right: session.LeisureTeam, Handle: p.attend, Form: attendForm{}, Says: "Notes who came to a class of a group. Journaled."},
		{Pattern: "POST " + group + "/liste/reussite", Right: session.LeisureTeam, Handle: p.mark, Form: passedForm{}, Says: "Notes who has passed the activity of a group. Journaled."},
		{Pattern: "GET " + group + "/liste/imprimer", Right: session.LeisureTeam, Handle: p.paper, Form: rosterForm{}, Says: "The list of a group to print, with a box for each class."},
		{Pattern: "GET " + group + "/liste.csv", Right: session.LeisureTeam, Handle: p.file, Says: "The list of a group as a table for other programs, without the sheets."},
		{Pattern: "GET " + group + "/places/{place}/transferer", Right: session.LeisureDesk, Handle: p.askTransfer, Form: transferForm{}, Says: "The groups with a free place to which a registration can move."},
		{Pattern: "POST " + group + "/places/{place}/transferer", Right: session.LeisureDesk, Handle: p.transfer, Form: transferForm{}, Says: "Moves a registration to another group, with a motive; the place goes to the next in line. Journaled."},
		{Pattern: "GET " + group + "/annuler", Right: session.LeisureManage, Handle: p.askCancel, Says: "Whom cancelling a group concerns, how much goes back, and the message, before it is done."},
		{Pattern: "POST " + group + "/annuler", Right: session.LeisureManage, Handle: p.cancel, Form: cancelForm{}, Says: "Cancels a group: everybody is told, everything is given back, every place ends, and those registered are offered a place in the groups chosen. Journaled."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

type rosterForm struct {
	Day    string `form:"jour" max:"10"`
	Sheets bool   `form:"fiches"`
	Done   string `form:"fait" max:"20"`
}

type attendForm struct {
	keyForm
	Day     string   `form:"jour" max:"10"`
	Listed  []string `form:"liste" max:"60"` // Listed are those whom the form showed.
	Came    []string `form:"present" max:"60"`
	Excused []string `form:"excuse" max:"60"`
}

type passedForm struct {
	keyForm
	Listed []string `form:"liste" max:"60"`
	Passed []string `form:"reussi" max:"60"`
}

type transferForm struct {
	keyForm
	To     string `form:"groupe" max:"60"`
	Motive string `form:"motif"`
}

type cancelForm struct {
	keyForm
	Reason   string   `form:"raison" max:"500"`
	ReasonEN string   `form:"raison_en" max:"500"`
	Instead  []string `form:"ailleurs" max:"60"` // Instead are the groups offered to whoever loses a place.
	Sure     bool     `form:"certain"`
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }
