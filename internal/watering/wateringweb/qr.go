package wateringweb

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// code is an address as the squares of a QR code, ready for an SVG.
type code struct {
	Size string // Size is the side in squares, the quiet border of four included (ISO/IEC 18004, 6.3.8).
	Path string
}

// codeOf draws an address. A quarter of it may be hidden by rain or a staple.
func codeOf(address string) (code, error) {
	matrix, err := qr.Encode(address, qr.Q, qr.Auto)
	if err != nil {
		return code{}, fmt.Errorf("draw the code of a permit: %w", err)
	}
	const border = 4
	side := matrix.Bounds().Dx()
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			run := 0
			for x+run < side && dark(matrix.At(x+run, y).RGBA()) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+border, y+border, run, run)
				x += run
			}
		}
	}
	return code{Size: fmt.Sprintf("0 0 %[1]d %[1]d", side+2*border), Path: path.String()}, nil
}

func dark(r, _, _, _ uint32) bool { return r < 1<<15 }
