package sip2

import (
	"testing"
	"time"

	"sem/internal/library"
	"sem/internal/money"
)

func TestDatesOfAllForms(t *testing.T) {
	end := time.Date(2026, 12, 8, 4, 59, 0, 0, time.UTC)   // 7 December at 23:59.
	noon := time.Date(2026, 12, 7, 17, 30, 0, 0, time.UTC) // 7 December at 12:30.
	for text, want := range map[string]due{
		"20261207    235900":        {end, true},
		"20261207    123000":        {noon, false},
		"20261207   Z173000":        {noon, false},
		"20261207UTC 173000":        {noon, false},
		"20261207EST 123000":        {noon, false},
		"20261207    000000":        {end, true},
		"20261207          ":        {end, true},
		"20261207":                  {end, true},
		"20261207123000":            {noon, false},
		"2026-12-07":                {end, true},
		"2026-12-07 12:30:00":       {noon, false},
		"2026-12-07 12:30":          {noon, false},
		"2026-12-07 23:59:59":       {end, true},
		"2026-12-07T12:30:00-05:00": {noon, false},
		"2026-12-07T17:30:00Z":      {noon, false},
		"2026-12-07t12:30:00":       {noon, false},
		"2026/12/07":                {end, true},
		"07/12/2026":                {end, true},
		"7/12/2026 12:30":           {noon, false},
		"07-12-2026":                {end, true},
		"07.12.2026 12:30:00":       {noon, false},
		"Dec 7, 2026":               {end, true},
		"7 décembre 2026":           {end, true},
		"7 déc. 2026":               {end, true},
		"  7  DÉCEMBRE  2026 ":      {end, true},
	} {
		got, ok := readDate(text, false)
		if !ok || !got.at.Equal(want.at) || got.atEnd != want.atEnd {
			t.Errorf("%q: got %v, %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "bientôt", "00000000    000000", "20261307    120000", "32/12/2026", "9999999999", "20261207    256100"} {
		if got, ok := readDate(text, false); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	if got, _ := readDate("12/07/2026", true); !got.at.Equal(end) {
		t.Errorf("the month first: %v", got)
	}
	if got, _ := readDate("12/25/2026", false); got.at.Month() != time.December {
		t.Errorf("only the month first makes a date: %v", got)
	}
}

func TestLinesOfListsAreNumbersTitlesOrBoth(t *testing.T) {
	for text, want := range map[string][2]string{
		"30008000000011":                      {"30008000000011", ""},
		"B-1234.5":                            {"B-1234.5", ""},
		"30008000000011|Les Misérables":       {"30008000000011", "Les Misérables"},
		"30008000000011 Les Misérables":       {"30008000000011", "Les Misérables"},
		"30008000000011 : 1984 / Orwell":      {"30008000000011", "1984 / Orwell"},
		"Les Misérables (30008000000011)":     {"30008000000011", "Les Misérables"},
		"Les Misérables / Hugo 3000800000001": {"3000800000001", "Les Misérables / Hugo"},
		"1984 / Orwell":                       {"", "1984 / Orwell"},
		"Vingt mille lieues sous les mers":    {"", "Vingt mille lieues sous les mers"},
		"Été":                                 {"", "Été"},
		"Candide":                             {"", "Candide"},
	} {
		if item, title := itemOf(text); item != want[0] || title != want[1] {
			t.Errorf("%q: got %q, %q", text, item, title)
		}
	}
}

func TestFeesAreReadFromTheirLines(t *testing.T) {
	for text, want := range map[string]library.Fee{
		"Frais de retard 3,50 $":               {Kind: library.OverdueFee, Amount: 350},
		"Lost item: Candide 24.95":             {Kind: library.LostFee, Amount: 2495},
		"2026-11-20 Document perdu $1,024.50":  {Kind: library.LostFee, Amount: 102450},
		"Réparation d’une reliure 4.00":        {Kind: library.DamageFee, Amount: 400},
		"Frais de traitement":                  {Kind: library.ProcessingFee},
		"Divers -2.00":                         {Amount: -200},
		"12.40 OVERDUE 12.40":                  {Kind: library.OverdueFee, Amount: 1240},
		"Abonnement annuel non-résident 55,00": {Kind: library.MembershipFee, Amount: 5500},
	} {
		want.Text = text
		if got := feeOf(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
	for text, want := range map[string]money.Cents{"35.00": 3500, "35": 3500, "": 0, "abc": 0, "12,40": 1240, "0.1": 10, "-5.00": -500} {
		if got := cents(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestRefusalsAreReasonsInWords(t *testing.T) {
	for words, want := range map[string]library.Reason{
		"Item has outstanding holds":                    library.Reserved,
		"Document réservé par une autre personne":       library.Reserved,
		"RENOUVELLEMENT REFUSE: NOMBRE MAXIMAL ATTEINT": library.TooMany,
		"Patron has too many overdue items":             library.Overdue,
		"Vous devez des frais":                          library.Owing,
		"Votre abonnement est expiré":                   library.CardExpired,
		"Item not checked out to this patron":           library.NotOut,
		"Maximum renewals reached":                      library.TooMany,
		"Trop tôt pour renouveler":                      library.TooSoon,
		"Ce document ne peut être renouvelé":            library.NotRenewable,
		"Nombre maximal de réservations atteint":        library.TooManyHolds,
		"Votre dossier est bloqué":                      library.CardBlocked,
		"Item cannot be renewed because of a hold":      library.Reserved,
		"Erreur 17": library.Refused,
		"":          library.Refused,
		"Ce document est renouvelé automatiquement la nuit": library.Automatic,
	} {
		if got := refusalOf(words); got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}
