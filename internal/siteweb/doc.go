// Package siteweb is what the city hall says to whoever pushes the door: the home page with
// its one question, the help, the promises on accessibility and on personal information,
// and, in the demonstration, who may be played. None of it needs the registers, so that it
// stands when they are closed.
package siteweb
