package accounts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/accounts"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

func TestAPersonRegistersAndSignsInByCodeEmailOrMobile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "Marie@Exemple.com")
		if v := w.viewer(marie.Secret); v.Name != "Marie" || v.FullName != "Marie Tremblay" || v.Staff() {
			t.Errorf("got viewer %+v, want Marie Tremblay, a citizen", v)
		}
		paul := w.register("Paul", "450 555-0142")
		for name, want := range map[string]accounts.ID{marie.Account.UserCode: marie.Account.ID, " MARIE@exemple.com ": marie.Account.ID, "(450) 555 0142": paul.Account.ID} {
			entered, err := w.signIn(name, passphrase)
			if err != nil || entered.Account.ID != want {
				t.Errorf("sign in as %q: got %v, %v, want %v", name, entered.Account.ID, err, want)
			}
		}
		if got := w.book.count(accounts.Registered); got != 2 {
			t.Errorf("got %d registrations in the journal, want 2", got)
		}
	})
}

func TestTwoPeopleWhoShareAnEmailEachOpenTheirOwnAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.register("Marie", "maison@exemple.com")
		w.clock.Advance(time.Hour)
		paul := w.register("Paul", "maison@exemple.com")
		if words, _ := w.last("maison@exemple.com"); !strings.Contains(words, paul.Account.UserCode) {
			t.Errorf("the welcome of the second account lacks its user code: %q", words)
		}
		if err := w.ChangePassword(t.Context(), w.viewer(paul.Secret), "trois renards jouent aux billes", accounts.From{}, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		entered, err := w.signIn("maison@exemple.com", "trois renards jouent aux billes")
		if err != nil || entered.Account.ID != paul.Account.ID {
			t.Errorf("got %v, %v, want Paul's account", entered.Account.ID, err)
		}
	})
}

func TestAnAddressInUseGetsTheSameAnswerAndAnotherMessage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.register("Marie", "marie@exemple.com")
		w.clock.Advance(time.Hour)
		answers := map[string]error{}
		for _, address := range []string{"marie@exemple.com", "personne@exemple.com"} {
			secret, err := w.Begin(t.Context(), "", "Luc", "Roy", accounts.From{Network: address})
			w.must(err)
			answers[address] = w.SendCode(t.Context(), secret, address, forms.Key{})
		}
		if answers["marie@exemple.com"] != nil || answers["personne@exemple.com"] != nil {
			t.Errorf("got %v, want the same good answer to both", answers)
		}
		if words, _ := w.last("marie@exemple.com"); !strings.Contains(words, "existe déjà") {
			t.Errorf("the message to an address in use does not say so: %q", words)
		}
		if words, _ := w.last("personne@exemple.com"); strings.Contains(words, "existe déjà") {
			t.Errorf("the message to a new address speaks of another account: %q", words)
		}
	})
}

func TestAWrongNameAndAWrongPasswordGetTheSameAnswers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "marie@exemple.com")
		said := map[string][]string{}
		for _, name := range []string{marie.Account.UserCode, "marie@exemple.com", "299999", "personne@exemple.com", "4505550199"} {
			for range 7 {
				_, err := w.signIn(name, "un mot de passe qui ne va pas")
				said[name] = append(said[name], err.Error())
				w.clock.Advance(3 * time.Second)
			}
		}
		for name, got := range said {
			if diff := cmp.Diff(said["personne@exemple.com"], got); diff != "" {
				t.Errorf("the answers to %s differ from those to a name nobody has (-nobody +%s):\n%s", name, name, diff)
			}
		}
		if got := said["299999"][0]; !strings.Contains(got, "Encore 4 essais") {
			t.Errorf("first wrong try: got %q, want the tries that are left", got)
		}
	})
}

func TestEachWrongPasswordAfterTheFifthWaitsLonger(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "marie@exemple.com").Account.UserCode
		for range 5 {
			_, err := w.signIn(marie, "faux")
			w.wantKind(err, fault.Invalid)
		}
		for _, wait := range []time.Duration{1, 2, 4, 8, 15, 15} {
			w.clock.Advance(wait*time.Minute - time.Second)
			_, err := w.signIn(marie, passphrase)
			w.wantKind(err, fault.TooMany)
			w.clock.Advance(time.Second)
			_, err = w.signIn(marie, "faux")
			w.wantKind(err, fault.Invalid)
		}
		w.clock.Advance(15 * time.Minute)
		if _, err := w.signIn(marie, passphrase); err != nil {
			t.Errorf("after the pause: %v, want the right password to open", err)
		}
		if _, err := w.signIn(marie, "faux"); !strings.Contains(err.Error(), "Encore 4 essais") {
			t.Errorf("after a success: got %v, want five quick tries again", err)
		}
	})
}

func TestNobodyLocksACitizenOutOfADeviceTheyUse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "marie@exemple.com")
		w.guessedAt(marie.Account.UserCode, 150)
		home := accounts.From{Network: "198.51.100.0/24", Device: marie.Device, Browser: "Firefox, Windows"}
		if _, err := w.SignIn(t.Context(), accounts.SignIn{Name: marie.Account.UserCode, Password: passphrase, From: home}); err != nil {
			t.Errorf("on her own device: %v, want her in", err)
		}
	})
}

func TestAnAccountGuessedAHundredTimesOpensElsewhereOnlyAfterAReset(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "marie@exemple.com").Account.UserCode
		w.guessedAt(marie, 100)
		_, err := w.signIn(marie, passphrase)
		w.wantKind(err, fault.Invalid)
		if words, _ := w.last("marie@exemple.com"); !strings.Contains(words, "appareils habituels") {
			t.Errorf("the owner was not told: %q", words)
		}
		w.clock.Advance(time.Hour)
		_, err = w.ForgotPassword(t.Context(), marie, accounts.From{}, forms.Key{})
		w.must(err)
		w.must(w.Reset(t.Context(), w.linkSentTo("marie@exemple.com"), "trois renards jouent aux billes", accounts.From{}, forms.Key{}))
		if _, err := w.signIn(marie, "trois renards jouent aux billes"); err != nil {
			t.Errorf("after a reset: %v, want her in", err)
		}
	})
}

func TestALinkToChooseAPasswordServesOnceAndEndsEverySession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "marie@exemple.com")
		_, err := w.ForgotPassword(t.Context(), "marie@exemple.com", accounts.From{}, forms.Key{})
		w.must(err)
		first := w.linkSentTo("marie@exemple.com")
		w.clock.Advance(time.Minute)
		_, err = w.ForgotPassword(t.Context(), "marie@exemple.com", accounts.From{}, forms.Key{})
		w.must(err)
		second := w.linkSentTo("marie@exemple.com")
		w.must(w.Reset(t.Context(), second, "trois renards jouent aux billes", accounts.From{}, forms.Key{}))

		w.wantKind(w.Reset(t.Context(), second, "quatre renards jouent aux billes", accounts.From{}, forms.Key{}), fault.NotFound)
		w.wantKind(w.Reset(t.Context(), first, "quatre renards jouent aux billes", accounts.From{}, forms.Key{}), fault.NotFound)
		_, err = w.Viewer(t.Context(), marie.Secret)
		w.wantKind(err, fault.NotFound)
		if words, _ := w.last("marie@exemple.com"); !strings.Contains(words, "mot de passe a changé") {
			t.Errorf("the owner was not told: %q", words)
		}
	})
}

func TestALinkToChooseAPasswordDiesAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.register("Marie", "marie@exemple.com")
		_, err := w.ForgotPassword(t.Context(), "marie@exemple.com", accounts.From{}, forms.Key{})
		w.must(err)
		w.clock.Advance(31 * time.Minute)
		w.wantKind(w.Reset(t.Context(), w.linkSentTo("marie@exemple.com"), "trois renards jouent aux billes", accounts.From{}, forms.Key{}), fault.NotFound)
	})
}

func TestSixDigitsToAMobileChooseAPasswordAndStandFiveTries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.register("Paul", "450 555-0142")
		w.clock.Advance(time.Hour)
		ref, err := w.ForgotPassword(t.Context(), "450 555-0142", accounts.From{}, forms.Key{})
		w.must(err)
		for range 5 {
			_, err := w.ResetCode(t.Context(), ref, "12345x")
			w.wantKind(err, fault.Invalid)
		}
		_, err = w.ResetCode(t.Context(), ref, w.codeSentTo("4505550142"))
		w.wantKind(err, fault.Invalid)

		ref, err = w.ForgotPassword(t.Context(), "450 555-0142", accounts.From{}, forms.Key{})
		w.must(err)
		nobody, err := w.ForgotPassword(t.Context(), "450 555-0199", accounts.From{}, forms.Key{})
		w.must(err)
		if len(nobody) != len(ref) {
			t.Errorf("the reference for nobody, %q, differs in shape from %q", nobody, ref)
		}
		w.clock.Advance(time.Minute)
		secret, err := w.ResetCode(t.Context(), ref, w.codeSentTo("4505550142"))
		w.must(err)
		w.must(w.Reset(t.Context(), secret, "trois renards jouent aux billes", accounts.From{}, forms.Key{}))
	})
}

func TestANewEmailIsProvedAndTheOldOneIsTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.viewer(w.register("Marie", "marie@exemple.com").Secret)
		ref, err := w.AddContact(t.Context(), marie, "neuve@exemple.com", forms.Key{})
		w.must(err)
		_, before := w.last("marie@exemple.com")
		w.must(w.ConfirmContact(t.Context(), marie, ref, w.codeSentTo("neuve@exemple.com"), accounts.From{}))
		words, after := w.last("marie@exemple.com")
		if after != before+1 || !strings.Contains(words, "n•••@exemple.com") {
			t.Errorf("the old address got %d messages, the last %q, want one that tells", after-before, words)
		}
		p, err := w.Profile(t.Context(), marie)
		w.must(err)
		var old people.Contact
		for _, c := range p.Person.Contacts {
			if c.Value == "marie@exemple.com" {
				old = c
			}
		}
		w.must(w.RemoveContact(t.Context(), marie, old.ID, accounts.From{}))
		if words, _ := w.last("marie@exemple.com"); !strings.Contains(words, "retirée") {
			t.Errorf("the address removed was not told: %q", words)
		}
		_, err = w.signIn("marie@exemple.com", passphrase)
		w.wantKind(err, fault.Invalid)
	})
}

func TestAnEmailIsNotTakenByWhoeverCannotReadIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.viewer(w.register("Marie", "marie@exemple.com").Secret)
		luc := w.viewer(w.register("Luc", "luc@exemple.com").Secret)
		ref, err := w.AddContact(t.Context(), marie, "neuve@exemple.com", forms.Key{})
		w.must(err)
		w.wantKind(w.ConfirmContact(t.Context(), luc, ref, w.codeSentTo("neuve@exemple.com"), accounts.From{}), fault.Invalid)
		for range 5 {
			w.ConfirmContact(t.Context(), marie, ref, "00000x", accounts.From{})
		}
		w.wantKind(w.ConfirmContact(t.Context(), marie, ref, w.codeSentTo("neuve@exemple.com"), accounts.From{}), fault.Invalid)
	})
}

func TestGraveDeedsAskForThePasswordAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		secret := w.register("Marie", "marie@exemple.com").Secret
		w.clock.Advance(6 * time.Minute)
		_, err := w.AddContact(t.Context(), w.viewer(secret), "neuve@exemple.com", forms.Key{})
		w.wantKind(err, fault.SignIn)
		_, err = w.Reassure(t.Context(), w.viewer(secret), "faux", accounts.From{})
		w.wantKind(err, fault.Invalid)
		renewed, err := w.Reassure(t.Context(), w.viewer(secret), passphrase, accounts.From{})
		w.must(err)
		if _, err := w.Viewer(t.Context(), secret); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the old secret still opens: %v", err)
		}
		_, err = w.AddContact(t.Context(), w.viewer(renewed.Secret), "neuve@exemple.com", forms.Key{})
		w.must(err)
	})
}

func TestASessionEndsWhenIdleAndInAnyCaseAfterTwelveHours(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		idle := w.register("Marie", "marie@exemple.com").Secret
		w.clock.Advance(31 * time.Minute)
		_, err := w.Viewer(t.Context(), idle)
		w.wantKind(err, fault.NotFound)

		entered, err := w.signIn("marie@exemple.com", passphrase)
		w.must(err)
		for range 35 {
			w.clock.Advance(20 * time.Minute)
			w.viewer(entered.Secret)
		}
		w.clock.Advance(25 * time.Minute)
		_, err = w.Viewer(t.Context(), entered.Secret)
		w.wantKind(err, fault.NotFound)
	})
}

func TestARememberedDeviceOpensFaintlyForThirtyDays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.register("Marie", "marie@exemple.com")
		entered, err := w.SignIn(t.Context(), accounts.SignIn{Name: "marie@exemple.com", Password: passphrase, Remember: true})
		w.must(err)
		fresh, err := w.Viewer(t.Context(), entered.Secret)
		w.must(err)
		w.must(w.Sessions.DemandSensitive(t.Context(), fresh.Viewer))
		if fresh, err = w.Viewer(t.Context(), entered.Secret); err != nil || !fresh.Viewer.Sensitive {
			t.Errorf("the day itself: got %+v, %v, want sensitive pages open", fresh, err)
		}
		w.clock.Advance(29 * 24 * time.Hour)
		seen, err := w.Viewer(t.Context(), entered.Secret)
		if err != nil || !seen.Faint {
			t.Errorf("after 29 days: got %+v, %v, want a faint session", seen, err)
		}
		w.wantKind(w.Sessions.DemandSensitive(t.Context(), seen.Viewer), fault.SignIn)
		w.clock.Advance(2 * 24 * time.Hour)
		_, err = w.Viewer(t.Context(), entered.Secret)
		w.wantKind(err, fault.NotFound)
	})
}

func TestEndingOtherSessionsSparesTheOneInUse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		one := w.register("Marie", "marie@exemple.com").Secret
		two, err := w.signIn("marie@exemple.com", passphrase)
		w.must(err)
		if words, _ := w.last("marie@exemple.com"); !strings.Contains(words, "nouvel appareil") || !strings.Contains(words, "Safari, iPhone") {
			t.Errorf("the new device was not told: %q", words)
		}
		v := w.viewer(one)
		open, err := w.OpenSessions(t.Context(), v)
		if err != nil || len(open) != 2 {
			t.Fatalf("got %d sessions, %v, want 2", len(open), err)
		}
		w.must(w.EndOtherSessions(t.Context(), v))
		w.viewer(one)
		_, err = w.Viewer(t.Context(), two.Secret)
		w.wantKind(err, fault.NotFound)
	})
}

func TestACodeOfTheAuthenticatorServesOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		seed := w.member("agent@ville.test", session.Agent)
		w.clock.Advance(time.Minute)
		code := w.totp(seed)
		in := accounts.SignIn{Name: "agent@ville.test", Password: passphrase, Code: code}
		if entered, err := w.SignIn(t.Context(), in); err != nil || entered.Secret == "" {
			t.Fatalf("got %+v, %v, want the agent in", entered, err)
		}
		_, err := w.SignIn(t.Context(), in)
		w.wantKind(err, fault.Invalid)
		in.Code = ""
		if entered, err := w.SignIn(t.Context(), in); err != nil || entered.Secret != "" || entered.Second == "" {
			t.Errorf("without code: got %+v, %v, want the second step", entered, err)
		}
	})
}

func TestTheFirstAdministratorJoinsByATokenThatServesOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		token, err := w.FirstAdminToken(t.Context())
		w.must(err)
		first := accounts.NewStaff{Email: "admin@ville.test", Name: "Ève Roy"}
		w.must(w.BeFirst(t.Context(), token, first, passphrase, accounts.From{}))
		w.wantKind(w.BeFirst(t.Context(), token, accounts.NewStaff{Email: "autre@ville.test", Name: "Autre"}, passphrase, accounts.From{}), fault.NotFound)
		if again, err := w.FirstAdminToken(t.Context()); again != "" || err != nil {
			t.Errorf("with an administrator: got token %q, %v, want none", again, err)
		}
		entered, err := w.signIn("admin@ville.test", passphrase)
		if err != nil || !entered.Enrol || entered.Secret != "" {
			t.Errorf("got %+v, %v, want a second factor to be prepared first", entered, err)
		}
	})
}

func TestAChangedRoleCountsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		adminSeed := w.member("admin@ville.test", session.Administrator)
		agentSeed := w.member("agent@ville.test", session.Agent)
		entered, err := w.SignIn(t.Context(), accounts.SignIn{Name: "agent@ville.test", Password: passphrase, Code: func() string { w.clock.Advance(time.Minute); return w.totp(agentSeed) }()})
		w.must(err)
		agent := w.viewer(entered.Secret)
		w.wantKind(w.ChangeRole(t.Context(), agent, accounts.ID(agent.Account), session.Administrator, nil), fault.Forbidden)

		admin := w.staffIn("admin@ville.test", adminSeed)
		w.must(w.ChangeRole(t.Context(), admin, accounts.ID(agent.Account), session.Works, []string{"voirie"}))
		_, err = w.Viewer(t.Context(), entered.Secret)
		w.wantKind(err, fault.NotFound)
		if v := w.staffIn("agent@ville.test", agentSeed); v.Role != session.Works || !v.WorksFor("voirie") || v.WorksFor("loisirs") {
			t.Errorf("got %+v, want works of voirie only", v)
		}
		admin = w.staffIn("admin@ville.test", adminSeed)
		w.wantKind(w.Disable(t.Context(), admin, accounts.ID(admin.Account)), fault.Conflict)
		w.must(w.Disable(t.Context(), admin, accounts.ID(agent.Account)))
		_, err = w.signIn("agent@ville.test", passphrase)
		w.wantKind(err, fault.Invalid)
		if got := w.StaffName(agent.Account); got != "Martin G." {
			t.Errorf("got short name %q, want Martin G.", got)
		}
	})
}

func TestTheDeskOpensAnAccountForAPersonItKnows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		seed := w.member("agent@ville.test", session.Agent)
		agent := w.staffIn("agent@ville.test", seed)
		var rose people.ID
		w.must(d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			rose, err = w.People.AddTx(t.Context(), tx, people.NewPerson{GivenName: "Rose", FamilyName: "Côté", Email: "rose@exemple.com"})
			return err
		}))
		once := forms.Key{Value: "once", Actor: agent.Account}
		letter, err := w.AttachTo(t.Context(), agent, rose, "", once)
		w.must(err)
		again, err := w.AttachTo(t.Context(), agent, rose, "", once)
		w.wantKind(err, fault.Conflict)
		if again.Code != "" {
			t.Error("a form sent twice shows a code that opens nothing")
		}
		if a, err := w.Activation(t.Context(), strings.ToLower(letter.Code), accounts.From{}); err != nil || a.Name != "Rose" {
			t.Errorf("got %+v, %v, want Rose, however the code is typed", a, err)
		}
		entered, err := w.Activate(t.Context(), letter.Code, passphrase, accounts.From{}, forms.Key{})
		w.must(err)
		if v := w.viewer(entered.Secret); v.Person != string(rose) {
			t.Errorf("got person %q, want Rose, %q", v.Person, rose)
		}
		_, err = w.Activate(t.Context(), letter.Code, passphrase, accounts.From{}, forms.Key{})
		w.wantKind(err, fault.NotFound)
		_, err = w.AttachTo(t.Context(), agent, rose, "", forms.Key{})
		w.wantKind(err, fault.Conflict)
		_, err = w.AttachTo(t.Context(), w.viewer(entered.Secret), rose, "", forms.Key{})
		w.wantKind(err, fault.Forbidden)
	})
}

func TestAHashOfAnotherCostIsMadeAgainAtSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.register("Marie", "marie@exemple.com").Account.UserCode
		w.Hasher = &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 128, Passes: 1}}
		for range 2 {
			if _, err := w.signIn(marie, passphrase); err != nil {
				t.Fatal(err)
			}
		}
		var hash string
		w.must(d.QueryRow(t.Context(), `SELECT password FROM accounts_account WHERE user_code = $1`, marie).Scan(&hash))
		if !strings.HasPrefix(hash, "$argon2id$v=19$m=128,t=1,p=1$") {
			t.Errorf("got %q, want it made again at the new cost", hash)
		}
	})
}

func TestOneNetworkSignsInThirtyTimesAMinute(t *testing.T) {
	t.Parallel()
	w := open(t, dbtest.SQLite(t))
	for i := range 30 {
		_, err := w.signIn(fmt.Sprint("nom", i, "@exemple.com"), "faux")
		w.wantKind(err, fault.Invalid)
	}
	_, err := w.signIn("encore@exemple.com", "faux")
	w.wantKind(err, fault.TooMany)
	w.clock.Advance(2 * time.Second)
	_, err = w.signIn("encore@exemple.com", "faux")
	w.wantKind(err, fault.Invalid)
}

func TestALinkSentToAnAddressSinceRemovedOpensNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		marie := w.viewer(w.register("Marie", "marie@exemple.com").Secret)
		w.must(d.InTx(t.Context(), func(tx *db.Tx) error {
			return w.People.ConfirmContactTx(t.Context(), tx, people.ID(marie.Person), people.Email, "autre@exemple.com")
		}))
		_, err := w.ForgotPassword(t.Context(), "marie@exemple.com", accounts.From{}, forms.Key{})
		w.must(err)
		w.must(d.InTx(t.Context(), func(tx *db.Tx) error { // As the desk does.
			return w.People.RemoveContactTx(t.Context(), tx, people.ID(marie.Person), people.Email, "marie@exemple.com")
		}))
		w.wantKind(w.MayReset(t.Context(), w.linkSentTo("marie@exemple.com")), fault.NotFound)
	})
}

func TestAFormSentTwiceIsAnsweredTheSameAndDoneOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.register("Marie", "marie@exemple.com")
		w.clock.Advance(time.Hour)
		key := forms.Key{Value: "abc", Fingerprint: "f"}
		first, err := w.ForgotPassword(t.Context(), "marie@exemple.com", accounts.From{}, key)
		w.must(err)
		_, before := w.last("marie@exemple.com")
		second, err := w.ForgotPassword(t.Context(), "marie@exemple.com", accounts.From{}, key)
		w.must(err)
		if _, after := w.last("marie@exemple.com"); first != second || after != before {
			t.Errorf("got references %q and %q and %d more messages, want the same one and none", first, second, after-before)
		}
		link := w.linkSentTo("marie@exemple.com")
		w.must(w.Reset(t.Context(), link, "trois renards jouent aux billes", accounts.From{}, key))
		w.must(w.Reset(t.Context(), link, "trois renards jouent aux billes", accounts.From{}, key))
		w.wantKind(w.Reset(t.Context(), link, "trois renards jouent aux billes", accounts.From{}, forms.Key{Value: "other"}), fault.NotFound)
		if got := w.book.count(accounts.PasswordChanged); got != 1 {
			t.Errorf("got %d changes of password in the journal, want 1", got)
		}
	})
}

func TestARecoveryCodeServesOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		seed := w.member("agent@ville.test", session.Agent)
		agent := w.staffIn("agent@ville.test", seed)
		codes, err := w.NewRecoveryCodes(t.Context(), agent, accounts.From{})
		w.must(err)
		in := accounts.SignIn{Name: "agent@ville.test", Password: passphrase, Code: strings.ToLower(codes[3])}
		if entered, err := w.SignIn(t.Context(), in); err != nil || entered.Secret == "" {
			t.Errorf("got %+v, %v, want the agent in", entered, err)
		}
		_, err = w.SignIn(t.Context(), in)
		w.wantKind(err, fault.Invalid)
	})
}

func TestTheRightPasswordBuysNoEndlessGuessesAtTheSecondFactor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.member("agent@ville.test", session.Agent)
		guesses := 0
		for range 20 {
			entered, err := w.signIn("agent@ville.test", passphrase)
			if fault.KindOf(err) == fault.TooMany {
				break
			}
			w.must(err)
			for range 5 {
				if _, err := w.Second(t.Context(), entered.Second, "000000", accounts.From{}); fault.KindOf(err) == fault.Invalid {
					guesses++
				}
			}
		}
		if guesses == 0 || guesses > 10 {
			t.Errorf("got %d guesses before a pause, want a handful", guesses)
		}
	})
}

func TestASeedOpensForItsOwnAccountOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		seed := w.member("un@ville.test", session.Agent)
		w.member("deux@ville.test", session.Agent)
		w.must(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `
				UPDATE accounts_factor
				SET    secret = (SELECT f.secret FROM accounts_factor f JOIN accounts_account a ON a.id = f.account_id WHERE a.staff_email = $1)`, "un@ville.test")
			return err
		}))
		w.clock.Advance(time.Minute)
		_, err := w.SignIn(t.Context(), accounts.SignIn{Name: "deux@ville.test", Password: passphrase, Code: w.totp(seed)})
		w.wantKind(err, fault.Internal)
	})
}

// quiet is a journal of the register that keeps nothing.
type quiet struct{}

func (quiet) PersonChanged(context.Context, *db.Tx, people.Deed) error { return nil }

func TestAnAddressReplacedAtTheDeskIsToldToItsOwner(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		register := &people.Service{DB: d, Clock: w.clock, IDs: id.Counting("p"), Journal: quiet{}, Door: w.Service}
		marie := w.register("Marie", "marie@exemple.com").Account
		_, before := w.last("marie@exemple.com")
		agent := session.Viewer{Account: "julie", Role: session.Agent}
		other := "thief@exemple.com"
		w.must(register.Correct(t.Context(), agent, marie.Person, people.Correction{Email: &other}, forms.Key{}))
		words, after := w.last("marie@exemple.com")
		if after != before+1 || !strings.Contains(words, "retirée de votre compte") {
			t.Errorf("the old address got %d messages, the last one %q; want one more that says so", after-before, words)
		}
		if _, n := w.last(other); n != 0 {
			t.Errorf("the new address, which nobody has proved, got %d messages", n)
		}
		again := other
		w.must(register.Correct(t.Context(), agent, marie.Person, people.Correction{Email: &again}, forms.Key{}))
		if _, n := w.last("marie@exemple.com"); n != after {
			t.Errorf("nothing changed, and the old address was told again")
		}
	})
}

func TestAMemberInvitedAgainHasNoWayBackByTheOldPassword(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		admin := w.staffIn("admin@ville.test", w.member("admin@ville.test", session.Administrator))
		w.member("julie@ville.test", session.Agent)
		known, err := w.Staff(t.Context())
		w.must(err)
		for _, m := range known {
			if m.Email != "julie@ville.test" {
				continue
			}
			_, err := w.InviteAgain(t.Context(), admin, m.ID)
			w.must(err)
			w.must(w.Disable(t.Context(), admin, m.ID))
			w.wantKind(w.Enable(t.Context(), admin, m.ID), fault.Conflict)
		}
		_, err = w.signIn("julie@ville.test", passphrase)
		w.wantKind(err, fault.Invalid)
	})
}

func TestARegistrationIsNoWayToWriteToStrangers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		secret, err := w.Begin(t.Context(), "", "Gagnez à https://ailleurs.example", "Tremblay", accounts.From{Network: "203.0.113.0/24"})
		w.must(err)
		sent := 0
		for i := range 20 {
			to := fmt.Sprintf("victime%d@exemple.com", i)
			err := w.SendCode(t.Context(), secret, to, forms.Key{})
			words, n := w.last(to)
			sent += n
			if strings.Contains(words, "ailleurs") {
				t.Fatalf("a stranger was sent the words of another: %q", words)
			}
			if err != nil {
				w.wantKind(err, fault.TooMany)
			}
		}
		if sent != 6 {
			t.Errorf("one registration wrote to %d strangers, want 6 at most", sent)
		}
	})
}
