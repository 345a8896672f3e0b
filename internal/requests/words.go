package requests

import (
	"context"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/i18n"
)

// Words is the public name of a state, the same at the desk, in mail and on paper.
func (s State) Words(ctx context.Context) string {
	switch s {
	case Received:
		return i18n.T(ctx, "Reçue")
	case InProgress:
		return i18n.T(ctx, "En traitement")
	case Planned:
		return i18n.T(ctx, "Travaux prévus")
	case WaitingCitizen:
		return i18n.T(ctx, "Nous vous attendons")
	case WaitingThirdParty:
		return i18n.T(ctx, "En attente d’un partenaire")
	case Resolved:
		return i18n.T(ctx, "Réglée")
	case Closed:
		return i18n.T(ctx, "Fermée")
	case Contested, Reopened:
		return i18n.T(ctx, "Rouverte")
	case Duplicate:
		return i18n.T(ctx, "Déjà signalée")
	case OutOfJurisdiction:
		return i18n.T(ctx, "Pas de notre ressort")
	case Cancelled:
		return i18n.T(ctx, "Annulée")
	case Rejected:
		return i18n.T(ctx, "Refusée")
	}
	return string(s)
}

// Words is the name of a channel.
func (c Channel) Words(ctx context.Context) string {
	switch c {
	case Web:
		return i18n.T(ctx, "Internet")
	case Telephone:
		return i18n.T(ctx, "Téléphone")
	case Counter:
		return i18n.T(ctx, "Comptoir")
	case Email:
		return i18n.T(ctx, "Courriel")
	case Letter:
		return i18n.T(ctx, "Lettre")
	case Field:
		return i18n.T(ctx, "Sur le terrain")
	case Open311:
		return i18n.T(ctx, "Open311")
	}
	return string(c)
}

// Standing is what the public sentence of a request is made of.
type Standing struct {
	Request    Request
	Type       Type
	Department Department
	Followers  int // Followers counts everybody concerned, the reporter included.
}

// Sentence is what the citizen reads under the title: what happens, who does it, by when.
// The type's own sentence for the state comes before the usual one; its blanks are {date},
// {service} and {awaited}.
func (s Standing) Sentence(ctx context.Context) string {
	r := s.Request
	if s.Overdue(ctx) {
		return i18n.T(ctx, "La date promise, le %s, est passée. Nous vous devons une réponse.", s.date(ctx))
	}
	if own, ok := s.Type.Sentences[r.State]; ok {
		return strings.NewReplacer("{date}", s.date(ctx), "{service}", s.Department.Name.In(ctx), "{awaited}", r.Awaited).Replace(own.In(ctx))
	}
	switch r.State {
	case Received:
		return i18n.T(ctx, "Nous vous répondrons d’ici le %s.", s.date(ctx))
	case InProgress:
		return i18n.T(ctx, "%s s’en occupe, d’ici le %s.", s.Department.Name.In(ctx), s.date(ctx))
	case Planned:
		return i18n.T(ctx, "Les travaux sont prévus d’ici le %s. Vous n’avez rien à faire.", s.date(ctx))
	case WaitingCitizen:
		if r.Awaited == "" {
			return i18n.T(ctx, "Il nous manque une réponse. Le délai est en pause.")
		}
		return i18n.T(ctx, "Il nous manque votre réponse : %s Le délai est en pause.", stopped(r.Awaited))
	case WaitingThirdParty:
		return i18n.T(ctx, "Nous attendons %s. Prochaine nouvelle d’ici le %s.", r.Awaited, s.date(ctx))
	case Resolved:
		return i18n.T(ctx, "Réglée le %s. Ce n’est pas réglé? Dites-le-nous.", s.date(ctx))
	case Closed:
		return i18n.T(ctx, "Réglée le %s, et fermée.", s.date(ctx))
	case Contested, Reopened:
		return i18n.T(ctx, "Une autre personne de la Ville reprend votre demande, d’ici le %s.", s.date(ctx))
	case Duplicate:
		return i18n.TN(ctx, "%d personne suit la même situation.", "%d personnes suivent la même situation.", s.Followers)
	case OutOfJurisdiction:
		if r.OutcomeText == "" {
			return i18n.T(ctx, "%s s’en occupe.", r.Awaited)
		}
		return i18n.T(ctx, "%s s’en occupe : %s.", r.Awaited, r.OutcomeText)
	case Cancelled:
		if r.OutcomeText == "" {
			return i18n.T(ctx, "Cette demande est annulée.")
		}
	case Rejected:
		if r.OutcomeText == "" {
			return i18n.T(ctx, "Cette demande est refusée.")
		}
	}
	return r.OutcomeText
}

// Overdue tells that the day the sentence would speak of is over, and that the city, not
// the citizen, is late: a promise that was broken is said, never shown as one to come.
func (s Standing) Overdue(ctx context.Context) bool {
	now := i18n.Now(ctx)
	if now.IsZero() || !s.Request.State.Open() || !s.Request.PausedAt.IsZero() {
		return false
	}
	return clock.Day(s.day()).Before(clock.Day(now))
}

func (s Standing) date(ctx context.Context) string { return i18n.Date(ctx, s.day()) }

// day is the one that the sentence of the state speaks of.
func (s Standing) day() time.Time {
	r := s.Request
	switch r.State {
	case Received:
		if r.AnsweredAt.IsZero() {
			return r.AnswerBy
		}
	case Planned, WaitingThirdParty:
		if day, err := ParseDay(r.PlannedFor); err == nil {
			return day
		}
	case Resolved, Closed:
		return r.ResolvedAt
	}
	return r.PromisedAt
}

// stopped is a text that ends like a sentence.
func stopped(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}

// Words is what an event says happened, as the citizen reads it; what was said follows in
// the event's body.
func (e Event) Words(ctx context.Context) string {
	switch e.Kind {
	case DidReport:
		return i18n.T(ctx, "Demande reçue")
	case DidAssign:
		if e.Detail == "" {
			return i18n.T(ctx, "Demande remise dans la file")
		}
		if e.Body == "" {
			return i18n.T(ctx, "Demande prise en charge")
		}
		return i18n.T(ctx, "Demande confiée à %s", e.Body)
	case DidTransfer:
		return i18n.T(ctx, "Demande transférée à un autre service")
	case DidNote:
		return i18n.T(ctx, "Note interne")
	case DidReply:
		return i18n.T(ctx, "Réponse de la Ville")
	case DidAsk:
		return i18n.T(ctx, "Question de la Ville")
	case DidRemind:
		return i18n.T(ctx, "Rappel de notre question")
	case DidMessage:
		return i18n.T(ctx, "Message reçu")
	case DidJoin:
		return i18n.T(ctx, "La demande %s signale la même situation", e.Detail)
	case DidAttach:
		return i18n.T(ctx, "Fichier ajouté")
	case DidRate:
		return i18n.T(ctx, "Satisfaction de %s sur 5", e.Detail)
	}
	return e.progress(ctx)
}

// progress is the part of Words for the deeds that move the request or its promise.
func (e Event) progress(ctx context.Context) string {
	_, promise := e.Promises()
	switch e.Kind {
	case DidAnswer:
		if promise.IsZero() {
			return i18n.T(ctx, "Réponse reçue, le travail reprend")
		}
		return i18n.T(ctx, "Réponse reçue, le travail reprend, d’ici le %s", i18n.Date(ctx, promise))
	case DidResume:
		if promise.IsZero() {
			return i18n.T(ctx, "Le travail reprend")
		}
		return i18n.T(ctx, "Le travail reprend, d’ici le %s", i18n.Date(ctx, promise))
	case DidPlan:
		return i18n.T(ctx, "Travaux prévus d’ici le %s", e.day(ctx))
	case DidAwait:
		return i18n.T(ctx, "En attente d’un partenaire. Prochaine nouvelle d’ici le %s", e.day(ctx))
	case DidMovePromise:
		return i18n.T(ctx, "Nouvelle date promise, le %s", i18n.Date(ctx, promise))
	case DidResolve:
		return i18n.T(ctx, "Demande réglée")
	case DidClose:
		return i18n.T(ctx, "Demande fermée")
	case DidContest:
		return i18n.T(ctx, "« Ce n’est pas réglé », une autre personne reprend la demande")
	case DidReopen:
		return i18n.T(ctx, "Demande rouverte par la Ville")
	case DidDuplicate:
		return i18n.T(ctx, "Déjà signalée, nous suivons la première demande")
	case DidSendAway:
		return i18n.T(ctx, "Ce n’est pas du ressort de la Ville")
	case DidReject:
		return i18n.T(ctx, "Demande refusée")
	case DidCancel:
		return i18n.T(ctx, "Demande annulée")
	}
	return string(e.Kind)
}

func (e Event) day(ctx context.Context) string {
	day, err := ParseDay(e.Detail)
	if err != nil {
		return e.Detail
	}
	return i18n.Date(ctx, day)
}

// Fill writes a template's blanks: {number}, {title}, {date} and {name}.
func (m Template) Fill(ctx context.Context, r Request, name string, promise time.Time) string {
	return strings.NewReplacer("{number}", string(r.Number), "{title}", r.Title, "{date}", i18n.Date(ctx, promise), "{name}", name).
		Replace(m.Text.In(ctx))
}

// GroupWords is the name of the matter that types are listed under.
func GroupWords(ctx context.Context, group string) string {
	switch group {
	case "arbres":
		return i18n.T(ctx, "Arbres et insectes")
	case "circulation":
		return i18n.T(ctx, "Circulation et stationnement")
	case "collectes":
		return i18n.T(ctx, "Collectes et bacs")
	case "eau":
		return i18n.T(ctx, "Eau et égouts")
	case "hiver":
		return i18n.T(ctx, "Neige et glace")
	case "loisirs":
		return i18n.T(ctx, "Loisirs et bibliothèque")
	case "parcs":
		return i18n.T(ctx, "Parcs")
	case "permis":
		return i18n.T(ctx, "Permis et règlements")
	case "rue":
		return i18n.T(ctx, "Rues et trottoirs")
	case "taxes":
		return i18n.T(ctx, "Taxes et évaluation")
	case "ville":
		return i18n.T(ctx, "La Ville et ses services")
	case "voisinage":
		return i18n.T(ctx, "Voisinage")
	}
	return group
}
