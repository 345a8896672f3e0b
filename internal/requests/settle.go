package requests

import (
	"strings"

	"sem/internal/fault"
)

// Resolve says how the request was settled: an outcome of its type, and a sentence for the
// citizen.
func (r *Request) Resolve(a Act, outcome, sentence string) (Event, error) {
	var p fault.Problems
	if _, ok := a.Type.Outcome(outcome); !ok {
		p.Add("outcome", "Choisissez comment la demande est réglée.")
	}
	if strings.TrimSpace(sentence) == "" {
		p.Add("text", "Écrivez une phrase qui dit à la personne ce qui a été fait.")
	}
	if err := p.Err(); err != nil {
		return Event{}, err
	}
	sentence, err := said("text", sentence)
	if err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidResolve, Event{Body: sentence, Detail: outcome})
	if err == nil {
		r.Outcome, r.OutcomeText = outcome, sentence
	}
	return e, err
}

// Close ends a settled request. It keeps its outcome and its sentence.
func (r *Request) Close(a Act) (Event, error) {
	if r.Outcome == "" || r.OutcomeText == "" {
		return Event{}, fault.New(fault.Conflict, "Dites d’abord comment la demande est réglée.")
	}
	return r.do(a, DidClose, Event{})
}

// Contest is the citizen's word that it is not settled. Whoever settled it does not answer
// for it again; a request that was theirs is nobody's.
func (r *Request) Contest(a Act, why string) (Event, error) {
	if len(why) > longestText {
		return Event{}, invalid(fault.Field{Name: "text", Message: "Ce texte est trop long. Écrivez au plus 5 000 caractères."})
	}
	if before := r.ContestedBefore(a.Type, a.Calendar); !before.IsZero() && a.At.After(before) {
		return Event{}, fault.New(fault.Conflict, "Le délai pour contester est passé. Faites une nouvelle demande, et donnez le numéro de celle-ci.")
	}
	settled := r.ResolvedBy
	e, err := r.do(a, DidContest, Event{Body: strings.TrimSpace(why)})
	if err == nil && r.AssignedTo == settled {
		r.AssignedTo = ""
	}
	return e, err
}

// Reopen takes an ended request up again, without anybody having contested it.
func (r *Request) Reopen(a Act, reason string) (Event, error) {
	reason, err := said("reason", reason)
	if err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidReopen, Event{Body: reason})
	if err == nil {
		r.ResolvedBy = ""
	}
	return e, err
}

// MarkDuplicate says that another request is about the same thing. This one follows it.
func (r *Request) MarkDuplicate(a Act, of *Request) (Event, error) {
	switch {
	case of.ID == r.ID:
		return Event{}, invalid(fault.Field{Name: "of", Message: "C’est la même demande. Entrez le numéro de l’autre."})
	case of.State == Duplicate:
		return Event{}, invalid(fault.Field{Name: "of", Message: "Cette demande est elle-même un double. Entrez le numéro de la première."})
	case of.State == Cancelled || of.State == Rejected:
		return Event{}, invalid(fault.Field{Name: "of", Message: "Cette demande est annulée ou refusée. Elle n’aura pas de suite."})
	}
	e, err := r.do(a, DidDuplicate, Event{Detail: string(of.Number)})
	if err == nil {
		r.DuplicateOf = of.ID
	}
	return e, err
}

// OutOfJurisdiction says who else takes care of it, and how to reach them.
func (r *Request) OutOfJurisdiction(a Act, who, phone string) (Event, error) {
	who, phone = strings.TrimSpace(who), strings.TrimSpace(phone)
	if who == "" {
		return Event{}, invalid(fault.Field{Name: "who", Message: "Écrivez qui s’en occupe, par exemple le ministère des Transports."})
	}
	e, err := r.do(a, DidSendAway, Event{Body: who, Detail: phone})
	if err == nil {
		r.Awaited, r.OutcomeText = who, phone
	}
	return e, err
}

// Reject says no, and why.
func (r *Request) Reject(a Act, reason string) (Event, error) {
	reason, err := said("reason", reason)
	if err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidReject, Event{Body: reason})
	if err == nil {
		r.OutcomeText = reason
	}
	return e, err
}

// Cancel gives the request up. The staff, who do it for somebody, say why.
func (r *Request) Cancel(a Act, reason string) (Event, error) {
	if a.By.Kind == ByStaff {
		var err error
		if reason, err = said("reason", reason); err != nil {
			return Event{}, err
		}
	}
	if len(reason) > longestText {
		return Event{}, invalid(fault.Field{Name: "reason", Message: "Ce texte est trop long. Écrivez au plus 5 000 caractères."})
	}
	e, err := r.do(a, DidCancel, Event{Body: strings.TrimSpace(reason)})
	if err == nil {
		r.OutcomeText = strings.TrimSpace(reason)
	}
	return e, err
}
