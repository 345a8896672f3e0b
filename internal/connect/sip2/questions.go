package sip2

import (
	"strings"

	"sem/internal/library"
)

// stampForm is a moment in SIP2, on the clocks of the library.
const stampForm = "20060102    150405"

// noStamp is a moment that is left to the library.
var noStamp = strings.Repeat(" ", 18)

// list is a list of a card that 63 asks for, by its place in the summary.
type list int

// The lists, in the order of the protocol; counts asks for none.
const (
	heldItems    list = 0
	overdueItems list = 1
	chargedItems list = 2
	fineItems    list = 3
	waitingItems list = 5
	counts       list = -1
)

// fields are the fields of a list's lines.
var fields = map[list]string{heldItems: "AS", overdueItems: "AT", chargedItems: "AU", fineItems: "AV", waitingItems: "CD"}

func loginQuestion(s *Settings) Message {
	m := Message{Code: codeLogin, Fixed: "00", Fields: []Field{{"CN", s.User}, {"CO", s.Password}}}
	if s.Location != "" {
		m.Fields = append(m.Fields, Field{"CP", s.Location})
	}
	return m
}

func statusQuestion() Message { return Message{Code: codeStatus, Fixed: "00802.00"} }

// pin is AD of a question about a card.
func (s *System) pin(k library.Key) string {
	if s.set.KeepsPIN {
		return k.PIN
	}
	return ""
}

func (s *System) patronQuestion(card, pin string, of list, from, to string) Message {
	summary := []byte(strings.Repeat(" ", 10))
	if of != counts {
		summary[of] = 'Y'
	}
	m := Message{Code: codePatron, Fixed: s.set.Language + s.pool.now() + string(summary), Fields: []Field{
		{ID: "AO"}, {"AA", card}, {"AC", s.set.Terminal}, {"AD", pin},
	}}
	if of != counts {
		m.Fields = append(m.Fields, Field{"BP", from}, Field{"BQ", to})
	}
	return m
}

func (s *System) itemQuestion(item string) Message {
	return Message{Code: codeItem, Fixed: s.pool.now(), Fields: []Field{{ID: "AO"}, {"AB", item}, {"AC", s.set.Terminal}}}
}

func (s *System) renewOrder(k library.Key, item string) Message {
	return Message{Code: codeRenew, Fixed: "NN" + s.pool.now() + noStamp, Fields: []Field{
		{ID: "AO"}, {"AA", k.Card}, {"AD", s.pin(k)}, {"AB", item}, {"AC", s.set.Terminal}, {"BO", "N"},
	}}
}

func (s *System) renewAllOrder(k library.Key) Message {
	return Message{Code: codeRenewAll, Fixed: s.pool.now(), Fields: []Field{
		{ID: "AO"}, {"AA", k.Card}, {"AD", s.pin(k)}, {"AC", s.set.Terminal}, {"BO", "N"},
	}}
}

// The hold types of SIP2: any copy of a record, or one copy.
const (
	anyCopy      = "2"
	specificCopy = "3"
)

func (s *System) holdOrder(k library.Key, w library.Wish) Message {
	m := Message{Code: codeHold, Fixed: "+" + s.pool.now()}
	if w.PickUp != "" {
		m.Fields = append(m.Fields, Field{"BS", w.PickUp})
	}
	kind := anyCopy
	if w.Item != "" {
		kind = specificCopy
	}
	m.Fields = append(m.Fields, Field{"BY", kind}, Field{ID: "AO"}, Field{"AA", k.Card}, Field{"AD", s.pin(k)})
	if w.Item != "" {
		m.Fields = append(m.Fields, Field{"AB", w.Item})
	} else {
		m.Fields = append(m.Fields, Field{"AJ", w.Record})
	}
	m.Fields = append(m.Fields, Field{"AC", s.set.Terminal}, Field{"BO", "N"})
	return m
}

func (s *System) cancelOrder(k library.Key, hold string) Message {
	return Message{Code: codeHold, Fixed: "-" + s.pool.now(), Fields: []Field{
		{ID: "AO"}, {"AA", k.Card}, {"AD", s.pin(k)}, {"AB", hold}, {"AC", s.set.Terminal}, {"BO", "N"},
	}}
}
