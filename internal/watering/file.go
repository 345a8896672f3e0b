package watering

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/intake"
	"sem/internal/money"
	"sem/internal/places"
)

// mostBytes bounds a file of by-laws; shapes of sectors are its largest part.
const mostBytes = 8 << 20

// fileText is a file as docs/watering.md describes it.
type fileText struct {
	Devices []deviceText `toml:"appareil"`
	Areas   []areaText   `toml:"secteur"`
	Bylaws  []bylawText  `toml:"reglement"`
	Rules   []RuleText   `toml:"regle"`
	Terms   []termsText  `toml:"permis"`
	Bans    []banText    `toml:"interdiction"`
}

type deviceText struct {
	Code   string `toml:"code"`
	Name   string `toml:"nom"`
	NameEN string `toml:"nom_en"`
	Hint   string `toml:"aide"`
	HintEN string `toml:"aide_en"`
	Icon   string `toml:"icone"`
}

type areaText struct {
	Code      string   `toml:"code"`
	Name      string   `toml:"nom"`
	NameEN    string   `toml:"nom_en"`
	Districts []string `toml:"districts"`
	Shape     string   `toml:"geojson"`
}

type bylawText struct {
	Code      string `toml:"code"`
	Number    string `toml:"numero"`
	Name      string `toml:"nom"`
	NameEN    string `toml:"nom_en"`
	Summary   string `toml:"resume"`
	SummaryEN string `toml:"resume_en"`
	From      moment `toml:"en_vigueur"`
	Until     moment `toml:"jusquau"`
	Otherwise string `toml:"sinon"`
}

type termsText struct {
	Bylaw        string   `toml:"reglement"`
	Code         string   `toml:"code"`
	Name         string   `toml:"nom"`
	NameEN       string   `toml:"nom_en"`
	Article      string   `toml:"article"`
	ArticleEN    string   `toml:"article_en"`
	Length       int      `toml:"jours"`
	Fee          amount   `toml:"tarif"`
	Devices      []string `toml:"appareils"`
	Hours        []string `toml:"heures"`
	Night        string   `toml:"nuit"`
	Season       []string `toml:"saison"`
	Automatic    bool     `toml:"automatique"`
	Renewable    bool     `toml:"renouvelable"`
	AsksArea     bool     `toml:"superficie"`
	Conditions   []string `toml:"conditions"`
	ConditionsEN []string `toml:"conditions_en"`
}

type banText struct {
	Code      string   `toml:"code"`
	Reason    string   `toml:"raison"`
	ReasonEN  string   `toml:"raison_en"`
	Start     moment   `toml:"debut"`
	End       moment   `toml:"fin"`
	Devices   []string `toml:"appareils"`
	Areas     []string `toml:"secteurs"`
	Districts []string `toml:"districts"`
	Permits   string   `toml:"permis"`
}

// moment is a day or a time, written as a text or as TOML writes its own.
type moment string

// UnmarshalTOML takes both.
func (m *moment) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		*m = moment(v)
	case time.Time:
		if v.Hour() == 0 && v.Minute() == 0 {
			*m = moment(v.Format(time.DateOnly))
		} else {
			*m = moment(v.Format("2006-01-02T15:04"))
		}
	default:
		return errors.New("want a day such as 2026-05-01")
	}
	return nil
}

// amount is money, written as a text or as a number.
type amount string

// UnmarshalTOML takes both.
func (a *amount) UnmarshalTOML(v any) error {
	*a = amount(fmt.Sprint(v))
	return nil
}

// fileReader turns the words of a file into contents, and lists what is wrong by line.
type fileReader struct {
	fileText
	lines  map[string][]block
	report *intake.Report
	known  known
}

// readFile reads a file of by-laws. Codes that the file does not define may be those of
// what is already there.
func readFile(r io.Reader, there known, report *intake.Report) (Contents, error) {
	raw, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return Contents{}, err
	}
	raw = []byte(strings.TrimPrefix(string(raw), "\ufeff"))
	if len(raw) > mostBytes {
		report.Add(0, "fichier", "Le fichier dépasse 8 Mo : simplifiez les contours des secteurs.")
		return Contents{}, nil
	}
	if !utf8.Valid(raw) {
		report.Add(0, "fichier", "Le fichier n’est pas en UTF-8 : enregistrez-le dans ce format.")
		return Contents{}, nil
	}
	if line, deep := intake.TooDeep(raw); deep {
		report.Add(line, "fichier", intake.DeepRemedy)
		return Contents{}, nil
	}
	f := &fileReader{lines: blocks(string(raw)), report: report, known: there}
	meta, err := toml.Decode(string(raw), &f.fileText)
	if err != nil {
		f.unreadable(err)
		return Contents{}, nil
	}
	for _, key := range meta.Undecoded() {
		f.unknown(key)
	}
	return f.contents(), nil
}

func (f *fileReader) contents() Contents {
	for _, d := range f.Devices {
		f.known.devices[d.Code] = true
	}
	for _, a := range f.Areas {
		f.known.areas[a.Code] = true
	}
	for _, l := range f.Bylaws {
		f.known.bylaws[l.Code] = true
	}
	f.report.Lines = len(f.Devices) + len(f.Areas) + len(f.Bylaws) + len(f.Rules) + len(f.Terms) + len(f.Bans)
	if f.report.Lines == 0 && f.report.Err() == nil {
		f.report.Add(0, "fichier", "Le fichier ne contient aucun appareil, règlement ou règle.")
	}
	seen := map[string]bool{}
	return Contents{
		Devices: each(f, "appareil", f.Devices, seen, deviceText.device), Areas: each(f, "secteur", f.Areas, seen, areaText.area),
		Bylaws: each(f, "reglement", f.Bylaws, seen, bylawText.bylaw), Rules: each(f, "regle", f.Rules, seen, RuleText.named),
		Terms: each(f, "permis", f.Terms, seen, termsText.terms), Bans: each(f, "interdiction", f.Bans, seen, banText.ban),
	}
}

// each reads the tables of one name. A code stands once; that of a rule once in its by-law.
func each[T, O any](f *fileReader, table string, texts []T, seen map[string]bool, read func(T, known) (O, string, []fault.Field)) []O {
	var all []O
	for i, t := range texts {
		o, code, wrong := read(t, f.known)
		if seen[table+" "+code] {
			wrong = append(wrong, fault.Field{Name: "code", Message: "Ce code est déjà pris plus haut : donnez-en un autre."})
		}
		seen[table+" "+code] = true
		f.wrong(table, i, wrong)
		all = append(all, o)
	}
	return all
}

func (t RuleText) named(k known) (Rule, string, []fault.Field) {
	r, wrong := t.rule(k)
	return r, t.Bylaw + " " + t.Code, wrong
}

func (t deviceText) device(known) (Device, string, []fault.Field) {
	var w wrongs
	d := Device{Code: w.code(t.Code), Name: w.text("nom", t.Name, t.NameEN, 80), Hint: w.text("aide", t.Hint, t.HintEN, 200), Icon: t.Icon}
	if d.Name.FR == "" {
		w.add("nom", "Donnez le nom de l’appareil, comme Arroseur mobile.")
	}
	if d.Icon != "" && !slices.Contains(Icons(), d.Icon) {
		w.add("icone", "Écrivez un de ces mots : "+strings.Join(Icons(), ", ")+".")
	}
	return d, t.Code, w.fields
}

func (t areaText) area(known) (Area, string, []fault.Field) {
	var w wrongs
	a := Area{Code: w.code(t.Code), Name: w.text("nom", t.Name, t.NameEN, 80)}
	if a.Name.FR == "" {
		w.add("nom", "Donnez le nom du secteur.")
	}
	for _, d := range t.Districts {
		if strings.ContainsAny(d, " \t\n") || d == "" {
			w.add("districts", "Écrivez l’identifiant du district, comme district-3.")
		}
		a.Districts = append(a.Districts, places.DistrictID(d))
	}
	if t.Shape != "" {
		_, shape, err := geo.ReadGeometry([]byte(t.Shape))
		if err != nil || shape.IsZero() {
			w.add("geojson", "Ce n’est pas le contour d’un secteur : donnez un Polygon ou un MultiPolygon de GeoJSON, longitude puis latitude.")
		}
		a.Shape, a.geometry = shape, t.Shape
	}
	if t.Shape == "" && len(t.Districts) == 0 {
		w.add("districts", "Donnez des districts, ou un contour dans geojson.")
	}
	return a, t.Code, w.fields
}

func (t bylawText) bylaw(known) (Bylaw, string, []fault.Field) {
	var w wrongs
	l := Bylaw{
		Code: w.code(t.Code), Number: w.text("numero", t.Number, "", 40).FR, Name: w.text("nom", t.Name, t.NameEN, 200),
		Summary: w.text("resume", t.Summary, t.SummaryEN, 1000), From: w.day("en_vigueur", t.From), Until: w.day("jusquau", t.Until),
		Strict: worded(&w, "sinon", t.Otherwise, "libre", map[string]string{"libre": "libre", "interdit": "interdit"}) == "interdit",
	}
	if l.Number == "" {
		w.add("numero", "Donnez le numéro du règlement.")
	}
	if l.Name.FR == "" {
		w.add("nom", "Donnez le titre du règlement.")
	}
	if l.Until != "" && l.Until < l.From {
		w.add("jusquau", "Le dernier jour doit suivre le premier.")
	}
	return l, t.Code, w.fields
}

func (t termsText) terms(k known) (Terms, string, []fault.Field) {
	var w wrongs
	p := Terms{
		Bylaw: t.Bylaw, Code: w.code(t.Code), Name: w.text("nom", t.Name, t.NameEN, 80), Article: w.text("article", t.Article, t.ArticleEN, 200),
		Length: t.Length, Devices: w.named("appareils", t.Devices, k.devices, "appareil"), Hours: w.hours(t.Hours), Season: w.season(t.Season),
		Night:     worded(&w, "nuit", t.Night, "soir", nightWords),
		Automatic: t.Automatic, Renewable: t.Renewable, AsksArea: t.AsksArea,
	}
	if !k.bylaws[t.Bylaw] {
		w.add("reglement", "Aucun règlement n’a ce code : donnez celui d’un [[reglement]].")
	}
	if p.Name.FR == "" {
		w.add("nom", "Donnez le nom du permis, comme Nouvelle pelouse.")
	}
	if len(t.Devices) == 0 {
		w.add("appareils", "Nommez au moins un appareil.")
	}
	if t.Length < 1 || t.Length > 366 {
		w.add("jours", "Donnez la durée en jours, de 1 à 366.")
	}
	if t.Fee != "" {
		fee, err := money.Parse(string(t.Fee))
		if err != nil || fee < 0 {
			w.add("tarif", "Ce n’est pas un montant : écrivez 25,00 $ ou 0.")
		}
		p.Fee = fee
	}
	for i, c := range t.Conditions {
		en := ""
		if i < len(t.ConditionsEN) {
			en = t.ConditionsEN[i]
		}
		p.Conditions = append(p.Conditions, w.text("conditions", c, en, 300))
	}
	return p, t.Bylaw + " " + t.Code, w.fields
}

func (t banText) ban(k known) (Ban, string, []fault.Field) {
	var w wrongs
	n := Ban{
		Code: w.code(t.Code), Reason: w.text("raison", t.Reason, t.ReasonEN, 300), Devices: w.named("appareils", t.Devices, k.devices, "appareil"),
		Areas: w.named("secteurs", t.Areas, k.areas, "secteur"), Start: w.time("debut", t.Start), End: w.time("fin", t.End),
		SparePermits: worded(&w, "permis", t.Permits, "suspendus", map[string]string{"suspendus": "", "valides": "valides"}) == "valides",
	}
	for _, d := range t.Districts {
		n.Districts = append(n.Districts, places.DistrictID(strings.TrimSpace(d)))
	}
	w.ban(n)
	return n, t.Code, w.fields
}

// ban checks what files and forms ask of a ban alike.
func (w *wrongs) ban(n Ban) {
	if n.Reason.FR == "" {
		w.add("raison", "Dites pourquoi, en une phrase que tout le monde lira.")
	}
	if n.Start.IsZero() {
		w.add("debut", "Donnez le jour et l’heure du début, comme 2026-07-10T12:00.")
	}
	if !n.End.IsZero() && !n.End.After(n.Start) {
		w.add("fin", "La fin doit suivre le début.")
	}
}

// day reads a day of the calendar, which may be left out.
func (w *wrongs) day(field string, m moment) string {
	s := strings.TrimSpace(string(m))
	if _, ok := parseDate(s); s != "" && !ok {
		w.add(field, "Écrivez un jour comme ceci : 2026-05-01.")
		return ""
	}
	return s
}

// time reads a time of the town; a day alone is its midnight.
func (w *wrongs) time(field string, m moment) time.Time {
	s := strings.Replace(strings.TrimSpace(string(m)), " ", "T", 1)
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, clock.Montreal); err == nil {
			return t.UTC()
		}
	}
	w.add(field, "Écrivez un jour et une heure comme ceci : 2026-07-10T12:00.")
	return time.Time{}
}
