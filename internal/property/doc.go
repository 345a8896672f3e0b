// Package property is the assessment roll: what each property of the city is, what it is
// worth on the market's reference date, and which citizens proved that it is theirs.
//
// The roll comes from the ministry's open data, one file a year, three years to a roll; three
// rolls are kept. A file is read as a stream into a roll that nobody sees until its last line
// was found good; then it is published at once. A property keeps its identifier for good,
// whatever its matricule becomes.
//
// What the roll says is public by law (Act respecting municipal taxation, s. 78) and shows
// neither owner nor taxes. Who owns a property is the business of its owner: whoever proves it
// with the code on the tax bill, with a code sent by letter, or at the counter. A tenant says
// "I live here", which opens nothing. The staff that works on properties issues letters, links
// and unlinks; each look at who holds a property is journaled in the files of those people.
//
// Tables: property_roll, property_unit, property_matricule, property_entry, property_door,
// property_point, property_holding, property_code, property_try.
package property
