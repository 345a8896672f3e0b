package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"sem/internal/demo/chance"
	"sem/internal/files"
	"sem/internal/people"
	"sem/internal/requests"
)

const minute = time.Minute

// named are the people of the demonstration's own stories and their requests, written last.
func (b *builder) named(ctx context.Context) (*batch, error) {
	part := &batch{people: b.cast.people(), households: b.cast.households, mandates: b.cast.mandates, accounts: b.cast.accounts}
	for _, a := range b.cast.accounts {
		b.accountOf[string(a.Person)] = string(a.ID)
	}
	b.namedDeeds(part)
	told := map[string]*tale{}
	d := chance.For("named", 0)
	var tales []*tale
	for _, p := range b.stories {
		t, err := b.play(ctx, p, told)
		if err != nil {
			return nil, fmt.Errorf("tell %q: %w", p.title, err)
		}
		told[p.title] = t
		tales = append(tales, t)
	}
	for _, t := range tales {
		part.stories = append(part.stories, t)
		for _, a := range t.attached {
			part.files = append(part.files, a.file)
		}
		if err := b.remember(ctx, d, part, t, b.clerkOf(t.r.EnteredBy)); err != nil {
			return nil, err
		}
	}
	b.callsOf(part)
	if err := b.askAgain(ctx, part); err != nil {
		return nil, err
	}
	b.sort(part)
	return part, nil
}

// play tells one story.
func (b *builder) play(ctx context.Context, p plot, told map[string]*tale) (*tale, error) {
	k := b.teller.kind(p.code)
	at, number := b.deck.told(p.at)
	s := &scene{tale: b.teller.tale(k), b: b, others: told}
	d := chance.For(p.title, 0)
	report := requests.Report{
		Type: k.Code, Title: p.title, Description: p.text, Channel: p.channel, Beneficiary: p.beneficiary,
		Answers: answersTo(d, k, p.title+" "+p.text, at),
	}
	b.locate(&report, p)
	by := requests.Actor{Kind: requests.ByCitizen}
	if p.who != nil {
		report.ReportedBy = p.who.ID
		s.citizen = requests.Actor{Kind: requests.ByCitizen, ID: string(p.who.ID)}
		by = s.citizen
	}
	if p.channel != requests.Web {
		desk := b.teller.staff.named("Julie Desrosiers")
		report.EnteredBy, by = desk.account, desk.actor()
	}
	s.begin(report, by, at, number, b.tracking())
	if p.title == potholeTitle {
		b.gather(s.tale)
	}
	if p.photo != "" && s.err == nil {
		s.photo(p.photo, p.photoSays, requests.ForCitizen)
	}
	if s.err == nil {
		p.tell(s)
	}
	if s.err != nil {
		return nil, s.err
	}
	return s.tale, b.develop(ctx, s)
}

// locate puts a story where it takes place.
func (b *builder) locate(r *requests.Report, p plot) {
	before := 0
	for _, a := range b.addresses {
		if p.where != "" && a.Street != p.where || p.where == "" && (p.who == nil || string(a.ID) != p.who.AddressID) {
			continue
		}
		if before++; p.where != "" && (before < 20 || a.Apartment != "") {
			continue // Neither the end of the street, nor a single door.
		}
		spot := placeOf(a)
		r.PlaceLine, r.AddressID, r.DistrictID, r.Lat, r.Lon = spot.line, spot.address, spot.district, spot.lat, spot.lon
		return
	}
}

// develop saves the photographs of a story.
func (b *builder) develop(ctx context.Context, s *scene) error {
	for _, p := range s.photos {
		drawn, err := p.picture.draw()
		if err != nil {
			return err
		}
		f, err := b.Files.Save(ctx, files.NewFile{Name: "photo-" + string(p.picture) + ".png", Owner: string(s.r.ReportedBy), Body: bytes.NewReader(drawn)})
		if err != nil {
			return fmt.Errorf("save a photo: %w", err)
		}
		s.attached = append(s.attached, attached{file: f, rank: p.rank, eyes: p.eyes, about: p.says})
	}
	return nil
}

// gather has the others who live near follow the pothole in the rue Saint-Laurent.
func (b *builder) gather(t *tale) {
	for _, p := range []people.Person{b.cast.patrick, b.cast.rose, b.cast.karim, b.cast.fernand, b.cast.others[1]} {
		t.followers = append(t.followers, requests.Follower{Person: p.ID, Since: t.r.ReceivedAt.Add(20 * time.Hour)})
	}
}

// callsOf writes the calls and visits of the cast that asked for no work.
func (b *builder) callsOf(part *batch) {
	d := days{b.Now, b.teller.calendar}
	julie := b.teller.staff.named("Julie Desrosiers")
	add := func(at time.Time, channel requests.Channel, who people.Person, subject, note string) *requests.Interaction {
		part.interactions = append(part.interactions, requests.Interaction{
			ID: b.IDs.New(), At: at, Channel: channel, Direction: requests.In, Person: who.ID, EnteredBy: julie.account,
			Subject: subject, Note: note, Outcome: requests.Answered, Department: "citoyens",
		})
		b.viewed(part, julie, who.ID, at, "", reasons[channel])
		return &part.interactions[len(part.interactions)-1]
	}
	k := b.cast
	add(d.open(74, 10, 45), requests.Telephone, k.marie, "Heures de l’écocentre", "Horaire d’automne donné de vive voix.")
	add(d.open(38, 17, 20), requests.Counter, k.marie, "Carte citoyen de Léo", "Carte remise, preuve de résidence vue.")
	add(d.open(16, 11, 10), requests.Telephone, k.marie, "Ouverture des inscriptions aux loisirs", "Date et heure données.")
	add(d.open(19, 9, 50), requests.Telephone, k.gerard, "Horaire de la collecte des feuilles", "Horaire donné de vive voix.")
	add(d.open(6, 9, 0), requests.Telephone, k.gerard, "Eau brune au robinet", "Demande ouverte pendant l’appel.")
	promised := add(d.open(1, 13, 35), requests.Telephone, k.gerard, "Nouvelles de l’eau brune", "Veut savoir si l’eau est bonne à boire. Préfère le téléphone.")
	promised.Outcome, promised.Department = requests.CallBack, "eau"
	promised.CallBackAt = b.teller.calendar.Due(b.Now, 0)
	add(d.open(27, 14, 25), requests.Counter, k.patrick, "Changement d’école des enfants", "Dirigé vers le centre de services scolaire.")
	add(d.open(3, 10, 5), requests.Telephone, k.aline, "Bain libre de la fin de semaine", "Horaire envoyé par la poste, en gros caractères.")
}

// askAgain tells the requests of the one person who asks most.
func (b *builder) askAgain(ctx context.Context, part *batch) error {
	who := b.cast.rejean
	home := b.addresses[0]
	for _, a := range b.addresses {
		if string(a.ID) == who.AddressID {
			home = a
		}
	}
	d := chance.For("crowd", 0)
	for range min(b.measure.crowd, b.deck.left()) {
		at, number := b.deck.deal()
		spot := placeOf(home)
		if d.Happens(60) {
			spot = placeOf(chance.One(d, b.addresses))
		}
		err := b.tell(ctx, d, part, asked{kind: b.teller.kindIn(d, at.Month()), who: &who, place: spot, at: at, number: number, channel: b.teller.channelAt(d, at)})
		if err != nil {
			return err
		}
	}
	return nil
}
