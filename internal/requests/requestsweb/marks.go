package requestsweb

import (
	"cmp"
	"context"
	"strings"

	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/text"
	"sem/internal/ui"
)

// tagOf is a state as it is drawn everywhere.
func tagOf(ctx context.Context, s requests.State) ui.TagOf {
	tag := ui.TagOf{Label: s.Words(ctx), Icon: stateIcon(s)}
	switch s {
	case requests.InProgress, requests.Planned, requests.Duplicate:
		tag.Tone = ui.Info
	case requests.WaitingCitizen, requests.Contested, requests.Reopened:
		tag.Tone = ui.Warn
	case requests.WaitingThirdParty:
		tag.Tone = ui.Plum
	case requests.Resolved:
		tag.Tone = ui.OK
	}
	return tag
}

func stateIcon(s requests.State) string {
	switch s {
	case requests.Received:
		return "i-tray"
	case requests.InProgress, requests.Planned:
		return "i-wrench"
	case requests.WaitingCitizen:
		return "i-warning"
	case requests.WaitingThirdParty:
		return "i-hourglass-medium"
	case requests.Resolved:
		return "i-check-circle"
	case requests.Closed:
		return "i-check"
	case requests.Contested, requests.Reopened:
		return "i-arrow-counter-clockwise"
	case requests.Duplicate:
		return "i-users"
	case requests.OutOfJurisdiction:
		return "i-signpost"
	}
	return "i-x"
}

// eventIcon is how an event of the thread is drawn.
func eventIcon(e requests.Event) string {
	switch e.Kind {
	case requests.DidAssign:
		return "i-user-check"
	case requests.DidMovePromise:
		return "i-calendar-dots"
	case requests.DidResume, requests.DidAnswer:
		return "i-wrench"
	case requests.DidClose:
		return "i-check"
	case requests.DidRate:
		return "i-star"
	case requests.DidAttach:
		return "i-image"
	case requests.DidRemind:
		return "i-bell"
	case requests.DidJoin:
		return "i-users"
	case requests.DidTransfer:
		return "i-arrow-right"
	}
	return stateIcon(e.To)
}

// done is the sentence that says a deed succeeded; an unknown word says nothing.
func done(ctx context.Context, what string) string {
	switch what {
	case "message":
		return i18n.T(ctx, "Votre message est envoyé. La Ville vous répondra ici.")
	case "reponse":
		return i18n.T(ctx, "Votre réponse est envoyée. Le travail reprend.")
	case "contester":
		return i18n.T(ctx, "C’est noté. Une autre personne de la Ville reprend votre demande.")
	case "retirer":
		return i18n.T(ctx, "Votre demande est retirée.")
	case "satisfaction":
		return i18n.T(ctx, "Merci. Votre avis aide l’équipe à faire mieux.")
	case "suivre":
		return i18n.T(ctx, "Vous suivez cette demande. Nous vous avertirons à chaque étape.")
	case "ne-plus-suivre":
		return i18n.T(ctx, "Vous ne suivez plus cette demande.")
	case "jeter":
		return i18n.T(ctx, "Le brouillon est jeté.")
	case "envoyee":
		return i18n.T(ctx, "Votre demande est envoyée.")
	case "photo":
		return i18n.T(ctx, "La photo est ajoutée. La position cachée dans l’image est effacée.")
	case "photo-retiree":
		return i18n.T(ctx, "La photo est retirée.")
	}
	return ""
}

func requestPath(n requests.Number) string { return "/demandes/" + string(n) }

// title is what a request is called; the public part of somebody else's is called by its type.
func title(ctx context.Context, r requests.Request, t requests.Type) string {
	if r.Title == "" || r.Title == t.Label.FR {
		return cmp.Or(t.Label.In(ctx), r.Title)
	}
	return r.Title
}

// rowOf is a request in a list. Whose says for whom it is, when not for the viewer.
func rowOf(ctx context.Context, row requests.Row, whose string) ui.RequestRow {
	r := row.Request
	sentence := requests.Standing{Request: r, Type: row.Type, Department: row.Department}.Sentence(ctx)
	if r.State == requests.Duplicate { // The number of followers is not read for a list.
		sentence = i18n.T(ctx, "Nous suivons la première demande reçue.")
	}
	if row.Followed {
		whose = i18n.T(ctx, "Vous suivez cette demande")
	}
	text := join(string(r.Number), whose, sentence)
	return ui.RequestRow{Title: title(ctx, r, row.Type), Href: requestPath(r.Number), Text: text, Step: r.State.Stage(), Tag: tagOf(ctx, r.State)}
}

// whose names for whom a request is, unless it is the viewer's own.
func whose(ctx context.Context, r requests.Request, care []people.Care) string {
	concerned := cmp.Or(r.Beneficiary, r.ReportedBy)
	for i, c := range care {
		if i > 0 && c.Person.ID == concerned {
			return i18n.T(ctx, "Pour %s", cmp.Or(c.Person.GivenName, c.Person.Name()))
		}
	}
	return ""
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
