package stacks

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/connect/sip2"
)

// stampForm is a moment in SIP2, on the clocks of the library.
const stampForm = "20060102    150405"

// everything is BX of a server that does all but lend and take back at a desk of its own, and
// take payments.
const everything = "YNNNYYYYYNYNNYYY"

// reply is the answer to a question; false hangs up.
func (v *visit) reply(asked sip2.Message) (sip2.Message, bool) {
	l := v.library
	if l.quirks().Slow > 0 {
		<-time.After(l.quirks().Slow)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open() != nil {
		return sip2.Message{}, false
	}
	switch asked.Code {
	case "93":
		return v.login(asked), true
	case "99":
		return l.status(), true
	case "63":
		return l.patron(asked), true
	case "23":
		return l.patronStatus(asked), true
	case "17":
		return l.item(asked), !l.quirks().NotOnItems
	case "29":
		return l.renewal(asked)
	case "65":
		return l.renewals(asked)
	case "15":
		return l.reservation(asked), true
	case "35":
		return message("36", "Y"+l.stamp(), "AO", l.institution(), "AA", asked.Get("AA")), true
	}
	return sip2.Message{}, false
}

// message is a message of fixed fields, and of others in pairs.
func message(code, fixed string, pairs ...string) sip2.Message {
	m := sip2.Message{Code: code, Fixed: fixed, Sequence: -1}
	for i := 0; i < len(pairs); i += 2 {
		m.Fields = append(m.Fields, sip2.Field{ID: pairs[i], Value: pairs[i+1]})
	}
	return m
}

func (l *Library) stamp() string { return clock.Local(l.Clock.Now()).Format(stampForm) }

func (l *Library) institution() string {
	if i := l.quirks().Institution; i != "" {
		return i
	}
	return "BIBLIO"
}

func (v *visit) login(asked sip2.Message) sip2.Message {
	q := v.library.quirks()
	v.signedIn = q.User == "" || asked.Get("CN") == q.User && asked.Get("CO") == q.Password
	if !v.signedIn {
		return message("94", "0")
	}
	return message("94", "1")
}

func (l *Library) status() sip2.Message {
	does := everything
	if l.quirks().Supports != "" {
		does = l.quirks().Supports
	}
	return message("98", "YNNYNN300003"+l.stamp()+"2.00", "AO", l.institution(), "AM", "Bibliothèque de la démonstration", "BX", does)
}

// whose is the card that a question is about, nil when there is none, and whether its PIN is right.
func (l *Library) whose(asked sip2.Message) (*account, bool) {
	n, ok := holderOf(asked.Get("AA"))
	if !ok {
		return nil, false
	}
	_, pin := CardOf(n)
	right := asked.Get("AD") == pin
	if l.quirks().Swap {
		n++
	}
	return l.account(n), right
}

// patron answers 63.
func (l *Library) patron(asked sip2.Message) sip2.Message {
	a, right := l.whose(asked)
	if a == nil {
		return message("64", strings.Repeat("Y", 4)+strings.Repeat(" ", 10)+"002"+l.stamp()+strings.Repeat("0000", 6),
			"AO", l.institution(), "AA", asked.Get("AA"), "AE", "", "BL", "N")
	}
	m := message("64", l.flags(a)+"002"+l.stamp()+l.counts(a), "AO", l.institution(), "AA", a.card, "AE", a.name)
	m.Fields = append(m.Fields, l.listed(a, asked)...)
	return l.about(m, a, right)
}

// patronStatus answers 23.
func (l *Library) patronStatus(asked sip2.Message) sip2.Message {
	a, right := l.whose(asked)
	if a == nil {
		return message("24", "YYYY          002"+l.stamp(), "AO", l.institution(), "AA", asked.Get("AA"), "AE", "", "BL", "N")
	}
	return l.about(message("24", l.flags(a)+"002"+l.stamp(), "AO", l.institution(), "AA", a.card, "AE", a.name), a, right)
}

// about ends an answer about a card.
func (l *Library) about(m sip2.Message, a *account, right bool) sip2.Message {
	add := func(id, value string) { m.Fields = append(m.Fields, sip2.Field{ID: id, Value: value}) }
	if !l.quirks().NoFees {
		add("BH", "CAD")
		add("BV", a.owed().Plain())
	}
	add("BL", "Y")
	if !l.quirks().NoPINCheck {
		add("CQ", flag(right, "N"))
	}
	if !right && !l.quirks().NoPINCheck {
		add("AF", "NIP invalide")
	}
	add("PA", strings.ReplaceAll(a.expires.String(), "-", ""))
	for _, h := range a.holds {
		if h.ready {
			add("AF", "Un document réservé vous attend au comptoir.")
			break
		}
	}
	return m
}

func flag(set bool, not string) string {
	if set {
		return "Y"
	}
	return not
}

// flags are the fourteen of a card.
func (l *Library) flags(a *account) string {
	not := "N"
	if l.quirks().BlankFlags {
		not = " "
	}
	late, owing := a.late(civil.DayOf(l.Clock.Now())) > 0, a.owed() >= owedToo
	set := [14]bool{0: late || owing || len(a.loans) >= maxLoans, 1: late || owing, 3: late, 5: len(a.loans) >= maxLoans, 6: late, 10: owing}
	var b strings.Builder
	for _, s := range set {
		b.WriteString(flag(s, not))
	}
	return b.String()
}

// counts are those of a card: holds, overdue, charged, fines, recalls, unavailable holds.
func (l *Library) counts(a *account) string {
	if l.quirks().BlankCounts {
		return strings.Repeat(" ", 24)
	}
	ready := 0
	for _, h := range a.holds {
		if h.ready {
			ready++
		}
	}
	first := ready
	if l.quirks().HoldsAreAll {
		first = len(a.holds)
	}
	return fmt.Sprintf("%04d%04d%04d%04d%04d%04d", first, a.late(civil.DayOf(l.Clock.Now())), len(a.loans), len(a.fees), 0, len(a.holds)-ready)
}

// listed is the list that a question asks for, as much of it as fits.
func (l *Library) listed(a *account, asked sip2.Message) []sip2.Field {
	var id string
	var values []string
	switch strings.Index(asked.Part(21, 10), "Y") {
	case 0:
		id, values = "AS", l.holds(a, func(h *hold) bool { return h.ready || l.quirks().HoldsAreAll })
	case 1:
		id, values = "AT", l.loans(a, func(on *loan) bool { return on.due < civil.DayOf(l.Clock.Now()) })
	case 2:
		id, values = "AU", l.loans(a, func(*loan) bool { return true })
	case 3:
		id = "AV"
		for _, f := range a.fees {
			values = append(values, f.text+" "+f.amount.Plain())
		}
	case 5:
		id, values = "CD", l.holds(a, func(h *hold) bool { return !h.ready })
	}
	var fields []sip2.Field
	for _, v := range l.page(values, asked) {
		fields = append(fields, sip2.Field{ID: id, Value: v})
	}
	return fields
}

// page is what BP and BQ ask of a list.
func (l *Library) page(values []string, asked sip2.Message) []string {
	if l.quirks().NoPaging {
		return values
	}
	from, err := strconv.Atoi(asked.Get("BP"))
	if err != nil || from < 1 {
		from = 1
	}
	to, err := strconv.Atoi(asked.Get("BQ"))
	if err != nil {
		to = len(values)
	}
	if most := l.quirks().PageCap; most > 0 {
		to = min(to, from+most-1)
	}
	from, to = min(from, len(values)+1), min(to, len(values))
	return values[from-1 : max(to, from-1)]
}

func (l *Library) loans(a *account, which func(*loan) bool) []string {
	var all []string
	for _, on := range a.loans {
		if which(on) {
			all = append(all, l.named(on.item, on.title))
		}
	}
	return all
}

func (l *Library) holds(a *account, which func(*hold) bool) []string {
	var all []string
	for _, h := range a.holds {
		if which(h) {
			all = append(all, l.named(h.item, h.title))
		}
	}
	return all
}

// named is how a list names a copy.
func (l *Library) named(item string, of int) string {
	switch {
	case l.quirks().FreeText:
		return titles[of].line()
	case l.quirks().WithTitles:
		return item + "|" + titles[of].line()
	}
	return item
}

func (l *Library) due(day civil.Day) string {
	form := stampForm
	if l.quirks().DueForm != "" {
		form = l.quirks().DueForm
	}
	return day.In(civil.Time(23*60 + 59)).Format(form)
}

// item answers 17.
func (l *Library) item(asked sip2.Message) sip2.Message {
	item := asked.Get("AB")
	of, holder, ok := copyOf(item)
	if !ok || l.quirks().NoItems {
		return message("18", "010101"+l.stamp(), "AB", item, "AJ", "")
	}
	a := l.account(holder)
	pairs := []string{"AB", item, "AJ", titles[of].line(), "CK", titles[of].media, "BG", l.institution()}
	state, queue := "03", 0
	if on := a.loan(item); on != nil {
		state, pairs = "04", append(pairs, "AH", l.due(on.due))
		if on.wanted {
			queue = 1
		}
	}
	if h := a.hold(item); h != nil && h.ready {
		state, pairs = "08", append(pairs, "CM", l.due(h.until), "AP", h.pickUp)
	} else if h != nil {
		state, queue = "04", h.rank
	}
	return message("18", state+"0001"+l.stamp(), append(pairs, "CF", strconv.Itoa(queue))...)
}
