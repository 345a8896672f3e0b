// Package paper makes the sheets the town hands out: statements, receipts, letters with a
// code. A sheet is a PDF that prints like the city's pages and that a screen reader reads
// like them: headings, lists, tables and figures are told apart, in order, in their language.
//
// A room makes a Document from a Sheet, adds what it says block by block, and serves it.
// Blocks flow over letter pages by themselves: a table row is never cut, a heading never
// ends a page, a paragraph leaves no line alone. Whoever reads large print gets the same
// words at one and a half or twice the size; a table that no longer fits becomes a list.
//
// The files are PDF 1.7 (ISO 32000-1) after PDF/UA-1 (ISO 14289-1): tagged content,
// artifacts for furniture, fonts embedded with the letters used and their Unicode, a title
// in the metadata. The same Sheet and blocks give the same bytes.
//
// The letters are Public Sans and Literata under the Open Font License, whose texts stand
// with those of the pages; fonts/ holds their Latin letters with figures of equal width.
//
// The package knows no matter of the town and has no table.
package paper
