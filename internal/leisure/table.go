package leisure

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/intake"
	"sem/internal/money"
	"sem/internal/text"
)

// tableColumns are the columns of our own table: see docs/leisure.md.
var tableColumns = []intake.Column{
	{Name: "session", Required: true}, {Name: "session_nom"}, {Name: "session_nom_en"}, {Name: "session_debut"}, {Name: "session_fin"},
	{Name: "session_ages_au"}, {Name: "session_rabais_famille"}, {Name: "session_tirage"}, {Name: "session_publiee"},
	{Name: "activite", Required: true}, {Name: "titre"}, {Name: "titre_en"}, {Name: "texte"}, {Name: "texte_en"}, {Name: "apporter"}, {Name: "apporter_en"},
	{Name: "categorie"}, {Name: "organisme"}, {Name: "sans_inscription"}, {Name: "prealables"}, {Name: "politique"}, {Name: "formulaires"},
	{Name: "service_de_garde"}, {Name: "loterie"},
	{Name: "groupe", Required: true}, {Name: "libelle"}, {Name: "lieu"}, {Name: "lieu_nom"}, {Name: "lieu_adresse"}, {Name: "lieu_latitude"}, {Name: "lieu_longitude"},
	{Name: "lieu_accessible"}, {Name: "local"}, {Name: "animation"}, {Name: "age_min"}, {Name: "age_max"}, {Name: "places"}, {Name: "minimum"},
	{Name: "places_guichet"}, {Name: "partage_web"}, {Name: "quota"}, {Name: "liste_attente"}, {Name: "debut"}, {Name: "fin"}, {Name: "horaire"}, {Name: "sans_cours"},
	{Name: "prix"}, {Name: "prix_resident"}, {Name: "prix_voisin"}, {Name: "prix_autre"}, {Name: "options"},
	{Name: "ouvre"}, {Name: "ouvre_resident"}, {Name: "ouvre_voisin"}, {Name: "ouvre_autre"}, {Name: "ouvre_guichet"}, {Name: "ferme"},
	{Name: "politique_nom"}, {Name: "politique_nom_en"}, {Name: "politique_texte"}, {Name: "politique_texte_en"}, {Name: "politique_etapes"},
}

// readTable reads our own table: a row with a group describes a group, one without describes
// its activity, one without activity its session; a site or a policy is described wherever its
// name stands.
func readTable(file io.Reader, report *intake.Report) (*draft, error) {
	d := &draft{}
	for row, err := range intake.Table(file, tableColumns, report) {
		if err != nil {
			return d, err
		}
		if report.Full() {
			return d, nil
		}
		c := &cells{row: row, report: report}
		d.takePolicy(c)
		site := d.takeSite(c)
		d.takeRow(c, site)
	}
	return d, nil
}

func (d *draft) takeRow(c *cells, site string) {
	session, activity, group := c.code("session"), c.code("activite"), c.code("groupe")
	switch {
	case session == "" && activity+group == "":
		return
	case session == "":
		c.wrong("session", "Donnez le code de la session, par exemple H2027.")
		return
	case activity == "" && group != "":
		c.wrong("activite", "Donnez le code de l’activité du groupe, par exemple natation-3.")
		return
	}
	d.takeSession(c, session, activity == "")
	if activity == "" {
		return
	}
	d.takeActivity(c, session, activity, group == "")
	if group != "" {
		d.takeGroup(c, session, activity, group, site)
	}
}

func (d *draft) takeSession(c *cells, code string, own bool) {
	one, _ := d.sessions.at(code, c.row.Line)
	if own {
		one.windows = slices.Concat(one.windows, c.windows())
	}
	if !c.any("session_nom", "session_debut", "session_fin", "session_ages_au", "session_rabais_famille", "session_tirage", "session_publiee") {
		return
	}
	read := sessionDraft{Session: Session{
		Code: code, Name: c.words("session_nom"), From: c.day("session_debut"), To: c.day("session_fin"),
		AgesAt: c.day("session_ages_au"), Family: c.rates("session_rabais_famille"), Drawn: c.yes("session_tirage"),
	}, described: true, windows: one.windows}
	if c.text("session_publiee") != "" {
		shown := c.yes("session_publiee")
		read.shown, read.Published = &shown, shown
	}
	if one.described {
		same(c.report, c.row.Line, d.sessions.line[code], "session", fmt.Sprint(one.body(), one.From, one.To, one.Published), fmt.Sprint(read.body(), read.From, read.To, read.Published))
		return
	}
	d.sessions.line[code], *one = c.row.Line, read
	tellProblems(c.report, c.row.Line, one.problems(), func(field string) string {
		return map[string]string{"nom": "session_nom", "debut": "session_debut", "fin": "session_fin", "ages": "session_ages_au", "famille": "session_rabais_famille", "code": "session"}[field]
	})
}

func (d *draft) takeActivity(c *cells, session, code string, own bool) {
	key := inSession(session, code)
	one, isNew := d.activities.at(key, c.row.Line)
	if isNew {
		one.session, one.Code = session, code
	}
	if own {
		one.windows = slices.Concat(one.windows, c.windows())
	}
	if c.text("titre") == "" {
		return
	}
	read := activityDraft{session: session, described: true, windows: one.windows, Activity: Activity{
		Code: code, Title: c.words("titre"), Text: c.words("texte"), Bring: c.words("apporter"), Category: c.text("categorie"), Organiser: c.text("organisme"),
		Free: c.yes("sans_inscription"), Needs: c.codes("prealables"), Policy: c.code("politique"), Forms: c.forms("formulaires"),
		Childcare: c.yes("service_de_garde"), Lottery: c.yes("loterie"),
	}}
	if one.described {
		same(c.report, c.row.Line, d.activities.line[key], "titre", one.body(), read.body())
		return
	}
	d.activities.line[key], *one = c.row.Line, read
	tellProblems(c.report, c.row.Line, one.problems(), func(field string) string {
		if field == "code" {
			return "activite"
		}
		return field
	})
}

func (d *draft) takeGroup(c *cells, session, activity, code, site string) {
	key := inSession(session, code)
	one, isNew := d.groups.at(key, c.row.Line)
	if !isNew {
		c.wrong("groupe", fmt.Sprintf("Le groupe %s est déjà à la ligne %d. Donnez un code par groupe.", code, d.groups.line[key]))
		return
	}
	*one = groupDraft{session: session, activity: activity, site: site, Group: Group{
		Code: code, Label: c.text("libelle"), Room: c.text("local"), Instructor: c.text("animation"),
		MinAge: c.age("age_min", false), MaxAge: c.age("age_max", true), Places: c.number("places"), Minimum: c.number("minimum"),
		Counter: c.number("places_guichet"), WebShareUntil: c.moment("partage_web"), Quota: c.code("quota"), Waits: c.yes("liste_attente"),
		Prices: c.prices(), Options: c.options("options"), Slots: c.slots("horaire"), From: c.day("debut"), To: c.day("fin"), Without: c.days("sans_cours"),
		Windows: c.windows(),
	}}
	tellProblems(c.report, c.row.Line, one.problems(), func(field string) string {
		switch field {
		case "code":
			return "groupe"
		case "guichet":
			return "places_guichet"
		case "fenetres":
			return "ferme"
		}
		return field
	})
}

func (d *draft) takeSite(c *cells) string {
	code, name := c.code("lieu"), c.text("lieu_nom")
	if name == "" {
		return code
	}
	if code == "" {
		code = codeFrom(name)
	}
	read := Site{Code: code, Name: name, Line: c.text("lieu_adresse"), Accessible: c.yes("lieu_accessible")}
	read.Point.Lat, read.Point.Lon = c.degrees("lieu_latitude"), c.degrees("lieu_longitude")
	one, isNew := d.sites.at(code, c.row.Line)
	if !isNew {
		same(c.report, c.row.Line, d.sites.line[code], "lieu_nom", fmt.Sprint(*one), fmt.Sprint(read))
		return code
	}
	*one = read
	tellProblems(c.report, c.row.Line, read.problems(), func(field string) string {
		return map[string]string{"code": "lieu", "nom": "lieu_nom", "point": "lieu_latitude"}[field]
	})
	return code
}

func (d *draft) takePolicy(c *cells) {
	code := c.code("politique")
	if c.text("politique_nom") == "" {
		return
	}
	read := Policy{Code: code, Name: c.words("politique_nom"), Text: c.words("politique_texte"), Steps: c.steps("politique_etapes")}
	one, isNew := d.policies.at(code, c.row.Line)
	if !isNew {
		same(c.report, c.row.Line, d.policies.line[code], "politique_nom", one.body(), read.body())
		return
	}
	*one = read
	tellProblems(c.report, c.row.Line, read.problems(), func(field string) string {
		return map[string]string{"code": "politique", "nom": "politique_nom", "texte": "politique_texte", "etapes": "politique_etapes"}[field]
	})
}

// codeFrom makes a code of a name: piscine-municipale.
func codeFrom(name string) string {
	code := strings.Join(text.Tokens(name), "-")
	code = strings.Map(func(r rune) rune {
		if r > 127 {
			return -1
		}
		return r
	}, code)
	if len(code) > 40 {
		code = strings.TrimRight(code[:40], "-")
	}
	return code
}

// cells reads the cells of a row; what is wrong with one is told by line and column.
type cells struct {
	row    intake.Row
	report *intake.Report
}

func (c *cells) wrong(column, reason string) { c.report.Add(c.row.Line, column, reason) }

func (c *cells) text(column string) string { return text.SafeLine(c.row.Cell(column)) }

func (c *cells) any(columns ...string) bool {
	return slices.ContainsFunc(columns, func(column string) bool { return c.row.Cell(column) != "" })
}

func (c *cells) code(column string) string {
	code := c.text(column)
	if code != "" && !codeOf(code) {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas un code. %s", text.Clip(code, 40), wrongCode))
		return ""
	}
	return code
}

// words are a text with its English beside it; a long one may have lines.
func (c *cells) words(column string) i18n.Words {
	return i18n.Words{FR: text.SafeText(c.row.Cell(column)), EN: text.SafeText(c.row.Cell(column + "_en"))}
}

// list are the parts of a cell between semicolons.
func (c *cells) list(column string) []string {
	var all []string
	for part := range strings.SplitSeq(c.text(column), ";") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func (c *cells) codes(column string) []string {
	all := c.list(column)
	for _, code := range all {
		if !codeOf(code) {
			c.wrong(column, fmt.Sprintf("« %s » n’est pas un code. Séparez les codes par des points-virgules.", text.Clip(code, 40)))
		}
	}
	return all
}

func (c *cells) yes(column string) bool {
	switch folded(c.text(column)) {
	case "oui", "o", "x", "1", "vrai", "yes", "true":
		return true
	case "", "non", "n", "0", "faux", "no", "false":
		return false
	}
	c.wrong(column, "Écrivez oui, non, ou rien.")
	return false
}

func (c *cells) number(column string) int {
	written := c.text(column)
	if written == "" {
		return 0
	}
	n, err := strconv.Atoi(written)
	if err != nil || n < 0 || n > mostPlaces {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas un nombre entier, par exemple 12.", text.Clip(written, 40)))
		return 0
	}
	return n
}

func (c *cells) degrees(column string) float64 {
	written := strings.Replace(c.text(column), ",", ".", 1)
	if written == "" {
		return 0
	}
	n, err := strconv.ParseFloat(written, 64)
	if err != nil || n != n || n < -180 || n > 180 {
		c.wrong(column, "Donnez des degrés, par exemple 45.5602.")
		return 0
	}
	return n
}

func (c *cells) amount(column, written string) money.Cents {
	amount, err := money.Parse(written)
	if err != nil {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas un montant, par exemple 85,00.", text.Clip(written, 40)))
	}
	return amount
}

func (c *cells) rate(column, written string) money.Rate {
	rate, err := money.ParseRate(written)
	if err != nil {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas un pourcentage, par exemple 10 %%.", text.Clip(written, 40)))
	}
	return rate
}

func (c *cells) rates(column string) []money.Rate {
	var all []money.Rate
	for _, part := range c.list(column) {
		all = append(all, c.rate(column, part))
	}
	return all
}

func (c *cells) day(column string) civil.Day {
	if written := c.text(column); written != "" {
		return c.dayIn(column, written)
	}
	return 0
}

func (c *cells) dayIn(column, written string) civil.Day {
	day, err := civil.ParseDay(written)
	if err != nil || day == 0 {
		c.wrong(column, fmt.Sprintf("« %s » n’est pas une date comme 2027-01-11.", text.Clip(written, 40)))
	}
	return day
}

func (c *cells) days(column string) []civil.Day {
	var all []civil.Day
	for _, part := range c.list(column) {
		all = append(all, c.dayIn(column, part))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
