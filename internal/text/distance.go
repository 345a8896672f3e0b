package text

// Distance counts the typing errors between a and b: a letter too many, missing, wrong, or
// swapped with its neighbour, each letter touched once. It stops counting at max and then
// answers max+1.
func Distance(a, b string, max int) int {
	if isASCII(a) && isASCII(b) {
		return distance([]byte(a), []byte(b), max)
	}
	return distance([]rune(a), []rune(b), max)
}

// WithinOne tells whether at most one typing error stands between a and b.
func WithinOne(a, b string) bool { return Distance(a, b, 1) <= 1 }

func distance[T byte | rune](a, b []T, max int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > max {
		return max + 1
	}
	if len(a) == 0 {
		return len(b)
	}
	// Three rows of the table: the errors between the beginnings of a and those of b.
	var room [3][32]int
	before, last, row := room[0][:], room[1][:], room[2][:]
	if len(b) >= len(last) {
		before, last, row = make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	}
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			wrong := last[j-1]
			if a[i-1] != b[j-1] {
				wrong++
			}
			n := min(wrong, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, before[j-2]+1)
			}
			row[j] = n
			least = min(least, n)
		}
		if least > max {
			return max + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], max+1)
}
