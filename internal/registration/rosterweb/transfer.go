package rosterweb

import (
	"net/http"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// transferView is moving somebody to another group.
type transferView struct {
	head
	Problems ui.Problems
	Action   string
	Key      string
	Person   string
	Paid     string
	To       ui.Field
	Motive   ui.Field
	Long     bool // Long: too many groups to show them all at once.
	None     bool // None: no other group has a free place.
}

func (p Pages) askTransfer(w http.ResponseWriter, r *http.Request) error {
	var form transferForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.transferOf(r, form)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, transferPage(v))
}

func (p Pages) transferOf(r *http.Request, form transferForm) (transferView, error) {
	ctx := r.Context()
	g, err := p.group(r)
	if err != nil {
		return transferView{}, err
	}
	place, err := p.Registration.Place(ctx, viewer(r), registration.PlaceID(r.PathValue("place")))
	if err != nil {
		return transferView{}, err
	}
	if place.Group != g.ID || place.State != registration.Confirmed {
		return transferView{}, fault.New(fault.NotFound, "Cette inscription n’est pas dans ce groupe.")
	}
	person, err := p.Registration.People.Person(ctx, place.Person)
	if err != nil {
		return transferView{}, err
	}
	v := transferView{head: p.headOf(r, g), Action: r.URL.Path, Key: forms.NewKey(), Person: person.Name()}
	v.Crumbs = append(v.Crumbs, ui.Link{Href: v.Path, Label: i18n.T(ctx, "Liste")})
	v.Paid = place.Paid.In(string(i18n.Lang(ctx)))
	v.To = ui.Field{Name: "groupe", Label: i18n.T(ctx, "Nouveau groupe"), Hint: i18n.T(ctx, "Seuls les groupes de son âge qui ont une place libre sont montrés, ceux de la même activité d’abord."), Value: form.To}
	v.Motive = ui.Field{Name: "motif", Label: i18n.T(ctx, "Motif"), Hint: i18n.T(ctx, "Il va au journal."), Value: form.Motive}
	v.To.Options = p.free(r, g, person)
	v.Long = len(v.To.Options) > mostRadios
	v.None = len(v.To.Options) == 0
	return v, nil
}

// mostRadios is how many groups are all shown at once.
const mostRadios = 8

// free are the groups of the session for the age of a person with a free place at the counter,
// those of the same activity first.
func (p Pages) free(r *http.Request, from *leisure.Group, person people.Person) (options []ui.Option) {
	ctx, program := r.Context(), p.Leisure.Program()
	now := p.Clock.Now()
	today := civil.DayOf(now)
	for _, same := range []bool{true, false} {
		for _, g := range program.GroupsOf(from.Session) {
			a, known := program.Activity(g.Activity)
			if !known || a.Free || g.ID == from.ID || g.Cancelled || g.Last() < today || (g.Activity == from.Activity) != same || p.Leisure.Left(g).Free(leisure.Counter) < 1 {
				continue
			}
			if program.Check(g, leisure.Candidate{Person: person}, now, leisure.Counter, p.Leisure.Left(g)).Of(leisure.RuleAge).Answer == leisure.No {
				continue
			}
			free := i18n.TN(ctx, "%d place", "%d places", p.Leisure.Left(g).Free(leisure.Counter))
			options = append(options, ui.Option{Value: string(g.ID), Label: joined(titleOf(ctx, program, g), g.WhenWords(ctx), g.AgeWords(ctx), free)})
		}
	}
	return options
}

func (p Pages) transfer(w http.ResponseWriter, r *http.Request) error {
	var form transferForm
	wrong := forms.Read(r, &form)
	v, err := p.transferOf(r, form)
	if err != nil {
		return err
	}
	if wrong == nil && form.To == "" {
		var problems fault.Problems
		problems.Add("groupe", "Choisissez le nouveau groupe.")
		wrong = problems.Err()
	}
	if wrong == nil {
		wrong = p.Registration.Transfer(r.Context(), viewer(r), registration.PlaceID(r.PathValue("place")), leisure.GroupID(form.To), form.Motive, keyOf(r))
	}
	if wrong == nil {
		if viewer(r).May(leisureTeam) {
			return ui.SeeOther(w, r, v.Path+"?fait=transfert")
		}
		return ui.SeeOther(w, r, root)
	}
	return again(w, r, wrong, func(problems ui.Problems) page {
		v.Problems = problems
		v.To.Wrong, v.Motive.Wrong = problems.Wrong("groupe"), problems.Wrong("motif")
		return transferPage(v)
	})
}
