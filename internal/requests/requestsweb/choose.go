package requestsweb

import (
	"context"
	"net/http"
	"slices"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// chooseView is the first page of a new request.
type chooseView struct {
	Words    string
	Searched bool
	Found    []matter
	Groups   []matterGroup
	Problems ui.Problems
}

// matter is a type that can be chosen.
type matter struct {
	Code  string
	Label string
	Hint  string
}

// matterGroup is the types of one matter.
type matterGroup struct {
	Label   string
	Matters []matter
}

// mostFound is how many types a search shows.
const mostFound = 6

func (p Pages) choose(w http.ResponseWriter, r *http.Request) error {
	if viewer(r).Staff() {
		return ui.SeeOther(w, r, "/guichet")
	}
	var form chooseForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, choosePage(p.chooseView(r.Context(), form.Words)))
}

func (p Pages) chooseView(ctx context.Context, words string) chooseView {
	types := p.Requests.Types()
	v := chooseView{Words: words, Searched: words != "", Groups: grouped(ctx, types)}
	if !v.Searched {
		return v
	}
	found := requests.Matching(ctx, types, words)
	for _, t := range found[:min(len(found), mostFound)] {
		v.Found = append(v.Found, matterOf(ctx, t))
	}
	return v
}

func matterOf(ctx context.Context, t requests.Type) matter {
	return matter{Code: t.Code, Label: t.Label.In(ctx), Hint: t.Hint.In(ctx)}
}

// grouped lays the types out by matter, those of the street first, the rest as they come.
func grouped(ctx context.Context, types []requests.Type) []matterGroup {
	var codes []string
	by := map[string][]matter{}
	for _, t := range types {
		if by[t.Group] == nil {
			codes = append(codes, t.Group)
		}
		by[t.Group] = append(by[t.Group], matterOf(ctx, t))
	}
	slices.SortStableFunc(codes, func(a, b string) int { return rank(a) - rank(b) })
	groups := make([]matterGroup, len(codes))
	for i, code := range codes {
		groups[i] = matterGroup{Label: groupWords(ctx, code), Matters: by[code]}
	}
	return groups
}

// order is that of the matters on the page, the commonest first.
var order = []string{"rue", "circulation", "hiver", "collectes", "eau", "arbres", "parcs", "voisinage", "permis", "loisirs", "taxes", "ville"}

func rank(group string) int {
	if i := slices.Index(order, group); i >= 0 {
		return i
	}
	return len(order)
}

// groupWords is the name of a matter; one that a city added is its own name.
func groupWords(ctx context.Context, group string) string {
	switch group {
	case "rue":
		return i18n.T(ctx, "Rue et trottoir")
	case "circulation":
		return i18n.T(ctx, "Circulation et stationnement")
	case "hiver":
		return i18n.T(ctx, "Neige et glace")
	case "collectes":
		return i18n.T(ctx, "Collectes et bacs")
	case "eau":
		return i18n.T(ctx, "Eau et égouts")
	case "arbres":
		return i18n.T(ctx, "Arbres et plantes")
	case "parcs":
		return i18n.T(ctx, "Parcs et terrains de jeu")
	case "voisinage":
		return i18n.T(ctx, "Bruit, animaux et voisinage")
	case "permis":
		return i18n.T(ctx, "Permis et construction")
	case "loisirs":
		return i18n.T(ctx, "Loisirs et bibliothèque")
	case "taxes":
		return i18n.T(ctx, "Taxes et évaluation")
	case "ville":
		return i18n.T(ctx, "Mairie, renseignements et suggestions")
	}
	return i18n.Sentence(group)
}

// begin makes a draft of the type chosen, or goes on with one that has nothing in it yet.
func (p Pages) begin(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if viewer(r).Staff() {
		return ui.SeeOther(w, r, "/guichet")
	}
	var form beginForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	t, ok := p.Requests.Type(form.Type)
	if !ok || t.Hidden {
		v := p.chooseView(ctx, "")
		v.Problems = ui.Problems{{Message: i18n.T(ctx, "Choisissez de quoi il s’agit.")}}
		return ui.Show(w, r, http.StatusUnprocessableEntity, choosePage(v))
	}
	owner := p.ownerOf(r)
	if owner.Person == "" {
		secret := id.Secret()
		p.Cookies.Write(w, draftCookie, secret, draftKept)
		owner = visitor(secret)
	}
	which, err := p.untouched(ctx, owner, t.Code)
	if err == nil && which == "" {
		which, err = p.Requests.SaveDraft(ctx, owner, requests.Draft{Type: t.Code, Fields: map[string][]string{}})
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/demandes/nouvelle/"+which+"/details")
}

// untouched is a draft of this type in which nothing is written.
func (p Pages) untouched(ctx context.Context, owner session.Viewer, typeCode string) (string, error) {
	drafts, err := p.Requests.Drafts(ctx, owner)
	for _, d := range drafts {
		if d.Type == typeCode && len(d.Fields) == 0 {
			return d.ID, err
		}
	}
	return "", err
}

// drop throws a draft away. One that is gone already is no error.
func (p Pages) drop(w http.ResponseWriter, r *http.Request) error {
	if owner := p.ownerOf(r); owner.Person != "" {
		if err := p.Requests.DropDraft(r.Context(), owner, r.PathValue("brouillon")); err != nil {
			return err
		}
	}
	if viewer(r).SignedIn() {
		return ui.SeeOther(w, r, "/demandes?fait=jeter")
	}
	return ui.SeeOther(w, r, "/demandes/nouvelle")
}
