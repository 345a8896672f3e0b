package deskweb

import (
	"context"
	"strings"

	"sem/internal/desk"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/text"
	"sem/internal/ui"
)

// tagOf is a state as it is drawn everywhere.
func tagOf(ctx context.Context, s requests.State) ui.TagOf {
	tag := ui.TagOf{Label: s.Words(ctx)}
	switch s {
	case requests.Received:
		tag.Icon = "i-tray"
	case requests.InProgress, requests.Planned:
		tag.Icon, tag.Tone = "i-wrench", ui.Info
	case requests.WaitingCitizen:
		tag.Label = i18n.T(ctx, "Attend la personne")
		tag.Icon, tag.Tone = "i-warning", ui.Warn
	case requests.WaitingThirdParty:
		tag.Icon, tag.Tone = "i-hourglass-medium", ui.Plum
	case requests.Resolved:
		tag.Icon, tag.Tone = "i-check-circle", ui.OK
	case requests.Closed:
		tag.Icon = "i-check"
	case requests.Contested, requests.Reopened:
		tag.Icon, tag.Tone = "i-arrow-counter-clockwise", ui.Warn
	case requests.Duplicate:
		tag.Icon, tag.Tone = "i-users", ui.Info
	case requests.OutOfJurisdiction:
		tag.Icon = "i-signpost"
	default:
		tag.Icon = "i-x"
	}
	return tag
}

// channelIcon is how a channel is drawn.
func channelIcon(c requests.Channel) string {
	switch c {
	case requests.Telephone:
		return "i-phone"
	case requests.Counter:
		return "i-storefront"
	case requests.Email, requests.Letter:
		return "i-envelope-simple"
	case requests.Field:
		return "i-map-pin"
	}
	return "i-globe"
}

func mark(t ui.TagOf) desk.Mark { return desk.Mark{Label: t.Label, Icon: t.Icon, Tone: t.Tone} }

func tag(m desk.Mark) ui.TagOf { return ui.TagOf{Label: m.Label, Icon: m.Icon, Tone: m.Tone} }

// rowOf is something open, in a list.
func rowOf(m desk.Matter) ui.RequestRow {
	return ui.RequestRow{Title: m.Title, Href: m.Path, Text: join(m.Number, m.Detail, m.Left.Text), Tag: tag(m.Status), Step: m.Step}
}

// findings of persons, each openable for a reason; a reason already known needs no choice.
func personFindings(ctx context.Context, found []people.Person, reason string) []ui.Finding {
	var rows []ui.Finding
	for _, p := range found {
		path := personPath(p.ID)
		row := ui.Finding{Href: path, Title: nameOf(ctx, p), Text: describe(ctx, p), Who: ui.WhoOf{Name: nameOf(ctx, p), Key: string(p.ID)}}
		if reason != "" {
			row.Href = path + "?motif=" + reason
		} else {
			row.Shorts = []ui.Link{
				{Href: path + "?motif=appel", Label: i18n.T(ctx, "Appel téléphonique")},
				{Href: path + "?motif=comptoir", Label: i18n.T(ctx, "Au comptoir")},
				{Href: path + "?motif=suivi", Label: i18n.T(ctx, "Suivi d’une demande")},
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func matterFindings(matters []desk.Matter) []ui.Finding {
	var rows []ui.Finding
	for _, m := range matters {
		rows = append(rows, ui.Finding{Href: m.Path, Title: m.Title, Text: join(m.Number, m.Detail), Icon: "i-tray", Tag: tag(m.Status)})
	}
	return rows
}

func personPath(id people.ID) string { return "/guichet/personnes/" + string(id) }

func requestPath(n requests.Number) string { return "/guichet/demandes/" + string(n) }

// nameOf is a person's name; some are known by a number only.
func nameOf(ctx context.Context, p people.Person) string {
	if name := p.Name(); name != "" {
		return name
	}
	return i18n.T(ctx, "Sans nom")
}

// describe tells people of the same name apart: age, address, numbers.
func describe(ctx context.Context, p people.Person) string {
	return join(age(ctx, p), p.AddressLine, contactsOf(p))
}

func age(ctx context.Context, p people.Person) string {
	if years := p.Age(i18n.Now(ctx)); years >= 0 {
		return i18n.TN(ctx, "%d an", "%d ans", years)
	}
	return ""
}

func contactsOf(p people.Person) string {
	var values []string
	for _, c := range p.Contacts {
		values = append(values, contactValue(c))
	}
	return join(values...)
}

func contactValue(c people.Contact) string {
	if c.Kind == people.Email {
		return c.Value
	}
	return text.FormatPhone(c.Value)
}

// join puts facts on one line, leaving out those that are empty.
func join(parts ...string) string { return text.Joined(" · ", parts...) }

// lines are the lines of what somebody wrote.
func lines(s string) []string {
	var some []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			some = append(some, line)
		}
	}
	return some
}
