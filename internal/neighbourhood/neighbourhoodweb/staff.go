package neighbourhoodweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/ui"
)

// register is the register of places for the staff.
func (p Pages) register(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form registerForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	sources, err := p.Neighbourhood.Sources(ctx)
	if err != nil {
		return err
	}
	page, of := p.Neighbourhood.List(neighbourhood.Filter{Words: form.Words, Source: form.Source, Category: form.Category, Hidden: form.Hidden, Page: form.Page})
	v := registerView{
		Done: doneWords(ctx, form.Done), Sources: p.sourceRows(ctx, sources), Filtered: form.Words != "" || form.Source != "" || form.Category != "" || form.Hidden,
		Words:    ui.Field{Name: "q", Label: i18n.T(ctx, "Nom ou adresse"), Value: form.Words, Type: "search", Optional: true},
		Category: p.categoryField(ctx, form.Category, "", i18n.T(ctx, "Toutes les catégories")),
		Hidden:   ui.Field{Name: "caches", Label: i18n.T(ctx, "Afficher"), Quiet: true, Small: true, Options: []ui.Option{{Value: "1", Label: i18n.T(ctx, "Seulement les lieux cachés"), On: form.Hidden}}},
		Source:   form.Source,
	}
	names := map[string]string{}
	for _, s := range sources {
		names[s.Code] = sourceName(ctx, s)
	}
	for _, place := range page {
		v.Rows = append(v.Rows, p.placeRow(ctx, place, names))
	}
	from := min(max(form.Page-1, 0)*neighbourhood.PageSize, of)
	v.Pager = registerPager(form, from, len(page), of)
	return ui.Show(w, r, http.StatusOK, registerPage(v))
}

func registerPager(form registerForm, from, shown, of int) ui.PagerOf {
	pager := ui.PagerOf{From: min(from+1, of), To: from + shown, Of: of}
	here := from/neighbourhood.PageSize + 1
	if from > 0 {
		pager.Previous = form.path(here - 1)
	}
	if from+shown < of {
		pager.Next = form.path(here + 1)
	}
	return pager
}

// path is a page of the same list.
func (f registerForm) path(page int) string {
	q := url.Values{"page": {strconv.Itoa(page)}}
	for name, value := range map[string]string{"q": f.Words, "source": f.Source, "categorie": f.Category} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Hidden {
		q.Set("caches", "1")
	}
	return "/gestion/lieux?" + q.Encode()
}

func sourceName(ctx context.Context, s neighbourhood.Source) string {
	if s.Code == neighbourhood.TownSource {
		return i18n.T(ctx, "Ajoutés par la Ville")
	}
	return s.Title
}

func (p Pages) sourceRows(ctx context.Context, sources []neighbourhood.Source) []ui.RowOf {
	var rows []ui.RowOf
	for _, s := range sources {
		when := i18n.T(ctx, "à la main")
		if !s.ImportedAt.IsZero() {
			when = i18n.DateOnly(ctx, s.ImportedAt)
		}
		rows = append(rows, ui.RowOf{Cells: []ui.Cell{
			{Text: sourceName(ctx, s), Href: "/gestion/lieux?" + url.Values{"source": {s.Code}}.Encode()}, {Text: s.Code}, {Text: when}, {Text: strconv.Itoa(s.Places)},
		}})
	}
	return rows
}

func (p Pages) placeRow(ctx context.Context, place *neighbourhood.Place, sources map[string]string) ui.RowOf {
	return ui.RowOf{Cells: []ui.Cell{
		{Text: place.Name, Href: "/gestion/lieux/" + string(place.ID)}, {Text: p.Neighbourhood.Category(place.Category).In(ctx)},
		{Text: place.Address}, {Text: sources[place.Source]}, {Body: stateTags(tagsOf(ctx, place))},
	}}
}

func tagsOf(ctx context.Context, place *neighbourhood.Place) []ui.TagOf {
	var tags []ui.TagOf
	if place.Hidden {
		tags = append(tags, ui.TagOf{Label: i18n.T(ctx, "Caché"), Icon: "i-prohibit", Tone: ui.Warn})
	}
	if !place.CorrectedAt.IsZero() {
		tags = append(tags, ui.TagOf{Label: i18n.T(ctx, "Corrigé"), Icon: "i-pencil-simple", Tone: ui.Info})
	}
	if place.Hours != "" && place.Opening().IsZero() {
		tags = append(tags, ui.TagOf{Label: i18n.T(ctx, "Horaire non compris"), Icon: "i-clock", Tone: ui.Plum})
	}
	return tags
}

func (p Pages) categoryField(ctx context.Context, chosen, wrong, none string) ui.Field {
	f := ui.Field{Name: "categorie", Label: i18n.T(ctx, "Catégorie"), Value: chosen, Wrong: wrong, Options: []ui.Option{{Label: none}}}
	for _, c := range p.Neighbourhood.Categories() {
		f.Options = append(f.Options, ui.Option{Value: c.Code, Label: c.In(ctx)})
	}
	return f
}

// blank is the form of a new place.
func (p Pages) blank(w http.ResponseWriter, r *http.Request) error {
	return p.words(w, r, http.StatusOK, nil, wordsForm{Key: forms.NewKey()}, nil)
}

// correct is the form of a place.
func (p Pages) correct(w http.ResponseWriter, r *http.Request) error {
	place, err := p.Neighbourhood.AnyPlace(neighbourhood.PlaceID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return p.words(w, r, http.StatusOK, place, wordsForm{
		Key: forms.NewKey(), Name: place.Name, Category: place.Category, Address: place.Address, Phone: phone(place.Phone), Website: place.Website,
		Hours: place.Hours, Access: string(place.Access), Detail: place.Detail, DetailEn: place.DetailEn,
	}, nil)
}

func (p Pages) words(w http.ResponseWriter, r *http.Request, status int, place *neighbourhood.Place, form wordsForm, wrong ui.Problems) error {
	ctx := r.Context()
	v := wordsView{Problems: wrong, Key: form.Key, Fields: p.fields(ctx, form, wrong), Action: "/gestion/lieux/nouveau", Title: i18n.T(ctx, "Ajouter un lieu"), Lat: form.Lat, Lon: form.Lon}
	if place != nil {
		v.Title, v.Action, v.Known = place.Name, "/gestion/lieux/"+string(place.ID), true
		v.Hidden, v.Corrected = place.Hidden, !place.CorrectedAt.IsZero() && place.Source != neighbourhood.TownSource
		v.Tags, v.HideKey = tagsOf(ctx, place), forms.NewKey()
		v.Public = "/quartier/lieux/" + string(place.ID)
		c := place.Centre()
		v.Where = i18n.T(ctx, "Position actuelle : %[1]s, %[2]s", degrees(c.Lat), degrees(c.Lon))
		if h := place.Opening(); !h.IsZero() {
			v.Week = week(ctx, p.Neighbourhood.WeekOf(place, p.Clock.Now()), h.NamesHolidays())
		}
	}
	var done doneForm
	if r.Method == http.MethodGet && forms.Read(r, &done) == nil {
		v.Done = doneWords(ctx, done.Done)
	}
	return ui.Show(w, r, status, wordsPage(v))
}

// fields are the questions about a place, in their order.
func (p Pages) fields(ctx context.Context, form wordsForm, wrong ui.Problems) wordsFields {
	f := wordsFields{
		Name:     ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom du lieu"), Value: form.Name},
		Category: p.categoryField(ctx, form.Category, "", i18n.T(ctx, "Choisir une catégorie")),
		Address:  ui.Field{Name: "adresse", Label: i18n.T(ctx, "Adresse"), Value: form.Address, Optional: true, Hint: i18n.T(ctx, "Une adresse de la Ville donne aussi la position.")},
		Phone:    ui.Field{Name: "telephone", Label: i18n.T(ctx, "Téléphone"), Value: form.Phone, Type: "tel", Optional: true, Width: 20},
		Website:  ui.Field{Name: "site", Label: i18n.T(ctx, "Site web"), Value: form.Website, Optional: true},
		Hours:    ui.Field{Name: "horaire", Label: i18n.T(ctx, "Horaire"), Value: form.Hours, Optional: true, Hint: i18n.T(ctx, "Par exemple Mo-Fr 08:30-16:30; Sa 09:00-12:00; PH off. Un autre texte est montré tel quel.")},
		Detail:   ui.Field{Name: "detail", Label: i18n.T(ctx, "Quelques mots de plus"), Value: form.Detail, Optional: true, Max: 500, Rows: 3},
		DetailEn: ui.Field{Name: "detail_en", Label: i18n.T(ctx, "Les mêmes mots en anglais"), Value: form.DetailEn, Optional: true, Max: 500, Rows: 3, Lang: "en"},
		Lat:      ui.Field{Name: "latitude", Label: i18n.T(ctx, "Latitude"), Value: form.Lat, Optional: true, InputMode: "decimal", Width: 10, Hint: i18n.T(ctx, "Par exemple 45,5631")},
		Lon:      ui.Field{Name: "longitude", Label: i18n.T(ctx, "Longitude"), Value: form.Lon, Optional: true, InputMode: "decimal", Width: 10, Hint: i18n.T(ctx, "Par exemple -73,8962")},
		Access: ui.Field{Name: "acces", Label: i18n.T(ctx, "Accès en fauteuil roulant"), Value: form.Access, Options: []ui.Option{
			{Value: "yes", Label: i18n.T(ctx, "Accessible")}, {Value: "limited", Label: i18n.T(ctx, "Accès partiel")}, {Value: "no", Label: i18n.T(ctx, "Non accessible")}, {Value: "", Label: i18n.T(ctx, "On ne sait pas"), On: form.Access == ""},
		}},
	}
	for _, field := range []*ui.Field{&f.Name, &f.Category, &f.Address, &f.Phone, &f.Website, &f.Hours, &f.Detail, &f.DetailEn, &f.Lat, &f.Lon, &f.Access} {
		field.Wrong = wrong.Wrong(field.Name)
	}
	return f
}

// save adds or corrects a place.
func (p Pages) save(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	which := neighbourhood.PlaceID(r.PathValue("id"))
	var known *neighbourhood.Place
	if which != "" {
		var err error
		if known, err = p.Neighbourhood.AnyPlace(which); err != nil {
			return err
		}
	}
	var form wordsForm
	err := forms.Read(r, &form)
	if err == nil {
		var place neighbourhood.Place
		if place, err = p.written(ctx, form, known); err == nil {
			which, err = p.Neighbourhood.Save(ctx, viewer(r), place, key(r))
		}
	}
	if wrong := problems(ctx, err); len(wrong) > 0 {
		return p.words(w, r, http.StatusUnprocessableEntity, known, form, wrong)
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/lieux/"+string(which)+"?fait=lieu")
}

// problems are what is wrong with a form; a position is told beside its first box.
func problems(ctx context.Context, err error) ui.Problems {
	wrong := ui.ProblemsOf(ctx, err)
	for i := range wrong {
		if wrong[i].Field == "position" {
			wrong[i].Field = "latitude"
		}
	}
	return wrong
}

// written is the place as the form says it, at the position given, or that of its address.
func (p Pages) written(ctx context.Context, form wordsForm, known *neighbourhood.Place) (neighbourhood.Place, error) {
	place := neighbourhood.Place{
		Name: form.Name, Category: form.Category, Address: form.Address, Phone: form.Phone, Website: form.Website, Hours: form.Hours,
		Access: neighbourhood.Access(form.Access), Detail: form.Detail, DetailEn: form.DetailEn,
	}
	if known != nil {
		place.ID = known.ID
	}
	if form.Lat != "" || form.Lon != "" {
		point, err := pointOf(form)
		place.Shape = geo.ShapeOfPoints(point)
		return place, err
	}
	if known != nil && form.Address == known.Address || form.Address == "" {
		return place, nil
	}
	spot, err := p.Neighbourhood.Spot(ctx, form.Address, "")
	if err == nil && spot.Known && !spot.Point.IsZero() && (known == nil || len(known.Shape.Points()) == 1) {
		place.Shape = geo.ShapeOfPoints(spot.Point)
	}
	return place, err
}

// pointOf reads degrees with a comma or a point.
func pointOf(form wordsForm) (geo.Point, error) {
	lat, err := strconv.ParseFloat(strings.ReplaceAll(form.Lat, ",", "."), 64)
	lon, err2 := strconv.ParseFloat(strings.ReplaceAll(form.Lon, ",", "."), 64)
	point := geo.Point{Lat: lat, Lon: lon}
	if errors.Join(err, err2) != nil || !point.Valid() {
		var wrong fault.Problems
		wrong.Add("latitude", "Écrivez la latitude et la longitude en degrés, par exemple 45,5631 et -73,8962.")
		return geo.Point{}, wrong.Err()
	}
	return point, nil
}

// hide takes a place off the public pages, or shows it again.
func (p Pages) hide(w http.ResponseWriter, r *http.Request) error {
	var form hideForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	which := neighbourhood.PlaceID(r.PathValue("id"))
	if err := p.Neighbourhood.Hide(r.Context(), viewer(r), which, !form.Show, key(r)); err != nil {
		return err
	}
	done := "cache"
	if form.Show {
		done = "montre"
	}
	return ui.SeeOther(w, r, "/gestion/lieux/"+string(which)+"?fait="+done)
}

// restore gives a place back to its source.
func (p Pages) restore(w http.ResponseWriter, r *http.Request) error {
	which := neighbourhood.PlaceID(r.PathValue("id"))
	if err := p.Neighbourhood.Restore(r.Context(), viewer(r), which, key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/lieux/"+string(which)+"?fait=rendu")
}

func doneWords(ctx context.Context, done string) string {
	switch done {
	case "lieu":
		return i18n.T(ctx, "Le lieu est enregistré. Il paraît tout de suite sur les pages du quartier.")
	case "cache":
		return i18n.T(ctx, "Le lieu est caché. Les importations le laisseront caché.")
	case "montre":
		return i18n.T(ctx, "Le lieu est de nouveau montré.")
	case "rendu":
		return i18n.T(ctx, "La prochaine importation écrira ce que dit le fichier.")
	case "categorie":
		return i18n.T(ctx, "La catégorie est enregistrée.")
	}
	return ""
}
