package koha

import (
	"regexp"
	"strings"

	"sem/internal/library"
)

// reasons are Koha's words for a refusal, of CanBookBeRenewed, CanBookBeReserved and ILS-DI, in
// small letters.
var reasons = map[string]library.Reason{
	"on_reserve": library.Reserved, "recalled": library.Reserved, "booked": library.Reserved,
	"too_many": library.TooMany, "too_unseen": library.TooMany,
	"too_soon": library.TooSoon, "auto_too_soon": library.TooSoon,
	"overdue":     library.Overdue,
	"restriction": library.CardBlocked, "patron_restricted": library.CardBlocked, "debarred": library.CardBlocked,
	"auto_too_much_oweing": library.Owing, "too_much_oweing": library.Owing, "debt_limit": library.Owing,
	"auto_account_expired": library.CardExpired, "account_expired": library.CardExpired, "patron_expired": library.CardExpired, "patronexpired": library.CardExpired,
	"auto_renew": library.Automatic, "auto_too_late": library.NotRenewable,
	"item_denied_renewal": library.NotRenewable, "item_issued_to_other_patron": library.NotOut,
	"onsite_checkout": library.NotRenewable, "no_item": library.NotOut, "no_checkout": library.NotOut, "not_renewable": library.NotRenewable,

	"itemalreadyonhold": library.AlreadyHeld, "alreadypossession": library.AlreadyHeld, "already_possession": library.AlreadyHeld,
	"toomanyreserves": library.TooManyHolds, "toomanyreservestoday": library.TooManyHolds,
	"toomanyholdsforthisrecord": library.TooManyHolds, "noreservesallowed": library.NotReservable,
	"notreservable": library.NotReservable, "notholdable": library.NotReservable, "damaged": library.NotReservable,
	"agerestricted": library.NotReservable, "cannotreservefromotherbranches": library.NotReservable,
	"librarynotfound": library.NotReservable, "librarynotpickuplocation": library.NotReservable, "cannotbetransferred": library.NotReservable,
	"pickupnotinholdgroup": library.NotReservable, "branchnotinholdgroup": library.NotReservable, "noitems": library.NotReservable, "recall": library.NotReservable,
	"recordnotfound": library.NoSuchDocument, "itemnotfound": library.NoSuchDocument,
}

// refusal is where Koha writes the reason in a sentence: (too_many), Reason: tooManyReserves.
var refusal = regexp.MustCompile(`(?:\(|Reason: )([A-Za-z_]+)\)?`)

// reason turns a word of Koha's, or a sentence around it, into the town's. words are Koha's own
// when we know no better; nobody needs to read too_many.
func reason(said string) (why library.Reason, words string) {
	if m := refusal.FindStringSubmatch(said); m != nil {
		said = m[1]
	}
	if why, known := reasons[strings.ToLower(said)]; known {
		return why, ""
	}
	return library.Refused, word(said).plain()
}

// feeKind is what a debit of Koha's is for, by the codes of today and those before 2020.
func feeKind(code string) library.FeeKind {
	switch strings.ToUpper(code) {
	case "OVERDUE", "F", "FU", "O":
		return library.OverdueFee
	case "LOST", "L":
		return library.LostFee
	case "DAMAGE", "DAMAGED":
		return library.DamageFee
	case "PROCESSING", "PF":
		return library.ProcessingFee
	case "RESERVE", "RESERVE_EXPIRED", "RES", "HE":
		return library.HoldFee
	case "RENT", "RENT_DAILY", "RENT_RENEW", "RENT_DAILY_RENEW":
		return library.RentalFee
	case "ACCOUNT", "ACCOUNT_RENEW", "A":
		return library.MembershipFee
	case "NEW_CARD", "N":
		return library.ReplacementFee
	}
	return library.OtherFee
}

// medium is what an item type of Koha's is. Libraries make their own codes; those that Koha is
// delivered with, and words that say it in French or English, are known.
func medium(code string) library.Medium {
	code = strings.ToUpper(code)
	switch code {
	case "BK", "BKS", "LP", "LIV", "BD":
		return library.Book
	case "CR", "PER", "REV":
		return library.Magazine
	case "MU", "CD":
		return library.Sound
	case "VM", "DVD", "BR":
		return library.Film
	}
	for _, of := range []struct {
		part string
		is   library.Medium
	}{
		{"LIVRE", library.Book}, {"ROMAN", library.Book}, {"BOOK", library.Book}, {"ALBUM", library.Book},
		{"REVUE", library.Magazine}, {"MAGAZINE", library.Magazine}, {"PERIOD", library.Magazine},
		{"DVD", library.Film}, {"FILM", library.Film}, {"BLURAY", library.Film},
		{"AUDIO", library.Sound}, {"MUSI", library.Sound}, {"JEU", library.Game}, {"GAME", library.Game}, {"TOY", library.Game},
	} {
		if strings.Contains(code, of.part) {
			return of.is
		}
	}
	return library.OtherMedium
}

// holdState is where a hold stands, by its letter.
func holdState(letter string, suspended bool) library.HoldState {
	switch letter {
	case "W":
		return library.Ready
	case "T", "P": // P is being prepared at the counter where it will wait.
		return library.InTransit
	}
	if suspended {
		return library.Suspended
	}
	return library.Queued
}
