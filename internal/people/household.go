package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
)

// Household is people who live together, or raise a child together.
type Household struct {
	ID        string
	CreatedAt time.Time
	Members   []Member
}

// MemberKind is what somebody is in a household.
type MemberKind string

// The kinds of members.
const (
	Adult     MemberKind = "adult"
	Child     MemberKind = "child"
	Dependant MemberKind = "dependant" // Dependant is an adult in the care of the others.
)

// Rights are what an adult may do for the children and dependants of a household.
type Rights struct {
	Register, Pay, See, PickUp bool
}

// AllRights are those of the adult who opens a household.
var AllRights = Rights{Register: true, Pay: true, See: true, PickUp: true}

// Member is somebody in a household, for a time.
type Member struct {
	ID     string
	Person Person
	Kind   MemberKind
	May    Rights
	Since  time.Time
	Until  time.Time // Until is when the membership ends, zero when no end is known.
}

func (m Member) activeAt(now time.Time) bool {
	return !m.Since.After(now) && (m.Until.IsZero() || m.Until.After(now))
}

// Decides tells the adults who decide for a household: those with every right.
func (m Member) Decides() bool { return m.Kind == Adult && m.May == AllRights }

// dependsOn tells whether children or dependants would be left with nobody who decides,
// were it not for m.
func (h Household) dependsOn(m Member) bool {
	others, cared := false, false
	for _, other := range h.Members {
		others = others || other.ID != m.ID && other.Decides()
		cared = cared || other.Kind != Adult
	}
	return m.Decides() && cared && !others
}

func errLastToDecide() error {
	return fault.New(fault.Conflict, "Les enfants de ce ménage n’ont que vous pour décider. Retirez-les d’abord, ou appelez-nous.")
}

// Of is the active member who is a person.
func (h Household) Of(person ID) (Member, bool) {
	for _, m := range h.Members {
		if m.Person.ID == person {
			return m, true
		}
	}
	return Member{}, false
}

func (h Household) member(id string) (Member, bool) {
	for _, m := range h.Members {
		if m.ID == id {
			return m, true
		}
	}
	return Member{}, false
}

// otherAdults are the adults to be told of what by has done.
func (h Household) otherAdults(by ID) []ID {
	var others []ID
	for _, m := range h.Members {
		if m.Kind == Adult && m.Person.ID != by {
			others = append(others, m.Person.ID)
		}
	}
	return others
}

// Households are those a person belongs to today, with their members of today: adults
// first, then by age.
func (s *Service) Households(ctx context.Context, person ID) ([]Household, error) {
	return s.householdsOf(ctx, s.DB, person)
}

func (s *Service) householdsOf(ctx context.Context, q db.Querier, person ID) ([]Household, error) {
	circle, err := s.circleIn(ctx, q, person)
	if err != nil {
		return nil, err
	}
	var people []*Person
	for _, home := range circle.Homes {
		for i := range home.Members {
			people = append(people, &home.Members[i].Person)
		}
	}
	return circle.Homes, addContactsTo(ctx, q, people)
}

func (s *Service) household(ctx context.Context, q db.Querier, id string) (Household, error) {
	h := Household{ID: id}
	err := q.QueryRow(ctx, `
		SELECT h.created_at
		FROM   people_household h
		WHERE  h.id = $1`, id).Scan(&h.CreatedAt)
	if err != nil {
		return Household{}, db.NotFound(err, errNoHousehold())
	}
	h.Members, err = s.membersOf(ctx, q, id, s.Clock.Now())
	return h, err
}

func (s *Service) membersOf(ctx context.Context, q db.Querier, household string, now time.Time) ([]Member, error) {
	rows, err := q.Query(ctx, `
		SELECT m.id, m.person_id, m.kind, m.may_register, m.may_pay, m.may_see, m.may_pick_up, m.since, m.until
		FROM   people_member m
		JOIN   people_person p ON p.id = m.person_id
		WHERE  m.household_id = $1
		ORDER BY m.kind, p.birth_date, m.since, m.id`, household)
	members, err := db.Collect(rows, err, scanMember)
	if err != nil {
		return nil, fmt.Errorf("read the members of household %s: %w", household, err)
	}
	members = slices.DeleteFunc(members, func(m Member) bool { return !m.activeAt(now) })
	ids := make([]ID, len(members))
	for i, m := range members {
		ids[i] = m.Person.ID
	}
	found, err := personsIn(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range members {
		members[i].Person = found[members[i].Person.ID]
	}
	return members, nil
}

func scanMember(r *db.Rows) (Member, error) {
	var m Member
	err := r.Scan(&m.ID, &m.Person.ID, &m.Kind, &m.May.Register, &m.May.Pay, &m.May.See, &m.May.PickUp, &m.Since, &m.Until)
	return m, err
}

var memberColumns = []string{"id", "household_id", "person_id", "kind", "may_register", "may_pay", "may_see", "may_pick_up", "since", "until"}

// memberRow is a member as people_member keeps them, in the order of memberColumns.
func memberRow(household string, m Member) []any {
	return []any{m.ID, household, string(m.Person.ID), string(m.Kind), m.May.Register, m.May.Pay, m.May.See, m.May.PickUp, m.Since, m.Until}
}

func (s *Service) insertMember(ctx context.Context, tx *db.Tx, household string, m Member) error {
	m.ID, m.Since = s.IDs.New(), s.Clock.Now()
	_, err := tx.Exec(ctx, `
		INSERT INTO people_member (id, household_id, person_id, kind, may_register, may_pay, may_see, may_pick_up, since, until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, memberRow(household, m)...)
	if db.IsDuplicate(err) {
		return fault.Wrap(fault.Conflict, err, "Cette personne est déjà dans ce ménage.")
	}
	if err != nil {
		return fmt.Errorf("add a member to household %s: %w", household, err)
	}
	return nil
}

// openHousehold makes a household whose only member is an adult who decides for it.
func (s *Service) openHousehold(ctx context.Context, tx *db.Tx, adult ID) (string, error) {
	household := s.IDs.New()
	_, err := tx.Exec(ctx, `
		INSERT INTO people_household (id, created_at)
		VALUES ($1, $2)`, household, s.Clock.Now())
	if err != nil {
		return "", fmt.Errorf("open a household: %w", err)
	}
	return household, s.insertMember(ctx, tx, household, Member{Person: Person{ID: adult}, Kind: Adult, May: AllRights})
}

// AddChild enters a child into the register and into a household of the viewer; with an
// empty household, into their only one, or into one that this opens. A child whom the city
// knows already is joined by the staff, who see the papers: see Join.
func (s *Service) AddChild(ctx context.Context, by session.Viewer, household string, child NewPerson, key forms.Key) (ID, error) {
	if err := s.sure(by); err != nil {
		return "", err
	}
	person := ID(s.IDs.New())
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, string(person), s.Clock.Now())
		if err != nil {
			return err
		}
		if earlier != "" {
			person = ID(earlier)
			return nil
		}
		if err := checkChild(child, s.Clock.Now()); err != nil {
			return err
		}
		home, err := s.homeOf(ctx, tx, by, household)
		if err != nil {
			return err
		}
		if err := s.addAs(ctx, tx, person, child); err != nil {
			return err
		}
		return s.join(ctx, tx, by, home, Member{Person: Person{ID: person}, Kind: Child}, child.GivenName)
	})
	return person, err
}

// checkChild wants a date of birth that makes a child.
func checkChild(child NewPerson, now time.Time) error {
	checked, err := child.checked(now)
	if err != nil {
		return err
	}
	var p fault.Problems
	switch age := ageOn(checked.BirthDate, now); {
	case age < 0:
		p.Add("naissance", "Entrez la date de naissance de l’enfant, par exemple 14 5 2016.")
	case age >= majority:
		p.Add("naissance", "Cette personne a 18 ans ou plus. Invitez-la par son courriel.")
	}
	return p.Err()
}

// homeOf is the household that by may change: the one asked for, the only one they decide
// for, or a new one.
func (s *Service) homeOf(ctx context.Context, tx *db.Tx, by session.Viewer, id string) (Household, error) {
	if id != "" {
		home, err := s.household(ctx, tx, id)
		if err != nil {
			return Household{}, err
		}
		return home, mayDecide(by, home)
	}
	if by.Person == "" {
		return Household{}, errNoHousehold()
	}
	homes, err := s.householdsOf(ctx, tx, ID(by.Person))
	if err != nil {
		return Household{}, err
	}
	for _, home := range homes {
		if mayDecide(by, home) == nil {
			return home, nil
		}
	}
	opened, err := s.openHousehold(ctx, tx, ID(by.Person))
	if err != nil {
		return Household{}, err
	}
	return s.household(ctx, tx, opened)
}

// mayDecide lets the adults with every right, and the staff, change a household. Whoever
// is not in it learns nothing of it.
func mayDecide(by session.Viewer, home Household) error {
	if by.May(session.PeopleEdit) {
		return nil
	}
	me, ok := home.Of(ID(by.Person))
	switch {
	case by.Person == "" || !ok:
		return errNoHousehold()
	case !me.Decides():
		return fault.New(fault.Forbidden, "Une personne qui a tous les droits dans ce ménage peut faire ce changement. Appelez-nous si personne ne le peut.")
	}
	return nil
}

// join adds a member, journals it, and tells the other adults.
func (s *Service) join(ctx context.Context, tx *db.Tx, by session.Viewer, home Household, m Member, name string) error {
	if err := s.insertMember(ctx, tx, home.ID, m); err != nil {
		return err
	}
	if err := s.record(ctx, tx, Deed{By: by, Person: m.Person.ID, Kind: HouseholdChanged, Object: home.ID, Detail: "joined"}); err != nil {
		return err
	}
	return s.tellAdults(ctx, tx, by, home, func(ctx context.Context) (string, string) {
		return i18n.T(ctx, "%s est maintenant dans votre ménage", name), i18n.T(ctx, "Si ce changement vous surprend, appelez-nous.")
	})
}

func (s *Service) tellAdults(ctx context.Context, tx *db.Tx, by session.Viewer, home Household, words func(context.Context) (string, string)) error {
	cause := s.IDs.New()
	for _, adult := range home.otherAdults(ID(by.Person)) {
		err := s.tell(ctx, tx, News{Key: "household/" + cause + "/" + string(adult), Person: adult, Path: "/famille", Words: words})
		if err != nil {
			return err
		}
	}
	return nil
}

// Join puts somebody whom the city knows into a household. Only the staff that may edit
// people does, having seen the papers: it opens a file to the household's adults. An empty
// household opens one, which needs an adult.
func (s *Service) Join(ctx context.Context, by session.Viewer, household string, person ID, kind MemberKind, may Rights, key forms.Key) (string, error) {
	if !by.May(session.PeopleEdit) {
		return "", errNotYours()
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, household, s.Clock.Now())
		if err != nil || earlier != "" {
			return err
		}
		them, err := personIn(ctx, tx, person)
		if err != nil {
			return err
		}
		if household == "" {
			household, err = s.openHousehold(ctx, tx, person)
			if err != nil {
				return err
			}
			return s.record(ctx, tx, Deed{By: by, Person: person, Kind: HouseholdChanged, Object: household, Detail: "opened"})
		}
		home, err := s.household(ctx, tx, household)
		if err != nil {
			return err
		}
		if kind != Adult {
			may = Rights{}
		}
		return s.join(ctx, tx, by, home, Member{Person: them, Kind: kind, May: may}, them.GivenName)
	})
	return household, err
}

// SetRights changes what an adult may do for the children of a household. An adult with
// every right changes their own rights and those of an adult who has fewer; rights between
// two who have them all are changed by the staff. The other adults are told.
func (s *Service) SetRights(ctx context.Context, by session.Viewer, member string, may Rights, key forms.Key) error {
	return s.change(ctx, by, member, key, func(tx *db.Tx, home Household, m Member) error {
		if m.Kind != Adult {
			return fault.New(fault.Conflict, "Les droits sont ceux des adultes du ménage.")
		}
		if err := mayChange(by, home, m); err != nil {
			return err
		}
		if may != AllRights && home.dependsOn(m) {
			return errLastToDecide()
		}
		_, err := tx.Exec(ctx, `
			UPDATE people_member
			SET    may_register = $1, may_pay = $2, may_see = $3, may_pick_up = $4
			WHERE  id = $5`, may.Register, may.Pay, may.See, may.PickUp, m.ID)
		if err != nil {
			return fmt.Errorf("change the rights of member %s: %w", m.ID, err)
		}
		if err := s.record(ctx, tx, Deed{By: by, Person: m.Person.ID, Kind: HouseholdChanged, Object: home.ID, Detail: "rights"}); err != nil {
			return err
		}
		return s.tellAdults(ctx, tx, by, home, func(ctx context.Context) (string, string) {
			return i18n.T(ctx, "Les droits de %s dans votre ménage ont changé", m.Person.GivenName), i18n.T(ctx, "Ouvrez « Ma famille » pour voir qui peut inscrire, payer, voir et venir chercher.")
		})
	})
}

// EndMembership takes somebody out of a household at once. Anybody may leave; an adult
// with every right takes out children, and adults who have fewer. The other adults, and
// whoever was taken out, are told.
func (s *Service) EndMembership(ctx context.Context, by session.Viewer, member string, key forms.Key) error {
	return s.change(ctx, by, member, key, func(tx *db.Tx, home Household, m Member) error {
		if m.Person.ID != ID(by.Person) {
			if err := mayChange(by, home, m); err != nil {
				return err
			}
		}
		if home.dependsOn(m) {
			return errLastToDecide()
		}
		now := s.Clock.Now()
		n, err := tx.Exec(ctx, `
			UPDATE people_member
			SET    until = $1
			WHERE  id = $2 AND (until IS NULL OR until > $3)`, now, m.ID, now)
		if err != nil {
			return fmt.Errorf("end membership %s: %w", m.ID, err)
		}
		if n == 0 {
			return nil
		}
		if err := s.record(ctx, tx, Deed{By: by, Person: m.Person.ID, Kind: HouseholdChanged, Object: home.ID, Detail: "left"}); err != nil {
			return err
		}
		return s.tellAdults(ctx, tx, by, home, func(ctx context.Context) (string, string) {
			return i18n.T(ctx, "%s n’est plus dans votre ménage", m.Person.GivenName), i18n.T(ctx, "Si ce changement vous surprend, appelez-nous.")
		})
	})
}

// change finds a member and its household, claims the form, and has do change it.
func (s *Service) change(ctx context.Context, by session.Viewer, member string, key forms.Key, do func(*db.Tx, Household, Member) error) error {
	if err := s.sure(by); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, member, s.Clock.Now())
		if err != nil || earlier != "" {
			return err
		}
		var household string
		err = tx.QueryRow(ctx, `
			SELECT m.household_id
			FROM   people_member m
			WHERE  m.id = $1`, member).Scan(&household)
		if err != nil {
			return db.NotFound(err, errNoHousehold())
		}
		home, err := s.household(ctx, tx, household)
		if err != nil {
			return err
		}
		m, ok := home.member(member)
		if !ok {
			return errNoHousehold()
		}
		if _, mine := home.Of(ID(by.Person)); !mine && !by.May(session.PeopleEdit) {
			return errNoHousehold()
		}
		return do(tx, home, m)
	})
}

// mayChange is mayDecide, except over another adult who has every right too.
func mayChange(by session.Viewer, home Household, m Member) error {
	if err := mayDecide(by, home); err != nil {
		return err
	}
	if m.Decides() && m.Person.ID != ID(by.Person) && !by.May(session.PeopleEdit) {
		return fault.New(fault.Forbidden, "Cette personne a tous les droits, comme vous. Pour changer cela, appelez-nous ou passez au comptoir.")
	}
	return nil
}

func errNoHousehold() error {
	return fault.New(fault.NotFound, "Ce ménage n’existe pas ou plus.")
}
