package taxweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"sem/internal/dossier"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/tax"
	"sem/internal/ui"
)

// owned is a property whose account the viewer may read.
type owned struct {
	property.Holding
	Owner string // Owner names who owns it, empty when it is the viewer.
}

// path is the address of the property's account.
func (o owned) path() string { return "/taxes/" + o.Matricule.String() }

// from is the first year whose account the owner reads: the one before they proved to own
// it, whose bill may have been the proof.
func (o owned) from() int { return o.Since.Year() - 1 }

// owned are the properties of the viewer, then those of whoever gave them a mandate for their
// property. Living with an owner opens nothing.
func (p Pages) owned(ctx context.Context, v session.Viewer) ([]owned, error) {
	circle, err := p.People.Circle(ctx, people.ID(v.Person), people.Property)
	if err != nil {
		return nil, err
	}
	whose := slices.DeleteFunc(circle.InCare, func(c people.Care) bool { return c.Why == people.ByHousehold })
	held, err := p.Roll.HeldByEach(ctx, dossier.IDs(whose)...)
	return ownedAmong(held, whose), err
}

// ownedAmong are the properties held by their owners, each once; whose names who they are.
func ownedAmong(held []property.Holding, whose []people.Care) []owned {
	var all []owned
	for _, h := range held {
		isThere := slices.ContainsFunc(all, func(o owned) bool { return o.Property == h.Property })
		if h.Role != property.Owner || isThere {
			continue
		}
		o := owned{Holding: h}
		i := slices.IndexFunc(whose, func(c people.Care) bool { return c.Person.ID == h.Person })
		if i >= 0 && whose[i].Why == people.ByMandate {
			o.Owner = whose[i].Person.Name()
		}
		all = append(all, o)
	}
	return all
}

// find is the property of the address, if its account is the viewer's to read.
func (p Pages) find(r *http.Request) (owned, []owned, error) {
	all, err := p.owned(r.Context(), viewer(r))
	if err != nil {
		return owned{}, nil, err
	}
	m, ok := places.ParseMatricule(r.PathValue("matricule"))
	if !ok {
		return owned{}, nil, errNotYours
	}
	is := func(o owned) bool { return o.Matricule == m }
	if !slices.ContainsFunc(all, is) { // It may be written on an older bill.
		former, err := p.Roll.PropertyOf(r.Context(), m)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return owned{}, nil, err
		}
		is = func(o owned) bool { return former != "" && o.Property == former }
	}
	i := slices.IndexFunc(all, is)
	if i < 0 {
		return owned{}, nil, errNotYours
	}
	if err := p.Sessions.DemandSensitive(r.Context(), viewer(r)); err != nil {
		return owned{}, nil, err
	}
	return all[i], all, nil
}

// mine shows the account of the only property of one's own, or offers the choice.
func (p Pages) mine(w http.ResponseWriter, r *http.Request) error {
	var form choiceForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	all, err := p.owned(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return ui.Show(w, r, http.StatusOK, nonePage())
	}
	if err := p.Sessions.DemandSensitive(r.Context(), viewer(r)); err != nil {
		return err
	}
	if one, ok := only(all); ok && (len(all) == 1 || !form.All) {
		return p.show(w, r, http.StatusOK, one, all, 0, nil)
	}
	v, err := p.choice(r.Context(), all)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, choicePage(v))
}

// only is the one property to show without asking which: one's own, before those of whoever
// gave a mandate.
func only(all []owned) (owned, bool) {
	if len(all) == 1 || len(all) > 1 && all[0].Owner == "" && all[1].Owner != "" {
		return all[0], true
	}
	return owned{}, false
}

// choice is each property with what it owes.
func (p Pages) choice(ctx context.Context, all []owned) ([]propertyRow, error) {
	var ids []places.PropertyID
	for _, o := range all {
		ids = append(ids, o.Property)
	}
	bills, err := p.Tax.Bills(ctx, ids...)
	if err != nil {
		return nil, err
	}
	rows := make([]propertyRow, len(all))
	for i, o := range all {
		its := o.among(bills)
		rows[i] = propertyRow{Title: o.Line, Path: o.path(), Owner: o.Owner, Text: owes(ctx, its), due: due(its)}
	}
	// One's own come first; among them, what is late or due soonest.
	slices.SortStableFunc(rows, func(a, b propertyRow) int {
		if (a.Owner == "") != (b.Owner == "") {
			return cmp.Compare(a.Owner, b.Owner)
		}
		return cmp.Compare(a.due, b.due)
	})
	return rows, nil
}

// due is the day of the first instalment that is not paid, after every day when all are.
func due(bills []tax.Bill) string {
	if open := tax.OpenInstalments(bills); len(open) > 0 {
		return string(open[0].Called)
	}
	return "never"
}

// among are the bills of the property.
func (o owned) among(bills []tax.Bill) []tax.Bill {
	return slices.DeleteFunc(slices.Clone(bills), func(b tax.Bill) bool { return b.Property != o.Property })
}

// owes says in a sentence what a property owes.
func owes(ctx context.Context, bills []tax.Bill) string {
	open := tax.OpenInstalments(bills)
	switch {
	case len(bills) == 0:
		return i18n.T(ctx, "Aucun compte de taxes reçu pour l’instant.")
	case len(open) == 0:
		return i18n.T(ctx, "Tout est payé.")
	case open[0].State == tax.Late:
		return i18n.T(ctx, "%s étaient à payer le %s.", amount(ctx, open[0].Owing()), date(ctx, open[0].Called))
	}
	return i18n.T(ctx, "%s à payer au plus tard le %s.", amount(ctx, open[0].Owing()), date(ctx, open[0].Called))
}

// account is the account of a property in a year, the newest when none is named.
func (p Pages) account(w http.ResponseWriter, r *http.Request) error {
	o, all, err := p.find(r)
	if err != nil {
		return err
	}
	year, err := yearOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, http.StatusOK, o, all, year, nil)
}

func yearOf(r *http.Request) (int, error) {
	text := r.PathValue("annee")
	if text == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(text)
	if err != nil || year < 1900 {
		return 0, tax.ErrNoAccount
	}
	return year, nil
}

// show draws the account; problems are those of the form at its end.
func (p Pages) show(w http.ResponseWriter, r *http.Request, status int, o owned, all []owned, year int, problems ui.Problems) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	f, err := p.Tax.File(ctx, o.Property, year, o.from())
	if year == 0 && fault.KindOf(err) == fault.NotFound {
		return ui.Show(w, r, status, waitingPage(frameOf(ctx, o, all)))
	}
	if err != nil {
		return err
	}
	v := p.view(ctx, o, all, f)
	if v.Agreement, err = p.agreement(ctx, o, problems); err != nil {
		return err
	}
	v.Done = done(ctx, form.Done)
	return ui.Show(w, r, status, accountPage(v))
}

func done(ctx context.Context, what string) string {
	switch what {
	case "courriel":
		return i18n.T(ctx, "C’est noté. Votre prochain compte arrivera par courriel.")
	case "poste":
		return i18n.T(ctx, "C’est noté. Votre prochain compte arrivera par la poste.")
	}
	return ""
}

func (p Pages) agreement(ctx context.Context, o owned, problems ui.Problems) (agreementView, error) {
	v := agreementView{Path: o.path() + "/courriel", Key: forms.NewKey(), Mine: o.Owner == "", Problems: problems}
	if !v.Mine {
		return v, nil
	}
	c, err := p.Tax.Consent(ctx, people.ID(session.From(ctx).Person), o.Property)
	if v.Given = c.Open(); v.Given {
		v.Since = i18n.Date(ctx, c.GivenAt)
	}
	return v, err
}

// agree keeps the consent to the bill by e-mail. A helper consents to nothing for an owner.
func (p Pages) agree(w http.ResponseWriter, r *http.Request) error {
	o, all, err := p.find(r)
	if err != nil {
		return err
	}
	var form agreeForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if o.Owner != "" {
		return errOwnersOnly
	}
	if !form.Agreed {
		problem := ui.Problem{Field: "accord", Message: i18n.T(r.Context(), "Cochez la case pour recevoir votre compte par courriel seulement.")}
		return p.show(w, r, http.StatusUnprocessableEntity, o, all, 0, ui.Problems{problem})
	}
	if err := p.Tax.Agree(r.Context(), viewer(r), o.Property, key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, o.path()+"?fait=courriel")
}

// withdraw ends that consent.
func (p Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	o, _, err := p.find(r)
	if err != nil {
		return err
	}
	if o.Owner != "" {
		return errOwnersOnly
	}
	if err := p.Tax.Withdraw(r.Context(), viewer(r), o.Property, key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, o.path()+"?fait=poste")
}

var errOwnersOnly = fault.New(fault.Forbidden, "Seule la personne propriétaire peut choisir comment elle reçoit son compte.")
