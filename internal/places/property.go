package places

// PropertyID names a property for good: its matricule changes when the land is divided or
// the roll is renumbered, this name does not. Rooms that know nothing of the roll (taxes)
// keep it.
type PropertyID string
