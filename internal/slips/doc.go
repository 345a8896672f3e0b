// Package slips gives the families of the city their relevé 24, the slip of what they paid for
// childcare in a year (Taxation Act, s. 1029.8.67 and following): day camps, and the childcare
// that one adds to a course.
//
// What was paid is reckoned from the books, by payer and child, and explained line by line. A
// refund lowers the year in which what it gives back was paid. Two parents may share the fees of
// a child, half each: the payer asks, somebody of the other household agrees.
//
// A payer may give their social insurance number, after registering and never before. It is
// sealed; nothing shows it again, and it is opened for the file of the tax office only, which is
// journaled. A slip comes by mail, unless the payer agreed beforehand to receive it on line.
//
// Whoever manages payments sees what a year would give and what is missing, and issues: each
// slip gets a number of the series that the tax office reserves for the city, and is never
// changed. Another issue makes only what is new: an original (R) for who had none, an amended
// slip (A) for what changed, a cancelled one (D) for what came to nothing.
//
// The rules come from what Revenu Québec says of the slip (RL-24, RL-24.G): codes, deadline,
// consent, boxes. docs/slips.md tells which are certain.
//
// Tables: slips_filer, slips_payer, slips_split, slips_slip.
package slips
