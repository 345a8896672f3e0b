package tax

import (
	"time"

	"sem/internal/money"
	"sem/internal/places"
)

// AccountID names an account for good.
type AccountID string

// Kind is what an account is for.
type Kind string

// The kinds of account.
const (
	Annual     Kind = "annual"     // Annual: the taxes of a year.
	Supplement Kind = "supplement" // Supplement: the roll changed, and more is owed (Loi sur la fiscalité municipale, art. 245 and 252).
	Refund     Kind = "refund"     // Refund: the roll changed, and the city gives back.
)

// Account is one bill of one property.
type Account struct {
	ID          AccountID
	Number      string // Number is printed on the bill.
	Property    places.PropertyID
	Matricule   places.Matricule // Matricule is as it was when the bill was sent.
	Year        int
	Kind        Kind
	SentOn      Day
	Total       money.Cents
	ReceivedAt  time.Time // ReceivedAt is when the finance department's file brought it as it now is.
	Lines       []Line
	Instalments []Instalment // Instalments are those the file gave; none are counted by the rule.
	Payments    []Payment    // Payments are in the order of their days.
}

// Basis is what a line is counted on.
type Basis string

// What lines are counted on.
const (
	OnValue        Basis = "value"        // OnValue: dollars of assessed value, at a rate for each 100 $.
	OnDwellings    Basis = "dwelling"     // OnDwellings: a price for each dwelling.
	OnUnits        Basis = "unit"         // OnUnits: a price for each unit of anything.
	OnMetres       Basis = "metre"        // OnMetres: a price for each metre of frontage.
	OnSquareMetres Basis = "square metre" // OnSquareMetres: a price for each square metre.
	OnCubicMetres  Basis = "cubic metre"  // OnCubicMetres: a price for each cubic metre of water.
	Fixed          Basis = "fixed"        // Fixed: an amount, without base or rate.
)

// Scope is who pays a tax, as the bill must say (Règlement sur la forme et le contenu
// minimal de divers documents relatifs à la fiscalité municipale).
type Scope string

// Who pays.
const (
	WholeCity     Scope = "city"          // WholeCity: every property.
	Sector        Scope = "sector"        // Sector: the properties of a sector.
	Beneficiaries Scope = "beneficiaries" // Beneficiaries: those who benefit from works.
)

// Line is one line of a bill.
type Line struct {
	Category     string // Category is the same from year to year.
	Label        string
	LabelEnglish string
	Purpose      string // Purpose is what it pays for, in a few words.
	Scope        Scope
	Basis        Basis
	Base         int64 // Base is in thousandths: of a dollar, a dwelling, a metre.
	Rate         money.Rate
	Amount       money.Cents
}

// Value is the base of a line that is counted on value.
func (l Line) Value() money.Cents { return money.Cents(l.Base / 10) }

// Counted is base times rate, to the nearest cent; ok is false for a fixed amount.
func (l Line) Counted() (amount money.Cents, ok bool) {
	switch l.Basis {
	case Fixed:
		return 0, false
	case OnValue:
		return l.Rate.PerHundred(l.Value()), true
	}
	return l.Rate.Times(l.Base), true
}

// Instalment is a part of an account with its last day.
type Instalment struct {
	Due    Day
	Amount money.Cents
}

// PaymentID names a payment for good.
type PaymentID string

// Method is how money came.
type Method string

// How money comes.
const (
	ByBank          Method = "bank"          // ByBank: the payer's own institution.
	ByAgreement     Method = "preauthorised" // ByAgreement: a debit agreed to beforehand.
	ByCounter       Method = "counter"
	ByCheque        Method = "cheque"
	ByLender        Method = "lender" // ByLender: a mortgage lender.
	ByReimbursement Method = "refund" // ByReimbursement: the city gave money back.
	ByOther         Method = "other"
)

// Payment is money received on an account, or given back when negative.
type Payment struct {
	ID        PaymentID
	Reference string // Reference is the finance system's.
	Day       Day
	Method    Method
	Amount    money.Cents
}
