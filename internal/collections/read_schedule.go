package collections

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"sem/internal/civil"
	"sem/internal/intake"
	"sem/internal/text"
)

// scheduleFile is a schedule as a city writes it: see docs/collections.md.
type scheduleFile struct {
	Source     string           `toml:"source"`
	Streams    []Stream         `toml:"flux"`
	Classes    []Class          `toml:"classe"`
	Sectors    []sectorEntry    `toml:"secteur"`
	Rules      []ruleEntry      `toml:"regle"`
	Exceptions []dayEntry       `toml:"exception"`
	Holidays   []holidayEntry   `toml:"ferie"`
	Objects    []objectEntry    `toml:"objet"`
	lines      map[string][]int // lines are where the tables of each name begin.
}

type sectorEntry struct {
	Code    string       `toml:"code"`
	Name    string       `toml:"nom"`
	Stream  string       `toml:"flux"`
	Order   int          `toml:"ordre"`
	Streets []rangeEntry `toml:"rues"`
}

type rangeEntry struct {
	Street string `toml:"rue"`
	First  int    `toml:"de"`
	Last   int    `toml:"a"`
	Side   string `toml:"cote"`
}

type ruleEntry struct {
	Stream  string    `toml:"flux"`
	Sectors []string  `toml:"secteurs"`
	Class   string    `toml:"classe"`
	Season  []string  `toml:"saison"`
	Weekday string    `toml:"jour"`
	Every   int       `toml:"toutes_les"`
	Anchor  dayText   `toml:"depuis"`
	Nth     int       `toml:"rang"`
	Dates   []dayText `toml:"dates"`
	Note    Words     `toml:"note"`
}

type dayEntry struct {
	Streams []string `toml:"flux"`
	Sectors []string `toml:"secteurs"`
	Kind    string   `toml:"genre"`
	Day     dayText  `toml:"jour"`
	To      dayText  `toml:"vers"`
	Reason  Words    `toml:"raison"`
}

type holidayEntry struct {
	Day  dayText `toml:"jour"`
	Name Words   `toml:"nom"`
}

type objectEntry struct {
	Code  string   `toml:"code"`
	Name  Words    `toml:"nom"`
	Also  []string `toml:"aussi"`
	Ways  []string `toml:"ou"`
	Note  Words    `toml:"note"`
	Alert bool     `toml:"attention"`
}

// dayText is a day of a file, with or without quotes; bad is what was written when it is
// none.
type dayText struct {
	day civil.Day
	bad string
}

// UnmarshalTOML reads "2026-09-07" and 2026-09-07.
func (d *dayText) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case time.Time:
		d.day = civil.DayAt(v.Date())
	case string:
		if day, err := civil.ParseDay(v); err == nil {
			d.day = day
		} else {
			d.bad = v
		}
	default:
		d.bad = fmt.Sprint(v)
	}
	return nil
}

// mostSchedule is the largest schedule, in bytes.
const mostSchedule = 4 << 20

var tableHead = regexp.MustCompile(`^\s*\[\[\s*([a-z_]+)\s*\]\]`)

// readScheduleFile reads a file and says what is wrong with its form; its meaning is
// checked after, against what the city has.
func readScheduleFile(r io.Reader, report *intake.Report) (scheduleFile, error) {
	var file scheduleFile
	raw, err := io.ReadAll(io.LimitReader(r, mostSchedule+1))
	if err != nil {
		return file, fmt.Errorf("read the schedule: %w", err)
	}
	if len(raw) > mostSchedule {
		report.Add(0, "fichier", "Le fichier dépasse 4 Mo. Séparez-le en plusieurs.")
		return file, nil
	}
	if line, deep := intake.TooDeep(raw); deep {
		report.Add(line, "fichier", intake.DeepRemedy)
		return file, nil
	}
	written := strings.TrimPrefix(string(raw), "\ufeff")
	meta, err := toml.Decode(written, &file)
	var bad toml.ParseError
	switch {
	case errors.As(err, &bad):
		report.Add(bad.Position.Line, cmpOr(bad.LastKey, "fichier"), "Ce texte n’est pas du TOML : "+text.SafeLine(bad.Message))
		return file, nil
	case err != nil:
		report.Add(0, "fichier", "Une valeur n’a pas la bonne forme : "+text.SafeLine(err.Error()))
		return file, nil
	}
	for _, key := range meta.Undecoded() {
		report.Add(lineOf(written, key[len(key)-1]), key.String(), "Ce champ n’est pas connu. Voyez la liste dans docs/collections.md.")
	}
	file.lines = map[string][]int{}
	for n, line := range strings.Split(written, "\n") {
		if m := tableHead.FindStringSubmatch(line); m != nil {
			file.lines[m[1]] = append(file.lines[m[1]], n+1)
		}
	}
	return file, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// lineOf is the first line that begins with a key; 0 when none does.
func lineOf(written, key string) int {
	for n, line := range strings.Split(written, "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " \t[{"), key) {
			return n + 1
		}
	}
	return 0
}

// line is where the n-th table of a name begins.
func (f scheduleFile) line(table string, n int) int {
	if lines := f.lines[table]; n < len(lines) {
		return lines[n]
	}
	return 0
}

var weekdays = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// weekday reads the name of a day.
func weekday(name string) (time.Weekday, bool) {
	i := slices.Index(weekdays, text.Fold(name))
	return time.Weekday(max(i, 0)), i >= 0
}

// rule is a rule of the file without its sector, or what is wrong with it.
func (e ruleEntry) rule() (Rule, []wrong) {
	r := Rule{Stream: e.Stream, Class: e.Class, Note: e.Note}
	var faults []wrong
	if e.Season != nil && len(e.Season) != 2 {
		faults = append(faults, wrong{"saison", "La saison a un début et une fin, par exemple [\"05-01\", \"11-07\"]."})
	}
	if len(e.Season) == 2 {
		r.Season = Season{e.Season[0], e.Season[1]}
	}
	day, named := weekday(e.Weekday)
	switch {
	case len(e.Dates) > 0:
		r.Pace = Pace{Kind: OnDates}
		for _, d := range e.Dates {
			if d.bad != "" {
				faults = append(faults, wrong{"dates", "« " + text.SafeLine(d.bad) + " » n’est pas une date. Écrivez 2026-10-05."})
			}
			r.Pace.Days = append(r.Pace.Days, d.day)
		}
	case !named:
		faults = append(faults, wrong{"jour", "« " + text.SafeLine(e.Weekday) + " » n’est pas un jour de la semaine. Écrivez par exemple jeudi."})
	case e.Nth != 0:
		r.Pace = Pace{Kind: Monthly, Weekday: day, Nth: e.Nth}
	default:
		r.Pace = Pace{Kind: Weekly, Weekday: day, Every: max(e.Every, 1), Anchor: e.Anchor.day}
	}
	if e.Anchor.bad != "" {
		faults = append(faults, wrong{"depuis", "« " + text.SafeLine(e.Anchor.bad) + " » n’est pas une date. Écrivez 2026-01-08."})
	}
	if len(faults) > 0 {
		return r, faults
	}
	return r.cleaned()
}

var dayKinds = map[string]Exception{
	"deplacee": {State: Moved}, "annulee": {State: Cancelled}, "ajoutee": {State: Held, Added: true}, "maintenue": {State: Held},
}

// exception is a day of the file without its stream and sector, or what is wrong with it.
func (e dayEntry) exception() (Exception, []wrong) {
	x, ok := dayKinds[text.Fold(e.Kind)]
	if !ok {
		return x, []wrong{{"genre", "Écrivez deplacee, annulee, ajoutee ou maintenue."}}
	}
	for field, d := range map[string]dayText{"jour": e.Day, "vers": e.To} {
		if d.bad != "" {
			return x, []wrong{{field, "« " + text.SafeLine(d.bad) + " » n’est pas une date. Écrivez 2026-09-07."}}
		}
	}
	x.Day, x.To, x.Reason = e.Day.day, e.To.day, e.Reason
	return x, x.check()
}
