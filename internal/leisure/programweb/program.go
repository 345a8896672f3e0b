package programweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/text"
	"sem/internal/ui"
)

// programView is the program in three columns.
type programView struct {
	Done       string
	Tabs       []ui.TabOf
	Depth      string // Depth is the column that a narrow page shows: at-1, at-2 or at-3.
	Beside     bool   // Beside tells whether there are groups to show beside the activities, which take their room otherwise.
	Counts     []ui.CountOf
	Words      ui.Field
	Category   ui.Field
	Keep       []ui.HiddenField
	Unfilter   string
	Sessions   []sessionItem
	Past       []sessionItem
	Session    sessionHead
	Activities []activityItem
	Activity   activityHead
	Groups     []groupItem
}

// sessionItem is a session in the first column.
type sessionItem struct {
	Name    string
	Dates   string
	Href    string
	Tag     ui.TagOf
	Bar     *bar
	Current bool
}

// sessionHead is what is done with the session that was chosen.
type sessionHead struct {
	Name  string
	Deeds []ui.ButtonOf
	Add   string
	Back  string
}

// activityItem is an activity in the second column.
type activityItem struct {
	ID      string
	Title   string
	Text    string
	Href    string
	Bar     *bar
	Tags    []ui.TagOf
	Current bool
}

// activityHead is what is done with the activity that was chosen.
type activityHead struct {
	Title string
	Text  string
	Edit  string
	Add   string
	Back  string
	Empty string
}

// groupItem is a group in the third column.
type groupItem struct {
	Title string
	Code  string
	Href  string
	Where string
	Text  string
	Tags  []ui.TagOf
	Bar   *bar
	Links []ui.Link
}

// tabs are the parts of the program at the desk.
func tabs(ctx context.Context, current string) []ui.TabOf {
	tab := func(path, label string) ui.TabOf {
		return ui.TabOf{Label: label, Href: path, Current: path == current}
	}
	return []ui.TabOf{
		tab(root, i18n.T(ctx, "Programme")), tab(sitesPath, i18n.T(ctx, "Lieux")), tab(policiesPath, i18n.T(ctx, "Remboursements")),
	}
}

func (p Pages) program(w http.ResponseWriter, r *http.Request) error {
	var form programForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, program, today := r.Context(), p.Leisure.Program(), civil.DayOf(p.Clock.Now())
	v := programView{Done: doneWords(ctx, form.Done), Tabs: tabs(ctx, root), Depth: "at-1"}
	if form.Session != "" || form.filtered() {
		v.Depth = "at-2"
	}
	session, known := sessionOf(program, form, today)
	if !known {
		return ui.Show(w, r, http.StatusOK, emptyPage(v))
	}
	form.Session = string(session.ID)
	for _, s := range slices.Backward(program.Sessions()) {
		item := p.sessionItem(ctx, program, s, s == session, today)
		if s.To < today && s != session {
			v.Past = append(v.Past, item)
		} else {
			v.Sessions = append(v.Sessions, item)
		}
	}
	v.Session = sessionHead{
		Name: session.Name.In(ctx), Deeds: sessionDeeds(ctx, session), Back: root,
		Add: activityPath + fresh + "?seance=" + form.Session,
	}
	groups := program.GroupsOf(session.ID)
	v.Counts = p.counts(ctx, program, groups, form)
	v.filters(ctx, program, session, form)
	activity, chosen := program.Activity(leisure.ActivityID(form.Activity))
	if chosen = chosen && activity.Session == session.ID; chosen {
		v.Depth = "at-3"
	}
	found := p.chosen(program, groups, form)
	v.Activities = p.activityItems(ctx, program, session, found, form)
	p.groupColumn(ctx, &v, program, activity, chosen, found, form)
	return ui.Show(w, r, http.StatusOK, programPage(v))
}

// sessionOf is the session that was chosen, else the next one to begin, else the last one.
func sessionOf(program *leisure.Program, form programForm, today civil.Day) (*leisure.Session, bool) {
	if s, known := program.Session(leisure.SessionID(form.Session)); known {
		return s, true
	}
	if a, known := program.Activity(leisure.ActivityID(form.Activity)); known {
		return program.Session(a.Session)
	}
	all := program.Sessions()
	for _, s := range all {
		if s.From > today {
			return s, true
		}
	}
	if len(all) == 0 {
		return nil, false
	}
	return all[len(all)-1], true
}

func (p Pages) sessionItem(ctx context.Context, program *leisure.Program, s *leisure.Session, current bool, today civil.Day) sessionItem {
	f := p.fillOf(program, program.GroupsOf(s.ID))
	return sessionItem{
		Name: s.Name.In(ctx), Dates: i18n.Sentence(span(ctx, s.From, s.To)), Href: programForm{Session: string(s.ID)}.query(root), Tag: sessionTag(ctx, s, today),
		Bar: barOf(ctx, f.Taken, f.Places), Current: current,
	}
}

func sessionDeeds(ctx context.Context, s *leisure.Session) []ui.ButtonOf {
	of, id := i18n.T(ctx, " : %s", s.Name.In(ctx)), string(s.ID)
	deeds := []ui.ButtonOf{
		{Label: i18n.T(ctx, "Publier"), Icon: "i-megaphone", Href: sessionsPath + id + "/publier"},
		{Label: i18n.T(ctx, "Modifier la session"), Icon: "i-pencil-simple", Href: sessionsPath + id},
		{Label: i18n.T(ctx, "Changer plusieurs groupes"), Icon: "i-sliders-horizontal", Href: bulkPath + "?seance=" + id},
		{Label: i18n.T(ctx, "Voir comme…"), Icon: "i-eye", Href: seenPath + "?seance=" + id},
		{Label: i18n.T(ctx, "Copier la session"), Icon: "i-copy", Href: sessionsPath + id + "/copier"},
		{Label: i18n.T(ctx, "Chiffres (CSV)"), Icon: "i-download-simple", Href: figuresPath + "?seance=" + id},
	}
	if s.Published {
		deeds[0].Label, deeds[0].Icon = i18n.T(ctx, "Cacher"), "i-prohibit"
	}
	for i := range deeds {
		deeds[i].Spoken, deeds[i].Small, deeds[i].Kind = of, true, "sec"
	}
	deeds[len(deeds)-1].Kind = "ter"
	if !s.Published {
		deeds[0].Kind = ""
	}
	return deeds
}

// counts are the numbers that matter, each leading to its groups.
func (p Pages) counts(ctx context.Context, program *leisure.Program, groups []*leisure.Group, form programForm) []ui.CountOf {
	f := p.fillOf(program, groups)
	count := func(n int, state, label, tone string) ui.CountOf {
		v := ui.CountOf{Number: n, Label: label, Tone: tone, Href: programForm{Session: form.Session, State: state}.query(root), Current: form.State == state}
		if v.Current {
			v.Href = programForm{Session: form.Session}.query(root)
		}
		return v
	}
	return []ui.CountOf{
		count(f.Free, stateFree, i18n.TN(ctx, "place libre", "places libres", f.Free), ui.Neutral),
		count(f.Under, stateUnder, i18n.TN(ctx, "groupe sous le minimum", "groupes sous le minimum", f.Under), ui.Warn),
		count(f.Waiting, stateWaited, i18n.TN(ctx, "personne en attente", "personnes en attente", f.Waiting), ui.Bad),
		count(f.Full, stateFull, i18n.TN(ctx, "groupe complet", "groupes complets", f.Full), ui.OK),
	}
}

func (v *programView) filters(ctx context.Context, program *leisure.Program, s *leisure.Session, form programForm) {
	v.Words = ui.Field{Name: "q", Label: i18n.T(ctx, "Mots ou code"), Value: form.Words, Autocomplete: "off", Type: "search"}
	v.Category = categoryField(ctx, program, s.ID, form.Category)
	v.Keep = []ui.HiddenField{{Name: "seance", Value: form.Session}}
	if form.State != "" {
		v.Keep = append(v.Keep, ui.HiddenField{Name: "etat", Value: form.State})
	}
	if form.filtered() {
		v.Unfilter = programForm{Session: form.Session, Activity: form.Activity}.query(root)
	}
}

func categoryField(ctx context.Context, program *leisure.Program, s leisure.SessionID, chosen string) ui.Field {
	f := ui.Field{Name: "categorie", Label: i18n.T(ctx, "Catégorie"), Value: chosen, Options: []ui.Option{{Label: i18n.T(ctx, "Toutes")}}}
	for _, name := range categories(program, s) {
		f.Options = append(f.Options, ui.Option{Value: name, Label: leisure.CategoryWords(ctx, name)})
	}
	return f
}

// categories are those of a session, in the order of the alphabet.
func categories(program *leisure.Program, s leisure.SessionID) (names []string) {
	seen := map[string]bool{}
	for _, a := range program.ActivitiesOf(s) {
		if folded := text.Fold(a.Category); a.Category != "" && !seen[folded] {
			seen[folded] = true
			names = append(names, a.Category)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		switch a, b := text.Fold(a), text.Fold(b); {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	return names
}

// activityItems are the activities of the groups that were found; all of them when nothing is
// left out, so that one without groups is seen.
func (p Pages) activityItems(ctx context.Context, program *leisure.Program, s *leisure.Session, found []*leisure.Group, form programForm) (items []activityItem) {
	of := map[leisure.ActivityID][]*leisure.Group{}
	for _, g := range found {
		of[g.Activity] = append(of[g.Activity], g)
	}
	for _, a := range program.ActivitiesOf(s.ID) {
		groups := of[a.ID]
		if len(groups) == 0 && form.filtered() {
			continue
		}
		f := p.fillOf(program, groups)
		item := activityItem{
			ID: "activite-" + string(a.ID), Title: a.Title.In(ctx), Current: string(a.ID) == form.Activity, Bar: barOf(ctx, f.Taken, f.Places),
			Text: i18n.TN(ctx, "%d groupe", "%d groupes", len(groups)),
		}
		if a.Category != "" {
			item.Text = i18n.T(ctx, "%[1]s, %[2]s", a.Category, item.Text)
		}
		item.Href = form.query(root, "activite", string(a.ID)) + "#" + item.ID
		if f.Under > 0 {
			item.Tags = append(item.Tags, ui.TagOf{Label: i18n.TN(ctx, "%d sous le minimum", "%d sous le minimum", f.Under), Icon: "i-warning", Tone: ui.Warn})
		}
		if f.Waiting > 0 {
			item.Tags = append(item.Tags, ui.TagOf{Label: i18n.TN(ctx, "%d en attente", "%d en attente", f.Waiting), Icon: "i-hourglass-medium", Tone: ui.Plum})
		}
		items = append(items, item)
	}
	return items
}

// groupsShown is how many groups the third column shows when no activity was chosen.
const groupsShown = 60

func (p Pages) groupColumn(ctx context.Context, v *programView, program *leisure.Program, a *leisure.Activity, chosen bool, found []*leisure.Group, form programForm) {
	v.Activity.Back = form.query(root, "activite", "")
	v.Beside = chosen || form.filtered()
	switch {
	case chosen:
		found = slices.DeleteFunc(slices.Clone(found), func(g *leisure.Group) bool { return g.Activity != a.ID })
		v.Activity = activityHead{
			Title: a.Title.In(ctx), Edit: activityPath + string(a.ID), Add: groupsPath + fresh + "/modifier?activite=" + string(a.ID), Back: v.Activity.Back,
			Empty: i18n.T(ctx, "Cette activité n’a pas encore de groupe."),
		}
		if form.filtered() {
			v.Activity.Empty = i18n.T(ctx, "Aucun groupe de cette activité ne répond aux filtres.")
		}
	case form.filtered():
		v.Activity.Title = i18n.TN(ctx, "%d groupe trouvé", "%d groupes trouvés", len(found))
		v.Activity.Empty = i18n.T(ctx, "Aucun groupe ne répond. Enlevez un filtre.")
		if len(found) > groupsShown {
			v.Activity.Text = i18n.T(ctx, "Voici les %d premiers. Choisissez une activité pour voir les siens.", groupsShown)
			found = found[:groupsShown]
		}
	default:
		v.Activity.Title = i18n.T(ctx, "Groupes")
		v.Activity.Empty = i18n.T(ctx, "Choisissez une activité pour voir ses groupes.")
		return
	}
	for _, g := range found {
		v.Groups = append(v.Groups, p.groupItem(ctx, program, g, chosen))
	}
}

// groupItem is a group; within names its activity only where the column does not.
func (p Pages) groupItem(ctx context.Context, program *leisure.Program, g *leisure.Group, within bool) groupItem {
	item := groupItem{
		Title: i18n.Sentence(whenWords(ctx, g)), Code: g.Code, Href: groupsPath + string(g.ID), Where: program.PlaceWords(g.Site, g.Room), Tags: p.groupTags(ctx, program, g),
		Text: g.AgeWords(ctx),
	}
	if within && g.Label != "" {
		item.Title = i18n.T(ctx, "%[1]s : %[2]s", g.Label, whenWords(ctx, g))
	}
	if !within {
		item.Title = i18n.T(ctx, "%[1]s : %[2]s", titleOf(ctx, program, g), whenWords(ctx, g))
	}
	if registered(program, g) {
		left := p.Leisure.Left(g)
		if item.Bar = barOf(ctx, left.Taken, left.Places); item.Bar == nil {
			item.Bar = &bar{Says: i18n.T(ctx, "Aucune place"), Width: "0"}
		}
		if left.Held > 0 {
			item.Bar.Says = i18n.T(ctx, "%[1]s, %[2]s", item.Bar.Says, i18n.TN(ctx, "%d dans un panier", "%d dans des paniers", left.Held))
		}
	}
	item.Links = []ui.Link{{Href: groupsPath + string(g.ID) + "/liste", Label: i18n.T(ctx, "Liste")}, {Href: groupsPath + string(g.ID) + "/modifier", Label: i18n.T(ctx, "Modifier")}}
	return item
}

// doneWords say which deed led to a page.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "session":
		return i18n.T(ctx, "La session est enregistrée.")
	case "copiee":
		return i18n.T(ctx, "La session est copiée. Elle n’est pas publiée : vérifiez-la d’abord.")
	case "publiee":
		return i18n.T(ctx, "La session est publiée. Tout le monde la voit.")
	case "cachee":
		return i18n.T(ctx, "La session est cachée. Les inscriptions faites restent valides.")
	case "activite":
		return i18n.T(ctx, "L’activité est enregistrée.")
	case "groupe":
		return i18n.T(ctx, "Le groupe est enregistré.")
	case "cours-annule":
		return i18n.T(ctx, "Le cours est annulé. Les personnes inscrites en sont averties.")
	case "cours-deplace":
		return i18n.T(ctx, "Le cours est déplacé. Les personnes inscrites en sont averties.")
	case "cours-ajoute":
		return i18n.T(ctx, "Le cours est ajouté. Les personnes inscrites en sont averties.")
	case "supprime":
		return i18n.T(ctx, "C’est supprimé.")
	case "lot":
		return i18n.T(ctx, "Les groupes sont changés.")
	case "lieu":
		return i18n.T(ctx, "Le lieu est enregistré.")
	case "politique":
		return i18n.T(ctx, "La politique de remboursement est enregistrée.")
	}
	return ""
}

// gone answers for what is not in the program any more.
func gone() error {
	return fault.New(fault.NotFound, "Cet élément du programme n’existe plus. Revenez au programme.")
}

func itoa(n int) string { return strconv.Itoa(n) }
