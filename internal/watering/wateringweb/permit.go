package wateringweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
	"sem/internal/watering"
)

// permitsView is one's permits, and those that may be asked for.
type permitsView struct {
	Mine  []permitRow
	Past  []permitRow // Past are those that are over, refused or given up.
	Kinds []kindView
	Done  string
}

type permitRow struct {
	Title string
	Href  string
	Text  string
	Tag   ui.TagOf
}

// kindView is a permit that the city offers.
type kindView struct {
	Name  string
	Facts []ui.Fact
	Ask   string // Ask is the form, empty while no day may be chosen.
}

func (p Pages) permits(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), p.Clock.Now()
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	mine, err := p.Watering.PermitsOf(ctx, people.ID(viewer(r).Person))
	if err != nil {
		return err
	}
	v := permitsView{}
	if form.Done == "annule" {
		v.Done = i18n.T(ctx, "Votre permis est annulé.")
	}
	for _, permit := range mine {
		row := permitRow{
			Title: permit.Terms.Name.In(ctx), Href: permitPath(permit.Number), Tag: tagOf(ctx, permit, now),
			Text: i18n.T(ctx, "%[1]s, du %[2]s au %[3]s", permit.AddressLine, dayText(ctx, permit.From), dayText(ctx, permit.To)),
		}
		switch permit.Standing(now) {
		case watering.Pending, watering.NotYet, watering.Valid:
			v.Mine = append(v.Mine, row)
		default:
			v.Past = append(v.Past, row)
		}
	}
	for _, t := range p.Watering.Book().TermsInForce(now) {
		kind := kindView{Name: t.Name.In(ctx), Facts: p.termsFacts(ctx, t)}
		if t.MayBegin(now) {
			kind.Ask = "/arrosage/permis/nouveau?type=" + url.QueryEscape(t.Code)
		}
		v.Kinds = append(v.Kinds, kind)
	}
	return ui.Show(w, r, http.StatusOK, permitsPage(v))
}

// termsFacts say what a permit allows, for how long and for how much.
func (p Pages) termsFacts(ctx context.Context, t watering.Terms) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "Durée"), Value: i18n.TN(ctx, "%d seul jour", "%d jours de suite", t.Length)},
		{Label: i18n.T(ctx, "Heures"), Value: i18n.T(ctx, "Tous les jours, %s", watering.HoursText(ctx, t.Hours))},
		{Label: i18n.T(ctx, "Appareils"), Value: p.deviceNames(ctx, t.Devices)},
		{Label: i18n.T(ctx, "Tarif"), Value: feeText(ctx, t.Fee)},
	}
	if t.Season != (watering.Season{}) {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Il commence"), Value: i18n.Sentence(t.Season.Text(ctx))})
	}
	return facts
}

func feeText(ctx context.Context, fee money.Cents) string {
	if fee == 0 {
		return i18n.T(ctx, "Gratuit")
	}
	return i18n.T(ctx, "%s, à payer au comptoir", fee.In(string(i18n.Lang(ctx))))
}

// newPermitView is the form of a permit.
type newPermitView struct {
	Key        string
	Kind       string
	Title      string
	Facts      []ui.Fact
	Conditions []string
	Place      ui.Field // Place is the choice of an address; it has no options when nobody knows the home.
	Typed      ui.Field
	Area       ui.Field
	AsksArea   bool
	Start      ui.Date
	Accept     ui.Field
	Problems   ui.Problems
	Bans       []banNote
}

func (p Pages) newPermit(w http.ResponseWriter, r *http.Request) error {
	var form kindForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if form.Kind == "" {
		return ui.SeeOther(w, r, "/arrosage/permis") // Which permit is chosen there.
	}
	day := clock.Local(p.Clock.Now())
	v, err := p.permitForm(r, permitForm{
		Kind: form.Kind, Place: form.Place, Day: strconv.Itoa(day.Day()), Month: strconv.Itoa(int(day.Month())), Year: strconv.Itoa(day.Year()),
	}, nil, nil)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, newPermitPage(v))
}

// elsewhere is the choice of an address in words.
const elsewhere = "autre"

func (p Pages) permitForm(r *http.Request, form permitForm, choices []places.Address, wrong ui.Problems) (newPermitView, error) {
	ctx, now := r.Context(), p.Clock.Now()
	terms, ok := p.Watering.TermsOf(form.Kind, now)
	if !ok {
		return newPermitView{}, fault.New(fault.NotFound, "La Ville n’offre pas ce permis en ce moment.")
	}
	home, err := p.home(r)
	if err != nil {
		return newPermitView{}, err
	}
	v := newPermitView{
		Key: form.Key, Kind: terms.Code, Title: i18n.T(ctx, "Demander un permis : %s", terms.Name.In(ctx)), Facts: p.termsFacts(ctx, terms), AsksArea: terms.AsksArea, Problems: wrong,
		Place:  ui.Field{Name: "lieu", Label: i18n.T(ctx, "Où est la pelouse?"), Wrong: wrong.Wrong("lieu")},
		Typed:  ui.Field{Name: "adresse", Label: i18n.T(ctx, "Adresse"), Hint: i18n.T(ctx, "Numéro et rue, par exemple 84, rue du Moulin"), Value: form.Typed, Wrong: wrong.Wrong("adresse"), Autocomplete: "street-address"},
		Area:   ui.Field{Name: "superficie", Label: i18n.T(ctx, "Superficie à arroser, en mètres carrés"), Hint: i18n.T(ctx, "Longueur × largeur. Un ordre de grandeur suffit."), Value: form.Area, Wrong: wrong.Wrong("superficie"), InputMode: "numeric", Width: 5, Autocomplete: "off"},
		Start:  ui.Date{Field: ui.Field{Name: "debut", Label: i18n.T(ctx, "Premier jour"), Hint: i18n.T(ctx, "Le jour où la pelouse est posée ou semée."), Wrong: wrong.Wrong("debut")}, Day: form.Day, Month: form.Month, Year: form.Year},
		Accept: ui.Field{Name: "conditions", Label: i18n.T(ctx, "Je respecterai ces conditions."), Wrong: wrong.Wrong("conditions"), Options: []ui.Option{{Value: "oui", On: form.Accepted}}},
		Bans:   p.banNotes(ctx, p.Watering.Book().BansAt(home, now), now),
	}
	if v.Key == "" {
		v.Key = forms.NewKey()
	}
	for _, c := range terms.Conditions {
		v.Conditions = append(v.Conditions, c.In(ctx))
	}
	v.Place.Options = placeOptions(ctx, home, choices, form.Place)
	if len(v.Place.Options) > 0 {
		v.Typed.Label, v.Typed.Optional = i18n.T(ctx, "L’autre adresse"), true
	}
	return v, nil
}

// placeOptions are the addresses to choose from: the home, those that the words may mean,
// and another one in words.
func placeOptions(ctx context.Context, home places.Address, choices []places.Address, chosen string) (options []ui.Option) {
	if home.ID != "" {
		options = append(options, ui.Option{Value: string(home.ID), Label: i18n.T(ctx, "Chez moi : %s", home.Line()), On: chosen == "" || chosen == string(home.ID)})
	}
	for _, a := range choices {
		options = append(options, ui.Option{Value: string(a.ID), Label: a.Line(), On: chosen == string(a.ID)})
	}
	if len(options) > 0 {
		options = append(options, ui.Option{Value: elsewhere, Label: i18n.T(ctx, "Une autre adresse, que j’écris ici"), On: chosen == elsewhere && len(choices) == 0})
	}
	return options
}

func (p Pages) askPermit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form permitForm
	err := forms.Read(r, &form)
	var choices []places.Address
	var address places.AddressID
	if err == nil {
		address, choices, err = p.lawn(ctx, form)
	}
	var number watering.Number
	if err == nil {
		area, _ := strconv.Atoi(strings.TrimSpace(form.Area)) // What is no number counts as none, which is refused.
		number, err = p.Watering.Ask(ctx, viewer(r), watering.Application{
			Kind: form.Kind, Address: address, AreaMetres: area, From: isoDay(form.Day, form.Month, form.Year), Accepted: form.Accepted,
		}, key(r))
	}
	if f, ok := asFault(err); ok && (f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		wrong := ui.ProblemsOf(ctx, err)
		if f.Kind == fault.Conflict {
			wrong = ui.Problems{{Field: "lieu", Message: i18n.Message(ctx, f)}}
		}
		v, failed := p.permitForm(r, form, choices, wrong)
		if failed != nil {
			return failed
		}
		return ui.Show(w, r, http.StatusUnprocessableEntity, newPermitPage(v))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, permitPath(number)+"?fait=demande")
}

// lawn is the address that a form means, or those that it may mean. Nothing found leaves it
// empty, which Ask refuses together with what else is wrong.
func (p Pages) lawn(ctx context.Context, form permitForm) (places.AddressID, []places.Address, error) {
	if form.Place != "" && form.Place != elsewhere {
		return places.AddressID(form.Place), nil, nil
	}
	found, err := p.Places.Find(ctx, form.Typed, "")
	if err != nil || found.Known {
		return found.Address.ID, nil, err
	}
	return "", found.Choices, nil
}

func asFault(err error) (*fault.Fault, bool) { return errors.AsType[*fault.Fault](err) }

// isoDay is a day from its three boxes; what is no number stays as it is, to be refused.
func isoDay(day, month, year string) string {
	d, bad := strconv.Atoi(strings.TrimSpace(day))
	m, worse := strconv.Atoi(strings.TrimSpace(month))
	y, worst := strconv.Atoi(strings.TrimSpace(year))
	if errors.Join(bad, worse, worst) != nil || d < 1 || m < 1 || y < 1 {
		return ""
	}
	t := time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return ""
	}
	return t.Format(time.DateOnly)
}

// dayText is a day written 2026-09-11 as a person reads it.
func dayText(ctx context.Context, day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, clock.Montreal)
	if err != nil {
		return day
	}
	return i18n.Date(ctx, t)
}

func permitPath(n watering.Number) string { return "/arrosage/permis/" + url.PathEscape(string(n)) }

// tagOf is what a permit is worth now.
func tagOf(ctx context.Context, p watering.Permit, now time.Time) ui.TagOf {
	switch p.Standing(now) {
	case watering.Pending:
		return ui.TagOf{Label: i18n.T(ctx, "En attente"), Icon: "i-hourglass-medium", Tone: ui.Plum}
	case watering.NotYet:
		return ui.TagOf{Label: i18n.T(ctx, "À venir"), Icon: "i-clock", Tone: ui.Info}
	case watering.Valid:
		return ui.TagOf{Label: i18n.T(ctx, "Valide"), Icon: "i-check-circle", Tone: ui.OK}
	case watering.Expired:
		return ui.TagOf{Label: i18n.T(ctx, "Terminé"), Icon: "i-check", Tone: "mute"}
	}
	if p.State == watering.Refused {
		return ui.TagOf{Label: i18n.T(ctx, "Refusé"), Icon: "i-x", Tone: "mute"}
	}
	return ui.TagOf{Label: i18n.T(ctx, "Annulé"), Icon: "i-x", Tone: "mute"}
}

// permitView is a permit for whoever has its number, or asked for it.
type permitView struct {
	Number     string
	Name       string
	Tag        ui.TagOf
	Sentence   string
	Facts      []ui.Fact
	Conditions []string
	Code       code
	Shown      bool // Shown tells that it is granted, and may be printed.
	Mine       bool
	Withdraw   string // Withdraw is where it is given up, empty where it cannot be.
	Key        string
	Done       string
	Bans       []banNote
}

func (p Pages) permit(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), p.Clock.Now()
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	found, err := p.Watering.Permit(ctx, watering.ReadNumber(r.PathValue("no")))
	if err != nil {
		return err
	}
	v, err := p.permitOf(ctx, found, now)
	if err != nil {
		return err
	}
	v.Mine = viewer(r).Person != "" && viewer(r).Person == string(found.Person)
	if !v.Mine {
		return ui.Show(w, r, http.StatusOK, permitPage(v))
	}
	if err := p.seen(ctx, found); err != nil {
		return err
	}
	if standing := found.Standing(now); standing == watering.Pending || standing == watering.NotYet || standing == watering.Valid {
		v.Withdraw, v.Key = permitPath(found.Number)+"/annuler", forms.NewKey()
	}
	if found.State == watering.Refused {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Pourquoi"), Value: found.Reason})
	}
	if form.Done == "demande" && found.State == watering.Asked {
		v.Done = i18n.T(ctx, "Votre demande est reçue. Nous vous écrirons dès qu’elle aura sa réponse.")
	} else if form.Done == "demande" && found.State == watering.Granted {
		v.Done = i18n.T(ctx, "Votre permis est accordé. Imprimez-le et affichez-le.")
	}
	return ui.Show(w, r, http.StatusOK, permitPage(v))
}

// seen tells the alerts that the person has seen what they were told.
func (p Pages) seen(ctx context.Context, found watering.Permit) error {
	if p.Watering.Alerts == nil {
		return nil
	}
	return p.Watering.Alerts.Seen(ctx, found.Person, string(found.Number))
}

func (p Pages) permitOf(ctx context.Context, found watering.Permit, now time.Time) (permitView, error) {
	v := permitView{
		Number: found.Number.String(), Name: found.Terms.Name.In(ctx), Tag: tagOf(ctx, found, now), Sentence: sentence(ctx, found, now),
		Shown: found.State == watering.Granted,
		Facts: []ui.Fact{
			{Label: i18n.T(ctx, "Adresse"), Value: found.AddressLine},
			{Label: i18n.T(ctx, "Premier jour"), Value: i18n.Sentence(dayText(ctx, found.From))},
			{Label: i18n.T(ctx, "Dernier jour"), Value: i18n.Sentence(dayText(ctx, found.To))},
			{Label: i18n.T(ctx, "Heures"), Value: i18n.T(ctx, "Tous les jours, %s", watering.HoursText(ctx, found.Terms.Hours))},
			{Label: i18n.T(ctx, "Appareils"), Value: p.deviceNames(ctx, found.Terms.Devices)},
		},
	}
	if area := found.AreaText(); area != "" {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Superficie"), Value: area})
	}
	for _, c := range found.Terms.Conditions {
		v.Conditions = append(v.Conditions, c.In(ctx))
	}
	if !v.Shown {
		return v, nil
	}
	if standing := found.Standing(now); standing == watering.Valid || standing == watering.NotYet {
		address := places.Address{ID: found.Address, Civic: found.Civic, Street: found.Street}
		if a, err := p.Places.AddressByID(ctx, p.Watering.DB, found.Address); err == nil {
			address = a
		}
		v.Bans = p.banNotes(ctx, p.Watering.Book().BansAt(address, now), now)
	}
	var err error
	v.Code, err = codeOf(strings.TrimSuffix(p.Site, "/") + permitPath(found.Number))
	return v, err
}

// sentence is what a permit is worth, for whoever reads its code.
func sentence(ctx context.Context, p watering.Permit, now time.Time) string {
	switch p.Standing(now) {
	case watering.Pending:
		return i18n.T(ctx, "Ce permis attend une réponse de la Ville. Il n’est pas encore valide.")
	case watering.NotYet:
		return i18n.T(ctx, "Ce permis sera valide à partir du %s.", dayText(ctx, p.From))
	case watering.Valid:
		return i18n.T(ctx, "Valide jusqu’au %s", dayText(ctx, p.To))
	case watering.Expired:
		return i18n.T(ctx, "Ce permis n’est plus valide depuis le %s.", dayText(ctx, p.To))
	}
	return i18n.T(ctx, "Ce permis n’est pas valide.")
}

func (p Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	if err := p.Watering.Withdraw(r.Context(), viewer(r), watering.ReadNumber(r.PathValue("no")), key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/arrosage/permis?fait=annule")
}
