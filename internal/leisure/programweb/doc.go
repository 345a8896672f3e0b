// Package programweb is the staff's pages of the leisure program: sessions, activities and
// groups side by side with how full they are; the forms of each, with the public result
// beside; the classes of a group, cancelled, moved or added with a reason; publishing,
// copying a session, changing many groups at once, and seeing the program as somebody of an
// audience does.
//
// All of it asks for LeisureManage. The deeds, their checks and their journal are those of
// the program; whatever changes many things is shown before it is done. Cancelling a whole
// group refunds people, and so is done elsewhere, beside its roster.
package programweb

import (
	"net/http"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the staff's pages of the program.
type Pages struct {
	Leisure *leisure.Service
	Places  *places.Service // Places finds the address of a site; nil finds none.
	Clock   clock.Clock
	Staff   Staff // Staff names who changed something; nil names nobody.
}

// Staff knows the people of the city hall.
type Staff interface {
	// StaffName is the short name of whoever has an account, empty when it is not of the staff.
	StaffName(account string) string
}

const (
	root         = "/guichet/loisirs"
	sessionsPath = root + "/sessions/"
	activityPath = root + "/activites/"
	groupsPath   = root + "/groupes/"
	sitesPath    = root + "/lieux"
	policiesPath = root + "/politiques"
	bulkPath     = root + "/lot"
	seenPath     = root + "/voir"
	figuresPath  = root + "/chiffres.csv"

	fresh = "nouveau" // fresh stands for the name of what is not entered yet.
	sheet = "program.css"
)

// Routes lists the addresses of the program at the desk.
func (p Pages) Routes() []ui.Route {
	routes := []ui.Route{
		{Pattern: "GET /guichet/loisirs", Handle: p.program, Form: programForm{},
			Says: "Sessions, their activities and the groups of one, with how full they are; etat keeps the groups that are full, under their minimum, awaited or cancelled."},
		{Pattern: "GET /guichet/loisirs/chiffres.csv", Handle: p.figures, Form: programForm{},
			Says: "How full each group is, as a table for other programs."},
		{Pattern: "GET /guichet/loisirs/voir", Handle: p.seen, Form: seenForm{},
			Says: "The groups of a session as an audience sees them by a channel at a moment: state, price, registration."},

		{Pattern: "GET /guichet/loisirs/sessions/{id}", Handle: p.session, Form: sessionForm{},
			Says: "The form of a session, nouveau for a new one; with apercu=1 what people would read."},
		{Pattern: "POST /guichet/loisirs/sessions/{id}", Handle: p.saveSession, Form: sessionForm{},
			Says: "Enters or changes a session. Journaled."},
		{Pattern: "GET /guichet/loisirs/sessions/{id}/publier", Handle: p.publishing, Form: keyForm{},
			Says: "What is missing before a session is published, and the button that publishes or hides it."},
		{Pattern: "POST /guichet/loisirs/sessions/{id}/publier", Handle: p.publish, Form: publishForm{},
			Says: "Publishes or hides a session. Journaled."},
		{Pattern: "GET /guichet/loisirs/sessions/{id}/copier", Handle: p.copying, Form: copyForm{},
			Says: "The form that copies a session; with apercu=1 the dates that the copy would have."},
		{Pattern: "POST /guichet/loisirs/sessions/{id}/copier", Handle: p.copySession, Form: copyForm{},
			Says: "Copies a session by whole weeks, unpublished. Journaled."},

		{Pattern: "GET /guichet/loisirs/activites/{id}", Handle: p.activity, Form: activityForm{},
			Says: "The form of an activity, nouveau for a new one of the session seance; with apercu=1 what people would read."},
		{Pattern: "POST /guichet/loisirs/activites/{id}", Handle: p.saveActivity, Form: activityForm{},
			Says: "Enters or changes an activity. Journaled."},

		{Pattern: "GET /guichet/loisirs/groupes/{id}", Handle: p.group, Form: doneForm{},
			Says: "A group: its figures, its definition and its classes."},
		{Pattern: "GET /guichet/loisirs/groupes/{id}/modifier", Handle: p.groupForm, Form: groupForm{},
			Says: "The form of a group, nouveau for a new one of the activity activite; with apercu=1 what people would read and every class."},
		{Pattern: "POST /guichet/loisirs/groupes/{id}/modifier", Handle: p.saveGroup, Form: groupForm{},
			Says: "Enters or changes a group and plans its classes. Journaled."},
		{Pattern: "GET /guichet/loisirs/groupes/{id}/cours/{cours}/annuler", Handle: p.cancelling, Form: classForm{},
			Says: "The form that cancels a class, and how many people are told."},
		{Pattern: "POST /guichet/loisirs/groupes/{id}/cours/{cours}/annuler", Handle: p.cancelClass, Form: classForm{},
			Says: "Cancels a class and tells those who go there. Journaled."},
		{Pattern: "GET /guichet/loisirs/groupes/{id}/cours/{cours}/deplacer", Handle: p.moving, Form: classForm{},
			Says: "The form that moves a class, or adds one when cours is nouveau, and how many people are told."},
		{Pattern: "POST /guichet/loisirs/groupes/{id}/cours/{cours}/deplacer", Handle: p.moveClass, Form: classForm{},
			Says: "Moves a class, puts a cancelled one back, or adds one, and tells those who go there. Journaled."},

		{Pattern: "GET /guichet/loisirs/lot", Handle: p.bulk, Form: bulkForm{},
			Says: "The groups of a session to choose from, and what to change in all of them; with apercu=1 each group before and after."},
		{Pattern: "POST /guichet/loisirs/lot", Handle: p.changeBulk, Form: bulkForm{},
			Says: "Changes many groups at once. Journaled, each of them."},

		{Pattern: "GET /guichet/loisirs/lieux", Handle: p.sites, Form: doneForm{},
			Says: "The sites where groups meet."},
		{Pattern: "GET /guichet/loisirs/lieux/{id}", Handle: p.site, Form: siteForm{},
			Says: "The form of a site, nouveau for a new one; with apercu=1 the address that was found."},
		{Pattern: "POST /guichet/loisirs/lieux/{id}", Handle: p.saveSite, Form: siteForm{},
			Says: "Enters or changes a site. Journaled."},
		{Pattern: "GET /guichet/loisirs/politiques", Handle: p.policies, Form: doneForm{},
			Says: "The refund policies."},
		{Pattern: "GET /guichet/loisirs/politiques/{code}", Handle: p.policy, Form: policyForm{},
			Says: "The form of a refund policy, nouveau for a new one; with apercu=1 what would come back, and when."},
		{Pattern: "POST /guichet/loisirs/politiques/{code}", Handle: p.savePolicy, Form: policyForm{},
			Says: "Enters or changes a refund policy. Journaled."},
	}
	routes = append(routes, p.deleteRoutes()...)
	for i := range routes {
		routes[i].Right = session.LeisureManage
	}
	return routes
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }
