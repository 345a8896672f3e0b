// Package neighbourhood is what is around a door: the schools, parks, libraries and stops
// within some hundred metres, how far they are, whether they are open, and beside them what
// the collections and the watering say of the same door.
//
// A Place comes from a Source, which is one file of another office or the city itself.
// Importing a newer file of the same source changes what changed and takes away what is no
// longer in it; what the staff corrected or hid stays so. Files differ in their columns: a
// Mapping, which is data, says which column means what.
//
// The distance is as the crow flies, from the door to the nearest edge of the place. The
// index lives in memory: every process reads the places at its start, hears of its own
// changes after their commit, and of those of others by Refresh.
//
// Opening hours are read from the notation of OpenStreetMap. Those that cannot be read whole
// are shown as they are written; nothing is guessed from them.
//
// Anybody may ask what is around any address, which is no secret. Whoever holds PlacesManage
// adds, corrects and hides places; each deed is journaled.
//
// Tables: neighbourhood_source, neighbourhood_place, neighbourhood_category.
package neighbourhood
