package peopleweb

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"sem/internal/alerts"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/text"
)

// RegisterSource is the part of the register in the citizen's file.
type RegisterSource struct{ People *people.Service }

// Name is the room's name as the person knows it.
func (RegisterSource) Name(ctx context.Context) string { return i18n.T(ctx, "votre famille") }

// ToDo asks for an answer to the invitations that wait.
func (s RegisterSource) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	_, received, err := s.People.Invitations(ctx, people.ID(scope.Viewer.Person))
	var tasks []dossier.Task
	for _, inv := range received {
		path := "/famille"
		if inv.Kind == people.HelpMe {
			path = "/mandats"
		}
		tasks = append(tasks, dossier.Task{Day: inv.ExpiresAt, Title: askedBy(ctx, inv), Text: i18n.T(ctx, "Acceptez ou refusez."), Action: i18n.T(ctx, "Répondre à l’invitation"), Path: path})
	}
	return tasks, err
}

// Export is everything the register holds on the viewer.
func (s RegisterSource) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	who := people.ID(scope.Viewer.Person)
	p, err := s.People.Person(ctx, who)
	if err != nil {
		return nil, err
	}
	homes, err := s.People.Households(ctx, who)
	if err != nil {
		return nil, err
	}
	given, received, err := s.People.Mandates(ctx, who)
	if err != nil {
		return nil, err
	}
	return []dossier.Section{personSection(ctx, p), contactSection(ctx, p), householdSection(ctx, homes), mandateSection(ctx, given, received)}, nil
}

func personSection(ctx context.Context, p people.Person) dossier.Section {
	return dossier.Section{
		Name:    "fiche",
		Columns: []string{"prenom", "nom", "naissance", "langue", "adresse", "residence", "residence_jusquau", "canal_prefere", "carte_citoyen", "reference_importee", "inscrit_le", "change_le"},
		Rows: [][]any{{p.GivenName, p.FamilyName, p.BirthDate, p.Language, p.AddressLine, residenceLabel(ctx, p.Residence), moment(p.ResidenceUntil), p.Preferred,
			p.CardNumber, p.Source, moment(p.CreatedAt), moment(p.UpdatedAt)}},
	}
}

func contactSection(ctx context.Context, p people.Person) dossier.Section {
	section := dossier.Section{Name: "coordonnees", Columns: []string{"sorte", "valeur", "confirme_le", "ajoute_le"}}
	for _, c := range p.Contacts {
		section.Rows = append(section.Rows, []any{contactLabel(ctx, c.Kind), c.Value, moment(c.ConfirmedAt), moment(c.CreatedAt)})
	}
	return section
}

func householdSection(ctx context.Context, homes []people.Household) dossier.Section {
	section := dossier.Section{Name: "menage", Columns: []string{"menage", "personne", "lien", "peut_voir", "peut_inscrire", "peut_payer", "peut_venir_chercher", "depuis", "jusquau"}}
	for _, home := range homes {
		for _, m := range home.Members {
			section.Rows = append(section.Rows, []any{home.ID, m.Person.Name(), kindLabel(ctx, m.Kind), m.May.See, m.May.Register, m.May.Pay, m.May.PickUp, moment(m.Since), moment(m.Until)})
		}
	}
	return section
}

func mandateSection(ctx context.Context, given, received []people.Mandate) dossier.Section {
	section := dossier.Section{Name: "mandats", Columns: []string{"donne_par", "donne_a", "portee", "depuis", "jusquau"}}
	for _, m := range append(given, received...) {
		section.Rows = append(section.Rows, []any{m.Grantor.Name(), m.Helper.Name(), scopeLabel(ctx, m.Scope), moment(m.Since), moment(m.Until)})
	}
	return section
}

// moment is a time as an export writes it (RFC 3339), empty when there is none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Family is the panel of the household on the dashboard; nobody is shown to whoever lives
// alone.
func (p Pages) Family(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	if len(scope.Homes) == 0 {
		return nil, nil
	}
	var rows familyView
	for i, home := range scope.Homes {
		rows.Homes = append(rows.Homes, p.homeOf(ctx, home, people.ID(scope.Viewer.Person), i, len(scope.Homes)))
	}
	return familyPanel(rows), nil
}

// JournalSource is the part of the journal in the citizen's file.
type JournalSource struct{ Pages Pages }

// Name is the room's name as the person knows it.
func (JournalSource) Name(ctx context.Context) string {
	return i18n.T(ctx, "le journal des consultations")
}

// Export is every look at the viewer's file, and every change of it, by the staff.
func (s JournalSource) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	section := dossier.Section{Name: "consultations", Columns: []string{"quand", "action", "role", "service", "objet", "raison"}}
	for page := 1; ; page++ {
		found, err := s.Pages.Journal.OfPerson(ctx, scope.Viewer.Person, page)
		if err != nil {
			return nil, err
		}
		for _, c := range found.Lines {
			section.Rows = append(section.Rows, s.row(ctx, c))
		}
		if page >= found.Pages() {
			return []dossier.Section{section}, nil
		}
	}
}

func (s JournalSource) row(ctx context.Context, c journal.Consultation) []any {
	return []any{moment(c.At), actionLabel(ctx, c.Action), roleLabel(ctx, c.Role), s.Pages.serviceLabel(ctx, c.Departments), c.Object, c.Reason}
}

// AlertsSource is the part of alerts in the citizen's file.
type AlertsSource struct{ Alerts *alerts.Service }

// noticesShown is how many notices the dashboard is offered.
const noticesShown = 20

// Name is the room's name as the person knows it.
func (AlertsSource) Name(ctx context.Context) string { return i18n.T(ctx, "vos avis") }

// News is what the viewer was told, the newest first.
func (s AlertsSource) News(ctx context.Context, scope dossier.Scope) ([]dossier.Item, error) {
	notices, err := s.Alerts.List(ctx, people.ID(scope.Viewer.Person), noticesShown)
	var items []dossier.Item
	for _, n := range notices {
		items = append(items, dossier.Item{At: n.At, Title: n.Title, Text: text.Clip(n.Body, 160), Path: n.Path, Icon: noticeIcon(n), Unseen: n.SeenAt.IsZero()})
	}
	return items, err
}

func noticeIcon(n alerts.Notice) string {
	switch n.Subject {
	case "request":
		return "i-megaphone"
	case "household":
		return "i-users"
	case "account":
		return "i-lock"
	case "registration":
		return "i-person-simple-swim"
	case "payment":
		return "i-receipt"
	case "library":
		return "i-books"
	}
	return "i-bell"
}

// everyNotice is more notices than anybody has.
const everyNotice = 1_000_000

// Export is everything the viewer was told.
func (s AlertsSource) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	notices, err := s.Alerts.List(ctx, people.ID(scope.Viewer.Person), everyNotice)
	section := dossier.Section{Name: "avis", Columns: []string{"quand", "titre", "texte", "page", "vu_le"}}
	for _, n := range notices {
		section.Rows = append(section.Rows, []any{moment(n.At), n.Title, n.Body, n.Path, moment(n.SeenAt)})
	}
	return []dossier.Section{section}, err
}
