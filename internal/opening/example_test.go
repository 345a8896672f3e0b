package opening_test

import (
	"fmt"

	"sem/internal/opening"
)

// The numbers of three families, and the seed that was published after the draw.
func ExampleDraw() {
	seed := make([]byte, 32)
	fmt.Println("promised:", opening.Commitment(seed)[:12])
	for _, lot := range opening.Draw(seed, []string{"aa", "bb", "cc"}) {
		fmt.Println(lot.Rank, lot.Number, lot.Key[:8])
	}
	// Output:
	// promised: 66687aadf862
	// 1 cc 34fa71f5
	// 2 bb 4371f740
	// 3 aa 71d95d3d
}
