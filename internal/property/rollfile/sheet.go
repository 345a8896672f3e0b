package rollfile

import (
	"strconv"
	"strings"

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

// leaf is one element with a text, such as RL0402A and 186400. The opening of a group that
// repeats (RL0101x) is a leaf without text.
type leaf struct {
	element *element
	value   string
}

// sheetOf puts leaves on a sheet. Each leaf that cannot be used is told to wrong.
func sheetOf(leaves []leaf, wrong func(i int, reason string)) Sheet {
	var s Sheet
	matricule := [18]byte{}
	for i := range matricule {
		matricule[i] = '0'
	}
	parts := 0
	for i, l := range leaves {
		e := l.element
		switch {
		case e.group:
			if e.begins != nil {
				e.begins(&s)
			}
		case e.part.digits > 0:
			if len(l.value) != e.part.digits || !allDigits(l.value) {
				wrong(i, "Cette partie du matricule doit avoir "+strconv.Itoa(e.part.digits)+" chiffre(s).")
				continue
			}
			copy(matricule[e.part.at:], l.value)
			if e.part.at < leastDigits {
				parts++
			}
		case e.fiscal:
			s.Fiscal = append(s.Fiscal, Extra{e.code, l.value})
		case e.aside:
			s.Extras = append(s.Extras, Extra{e.code, l.value})
		default:
			if reason := e.put(&s, l.value); reason != "" {
				wrong(i, reason)
			}
		}
	}
	if parts == 3 {
		s.Matricule = places.Matricule(matricule[:])
	}
	return s
}

// leastDigits is how many digits of a matricule must be there: its first three parts.
const leastDigits = 10

// Read is the sheet of which a Unit's Written was kept.
func Read(written string) Sheet {
	leaves := make([]leaf, 0, 48)
	for line := range strings.Lines(written) {
		code, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		leaves = append(leaves, leaf{elementOf(code), value})
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
