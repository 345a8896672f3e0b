package lotteryweb

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/lottery"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

func whose(r *http.Request) people.ID { return people.ID(r.PathValue("person")) }

func filePath(who people.ID) string { return "/guichet/personnes/" + url.PathEscape(string(who)) }

func counterPath(who people.ID) string {
	return "/guichet/inscrire/" + url.PathEscape(string(who)) + "/tirages"
}

// opened tells whether the file was opened for a reason, and writes the look down.
func (p Pages) opened(r *http.Request) (bool, error) {
	if p.Desk == nil {
		return true, nil
	}
	why := p.Desk.Reason(viewer(r), whose(r))
	if why == "" {
		return false, nil
	}
	return true, p.Desk.ViewedFor(r.Context(), viewer(r), whose(r), "tirages", why)
}

// counterListView is the lotteries that take choices, for somebody's family.
type counterListView struct {
	Title string
	Rows  []rowView
	File  ui.Link
}

func (p Pages) counterList(w http.ResponseWriter, r *http.Request) error {
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, filePath(whose(r)))
	}
	ctx := r.Context()
	person, err := p.People.Person(ctx, whose(r))
	if err != nil {
		return err
	}
	v := counterListView{Title: i18n.T(ctx, "Tirages : %s", person.Name()), File: ui.Link{Href: filePath(person.ID), Label: person.Name()}, Rows: p.openRows(ctx, person.ID)}
	return ui.Show(w, r, http.StatusOK, counterListPage(v))
}

// openRows are the lotteries that take choices, with the form of somebody's family.
func (p Pages) openRows(ctx context.Context, who people.ID) (rows []rowView) {
	for _, l := range p.Lottery.Lotteries() {
		if state := l.State(p.Clock.Now()); state == lottery.Open {
			rows = append(rows, rowView{
				Title: l.Name.In(ctx), Text: i18n.T(ctx, "Choix jusqu’au %s", i18n.DateTime(ctx, l.Closes)),
				Href: counterPath(who) + "/" + string(l.ID), Tag: stateTag(ctx, state),
			})
		}
	}
	return rows
}

// DeskPanel is the lotteries that take choices, in a person's file at the desk; nothing while
// there is none.
func (p Pages) DeskPanel(ctx context.Context, by session.Viewer, who people.ID) (templ.Component, error) {
	rows := p.openRows(ctx, who)
	if !by.May(session.LeisureDesk) || len(rows) == 0 {
		return nil, nil
	}
	return deskPanel(rows), nil
}

func (p Pages) counterChoose(w http.ResponseWriter, r *http.Request) error {
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, filePath(whose(r)))
	}
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	l, err := p.open(r)
	if err != nil {
		return err
	}
	v, err := p.counterOf(r, l, nil)
	if err != nil {
		return err
	}
	if form.Done != "" {
		v.Done = i18n.T(r.Context(), "Les choix sont inscrits. La famille reçoit ce que nous avons compris.")
	}
	return ui.Show(w, r, http.StatusOK, counterChoosePage(v))
}

func (p Pages) counterOf(r *http.Request, l lottery.Lottery, typed *lottery.Wishes) (chooseView, error) {
	ctx := r.Context()
	person, err := p.People.Person(ctx, whose(r))
	if err != nil {
		return chooseView{}, err
	}
	v, err := p.chooseOf(r, l, person.ID, typed)
	v.Title = i18n.T(ctx, "%[1]s : %[2]s", person.Name(), l.Name.In(ctx))
	v.Action = counterPath(person.ID) + "/" + string(l.ID)
	v.Back = ui.Link{Href: filePath(person.ID), Label: i18n.T(ctx, "Revenir au dossier")}
	v.Crumbs = []ui.Link{{Href: filePath(person.ID), Label: person.Name()}, {Href: counterPath(person.ID), Label: i18n.T(ctx, "Tirages")}}
	return v, err
}

func (p Pages) counterWish(w http.ResponseWriter, r *http.Request) error {
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, filePath(whose(r)))
	}
	var form wishForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	asked := form.wishes(l, whose(r))
	_, err = p.Lottery.Wish(r.Context(), viewer(r), asked, keyOf(r))
	if problems, ok := problemsOf(r.Context(), err); ok && l.State(p.Clock.Now()) == lottery.Open {
		v, again := p.counterOf(r, l, &asked)
		if again != nil {
			return again
		}
		return ui.Show(w, r, ui.Status(err), counterChoosePage(v.wrong(problems)))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, counterPath(whose(r))+"/"+string(l.ID)+"?fait=choix")
}
