package programweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// sitesView is the sites where groups meet.
type sitesView struct {
	Done  string
	Tabs  []ui.TabOf
	Table ui.TableOf
}

func (p Pages) sites(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, program := r.Context(), p.Leisure.Program()
	v := sitesView{Done: doneWords(ctx, form.Done), Tabs: tabs(ctx, sitesPath)}
	v.Table = ui.TableOf{Caption: i18n.T(ctx, "Lieux"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Lieu")}, {Label: i18n.T(ctx, "Adresse")}, {Label: i18n.T(ctx, "Sur le plan")}, {Label: i18n.T(ctx, "Accessible en fauteuil")}, {Label: i18n.T(ctx, "Groupes"), Right: true},
	}}
	groups := map[leisure.SiteID]int{}
	for _, s := range program.Sessions() {
		for _, g := range program.GroupsOf(s.ID) {
			groups[g.Site]++
		}
	}
	for _, s := range program.Sites() {
		v.Table.Rows = append(v.Table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: s.Name, Href: sitesPath + "/" + string(s.ID)}, {Text: s.Line}, {Text: yesNo(ctx, !s.Point.IsZero())}, {Text: yesNo(ctx, s.Accessible)}, {Text: itoa(groups[s.ID])},
		}})
	}
	return ui.Show(w, r, http.StatusOK, sitesPage(v))
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return i18n.T(ctx, "Oui")
	}
	return i18n.T(ctx, "Non")
}

// siteView is the form of a site.
type siteView struct {
	Title      string
	Path       string
	Delete     string // Delete is where it is deleted, empty for a new one.
	Problems   ui.Problems
	Code, Name ui.Field
	Line       ui.Field
	Lat, Lon   ui.Field
	Accessible ui.Field
	Key, Seen  string
	Found      string // Found says what the address is, once it was looked for.
	Known      bool
	Facts      []ui.Fact
}

func (p Pages) site(w http.ResponseWriter, r *http.Request) error {
	var form siteForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	known, ok := p.Leisure.Program().Site(leisure.SiteID(r.PathValue("id")))
	if !ok && r.PathValue("id") != fresh {
		return gone()
	}
	if ok && !form.Shown {
		form = siteFormOf(*known)
	}
	one, err := p.readSite(r, form)
	v := p.siteView(r, form)
	if form.Shown && err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return sitePage(v.wrong(problems)) })
	}
	if form.Shown || ok {
		if err := p.siteResult(r.Context(), &v, one); err != nil {
			return err
		}
	}
	return ui.Show(w, r, http.StatusOK, sitePage(v))
}

func siteFormOf(s leisure.Site) siteForm {
	f := siteForm{Seen: string(s.Mark()), Code: s.Code, Name: s.Name, Line: s.Line, Accessible: s.Accessible}
	if !s.Point.IsZero() {
		f.Lat, f.Lon = strconv.FormatFloat(s.Point.Lat, 'f', -1, 64), strconv.FormatFloat(s.Point.Lon, 'f', -1, 64)
	}
	return f
}

func (p Pages) readSite(r *http.Request, form siteForm) (leisure.Site, error) {
	var one leisure.Site
	if known, ok := p.Leisure.Program().Site(leisure.SiteID(r.PathValue("id"))); ok {
		one = *known
	}
	if one.Line != form.Line {
		one.Address = "" // Another line may be another address.
	}
	one.Code, one.Name, one.Line, one.Accessible = form.Code, form.Name, form.Line, form.Accessible
	var a answers
	one.Point = geo.Point{}
	if form.Lat != "" || form.Lon != "" {
		lat, err := strconv.ParseFloat(strings.Replace(form.Lat, ",", ".", 1), 64)
		lon, wrong := strconv.ParseFloat(strings.Replace(form.Lon, ",", ".", 1), 64)
		if err != nil || wrong != nil {
			a.wrong("point", "Écrivez la latitude et la longitude en degrés, par exemple 45,5601 et -73,9012. Laissez-les vides pour les tirer de l’adresse.")
		}
		one.Point = geo.Point{Lat: lat, Lon: lon}
	}
	return one, a.problems.Err()
}

func (p Pages) siteView(r *http.Request, form siteForm) siteView {
	ctx, id := r.Context(), r.PathValue("id")
	v := siteView{
		Title: i18n.T(ctx, "Nouveau lieu"), Path: sitesPath + "/" + id, Key: forms.NewKey(), Seen: form.Seen,
		Code:       ui.Field{Name: "code", Label: i18n.T(ctx, "Code"), Hint: i18n.T(ctx, "Les fichiers importés le nomment, par exemple piscine."), Value: form.Code, Width: 20, Autocomplete: "off"},
		Name:       ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom"), Value: form.Name, Autocomplete: "off"},
		Line:       ui.Field{Name: "adresse", Label: i18n.T(ctx, "Adresse"), Hint: i18n.T(ctx, "Numéro et rue, par exemple 84, rue du Moulin"), Value: form.Line, Optional: true, Autocomplete: "off"},
		Lat:        ui.Field{Name: "latitude", ID: "champ-point", Label: i18n.T(ctx, "Latitude"), Hint: i18n.T(ctx, "Vide : celle de l’adresse."), Value: form.Lat, Width: 10, InputMode: "decimal", Optional: true, Autocomplete: "off"},
		Lon:        ui.Field{Name: "longitude", Label: i18n.T(ctx, "Longitude"), Value: form.Lon, Width: 10, InputMode: "decimal", Optional: true, Autocomplete: "off"},
		Accessible: ui.Field{Name: "accessible", Label: i18n.T(ctx, "Accessible en fauteuil"), Options: []ui.Option{{On: form.Accessible}}},
	}
	if s, known := p.Leisure.Program().Site(leisure.SiteID(id)); known {
		v.Title, v.Delete = s.Name, v.Path+"/supprimer"
	}
	return v
}

func (v siteView) wrong(problems ui.Problems) siteView {
	v.Problems = problems
	wrongs(problems, &v.Code, &v.Name, &v.Line)
	v.Lat.Wrong = problems.Wrong("point")
	return v
}

// siteResult says what is known of a site's address.
func (p Pages) siteResult(ctx context.Context, v *siteView, s leisure.Site) error {
	v.Facts = []ui.Fact{{Label: i18n.T(ctx, "Lieu"), Value: s.Name}, {Label: i18n.T(ctx, "Adresse"), Value: s.Line}, {Label: i18n.T(ctx, "Accessible en fauteuil"), Value: yesNo(ctx, s.Accessible)}}
	v.Known = !s.Point.IsZero()
	v.Found = i18n.T(ctx, "Le lieu paraît sur le plan, au point donné.")
	if v.Known {
		return nil
	}
	v.Found = i18n.T(ctx, "L’adresse n’est pas dans le registre : le lieu n’aura pas de plan. Vérifiez-la, ou donnez sa latitude et sa longitude.")
	if p.Places == nil || s.Line == "" {
		return nil
	}
	found, err := p.Places.Find(ctx, s.Line, s.Address)
	if err == nil && found.Known {
		v.Known, v.Found = true, i18n.T(ctx, "L’adresse est trouvée : %s. Le lieu paraîtra sur le plan.", found.Address.Line())
	}
	return err
}

func (p Pages) saveSite(w http.ResponseWriter, r *http.Request) error {
	var form siteForm
	err := forms.Read(r, &form)
	id := r.PathValue("id")
	if _, known := p.Leisure.Program().Site(leisure.SiteID(id)); !known && id != fresh {
		return gone()
	}
	var one leisure.Site
	if err == nil {
		one, err = p.readSite(r, form)
	}
	if err == nil {
		_, err = p.Leisure.SaveSite(r.Context(), viewer(r), one, sent(r, form.Seen))
	}
	if err == nil {
		return ui.SeeOther(w, r, sitesPath+"?fait=lieu")
	}
	form.Seen = p.seenNow(r.Context(), form.Seen, err)
	v := p.siteView(r, form)
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return sitePage(v.wrong(problems)) })
}
