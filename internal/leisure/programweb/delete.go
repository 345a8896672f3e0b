package programweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// deleteView is what goes when a thing is deleted, or why it stays.
type deleteView struct {
	Title   string
	Path    string
	Back    ui.Link
	Says    []string // Says what goes.
	Wrong   string   // Wrong is why it cannot be deleted, and what can be done instead.
	Instead ui.ButtonOf
	Button  string
	Key     string
	to      string // to is where the deed leads.
}

// deleteRoutes lists the pages that take a thing of the program away for good.
func (p Pages) deleteRoutes() (routes []ui.Route) {
	for _, one := range []struct {
		path string
		view going
		asks string
		does string
	}{
		{"/guichet/loisirs/sessions/{id}/supprimer", p.sessionGoing, "Asks before a session without activities is deleted, or says why it stays.", "Deletes a session that is not published and has no activities. Journaled."},
		{"/guichet/loisirs/activites/{id}/supprimer", p.activityGoing, "Asks before an activity without groups is deleted, or says why it stays.", "Deletes an activity that has no groups. Journaled."},
		{"/guichet/loisirs/groupes/{id}/supprimer", p.groupGoing, "Asks before a group is deleted in which nobody ever had a place, or says why it stays.", "Deletes a group in which nobody ever had a place, with its classes. Journaled."},
		{"/guichet/loisirs/lieux/{id}/supprimer", p.siteGoing, "Asks before a site that no group names is deleted, or says why it stays.", "Deletes a site that no group names. Journaled."},
		{"/guichet/loisirs/politiques/{code}/supprimer", p.policyGoing, "Asks before a refund policy that no activity follows is deleted, or says why it stays.", "Deletes a refund policy that no activity follows. Journaled."},
	} {
		routes = append(routes,
			ui.Route{Pattern: "GET " + one.path, Handle: p.askDelete(one.view), Form: keyForm{}, Says: one.asks},
			ui.Route{Pattern: "POST " + one.path, Handle: p.delete(one.view), Form: keyForm{}, Says: one.does})
	}
	return routes
}

// going reads which thing a page is about; false when there is none.
type going func(context.Context, *http.Request) (leisure.Thing, deleteView, bool)

func (p Pages) askDelete(of going) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		what, v, known := of(r.Context(), r)
		if !known {
			return gone()
		}
		return p.showDelete(w, r, v, http.StatusOK, p.Leisure.MayDelete(r.Context(), viewer(r), what))
	}
}

func (p Pages) delete(of going) ui.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var form keyForm
		if err := forms.Read(r, &form); err != nil {
			return err
		}
		what, v, known := of(r.Context(), r)
		if err := p.Leisure.Delete(r.Context(), viewer(r), what, key(r)); err != nil {
			if !known {
				return err
			}
			return p.showDelete(w, r, v, ui.Status(err), err)
		}
		return ui.SeeOther(w, r, v.to)
	}
}

// showDelete shows the question, or why there is none.
func (p Pages) showDelete(w http.ResponseWriter, r *http.Request, v deleteView, status int, wrong error) error {
	if f, ok := errors.AsType[*fault.Fault](wrong); ok && f.Kind == fault.Conflict {
		v.Wrong, wrong = i18n.Message(r.Context(), f), nil
	}
	if wrong != nil {
		return wrong
	}
	v.Key = forms.NewKey()
	return ui.Show(w, r, status, deletePage(v))
}

func (p Pages) sessionGoing(ctx context.Context, r *http.Request) (leisure.Thing, deleteView, bool) {
	id := r.PathValue("id")
	v := deleteView{Path: sessionsPath + id + "/supprimer", Button: i18n.T(ctx, "Supprimer la session"), to: root + "?fait=supprime"}
	if s, known := p.Leisure.Program().Session(leisure.SessionID(id)); known {
		v.Title, v.Back = i18n.T(ctx, "Supprimer la session %s", s.Name.In(ctx)), ui.Link{Href: sessionsPath + id, Label: s.Name.In(ctx)}
		v.Says = []string{i18n.T(ctx, "La session et ses dates d’inscription.")}
		if s.Published {
			v.Instead = ui.ButtonOf{Label: i18n.T(ctx, "Cacher la session"), Href: sessionsPath + id + "/publier"}
		}
	}
	return leisure.Thing{Kind: leisure.KindSession, ID: id}, v, v.Title != ""
}

func (p Pages) activityGoing(ctx context.Context, r *http.Request) (leisure.Thing, deleteView, bool) {
	id := r.PathValue("id")
	v := deleteView{Path: activityPath + id + "/supprimer", Button: i18n.T(ctx, "Supprimer l’activité"), to: root + "?fait=supprime"}
	if a, known := p.Leisure.Program().Activity(leisure.ActivityID(id)); known {
		v.Title, v.Back = i18n.T(ctx, "Supprimer l’activité %s", a.Title.In(ctx)), ui.Link{Href: activityPath + id, Label: a.Title.In(ctx)}
		v.Says = []string{i18n.T(ctx, "L’activité, ses textes et ses dates d’inscription.")}
		v.to = programForm{Session: string(a.Session)}.query(root, "fait", "supprime")
		v.Instead = ui.ButtonOf{Label: i18n.T(ctx, "Voir ses groupes"), Href: programForm{Session: string(a.Session), Activity: id}.query(root)}
	}
	return leisure.Thing{Kind: leisure.KindActivity, ID: id}, v, v.Title != ""
}

func (p Pages) groupGoing(ctx context.Context, r *http.Request) (leisure.Thing, deleteView, bool) {
	id, program := r.PathValue("id"), p.Leisure.Program()
	v := deleteView{Path: groupsPath + id + "/supprimer", Button: i18n.T(ctx, "Supprimer le groupe"), to: root + "?fait=supprime"}
	if g, known := program.Group(leisure.GroupID(id)); known {
		v.Title, v.Back = i18n.T(ctx, "Supprimer le groupe %s", g.Code), ui.Link{Href: groupsPath + id, Label: g.Code}
		classes := len(program.Occurrences(g.ID))
		v.Says = []string{titleOf(ctx, program, g), i18n.Sentence(whenWords(ctx, g)), i18n.TN(ctx, "%d cours du calendrier", "%d cours du calendrier", classes)}
		v.to = programForm{Session: string(g.Session), Activity: string(g.Activity)}.query(root, "fait", "supprime")
		if !g.Cancelled {
			v.Instead = ui.ButtonOf{Label: i18n.T(ctx, "Annuler le groupe"), Href: groupsPath + id + "/annuler"}
		}
	}
	return leisure.Thing{Kind: leisure.KindGroup, ID: id}, v, v.Title != ""
}

func (p Pages) siteGoing(ctx context.Context, r *http.Request) (leisure.Thing, deleteView, bool) {
	id := r.PathValue("id")
	v := deleteView{Path: sitesPath + "/" + id + "/supprimer", Button: i18n.T(ctx, "Supprimer le lieu"), to: sitesPath + "?fait=supprime"}
	if s, known := p.Leisure.Program().Site(leisure.SiteID(id)); known {
		v.Title, v.Back = i18n.T(ctx, "Supprimer le lieu %s", s.Name), ui.Link{Href: sitesPath + "/" + id, Label: s.Name}
		v.Says = []string{i18n.T(ctx, "Le lieu et son adresse.")}
	}
	return leisure.Thing{Kind: leisure.KindSite, ID: id}, v, v.Title != ""
}

func (p Pages) policyGoing(ctx context.Context, r *http.Request) (leisure.Thing, deleteView, bool) {
	code := r.PathValue("code")
	path := policiesPath + "/" + url.PathEscape(code)
	v := deleteView{Path: path + "/supprimer", Button: i18n.T(ctx, "Supprimer la politique"), to: policiesPath + "?fait=supprime"}
	if policy, known := p.Leisure.Program().Policy(code); known {
		v.Title, v.Back = i18n.T(ctx, "Supprimer la politique %s", policy.Name.In(ctx)), ui.Link{Href: path, Label: policy.Name.In(ctx)}
		v.Says = []string{i18n.T(ctx, "La politique et ses étapes.")}
	}
	return leisure.Thing{Kind: leisure.KindPolicy, ID: code}, v, v.Title != ""
}
