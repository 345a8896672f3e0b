package neighbourhood

import (
	"regexp"
	"strconv"
	"strings"
)

// mostHours bounds what is read as opening hours, in bytes and in rules.
const (
	mostHours = 500
	mostRules = 40
)

// ParseHours reads opening hours in the part of OpenStreetMap's opening_hours notation that
// towns write: rules separated by semicolons, each with seasons (May 15-Oct 15), days
// (Mo-Fr,PH), and times (08:00-12:00,13:00-16:30) or off; 24/7. It answers false for
// anything else (sunrise, week numbers, additional rules, comments that change the meaning):
// half-read hours would be wrong hours.
func ParseHours(s string) (Hours, bool) {
	s = strings.TrimSpace(strings.NewReplacer("–", "-", "\u00a0", " ").Replace(s))
	if s == "" || len(s) > mostHours {
		return Hours{}, false
	}
	var h Hours
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		r, ok := readRule(part)
		if !ok || len(h.rules) == mostRules {
			return Hours{}, false
		}
		h.rules = append(h.rules, r)
	}
	return h, len(h.rules) > 0
}

func readRule(s string) (hoursRule, bool) {
	if s == "24/7" {
		return hoursRule{anyDay: true, spans: []span{{0, dayMinutes}}}, true
	}
	if strings.Contains(s, "@") {
		return hoursRule{}, false
	}
	var r hoursRule
	// A time is marked, so that the hour after a month is not taken for its day.
	s, ok := r.readSeasons(timeForm.ReplaceAllString(s, "@$0"))
	if !ok {
		return r, false
	}
	if s, ok = r.readDays(s); !ok {
		return r, false
	}
	switch strings.ToLower(s) {
	case "off", "closed":
		return r, true
	case "", "open":
		// A season or a day alone is open all of it.
		r.spans = []span{{0, dayMinutes}}
		return r, s != "" || len(r.seasons) > 0 || !r.anyDay
	}
	r.spans, ok = readSpans(s)
	return r, ok
}

var months = map[string]int{"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}

// lengths are the most days of each month; February 29 comes every fourth year.
var lengths = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

const month = `(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`

var (
	seasonForm = regexp.MustCompile(`^` + month + `(?: (\d{1,2}))?(?:\s*-\s*(?:` + month + `(?: (\d{1,2}))?|(\d{1,2})))?`)
	daysForm   = regexp.MustCompile(`^(?:(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?,?\s*)+`)
	timeForm   = regexp.MustCompile(`\d{1,2}:\d{2}`)
	spanForm   = regexp.MustCompile(`^@(\d{1,2}):(\d{2})\s*-\s*@(\d{1,2}):(\d{2})$`)
)

// readSeasons takes the seasons from the beginning of a rule.
func (r *hoursRule) readSeasons(s string) (rest string, ok bool) {
	for {
		m := seasonForm.FindStringSubmatch(s)
		if m == nil {
			return s, true
		}
		one, ok := readSeason(m)
		if !ok {
			return s, false
		}
		r.seasons = append(r.seasons, one)
		s = strings.TrimLeft(s[len(m[0]):], " ")
		s = strings.TrimPrefix(s, ":")
		another := strings.HasPrefix(s, ",")
		s = strings.TrimLeft(strings.TrimPrefix(s, ","), " ")
		if another && seasonForm.FindString(s) == "" {
			return s, false
		}
	}
}

func readSeason(m []string) (season, bool) {
	from, to := months[m[1]], months[m[1]]
	first, last := 1, lengths[from]
	if m[2] != "" {
		first, _ = strconv.Atoi(m[2])
		last = first
	}
	switch {
	case m[3] != "":
		to = months[m[3]]
		last = lengths[to]
		if m[4] != "" {
			last, _ = strconv.Atoi(m[4])
		} else if m[2] != "" {
			return season{}, false // May 15-Oct is ambiguous.
		}
	case m[5] != "":
		if m[2] == "" {
			return season{}, false
		}
		last, _ = strconv.Atoi(m[5])
	}
	valid := first >= 1 && first <= lengths[from] && last >= 1 && last <= lengths[to]
	return season{from*100 + first, to*100 + last}, valid
}

var weekdays = map[string]int{"Su": 0, "Mo": 1, "Tu": 2, "We": 3, "Th": 4, "Fr": 5, "Sa": 6}

// readDays takes the days from the beginning of a rule; a rule without any speaks of all.
func (r *hoursRule) readDays(s string) (rest string, ok bool) {
	named := daysForm.FindString(s)
	if named == "" {
		r.anyDay = true
		return s, true
	}
	list := strings.TrimRight(named, " ")
	if strings.HasSuffix(list, ",") {
		return s, false
	}
	for day := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ',' || c == ' ' }) {
		first, last, isRange := strings.Cut(day, "-")
		switch {
		case day == "PH":
			r.holidays = true
		case first == "PH":
			return s, false
		case !isRange:
			r.days[weekdays[first]] = true
		default:
			for d := weekdays[first]; ; d = (d + 1) % 7 {
				r.days[d] = true
				if d == weekdays[last] {
					break
				}
			}
		}
	}
	rest = s[len(named):]
	return strings.TrimLeft(strings.TrimPrefix(rest, ":"), " "), true
}

func readSpans(s string) ([]span, bool) {
	var spans []span
	for part := range strings.SplitSeq(s, ",") {
		m := spanForm.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, false
		}
		one := span{clockMinutes(m[1], m[2]), clockMinutes(m[3], m[4])}
		if one.from < 0 || one.from >= dayMinutes || one.to < 0 || one.to > 2*dayMinutes {
			return nil, false
		}
		if one.to <= one.from {
			one.to += dayMinutes // 22:00-02:00 ends the next morning.
		}
		spans = append(spans, one)
	}
	return spans, len(spans) > 0
}

// clockMinutes are the minutes from midnight, up to 48:00 as the notation allows, or -1.
func clockMinutes(hours, minutes string) int {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	if h > 48 || m > 59 {
		return -1
	}
	return h*60 + m
}
