package programweb

import (
	"context"
	"net/http"
	"net/url"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// groupView is a group at the desk.
type groupView struct {
	Done    string
	Title   string
	Lead    string
	Crumbs  []ui.Link
	Tags    []ui.TagOf
	Reason  string // Reason is why it was cancelled.
	Bar     *bar
	Figures []ui.Fact
	Facts   []ui.Fact
	Windows []string
	Inherit string
	Deeds   []ui.ButtonOf
	Coming  []classItem
	Past    []classItem
	Add     string // Add is where a class is added, empty when none can be.
}

// classItem is a class in the list of a group.
type classItem struct {
	When   string
	Spoken string // Spoken names the class for those who hear its links.
	Where  string
	Change string // Change says what became of it.
	Tag    ui.TagOf
	Struck bool
	Deeds  []ui.Link
}

func (p Pages) group(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, program := r.Context(), p.Leisure.Program()
	g, known := program.Group(leisure.GroupID(r.PathValue("id")))
	if !known {
		return gone()
	}
	v := groupView{
		Done: doneWords(ctx, form.Done), Title: i18n.T(ctx, "%[1]s, groupe %[2]s", titleOf(ctx, program, g), g.Code), Lead: i18n.Sentence(whenWords(ctx, g)),
		Crumbs: groupCrumbs(ctx, program, g), Tags: p.groupTags(ctx, program, g), Facts: append(groupFacts(ctx, program, g), priceFacts(ctx, g)...),
	}
	if g.Cancelled {
		v.Reason = g.Reason.In(ctx)
	} else {
		v.Add = groupsPath + string(g.ID) + "/cours/" + fresh + "/deplacer"
	}
	if left := p.Leisure.Left(g); registered(program, g) {
		v.Bar, v.Figures = barOf(ctx, left.Taken, left.Places), p.leftFacts(ctx, program, g, left)
	}
	v.Windows, v.Inherit = groupWindows(ctx, program, g)
	v.Deeds = p.groupDeeds(ctx, program, g)
	today := civil.DayOf(p.Clock.Now())
	for _, o := range program.Occurrences(g.ID) {
		item := classItemOf(ctx, program, g, o)
		if o.Day < today {
			item.Deeds = nil
			v.Past = append(v.Past, item)
			continue
		}
		v.Coming = append(v.Coming, item)
	}
	return ui.Show(w, r, http.StatusOK, groupPage(v))
}

// groupCrumbs lead back to the activity of a group.
func groupCrumbs(ctx context.Context, program *leisure.Program, g *leisure.Group) []ui.Link {
	a, known := program.Activity(g.Activity)
	if !known {
		return crumbs(ctx)
	}
	all := crumbs(ctx)
	if s, known := program.Session(g.Session); known {
		all = append(all, ui.Link{Href: programForm{Session: string(s.ID)}.query(root), Label: s.Name.In(ctx)})
	}
	return append(all, ui.Link{Href: programForm{Session: string(g.Session), Activity: string(a.ID)}.query(root), Label: a.Title.In(ctx)})
}

func (p Pages) leftFacts(ctx context.Context, program *leisure.Program, g *leisure.Group, left leisure.Left) []ui.Fact {
	facts := []ui.Fact{
		{Label: i18n.T(ctx, "Libres en ligne"), Value: itoa(left.Free(leisure.Web))},
		{Label: i18n.T(ctx, "Libres au guichet"), Value: itoa(left.Free(leisure.Counter))},
		{Label: i18n.T(ctx, "Dans des paniers"), Value: itoa(left.Held)},
		{Label: i18n.T(ctx, "En attente"), Value: itoa(left.Waiting)},
	}
	if g.Minimum > 0 {
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Minimum pour que le cours ait lieu"), Value: itoa(g.Minimum)})
	}
	if kept := g.Kept(p.Clock.Now()); kept > 0 {
		value := itoa(kept)
		if !g.WebShareUntil.IsZero() {
			value = i18n.T(ctx, "%[1]d, jusqu’au %[2]s", kept, i18n.DateTime(ctx, g.WebShareUntil))
		}
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Gardées pour le guichet"), Value: value})
	}
	if sharing := program.Sharing(g); len(sharing) > 1 {
		var codes []string
		for _, other := range sharing {
			if other.ID != g.ID {
				codes = append(codes, other.Code)
			}
		}
		facts = append(facts, ui.Fact{Label: i18n.T(ctx, "Places partagées avec"), Value: i18n.List(ctx, codes)})
	}
	return facts
}

func (p Pages) groupDeeds(ctx context.Context, program *leisure.Program, g *leisure.Group) []ui.ButtonOf {
	path := groupsPath + string(g.ID)
	deeds := []ui.ButtonOf{{Label: i18n.T(ctx, "Liste et présences"), Icon: "i-users", Href: path + "/liste"}, {Label: i18n.T(ctx, "Modifier le groupe"), Icon: "i-pencil-simple", Kind: "sec", Href: path + "/modifier"}}
	deeds = append(deeds, ui.ButtonOf{
		Label: i18n.T(ctx, "Ajouter un groupe semblable"), Icon: "i-copy", Kind: "sec",
		Href: groupsPath + fresh + "/modifier?" + url.Values{"activite": {string(g.Activity)}, "modele": {string(g.ID)}}.Encode(),
	})
	if s, known := program.Session(g.Session); known && s.Published {
		deeds = append(deeds, ui.ButtonOf{Label: i18n.T(ctx, "Page publique"), Icon: "i-globe", Kind: "sec", Href: "/loisirs/groupes/" + string(g.ID)})
	}
	if left := p.Leisure.Left(g); left.Taken+left.Held+left.Waiting == 0 {
		deeds = append(deeds, ui.ButtonOf{Label: i18n.T(ctx, "Supprimer le groupe"), Icon: "i-trash", Kind: "ter", Href: path + "/supprimer"})
	}
	if !g.Cancelled {
		deeds = append(deeds, ui.ButtonOf{Label: i18n.T(ctx, "Annuler le groupe"), Icon: "i-x", Kind: "ter", Href: path + "/annuler"})
	}
	return deeds
}

func classItemOf(ctx context.Context, program *leisure.Program, g *leisure.Group, o leisure.Occurrence) classItem {
	item := classItem{
		When:   i18n.T(ctx, "%[1]s, %[2]s", i18n.Sentence(i18n.Date(ctx, o.Day.At(12))), leisure.HourWords(ctx, o.Start, o.End)),
		Spoken: i18n.T(ctx, " le cours du %s", i18n.Date(ctx, o.Day.At(12))), Where: program.PlaceWords(o.Site, o.Room), Struck: !o.Held(),
		Change: o.Reason.In(ctx),
	}
	switch o.State {
	case leisure.Cancelled:
		item.Tag = ui.TagOf{Label: i18n.T(ctx, "Annulé"), Icon: "i-x", Tone: ui.Bad}
	case leisure.Moved:
		item.Tag = ui.TagOf{Label: i18n.T(ctx, "Déplacé"), Icon: "i-arrow-right", Tone: ui.Warn}
		if o.WasDay != 0 {
			item.Change = i18n.T(ctx, "Prévu le %[1]s, %[2]s. %[3]s", i18n.DateOnly(ctx, o.WasDay.At(12)), i18n.Time(ctx, o.WasDay.In(o.WasStart)), item.Change)
		}
	case leisure.Added:
		item.Tag = ui.TagOf{Label: i18n.T(ctx, "Ajouté"), Icon: "i-plus", Tone: ui.Info}
	}
	if g.Cancelled {
		return item
	}
	path := groupsPath + string(g.ID) + "/cours/" + string(o.ID)
	if o.Held() {
		item.Deeds = []ui.Link{{Href: path + "/deplacer", Label: i18n.T(ctx, "Déplacer")}, {Href: path + "/annuler", Label: i18n.T(ctx, "Annuler")}}
	} else {
		item.Deeds = []ui.Link{{Href: path + "/deplacer", Label: i18n.T(ctx, "Remettre ou reprendre")}}
	}
	return item
}
