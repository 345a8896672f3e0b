package wateringweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
)

// banView is the form of a ban, and who it would concern.
type banView struct {
	Reason, ReasonEN ui.Field
	Where            ui.Field
	Areas            ui.Field
	Districts        ui.Field
	Address          ui.Field
	Radius           ui.Field
	Devices          ui.Field
	Start, End       ui.Field
	Permits          ui.Field
	Problems         ui.Problems
	Preview          *concernView
}

// concernView is who a ban would concern, with the form that declares it.
type concernView struct {
	Note    banNote
	Doors   string
	Permits []string
	Key     string
	Keep    []ui.HiddenField
}

func (p Pages) newBan(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form banForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if form.Preview == "" {
		return ui.Show(w, r, http.StatusOK, banPage(p.banForm(ctx, form, nil)))
	}
	n, err := p.declared(ctx, form)
	var concern watering.Concern
	if err == nil {
		concern, err = p.Watering.Preview(ctx, viewer(r), n)
	}
	if fault.KindOf(err) == fault.Invalid {
		return ui.Show(w, r, http.StatusUnprocessableEntity, banPage(p.banForm(ctx, form, ui.ProblemsOf(ctx, err))))
	}
	if err != nil {
		return err
	}
	v := p.banForm(ctx, form, nil)
	v.Preview = p.concern(ctx, form, concern)
	return ui.Show(w, r, http.StatusOK, banPage(v))
}

// declared is the ban that a form asks for. The words of the address become the address.
func (p Pages) declared(ctx context.Context, form banForm) (watering.NewBan, error) {
	n := watering.NewBan{
		Reason: form.Reason, ReasonEN: form.ReasonEN, Devices: form.Devices, Where: form.Where, Areas: form.Areas,
		Start: form.Start, End: form.End, SparePermits: form.Permits == "valides",
	}
	for _, d := range form.Districts {
		n.Districts = append(n.Districts, places.DistrictID(d))
	}
	if form.Where != watering.InCircle {
		return n, nil
	}
	n.RadiusMetres, _ = strconv.Atoi(strings.TrimSpace(form.Radius)) // What is no number counts as none, which is refused.
	found, err := p.Places.Find(ctx, form.Typed, "")
	if err == nil && found.Known {
		n.Centre = found.Address.ID
	}
	return n, err
}

func (p Pages) banForm(ctx context.Context, form banForm, wrong ui.Problems) banView {
	if form.Where == "" {
		form.Where = watering.WholeCity
	}
	if form.Permits == "" {
		form.Permits = "suspendus"
	}
	if form.Radius == "" && form.Preview == "" {
		form.Radius = "300"
	}
	book := p.Watering.Book()
	v := banView{
		Problems:  wrong,
		Reason:    ui.Field{Name: "raison", Label: i18n.T(ctx, "Pourquoi? Tout le monde le lira."), Hint: i18n.T(ctx, "Par exemple : La sécheresse abaisse les réserves d’eau."), Value: form.Reason, Wrong: wrong.Wrong("raison")},
		ReasonEN:  ui.Field{Name: "raison_en", Label: i18n.T(ctx, "La même phrase en anglais"), Optional: true, Value: form.ReasonEN, Lang: "en"},
		Start:     ui.Field{Name: "debut", Label: i18n.T(ctx, "Début"), Hint: i18n.T(ctx, "Laissez vide pour maintenant."), Type: "datetime-local", Value: form.Start, Wrong: wrong.Wrong("debut"), Optional: true},
		End:       ui.Field{Name: "fin", Label: i18n.T(ctx, "Fin"), Hint: i18n.T(ctx, "Laissez vide si personne ne le sait : l’interdiction vaut jusqu’à ce que vous la leviez."), Type: "datetime-local", Value: form.End, Wrong: wrong.Wrong("fin"), Optional: true},
		Address:   ui.Field{Name: "adresse", Label: i18n.T(ctx, "Autour de quelle adresse?"), Hint: i18n.T(ctx, "Si vous avez choisi « Autour d’une adresse »."), Value: form.Typed, Wrong: wrong.Wrong("adresse"), Autocomplete: "off"},
		Radius:    ui.Field{Name: "rayon", Label: i18n.T(ctx, "À combien de mètres?"), Hint: i18n.T(ctx, "De 50 à 5000."), Value: form.Radius, Wrong: wrong.Wrong("rayon"), InputMode: "numeric", Width: 5, Autocomplete: "off"},
		Areas:     ui.Field{Name: "secteurs", Label: i18n.T(ctx, "Quels secteurs?"), Wrong: wrong.Wrong("secteurs"), Small: true},
		Districts: ui.Field{Name: "districts", Label: i18n.T(ctx, "Quels districts?"), Wrong: wrong.Wrong("districts"), Small: true},
		Devices:   ui.Field{Name: "appareils", Label: i18n.T(ctx, "Quels appareils?"), Hint: i18n.T(ctx, "Aucune case : tous les appareils."), Wrong: wrong.Wrong("appareils"), Small: true, Options: deviceOptions(ctx, book, form.Devices)},
		Permits: ui.Field{Name: "permis", Label: i18n.T(ctx, "Et les permis déjà accordés?"), Options: []ui.Option{
			{Value: "suspendus", Label: i18n.T(ctx, "Ils sont suspendus pendant l’interdiction"), On: form.Permits == "suspendus"},
			{Value: "valides", Label: i18n.T(ctx, "Ils restent valides"), On: form.Permits == "valides"},
		}},
		Where: ui.Field{Name: "ou", Label: i18n.T(ctx, "Où?"), Wrong: wrong.Wrong("ou"), Options: []ui.Option{
			{Value: watering.WholeCity, Label: i18n.T(ctx, "Dans toute la ville"), On: form.Where == watering.WholeCity},
			{Value: watering.InDistricts, Label: i18n.T(ctx, "Dans des districts"), On: form.Where == watering.InDistricts},
		}},
	}
	if len(book.Areas) > 0 {
		v.Where.Options = append(v.Where.Options, ui.Option{Value: watering.InAreas, Label: i18n.T(ctx, "Dans des secteurs du règlement"), On: form.Where == watering.InAreas})
	}
	v.Where.Options = append(v.Where.Options, ui.Option{Value: watering.InCircle, Label: i18n.T(ctx, "Autour d’une adresse"), Hint: i18n.T(ctx, "Un bris de conduite, par exemple"), On: form.Where == watering.InCircle})
	for _, a := range book.Areas {
		v.Areas.Options = append(v.Areas.Options, ui.Option{Value: a.Code, Label: a.Name.In(ctx), On: slices.Contains(form.Areas, a.Code)})
	}
	for _, d := range p.Places.Districts() {
		v.Districts.Options = append(v.Districts.Options, ui.Option{Value: string(d.ID), Label: d.Name, On: slices.Contains(form.Districts, string(d.ID))})
	}
	return v
}

func deviceOptions(ctx context.Context, b *watering.Book, chosen []string) (options []ui.Option) {
	for _, d := range b.Devices {
		options = append(options, ui.Option{Value: d.Code, Label: d.Name.In(ctx), On: slices.Contains(chosen, d.Code)})
	}
	return options
}

func (p Pages) concern(ctx context.Context, form banForm, c watering.Concern) *concernView {
	v := &concernView{
		Note: p.banNotes(ctx, []watering.Ban{c.Ban}, p.Clock.Now())[0], Key: forms.NewKey(), Keep: form.keep(),
		Doors: i18n.TN(ctx, "%[1]d adresse sur %[2]d est concernée.", "%[1]d adresses sur %[2]d sont concernées.", c.Addresses, c.Of),
	}
	for _, permit := range c.Permits {
		v.Permits = append(v.Permits, i18n.T(ctx, "%[1]s, jusqu’au %[2]s", permit.AddressLine, dayText(ctx, permit.To)))
	}
	return v
}

// keep are the answers of the form, for the one that declares.
func (f banForm) keep() []ui.HiddenField {
	kept := []ui.HiddenField{
		{Name: "raison", Value: f.Reason}, {Name: "raison_en", Value: f.ReasonEN}, {Name: "ou", Value: f.Where}, {Name: "adresse", Value: f.Typed},
		{Name: "rayon", Value: f.Radius}, {Name: "debut", Value: f.Start}, {Name: "fin", Value: f.End}, {Name: "permis", Value: f.Permits},
	}
	for name, values := range map[string][]string{"secteurs": f.Areas, "districts": f.Districts, "appareils": f.Devices} {
		for _, value := range values {
			kept = append(kept, ui.HiddenField{Name: name, Value: value})
		}
	}
	return kept
}

func (p Pages) declare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form banForm
	err := forms.Read(r, &form)
	var n watering.NewBan
	if err == nil {
		n, err = p.declared(ctx, form)
	}
	if err == nil {
		err = p.Watering.Declare(ctx, viewer(r), n, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		return ui.Show(w, r, http.StatusUnprocessableEntity, banPage(p.banForm(ctx, form, ui.ProblemsOf(ctx, err))))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/arrosage?fait=interdiction")
}

func (p Pages) lift(w http.ResponseWriter, r *http.Request) error {
	if err := p.Watering.Lift(r.Context(), session.From(r.Context()), r.PathValue("code"), key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/arrosage?fait=levee")
}
