package people_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
)

// home opens a household of an adult and adds children to it.
func (w *town) home(adult string, children ...string) people.Household {
	w.t.Helper()
	for _, child := range children {
		child, born := child, "2016-05-14"
		person, err := w.AddChild(w.t.Context(), w.as(adult), "", people.NewPerson{GivenName: child, FamilyName: "Tremblay", BirthDate: born}, forms.Key{})
		if err != nil {
			w.t.Fatal(err)
		}
		w.names[child] = person
	}
	homes, err := w.Households(w.t.Context(), w.names[adult])
	if err != nil || len(homes) != 1 {
		w.t.Fatalf("households of %s: %d, %v", adult, len(homes), err)
	}
	w.told()
	return homes[0]
}

func (w *town) member(h people.Household, name string) string {
	w.t.Helper()
	homes, err := w.Households(w.t.Context(), w.names[name])
	if err != nil {
		w.t.Fatal(err)
	}
	for _, home := range homes {
		if m, ok := home.Of(w.names[name]); ok && home.ID == h.ID {
			return m.ID
		}
	}
	w.t.Fatalf("%s is not in household %s", name, h.ID)
	return ""
}

func TestAnAdultSeesTheChildrenOfTheirHouseholdAndTheChildrenSeeNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.home("Marie", "Zoé", "Léo")
		want(t, "Marie's care", w.inCare("Marie"), []string{"Marie", "Zoé", "Léo"})
		want(t, "Zoé's care", w.inCare("Zoé"), []string{"Zoé"})
		if err := w.MayAct(t.Context(), d, w.names["Marie"], w.names["Zoé"], people.Leisure); err != nil {
			t.Error("Marie may not act for Zoé:", err)
		}
		wantKind(t, "Zoé for Marie", w.MayAct(t.Context(), d, w.names["Zoé"], w.names["Marie"], people.Leisure), fault.NotFound)
		wantKind(t, "nobody for nobody", w.MayAct(t.Context(), d, "", "", people.Leisure), fault.NotFound)
	})
}

func TestAChildOfTwoHouseholdsIsSeenFromBothWhichDoNotSeeEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		w.home("Marie", "Zoé")
		fathers := w.home("Luc", "Tom")
		if _, err := w.Join(t.Context(), agent, fathers.ID, w.names["Zoé"], people.Child, people.AllRights, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		want(t, "told", w.told(), []string{"Luc"})
		want(t, "Marie's care", w.inCare("Marie"), []string{"Marie", "Zoé"})
		want(t, "Luc's care", w.inCare("Luc"), []string{"Luc", "Zoé", "Tom"})
		wantKind(t, "Luc for Marie", w.MayAct(t.Context(), d, w.names["Luc"], w.names["Marie"], people.All), fault.NotFound)
	})
}

func TestTwoAdultsOfOneHouseholdNeverSeeEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		home := w.home("Marie", "Zoé")
		if _, err := w.Join(t.Context(), agent, home.ID, w.names["Luc"], people.Adult, people.AllRights, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		want(t, "Marie's care", w.inCare("Marie"), []string{"Marie", "Zoé"})
		want(t, "Luc's care", w.inCare("Luc"), []string{"Luc", "Zoé"})
		_, err := w.Join(t.Context(), agent, home.ID, w.names["Luc"], people.Adult, people.AllRights, forms.Key{})
		wantKind(t, "Luc joins twice", err, fault.Conflict)
	})
}

func TestARightThatEndsHasEndedAtOnceAndTheOtherAdultIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		home := w.home("Marie", "Zoé")
		someRights := people.Rights{See: true, PickUp: true}
		if _, err := w.Join(t.Context(), agent, home.ID, w.names["Luc"], people.Adult, someRights, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		w.told()
		want(t, "Luc's care before", w.inCare("Luc"), []string{"Luc", "Zoé"})

		wantKind(t, "Luc takes Marie's rights", w.SetRights(t.Context(), w.as("Luc"), w.member(home, "Marie"), people.Rights{}, forms.Key{}), fault.Forbidden)
		if err := w.SetRights(t.Context(), w.as("Marie"), w.member(home, "Luc"), people.Rights{PickUp: true}, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		want(t, "told of the rights", w.told(), []string{"Luc"})
		want(t, "Luc's care without the right to see", w.inCare("Luc"), []string{"Luc"})
		want(t, "journal", w.deeds[len(w.deeds)-1].Detail, "rights")

		if err := w.EndMembership(t.Context(), w.as("Marie"), w.member(home, "Zoé"), forms.Key{}); err != nil {
			t.Fatal(err)
		}
		want(t, "Marie's care after", w.inCare("Marie"), []string{"Marie"})
		want(t, "told of the end", w.told(), []string{"Luc"})
	})
}

func TestAnAdultWithEveryRightIsTakenOutByTheStaffOrByThemselvesOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		w.person("Ève", "1990-01-01")
		home := w.home("Marie", "Zoé")
		if _, err := w.Join(t.Context(), agent, home.ID, w.names["Luc"], people.Adult, people.AllRights, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		luc := w.member(home, "Luc")
		wantKind(t, "Marie takes Luc out", w.EndMembership(t.Context(), w.as("Marie"), luc, forms.Key{}), fault.Forbidden)
		wantKind(t, "a stranger takes Luc out", w.EndMembership(t.Context(), w.as("Ève"), luc, forms.Key{}), fault.NotFound)
		wantKind(t, "a stranger adds a child", errOf(w.AddChild(t.Context(), w.as("Ève"), home.ID, people.NewPerson{GivenName: "Max", BirthDate: "2020-01-01"}, forms.Key{})), fault.NotFound)
		wantKind(t, "Luc leaves", w.EndMembership(t.Context(), w.as("Luc"), luc, forms.Key{}), "")
		want(t, "Luc's care", w.inCare("Luc"), []string{"Luc"})
		wantKind(t, "Luc leaves again", w.EndMembership(t.Context(), w.as("Luc"), luc, forms.Key{}), fault.NotFound)
	})
}

func TestWhatOpensAFileToSomebodyDemandsAPasswordGivenAMomentAgo(t *testing.T) {
	w := newTown(t, dbtest.SQLite(t))
	w.person("Marie", "1985-03-02")
	w.person("Luc", "1984-01-01")
	home := w.home("Marie", "Zoé")
	by := w.as("Marie")
	w.clock.Advance(6 * time.Minute)
	for what, err := range map[string]error{
		"add a child":  errOf(w.AddChild(t.Context(), by, "", people.NewPerson{GivenName: "Max", BirthDate: "2020-01-01"}, forms.Key{})),
		"invite":       w.Invite(t.Context(), by, "", "luc@exemple.com", forms.Key{}),
		"ask for help": w.Ask(t.Context(), by, "luc@exemple.com", people.All, time.Time{}, forms.Key{}),
		"mandate":      errOf(w.Grant(t.Context(), by, w.names["Luc"], people.All, time.Time{}, forms.Key{})),
		"rights":       w.SetRights(t.Context(), by, w.member(home, "Marie"), people.Rights{}, forms.Key{}),
		"take out":     w.EndMembership(t.Context(), by, w.member(home, "Zoé"), forms.Key{}),
		"accept":       w.Accept(t.Context(), by, "x", forms.Key{}),
	} {
		wantKind(t, what, err, fault.SignIn)
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestChildrenAreNotLeftWithNobodyWhoDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		home := w.home("Marie", "Zoé")
		marie := w.member(home, "Marie")
		wantKind(t, "Marie gives her rights away", w.SetRights(t.Context(), w.as("Marie"), marie, people.Rights{See: true}, forms.Key{}), fault.Conflict)
		wantKind(t, "Marie leaves", w.EndMembership(t.Context(), w.as("Marie"), marie, forms.Key{}), fault.Conflict)
		wantKind(t, "Zoé is taken out", w.EndMembership(t.Context(), w.as("Marie"), w.member(home, "Zoé"), forms.Key{}), "")
		wantKind(t, "Marie leaves then", w.EndMembership(t.Context(), w.as("Marie"), marie, forms.Key{}), "")
	})
}

func TestWhoHasComeOfAgeIsInNobodysCareUnlessTheyDepend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1965-03-02")
		home := w.home("Marie", "Zoé")
		for name, kind := range map[string]people.MemberKind{"Adulte": people.Child, "Veille": people.Child, "Aïeule": people.Dependant} {
			born := map[string]string{"Adulte": "2008-09-09", "Veille": "2008-09-10", "Aïeule": "1935-01-01"}[name]
			if _, err := w.Join(t.Context(), agent, home.ID, w.person(name, born), kind, people.Rights{}, forms.Key{}); err != nil {
				t.Fatal(err)
			}
		}
		want(t, "today", w.inCare("Marie"), []string{"Marie", "Aïeule", "Veille", "Zoé"})
		w.clock.Advance(24 * time.Hour)
		want(t, "tomorrow", w.inCare("Marie"), []string{"Marie", "Aïeule", "Zoé"})
		_, err := w.AddChild(t.Context(), w.as("Marie"), "", people.NewPerson{GivenName: "Max", BirthDate: "2000-01-01"}, forms.Key{})
		wantKind(t, "an adult added as a child", err, fault.Invalid)
	})
}

func TestAMandateOpensItsScopeUntilItsDayOrItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Rose", "1945-01-01")
		w.person("Luc", "1984-01-01")
		w.person("Ève", "1990-01-01")
		w.home("Rose", "Zoé")
		mandate := must(w.Grant(t.Context(), w.as("Rose"), w.names["Luc"], people.Leisure, rentrée.Add(48*time.Hour), forms.Key{}))(t)
		want(t, "told", w.told(), []string{"Luc"})
		act := func(scope people.Scope) fault.Kind {
			return fault.KindOf(w.MayAct(t.Context(), d, w.names["Luc"], w.names["Rose"], scope))
		}
		want(t, "in its scope", act(people.Leisure), "")
		want(t, "outside its scope", act(people.Property), fault.NotFound)
		wantKind(t, "for the children of the grantor", w.MayAct(t.Context(), d, w.names["Luc"], w.names["Zoé"], people.Leisure), fault.NotFound)
		w.clock.Advance(48 * time.Hour)
		want(t, "after its day", act(people.Leisure), fault.NotFound)

		all := must(w.Grant(t.Context(), w.as("Rose"), w.names["Luc"], people.All, time.Time{}, forms.Key{}))(t)
		want(t, "everything", act(people.Property), "")
		given, received, err := w.Mandates(t.Context(), w.names["Luc"])
		if err != nil || len(given) != 0 || len(received) != 1 || received[0].Grantor.GivenName != "Rose" {
			t.Errorf("Luc's mandates: given %v, received %v, %v", given, received, err)
		}
		wantKind(t, "a stranger ends it", w.Revoke(t.Context(), w.as("Ève"), all, forms.Key{}), fault.NotFound)
		w.told()
		wantKind(t, "Luc gives it back", w.Revoke(t.Context(), w.as("Luc"), all, forms.Key{}), "")
		want(t, "told of the end", w.told(), []string{"Rose"})
		want(t, "after its end", act(people.Property), fault.NotFound)
		wantKind(t, "ending what has ended", w.Revoke(t.Context(), w.as("Rose"), mandate, forms.Key{}), "")
		want(t, "nobody is told twice", len(w.told()), 0)
		wantKind(t, "a mandate to oneself", errOf(w.Grant(t.Context(), w.as("Rose"), w.names["Rose"], people.All, time.Time{}, forms.Key{})), fault.Invalid)
	})
}

func TestAnInvitationIsForWhoeverProvedTheContactAndOpensNothingByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		luc := w.person("Luc", "1984-01-01")
		eve := w.person("Ève", "1990-01-01")
		home := w.home("Marie", "Zoé")
		inTx(t, d, func(tx *db.Tx) error {
			if err := w.ConfirmContactTx(t.Context(), tx, luc, people.Email, "luc@exemple.com"); err != nil {
				return err
			}
			return w.AddContactTx(t.Context(), tx, eve, people.Email, "luc@exemple.com")
		})
		for _, contact := range []string{"LUC@exemple.com", "inconnu@exemple.com"} {
			wantKind(t, "inviting "+contact, w.Invite(t.Context(), w.as("Marie"), home.ID, contact, forms.Key{}), "")
		}
		want(t, "told", w.told(), []string{"Luc"})
		_, forEve, err := w.Invitations(t.Context(), eve)
		if err != nil || len(forEve) != 0 {
			t.Errorf("Ève, who proved nothing, sees %v, %v", forEve, err)
		}
		sent, _, _ := w.Invitations(t.Context(), w.names["Marie"])
		want(t, "sent", len(sent), 2)
		_, received, err := w.Invitations(t.Context(), luc)
		if err != nil || len(received) != 1 {
			t.Fatalf("Luc's invitations: %v, %v", received, err)
		}
		wantKind(t, "Ève accepts", w.Accept(t.Context(), w.as("Ève"), received[0].ID, forms.Key{}), fault.NotFound)
		wantKind(t, "Marie accepts her own", w.Accept(t.Context(), w.as("Marie"), received[0].ID, forms.Key{}), fault.NotFound)
		wantKind(t, "Luc accepts", w.Accept(t.Context(), w.as("Luc"), received[0].ID, forms.Key{}), "")
		want(t, "Marie is told", w.told(), []string{"Marie"})
		want(t, "Luc's care", w.inCare("Luc"), []string{"Luc"})
		wantKind(t, "Luc accepts again", w.Accept(t.Context(), w.as("Luc"), received[0].ID, forms.Key{}), fault.NotFound)

		wantKind(t, "Marie asks Luc for help", w.Ask(t.Context(), w.as("Marie"), "luc@exemple.com", people.Library, time.Time{}, forms.Key{}), "")
		_, received, _ = w.Invitations(t.Context(), luc)
		w.clock.Advance(15 * 24 * time.Hour)
		wantKind(t, "too late", w.Accept(t.Context(), w.as("Luc"), received[0].ID, forms.Key{}), fault.NotFound)
		wantKind(t, "a wrong contact", w.Ask(t.Context(), w.as("Marie"), "luc", people.Library, time.Time{}, forms.Key{}), fault.Invalid)
	})
}

// TestRightsAreThoseOfTheRuleWhateverTheHistory builds towns at random and compares what
// the register answers with the rule, said once more in plain code.
func TestRightsAreThoseOfTheRuleWhateverTheHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		random := rand.New(rand.NewPCG(2026, 9))
		for round := range 6 {
			w := newTown(t, d)
			w.IDs = prefixed{round, w.IDs}
			v := randomVillage(random, round)
			inTx(t, d, func(tx *db.Tx) error {
				if err := w.Load(t.Context(), tx, slices.Values(v.people)); err != nil {
					return err
				}
				if err := w.LoadHouseholds(t.Context(), tx, slices.Values(v.homes)); err != nil {
					return err
				}
				return w.LoadMandates(t.Context(), tx, slices.Values(v.mandates))
			})
			for _, who := range v.people {
				for _, scope := range []people.Scope{people.Requests, people.Property} {
					v.compare(t, w, who, scope)
				}
			}
		}
	})
}

type prefixed struct {
	round int
	ids   interface{ New() string }
}

func (p prefixed) New() string { return strconv.Itoa(p.round) + p.ids.New() }

type village struct {
	people   []people.Person
	homes    []people.Household
	mandates []people.Mandate
}

func randomVillage(random *rand.Rand, round int) village {
	var v village
	name := func(kind string, i int) string { return strconv.Itoa(round) + kind + strconv.Itoa(i) }
	births := []string{"", "1950-01-01", "2008-09-09", "2008-09-10", "2015-06-01"}
	for i := range 8 {
		v.people = append(v.people, people.Person{ID: people.ID(name("person", i)), GivenName: "N" + strconv.Itoa(i), BirthDate: births[random.IntN(len(births))],
			Language: "fr", Residence: people.Unknown, CreatedAt: rentrée, UpdatedAt: rentrée})
	}
	whoever := func() people.Person { return v.people[random.IntN(len(v.people))] }
	moments := []time.Time{{}, rentrée.Add(-time.Hour), rentrée, rentrée.Add(time.Hour)}
	for i := range 3 {
		home := people.Household{ID: name("home", i), CreatedAt: rentrée}
		in := map[people.ID]bool{}
		for j := range 1 + random.IntN(5) {
			who := whoever()
			if in[who.ID] {
				continue
			}
			in[who.ID] = true
			home.Members = append(home.Members, people.Member{
				ID: home.ID + strconv.Itoa(j), Person: who, Kind: []people.MemberKind{people.Adult, people.Adult, people.Child, people.Dependant}[random.IntN(4)],
				May: people.Rights{See: random.IntN(3) > 0}, Since: moments[1+random.IntN(3)], Until: moments[random.IntN(4)],
			})
		}
		v.homes = append(v.homes, home)
	}
	for i := range 3 {
		v.mandates = append(v.mandates, people.Mandate{ID: name("mandate", i), Grantor: whoever(), Helper: whoever(),
			Scope: []people.Scope{people.All, people.Requests, people.Leisure}[random.IntN(3)],
			Since: moments[1+random.IntN(3)], Until: moments[random.IntN(4)], CreatedAt: rentrée})
	}
	return v
}

func inForce(since, until time.Time) bool {
	return !since.After(rentrée) && (until.IsZero() || until.After(rentrée))
}

// sees is the rule.
func (v village) sees(who, other people.Person, scope people.Scope) bool {
	if who.ID == other.ID {
		return true
	}
	for _, m := range v.mandates {
		if m.Helper.ID == who.ID && m.Grantor.ID == other.ID && inForce(m.Since, m.Until) && (m.Scope == people.All || m.Scope == scope) {
			return true
		}
	}
	for _, h := range v.homes {
		adult, cared := false, false
		for _, m := range h.Members {
			if !inForce(m.Since, m.Until) {
				continue
			}
			adult = adult || m.Person.ID == who.ID && m.Kind == people.Adult && m.May.See
			minor := other.Age(rentrée) < 18
			cared = cared || m.Person.ID == other.ID && (m.Kind == people.Dependant || m.Kind == people.Child && minor)
		}
		if adult && cared {
			return true
		}
	}
	return false
}

func (v village) compare(t *testing.T, w *town, who people.Person, scope people.Scope) {
	t.Helper()
	cares := must(w.InCare(t.Context(), who.ID, scope))(t)
	if cares[0].Person.ID != who.ID || cares[0].Why != people.Self {
		t.Errorf("%s does not see their own file first", who.ID)
	}
	for _, other := range v.people {
		rule := v.sees(who, other, scope)
		listed := slices.ContainsFunc(cares, func(c people.Care) bool { return c.Person.ID == other.ID })
		mayAct := w.MayAct(t.Context(), w.DB, who.ID, other.ID, scope) == nil
		if listed != rule || mayAct != rule {
			t.Errorf("%s sees %s in %s: listed %v, may act %v, the rule says %v", who.ID, other.ID, scope, listed, mayAct, rule)
		}
	}
	if len(cares) > len(v.people) {
		t.Errorf("%s sees somebody twice", who.ID)
	}
}
