package slipsweb_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/slips"
	"sem/internal/slips/slipsweb"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// february is Thursday 11 February 2027, ten o’clock in town.
var february = time.Date(2027, 2, 11, 15, 0, 0, 0, time.UTC)

var (
	marie = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie", FullName: "Marie Tremblay"}
	luc   = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc", FullName: "Luc Tremblay"}
	ana   = session.Viewer{Account: "compte-ana", Person: "ana", Name: "Ana", FullName: "Ana Tremblay"}
	nadia = session.Viewer{Account: "nadia", Name: "Nadia F.", FullName: "Nadia Fortin", Role: session.Leisure}
	agent = session.Viewer{Account: "caroline", Name: "Caroline R.", FullName: "Caroline Roy", Role: session.Agent}
)

const maries = "130 692 544"

// town is the pages of the slips, with what Marie paid in May 2026 for Zoé’s camp.
type town struct {
	*webtest.Visitor
	db     *db.DB
	slips  *slips.Service
	source slipsweb.Source
	locked bool
}

func (tw *town) CareDays(context.Context, []string) (map[string][]civil.Day, error) {
	return map[string][]civil.Day{"camp": {civil.DayAt(2026, 6, 29), civil.DayAt(2026, 6, 30)}}, nil
}

func (tw *town) Address(_ context.Context, p people.Person) (string, error) {
	return "84, rue du Moulin\nSaint-Exemple (Québec) J7R 1A1", nil
}

func (tw *town) DemandSensitive(context.Context, session.Viewer) error {
	if tw.locked {
		return fault.New(fault.SignIn, "Entrez votre mot de passe encore une fois pour continuer.")
	}
	return nil
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(february), id.Counting("n")
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	cash := &payments.Service{DB: d, Clock: still, IDs: ids, People: register}
	tw := &town{Visitor: webtest.New(t), db: d}
	tw.slips = &slips.Service{
		DB: d, Clock: still, IDs: ids, People: register, Payments: cash, Care: tw, Sessions: tw, Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids},
		Key: bytes.Repeat([]byte{7}, 32), Income: "childcare",
	}
	person := func(who, given string) people.Person {
		return people.Person{ID: people.ID(who), GivenName: given, FamilyName: "Tremblay", BirthDate: "2016-05-14", Language: "fr", Residence: people.Resident, CreatedAt: february, UpdatedAt: february}
	}
	member := func(who string, kind people.MemberKind) people.Member {
		return people.Member{ID: ids.New(), Person: people.Person{ID: people.ID(who)}, Kind: kind, May: people.AllRights, Since: february.AddDate(-2, 0, 0)}
	}
	line := func(fr string, bill payments.Line) payments.Line {
		bill.Text, bill.Object, bill.For = i18n.Words{FR: fr}, "camp", "zoé"
		return bill
	}
	tw.Must(d.InTx(t.Context(), func(tx *db.Tx) error {
		if err := register.Load(t.Context(), tx, slices.Values([]people.Person{person("marie", "Marie"), person("luc", "Luc"), person("zoé", "Zoé"), person("ana", "Ana")})); err != nil {
			return err
		}
		if err := register.LoadHouseholds(t.Context(), tx, slices.Values([]people.Household{
			{ID: "h1", CreatedAt: february, Members: []people.Member{member("marie", people.Adult), member("zoé", people.Child)}},
			{ID: "h2", CreatedAt: february, Members: []people.Member{member("luc", people.Adult), member("zoé", people.Child)}},
		})); err != nil {
			return err
		}
		at := time.Date(2026, 5, 2, 15, 0, 0, 0, time.UTC)
		return cash.Load(t.Context(), tx, slices.Values([]payments.Settled{{Method: payments.Cheque, Reference: "1", Bill: payments.Bill{
			ID: "b", Room: "registration", Object: "o", Payer: "marie", At: at, PaidAt: at,
			Lines: []payments.Line{line("Camp de jour", payments.Line{Amount: 110_00, Income: "childcare"}), line("Sortie au zoo", payments.Line{Amount: 18_00, Income: "leisure"})},
		}}}))
	}))
	pages := slipsweb.Pages{Slips: tw.slips, People: register, Clock: still, Staff: func(string) string { return "Nadia F." }}
	tw.source = slipsweb.Source{Pages: pages}
	tw.Visit(pages.Routes(), ui.Options{Clock: still, City: ui.City{Name: "Saint-Exemple"}})
	return tw.as(marie)
}

func (tw *town) as(v session.Viewer) *town {
	tw.Viewer = v
	return tw
}

func (tw *town) done(path, to string, fields ...string) {
	tw.Helper()
	if got := tw.Post(path, http.StatusSeeOther, fields...).To; got != to {
		tw.Errorf("%s leads to %s, want %s", path, got, to)
	}
}

func (tw *town) issued() *town {
	tw.Helper()
	tw.as(nadia).done("/gestion/releves/emetteur", "/gestion/releves?fait=emetteur", "nom", "Ville de Saint-Exemple", "rue", "1, rue de la Mairie", "ville", "Saint-Exemple",
		"code_postal", "j7p 1s1", "neq", "8831854938", "preparateur", "np000000", "premier", "12345670", "dernier", "12345699")
	tw.done("/gestion/releves/emettre", "/gestion/releves?annee=2026&fait=emis&nombre=1", "annee", "2026")
	return tw
}

func TestAPayerIsAskedAfterPayingAndSeesEveryLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.Get(slips.Path, 200).Says("Payé en 2026 pour Zoé Tremblay", "au plus tard le dimanche 28 février 2027", "Camp de jour", "Sortie au zoo", "110,00 $", "18,00 $", "128,00 $", "2 jours", "J7R 1A1", "un parent de l’autre ménage de l’enfant").Hides("Luc")
		tw.as(ana).Get(slips.Path, 200).Says("Vous n’avez rien payé pour la garde").Hides("assurance sociale")
		tw.Post(slips.Path+"/nas", 409, "nas", maries).Says("jamais avant").Hides("130", "544")
		tw.as(marie).Post(slips.Path+"/nas", 422, "nas", "130 692 545").Says("Ce numéro n’existe pas").Hides("692", "545")
		tw.Post(slips.Path+"/nas", 422, "nas", "").Says("neuf chiffres")
		tw.done(slips.Path+"/nas", slips.Path+"?fait=nas", "nas", maries)
		tw.Get(slips.Path+"?fait=nas", 200).Says("Enregistré le 11 février 2027", "Personne ne le reverra").Hides("130 692", "130692", "544")
		tw.done(slips.Path+"/nas", slips.Path+"?fait=oublie", "geste", "oublier")
		tw.Get(slips.Path, 200).Hides("Enregistré le")
	})
}

func TestTheOtherParentAnswers(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.Post(slips.Path+"/partage", 422, "annee", "2026", "enfant", "zoé", "menage", "h1").Says("Choisissez avec qui partager")
	tw.done(slips.Path+"/partage", slips.Path+"?fait=demande", "annee", "2026", "enfant", "zoé", "menage", "h2")
	tw.Get(slips.Path, 200).Says("On attend la réponse")
	answer := tw.as(luc).Get(slips.Path, 200).Says("Marie Tremblay propose de partager les frais de garde de Zoé").Find(`action="(/loisirs/releves/partage/[^"]+)"`)
	tw.as(ana).Post(answer, 404, "reponse", "oui")
	tw.as(luc).done(answer, slips.Path+"?fait=accepte", "reponse", "oui")
	tw.Get(slips.Path, 200).Says("55,00 $", "votre moitié")
	tw.done(answer, slips.Path+"?fait=fin", "reponse", "fin")
	tw.as(marie).Get(slips.Path, 200).Says("Demander de partager")
}

func TestASlipComesByMailOrOnLine(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t)).issued()
	page := tw.as(marie).Get(slips.Path, 200).Says("Vos relevés", "123456701", "Il vient par la poste").Hides("releve.pdf")
	if page.Status != 200 {
		t.Fatal(page.Status)
	}
	all, err := tw.slips.SlipsOf(t.Context(), "marie")
	tw.Must(err)
	pdf := slips.Path + "/" + all[0].ID + "/releve.pdf"
	tw.Get(pdf, 409).Says("Vos relevés viennent par la poste")
	tw.done(slips.Path+"/livraison", slips.Path+"?fait=accord", "accord", "oui")
	tw.Get(slips.Path, 200).Shows(pdf).Says("Vous avez accepté le 11 février 2027")
	if got := tw.Get(pdf, 200); !strings.HasPrefix(got.Body, "%PDF") || got.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the slip is %s", got.Header.Get("Content-Type"))
	}
	tw.as(luc).Get(pdf, 404)
	tw.as(marie).done(slips.Path+"/livraison", slips.Path+"?fait=poste", "accord", "non")
	tw.Get(slips.Path, 200).Says("Vous avez retiré votre accord le 11 février 2027").Hides("releve.pdf")
}

func TestThoseWhoManagePaymentsIssueAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.done(slips.Path+"/nas", slips.Path+"?fait=nas", "nas", maries)
		tw.as(nadia).Get("/gestion/releves", 200).Says("Relevés 24 de 2026", "dimanche 28 février", "Tremblay, Marie", "110,00 $", "Qui est la Ville pour Revenu Québec?").Hides("Émettre 1 relevé")
		tw.Post("/gestion/releves/emettre", 409, "annee", "2026").Says("Dites d’abord qui est la Ville")
		tw.Post("/gestion/releves/emetteur", 422, "nom", "", "neq", "12", "premier", "x").Says("dix chiffres", "Écrivez le premier numéro")
		tw.Get("/gestion/releves/2026/calcul?payeur=marie&enfant="+"zo%C3%A9", 200).Says("Sortie au zoo", "Numéro d’assurance sociale", "enregistré").Hides("130", "544")
		tw.Get("/gestion/releves/2026/calcul?payeur=luc&enfant="+"zo%C3%A9", 404)
		tw.issued()
		tw.Get("/gestion/releves?annee=2026&fait=emis&nombre=1", 200).Says("1 relevé est émis.", "Émission 1", "Nadia F.", "Rien n’est à émettre.")
		tw.Post("/gestion/releves/emettre", 409, "annee", "2026").Says("Il n’y a rien à émettre")
		if got := tw.Get("/gestion/releves/2026/1/releves.pdf?poste=oui", 200); !strings.HasPrefix(got.Body, "%PDF") || strings.Contains(got.Body, "130692544") {
			t.Error("the prints are no PDF, or hold a number")
		}
		tw.locked = true
		tw.Ask(mustRequest(t, "/gestion/releves/2026/1/fichier.xml?code=R")).Hides("130692544")
		tw.locked = false
		file := tw.Get("/gestion/releves/2026/1/fichier.xml?code=R", 200)
		if !strings.Contains(file.Body, "<NAS>130692544</NAS>") || file.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the file: %s, %v", file.Body, file.Header)
		}
		tw.Get("/gestion/releves/2026/1/fichier.xml?code=A", 404)
		tw.Get("/gestion/releves/2026/9/releves.pdf", 404)
		tw.as(agent).Get("/gestion/releves", 403)
		tw.as(marie).Get("/gestion/releves", 404)
	})
}

func mustRequest(t *testing.T, path string) *http.Request {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheFileOfAPersonTellsOfSlipsAndNeverTheNumber(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	scope := dossier.Scope{Viewer: marie, Now: february}
	tasks, err := tw.source.ToDo(t.Context(), scope)
	if err != nil || len(tasks) != 1 || tasks[0].Path != slips.Path {
		t.Errorf("to do: %+v, %v", tasks, err)
	}
	tw.done(slips.Path+"/nas", slips.Path+"?fait=nas", "nas", maries)
	if tasks, err = tw.source.ToDo(t.Context(), scope); err != nil || len(tasks) != 0 {
		t.Errorf("once answered: %+v, %v", tasks, err)
	}
	tw.issued()
	entries, err := tw.source.Entries(t.Context(), scope, dossier.Filter{})
	if err != nil || len(entries) != 1 || entries[0].Title != "Relevé 24 de 2026" {
		t.Errorf("the timeline: %+v, %v", entries, err)
	}
	sections, err := tw.source.Export(t.Context(), scope)
	tw.Must(err)
	var copied bytes.Buffer
	tw.Must(dossier.WriteJSON(&copied, february, sections))
	if text := copied.String(); !strings.Contains(text, "123456701") || !strings.Contains(text, "Sortie au zoo") || !strings.Contains(text, "enregistré") || strings.Contains(text, "130") {
		t.Errorf("the copy: %s", text)
	}
	others, err := tw.source.Export(t.Context(), dossier.Scope{Viewer: luc, Now: february})
	if err != nil || strings.Contains(fmt.Sprint(others), "123456701") {
		t.Errorf("Luc’s copy: %v, %v", others, err)
	}
}
