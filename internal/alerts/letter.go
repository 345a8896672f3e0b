package alerts

import (
	"context"
	"html/template"
	"strings"

	"sem/internal/i18n"
	"sem/internal/mail"
)

// Words is what a letter of the city says. Accounts writes its own with it, so that all
// letters of the city look alike.
type Words struct {
	Key    string
	To     string
	Name   string // Name greets the person; empty greets nobody by name.
	Person string
	City   string
	Title  string // Title is the subject, and the title.
	Body   string // Body is paragraphs with an empty line between them.
	Code   string // Code is a code to copy, shown large.
	Button string // Button names what Link opens.
	Link   string
	Why    string // Why says why the person receives this.
}

// Letter is an e-mail that says the same in HTML and in plain text, in the language of ctx.
func Letter(ctx context.Context, w Words) mail.Message {
	page := letterPage{Words: w, Lang: i18n.Lang(ctx).Tag(), Paragraphs: paragraphs(w.Body)}
	page.Greeting = i18n.T(ctx, "Bonjour,")
	if w.Name != "" {
		page.Greeting = i18n.T(ctx, "Bonjour %s,", w.Name)
	}
	var html strings.Builder
	if err := letterHTML.Execute(&html, page); err != nil {
		html.Reset() // The plain text says it all.
	}
	return mail.Message{Key: w.Key, Channel: mail.ByEmail, To: w.To, Subject: w.Title, Text: page.plain(), HTML: html.String(), Person: w.Person}
}

type letterPage struct {
	Words
	Lang       string
	Greeting   string
	Paragraphs []string
}

func (p letterPage) plain() string {
	parts := append([]string{p.Title, p.Greeting}, p.Paragraphs...)
	if p.Code != "" {
		parts = append(parts, p.Code)
	}
	if p.Link != "" {
		parts = append(parts, p.Button+"\n"+p.Link)
	}
	parts = append(parts, p.Why, p.City)
	kept := parts[:0]
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "\n\n") + "\n"
}

func paragraphs(body string) []string {
	var kept []string
	for p := range strings.SplitSeq(strings.ReplaceAll(body, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

var letterHTML = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>{{.Title}}</title></head>
<body style="margin:0;padding:16px;font-family:sans-serif;font-size:1.1875rem;line-height:1.55">
<div style="max-width:600px;margin:0 auto">
<h1 style="font-size:1.6em;line-height:1.25">{{.Title}}</h1>
<p>{{.Greeting}}</p>
{{range .Paragraphs}}<p style="white-space:pre-line">{{.}}</p>
{{end}}{{if .Code}}<p style="font-size:1.6em;letter-spacing:.12em"><strong>{{.Code}}</strong></p>
{{end}}{{if .Link}}<p><a href="{{.Link}}" style="display:inline-block;padding:14px 20px;border-radius:6px;background:#0a5362;color:#ffffff;font-weight:bold;text-decoration:none">{{.Button}}</a></p>
<p style="font-size:.85em;overflow-wrap:anywhere">{{.Link}}</p>
{{end}}<p style="font-size:.85em">{{.Why}}</p>
<p style="font-size:.85em">{{.City}}</p>
</div>
</body>
</html>
`))
