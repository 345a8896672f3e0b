package taxweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/tax"
	"sem/internal/ui"
)

type ruleQuery struct {
	Year int    `form:"annee" max:"9999"`
	Done string `form:"fait"`
}

// ruleForm is the rule of a year as it is typed.
type ruleForm struct {
	Key      string `form:"cle"`
	Year     string `form:"annee"`
	Number   string `form:"nombre"`
	First    string `form:"premier"`
	Next     string `form:"suivants"`
	Minimum  string `form:"minimum"`
	Share    string `form:"part"`
	Days     string `form:"dates"`
	Whole    bool   `form:"tout"`
	Interest string `form:"interet"`
	Penalty  string `form:"penalite"`
	Cap      string `form:"plafond"`
	Discount string `form:"escompte"`
}

type rulesView struct {
	Form     ruleForm
	Rules    []ruleRow
	Problems ui.Problems
	Done     string
}

type ruleRow struct {
	Year, Path, Instalments, Late string
}

func (p Pages) rules(w http.ResponseWriter, r *http.Request) error {
	var query ruleQuery
	if err := forms.Read(r, &query); err != nil {
		return err
	}
	ctx := r.Context()
	rules, err := p.Tax.Rules(ctx)
	if err != nil {
		return err
	}
	year := query.Year
	if year == 0 {
		year = tax.DayAt(p.Clock.Now()).Year()
	}
	v := rulesView{Form: formOf(tax.RuleOf(rules, year), year), Rules: ruleRows(ctx, rules)}
	if query.Done == "oui" {
		v.Done = i18n.T(ctx, "La règle de %d est gardée. Les comptes sans versements dans leur fichier la suivent dès maintenant.", year)
	}
	return ui.Show(w, r, http.StatusOK, rulesPage(v))
}

func (p Pages) setRule(w http.ResponseWriter, r *http.Request) error {
	var form ruleForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	rule, err := form.rule()
	if err == nil {
		err = p.Tax.ChangeRule(ctx, viewer(r), rule, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		rules, wrong := p.Tax.Rules(ctx)
		if wrong != nil {
			return wrong
		}
		return ui.Show(w, r, http.StatusUnprocessableEntity, rulesPage(rulesView{Form: form, Rules: ruleRows(ctx, rules), Problems: ui.ProblemsOf(ctx, err)}))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/taxes?fait=oui&annee="+strconv.Itoa(rule.Year))
}

// rule is what the form says; what cannot be read is a problem of its field.
func (f ruleForm) rule() (tax.Rule, error) {
	var p fault.Problems
	whole := func(name, text string) int {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			p.Add(name, "Entrez un nombre entier.")
		}
		return n
	}
	rate := func(name, text string) money.Rate {
		r, err := money.ParseRate(text)
		if err != nil {
			p.Add(name, "Entrez un pourcentage, par exemple 0,5. Entrez 0 s’il n’y en a pas.")
		}
		return r
	}
	minimum, err := money.Parse(f.Minimum)
	if err != nil {
		p.Add("minimum", "Entrez un montant, par exemple 300,00.")
	}
	r := tax.Rule{
		Year: whole("annee", f.Year), Number: whole("nombre", f.Number), FirstDays: whole("premier", f.First), NextDays: whole("suivants", f.Next),
		Minimum: minimum, FirstShare: whole("part", f.Share), FixedDays: strings.Fields(strings.ReplaceAll(f.Days, ",", " ")), WholeDue: f.Whole,
		Interest: rate("interet", f.Interest), Penalty: rate("penalite", f.Penalty), PenaltyCap: rate("plafond", f.Cap), Discount: rate("escompte", f.Discount),
	}
	return r, p.Err()
}

// formOf is the rule of a year as it is typed.
func formOf(r tax.Rule, year int) ruleForm {
	rate := func(r money.Rate) string { return strings.TrimRight(strings.TrimRight(r.String(), "0"), ",") }
	return ruleForm{
		Key: forms.NewKey(), Year: strconv.Itoa(year), Number: strconv.Itoa(r.Number), First: strconv.Itoa(r.FirstDays), Next: strconv.Itoa(r.NextDays),
		Minimum: strings.TrimSuffix(r.Minimum.String(), "\u00a0$"), Share: strconv.Itoa(r.FirstShare), Days: strings.Join(r.FixedDays, " "), Whole: r.WholeDue,
		Interest: rate(r.Interest), Penalty: rate(r.Penalty), Cap: rate(r.PenaltyCap), Discount: rate(r.Discount),
	}
}

func ruleRows(ctx context.Context, rules []tax.Rule) []ruleRow {
	rows := make([]ruleRow, 0, len(rules))
	for i := len(rules) - 1; i >= 0; i-- {
		r := rules[i]
		rows = append(rows, ruleRow{
			Year: strconv.Itoa(r.Year), Path: "/gestion/taxes?annee=" + strconv.Itoa(r.Year),
			Instalments: i18n.TN(ctx, "%d versement à partir de %s", "%d versements à partir de %s", r.Number, amount(ctx, r.Minimum)),
			Late:        strings.Join(howInterest(ctx, r), " "),
		})
	}
	return rows
}

func yearLink(path string, year int) ui.Link {
	return ui.Link{Href: path + "?annee=" + strconv.Itoa(year), Label: strconv.Itoa(year)}
}
