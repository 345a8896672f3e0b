package propertyweb

import (
	"net/http"
	"strings"

	"sem/internal/i18n"
	"sem/internal/paper"
	"sem/internal/property"
	"sem/internal/ui"
)

// onPaper is the sheet of a property on one page of paper, or as few as its reader's size of text
// allows.
func (p Pages) onPaper(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	entries, err := p.Property.ByMatricule(ctx, r.PathValue("matricule"))
	if err != nil {
		return err
	}
	v, err := p.sheetOf(r, entries)
	if err != nil {
		return err
	}
	e := entries[0]
	city, prefs := ui.CityFrom(ctx), ui.PrefsFrom(ctx)
	d := paper.New(paper.Sheet{
		Title: v.Title, Language: string(i18n.Lang(ctx)), City: city.Name, Subject: v.Lead,
		Letterhead: kept(city.Name, city.Phone), Scale: scale(prefs), Made: p.Clock.Now(),
		Footer: i18n.T(ctx, "Fiche du rôle d’évaluation, matricule %s", e.Matricule.String()),
	})
	d.Heading(2, i18n.T(ctx, "Valeur inscrite au rôle"))
	d.Strong(v.Value)
	d.Paragraph(v.Sentence.Before + v.Sentence.Day + v.Sentence.After)
	values := paper.Table{Columns: []paper.Column{{Title: i18n.T(ctx, "Élément")}, {Title: i18n.T(ctx, "Valeur"), Right: true}}, Foot: []string{i18n.T(ctx, "Immeuble"), v.Total}}
	for _, part := range v.Parts {
		values.Rows = append(values.Rows, part[:])
	}
	d.Table(values)
	d.Heading(2, i18n.TN(ctx, "Le dernier rôle", "Les %d derniers rôles", len(v.Rolls)))
	d.Bars(bars(v))
	d.Heading(2, i18n.T(ctx, "Ce que dit la fiche"))
	var facts []paper.Fact
	for _, f := range v.Facts {
		facts = append(facts, paper.Fact{Label: f.Label, Value: f.Value})
	}
	d.Facts(facts...)
	d.Note(v.Review.Title + ". " + v.Review.Text)
	d.Note(source(r, e))
	return paper.Serve(w, r, "fiche-"+e.Matricule.String()+".pdf", d)
}

// bars are the values of the rolls, which a reader hears one after the other.
func bars(v sheetView) paper.Bars {
	var all paper.Bars
	var words []string
	for i, b := range v.Bars.Bars {
		label := v.Rolls[len(v.Rolls)-1-i][0]
		all.Items = append(all.Items, paper.Bar{Label: label, Value: b.Value, Size: b.Size})
		words = append(words, label+", "+b.Value)
	}
	all.Alt = strings.Join(words, "; ")
	return all
}

func source(r *http.Request, e property.Entry) string {
	ctx := r.Context()
	return i18n.T(ctx, "Rôle d’évaluation foncière %[1]s, tel que publié le %[2]s. Le rôle est public. Cette fiche n’est pas un avis d’évaluation.", e.Roll.Years(), i18n.DateOnly(ctx, e.Roll.ChangedAt))
}

// scale is the size of the text on paper for somebody who reads pages at a size.
func scale(prefs ui.Prefs) float64 {
	switch prefs.Text {
	case 2:
		return 1.5
	case 3:
		return 2
	}
	return 1
}

func kept(lines ...string) []string {
	var all []string
	for _, l := range lines {
		if l != "" {
			all = append(all, l)
		}
	}
	return all
}
