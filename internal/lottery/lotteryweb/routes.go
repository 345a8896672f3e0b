package lotteryweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of the lotteries.
type Pages struct {
	Lottery      *lottery.Service
	Registration *registration.Service
	Leisure      program
	People       *people.Service
	Clock        clock.Clock
	Desk         desk // Desk knows for what reason a file was opened; nil asks for none, as in a small test.
}

// program is all that the pages ask of leisure.
type program interface {
	Program() *leisure.Program
}

// desk is all that the counter asks of the desk.
type desk interface {
	Reason(by session.Viewer, whose people.ID) string
	ViewedFor(ctx context.Context, by session.Viewer, whose people.ID, object, why string) error
}

var (
	files    = ui.Limit{Account: 30, Address: 60, Per: time.Minute} // files limits what is long to write.
	choosing = ui.Limit{Account: 60, Per: time.Hour}
)

// Routes lists the addresses of the lotteries.
func (p Pages) Routes() []ui.Route {
	const one, counter = "/loisirs/tirages/{id}", "/guichet/inscrire/{person}/tirages"
	return []ui.Route{
		{Pattern: "GET /loisirs/tirages", Right: session.Anyone, Handle: p.list,
			Says: "The lotteries to come, under way and past."},
		{Pattern: "GET " + one, Right: session.Anyone, Handle: p.show, Form: doneForm{},
			Says: "A lottery: its dates and rules, the places to be drawn; to a family its choices, then what the draw gave it."},
		{Pattern: "GET " + one + "/choix", Right: session.OwnFile, Handle: p.choose,
			Says: "The form of a family’s choices, with the groups that each person may choose."},
		{Pattern: "POST " + one + "/choix", Right: session.OwnFile, Handle: p.wish, Form: wishForm{}, Limit: choosing,
			Says: "Keeps the choices of a family, in the place of those it had. Refused before the choices open and after they close."},
		{Pattern: "POST " + one + "/retirer", Right: session.OwnFile, Handle: p.unwish, Form: keyForm{}, Limit: choosing,
			Says: "Takes the choices of a family back, before the close."},
		{Pattern: "POST " + one + "/prendre", Right: session.OwnFile, Handle: p.take, Form: keyForm{}, Limit: choosing,
			Says: "Takes all the places that the draw gave the family into the cart, to be paid by the date of the lottery."},
		{Pattern: "GET " + one + "/tirage", Right: session.Anyone, Handle: p.draw,
			Says: "The draw: the commitment, the seed once it was drawn with, and how to draw again."},
		{Pattern: "GET " + one + "/tirage.csv", Right: session.Anyone, Handle: p.drawFile, Limit: files,
			Says: "The tickets that were drawn: rank, public number, key."},
		{Pattern: "GET " + one + "/bilan", Right: session.Anyone, Handle: p.report, Limit: files,
			Says: "The figures of a lottery: requests, places, how many had their first, second, third choice; no names."},
		{Pattern: "GET " + counter, Right: session.LeisureDesk, Handle: p.counterList,
			Says: "The lotteries that take choices, for somebody present or on the phone. Asks for the reason of the file first. Journaled."},
		{Pattern: "GET " + counter + "/{id}", Right: session.LeisureDesk, Handle: p.counterChoose, Form: doneForm{},
			Says: "The choices of somebody’s family, as the counter enters them."},
		{Pattern: "POST " + counter + "/{id}", Right: session.LeisureDesk, Handle: p.counterWish, Form: wishForm{},
			Says: "Keeps the choices of somebody’s family. Journaled."},
		{Pattern: "GET /gestion/tirages", Right: session.LeisureManage, Handle: p.deskList, Form: doneForm{},
			Says: "The lotteries, for the staff."},
		{Pattern: "GET /gestion/tirages/{id}", Right: session.LeisureManage, Handle: p.deskShow, Form: newForm{},
			Says: "A lottery: where it stands, what was asked of each group, its settings. nouveau with seance prepares one."},
		{Pattern: "POST /gestion/tirages/{id}", Right: session.LeisureManage, Handle: p.save, Form: lotteryForm{},
			Says: "Keeps the settings of a lottery; once it is published only its name and its dates to come. Journaled."},
		{Pattern: "POST /gestion/tirages/{id}/publier", Right: session.LeisureManage, Handle: p.publish, Form: keyForm{},
			Says: "Shows a lottery to everybody and commits to its seed. Journaled."},
		{Pattern: "POST /gestion/tirages/{id}/tirer", Right: session.LeisureManage, Handle: p.drawNow, Form: keyForm{},
			Says: "Draws a lottery whose choices are closed. Journaled."},
		{Pattern: "POST /gestion/tirages/{id}/effacer", Right: session.LeisureManage, Handle: p.drop, Form: keyForm{},
			Says: "Deletes a lottery for which nobody has asked anything. Journaled."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

// doneForm says what was just done.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

// wishForm is the choices of a family.
type wishForm struct {
	keyForm
	Choices  []string `form:"choix" max:"200"`   // Choices are the person, which choice it is from one, and the group, with spaces between; empty is none.
	Together []string `form:"ensemble" max:"60"` // Together are the people who go together or not at all.
	Most     string   `form:"places" max:"2"`    // Most is how many places each person takes at most.
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func me(r *http.Request) people.ID { return people.ID(viewer(r).Person) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

func (p Pages) asked(r *http.Request) (lottery.Lottery, error) {
	return p.Lottery.Lottery(viewer(r), lottery.ID(r.PathValue("id")))
}
