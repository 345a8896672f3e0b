package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
)

// picture is what a photograph sent along with a request shows.
type picture string

// The pictures.
const (
	pothole picture = "trou"
	bin     picture = "bac"
	cone    picture = "cone"
)

const pictureWidth, pictureHeight = 960, 720

var (
	skyBlue = color.RGBA{0xb8, 0xd4, 0xe3, 0xff}
	grass   = color.RGBA{0x6b, 0x9a, 0x4d, 0xff}
	asphalt = color.RGBA{0x6e, 0x70, 0x74, 0xff}
	dark    = color.RGBA{0x33, 0x30, 0x2e, 0xff}
	water   = color.RGBA{0x4a, 0x5b, 0x66, 0xff}
	brown   = color.RGBA{0x6f, 0x4a, 0x2f, 0xff}
	orange  = color.RGBA{0xf2, 0x6a, 0x1b, 0xff}
	paper   = color.RGBA{0xf4, 0xf2, 0xea, 0xff}
)

// draw is the picture as a PNG file.
func (p picture) draw() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, pictureWidth, pictureHeight))
	ground := asphalt
	if p == bin {
		ground = grass
	}
	for y := range pictureHeight {
		for x := range pictureWidth {
			img.Set(x, y, p.colour(float64(x)/pictureWidth, float64(y)/pictureHeight, ground))
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("draw %s: %w", p, err)
	}
	return b.Bytes(), nil
}

// colour is what is seen at a place of the picture, x and y from 0 to 1.
func (p picture) colour(x, y float64, ground color.RGBA) color.RGBA {
	if c, ok := p.object(x, y); ok {
		return c
	}
	if y < 0.3 {
		return skyBlue
	}
	if ground == asphalt && math.Abs(x-0.5-(y-0.3)*0.1) < 0.006+0.012*y && int(y*14)%2 == 0 {
		return paper // The line in the middle of the road.
	}
	return ground
}

func (p picture) object(x, y float64) (color.RGBA, bool) {
	switch p {
	case pothole:
		if inOval(x, y, 0.4, 0.68, 0.13, 0.07) {
			return water, true
		}
		if inOval(x, y, 0.4, 0.67, 0.2, 0.12) {
			return dark, true
		}
	case cone:
		if y > 0.35 && y < 0.7 && math.Abs(x-0.55) < (y-0.32)*0.25 {
			if y > 0.48 && y < 0.55 {
				return paper, true
			}
			return orange, true
		}
		return pothole.object(x, y)
	case bin:
		if y > 0.4 && y < 0.86 && math.Abs(x-0.5) < 0.15-(y-0.4)*0.06 {
			return brown, true
		}
		if lid := 0.36 + (x-0.34)*0.35; x > 0.34 && x < 0.7 && math.Abs(y-lid) < 0.025 && math.Abs(x-0.55) > 0.012 {
			return dark, true
		}
	}
	return color.RGBA{}, false
}

func inOval(x, y, cx, cy, rx, ry float64) bool {
	dx, dy := (x-cx)/rx, (y-cy)/ry
	return dx*dx+dy*dy < 1
}
