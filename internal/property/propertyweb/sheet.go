package propertyweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo/plan"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/property/rollfile"
	"sem/internal/text"
	"sem/internal/ui"
)

// sheetView is the sheet of a property, ready to be drawn.
type sheetView struct {
	Title    string
	Lead     string
	Done     string
	Path     string
	Tabs     []ui.TabOf
	Value    string
	Sentence sentence
	Parts    [][2]string // Parts are land and building, with their values.
	Total    string
	Missing  string // Missing says that the newest roll has this property no longer.
	Bars     ui.BarsOf
	Rolls    [][2]string
	Facts    []ui.Fact
	Glossary []question
	Review   reviewView
	Map      *ui.MapView
	Where    string // Where says how well the place is known.
	Linked   *linkedView
	Ask      string // Ask leads to the form that links this property.
	Report   string // Report leads to the form that reports an error.
}

// sentence is the one that explains the value; the day is what matters in it.
type sentence struct{ Before, Day, After string }

// question is a question people ask, with its answer.
type question struct{ Title, Text string }

// reviewView is until when a review may be asked for.
type reviewView struct {
	Title string
	Text  string
	Open  bool
}

// linkedView is the viewer's own link to the property.
type linkedView struct {
	Role, Since, Unlink, Key string
	Owner                    bool
}

func (p Pages) sheet(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	entries, err := p.Property.ByMatricule(r.Context(), r.PathValue("matricule"))
	if fault.KindOf(err) == fault.NotFound {
		return p.gone(w, r, err)
	}
	if err != nil {
		return err
	}
	if path := sheetPath(entries[0].Matricule); path != r.URL.Path {
		return ui.SeeOther(w, r, path) // An earlier number, or one written otherwise.
	}
	view, err := p.sheetOf(r, entries)
	if err != nil {
		return err
	}
	view.Done = doneWords(r.Context(), form.Done)
	return ui.Show(w, r, http.StatusOK, sheetPage(view))
}

// gone is the page of a property that no roll has any more, for whoever still holds it: their
// tax account stays theirs to read. For everybody else there is no such property.
func (p Pages) gone(w http.ResponseWriter, r *http.Request, unknown error) error {
	ctx := r.Context()
	m, ok := places.ParseMatricule(r.PathValue("matricule"))
	if !ok || me(r) == "" {
		return unknown
	}
	property, err := p.Property.PropertyOf(ctx, m)
	if err != nil {
		return err
	}
	e := entryOf(property, m)
	v := sheetView{Title: i18n.T(ctx, "Matricule\u00a0%s", unbroken(m.String())), Path: sheetPath(m), Missing: goneWords(ctx)}
	if err := p.own(r, &v, e); err != nil {
		return err
	}
	if v.Linked == nil {
		return unknown
	}
	return ui.Show(w, r, http.StatusOK, gonePage(v))
}

func entryOf(id places.PropertyID, m places.Matricule) property.Entry {
	return property.Entry{Property: id, Matricule: m}
}

func goneWords(ctx context.Context) string {
	return i18n.T(ctx, "Cette propriété n’est plus au rôle d’évaluation. Elle a peut-être été divisée ou réunie à une autre. Appelez-nous si cela vous étonne.")
}

func doneWords(ctx context.Context, what string) string {
	switch what {
	case "lier":
		return i18n.T(ctx, "Cette propriété est liée à votre dossier. Vous êtes aussi reconnu comme résident.")
	case "habiter":
		return i18n.T(ctx, "C’est noté\u00a0: vous habitez ici.")
	case "retirer":
		return i18n.T(ctx, "Cette propriété n’est plus liée à votre dossier.")
	}
	return ""
}

func (p Pages) sheetOf(r *http.Request, entries []property.Entry) (sheetView, error) {
	ctx := r.Context()
	e := entries[0]
	v := sheetView{
		Title: i18n.Sentence(e.Title()), Path: sheetPath(e.Matricule), Value: dollars(ctx, e.Sheet.Value), Total: dollars(ctx, e.Sheet.Value),
		Lead:     i18n.T(ctx, "Rôle d’évaluation foncière %[1]s, matricule %[2]s", e.Roll.Years(), unbroken(e.Matricule.String())),
		Sentence: p.sentenceOf(ctx, e), Facts: facts(ctx, e.Sheet, len(entries) > 1), Review: p.review(ctx, e.Roll), Report: "/demandes/nouvelle",
	}
	if rolls := p.Property.Rolls(); len(rolls) > 0 && rolls[0].FirstYear != e.Roll.FirstYear {
		v.Missing = i18n.T(ctx, "Cette propriété n’est plus au rôle %s. Voici ce qu’en disait le dernier rôle qui la contenait.", rolls[0].Years())
	}
	v.Parts = [][2]string{{i18n.T(ctx, "Terrain"), dollars(ctx, e.Sheet.LandValue)}}
	if e.Sheet.BuildingValue.Known {
		v.Parts = append(v.Parts, [2]string{i18n.T(ctx, "Bâtiment"), dollars(ctx, e.Sheet.BuildingValue)})
	}
	v.Bars, v.Rolls = history(ctx, entries)
	v.Glossary = glossary(ctx, entries)
	if err := p.place(ctx, &v, e); err != nil {
		return v, err
	}
	return v, p.own(r, &v, e)
}

// unbroken keeps a matricule on one line.
func unbroken(s string) string { return strings.ReplaceAll(s, "-", "\u2011") }

func (p Pages) sentenceOf(ctx context.Context, e property.Entry) sentence {
	reference, ok := day(e.Roll.ReferenceDate)
	if !ok {
		return sentence{Before: i18n.T(ctx, "C’est une estimation du prix que cette propriété aurait obtenu à la date de référence de ce rôle.")}
	}
	whole := i18n.T(ctx, "C’est une estimation du prix que cette propriété aurait obtenu le %s, la date de référence de ce rôle.", "\x00")
	before, after, _ := strings.Cut(whole, "\x00")
	return sentence{before, i18n.DateOnly(i18n.WithNow(ctx, p.Clock.Now()), reference), after}
}

// history is the value on each roll: the oldest first for the picture, the newest first for
// the table.
func history(ctx context.Context, entries []property.Entry) (bars ui.BarsOf, rows [][2]string) {
	for i, e := range entries {
		value := dollars(ctx, e.Sheet.Value)
		rows = append(rows, [2]string{e.Roll.Years(), value})
		bars.Bars = append([]ui.BarOf{{Label: e.Roll.Span(), Value: value, Size: float64(e.Sheet.Value.N), Now: i == 0}}, bars.Bars...)
	}
	return bars, rows
}

// facts are what the roll says of a property, in plain words and in the order people ask. The
// value before is left to the table of the rolls, when that has it.
func facts(ctx context.Context, s rollfile.Sheet, before bool) []ui.Fact {
	var all []ui.Fact
	add := func(label, value string) {
		if value != "" {
			all = append(all, ui.Fact{Label: label, Value: value})
		}
	}
	add(i18n.T(ctx, "Usage"), useWords(ctx, s))
	var lots []string
	for _, l := range s.Lots {
		lots = append(lots, rollfile.LotLabel(l))
	}
	if len(lots) == 1 {
		add(i18n.T(ctx, "Lot du cadastre"), lots[0])
	} else {
		add(i18n.T(ctx, "Lots du cadastre"), strings.Join(lots, ", "))
	}
	add(i18n.T(ctx, "Terrain"), i18n.Sentence(landWords(ctx, s)))
	add(i18n.T(ctx, "Zone agricole"), zoneWords(ctx, s.Zone))
	add(i18n.T(ctx, "Bâtiment"), i18n.Sentence(buildingWords(ctx, s)))
	add(i18n.T(ctx, "Construction"), joined(constructionWords(ctx, s.Construction), attachedWords(ctx, s.Attached)))
	if s.Vacant == "1" {
		add(i18n.T(ctx, "Terrain vague"), i18n.T(ctx, "Desservi par l’eau et l’égout"))
	}
	add(i18n.T(ctx, "Arrondissement"), s.Borough)
	add(i18n.T(ctx, "Unité de voisinage"), s.Neighbourhood)
	add(i18n.T(ctx, "Numéro de dossier"), s.FileNumber)
	if s.ValueBefore.Known && !before {
		add(i18n.T(ctx, "Valeur au rôle précédent"), dollars(ctx, s.ValueBefore))
	}
	return all
}

func joined(words ...string) string { return text.Joined(". ", words...) }

// review is until when a review may be asked for, as of today. The day of each notice is not
// in the roll: what is said holds for everybody, and names the sixty days.
func (p Pages) review(ctx context.Context, roll property.Roll) reviewView {
	now := p.Clock.Now()
	ctx = i18n.WithNow(ctx, now)
	until, _ := day(roll.ReviewUntil(""))
	left := daysUntil(now, until)
	switch {
	case left < 0:
		return reviewView{
			Title: i18n.T(ctx, "La période de révision est terminée"),
			Text:  i18n.T(ctx, "Pour ce rôle, elle s’est terminée le %s, ou 60 jours après l’envoi de votre avis d’évaluation si c’était plus tard. Si votre fiche est corrigée, vous aurez de nouveau 60 jours. Si un changement à la propriété n’a pas été inscrit, vous avez jusqu’au 31 décembre de l’année suivante.", i18n.DateOnly(ctx, until)),
		}
	case left == 0:
		return reviewView{Open: true, Title: i18n.T(ctx, "Dernier jour pour demander une révision"), Text: i18n.T(ctx, "La demande se fait par écrit, au plus tard aujourd’hui, ou 60 jours après l’envoi de votre avis d’évaluation si c’est plus tard.")}
	}
	return reviewView{
		Open: true, Title: i18n.TN(ctx, "Il reste %d jour pour demander une révision", "Il reste %d jours pour demander une révision", left),
		Text: i18n.T(ctx, "La demande se fait par écrit d’ici le %s, ou 60 jours après l’envoi de votre avis d’évaluation si c’est plus tard.", i18n.DateOnly(ctx, until)),
	}
}

// glossary answers what people ask when they read a sheet.
func glossary(ctx context.Context, entries []property.Entry) []question {
	all := []question{{
		i18n.T(ctx, "Qu’est-ce que la valeur au rôle?"),
		i18n.T(ctx, "Le prix le plus probable d’une vente de gré à gré à la date de référence, qui vient 18 mois avant le début du rôle. Le même jour vaut pour toutes les propriétés de la ville."),
	}}
	if len(entries) > 1 && entries[0].Sheet.Value.N > entries[1].Sheet.Value.N {
		all = append(all, question{
			i18n.T(ctx, "Pourquoi la valeur a-t-elle monté?"),
			i18n.T(ctx, "Le rôle suit les prix de vente autour de chez vous. Une hausse de valeur ne veut pas dire la même hausse de taxes\u00a0: le taux peut baisser."),
		})
	}
	return append(all,
		question{i18n.T(ctx, "Qu’est-ce qu’un matricule?"), i18n.T(ctx, "Le numéro de la propriété dans le rôle. Il peut changer si le terrain est divisé ou réuni à un autre. Il sert aussi à payer les taxes.")},
		question{i18n.T(ctx, "Qu’est-ce qu’un lot?"), i18n.T(ctx, "Un morceau de terrain, avec son numéro au cadastre du Québec. Une propriété peut en avoir plusieurs.")},
		question{i18n.T(ctx, "Qu’est-ce qu’une unité de voisinage?"), i18n.T(ctx, "Un groupe de propriétés semblables dans un même secteur. L’évaluateur les compare entre elles.")},
		question{i18n.T(ctx, "Qui peut voir cette fiche?"), i18n.T(ctx, "Tout le monde\u00a0: le rôle est public. Le nom du propriétaire n’y est pas. Les taxes et les paiements ne sont visibles que par le propriétaire.")},
	)
}

// planHalfWidth is how far the plan beside a sheet shows to each side, in metres.
const planHalfWidth = 220

// place draws the plan, and says how well the place is known.
func (p Pages) place(ctx context.Context, v *sheetView, e property.Entry) error {
	point, kind, err := p.Property.Position(ctx, e.Property)
	if err != nil || kind == property.Unlocated {
		return err
	}
	if kind == property.Approximate {
		v.Where = i18n.T(ctx, "Position approximative, d’après le matricule.")
	}
	if p.Maps == nil {
		return nil
	}
	frame := plan.Frame{Centre: point, HalfWidthMetres: planHalfWidth, Width: 720, Height: 420}
	pin := ui.Pin{X: frame.Width / 2, Y: frame.Height / 2, Label: v.Title}
	if kind == property.Approximate {
		pin.Kind = "approx"
	}
	v.Map = &ui.MapView{
		Drawing: p.Maps.Draw(frame), Home: &pin, Title: i18n.T(ctx, "Plan autour de %s.", v.Title), Caption: v.Where,
		Enlarge: ui.Link{Href: ui.PlanPath(point, 0), Label: i18n.T(ctx, "Agrandir le plan")},
	}
	return nil
}

// own adds what only the viewer sees: that this property is theirs.
func (p Pages) own(r *http.Request, v *sheetView, e property.Entry) error {
	ctx := r.Context()
	if me(r) == "" {
		return nil
	}
	v.Ask = "/propriete/lier?" + url.Values{"adresse": {e.Matricule.String()}}.Encode()
	if p.Notices != nil {
		if err := p.Notices.Seen(ctx, me(r), string(e.Property)); err != nil {
			return err
		}
	}
	held, err := p.Property.HeldBy(ctx, me(r))
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Property != e.Property {
			continue
		}
		v.Linked = &linkedView{
			Role: roleWords(ctx, h.Role), Since: i18n.DateOnly(ctx, h.Since), Unlink: "/propriete/liens/" + h.ID + "/retirer",
			Key: forms.NewKey(), Owner: h.Role == property.Owner,
		}
		if h.Role == property.Owner {
			break
		}
	}
	if v.Linked != nil && v.Linked.Owner && p.Taxes {
		v.Tabs = []ui.TabOf{{Label: i18n.T(ctx, "Mes taxes"), Href: taxPath(e.Matricule)}, {Label: i18n.T(ctx, "Fiche d’évaluation"), Href: v.Path, Current: true}}
	}
	return nil
}

func taxPath(m places.Matricule) string { return "/taxes/" + m.String() }

func (p Pages) unlink(w http.ResponseWriter, r *http.Request) error {
	if me(r) == "" {
		return fault.New(fault.NotFound, "Cette page est celle des citoyens.")
	}
	if err := p.Property.Unlink(r.Context(), viewer(r), r.PathValue("id"), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/propriete?fait=retirer")
}
