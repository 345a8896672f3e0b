package taxweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/places"
	"sem/internal/tax"
	"sem/internal/ui"
)

// frame is what stands around an account: which property it is, and the ways to others.
type frame struct {
	Title     string // Title is the address.
	Lead      string
	Owner     string
	Matricule string
	Sheet     string // Sheet is the address of the roll's sheet.
	Path      string
	Several   bool
}

// accountView is an account, ready to be drawn.
type accountView struct {
	frame
	Year      string
	Done      string
	Problems  ui.Problems
	Answer    answerView
	Bills     []billView
	Compared  comparisonView
	Documents []documentView
	Earlier   []ui.Link
	Received  string
	Agreement agreementView
	Staff     bool // Staff hides what is for the owner to do.
}

// answerView says first what is owed and by when.
type answerView struct {
	Tag       ui.TagOf
	Sentence  string
	Amount    string
	Then      string
	Late      []string // Late tells how interest is counted.
	Credit    string
	Owed      bool
	Reference string
	Payee     string
}

// billView is one bill: its instalments and its lines.
type billView struct {
	Title       string
	Kind        tax.Kind
	Instalments []instalmentView
	Heading     string
	Share       string // Share says where most of each hundred dollars goes.
	Lines       []lineView
	Total       string
	Bar         []segment
}

type instalmentView struct {
	Class  string // Class is paid, due, late or empty.
	Icon   string
	Day    string
	State  string
	More   string
	Amount string
}

type lineView struct {
	Swatch string // Swatch is the class of its colour.
	Number string // Number is what the bar and the table share.
	Label  string
	Lang   string // Lang marks a label in another language than the page.
	Words  string // Words say how it is counted, and what it pays for.
	Amount string
}

// segment is a part of the bar, in units of its drawing.
type segment struct{ X, Width, Class string }

type comparisonView struct {
	Shown    bool
	Sentence string
	Causes   []string
	Before   string
	After    string
	Rows     []changeRow
	Total    changeRow
}

type changeRow struct{ Label, Before, After, Change, Why string }

type documentView struct {
	Icon string
	Path string
	Name string
	Text string
}

// propertyRow is a property among several; due is the day of what it owes first.
type propertyRow struct{ Title, Path, Owner, Text, due string }

type agreementView struct {
	Path     string
	Key      string
	Mine     bool
	Given    bool
	Since    string
	Problems ui.Problems
}

func language(ctx context.Context) string { return string(i18n.Lang(ctx)) }

func amount(ctx context.Context, c money.Cents) string { return c.In(language(ctx)) }

func date(ctx context.Context, d tax.Day) string { return i18n.Date(ctx, d.Time()) }

func frameOf(ctx context.Context, o owned, all []owned) frame {
	return frame{
		Title: cmp.Or(o.Line, o.Matricule.String()), Owner: o.Owner, Matricule: o.Matricule.String(), Path: o.path(),
		Sheet: "/propriete/" + o.Matricule.String(), Several: len(all) > 1,
		Lead: i18n.T(ctx, "Matricule %s", o.Matricule),
	}
}

func (p Pages) view(ctx context.Context, o owned, all []owned, f tax.File) accountView {
	v := p.fileView(ctx, f, false)
	v.frame = frameOf(ctx, o, all)
	v.Lead = i18n.T(ctx, "Compte de taxes %s, matricule %s", v.Year, o.Matricule)
	v.Answer = p.answer(ctx, f, o.Matricule, false)
	v.Documents = documents(ctx, f, v.Path)
	for _, year := range f.Years {
		if year != f.Year {
			v.Earlier = append(v.Earlier, ui.Link{Href: v.Path + "/" + strconv.Itoa(year), Label: strconv.Itoa(year)})
		}
	}
	return v
}

// fileView is what owners and agents both read.
func (p Pages) fileView(ctx context.Context, f tax.File, staff bool) accountView {
	v := accountView{Staff: staff, Year: strconv.Itoa(f.Year), Compared: comparison(ctx, f)}
	for _, b := range f.Bills {
		v.Bills = append(v.Bills, billOf(ctx, b, staff))
	}
	if !f.ReceivedAt.IsZero() {
		v.Received = i18n.T(ctx, "Données du service des finances reçues %s.", i18n.Ago(ctx, f.ReceivedAt))
	}
	return v
}

// reference is what the payer enters at their bank: the matricule by the city's convention.
func (b Bank) reference(m places.Matricule) string {
	digits := cmp.Or(b.Digits, 10)
	return b.Prefix + string(m)[:min(digits, len(m))]
}

// grouped is a reference as it is read: four by four.
func grouped(reference string) string {
	var parts []string
	for part := range slices.Chunk([]rune(reference), 4) {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, "\u00a0")
}

func (p Pages) answer(ctx context.Context, f tax.File, m places.Matricule, staff bool) answerView {
	open := f.Open()
	owed, credit := f.Owing()
	v := answerView{Reference: grouped(p.Bank.reference(m)), Payee: p.payee(ctx)}
	switch {
	case credit > 0 && staff:
		v.Credit = i18n.T(ctx, "La Ville doit %s. Le service des finances le remet ou l’applique au prochain compte.", amount(ctx, credit))
	case credit > 0:
		v.Credit = i18n.T(ctx, "La Ville vous doit %s. Le service des finances vous le remet ou l’applique à votre prochain compte.", amount(ctx, credit))
	}
	if len(open) == 0 || owed == 0 {
		v.Tag = ui.TagOf{Label: i18n.T(ctx, "Tout est payé"), Icon: "i-check-circle", Tone: ui.OK}
		v.Sentence, v.Then = i18n.T(ctx, "Vous n’avez rien à payer"), i18n.T(ctx, "Votre prochain compte arrive au début de l’année.")
		if staff {
			v.Sentence, v.Then = i18n.T(ctx, "Rien à payer"), i18n.T(ctx, "Le prochain compte part au début de l’année.")
		}
		return v
	}
	v.Owed = true
	if open[0].State == tax.Late {
		return late(ctx, v, open, staff)
	}
	first := open[0]
	days := f.Today().Until(first.Called)
	v.Tag = ui.TagOf{Label: inDays(ctx, days), Icon: "i-calendar-dots", Tone: ui.Neutral}
	if first.State != tax.Coming {
		v.Tag.Tone = ui.Warn
	}
	v.Sentence = i18n.T(ctx, "À payer au plus tard le %s", date(ctx, first.Called))
	v.Amount = amount(ctx, first.Owing())
	v.Then = then(ctx, f, open)
	return v
}

func inDays(ctx context.Context, days int) string {
	switch days {
	case 0:
		return i18n.T(ctx, "Aujourd’hui")
	case 1:
		return i18n.T(ctx, "Demain")
	}
	return i18n.TN(ctx, "Dans %d jour", "Dans %d jours", days)
}

// then says what comes after the next instalment.
func then(ctx context.Context, f tax.File, open []tax.Open) string {
	first := open[0]
	switch {
	case len(open) > 1:
		return i18n.T(ctx, "Le versement suivant est de %s, le %s.", amount(ctx, open[1].Owing()), date(ctx, open[1].Called))
	case len(first.Bill.Balance.Instalments) == 1:
		return i18n.T(ctx, "C’est le seul versement de ce compte.")
	}
	return i18n.T(ctx, "C’est le dernier versement de %d.", first.Bill.Year)
}

// late says, in neutral words, what is past its day.
func late(ctx context.Context, v answerView, open []tax.Open, staff bool) answerView {
	var sum, extra money.Cents
	var later []tax.Open
	for _, o := range open {
		if o.State == tax.Late {
			sum += o.Owing()
			extra += o.Interest + o.Penalty
		} else {
			later = append(later, o)
		}
	}
	first := open[0]
	v.Tag = ui.TagOf{Label: i18n.T(ctx, "Date passée"), Icon: "i-clock", Tone: ui.Warn}
	v.Sentence = i18n.T(ctx, "Un versement était à payer le %s", date(ctx, first.Called))
	v.Amount = amount(ctx, sum)
	if extra > 0 {
		v.Late = append(v.Late, i18n.T(ctx, "Ce montant comprend %s d’intérêt et de pénalité jusqu’à aujourd’hui.", amount(ctx, extra)))
	}
	v.Late = append(v.Late, howInterest(ctx, first.Bill.Rule)...)
	if first.Called < first.Due || slices.ContainsFunc(open, func(o tax.Open) bool { return o.Called < o.Due }) {
		v.Late = append(v.Late, i18n.T(ctx, "Quand un versement manque, tout le solde du compte devient à payer."))
	}
	v.Then = i18n.T(ctx, "Si votre paiement est en route, vous n’avez rien à faire : il apparaît ici en deux ou trois jours ouvrables.")
	if staff {
		v.Then = i18n.T(ctx, "Un paiement apparaît ici en deux ou trois jours ouvrables.")
	}
	if len(later) > 0 {
		v.Then += " " + i18n.T(ctx, "Le versement suivant est de %s, le %s.", amount(ctx, later[0].Owing()), date(ctx, later[0].Called))
	}
	return v
}

// howInterest says how what comes late is counted.
func howInterest(ctx context.Context, r tax.Rule) []string {
	var all []string
	if r.Interest > 0 {
		all = append(all, i18n.T(ctx, "L’intérêt est de %s par année. Il se compte par jour, sur ce qui reste du versement.", percent(ctx, r.Interest)))
	}
	if r.Penalty > 0 {
		all = append(all, i18n.T(ctx, "La pénalité est de %s par mois complet après la date, au plus %s par année.", percent(ctx, r.Penalty), percent(ctx, r.PenaltyCap)))
	}
	return all
}

// percent is a rate in percent, without zeros that say nothing.
func percent(ctx context.Context, r money.Rate) string {
	text := strings.TrimRight(strings.TrimRight(r.In(language(ctx)), "0"), ",.")
	if i18n.Lang(ctx) == i18n.French {
		return text + "\u00a0%"
	}
	return text + "%"
}

func (p Pages) payee(ctx context.Context) string {
	return cmp.Or(p.Bank.Payee, "Ville de "+ui.CityFrom(ctx).Name+", taxes")
}

func documents(ctx context.Context, f tax.File, path string) []documentView {
	year := strconv.Itoa(f.Year)
	all := []documentView{{
		Icon: "d-file-pdf", Path: path + "/" + year + "/releve.pdf", Name: i18n.T(ctx, "Relevé de compte %s", year),
		Text: i18n.T(ctx, "PDF accessible, à la taille de texte que vous avez choisie"),
	}}
	var receipts []documentView
	for _, b := range f.Bills {
		for _, pay := range b.Balance.Payments {
			if pay.Amount <= 0 {
				continue
			}
			receipts = append(receipts, documentView{
				Icon: "d-receipt", Path: path + "/" + year + "/recus/" + string(pay.ID) + ".pdf",
				Name: i18n.T(ctx, "Reçu du %s, %s", i18n.DateOnly(ctx, pay.Day.Time()), amount(ctx, pay.Amount)), Text: i18n.T(ctx, "PDF accessible"),
			})
		}
	}
	slices.Reverse(receipts)
	return append(all, receipts...)
}
