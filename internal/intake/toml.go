package intake

import "bytes"

// deepestTOML is how far lists, tables and the parts of a name may lie within each other in a
// TOML file; what cities write stays below ten.
const deepestTOML = 64

// DeepRemedy says what to do about a file that is TooDeep.
const DeepRemedy = "Les listes et les tables de ce fichier sont trop imbriquées. Vérifiez que chaque crochet et chaque accolade se ferme."

// TooDeep is where a TOML file nests deeper than anybody writes: the line, and false when it
// does nowhere. Thirty kilobytes of such a file take all memory to read. Brackets within texts
// count too; those of a GeoJSON geometry stay far below.
func TooDeep(file []byte) (line int, deep bool) {
	depth := 0
	for row := range bytes.Lines(file) {
		line++
		if dots(row) > deepestTOML {
			return line, true
		}
		for _, c := range row {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(depth-1, 0)
			}
			if depth > deepestTOML {
				return line, true
			}
		}
	}
	return 0, false
}

// dots are those in the names that a line is made of up to the first character that no name
// has: a.b.c = 1, [a.b.c], b = { c.d = 1 }.
func dots(row []byte) (most int) {
	n := 0
	for _, c := range row {
		switch {
		case c == '.':
			n++
			most = max(most, n)
		case c == '[', c == ']', c == '{', c == '}', c == '=', c == ',', c == '#', c >= 0x80:
			n = 0 // Another name may begin.
		}
	}
	return most
}
