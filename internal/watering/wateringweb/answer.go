package wateringweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
	"sem/internal/watering"
)

// answerView is the answer for an address and a device, or the rules alone.
type answerView struct {
	Picker  ui.AddressPicker
	Devices []deviceLink
	Device  watering.Device
	Line    string // Line is the address that is answered for, empty when none is known.
	Answer  saidView
	Bans    []banNote
	Week    []dayView
	Rules   []ruleView // Rules are those for the address, or all of them when there is none.
	Others  []ruleView // Others are those for other doors.
	Bylaws  []string
	Permits bool
	Empty   bool // Empty tells that the city has no by-law in force.
}

// saidView is an answer with its sign.
type saidView struct {
	watering.Said
	Icon string
	Tone string
	Now  string // Now says that the hour has not come yet.
	Date string // Date is when it was given, for the printed page.
}

// deviceLink is the same question with another device.
type deviceLink struct {
	Label   string
	Href    string
	Icon    string
	Current bool
}

// deviceIcon draws what the data names.
func deviceIcon(name string) string {
	switch name {
	case "plante":
		return "i-plant"
	case "arbre":
		return "i-tree"
	case "piscine":
		return "i-swimming-pool"
	case "horloge":
		return "i-clock"
	case "maison":
		return "i-house"
	}
	return "i-drop"
}

type banNote struct{ Title, Text, Where string }

// dayView is one of the seven days.
type dayView struct {
	Name  string
	Today bool
	Open  bool
	Hours []string
}

// ruleView is a rule in plain words.
type ruleView struct {
	Title string
	Words string
	Facts []ui.Fact
}

func (p Pages) answer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form answerForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	found, err := p.asked(ctx, r, form)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, answerPage(p.answered(ctx, form, found)))
}

// asked is the address that is meant: the one typed or chosen, or else the viewer's home.
func (p Pages) asked(ctx context.Context, r *http.Request, form answerForm) (places.Found, error) {
	chosen := places.AddressID(form.Place)
	if form.Typed == "" && form.Place == "" {
		home, err := p.home(r)
		if err != nil {
			return places.Found{}, err
		}
		chosen = home.ID
	}
	return p.Places.Find(ctx, form.Typed, chosen)
}

// home is where the viewer lives, the zero address when nobody knows.
func (p Pages) home(r *http.Request) (places.Address, error) {
	ctx, who := r.Context(), viewer(r).Person
	if who == "" {
		return places.Address{}, nil
	}
	me, err := p.People.Person(ctx, people.ID(who))
	if err != nil || me.AddressID == "" {
		return places.Address{}, err
	}
	a, err := p.Places.AddressByID(ctx, p.Watering.DB, places.AddressID(me.AddressID))
	if fault.KindOf(err) == fault.NotFound {
		return places.Address{}, nil
	}
	return a, err
}

func (p Pages) answered(ctx context.Context, form answerForm, found places.Found) answerView {
	now, book := p.Clock.Now(), p.Watering.Book()
	v := answerView{Picker: picker(ctx, form, found), Empty: len(book.InForce(now)) == 0}
	if len(book.Devices) == 0 {
		return v
	}
	v.Device = book.Devices[0]
	if d, ok := book.Device(form.Device); ok {
		v.Device = d
	}
	for _, d := range book.Devices {
		v.Devices = append(v.Devices, deviceLink{Label: d.Name.In(ctx), Href: answerPath(found, d.Code), Icon: deviceIcon(d.Icon), Current: d.Code == v.Device.Code})
	}
	v.Permits = slices.ContainsFunc(book.TermsInForce(now), func(t watering.Terms) bool { return t.MayBegin(now) })
	for _, l := range book.InForce(now) {
		v.Bylaws = append(v.Bylaws, i18n.T(ctx, "Règlement %[1]s : %[2]s", l.Number, l.Name.In(ctx)))
		for _, rule := range book.RulesOf(l.Code) {
			switch {
			case !slices.Contains(rule.Devices, v.Device.Code):
			case !found.Known || book.Fits(rule, found.Address):
				v.Rules = append(v.Rules, p.ruleOf(ctx, book, l, rule))
			default:
				v.Others = append(v.Others, p.ruleOf(ctx, book, l, rule))
			}
		}
	}
	if !found.Known {
		v.Bans = p.banNotes(ctx, cityBans(book, now), now)
		return v
	}
	v.Line = found.Address.Line()
	v.Bans = p.banNotes(ctx, book.BansAt(found.Address, now), now)
	v.Answer = said(ctx, book.Answer(found.Address, v.Device.Code, now))
	v.Week = week(ctx, book.Week(found.Address, v.Device.Code, now), now)
	return v
}

// cityBans are all bans that hold or are to come.
func cityBans(b *watering.Book, now time.Time) (all []watering.Ban) {
	for _, n := range b.Bans {
		if n.Ends().IsZero() || now.Before(n.Ends()) {
			all = append(all, n)
		}
	}
	return all
}

func picker(ctx context.Context, form answerForm, found places.Found) ui.AddressPicker {
	v := ui.AddressPicker{
		Action: "/arrosage", Typed: found.Typed, Label: i18n.T(ctx, "Adresse"), Hint: i18n.T(ctx, "Numéro et rue, par exemple 84, rue du Moulin"),
	}
	if form.Device != "" {
		v.Keep = []ui.HiddenField{{Name: "appareil", Value: form.Device}}
	}
	if found.Known {
		v.Hint, v.Button = "", i18n.T(ctx, "Changer")
	} else if found.Typed != "" && len(found.Choices) == 0 {
		v.Wrong = i18n.T(ctx, "Nous ne trouvons pas cette adresse. Vérifiez le numéro et la rue.")
	}
	v.More = found.More
	for _, a := range found.Choices {
		v.Choices = append(v.Choices, ui.AddressChoice{Label: a.Line(), Path: answerPath(places.Found{Address: a, Known: true}, form.Device)})
	}
	return v
}

// answerPath is the page for an address and a device.
func answerPath(found places.Found, device string) string {
	q := url.Values{}
	if found.Known {
		q.Set("lieu", string(found.Address.ID))
	} else if found.Typed != "" {
		q.Set("adresse", found.Typed)
	}
	if device != "" {
		q.Set("appareil", device)
	}
	if len(q) == 0 {
		return "/arrosage"
	}
	return "/arrosage?" + q.Encode()
}

func said(ctx context.Context, a watering.Answer) saidView {
	v := saidView{Said: a.Said(ctx), Date: i18n.DateTime(ctx, a.At)}
	if a.Because == watering.ByBan { // The ban itself stands above.
		v.Why = i18n.T(ctx, "Une interdiction est en vigueur.")
	}
	switch v.Mark {
	case watering.MarkYes:
		v.Icon, v.Tone = "i-check", ui.OK
	case watering.MarkLater:
		v.Icon, v.Tone, v.Now = "i-clock", ui.OK, i18n.T(ctx, "Pas maintenant.")
	case watering.MarkAsk:
		v.Icon, v.Tone = "i-question", ui.Warn
	default:
		v.Icon, v.Tone = "i-x", ui.Bad
	}
	return v
}

// banNotes are bans in words.
func (p Pages) banNotes(ctx context.Context, bans []watering.Ban, now time.Time) (notes []banNote) {
	for _, n := range bans {
		note := banNote{Title: i18n.T(ctx, "Interdiction d’arroser"), Text: n.Words(ctx), Where: p.where(ctx, n)}
		if n.Start.After(now) {
			note.Title = i18n.T(ctx, "Interdiction d’arroser à partir de %s", i18n.DateTime(ctx, n.Start))
		}
		if len(n.Devices) > 0 {
			note.Where += " " + i18n.T(ctx, "Appareils : %s.", p.deviceNames(ctx, n.Devices))
		}
		if n.SparePermits {
			note.Where += " " + i18n.T(ctx, "Les permis restent valides.")
		}
		notes = append(notes, note)
	}
	return notes
}

// where is the area of a ban in words.
func (p Pages) where(ctx context.Context, n watering.Ban) string {
	if n.Everywhere() {
		return i18n.T(ctx, "Dans toute la ville.")
	}
	if n.RadiusMetres > 0 {
		return i18n.T(ctx, "À moins de %[1]d mètres du %[2]s.", int(n.RadiusMetres), n.CentreLine)
	}
	areas, districts := p.Watering.BanPlace(n)
	var names []string
	for _, a := range areas {
		names = append(names, a.Name.In(ctx))
	}
	for _, d := range districts {
		names = append(names, d.Name)
	}
	return i18n.T(ctx, "Où : %s.", i18n.List(ctx, names))
}

func (p Pages) deviceNames(ctx context.Context, codes []string) string {
	var names []string
	for _, code := range codes {
		if d, ok := p.Watering.Book().Device(code); ok {
			names = append(names, d.Name.In(ctx))
		}
	}
	return strings.Join(names, ", ")
}

func week(ctx context.Context, days []watering.Day, now time.Time) (all []dayView) {
	for _, d := range days {
		v := dayView{Name: i18n.Sentence(i18n.Near(ctx, d.Date)), Today: clock.Day(now).Equal(d.Date), Open: len(d.Spans) > 0}
		if v.Today {
			v.Name = i18n.Sentence(i18n.Near(i18n.WithNow(ctx, now), d.Date))
		}
		switch {
		case d.AllDay:
			v.Hours = []string{i18n.T(ctx, "toute la journée")}
		case !v.Open:
			v.Hours = []string{i18n.T(ctx, "non")}
		default:
			for _, s := range d.Spans {
				v.Hours = append(v.Hours, watering.SpanWords(ctx, s))
			}
		}
		all = append(all, v)
	}
	return all
}

// ruleOf is a rule in plain words.
func (p Pages) ruleOf(ctx context.Context, b *watering.Book, l watering.Bylaw, r watering.Rule) ruleView {
	v := ruleView{Title: i18n.T(ctx, "Règlement %s", l.Number), Words: r.Words.In(ctx)}
	if article := r.Article.In(ctx); article != "" {
		v.Title = i18n.T(ctx, "Règlement %[1]s, %[2]s", l.Number, article)
	}
	days := i18n.Sentence(r.DaysText(ctx))
	if r.Effect == watering.Forbids {
		days = i18n.T(ctx, "Interdit : %s", r.DaysText(ctx))
	}
	hours := i18n.Sentence(r.HoursText(ctx))
	if night := r.NightText(ctx); night != "" {
		hours = strings.TrimSuffix(hours, ".") + ". " + night // In English hours end with "a.m.".
	}
	v.Facts = []ui.Fact{
		{Label: i18n.T(ctx, "Jours"), Value: days}, {Label: i18n.T(ctx, "Heures"), Value: hours},
		{Label: i18n.T(ctx, "Période"), Value: i18n.Sentence(r.Season.Text(ctx))}, {Label: i18n.T(ctx, "Pour"), Value: p.forWhom(ctx, b, r)},
	}
	return v
}

// forWhom are the doors and the sectors of a rule.
func (p Pages) forWhom(ctx context.Context, b *watering.Book, r watering.Rule) string {
	if len(r.Areas) == 0 {
		return r.LotsText(ctx)
	}
	var names []string
	for _, code := range r.Areas {
		if a, ok := b.Area(code); ok {
			names = append(names, a.Name.In(ctx))
		}
	}
	return i18n.T(ctx, "%[1]s : %[2]s", r.LotsText(ctx), i18n.List(ctx, names))
}
