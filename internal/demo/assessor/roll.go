package assessor

import (
	"bufio"
	"io"
	"iter"
	"strconv"
	"strings"
)

// Municipality is the code of the city.
const Municipality = "72005"

// WriteRoll writes the roll that begins in a year as the ministry publishes it: RL.xsd,
// version 2.9, UTF-8 with a mark, no namespace, a block of registration without names.
func WriteRoll(w io.Writer, year int, units iter.Seq[Unit]) error {
	out := &sheet{Writer: bufio.NewWriterSize(w, 1<<16)}
	out.WriteString("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" +
		"<RL xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"RL.xsd\">\n")
	out.put(1, "VERSION", "2.9")
	out.put(1, "RLM01A", Municipality)
	out.put(1, "RLM02A", strconv.Itoa(year))
	for u := range units {
		out.unit(year, u)
	}
	out.WriteString("</RL>\n")
	return out.Flush()
}

// sheet writes the sheets of the roll; bufio keeps the first error until Flush.
type sheet struct {
	*bufio.Writer
	number []byte
}

const indents = "\t\t\t\t\t"

func (s *sheet) put(depth int, code, value string) {
	s.WriteString(indents[:depth])
	s.WriteByte('<')
	s.WriteString(code)
	s.WriteByte('>')
	s.WriteString(value)
	s.WriteString("</")
	s.WriteString(code)
	s.WriteString(">\n")
}

func (s *sheet) known(depth int, code, value string) {
	if value != "" {
		s.put(depth, code, value)
	}
}

func (s *sheet) whole(code string, n int) { s.put(2, code, strconv.Itoa(n)) }

func (s *sheet) decimal(code string, f float64, places int) {
	s.number = strconv.AppendFloat(s.number[:0], f, 'f', places, 64)
	s.put(2, code, string(s.number))
}

func (s *sheet) tag(depth int, name string) {
	s.WriteString(indents[:depth])
	s.WriteByte('<')
	s.WriteString(name)
	s.WriteString(">\n")
}

// unit writes one sheet, in the order of the ministry.
func (s *sheet) unit(year int, u Unit) {
	s.tag(1, "RLUEx")
	s.address(u)
	s.lots(u)
	s.matricule(year, u)
	stands := u.standsIn(year)
	use := u.Use
	if u.Built > 0 && !stands {
		use = vacant
	}
	s.put(2, "RL0105A", strconv.Itoa(use))
	s.put(2, "RL0106A", u.File)
	s.put(2, "RL0107A", strconv.Itoa(1000+10*u.District))
	s.registered(u)
	if u.Front > 0 {
		s.decimal("RL0301A", u.Front, 2)
	}
	s.decimal("RL0302A", u.Area, 2)
	s.put(2, "RL0303A", flag(u.Agricultural))
	if stands {
		s.building(u)
	}
	s.values(year, u)
	s.tag(1, "/RLUEx")
}

func (s *sheet) address(u Unit) {
	s.tag(2, "RL0101")
	s.tag(3, "RL0101x")
	if u.Number > 0 {
		s.put(4, "RL0101Ax", strconv.Itoa(u.Number))
	}
	generic, link, name := parts(u.Street)
	s.known(4, "RL0101Ex", generic)
	s.known(4, "RL0101Fx", link)
	s.put(4, "RL0101Gx", name)
	s.known(4, "RL0101Ix", u.Apartment)
	s.tag(3, "/RL0101x")
	s.tag(2, "/RL0101")
}

func (s *sheet) lots(u Unit) {
	s.tag(2, "RL0103")
	for i := range u.Lots {
		s.tag(3, "RL0103x")
		s.put(4, "RL0103Ax", strconv.Itoa(u.Lot+i))
		s.tag(3, "/RL0103x")
	}
	s.tag(2, "/RL0103")
}

func (s *sheet) matricule(year int, u Unit) {
	m := string(u.Matricule)
	if u.Before != "" && year == Years[len(Years)-1] {
		m = string(u.Before)
	}
	s.tag(2, "RL0104")
	for _, part := range []struct{ code, digits string }{{"RL0104A", m[:4]}, {"RL0104B", m[4:6]}, {"RL0104C", m[6:10]}} {
		s.put(3, part.code, part.digits)
	}
	if m[10:] != "00000000" {
		s.put(3, "RL0104D", m[10:11])
		s.put(3, "RL0104E", m[11:14])
		s.put(3, "RL0104F", m[14:])
	}
	s.tag(2, "/RL0104")
}

// registered is the block of registration: the ministry takes names and addresses out.
func (s *sheet) registered(u Unit) {
	kind := "1"
	if u.Exempt || u.Premises > 1 || u.Dwellings > 5 {
		kind = "2"
	}
	year := 1990 + (u.Lot/3)%34
	s.tag(2, "RL0201")
	s.tag(3, "RL0201x")
	s.put(4, "RL0201Gx", strconv.Itoa(year)+"-06-14")
	s.put(4, "RL0201Hx", kind)
	s.tag(3, "/RL0201x")
	s.put(3, "RL0201U", "1")
	s.tag(2, "/RL0201")
}

func (s *sheet) building(u Unit) {
	s.whole("RL0306A", u.Storeys)
	s.whole("RL0307A", u.Built)
	exactness := "R"
	if u.Estimated {
		exactness = "E"
	}
	s.put(2, "RL0307B", exactness)
	s.decimal("RL0308A", u.Floor, 1)
	s.whole("RL0309A", u.Link)
	s.whole("RL0310A", u.Kind)
	if u.Dwellings > 0 {
		s.whole("RL0311A", u.Dwellings)
	}
	if u.Premises > 0 {
		s.whole("RL0313A", u.Premises)
	}
}

// values writes the values. The market's day of a roll is the first of July, eighteen months
// before its first year (Act respecting municipal taxation, s. 46).
func (s *sheet) values(year int, u Unit) {
	land, building := u.Value(year)
	if u.Agricultural && u.Use == farm {
		s.decimal("RL0314A", u.Area*0.8, 2)
	}
	s.put(2, "RL0401A", strconv.Itoa(year-2)+"-07-01")
	s.whole("RL0402A", land)
	if u.standsIn(year) {
		s.whole("RL0403A", building)
	}
	s.whole("RL0404A", land+building)
	s.whole("RL0405A", u.onRollBefore(year))
	if u.Vacant() {
		s.put(2, "RL0501A", flag(!u.Agricultural))
	}
	switch {
	case u.Use >= shop && u.Use < school && !u.Exempt:
		s.put(2, "RL0502A", "10")
	case u.Exempt:
		s.tag(2, "RL0504")
		s.tag(3, "RL0504x")
		s.put(4, "RL0504Dx", strconv.Itoa(land+building))
		s.put(4, "RL0504Ex", "2")
		s.tag(3, "/RL0504x")
		s.tag(2, "/RL0504")
	}
}

// onRollBefore is the value on the roll before that of a year.
func (u Unit) onRollBefore(year int) int {
	i := roll(year)
	if i+1 < len(Years) {
		return u.land[i+1] + u.building[i+1]
	}
	return hundreds(float64(u.land[i]+u.building[i]) * 0.94)
}

func flag(is bool) string {
	if is {
		return "1"
	}
	return "0"
}

// genericCodes are the codes of the words before the name of a street.
var genericCodes = map[string]string{
	"rue": "RU", "avenue": "AV", "boulevard": "BD", "chemin": "CH", "place": "PL", "croissant": "CR", "montée": "MT", "rang": "RG",
	"impasse": "IM", "allée": "AL", "terrasse": "TS", "carré": "CA", "passage": "PA", "promenade": "PR",
}

// linkCodes are the codes of the small words between the two.
var linkCodes = []struct{ word, code string }{{"de la ", "L"}, {"de l’", "E"}, {"du ", "U"}, {"des ", "S"}, {"de ", "D"}, {"d’", "A"}}

// parts are the parts of the name of a street as the roll writes them: RU, U, MOULIN.
func parts(street string) (generic, link, name string) {
	if number, ok := strings.CutSuffix(street, " Avenue"); ok { // The generic word comes second: 3e Avenue.
		return "AV", "", strings.ToUpper(number)
	}
	word, rest, _ := strings.Cut(street, " ")
	generic = genericCodes[word]
	for _, l := range linkCodes {
		if name, ok := strings.CutPrefix(rest, l.word); ok {
			return generic, l.code, strings.ToUpper(name)
		}
	}
	return generic, "", strings.ToUpper(rest)
}
