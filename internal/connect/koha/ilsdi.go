package koha

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/library"
)

// ilsdi is the ILS-DI interface of one Koha. It has no account: the library lets our address in.
type ilsdi struct {
	wire  *wire
	clock clock.Clock
}

// script is where Koha's ILS-DI stands when the city's address does not say so.
const script = "/cgi-bin/koha/ilsdi.pl"

func newILSDI(base *url.URL, local bool, c clock.Clock) *ilsdi {
	if !strings.HasSuffix(base.Path, ".pl") {
		base = base.JoinPath(script)
	}
	return &ilsdi{wire: newWire(base, local), clock: c}
}

// Abilities are those of ILS-DI.
func (s *ilsdi) Abilities() library.Abilities {
	return library.Abilities{Renew: true, Hold: true, CancelHold: true, Fees: true, Instant: true}
}

// Close lets go of the connections.
func (s *ilsdi) Close() error {
	s.wire.close()
	return nil
}

// RenewAll is not an order of ILS-DI.
func (s *ilsdi) RenewAll(context.Context, library.Key) ([]library.Renewal, error) {
	return nil, library.ErrCannot
}

// told is an answer of ILS-DI: each service fills some of it. Koha leaves out what is empty.
type told struct {
	XMLName  xml.Name
	Code     word   `xml:"code"`
	Message  word   `xml:"message"`
	ID       word   `xml:"id"`
	Success  word   `xml:"success"`
	Error    word   `xml:"error"`
	Due      word   `xml:"date_due"`
	Title    word   `xml:"title"`
	PickUp   word   `xml:"pickup_location"`
	Number   word   `xml:"borrowernumber"`
	Card     word   `xml:"cardnumber"`
	First    word   `xml:"firstname"`
	Last     word   `xml:"surname"`
	Expires  word   `xml:"dateexpiry"`
	Debarred word   `xml:"debarred"`
	Lost     word   `xml:"lost"`
	Gone     word   `xml:"gonenoaddress"`
	Notes    word   `xml:"opacnote"`
	Charges  word   `xml:"charges"`
	Fines    []fine `xml:"fines>fine"`
	Holds    []kept `xml:"holds>hold"`
	Loans    []lent `xml:"loans>loan"`
}

type fine struct {
	ID          word `xml:"accountlines_id"`
	Patron      word `xml:"borrowernumber"`
	Item        word `xml:"itemnumber"`
	Date        word `xml:"date"`
	Outstanding word `xml:"amountoutstanding"`
	Type        word `xml:"debit_type_code"`
	OldType     word `xml:"accounttype"`
	Text        word `xml:"description"`
}

type kept struct {
	ID        word `xml:"reserve_id"`
	Patron    word `xml:"borrowernumber"`
	Title     word `xml:"title"`
	Branch    word `xml:"branchname"`
	Code      word `xml:"branchcode"`
	Placed    word `xml:"reservedate"`
	Expires   word `xml:"expirationdate"`
	Priority  word `xml:"priority"`
	Found     word `xml:"found"`
	Suspended word `xml:"suspend"`
}

type lent struct {
	Item        word `xml:"itemnumber"`
	Patron      word `xml:"borrowernumber"`
	Due         word `xml:"date_due"`
	Renewals    word `xml:"renewals_count"`
	OldRenewals word `xml:"renewals"`
	Title       word `xml:"title"`
	Subtitle    word `xml:"subtitle"`
	Author      word `xml:"author"`
	Type        word `xml:"itype"`
	OldType     word `xml:"itemtype"`
}

var errNotAllowed = errors.New("koha's ILS-DI is off, or does not let our address in")

// ask asks a service by POST, so that a PIN stands in no log of addresses. order: an answer that
// is lost leaves a doubt.
func (s *ilsdi) ask(ctx context.Context, service string, order bool, with ...string) (told, error) {
	form := url.Values{"service": {service}}
	for i := 0; i+1 < len(with); i += 2 {
		if with[i+1] != "" {
			form.Set(with[i], with[i+1])
		}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.wire.base.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return told{}, away(service, errAddress)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/xml")
	lost := away
	if order {
		lost = unsure
	}
	a, sent, err := s.wire.send(r)
	switch {
	case err != nil && sent:
		return told{}, lost(service, err)
	case err != nil:
		return told{}, away(service, err)
	case a.status == http.StatusServiceUnavailable || a.status < 500 && a.status != http.StatusOK: // Refused at the door.
		return told{}, away(service, wrongAnswer{status: a.status})
	case a.status != http.StatusOK:
		return told{}, lost(service, wrongAnswer{status: a.status})
	}
	said, err := readILSDI(a.body, service)
	if err != nil {
		return told{}, lost(service, err)
	}
	return said, allowed(service, said)
}

// allowed refuses the codes that are about us, not about a patron.
func allowed(service string, said told) error {
	switch said.Code {
	case "NotAllowed":
		return away(service, errNotAllowed)
	case "MissingParameter", "IllegalParameter", "MultipleValuesNotAllowed":
		return away(service, wrongAnswer{status: http.StatusOK, code: string(said.Code)})
	}
	if said.Message == "NotSupported" {
		return library.ErrCannot
	}
	return nil
}

// readILSDI reads a document. Entities of its own are refused: Koha writes none. Characters that
// XML forbids are dropped, for Koha copies those of a record as they are.
func readILSDI(body []byte, service string) (told, error) {
	body = bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, bytes.ToValidUTF8(body, nil))
	if bytes.Contains(body, []byte("<!DOCTYPE")) || bytes.Contains(body, []byte("<!ENTITY")) {
		return told{}, errNoAnswer
	}
	var said told
	if err := xml.Unmarshal(body, &said); err != nil {
		return told{}, errNoAnswer // The reader's words may quote the body.
	}
	if said.XMLName.Local != service {
		return told{}, errNoAnswer // A page of maintenance may be good XML.
	}
	return said, nil
}

// Check signs in with card and PIN, then asks whose card it was.
func (s *ilsdi) Check(ctx context.Context, card, pin string) (library.Patron, error) {
	card = bare(card)
	said, err := s.ask(ctx, "AuthenticatePatron", false, "username", card, "password", pin)
	if err != nil {
		return library.Patron{}, err
	}
	if said.Code == "PatronNotFound" || said.Code == "" && said.ID == "" {
		return library.Patron{}, fmt.Errorf("koha: %w", library.ErrWrongCard)
	}
	if !said.ID.number() {
		return library.Patron{}, away("AuthenticatePatron", errNoAnswer)
	}
	p, err := s.info(ctx, string(said.ID))
	if err != nil {
		return library.Patron{}, err
	}
	if !sameCard(string(p.Card), card) {
		return library.Patron{}, s.byName(ctx, card, said.ID)
	}
	return library.Patron{Card: p.Card.plain(), Patron: string(said.ID), Name: word(p.First + " " + p.Last).plain()}, nil
}

// byName tells somebody who signed in by a name, which is no card, from an answer about somebody
// else.
func (s *ilsdi) byName(ctx context.Context, name string, patron word) error {
	user, err := s.ask(ctx, "LookupPatron", false, "id", name, "id_type", "userid")
	switch {
	case err != nil:
		return err
	case user.ID == patron:
		return fmt.Errorf("koha: AuthenticatePatron: a name: %w", library.ErrWrongCard)
	}
	return fmt.Errorf("koha: AuthenticatePatron: %w", library.ErrOtherPatron)
}

// info asks about a patron, without their address.
func (s *ilsdi) info(ctx context.Context, patron string, with ...string) (told, error) {
	const doing = "GetPatronInfo"
	p, err := s.ask(ctx, doing, false, append([]string{"patron_id", patron, "show_contact", "0"}, with...)...)
	switch {
	case err != nil:
		return told{}, err
	case p.Code == "PatronNotFound":
		return told{}, fmt.Errorf("koha: %s: %w", doing, library.ErrWrongCard)
	case p.Code != "" || p.Card == "":
		return told{}, away(doing, errNoAnswer)
	case string(p.Number) != patron:
		return told{}, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
	}
	return p, nil
}

// number is Koha's number of the patron of a key.
func (s *ilsdi) number(ctx context.Context, k library.Key) (string, error) {
	if word(k.Patron).number() {
		return k.Patron, nil
	}
	said, err := s.ask(ctx, "LookupPatron", false, "id", bare(k.Card), "id_type", "cardnumber")
	if err != nil {
		return "", err
	}
	if !said.ID.number() {
		return "", fmt.Errorf("koha: LookupPatron: %w", library.ErrWrongCard)
	}
	return string(said.ID), nil
}

// whole asks all about the patron of a key, and holds each part to them.
func (s *ilsdi) whole(ctx context.Context, k library.Key) (told, error) {
	patron, err := s.number(ctx, k)
	if err != nil {
		return told{}, err
	}
	p, err := s.info(ctx, patron, "show_fines", "1", "show_holds", "1", "show_loans", "1")
	if err != nil {
		return told{}, err
	}
	if !p.of(patron, k.Card) {
		return told{}, fmt.Errorf("koha: GetPatronInfo: %w", library.ErrOtherPatron)
	}
	return p, nil
}

// of tells whether an answer, and each of its parts that says so, is about a patron and their card.
func (p told) of(patron, card string) bool {
	theirs := func(number word) bool { return number == "" || string(number) == patron }
	good := theirs(p.Number) && sameCard(string(p.Card), card)
	for _, l := range p.Loans {
		good = good && theirs(l.Patron)
	}
	for _, h := range p.Holds {
		good = good && theirs(h.Patron)
	}
	for _, f := range p.Fines {
		good = good && theirs(f.Patron)
	}
	return good
}

// Account is everything ILS-DI tells in one answer. It does not tell whether a loan may be
// renewed.
func (s *ilsdi) Account(ctx context.Context, k library.Key) (library.Account, error) {
	p, err := s.whole(ctx, k)
	if err != nil {
		return library.Account{}, err
	}
	a, err := p.account(civil.DayOf(s.clock.Now()))
	if err != nil {
		return library.Account{}, away("GetPatronInfo", err)
	}
	a.AsOf = s.clock.Now()
	return a, nil
}
