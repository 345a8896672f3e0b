package wateringweb

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
)

func TestTheDrawnCodeIsTheCodeSquareBySquare(t *testing.T) {
	const address = "https://ville.exemple/arrosage/permis/ABCDEFGH"
	drawn, err := codeOf(address)
	if err != nil {
		t.Fatal(err)
	}
	want, err := qr.Encode(address, qr.Q, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	side := want.Bounds().Dx()
	if drawn.Size != fmt.Sprintf("0 0 %d %d", side+8, side+8) {
		t.Errorf("the box is %s for %d squares and a border of four", drawn.Size, side)
	}
	black := map[[2]int]bool{}
	for _, run := range strings.Split(strings.TrimSuffix(drawn.Path, "z"), "z") {
		var x, y, wide, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &wide, &back); err != nil || wide != back {
			t.Fatalf("%q: %v", run, err)
		}
		for i := range wide {
			black[[2]int{x + i - 4, y - 4}] = true
		}
	}
	for y := range side {
		for x := range side {
			if isBlack := want.At(x, y) == color.Black; black[[2]int{x, y}] != isBlack {
				t.Fatalf("square %d, %d is drawn %v, want %v", x, y, black[[2]int{x, y}], isBlack)
			}
		}
	}
}
