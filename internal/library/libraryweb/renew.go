package libraryweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/session"
	"sem/internal/ui"
)

// renewForm is which loans are to be renewed: one, those ticked, or all.
type renewForm struct {
	keyForm
	Card string   `form:"carte" max:"60"` // Card is the only one that was looked at.
	One  string   `form:"seul" max:"200"`
	Some []string `form:"pret" max:"200"`
	All  bool     `form:"tous"`
}

// holdForm names a hold.
type holdForm struct {
	keyForm
	Card string `form:"carte" max:"60"`
	Hold string `form:"reservation" max:"200"`
}

var errTick = ui.Problem{Field: "pret"}

func (p Pages) renew(w http.ResponseWriter, r *http.Request) error {
	var form renewForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, back := r.Context(), loansForm{Card: form.Card}
	which, err := p.picked(ctx, viewer(r), form)
	if err != nil {
		return err
	}
	if len(which) == 0 && !form.All {
		wrong := errTick
		wrong.Message = i18n.T(ctx, "Cochez au moins un document, ou renouvelez-les tous.")
		return p.again(w, r, http.StatusUnprocessableEntity, back, ui.Problems{wrong})
	}
	_, err = p.Library.Renew(ctx, viewer(r), which, keyOf(r))
	if err != nil {
		return p.unrenewed(w, r, back, err)
	}
	q := url.Values{"fait": {renewed}}
	if form.Card != "" {
		q.Set("carte", form.Card)
	}
	return ui.SeeOther(w, r, root+"?"+q.Encode())
}

// renewed is the word of the address that tells what became of an order to renew.
const renewed = "renouvele"

// unrenewed says why an order about loans did not go through: nothing is pretended.
func (p Pages) unrenewed(w http.ResponseWriter, r *http.Request, back loansForm, err error) error {
	ctx := r.Context()
	switch {
	case fault.KindOf(err) == fault.Unavailable:
		comeBack(w, err)
		problem := ui.Problem{Message: i18n.T(ctx, "La bibliothèque ne répond pas. Rien n’a été renouvelé. Réessayez plus tard, ou appelez-la avant la date.")}
		return p.again(w, r, http.StatusServiceUnavailable, back, ui.Problems{problem})
	case mend(w, err):
		return p.again(w, r, ui.Status(err), back, problemsOf(ctx, err))
	}
	return err
}

// again shows the file once more, with what is wrong.
func (p Pages) again(w http.ResponseWriter, r *http.Request, status int, form loansForm, problems ui.Problems) error {
	v, err := p.view(r, form)
	if err != nil {
		return err
	}
	v.Problems, v.Loans.Wrong = problems, problems.Wrong("pret")
	return ui.Show(w, r, status, loansPage(v))
}

// picked are the loans that a form names. All of one card are named one by one, so that the
// others stay as they are.
func (p Pages) picked(ctx context.Context, by session.Viewer, form renewForm) ([]library.Picked, error) {
	named := form.Some
	switch {
	case form.All && form.Card == "":
		return nil, nil
	case form.All:
		return p.allOf(ctx, by, library.CardID(form.Card))
	case form.One != "":
		named = []string{form.One}
	}
	var which []library.Picked
	for _, one := range named {
		card, item, ok := strings.Cut(one, "/")
		if !ok || card == "" || item == "" {
			return nil, errNoCard
		}
		which = append(which, library.Picked{Card: library.CardID(card), Item: item})
	}
	return which, nil
}

func (p Pages) allOf(ctx context.Context, by session.Viewer, card library.CardID) ([]library.Picked, error) {
	all, err := p.Library.Cards(ctx, by)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(c library.Card) bool { return c.ID == card && !c.Veiled })
	if i < 0 {
		return nil, errNoCard
	}
	var which []library.Picked
	for _, l := range all[i].Account.Loans {
		which = append(which, library.Picked{Card: card, Item: l.Item})
	}
	return which, nil
}

// resultRow is what became of one loan.
type resultRow struct {
	Title string
	Icon  string
	Tone  string
	Text  string
}

// results say what became of the viewer's last order, line by line.
func (v *loansView) results(ctx context.Context, told library.Renewed) {
	slices.SortStableFunc(told.Lines, func(a, b library.RenewedLine) int { return rankOf(a) - rankOf(b) })
	good := 0
	refusals := map[string]string{}
	for _, line := range told.Lines {
		row := resultOf(ctx, line.Renewal)
		v.Results = append(v.Results, row)
		switch {
		case line.Renewed:
			good++
		case line.Why != library.Unsure && line.Why != library.NotAsked:
			refusals[valueOf(line.Card, line.Item)] = reasonWords(ctx, line.Why)
		}
	}
	v.Loans.refuse(refusals)
	left := len(told.Lines) - good
	switch {
	case left == 0:
		v.Done = i18n.TN(ctx, "%d document est renouvelé.", "%d documents sont renouvelés.", good)
	case good == 0:
		v.Refused = i18n.TN(ctx, "Le document n’est pas renouvelé. Voici pourquoi.", "Aucun document n’est renouvelé. Voici pourquoi.", left)
	default:
		v.Done = i18n.TN(ctx, "%d document est renouvelé.", "%d documents sont renouvelés.", good) + " " + i18n.TN(ctx, "%d ne l’est pas.", "%d ne le sont pas.", left)
	}
}

// rankOf puts first what was not done: it asks for something.
func rankOf(line library.RenewedLine) int {
	if line.Renewed {
		return 1
	}
	return 0
}

// refuse says beside a loan that it was just refused, instead of offering it again.
func (l *loanList) refuse(why map[string]string) {
	for i, row := range l.Rows {
		if words, ok := why[row.Value]; ok && words != "" {
			l.Rows[i].MayRenew, l.Rows[i].Why = false, words
		}
	}
	l.name()
}

func resultOf(ctx context.Context, one library.Renewal) resultRow {
	row := resultRow{Title: titleOf(ctx, one.Title), Icon: "i-check-circle", Tone: ui.OK}
	switch {
	case one.Renewed && one.Due.IsZero():
		row.Text = i18n.T(ctx, "Renouvelé. La nouvelle date suivra.")
	case one.Renewed:
		row.Text = i18n.T(ctx, "Renouvelé. À rendre %s.", i18n.Near(ctx, one.Due))
	case one.Why == library.Unsure:
		row.Icon, row.Tone = "i-question", ui.Warn
		row.Text = i18n.T(ctx, "Nous ne savons pas encore. La date de la liste changera si c’est fait.")
	default:
		row.Icon, row.Tone = "i-x", ui.Warn
		row.Text = i18n.T(ctx, "Pas renouvelé. %s", cmp.Or(whyWords(ctx, one.Why, one.Words), i18n.T(ctx, "La bibliothèque refuse.")))
	}
	return row
}

func (p Pages) cancelHold(w http.ResponseWriter, r *http.Request) error {
	var form holdForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	out, err := p.Library.CancelHold(ctx, viewer(r), library.CardID(form.Card), form.Hold, keyOf(r))
	switch {
	case err == nil && out.Done:
		return ui.SeeOther(w, r, root+"?fait=annule")
	case err == nil && out.Why == library.Unsure:
		comeBack(w, err)
		return p.again(w, r, http.StatusServiceUnavailable, loansForm{}, ui.Problems{{Message: unsureWords(ctx)}})
	case err == nil:
		problem := ui.Problem{Message: i18n.T(ctx, "La réservation reste. %s", refusal(ctx, out))}
		return p.again(w, r, http.StatusConflict, loansForm{}, ui.Problems{problem})
	case mend(w, err):
		return p.again(w, r, ui.Status(err), loansForm{}, problemsOf(ctx, err))
	}
	return err
}

// unsureWords are said of an order that was sent and not answered.
func unsureWords(ctx context.Context) string {
	return i18n.T(ctx, "La bibliothèque a reçu la demande, mais n’a pas répondu. La liste dira bientôt si c’est fait.")
}

// refusal is why an order was refused.
func refusal(ctx context.Context, out library.Outcome) string {
	if why := whyWords(ctx, out.Why, out.Words); why != "" {
		return why
	}
	return i18n.T(ctx, "La bibliothèque refuse.")
}
