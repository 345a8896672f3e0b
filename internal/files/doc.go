// Package files is the town's strong-room for what people attach: photos and documents.
//
// What comes in is checked by its name, its first bytes and its decoder, which must agree.
// A photo is drawn anew, so that nothing of where and when it was taken remains. A file is
// on the disk before its row is in the database, and a file without row is cleared a day
// later. Nobody opens a file before the antivirus, where the city has one, has said clean.
//
// The bytes lie under random names in a folder that is served to nobody: the rooms that
// attached a file decide who may open it.
//
// Tables: files_file.
package files
