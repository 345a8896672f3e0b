package collectionsweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"sem/internal/collections"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/text"
	"sem/internal/ui"
)

// objectsView is where objects go.
type objectsView struct {
	Search  ui.Field
	Found   []objectRow
	Title   string
	Nothing string
	Letters []ui.TabOf
	Try     []ui.Link
	Count   string
}

// objectRow is one object.
type objectRow struct {
	Name  string
	Also  string
	Ways  []wayRow
	Note  string
	Alert bool
}

// wayRow is one way out: a stream with its mark, or a place with its icon.
type wayRow struct {
	Bin   *bin
	Icon  string
	Label string
}

// mostFound is how many objects an answer has.
const mostFound = 12

func (p Pages) objects(w http.ResponseWriter, r *http.Request) error {
	var form objectForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	v := objectsView{
		Search: ui.Field{Name: "q", Label: i18n.T(ctx, "Quel objet?"), Hint: i18n.T(ctx, "Par exemple : pile, boîte à pizza, vieux sofa"), Value: form.Words, Type: "search", Max: 100},
		Count:  i18n.TN(ctx, "Un objet connu.", "%d objets connus.", p.Collections.ObjectCount()),
	}
	all := p.Collections.AllObjects()
	letter := strings.ToLower(form.Letter)
	switch {
	case form.Words != "":
		p.find(ctx, &v, form.Words)
	case letter != "":
		for _, o := range all {
			if initial(ctx, o) == letter {
				v.Found = append(v.Found, p.objectRow(ctx, o))
			}
		}
		slices.SortStableFunc(v.Found, func(a, b objectRow) int { return strings.Compare(text.Fold(a.Name), text.Fold(b.Name)) })
		v.Title = i18n.TN(ctx, "Un objet à la lettre %[2]s", "%d objets à la lettre %s", len(v.Found), strings.ToUpper(letter))
	}
	v.Letters = letters(ctx, all, letter)
	for _, example := range []string{i18n.T(ctx, "pile"), i18n.T(ctx, "peinture"), i18n.T(ctx, "boîte à pizza"), i18n.T(ctx, "styromousse"), i18n.T(ctx, "matelas"), i18n.T(ctx, "médicament")} {
		v.Try = append(v.Try, ui.Link{Href: "/collectes/objets?q=" + strings.ReplaceAll(example, " ", "+"), Label: example})
	}
	return ui.Show(w, r, http.StatusOK, objectsPage(v))
}

func (p Pages) find(ctx context.Context, v *objectsView, typed string) {
	for _, o := range p.Collections.Objects(typed, mostFound) {
		v.Found = append(v.Found, p.objectRow(ctx, o))
	}
	typed = text.SafeLine(typed)
	if len(v.Found) == 0 {
		v.Nothing = i18n.T(ctx, "Nous ne connaissons pas « %s ». Essayez un mot plus simple, par exemple « bouteille » ou « lampe », ou appelez-nous.", typed)
		return
	}
	v.Title = i18n.TN(ctx, "Une réponse pour « %[2]s »", "%d réponses pour « %s »", len(v.Found), typed)
}

// initial is the letter under which an object stands.
func initial(ctx context.Context, o collections.Object) string {
	folded := text.Fold(o.Name.In(ctx))
	if folded == "" {
		return ""
	}
	return folded[:1]
}

// letters are the first letters of all objects.
func letters(ctx context.Context, all []collections.Object, current string) []ui.TabOf {
	has := map[string]bool{}
	for _, o := range all {
		has[initial(ctx, o)] = true
	}
	var tabs []ui.TabOf
	for c := 'a'; c <= 'z'; c++ {
		if l := string(c); has[l] {
			tabs = append(tabs, ui.TabOf{Label: strings.ToUpper(l), Href: "/collectes/objets?lettre=" + l, Current: l == current})
		}
	}
	return tabs
}

func (p Pages) objectRow(ctx context.Context, o collections.Object) objectRow {
	row := objectRow{Name: o.Name.In(ctx), Note: o.Note.In(ctx), Alert: o.Alert}
	if i18n.Lang(ctx) == i18n.French && len(o.Also) > 0 {
		row.Also = strings.Join(o.Also, ", ")
	}
	for _, way := range o.Ways {
		row.Ways = append(row.Ways, p.wayRow(ctx, way))
	}
	return row
}

func (p Pages) wayRow(ctx context.Context, way string) wayRow {
	if s, ok := p.Collections.Stream(way); ok {
		b := binOf(ctx, &s)
		label := s.Container.In(ctx)
		if s.Icon != "i-recycle" && s.Icon != "i-plant" && s.Icon != "i-trash" {
			label = s.Name.In(ctx)
		}
		return wayRow{Bin: &b, Label: label}
	}
	switch collections.Way(way) {
	case collections.WayEcocentre:
		return wayRow{Icon: "i-truck", Label: i18n.T(ctx, "Écocentre")}
	case collections.WayReturn:
		return wayRow{Icon: "i-storefront", Label: i18n.T(ctx, "Retour au magasin")}
	case collections.WayGive:
		return wayRow{Icon: "i-gift", Label: i18n.T(ctx, "À donner ou à réparer")}
	case collections.WayPharmacy:
		return wayRow{Icon: "i-pill", Label: i18n.T(ctx, "Pharmacie")}
	}
	return wayRow{Icon: "i-info", Label: i18n.T(ctx, "Voyez la note")}
}
