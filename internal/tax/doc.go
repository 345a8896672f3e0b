// Package tax is the tax accounts of the city: what each property is billed for a year,
// line by line, what was paid, what is owed and by when, to the cent.
//
// The finance department sends files (docs/taxes.md); Import takes them in. The city hall's
// finance system stays the master: nothing here changes what is owed. Instalments, interest
// and penalty are counted when they are asked, from the bill, the payments and the Rule of
// the year, which a city sets as data; a city that has set none has the law's own. Nobody
// may waive interest (Loi sur les cités et villes, art. 481), so nothing here can.
//
// A tax account is personal information. Proved owners read those of their properties; an
// agent reads one with a reason that is journaled; the roll sheet never shows any of it. An
// account belongs to a property by the property's lasting name, which the assessment roll
// knows; this room keeps no list of owners.
//
// Tables: tax_account, tax_line, tax_instalment, tax_payment, tax_rule, tax_consent,
// tax_delivery.
package tax
