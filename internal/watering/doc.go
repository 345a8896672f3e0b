// Package watering answers whether one may water now: by the by-law, the address, the
// device, the permits and the bans.
//
// A by-law is data: devices, and rules that say on which days and hours a device may run,
// in which season, where, and for which doors. During the season of a rule that allows,
// its device rests outside of the rule's hours; where no rule speaks, the by-law's last
// word decides. A rule for some sectors goes before one for the whole city. A rule that
// forbids goes before those that allow, a permit before both, and a ban before everything
// except the permits it leaves valid.
//
// What the clock on the wall reads decides: on the night when half past two does not exist
// nobody waters then, and when half past one comes twice it counts twice. Hours over
// midnight belong to the date of the evening, unless the by-law says otherwise.
//
// Answers come from a Book, which holds all of it in memory and never changes; the Service
// swaps it after each writing, and Refresh hears of the writings of other processes.
//
// Anybody may ask about any address. A citizen asks for a permit for a door; whoever holds
// the right WateringManage decides it, edits the rules, and declares and lifts bans. Each
// of these is journaled, and whoever asked for a permit is told.
//
// Tables: watering_device, watering_area, watering_bylaw, watering_rule, watering_terms,
// watering_ban, watering_permit, watering_version.
package watering
