package plan

// rulers are the lengths that a scale may show, in metres.
var rulers = []float64{10, 20, 50, 100, 150, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000, 50_000}

// scale is the longest round length that takes at most a sixth of the width.
func (f Frame) scale() (metres, width float64) {
	metres = rulers[0]
	for _, m := range rulers {
		if f.Units(m) <= f.Width/6 {
			metres = m
		}
	}
	return metres, f.Units(metres)
}
