// Package alerts tells a person what they should know: a notice in their file, and an
// e-mail to the address they proved, in the language they chose.
//
// One cause is told once, whatever crashes: the notice's key is the cause. A notice is
// seen when the person opens what it is about.
//
// Tables: alerts_notice.
package alerts
