// Package plan draws a piece of the town for an SVG picture: it puts points of the Earth
// into a frame, cuts what lies outside, leaves out what the eye would not see, and finds
// room for the names of streets, parks and waters.
//
// A plan says nothing that the list beside it does not: it is drawn for those who see it.
// It holds no colour and no mark-up; ui.Map gives it both, in every theme and on paper.
package plan
