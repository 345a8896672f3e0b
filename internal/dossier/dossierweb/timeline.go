package dossierweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"sem/internal/dossier"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

// timelineForm is what narrows the timeline. Avant is the instant of the last entry
// already shown.
type timelineForm struct {
	Kind   string `form:"sujet" max:"40"`
	Person string `form:"personne" max:"40"`
	Before string `form:"avant" max:"40"`
}

// history is the timeline, ready to be drawn.
type history struct {
	Kinds    ui.Field
	People   ui.Field
	Items    []ui.ThreadItem
	Older    string
	Newest   bool
	Filtered bool
	Missing  []string
}

func (p *Pages) timeline(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form timelineForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	scope, err := p.Dossier.ScopeOf(ctx, session.From(ctx))
	if err != nil {
		return err
	}
	before, _ := time.Parse(time.RFC3339Nano, form.Before)
	line, err := p.Dossier.Timeline(ctx, scope, dossier.Filter{
		Kind: form.Kind, Person: people.ID(form.Person), Before: before,
	})
	if err != nil {
		return err
	}
	h := history{
		Kinds:    kindField(ctx, line.Kinds, form.Kind),
		People:   personField(ctx, scope, form.Person),
		Newest:   before.IsZero(),
		Filtered: form.Kind != "" || form.Person != "",
		Missing:  line.Missing,
	}
	for _, e := range line.Entries {
		h.Items = append(h.Items, entry(ctx, e))
	}
	if !line.Older.IsZero() {
		q := url.Values{"avant": {line.Older.Format(time.RFC3339Nano)}}
		if form.Kind != "" {
			q.Set("sujet", form.Kind)
		}
		if form.Person != "" {
			q.Set("personne", form.Person)
		}
		h.Older = "/dossier/historique?" + q.Encode()
	}
	return ui.Show(w, r, http.StatusOK, timelinePage(h))
}

func entry(ctx context.Context, e dossier.Entry) ui.ThreadItem {
	meta := i18n.DateTime(ctx, e.At)
	if e.AllDay {
		meta = i18n.Date(ctx, e.At)
	}
	if e.Channel != "" {
		meta = e.Channel + " · " + meta
	}
	if e.Person != "" {
		meta = e.Person + " · " + meta
	}
	item := ui.ThreadItem{Icon: e.Icon, Title: e.Title, Meta: meta, Href: e.Path}
	if e.Text != "" {
		item.Lines = []string{e.Text}
	}
	return item
}

func kindField(ctx context.Context, kinds []dossier.Kind, chosen string) ui.Field {
	f := ui.Field{Name: "sujet", Label: i18n.T(ctx, "Sujet"), Value: chosen,
		Options: []ui.Option{{Value: "", Label: i18n.T(ctx, "Tous les sujets")}}}
	for _, k := range kinds {
		f.Options = append(f.Options, ui.Option{Value: k.Value, Label: k.Label})
	}
	return f
}

func personField(ctx context.Context, scope dossier.Scope, chosen string) ui.Field {
	f := ui.Field{Name: "personne", Label: i18n.T(ctx, "Personne"), Value: chosen,
		Options: []ui.Option{{Value: "", Label: i18n.T(ctx, "Tout le monde")}}}
	for _, c := range scope.People {
		f.Options = append(f.Options, ui.Option{Value: string(c.Person.ID), Label: c.Person.Name()})
	}
	return f
}
