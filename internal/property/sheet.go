package property

import (
	"strconv"
	"strings"
	"time"

	"sem/internal/money"
	"sem/internal/places"
	"sem/internal/text"
)

// Number is a number that the roll may leave open. Absent is not zero.
type Number struct {
	N     int64
	Known bool
}

// Measure is a length or an area in thousandths of a metre or of a square metre.
type Measure = Number

// Door is an address as the roll writes it.
type Door struct {
	Low, LowPart             string // Low and LowPart are the number and its letter or fraction: 84, A.
	High, HighPart           string // High ends a range: 84 to 88.
	Generic                  string // Generic is a code: RU, AV, BD.
	Link                     string // Link is the code of the small word before the name.
	Name                     string // Name is in capitals: MOULIN.
	Cardinal                 string
	Apartment, ApartmentPart string
}

// Registration is when an owner was registered, and whether it is a person or a company. Names
// are not in the public file.
type Registration struct {
	Day   string // Day is 2016-06-14.
	Legal string // Legal is 1 for a natural person, 2 for a legal one.
}

// Extra is something in a file that the house does not know, kept as it is written.
type Extra struct{ Name, Value string }

// Sheet is what a roll says of one property, by the codes of the ministry's manual. A Number
// that is not known and a text that is empty were absent.
type Sheet struct {
	Matricule     places.Matricule
	Doors         []Door   // RL0101
	Borough       string   // RL0102A
	Lots          []string // RL0103: cadastral lots
	Use           string   // RL0105A: four digits of the CUBF
	FileNumber    string   // RL0106A
	Neighbourhood string   // RL0107A: the assessor's homogeneous neighbourhood
	Registered    []Registration
	Condition     string // RL0201U: condition of registration

	Front  Measure // RL0301A: metres along the street
	Land   Measure // RL0302A: square metres
	Zone   string  // RL0303A: agricultural zone: 0 none, 1 whole, 2 part
	Floors Number  // RL0306A
	Built  Number  // RL0307A: a year
	// BuiltAs is R for the real year, E for an estimate.
	BuiltAs      string  // RL0307B
	FloorArea    Measure // RL0308A: square metres
	Attached     string  // RL0309A: physical link
	Construction string  // RL0310A: kind of construction
	Dwellings    Number  // RL0311A
	Rooms        Number  // RL0312A: rooms for rent
	Premises     Number  // RL0313A: premises that are not dwellings

	ReferenceDate string // RL0401A: the market's date, 2024-07-01
	LandValue     Number // RL0402A, in dollars, as the next three
	BuildingValue Number // RL0403A
	Value         Number // RL0404A
	ValueBefore   Number // RL0405A: on the previous roll

	Vacant      string  // RL0501A: serviced vacant land, 0 or 1
	NonResident string  // RL0502A: class of non-residential property
	Industrial  string  // RL0503A: class of industrial property
	Fiscal      []Extra // RL0504: taxable and exempt parts
	Extras      []Extra // Extras are codes the house gives no words to, and those it does not know.
}

// Money is a value of the roll as an amount.
func (n Number) Money() money.Cents { return money.Dollars(n.N) }

// leaf is one element with a text, such as RL0402A and 186400. The codes of groups that repeat
// (RL0101x) are leaves without text that begin another one.
type leaf struct {
	code  string
	value string
}

// groups are the elements that hold others; those with true begin another of a kind.
var groups = map[string]bool{
	"RL0101": false, "RL0101x": true, "RL0103": false, "RL0103x": true, "RL0104": false,
	"RL0201": false, "RL0201x": true, "RL0504": false, "RL0504x": true,
}

// field is where the value of a code goes, and how it must look.
type field struct {
	form  form
	place func(*Sheet) *string // place is for texts.
	count func(*Sheet) *Number // count is for numbers.
}

// form is how a value must look.
type form uint8

const (
	word    form = iota // word is any text.
	digits              // digits only
	whole               // whole is a whole number, not negative.
	decimal             // decimal has at most three decimals, not negative.
	year
	day
)

// door and the like are the last of their kind, which a group's opening has added.
func door(s *Sheet) *Door {
	if len(s.Doors) == 0 {
		s.Doors = append(s.Doors, Door{})
	}
	return &s.Doors[len(s.Doors)-1]
}

func registration(s *Sheet) *Registration {
	if len(s.Registered) == 0 {
		s.Registered = append(s.Registered, Registration{})
	}
	return &s.Registered[len(s.Registered)-1]
}

// fields are the codes of the manual that have a place on the sheet.
var fields = map[string]field{
	"RL0101Ax": {place: func(s *Sheet) *string { return &door(s).Low }},
	"RL0101Bx": {place: func(s *Sheet) *string { return &door(s).LowPart }},
	"RL0101Cx": {place: func(s *Sheet) *string { return &door(s).High }},
	"RL0101Dx": {place: func(s *Sheet) *string { return &door(s).HighPart }},
	"RL0101Ex": {place: func(s *Sheet) *string { return &door(s).Generic }},
	"RL0101Fx": {place: func(s *Sheet) *string { return &door(s).Link }},
	"RL0101Gx": {place: func(s *Sheet) *string { return &door(s).Name }},
	"RL0101Hx": {place: func(s *Sheet) *string { return &door(s).Cardinal }},
	"RL0101Ix": {place: func(s *Sheet) *string { return &door(s).Apartment }},
	"RL0101Jx": {place: func(s *Sheet) *string { return &door(s).ApartmentPart }},
	"RL0102A":  {place: func(s *Sheet) *string { return &s.Borough }},
	"RL0103Ax": {place: func(s *Sheet) *string { s.Lots = append(s.Lots, ""); return &s.Lots[len(s.Lots)-1] }},
	"RL0105A":  {form: digits, place: func(s *Sheet) *string { return &s.Use }},
	"RL0106A":  {place: func(s *Sheet) *string { return &s.FileNumber }},
	"RL0107A":  {place: func(s *Sheet) *string { return &s.Neighbourhood }},
	"RL0201Gx": {form: day, place: func(s *Sheet) *string { return &registration(s).Day }},
	"RL0201Hx": {place: func(s *Sheet) *string { return &registration(s).Legal }},
	"RL0201U":  {place: func(s *Sheet) *string { return &s.Condition }},
	"RL0301A":  {form: decimal, count: func(s *Sheet) *Number { return &s.Front }},
	"RL0302A":  {form: decimal, count: func(s *Sheet) *Number { return &s.Land }},
	"RL0303A":  {place: func(s *Sheet) *string { return &s.Zone }},
	"RL0306A":  {form: whole, count: func(s *Sheet) *Number { return &s.Floors }},
	"RL0307A":  {form: year, count: func(s *Sheet) *Number { return &s.Built }},
	"RL0307B":  {place: func(s *Sheet) *string { return &s.BuiltAs }},
	"RL0308A":  {form: decimal, count: func(s *Sheet) *Number { return &s.FloorArea }},
	"RL0309A":  {place: func(s *Sheet) *string { return &s.Attached }},
	"RL0310A":  {place: func(s *Sheet) *string { return &s.Construction }},
	"RL0311A":  {form: whole, count: func(s *Sheet) *Number { return &s.Dwellings }},
	"RL0312A":  {form: whole, count: func(s *Sheet) *Number { return &s.Rooms }},
	"RL0313A":  {form: whole, count: func(s *Sheet) *Number { return &s.Premises }},
	"RL0401A":  {form: day, place: func(s *Sheet) *string { return &s.ReferenceDate }},
	"RL0402A":  {form: whole, count: func(s *Sheet) *Number { return &s.LandValue }},
	"RL0403A":  {form: whole, count: func(s *Sheet) *Number { return &s.BuildingValue }},
	"RL0404A":  {form: whole, count: func(s *Sheet) *Number { return &s.Value }},
	"RL0405A":  {form: whole, count: func(s *Sheet) *Number { return &s.ValueBefore }},
	"RL0501A":  {place: func(s *Sheet) *string { return &s.Vacant }},
	"RL0502A":  {place: func(s *Sheet) *string { return &s.NonResident }},
	"RL0503A":  {place: func(s *Sheet) *string { return &s.Industrial }},
}

// matriculeParts are the codes of the six parts of a matricule, and how many digits each has.
var matriculeParts = map[string]struct{ at, digits int }{
	"RL0104A": {0, 4}, "RL0104B": {4, 2}, "RL0104C": {6, 4}, "RL0104D": {10, 1}, "RL0104E": {11, 3}, "RL0104F": {14, 4},
}

// known tells the codes that the manual has and the sheet shows no words for; their values are
// kept among the extras and are no surprise.
var known = map[string]bool{"RL0314A": true, "RL0315A": true, "RL0316A": true}

// sheetOf puts leaves on a sheet. Each leaf that cannot be used is told to wrong.
func sheetOf(leaves []leaf, wrong func(i int, reason string)) Sheet {
	var s Sheet
	matricule := [18]byte{}
	for i := range matricule {
		matricule[i] = '0'
	}
	parts := 0
	for i, l := range leaves {
		if begins(&s, l.code) {
			continue
		}
		if part, ok := matriculeParts[l.code]; ok {
			if len(l.value) != part.digits || !allDigits(l.value) {
				wrong(i, "Cette partie du matricule doit avoir "+strconv.Itoa(part.digits)+" chiffre(s).")
				continue
			}
			copy(matricule[part.at:], l.value)
			if part.at < 10 {
				parts++
			}
			continue
		}
		f, ok := fields[l.code]
		if !ok {
			extra := Extra{l.code, l.value}
			if strings.HasPrefix(l.code, "RL0504") {
				s.Fiscal = append(s.Fiscal, extra)
				continue
			}
			s.Extras = append(s.Extras, extra)
			continue
		}
		if reason := f.put(&s, l.value); reason != "" {
			wrong(i, reason)
		}
	}
	if parts == 3 {
		s.Matricule = places.Matricule(matricule[:])
	}
	return s
}

// begins adds another door or owner when code opens one.
func begins(s *Sheet, code string) bool {
	repeats, group := groups[code]
	if !group || !repeats {
		return group
	}
	switch code {
	case "RL0101x":
		s.Doors = append(s.Doors, Door{})
	case "RL0201x":
		s.Registered = append(s.Registered, Registration{})
	case "RL0504x":
		s.Fiscal = append(s.Fiscal, Extra{Name: code})
	}
	return true
}

// put writes a value on the sheet; the reason why it cannot is in French.
func (f field) put(s *Sheet, value string) (reason string) {
	switch f.form {
	case digits:
		if !allDigits(value) {
			return "Cette valeur doit être faite de chiffres."
		}
	case day:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "Cette date doit être écrite comme ceci : 2024-07-01."
		}
	}
	if f.place != nil {
		*f.place(s) = value
		return ""
	}
	n, ok := int64(0), false
	switch f.form {
	case whole:
		if n, ok = wholeOf(value); !ok {
			return "Cette valeur doit être un nombre entier, sans signe ni espace."
		}
	case year:
		if n, ok = wholeOf(value); !ok || len(value) != 4 || n < 1500 || n > 2200 {
			return "Cette année doit avoir quatre chiffres, par exemple 1974."
		}
	case decimal:
		if n, ok = decimalOf(value); !ok {
			return "Cette valeur doit être un nombre, par exemple 548.3, sans signe ni espace."
		}
	}
	*f.count(s) = Number{n, true}
	return ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// wholeOf reads a whole number of at most twelve digits; some versions write 186400.00.
func wholeOf(s string) (int64, bool) {
	if before, after, cut := strings.Cut(s, "."); cut && strings.Trim(after, "0") == "" {
		s = before
	}
	if len(s) > 12 || !allDigits(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// decimalOf reads a number into thousandths; further decimals are dropped.
func decimalOf(s string) (int64, bool) {
	before, after, cut := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if len(before) > 12 || !allDigits(before) || cut && !allDigits(after) {
		return 0, false
	}
	n, err := strconv.ParseInt(before+(after + "000")[:3], 10, 64)
	return n, err == nil
}

// written is leaves as property_entry keeps them: one a line, code=value.
func written(b []byte, leaves []leaf) []byte {
	for _, l := range leaves {
		b = append(b, l.code...)
		if _, group := groups[l.code]; !group {
			b = append(b, '=')
			b = append(b, l.value...)
		}
		b = append(b, '\n')
	}
	return b
}

// readSheet is the sheet that was written so.
func readSheet(kept string) Sheet {
	var leaves []leaf
	for line := range strings.Lines(kept) {
		code, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		leaves = append(leaves, leaf{code, value})
	}
	return sheetOf(leaves, func(int, string) {})
}

// LotLabel is a lot of the cadastre as it is printed, 5 648 619, with no-break spaces.
func LotLabel(lot string) string {
	lot = text.SafeLine(lot)
	if !allDigits(lot) || len(lot) != 7 {
		return lot
	}
	return lot[:1] + "\u00a0" + lot[1:4] + "\u00a0" + lot[4:]
}
