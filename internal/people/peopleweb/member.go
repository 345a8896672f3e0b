package peopleweb

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/ui"
)

// childView is the form of a child.
type childView struct {
	childForm
	Problems ui.Problems
}

func (p Pages) askChild(w http.ResponseWriter, r *http.Request) error {
	var form homeForm
	if err := p.open(r, &form); err != nil {
		return err
	}
	view := childView{childForm: childForm{homeForm: form}}
	view.Key = forms.NewKey()
	return ui.Show(w, r, http.StatusOK, childPage(view))
}

// open reads the address of a form's page, and asks for the password first when it was not
// given for a while, so that nobody loses what they typed.
func (p Pages) open(r *http.Request, form any) error {
	if err := citizen(r); err != nil {
		return err
	}
	if err := viewer(r).Demand(p.Clock.Now()); err != nil {
		return err
	}
	return forms.Read(r, form)
}

func (p Pages) addChild(w http.ResponseWriter, r *http.Request) error {
	var form childForm
	err := forms.Read(r, &form)
	if err == nil {
		child := people.NewPerson{GivenName: form.GivenName, FamilyName: form.FamilyName, BirthDate: iso(form.Year, form.Month, form.Day)}
		_, err = p.People.AddChild(r.Context(), viewer(r), form.Household, child, keyOf(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return childPage(childView{form, problems})
		})
	}
	return ui.SeeOther(w, r, "/famille?fait=enfant")
}

// iso is a date from three boxes; empty when all are.
func iso(year, month, day string) string {
	if year == "" && month == "" && day == "" {
		return ""
	}
	return fmt.Sprintf("%s-%02s-%02s", year, month, day)
}

// adultView is the form that invites an adult.
type adultView struct {
	adultForm
	Problems ui.Problems
}

func (p Pages) askAdult(w http.ResponseWriter, r *http.Request) error {
	var form homeForm
	if err := p.open(r, &form); err != nil {
		return err
	}
	view := adultView{adultForm: adultForm{homeForm: form}}
	view.Key = forms.NewKey()
	return ui.Show(w, r, http.StatusOK, adultPage(view))
}

func (p Pages) inviteAdult(w http.ResponseWriter, r *http.Request) error {
	var form adultForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.People.Invite(r.Context(), viewer(r), form.Household, form.Contact, keyOf(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component {
			return adultPage(adultView{form, problems})
		})
	}
	return ui.SeeOther(w, r, "/famille?fait=invitation")
}

// memberView is the page of one member.
type memberView struct {
	ID      string
	Name    string
	Text    string
	Rights  ui.Field // Rights has no options when they cannot be changed here.
	Remove  bool
	Leave   bool
	Why     string // Why says why nothing can be changed.
	Key     string
	Key2    string
	Problem ui.Problems
}

// memberOf finds a member of one of the viewer's households.
func (p Pages) memberOf(r *http.Request) (people.Household, people.Member, error) {
	homes, err := p.People.Households(r.Context(), me(r))
	if err != nil {
		return people.Household{}, people.Member{}, err
	}
	for _, home := range homes {
		for _, m := range home.Members {
			if m.ID == r.PathValue("id") {
				return home, m, nil
			}
		}
	}
	return people.Household{}, people.Member{}, fault.New(fault.NotFound, "Cette personne n’est pas dans votre ménage.")
}

func (p Pages) member(w http.ResponseWriter, r *http.Request) error {
	if err := citizen(r); err != nil {
		return err
	}
	home, m, err := p.memberOf(r)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, memberPage(p.memberView(r, home, m)))
}

func (p Pages) setRights(w http.ResponseWriter, r *http.Request) error {
	var form rightsForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if err := p.People.SetRights(r.Context(), viewer(r), r.PathValue("id"), rightsOf(form.Rights), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/famille?fait=droits")
}

func (p Pages) endMembership(w http.ResponseWriter, r *http.Request) error {
	if err := p.People.EndMembership(r.Context(), viewer(r), r.PathValue("id"), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/famille?fait=retirer")
}

func (p Pages) memberView(r *http.Request, home people.Household, m people.Member) memberView {
	ctx := r.Context()
	mine, _ := home.Of(me(r))
	self := m.Person.ID == me(r)
	view := memberView{ID: m.ID, Name: m.Person.Name(), Text: mayText(ctx, m), Leave: self, Key: forms.NewKey(), Key2: forms.NewKey()}
	mayChange := mine.Decides() && (self || !m.Decides())
	view.Remove = mayChange && !self
	switch {
	case mayChange && m.Kind == people.Adult:
		view.Rights = rightsField(ctx, m.May)
	case !mayChange && !self:
		view.Why = cannotChange(ctx, mine)
	}
	return view
}
