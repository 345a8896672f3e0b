package program

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/demo/chance"
	"sem/internal/demo/surveyor"
	"sem/internal/money"
)

// Options say which program to write.
type Options struct {
	Now   time.Time
	City  bool            // City is the program of a whole city; else that of a small one.
	Sites []surveyor.Site // Sites are where the surveyor has found the places of the program.
}

// columns are those that are written, in their order.
var columns = []string{
	"session", "session_nom", "session_nom_en", "session_debut", "session_fin", "session_ages_au", "session_rabais_famille", "session_tirage", "session_publiee",
	"activite", "titre", "titre_en", "texte", "texte_en", "apporter", "apporter_en", "categorie", "sans_inscription", "prealables", "politique", "formulaires", "service_de_garde",
	"groupe", "libelle", "lieu", "lieu_nom", "lieu_adresse", "lieu_latitude", "lieu_longitude", "lieu_accessible", "local", "animation",
	"age_min", "age_max", "places", "minimum", "places_guichet", "partage_web", "quota", "liste_attente", "debut", "fin", "horaire", "sans_cours",
	"prix_resident", "prix_voisin", "prix_autre", "options", "ouvre_resident", "ouvre_voisin", "ouvre_autre", "ferme",
	"politique_nom", "politique_nom_en", "politique_texte", "politique_texte_en", "politique_etapes",
}

// row is one line of the table: what each column holds.
type row map[string]string

// writer writes the table.
type writer struct {
	*csv.Writer
	o   Options
	err error
}

// Write writes the program of the two sessions.
func Write(to io.Writer, o Options) error {
	w := &writer{Writer: csv.NewWriter(to), o: o}
	w.err = w.Writer.Write(columns)
	for _, p := range policies {
		w.put(p)
	}
	for _, s := range venues {
		w.put(w.venue(s))
	}
	current, next := Seasons(o.Now)
	w.season(current)
	w.season(next)
	w.Flush()
	if w.err != nil {
		return w.err
	}
	return w.Error()
}

func (w *writer) put(r row) {
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = r[c]
	}
	if w.err == nil {
		w.err = w.Writer.Write(line)
	}
}

// venue is a place of the program, with what the surveyor knows of it.
func (w *writer) venue(v venue) row {
	r := row{"lieu": v.code, "lieu_nom": v.name, "lieu_accessible": yes(true)}
	for _, s := range w.o.Sites {
		if s.Name == v.name {
			r["lieu_adresse"], r["lieu_accessible"] = s.Line, yes(s.Accessible)
			r["lieu_latitude"], r["lieu_longitude"] = fmt.Sprintf("%.6f", s.Point.Lat), fmt.Sprintf("%.6f", s.Point.Lon)
		}
	}
	return r
}

func yes(is bool) string {
	if is {
		return "oui"
	}
	return "non"
}

// moment is a time as the table writes it, on the clocks of the town.
func moment(t time.Time) string { return clock.Local(t).Format("2006-01-02 15:04") }

// season writes a session, its activities and their groups.
func (w *writer) season(s Season) {
	o := s.opens(w.o.Now)
	r := row{
		"session": s.Code, "session_nom": s.Name.FR, "session_nom_en": s.Name.EN, "session_debut": s.From.String(), "session_fin": s.To.String(),
		"session_rabais_famille": "5 %; 10 %", "session_tirage": yes(s.Next), "session_publiee": yes(true),
		"ouvre_resident": moment(o.residents), "ouvre_voisin": moment(o.residents), "ouvre_autre": moment(o.others), "ferme": moment(o.closes),
	}
	if s.kind == fall {
		year, _, _ := s.From.Date()
		r["session_ages_au"] = civil.DayAt(year, time.September, 30).String()
	}
	w.put(r)
	for i, a := range activities {
		w.activity(s, o, a, i)
	}
	for i, c := range camps(s) {
		w.activity(s, o, c, 1000+i)
	}
}

func (w *writer) activity(s Season, o openings, a activity, n int) {
	times := w.times(s, a, n)
	if len(times) == 0 || a.only != nil && !a.only(s) {
		return
	}
	r := row{
		"session": s.Code, "activite": a.code, "titre": a.fr, "titre_en": a.en, "texte": a.text, "texte_en": a.textEN, "apporter": a.bring, "apporter_en": a.bringEN,
		"categorie": a.category, "sans_inscription": yes(a.free()), "prealables": a.needs, "politique": a.policy(), "formulaires": a.forms, "service_de_garde": yes(a.care),
	}
	if a.category == "Aquatique" || a.category == "Aînés" {
		r["ouvre_resident"], r["ouvre_voisin"], r["ouvre_autre"], r["ferme"] = moment(o.early), moment(o.early), moment(o.others), moment(o.closes)
	}
	w.put(r)
	for i, at := range times {
		w.group(s, a, i, at, chance.For(s.Code+a.code, i))
	}
}

// group writes the i-th group of an activity.
func (w *writer) group(s Season, a activity, i int, at slot, d chance.Dice) {
	v := venueOf(at.venue)
	r := row{
		"session": s.Code, "activite": a.code, "groupe": fmt.Sprint(a.code, "-", i+1), "libelle": at.label, "lieu": v.code, "local": at.room,
		"animation": chance.One(d, people), "age_min": a.from, "age_max": a.to, "places": strconv.Itoa(a.places), "minimum": strconv.Itoa(a.places / 3),
		"liste_attente": yes(!a.free()), "horaire": at.hours(a.minutes), "quota": a.quota,
		"debut": (s.From).String(), "fin": s.To.String(),
	}
	if at.from != "" {
		r["age_min"], r["age_max"] = at.from, at.to
	}
	var away []string
	for _, day := range s.away() {
		away = append(away, day.String())
	}
	r["sans_cours"] = strings.Join(away, "; ")
	if a.once { // Some weeks after the session begins, on its day of the week.
		at.day = s.From + civil.Day(7*(3+i)) + civil.Day((int(at.weekday)+6)%7)
	}
	if at.day != 0 {
		r["debut"], r["fin"], r["sans_cours"] = at.day.String(), max(at.day, at.last).String(), ""
	}
	if a.quota == "" && i%2 == 0 && a.places >= 12 && !a.free() {
		r["places_guichet"] = "2"
		r["partage_web"] = moment((s.From - 7).At(9))
	}
	if a.price > 0 {
		price := money.Dollars(int64(a.price))
		r["prix_resident"], r["prix_voisin"], r["prix_autre"] = price.Plain(), whole(price, 125), whole(price, 150)
	}
	r["options"] = a.options
	w.put(r)
}

// whole is a share of a price in hundredths, to the dollar.
func whole(price money.Cents, percent int64) string {
	return money.Dollars(int64((price.Share(percent, 100) + 50) / 100)).Plain()
}

// times are when the groups of an activity meet: those of a small town, and in a city more of
// them, elsewhere and at other hours. A session that is nearly over had fewer.
func (w *writer) times(s Season, a activity, n int) []slot {
	all := slices.Clone(a.slots)
	if w.o.City && a.only == nil {
		d := chance.For(a.code, n)
		for i := 0; len(all) > 0 && i < a.more; i++ {
			like := a.slots[i%len(a.slots)]
			like.weekday = time.Weekday(1 + (int(like.weekday)+d.IntN(5))%6)
			like.hour, like.label = a.hour(d, like.weekday), ""
			all = append(all, like)
		}
	}
	if !s.Next && len(all) > 1 && a.only == nil {
		all = all[:(len(all)+1)/2]
	}
	return all
}
