// Package civil holds the days of the calendar and the times of the day, as people say them:
// they belong to no zone, and a change of clocks moves none of them.
package civil
