// Package mailweb shows the letter box of the demonstration: what the city would have sent,
// so that a visitor can follow a link or copy a code. A city never serves these pages.
package mailweb

import (
	"context"
	"net/http"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/mail"
	"sem/internal/session"
	"sem/internal/ui"
)

// Box is the letter box that is shown.
type Box struct {
	Mail *mail.Service
	Site string // Site is the city's address: what it begins becomes a link.
}

// Routes lists the addresses of the box.
func (b Box) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /demonstration/courrier", Right: session.Anyone, Handle: b.list, Says: "Demonstration only: the messages the city would have sent, newest first."},
		{Pattern: "GET /demonstration/courrier/{id}", Right: session.Anyone, Handle: b.one, Says: "Demonstration only: one message, in plain text."},
	}
}

// shown is how many messages the list has.
const shown = 100

func (b Box) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	kept, err := b.Mail.List(ctx, shown)
	if err != nil {
		return err
	}
	table := ui.TableOf{Caption: i18n.T(ctx, "Messages"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Sujet")}, {Label: i18n.T(ctx, "À")}, {Label: i18n.T(ctx, "Quand")}, {Label: i18n.T(ctx, "État")},
	}}
	for _, m := range kept {
		table.Rows = append(table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: subject(ctx, m), Href: "/demonstration/courrier/" + m.ID}, {Text: m.To}, {Text: i18n.DateTime(ctx, m.CreatedAt)}, {Body: ui.Tag(stateTag(ctx, m.State))},
		}})
	}
	return ui.Show(w, r, http.StatusOK, listPage(table))
}

func (b Box) one(w http.ResponseWriter, r *http.Request) error {
	m, err := b.Mail.Kept(r.Context(), r.PathValue("id"))
	if err != nil {
		return db.NotFound(err, fault.New(fault.NotFound, "Ce message n’existe pas ou plus."))
	}
	return ui.Show(w, r, http.StatusOK, messagePage(messageView{
		Title: subject(r.Context(), m), To: m.To, When: i18n.DateTime(r.Context(), m.CreatedAt), Lines: b.linesOf(m.Text),
	}))
}

func subject(ctx context.Context, m mail.Kept) string {
	if m.Subject == "" {
		return i18n.T(ctx, "Texto")
	}
	return m.Subject
}

func stateTag(ctx context.Context, s mail.State) ui.TagOf {
	switch s {
	case mail.Sent:
		return ui.TagOf{Label: i18n.T(ctx, "Envoyé"), Icon: "i-check", Tone: ui.OK}
	case mail.Failed:
		return ui.TagOf{Label: i18n.T(ctx, "Échoué"), Icon: "i-warning", Tone: ui.Bad}
	}
	return ui.TagOf{Label: i18n.T(ctx, "En attente"), Icon: "i-hourglass-medium", Tone: ui.Neutral}
}

type messageView struct {
	Title string
	To    string
	When  string
	Lines []line
}

// line is a line of a message; one that is an address of ours has its path.
type line struct {
	Text string
	Path string
}

func (b Box) linesOf(text string) []line {
	var lines []line
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		one := line{Text: l}
		if path, ok := strings.CutPrefix(l, strings.TrimSuffix(b.Site, "/")); ok && b.Site != "" {
			one.Path = ui.LocalPath(path, "")
		}
		lines = append(lines, one)
	}
	return lines
}
