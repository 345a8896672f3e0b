package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Password opens every account of the demonstration.
const Password = "demo-saint-eustache"

// The user codes of the citizens whom the documents of the program name.
const (
	MarieCode  = "100001" // MarieCode is of Marie Tremblay, owner, two children.
	TenantCode = "100002" // TenantCode is of Samuel Bouchard, whose file is empty.
	SeniorCode = "100003" // SeniorCode is of Gérard Paquette, 75, helped by Marie.
	ParentCode = "100004" // ParentCode is of Patrick Nadeau, the children's other parent.
	CrowdCode  = "100005" // CrowdCode is of Réjean Laflamme, who has made 300 requests.
	firstCode  = 200001   // firstCode is of the first of the ordinary citizens.
)

// cast are the people whom the demonstration tells of by name.
type cast struct {
	marie, patrick, leo, zoe, gerard, samuel, rejean, aline, fernand, karim, rose people.Person
	others                                                                        []people.Person
	households                                                                    []people.Household
	mandates                                                                      []people.Mandate
	accounts                                                                      []accounts.Account
}

// role is somebody of the cast as they are written down.
type role struct {
	given, family string
	born          string // born is in years and days before now: "38-120".
	home          places.Address
	email         string // email is the part before the @, empty for none.
	mobile, phone string // mobile and phone are the last two digits of 450 555-01xx.
	preferred     string
	resident      bool
}

// caster makes the cast.
type caster struct {
	ids   id.Source
	now   time.Time
	since time.Time
	cards int
}

func (c *caster) person(r role, proved bool) people.Person {
	var years, days int
	fmt.Sscanf(r.born, "%d-%d", &years, &days)
	p := people.Person{
		ID: people.ID(c.ids.New()), GivenName: r.given, FamilyName: r.family,
		BirthDate: clock.Local(c.now).AddDate(-years, 0, -days).Format(time.DateOnly),
		Language:  "fr", AddressID: string(r.home.ID), AddressLine: r.home.Line(), DistrictID: string(r.home.District),
		Residence: people.Unknown, Preferred: r.preferred, CreatedAt: c.since, UpdatedAt: c.since,
	}
	if r.resident {
		c.cards++
		p.Residence, p.ResidenceUntil = people.Resident, c.now.AddDate(1, 2, 0).Truncate(24*time.Hour)
		p.CardNumber = fmt.Sprint(10_000_000 + c.cards)
	}
	if r.email != "" {
		p.Contacts = append(p.Contacts, c.contact(people.Email, r.email+"@courriel.example", proved))
	}
	if r.mobile != "" {
		p.Contacts = append(p.Contacts, c.contact(people.Mobile, "45055501"+r.mobile, proved))
	}
	if r.phone != "" {
		p.Contacts = append(p.Contacts, c.contact(people.Phone, "45055501"+r.phone, false))
	}
	return p
}

func (c *caster) contact(kind people.ContactKind, value string, proved bool) people.Contact {
	contact := people.Contact{ID: c.ids.New(), Kind: kind, Value: value, CreatedAt: c.since}
	if proved {
		contact.ConfirmedAt = c.since.Add(10 * time.Minute)
	}
	return contact
}

// account is a citizen's account.
func (c *caster) account(p people.Person, code string, prefs accounts.Prefs) accounts.Account {
	prefs.Language = i18n.French
	return accounts.Account{
		ID: accounts.ID(c.ids.New()), Person: p.ID, UserCode: code, State: accounts.Active, Prefs: prefs,
		CreatedAt: p.CreatedAt, UpdatedAt: p.CreatedAt,
	}
}

func (c *caster) member(p people.Person, kind people.MemberKind) people.Member {
	m := people.Member{ID: c.ids.New(), Person: people.Person{ID: p.ID}, Kind: kind, Since: c.since}
	if kind == people.Adult {
		m.May = people.AllRights
	}
	return m
}

func (c *caster) household(members ...people.Member) people.Household {
	return people.Household{ID: c.ids.New(), CreatedAt: c.since, Members: members}
}

// homes are where the cast lives.
type homes struct{ moulin, patrick, tenant, crowd, aline, rest places.Address }

// findHomes picks the addresses of the cast among those of the town.
func findHomes(all []places.Address) (homes, error) {
	var h homes
	for _, a := range all {
		switch {
		case a.Civic == "84" && a.Street == "rue du Moulin" && a.Apartment == "":
			h.moulin = a
		case h.tenant.ID == "" && a.Apartment == "3":
			h.tenant = a
		case h.aline.ID == "" && a.Street == "3e Avenue":
			h.aline = a
		case h.patrick.ID == "" && strings.HasPrefix(a.Street, "rue des Érables"):
			h.patrick = a
		case h.crowd.ID == "" && a.Street == "rue du Clair-Matin":
			h.crowd = a
		case h.rest.ID == "" && a.Street == "rue des Moissons":
			h.rest = a
		}
	}
	for _, a := range []places.Address{h.moulin, h.patrick, h.tenant, h.crowd, h.aline, h.rest} {
		if a.ID == "" {
			return h, fmt.Errorf("the town lacks an address for one of the demonstration's people")
		}
	}
	return h, nil
}

// others are the addresses where nobody of the cast lives.
func (h homes) others(all []places.Address) []places.Address {
	mine := []places.Address{h.moulin, h.patrick, h.tenant, h.crowd, h.aline, h.rest}
	return slices.DeleteFunc(slices.Clone(all), func(a places.Address) bool { return slices.Contains(mine, a) })
}

// cast makes the people of the stories, their households and their accounts.
func (c *caster) cast(h homes) cast {
	var k cast
	k.marie = c.person(role{"Marie", "Tremblay", "38-120", h.moulin, "marie.tremblay", "43", "", "courriel", true}, true)
	k.gerard = c.person(role{"Gérard", "Paquette", "75-40", h.moulin, "gerard.paquette", "", "87", "telephone", true}, true)
	k.zoe = c.person(role{"Zoé", "Tremblay-Nadeau", "10-95", h.moulin, "", "", "", "", true}, false)
	k.leo = c.person(role{"Léo", "Tremblay-Nadeau", "6-210", h.moulin, "", "", "", "", true}, false)
	k.patrick = c.person(role{"Patrick", "Nadeau", "41-15", h.patrick, "patrick.nadeau", "44", "", "courriel", true}, true)
	k.samuel = c.person(role{"Samuel", "Bouchard", "27-300", h.tenant, "samuel.bouchard", "46", "", "", false}, true)
	k.rejean = c.person(role{"Réjean", "Laflamme", "68-77", h.crowd, "rejean.laflamme", "", "48", "telephone", true}, true)
	k.aline = c.person(role{"Aline", "Bouchard", "82-33", h.aline, "aline.fernand", "", "50", "telephone", true}, true)
	k.fernand = c.person(role{"Fernand", "Bouchard", "84-201", h.aline, "aline.fernand", "", "50", "telephone", true}, true)
	k.karim = c.person(role{"Karim", "Haddad", "44-180", h.rest, "karim.haddad", "52", "", "courriel", true}, false)
	k.rose = c.person(role{"Rose-Marie", "Côté", "59-64", h.rest, "rosemarie.cote", "54", "", "courriel", false}, false)
	k.others = []people.Person{
		c.person(role{"Marie-Antoinette-Élisabeth", "De Bellefeuille-Charbonneau-Desrochers de Saint-Vallier", "63-12", h.rest, "mae.debellefeuille", "", "56", "", true}, false),
		c.person(role{"Ndeye", "", "31-90", h.rest, "ndeye", "58", "", "", false}, false),
		c.person(role{"Jean-François-Xavier", "Prud’homme-L’Heureux", "48-5", h.aline, "", "", "60", "", false}, false),
	}
	k.households = []people.Household{
		c.household(c.member(k.marie, people.Adult), c.member(k.gerard, people.Adult), c.member(k.zoe, people.Child), c.member(k.leo, people.Child)),
		c.household(c.member(k.patrick, people.Adult), c.member(k.zoe, people.Child), c.member(k.leo, people.Child)),
		c.household(c.member(k.aline, people.Adult), c.member(k.fernand, people.Adult)),
		c.household(c.member(k.rejean, people.Adult)),
		c.household(c.member(k.samuel, people.Adult)),
	}
	k.mandates = []people.Mandate{{
		ID: c.ids.New(), Grantor: people.Person{ID: k.gerard.ID}, Helper: people.Person{ID: k.marie.ID}, Scope: people.All, Since: c.since, CreatedAt: c.since,
	}}
	usual := accounts.Prefs{Text: 1}
	k.accounts = []accounts.Account{
		c.account(k.samuel, TenantCode, usual),
		c.account(k.gerard, SeniorCode, accounts.Prefs{Text: 3, Theme: "contrast"}),
		c.account(k.patrick, ParentCode, usual),
		c.account(k.rejean, CrowdCode, usual),
		c.account(k.aline, "100006", usual),
		c.account(k.fernand, "100007", usual),
		c.account(k.marie, MarieCode, usual), // Last: where she can sign in, the town stands.
	}
	return k
}

// people are all of the cast.
func (k cast) people() []people.Person {
	return append([]people.Person{k.marie, k.gerard, k.zoe, k.leo, k.patrick, k.samuel, k.rejean, k.aline, k.fernand, k.karim, k.rose}, k.others...)
}

// colleague is somebody who works for the city.
type colleague struct {
	name  string
	email string // email is before @demo.sem.
	role  session.Role
}

// named are the members of the staff whom the documents name, one for each role.
var named = []colleague{
	{"Julie Desrosiers", "agent", session.Agent},
	{"Martin Gagnon", "travaux", session.Works},
	{"Karine Lavoie", "loisirs", session.Leisure},
	{"Sophie Benali", "communications", session.Communications},
	{"Olivier Roy", "moderation", session.Moderator},
	{"Hélène Thibault", "vieprivee", session.Privacy},
	{"Daniel Fortin", "admin", session.Administrator},
}
