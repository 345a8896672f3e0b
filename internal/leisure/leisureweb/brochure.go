package leisureweb

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// brochureView is the program on paper.
type brochureView struct {
	Title    string
	Lead     string
	Back     string
	Phases   []phaseView
	Chapters []chapter
	Sites    []ui.Fact
	Empty    bool
}

// chapter is a category of the brochure.
type chapter struct {
	Title      string
	Class      string
	Activities []brochureItem
}

// brochureItem is an activity with its groups.
type brochureItem struct {
	Title  string
	Text   string
	Needs  string
	Groups []string
}

// brochure is what a search finds, by category, to print.
func (p *Pages) brochure(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := p.asked(r)
	if err != nil {
		return err
	}
	v := &brochureView{Title: i18n.T(ctx, "Activités de loisir"), Back: "/loisirs" + s.form.query()}
	if s.session != nil {
		p.chapters(ctx, &s, v)
	}
	v.Empty = len(v.Chapters) == 0
	return ui.Show(w, r, http.StatusOK, brochurePage(v))
}

func (p *Pages) chapters(ctx context.Context, s *search, v *brochureView) {
	program := p.Leisure.Program()
	v.Title, v.Lead, v.Phases = s.session.Name.In(ctx), p.lead(ctx, s), p.phases(ctx, program, s)
	byCategory := map[string]*chapter{}
	items := map[leisure.ActivityID]int{}
	seen := map[leisure.SiteID]bool{}
	for _, h := range p.Leisure.Search(s.query) {
		c, ok := byCategory[h.Activity.Category]
		if !ok {
			c = &chapter{Title: leisure.CategoryWords(ctx, h.Activity.Category), Class: p.shelf.of(program).lookOf(h.Activity).class}
			byCategory[h.Activity.Category] = c
		}
		i, ok := items[h.Activity.ID]
		if !ok {
			i = len(c.Activities)
			items[h.Activity.ID] = i
			c.Activities = append(c.Activities, brochureItem{Title: h.Activity.Title.In(ctx), Text: h.Activity.Text.In(ctx), Needs: needWords(ctx, program, h.Activity)})
		}
		c.Activities[i].Groups = append(c.Activities[i].Groups, p.brochureLine(ctx, program, h))
		if site, ok := program.Site(h.Group.Site); ok && !seen[site.ID] && site.Line != "" {
			seen[site.ID] = true
			v.Sites = append(v.Sites, ui.Fact{Label: site.Name, Value: site.Line})
		}
	}
	for _, c := range byCategory {
		v.Chapters = append(v.Chapters, *c)
	}
	slices.SortFunc(v.Chapters, func(a, b chapter) int { return cmp.Compare(a.Title, b.Title) })
	slices.SortFunc(v.Sites, func(a, b ui.Fact) int { return cmp.Compare(a.Label, b.Label) })
}

// brochureLine is a group on one line.
func (p *Pages) brochureLine(ctx context.Context, program *leisure.Program, h leisure.Hit) string {
	line := h.Group.Code
	for _, f := range p.facts(ctx, program, h) {
		line += " · " + f.Value
	}
	return line
}
