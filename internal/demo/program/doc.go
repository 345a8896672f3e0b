// Package program is the demonstration's leisure office: the program of two sessions, as the
// table that a leisure manager would send.
//
// One session is under way or has just ended, with its registration closed; the next one opens
// around the day on which the demonstration begins: swimming and what is for seniors opened
// the week before, all else opens to residents at the next nine o’clock, and to people from
// elsewhere a week later. The activities, the people who give them and the prices are
// invented; the places are those of the surveyor.
package program
