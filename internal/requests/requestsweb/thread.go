package requestsweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"sem/internal/files"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/ui"
)

// said are the events whose words are somebody's own.
var said = []requests.Kind{
	requests.DidReport, requests.DidReply, requests.DidAsk, requests.DidMessage, requests.DidAnswer, requests.DidContest,
}

// thread is all that was said and done, the newest first.
func (p Pages) thread(ctx context.Context, r *http.Request, f requests.File, known map[string]files.File) []ui.ThreadItem {
	var items []ui.ThreadItem
	for _, e := range slices.Backward(f.Events) {
		item := p.threadItem(ctx, people.ID(viewer(r).Person), f, e)
		for _, a := range f.Attachments {
			if a.Event == e.ID {
				addFile(ctx, &item, a, known[a.File])
			}
		}
		items = append(items, item)
		if moved, ok := whatMoved(ctx, e); ok {
			items = append(items[:len(items)-1], moved, items[len(items)-1])
		}
	}
	return items
}

func (p Pages) threadItem(ctx context.Context, reader people.ID, f requests.File, e requests.Event) ui.ThreadItem {
	item := ui.ThreadItem{Meta: i18n.Ago(ctx, e.At)}
	body := e.Body
	if e.Kind == requests.DidReport {
		body = f.Request.Description
	}
	if !slices.Contains(said, e.Kind) || body == "" && e.Kind != requests.DidReport || !f.Whole {
		item.Icon, item.Title = eventIcon(e), e.Words(ctx)
		if e.Kind != requests.DidAssign && e.Kind != requests.DidRemind {
			item.Lines = lines(body)
		}
		return item
	}
	item.Lines = lines(body)
	if len(item.Lines) == 0 {
		item.Lines = []string{title(ctx, f.Request, f.Type)}
	}
	if e.By.Kind == requests.ByStaff && e.Kind != requests.DidReport {
		item.Person = ui.WhoOf{Name: e.By.Name, City: true}
		item.Author, item.From = cmp.Or(e.By.Name, i18n.T(ctx, "La Ville")), f.Department.Name.In(ctx)
		return item
	}
	p.byCitizen(ctx, reader, f, e, &item)
	return item
}

// byCitizen says which citizen spoke. What the staff wrote down was said by whoever reported it.
func (p Pages) byCitizen(ctx context.Context, reader people.ID, f requests.File, e requests.Event, item *ui.ThreadItem) {
	who := people.ID(e.By.ID)
	if e.By.Kind != requests.ByCitizen {
		who = f.Request.ReportedBy
		item.Meta = join(f.Request.Channel.Words(ctx), item.Meta)
	}
	item.Author = cmp.Or(f.Request.ContactName, i18n.T(ctx, "La personne"))
	for _, known := range []people.Person{f.Reporter, f.Beneficiary} {
		if known.ID == who && who != "" {
			item.Author = known.Name()
		}
	}
	item.Person = ui.WhoOf{Name: item.Author, Key: string(who)}
	if who == reader {
		item.Author, item.Mine = i18n.T(ctx, "Vous"), true
	}
}

// whatMoved is the event beside a message that also changed where the request stands.
func whatMoved(ctx context.Context, e requests.Event) (ui.ThreadItem, bool) {
	if e.Kind != requests.DidAnswer && e.Kind != requests.DidContest {
		return ui.ThreadItem{}, false
	}
	if e.Body == "" {
		return ui.ThreadItem{}, false
	}
	return ui.ThreadItem{Icon: eventIcon(e), Title: e.Words(ctx), Meta: i18n.Ago(ctx, e.At)}, true
}

// addFile shows a file under what it came with: a photo as it is, a document as a link.
func addFile(ctx context.Context, item *ui.ThreadItem, a requests.Attachment, f files.File) {
	href := "/fichiers/" + a.File
	switch {
	case f.ID == "":
	case f.State != files.Clean:
		item.Lines = append(item.Lines, i18n.T(ctx, "Le fichier %s est en attente d’analyse.", f.Name))
	case f.IsImage():
		item.Photos = append(item.Photos, ui.Photo{Href: href, Src: href, Alt: cmp.Or(a.Description, i18n.T(ctx, "Photo de la demande"))})
	default:
		link := fileLink(href, f.Name)
		if item.Body != nil {
			link = templ.Join(item.Body, link)
		}
		item.Body = link
	}
}
