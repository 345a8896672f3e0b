package registrationweb

import (
	"net/http"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// override sets a rule aside for somebody, and puts them into the cart when they are not in it
// yet.
func (p Pages) override(w http.ResponseWriter, r *http.Request) error {
	var form overrideForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at, key := counterStand(r), keyOf(r)
	err := p.Registration.Override(r.Context(), viewer(r), people.ID(form.Person), leisure.GroupID(form.Group), leisure.Rule(form.Rule), form.Motive, key)
	if f, ok := asked(err); ok {
		return p.overrideAgain(w, r, form, ui.Status(err), problemsOf(r.Context(), err, f))
	}
	if err != nil {
		return err
	}
	if !form.Hold {
		return ui.SeeOther(w, r, at.base+"?fait=outre")
	}
	key.Value += "/retenir" // A second deed of the same form.
	return p.putIn(w, r, at, addForm{Group: form.Group, People: []string{form.Person}}, key)
}

func (p Pages) overrideAgain(w http.ResponseWriter, r *http.Request, form overrideForm, status int, problems ui.Problems) error {
	v, err := p.counterOf(r, counterForm{Group: form.Group}, nil)
	if err != nil {
		return err
	}
	v.Problems = problems
	for i := range v.Group.People {
		if o := v.Group.People[i].Overrides; o != nil && o.Person == form.Person {
			o.Open, o.Rule, o.Motive = true, form.Rule, form.Motive
			o.WrongRule, o.WrongMotive = problems.Wrong("regle"), problems.Wrong("motif")
		}
	}
	return ui.Show(w, r, status, counterPage(v))
}

func (p Pages) counterAdd(w http.ResponseWriter, r *http.Request) error {
	var form addForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.putIn(w, r, counterStand(r), form, keyOf(r))
}

// putIn puts people into the cart at the counter.
func (p Pages) putIn(w http.ResponseWriter, r *http.Request, at stand, form addForm, key forms.Key) error {
	chosen := counterForm{Group: form.Group, People: form.People}
	outcomes, err := p.Registration.Add(r.Context(), viewer(r), registration.AddTo{
		Owner: at.owner, People: idsOf(form.People), Group: leisure.GroupID(form.Group), Options: form.Options, Channel: leisure.Counter,
	}, key)
	if err != nil {
		return p.counterAgain(w, r, err, chosen)
	}
	if refused := refusals(outcomes); len(refused) > 0 {
		problems, err := p.refusalWords(r.Context(), at.owner, refused)
		if err != nil {
			return err
		}
		return p.counterWith(w, r, http.StatusConflict, problems, chosen)
	}
	return ui.SeeOther(w, r, at.base+"?fait=ajoute")
}

func (p Pages) counterAgain(w http.ResponseWriter, r *http.Request, err error, form counterForm) error {
	f, ok := asked(err)
	if !ok {
		return err
	}
	return p.counterWith(w, r, ui.Status(err), problemsOf(r.Context(), err, f), form)
}

func (p Pages) counterWith(w http.ResponseWriter, r *http.Request, status int, problems ui.Problems, form counterForm) error {
	v, err := p.counterOf(r, form, nil)
	if err != nil {
		return err
	}
	v.Problems = problems
	return ui.Show(w, r, status, counterPage(v))
}

// counterDo does a simple deed to the cart, and comes back to it.
func (p Pages) counterDo(do func(*http.Request, stand) (string, error)) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		at := counterStand(r)
		done, err := do(r, at)
		if err != nil {
			return p.counterAgain(w, r, err, counterForm{})
		}
		return ui.SeeOther(w, r, at.base+"?fait="+done)
	}
}

func (p Pages) counterRemove(r *http.Request, _ stand) (string, error) {
	var form placeForm
	if err := forms.Read(r, &form); err != nil {
		return "", err
	}
	return "retire", p.Registration.Remove(r.Context(), viewer(r), registration.PlaceID(form.Place), keyOf(r))
}

func (p Pages) counterExtend(r *http.Request, at stand) (string, error) {
	return "prolonge", p.Registration.Extend(r.Context(), viewer(r), at.owner, keyOf(r))
}

func (p Pages) counterHold(r *http.Request, at stand) (string, error) {
	_, err := p.Registration.HoldAll(r.Context(), viewer(r), at.owner, at.channel, keyOf(r))
	return "retenu", err
}

func (p Pages) counterWait(w http.ResponseWriter, r *http.Request) error {
	var form waitForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at := counterStand(r)
	chosen := counterForm{Group: form.Group, People: form.People}
	refused, err := p.join(r, at.owner, leisure.Counter, form)
	if err != nil {
		return p.counterAgain(w, r, err, chosen)
	}
	if len(refused) > 0 {
		problems, err := p.refusalWords(r.Context(), at.owner, refused)
		if err != nil {
			return err
		}
		return p.counterWith(w, r, http.StatusConflict, problems, chosen)
	}
	return ui.SeeOther(w, r, at.base+"?fait=attente")
}

func (p Pages) counterAskWithdraw(w http.ResponseWriter, r *http.Request) error {
	var form noteForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if ok, err := p.opened(r); err != nil || !ok {
		if err != nil {
			return err
		}
		return ui.SeeOther(w, r, reasonPath(viewer(r), people.ID(r.PathValue("person"))))
	}
	return p.showCounterWithdraw(w, r, http.StatusOK, form, nil)
}

func (p Pages) showCounterWithdraw(w http.ResponseWriter, r *http.Request, status int, form noteForm, problems ui.Problems) error {
	ctx := r.Context()
	at := counterStand(r)
	what, err := p.Registration.Withdrawal(ctx, viewer(r), registration.PlaceID(r.PathValue("place")), form.Note)
	if err != nil {
		return err
	}
	v, err := p.withdrawOf(ctx, at, what)
	if err != nil {
		return err
	}
	v.Problems = problems
	v.Action = at.base + "/places/" + string(what.Place.ID) + "/annuler"
	v.Keep = ui.Link{Href: at.base, Label: i18n.T(ctx, "Garder l’inscription")}
	v.Counter = &counterWithdraw{Noted: form.Note, With: v.Action + "?billet=1", Sans: v.Action}
	return ui.Show(w, r, status, counterWithdrawPage(v, at.base))
}

func (p Pages) counterWithdraw(w http.ResponseWriter, r *http.Request) error {
	var form noteForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	what, err := p.Registration.Withdraw(r.Context(), viewer(r), registration.PlaceID(r.PathValue("place")), form.Note, keyOf(r))
	if f, ok := asked(err); ok {
		return p.showCounterWithdraw(w, r, ui.Status(err), form, problemsOf(r.Context(), err, f))
	}
	if err != nil {
		return err
	}
	done := "annule"
	if what.Back > none {
		done = "rembourse"
	}
	return ui.SeeOther(w, r, counterStand(r).base+"?fait="+done)
}

// counterAnswer answers an offer for the family.
func (p Pages) counterAnswer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	place := registration.PlaceID(r.PathValue("place"))
	at := counterStand(r)
	done := "repondu"
	var err error
	switch r.PathValue("reponse") {
	case "accepter":
		err, done = p.Registration.Accept(ctx, viewer(r), place, keyOf(r)), "ajoute"
	case "refuser":
		err = p.Registration.Decline(ctx, viewer(r), place, keyOf(r))
	case "garder":
		err = p.Registration.KeepRank(ctx, viewer(r), place, keyOf(r))
	case "quitter":
		err = p.Registration.LeaveList(ctx, viewer(r), place, keyOf(r))
	default:
		return fault.New(fault.NotFound, "")
	}
	if err != nil {
		return p.counterAgain(w, r, err, counterForm{})
	}
	return ui.SeeOther(w, r, at.base+"?fait="+done)
}
