package sip2

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sem/internal/library"
	"sem/internal/money"
)

var (
	barcode = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{2,39}$`)
	figure  = regexp.MustCompile(`[0-9]`)
	// leading and trailing find the number of a copy beside its title.
	leading  = regexp.MustCompile(`^([0-9A-Za-z-]*[0-9][0-9A-Za-z-]{5,})\s*[\s|:;,/]\s*-?\s*(.+)$`)
	trailing = regexp.MustCompile(`^(.+?)\s*[\s|:;,/(\[]\s*-?\s*([0-9]{8,})[)\]]?$`)
	amounts  = regexp.MustCompile(`-?[0-9]{1,3}(?:[ ,\x{a0}][0-9]{3})*[.,][0-9]{2}\b|-?[0-9]+[.,][0-9]{2}\b`)
)

// isItem tells what may be the number of a copy.
func isItem(text string) bool { return barcode.MatchString(text) && figure.MatchString(text) }

// itemOf reads a line of a list: the number of a copy, its title, or both.
func itemOf(text string) (item, title string) {
	if isItem(text) {
		return text, ""
	}
	if m := leading.FindStringSubmatch(text); m != nil {
		return m[1], strings.TrimSpace(m[2])
	}
	if m := trailing.FindStringSubmatch(text); m != nil {
		return m[2], strings.TrimSpace(m[1])
	}
	return "", text
}

// titleOf parts a title from its author, which cataloguers write after a slash.
func titleOf(text string) (title, author string) {
	title, author, _ = strings.Cut(text, " / ")
	return strings.TrimSpace(title), strings.Trim(author, " .")
}

// mediumOf is what CK says.
func mediumOf(code string) library.Medium {
	switch code {
	case "001", "008", "009", "010":
		return library.Book
	case "002", "003":
		return library.Magazine
	case "004", "006":
		return library.Sound
	case "005":
		return library.Film
	}
	return library.OtherMedium
}

// bare is text as words are looked for in it: small letters without marks.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x300 && r < 0x370: // Marks that decomposition has parted from their letters.
			return -1
		case r == '’':
			return '\''
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
}

// said is a reason with the words by which libraries give it, in French and in English.
type said[R any] struct {
	reason R
	words  []string
}

// refusals are looked through in their order.
var refusals = []said[library.Reason]{
	{library.NotOut, []string{"pas prete", "n'est pas emprunte", "not charged", "not checked out", "not on loan", "not loaned"}},
	{library.TooManyHolds, []string{"maximal de reservation", "maximum de reservation", "too many hold", "hold limit", "too many reserv"}},
	{library.AlreadyHeld, []string{"deja reserve", "already on hold", "already reserved", "already has a hold", "already requested"}},
	{library.NotReservable, []string{"ne peut etre reserve", "ne se reserve pas", "non reservable", "not holdable", "cannot be held", "cannot be reserved", "no holds allowed"}},
	{library.Automatic, []string{"renouvellement automatique", "renouvele automatiquement", "automatically renew", "auto-renew", "auto renew"}},
	{library.TooSoon, []string{"trop tot", "too soon", "too early"}},
	{library.TooMany, []string{"nombre maximal", "nombre maximum", "maximum de renouvellement", "limite de renouvellement", "deja renouvele", "too many renewal", "too many times", "maximum renewals", "max renewals", "renewal limit", "no renewals left"}},
	{library.Reserved, []string{"reserve", "reservation", "hold", "recall", "requested"}},
	{library.CardExpired, []string{"expire", "echu"}},
	{library.Owing, []string{"frais", "amende", "solde", "dette", "fine", "fees", "owes", "balance", "outstanding charges"}},
	{library.Overdue, []string{"en retard", "overdue", "past due"}},
	{library.NoSuchDocument, []string{"document inconnu", "inconnu au catalogue", "no such item", "item not found", "unknown item", "invalid item", "no item"}},
	{library.CardBlocked, []string{"bloque", "suspendu", "barred", "blocked", "suspended", "privileges"}},
	{library.NotRenewable, []string{"ne se renouvelle pas", "non renouvelable", "pas renouvelable", "ne peut etre renouvele", "not renewable", "cannot be renewed", "not allowed to renew", "renewal not allowed"}},
}

// refusalOf is the reason that a library's words give; Refused when they give none that we know.
func refusalOf(words string) library.Reason {
	text := bare(words)
	for _, s := range refusals {
		for _, w := range s.words {
			if strings.Contains(text, w) {
				return s.reason
			}
		}
	}
	return library.Refused
}

// kinds are what fees are for.
var kinds = []said[library.FeeKind]{
	{library.LostFee, []string{"perdu", "perte", "lost"}},
	{library.DamageFee, []string{"bris", "abime", "endommage", "reparation", "damage", "repair"}},
	{library.OverdueFee, []string{"retard", "amende", "overdue", "late"}},
	{library.ReplacementFee, []string{"remplacement", "replacement"}},
	{library.ProcessingFee, []string{"traitement", "administration", "processing"}},
	{library.HoldFee, []string{"reservation", "hold"}},
	{library.RentalFee, []string{"location", "rental"}},
	{library.MembershipFee, []string{"abonnement", "cotisation", "membership"}},
}

// feeOf reads a line of the list of fees: a description with an amount, or either.
func feeOf(text string) library.Fee {
	f := library.Fee{Text: text}
	for _, k := range kinds {
		for _, w := range k.words {
			if f.Kind == library.OtherFee && strings.Contains(bare(text), w) {
				f.Kind = k.reason
			}
		}
	}
	if all := amounts.FindAllString(text, -1); len(all) > 0 {
		f.Amount = cents(all[len(all)-1])
	}
	return f
}

// cents reads a decimal string; what is no amount is none.
func cents(text string) money.Cents {
	amount, err := money.Parse(text)
	if err != nil {
		return 0
	}
	return amount
}
