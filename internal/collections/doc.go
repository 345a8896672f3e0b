// Package collections is the waste of the town: which bin goes out on which day, for each
// door, and why that day.
//
// A Stream is what is collected apart (waste, recycling, organics). A Sector is a part of
// the city whose trucks come together, known by stretches of streets and by a shape; a
// stream may have sectors of its own. A Class is a size of building by its dwellings. A
// Rule says on which days a stream is collected in a sector, for a class, in a season; an
// Exception moves, cancels or adds one day, and is never forgotten, so that calendars
// follow it. Holidays change nothing by themselves: what a holiday moves is an exception
// somebody entered.
//
// A Door is an address as the crews know it: its sectors and its class. Door answers from
// memory, without clock nor database, in days of the calendar: a change of clocks moves no
// collection. What is put out goes out the evening before.
//
// Some files of cities say their days in prose. The prose is kept as it is and shown beside
// the form in which a person enters the rule; nothing is guessed from it.
//
// Anybody may ask for any address, which is no secret. A citizen puts their own door on the
// list of a stream collected on demand. Whoever holds CollectionsManage enters rules and
// exceptions; each deed is journaled, and those on a list whose day changes are told.
//
// Streams, classes, sectors, rules and where each object goes are data of the city; the
// files under city are the first ones it is given.
//
// Tables: collections_stream, collections_class, collections_sector, collections_range,
// collections_rule, collections_prose, collections_exception, collections_holiday,
// collections_inscription, collections_list, collections_object, collections_mark.
package collections
