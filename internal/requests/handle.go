package requests

import "sem/internal/fault"

// Assign gives the request to a member of the staff, or to nobody when account is empty.
// The citizen hears of it when it takes the request up.
func (r *Request) Assign(a Act, account, name string) (Event, error) {
	if account != "" && r.State.Open() && account == r.ResolvedBy {
		return Event{}, invalid(fault.Field{Name: "account", Message: "Cette personne avait réglé la demande contestée. Confiez-la à quelqu’un d’autre."})
	}
	visibility := ForStaff
	if to, _ := r.State.after(DidAssign); to != r.State {
		visibility = ForCitizen
	}
	e, err := r.do(a, DidAssign, Event{Visibility: visibility, Body: name, Detail: account})
	if err == nil {
		r.AssignedTo = account
	}
	return e, err
}

// Transfer hands the request over to another department, where nobody has it yet.
func (r *Request) Transfer(a Act, department, reason string) (Event, error) {
	if department == r.Department {
		return Event{}, invalid(fault.Field{Name: "department", Message: "La demande est déjà dans ce service. Choisissez-en un autre."})
	}
	reason, err := said("reason", reason)
	if err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidTransfer, Event{Visibility: ForStaff, Body: reason, Detail: department})
	if err == nil {
		r.Department, r.AssignedTo = department, ""
	}
	return e, err
}

// Note keeps something for the staff, or for the department alone. No citizen sees it.
func (r *Request) Note(a Act, note string, restricted bool) (Event, error) {
	note, err := said("text", note)
	if err != nil {
		return Event{}, err
	}
	e := Event{Visibility: ForStaff, Body: note}
	if restricted {
		e.Visibility = ForDepartment
	}
	return r.do(a, DidNote, e)
}

// Reply answers the citizen.
func (r *Request) Reply(a Act, reply string) (Event, error) {
	reply, err := said("text", reply)
	if err != nil {
		return Event{}, err
	}
	return r.do(a, DidReply, Event{Body: reply})
}

// CitizenMessage is what the citizen writes. When something was asked, it is the answer:
// the clock starts again, and the promise moves by the business days of the wait. The
// event's detail is then the promise moved.
func (r *Request) CitizenMessage(a Act, message string) (Event, error) {
	message, err := said("text", message)
	if err != nil {
		return Event{}, err
	}
	if r.State != WaitingCitizen {
		return r.do(a, DidMessage, Event{Body: message})
	}
	return r.moving(func() (Event, error) { return r.do(a, DidAnswer, Event{Body: message}) })
}

// Attach tells that files were added; what describes them.
func (r *Request) Attach(a Act, what string, visibility Visibility) (Event, error) {
	return r.do(a, DidAttach, Event{Visibility: visibility, Body: what})
}

// Rate is what the citizen thinks of how it was settled, from 1 to 5.
func (r *Request) Rate(a Act, stars int, comment string) (Event, error) {
	if stars < 1 || stars > 5 {
		return Event{}, invalid(fault.Field{Name: "stars", Message: "Choisissez de 1 à 5."})
	}
	if len(comment) > longestText {
		return Event{}, invalid(fault.Field{Name: "text", Message: "Ce texte est trop long. Écrivez au plus 5 000 caractères."})
	}
	e, err := r.do(a, DidRate, Event{Body: comment, Detail: string(rune('0' + stars))})
	if err == nil {
		r.Satisfaction = stars
	}
	return e, err
}

// Join tells that another request was found to be about the same thing.
func (r *Request) Join(a Act, other Number) (Event, error) {
	return r.do(a, DidJoin, Event{Visibility: ForStaff, Detail: string(other)})
}

// notFound is the one answer for what does not exist and what somebody may not see.
func notFound() error {
	return fault.New(fault.NotFound, "Nous ne trouvons pas cette demande. Vérifiez le numéro.")
}
