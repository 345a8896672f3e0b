package property

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property/rollfile"
	"sem/internal/session"
)

// residentYears is how long the proof of a property makes its owner a resident, as long as a
// citizen's card lasts.
const residentYears = 2

// Claim is what a citizen gives to prove that a property is theirs.
type Claim struct {
	Where   string           // Where is a matricule or an address, as it was typed.
	Address places.AddressID // Address is one that was chosen among several; it wins.
	Code    string           // Code is printed on the tax bill, or came by letter.
}

// Link ties the viewer to the property they claim, as its owner: when the code is the one on
// its tax bill, or in a letter to it. A wrong code gets the same answer whether the property
// exists or not, and counts; after some, there is a pause.
func (s *Service) Link(ctx context.Context, by session.Viewer, c Claim, key forms.Key) (Holding, error) {
	if by.Person == "" {
		return Holding{}, fault.New(fault.Forbidden, "Seule une personne inscrite peut lier une propriété.")
	}
	if err := c.check(); err != nil {
		return Holding{}, err
	}
	done, err := s.doneBefore(ctx, key)
	if err != nil || done.ID != "" {
		return done, err
	}
	meant, err := s.meant(ctx, c)
	if err != nil {
		return Holding{}, err
	}
	tried := s.digest("tried", c.meaning(meant))
	if err := s.takeTry(ctx, people.ID(by.Person), tried); err != nil {
		return Holding{}, err
	}
	for _, p := range meant {
		proof, letter, err := s.proofOf(ctx, p, people.ID(by.Person), c.Code)
		if err != nil {
			return Holding{}, err
		}
		if proof != "" {
			return s.tie(ctx, by, tie{property: p, person: people.ID(by.Person), role: Owner, proof: proof, letter: letter, tried: tried}, key)
		}
	}
	return Holding{}, s.errWrongCode(ctx, people.ID(by.Person))
}

func (c Claim) check() error {
	var wrong fault.Problems
	if c.Where == "" && c.Address == "" {
		wrong.Add("adresse", "Écrivez le matricule ou l’adresse de la propriété.")
	}
	if plainCode(c.Code) == "" {
		wrong.Add("code", "Recopiez le code imprimé sur votre compte de taxes, ou reçu par lettre.")
	}
	return wrong.Err()
}

// LiveAt ties the viewer to the property they say they rent: it is their word, proves nothing
// and opens nothing.
func (s *Service) LiveAt(ctx context.Context, by session.Viewer, c Claim, key forms.Key) (Holding, error) {
	if by.Person == "" {
		return Holding{}, fault.New(fault.Forbidden, "Seule une personne inscrite peut lier une adresse.")
	}
	var wrong fault.Problems
	if c.Where == "" && c.Address == "" {
		wrong.Add("adresse", "Écrivez l’adresse où vous habitez.")
		return Holding{}, wrong.Err()
	}
	meant, err := s.meant(ctx, c)
	if err != nil {
		return Holding{}, err
	}
	if len(meant) == 0 {
		wrong.Add("adresse", "Cette adresse n’est pas au rôle de la Ville. Écrivez le numéro et la rue, puis choisissez dans la liste.")
		return Holding{}, wrong.Err()
	}
	return s.tie(ctx, by, tie{property: meant[0], person: people.ID(by.Person), role: Tenant, proof: ByWord}, key)
}

// meant are the properties that a claim may mean: one, none, or those of one building.
func (s *Service) meant(ctx context.Context, c Claim) ([]places.PropertyID, error) {
	if c.Address != "" {
		return s.remembered().doors[c.Address].properties, nil
	}
	if m, ok := places.ParseMatricule(c.Where); ok {
		p, err := s.PropertyOf(ctx, m)
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil
		}
		return []places.PropertyID{p}, err
	}
	if s.Places == nil {
		return nil, nil
	}
	found, err := s.Places.Find(ctx, c.Where, "")
	if err != nil || !found.Known {
		return nil, err
	}
	return s.remembered().doors[found.Address.ID].properties, nil
}

// proofOf is what a code proves of a property for a person: nothing when it is empty. letter
// names the code of a letter. Whoever sold kept their bills: those sent before a sale prove
// nothing any more, nor does any to a person whose link was a mistake. A letter does.
func (s *Service) proofOf(ctx context.Context, property places.PropertyID, person people.ID, code string) (proof Proof, letter string, err error) {
	sold, mistaken, err := s.endedBefore(ctx, property, person)
	if err != nil {
		return "", "", err
	}
	if s.Bills != nil && !mistaken {
		ok, err := s.Bills.BillCode(ctx, property, code, sold)
		if err != nil {
			return "", "", fmt.Errorf("compare with the tax bill: %w", err)
		}
		if ok {
			return ByBill, "", nil
		}
	}
	letter, err = s.letterOf(ctx, property, code)
	if err != nil || letter == "" {
		return "", "", err
	}
	return ByLetter, letter, nil
}

// endedBefore is the day of the last sale of a property that the staff saw, empty when there
// was none, and whether a link of this person was a mistake.
func (s *Service) endedBefore(ctx context.Context, property places.PropertyID, person people.ID) (sold string, mistaken bool, err error) {
	mistakes := 0
	err = s.DB.QueryRow(ctx, `
		SELECT COALESCE(MAX(CASE WHEN ended = 'sold' THEN ended_day ELSE '' END), ''),
		       COALESCE(SUM(CASE WHEN ended = 'mistake' AND person_id = $1 THEN 1 ELSE 0 END), 0)
		FROM   property_holding
		WHERE  unit_id = $2`, person, property).Scan(&sold, &mistakes)
	if err != nil {
		return "", false, fmt.Errorf("read how the links of %s ended: %w", property, err)
	}
	return sold, mistakes > 0, nil
}

// tie is a holding about to be made.
type tie struct {
	property places.PropertyID
	person   people.ID
	role     Role
	proof    Proof
	letter   string
	tried    string // tried is what the tries of this property are counted under.
	papers   string // papers are those the staff saw.
}

// tie makes a holding, journals it, makes a proved owner a resident, and tells the person.
func (s *Service) tie(ctx context.Context, by session.Viewer, t tie, key forms.Key) (Holding, error) {
	e, err := latestEntry(ctx, s.DB, t.property)
	if err != nil {
		return Holding{}, err
	}
	now := s.Clock.Now()
	h := Holding{
		ID: s.IDs.New(), Property: t.property, Person: t.person, Matricule: e.Matricule, Address: e.Address, Line: e.Title(),
		Role: t.role, Proof: t.proof, Since: now,
	}
	var earlier string
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err = forms.Claim(ctx, tx, key, h.ID, now); err != nil || earlier != "" {
			return err
		}
		if t.letter != "" {
			if err := useLetter(ctx, tx, t.letter, t.person, now); err != nil {
				return err
			}
		}
		if err := s.insertHolding(ctx, tx, h); err != nil {
			return err
		}
		if err := s.record(ctx, tx, by, journal.PropertyLinked, h, t.papers); err != nil {
			return err
		}
		if h.Role == Tenant {
			return nil
		}
		until := now.AddDate(residentYears, 0, 0)
		if _, err := s.People.ProveResidence(ctx, tx, h.Person, until); err != nil {
			return err
		}
		if err := forgetTries(ctx, tx, h.Person, t.tried); err != nil {
			return err
		}
		return s.raise(ctx, tx, h, "linked", func(ctx context.Context) (string, string) {
			return i18n.T(ctx, "Votre propriété est liée à votre dossier : %s", h.Line),
				i18n.T(ctx, "Sa fiche d’évaluation et son compte de taxes sont dans votre dossier. Vous êtes aussi reconnu comme résident jusqu’au %s.\n\nCe n’est pas vous? Appelez-nous.", i18n.DateOnly(ctx, until))
		})
	})
	if db.IsDuplicate(err) {
		return Holding{}, fault.Wrap(fault.Conflict, err, "Cette propriété est déjà liée à ce dossier.")
	}
	if err == nil && earlier != "" {
		return s.holding(ctx, earlier)
	}
	return h, err
}

// holding is one holding by its identifier; NotFound when there is none.
func (s *Service) holding(ctx context.Context, id string) (Holding, error) {
	var w db.Where
	w.And("id = ?", id)
	held, err := s.holdings(ctx, w, firstHeld)
	if err != nil {
		return Holding{}, err
	}
	if len(held) == 0 {
		return Holding{}, errNotYours()
	}
	return held[0], nil
}

func (s *Service) insertHolding(ctx context.Context, tx *db.Tx, h Holding) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO property_holding (id, unit_id, person_id, role, proof, since, until, ended, ended_day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, holdingRow(h)...)
	return err
}

// errLooked ends a transaction that only looked.
var errLooked = errors.New("only looked")

// doneBefore is the holding that the same form made the first time it came: the code of a
// letter would not serve a second click.
func (s *Service) doneBefore(ctx context.Context, key forms.Key) (Holding, error) {
	if key.Value == "" {
		return Holding{}, nil
	}
	var earlier string
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if earlier, err = forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil {
			return err
		}
		return errLooked
	})
	if !errors.Is(err, errLooked) {
		return Holding{}, err
	}
	if earlier == "" {
		return Holding{}, nil
	}
	return s.holding(ctx, earlier)
}

// record writes in the journal, in the file of whoever it concerns.
func (s *Service) record(ctx context.Context, tx *db.Tx, by session.Viewer, action journal.Action, h Holding, reason string) error {
	return s.Journal.Add(ctx, tx, journal.Entry{
		At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Person: string(h.Person),
		Action: action, Object: h.Matricule.String(), Reason: reason, Detail: string(h.Role) + "," + string(h.Proof),
	})
}

// raise tells somebody what became of a holding of theirs, once.
func (s *Service) raise(ctx context.Context, tx *db.Tx, h Holding, what string, words func(context.Context) (string, string)) error {
	if s.Alerts == nil {
		return nil
	}
	return s.Alerts.RaiseTx(ctx, tx, alerts.Notice{
		Key: "property/" + h.ID + "/" + what, Person: h.Person, Subject: "property", Object: string(h.Property), Path: "/propriete/" + h.Matricule.String(), Words: words,
	})
}

// The bounds of guessing. A person who mistyped comes back after a pause; a machine with many
// accounts is stopped at the property.
const (
	triesOfPerson   = 5
	pauseOfPerson   = 15 * time.Minute
	triesOfProperty = 20
	pauseOfProperty = 24 * time.Hour
)

// takeTry counts a try before the code is looked at, so that many at once count too.
func (s *Service) takeTry(ctx context.Context, person people.ID, typed string) error {
	now := s.Clock.Now()
	var own, others int
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.QueryRow(ctx, `
			SELECT COUNT(*)
			FROM   property_try
			WHERE  person_id = $1 AND at > $2`, person, now.Add(-pauseOfPerson)).Scan(&own); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `
			SELECT COUNT(*)
			FROM   property_try
			WHERE  typed = $1 AND at > $2`, typed, now.Add(-pauseOfProperty)).Scan(&others); err != nil {
			return err
		}
		if own >= triesOfPerson || others >= triesOfProperty {
			return nil
		}
		if _, err := tx.Exec(ctx, `
			DELETE FROM property_try
			WHERE  person_id = $1 AND at < $2`, person, now.Add(-pauseOfProperty)); err != nil { // Nobody counts them any more.
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO property_try (id, person_id, typed, at)
			VALUES ($1, $2, $3, $4)`, s.IDs.New(), person, typed, now)
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("count a try: %w", err)
	case own >= triesOfPerson:
		return tooMany(pauseOfPerson, "Le code ne correspondait pas 5 fois. Attendez 15 minutes, ou appelez-nous : nous pouvons vous envoyer un code par lettre.")
	case others >= triesOfProperty:
		return tooMany(pauseOfProperty, "Cette propriété a reçu trop d’essais aujourd’hui. Appelez-nous : nous pouvons vous envoyer un code par lettre.")
	}
	return nil
}

func tooMany(pause time.Duration, message string) error {
	f := fault.New(fault.TooMany, message)
	f.RetryAfterSeconds = int(pause.Seconds())
	return f
}

// meaning is what the tries are counted for: the property, however it was written; what was
// typed when there is none.
func (c Claim) meaning(meant []places.PropertyID) string {
	if len(meant) > 0 {
		return string(meant[0])
	}
	if m, ok := places.ParseMatricule(c.Where); ok && c.Address == "" {
		return string(m)
	}
	if c.Address != "" {
		return string(c.Address)
	}
	return rollfile.BareName(c.Where)
}

// errWrongCode says how many tries are left.
func (s *Service) errWrongCode(ctx context.Context, person people.ID) error {
	var own int
	err := s.DB.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   property_try
		WHERE  person_id = $1 AND at > $2`, person, s.Clock.Now().Add(-pauseOfPerson)).Scan(&own)
	if err != nil {
		return fmt.Errorf("count the tries: %w", err)
	}
	var wrong fault.Problems
	if own >= triesOfPerson {
		wrong.Add("code", "Le code et la propriété ne vont pas ensemble. Attendez 15 minutes avant un autre essai, ou appelez-nous.")
	} else {
		wrong.Add("code", "Le code et la propriété ne vont pas ensemble. Vérifiez les deux sur votre dernier compte de taxes. Après 5 essais, il y a une pause de 15 minutes.")
	}
	return wrong.Err()
}

// forgetTries forgets what a person mistyped of the property that they have now proved. Their
// tries of others stay: one's own bill buys no guesses at a neighbour's.
func forgetTries(ctx context.Context, tx *db.Tx, person people.ID, tried string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM property_try
		WHERE  person_id = $1 AND typed = $2`, person, tried)
	return err
}
