package requestsweb

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/text"
)

// The fields of a draft, as its steps write them. Answers are under "q." and their code.
const (
	fieldTitle       = "titre"
	fieldDescription = "description"
	fieldLine        = "adresse"
	fieldAddress     = "choix" // fieldAddress is an address of the register, or byWords.
	fieldPhoto       = "photo" // fieldPhoto is a saved file, each as JSON.
	fieldFor         = "pour"
	fieldName        = "nom"
	fieldContact     = "joindre"
	fieldSent        = "envoyee" // fieldSent is the number and the tracking code of what was sent, and then all that is left.
)

// byWords is the choice of somebody whose words say the place better than an address.
const byWords = "mots"

// draftCookie is the secret of a visitor's drafts.
const draftCookie = "brouillon"

// draftKept is how long a visitor's browser finds its drafts again.
const draftKept = 24 * time.Hour

// draft is a request being written, with its type.
type draft struct {
	requests.Draft
	Type requests.Type
	// owner is whose it is: the viewer, or a visitor named by the digest of their secret.
	owner session.Viewer
}

// ownerOf is whose drafts r may open: nobody's when a visitor has begun none.
func (p Pages) ownerOf(r *http.Request) session.Viewer {
	if v := viewer(r); v.SignedIn() {
		return v
	}
	return p.visitorOf(r)
}

func (p Pages) visitorOf(r *http.Request) session.Viewer {
	if secret := p.Cookies.Read(r, draftCookie); secret != "" {
		return visitor(secret)
	}
	return session.Viewer{}
}

// visitor is somebody without account, known by a secret.
func visitor(secret string) session.Viewer {
	return session.Viewer{Person: "visiteur-" + id.Digest(secret)}
}

// draft is the draft of the address, if it is the caller's.
func (p Pages) draft(r *http.Request) (draft, error) {
	ctx := r.Context()
	which := r.PathValue("brouillon")
	owner := p.ownerOf(r)
	if owner.Person == "" {
		return draft{}, noDraft()
	}
	d, err := p.Requests.Draft(ctx, owner, which)
	if fault.KindOf(err) == fault.NotFound && viewer(r).SignedIn() {
		owner = p.visitorOf(r) // A visitor who signs in half-way goes on with what they began.
		if owner.Person == "" {
			return draft{}, err
		}
		d, err = p.Requests.Draft(ctx, owner, which)
	}
	if err != nil {
		return draft{}, err
	}
	t, ok := p.Requests.Type(d.Type)
	if !ok || t.Hidden {
		return draft{}, noDraft()
	}
	if d.Fields == nil {
		d.Fields = map[string][]string{}
	}
	return draft{Draft: d, Type: t, owner: owner}, nil
}

func noDraft() error {
	return fault.New(fault.NotFound, "Ce brouillon n’existe plus. Commencez une nouvelle demande.")
}

func (p Pages) save(ctx context.Context, d draft) error {
	_, err := p.Requests.SaveDraft(ctx, d.owner, d.Draft)
	return err
}

func (d draft) get(field string) string {
	if values := d.Fields[field]; len(values) > 0 {
		return values[0]
	}
	return ""
}

func (d draft) set(field string, values ...string) {
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	if len(values) == 0 {
		delete(d.Fields, field)
		return
	}
	d.Fields[field] = values
}

// path is the address of a step.
func (d draft) path(step string) string { return "/demandes/nouvelle/" + d.ID + "/" + step }

// photos are the files sent so far. Those that nobody keeps are cleared after a day, so an
// older one has to be sent again.
func (d draft) photos(now time.Time) (kept []files.File) {
	for _, saved := range d.Fields[fieldPhoto] {
		var f files.File
		if json.Unmarshal([]byte(saved), &f) == nil && now.Sub(f.CreatedAt) < 23*time.Hour {
			kept = append(kept, f)
		}
	}
	return kept
}

func (d draft) setPhotos(kept []files.File) error {
	saved := make([]string, len(kept))
	for i, f := range kept {
		b, err := json.Marshal(f)
		if err != nil {
			return fmt.Errorf("keep a photo in a draft: %w", err)
		}
		saved[i] = string(b)
	}
	d.set(fieldPhoto, saved...)
	return nil
}

// answer is the answer to a question in the form that requests checks.
func (d draft) answer(q requests.Question) string {
	name := "q." + q.Code
	switch q.Kind {
	case requests.AskSeveral:
		return strings.Join(d.Fields[name], ",")
	case requests.AskDate:
		return isoDay(d.get(name+"-jour"), d.get(name+"-mois"), d.get(name+"-annee"))
	}
	return d.get(name)
}

// isoDay writes a date typed in three boxes; what is no date stays recognisable as none.
func isoDay(day, month, year string) string {
	if day+month+year == "" {
		return ""
	}
	y, errYear := strconv.Atoi(year)
	m, errMonth := strconv.Atoi(month)
	n, errDay := strconv.Atoi(day)
	if errYear != nil || errMonth != nil || errDay != nil {
		return year + "-" + month + "-" + day
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, n)
}

// report is what the draft tells the city.
func (d draft) report(now time.Time) requests.Report {
	report := requests.Report{
		Type: d.Type.Code, Title: d.get(fieldTitle), Description: d.get(fieldDescription), Answers: map[string]string{},
		Channel: requests.Web, Beneficiary: people.ID(d.get(fieldFor)), ContactName: d.get(fieldName), ContactValue: d.get(fieldContact),
		PlaceLine: d.get(fieldLine), Files: d.photos(now),
	}
	if choice := d.get(fieldAddress); choice != byWords {
		report.AddressID = choice
	}
	for _, q := range d.Type.Questions {
		if value := d.answer(q); value != "" {
			report.Answers[q.Code] = value
		}
	}
	return report
}

// asked are the questions that the details ask; files come with their own step.
func (d draft) asked() []requests.Question {
	return slices.DeleteFunc(slices.Clone(d.Type.Questions), func(q requests.Question) bool { return q.Kind == requests.AskFile })
}

// readAnswers keeps the answers to the type's questions as they were typed.
func (d draft) readAnswers(r *http.Request) {
	for _, q := range d.asked() {
		name := "q." + q.Code
		names := []string{name}
		if q.Kind == requests.AskDate {
			names = []string{name + "-jour", name + "-mois", name + "-annee"}
		}
		for _, name := range names {
			values := r.PostForm[name]
			if len(values) > 1 && q.Kind != requests.AskSeveral {
				values = values[:1]
			}
			kept := make([]string, 0, len(values))
			for _, v := range values {
				kept = append(kept, text.Clip(text.SafeText(v), longestAnswer))
			}
			d.set(name, kept...)
		}
	}
}

// longestAnswer is a little more than what requests takes, so that it can say what is too long.
const longestAnswer = 2100

// located is the address that was chosen, if one was.
func (p Pages) located(ctx context.Context, d draft) (places.Address, bool) {
	choice := d.get(fieldAddress)
	if choice == "" || choice == byWords {
		return places.Address{}, false
	}
	a, err := p.Places.AddressByID(ctx, p.Requests.DB, places.AddressID(choice))
	return a, err == nil
}

// draftTitle names a draft in a list.
func (p Pages) draftTitle(ctx context.Context, d requests.Draft) string {
	if titles := d.Fields[fieldTitle]; len(titles) > 0 {
		return titles[0]
	}
	if t, ok := p.Requests.Type(d.Type); ok {
		return t.Label.In(ctx)
	}
	return i18n.T(ctx, "Demande commencée")
}
