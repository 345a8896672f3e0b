// Package wateringweb is the pages of watering: whether one may water now, for anybody and
// any address; the permits that a citizen asks for, prints and gives up; and the city's
// side, where permits are decided, bans declared and lifted, and rules edited.
//
// The page of a permit opens for whoever has its number, which the code on the printed
// permit leads to. It says whether the permit is valid, where and until when, and never for
// whom.
package wateringweb

import (
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
)

// Pages are the pages of watering.
type Pages struct {
	Watering *watering.Service
	People   *people.Service
	Places   *places.Service
	Journal  *journal.Service
	Clock    clock.Clock
	Site     string // Site is the city's address, for the code on a permit: https://ville.example.
}

// The limits of what one caller does.
var (
	lookups  = ui.Limit{Account: 60, Address: 60, Per: time.Minute}
	machines = ui.Limit{Account: 120, Address: 120, Per: time.Minute}
	requests = ui.Limit{Account: 10, Per: time.Hour}
)

// Routes lists the addresses of watering.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /arrosage", Right: session.Anyone, Handle: p.answer, Form: answerForm{}, Limit: machines,
			Says: "Whether one may water now at an address, typed or chosen, with a device; the week, the rule, the bans."},
		{Pattern: "GET /arrosage.json", Right: session.Anyone, Handle: p.machine, Form: machineForm{}, Limit: machines, Fail: failJSON,
			Says: "The same for machines, for the address lieu and the device appareil."},
		{Pattern: "GET /arrosage/permis", Right: session.OwnFile, Handle: p.permits, Form: doneForm{},
			Says: "The permits one asked for, and those that may be asked for."},
		{Pattern: "GET /arrosage/permis/nouveau", Right: session.OwnFile, Handle: p.newPermit, Form: kindForm{},
			Says: "The form that asks for a permit."},
		{Pattern: "POST /arrosage/permis", Right: session.OwnFile, Handle: p.askPermit, Form: permitForm{}, Limit: requests,
			Says: "Asks for a permit, granted at once where the by-law says so."},
		{Pattern: "GET /arrosage/permis/{no}", Right: session.Anyone, Handle: p.permit, Form: doneForm{}, Limit: lookups,
			Says: "Whether a permit is valid, for whoever has its number; printable where it is one's own."},
		{Pattern: "POST /arrosage/permis/{no}/annuler", Right: session.OwnFile, Handle: p.withdraw, Form: keyForm{},
			Says: "Gives up a permit of one's own."},
		{Pattern: "GET /gestion/arrosage", Right: session.WateringManage, Handle: p.desk, Form: doneForm{},
			Says: "Bans, permits that wait, and the rules of the by-laws."},
		{Pattern: "GET /gestion/arrosage/interdictions/nouvelle", Right: session.WateringManage, Handle: p.newBan, Form: banForm{},
			Says: "The form that declares a ban; with apercu=1 who it would concern."},
		{Pattern: "POST /gestion/arrosage/interdictions", Right: session.WateringManage, Handle: p.declare, Form: banForm{},
			Says: "Declares a ban. Journaled."},
		{Pattern: "POST /gestion/arrosage/interdictions/{code}/lever", Right: session.WateringManage, Handle: p.lift, Form: keyForm{},
			Says: "Lifts a ban at once. Journaled."},
		{Pattern: "GET /gestion/arrosage/permis/{no}", Right: session.WateringManage, Handle: p.deskPermit, Form: doneForm{},
			Says: "A permit that was asked for, and by whom. Journaled."},
		{Pattern: "POST /gestion/arrosage/permis/{no}", Right: session.WateringManage, Handle: p.decide, Form: decisionForm{},
			Says: "Grants or refuses a permit, and tells whoever asked. Journaled."},
		{Pattern: "GET /gestion/arrosage/regles/{reglement}/{code}", Right: session.WateringManage, Handle: p.rule, Form: ruleForm{},
			Says: "The form of a rule, nouvelle for a new one; with apercu=1 the week it would make."},
		{Pattern: "POST /gestion/arrosage/regles/{reglement}/{code}", Right: session.WateringManage, Handle: p.saveRule, Form: ruleForm{},
			Says: "Writes a rule. Journaled."},
		{Pattern: "POST /gestion/arrosage/regles/{reglement}/{code}/retirer", Right: session.WateringManage, Handle: p.dropRule, Form: keyForm{},
			Says: "Takes a rule out of its by-law. Journaled."},
	}
}

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }
