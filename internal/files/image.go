package files

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"path"
	"strings"

	"github.com/gen2brain/heic"
	"golang.org/x/image/webp"

	"sem/internal/fault"
)

// mostPixels is the largest photo, read from its header before anything is decoded.
const mostPixels = 25_000_000

// quality is that of the JPEG we draw: nobody sees a difference from 85 up.
const quality = 85

// redraw decodes a photo, turns it upright and draws it anew, so that nothing but the
// picture remains of it.
func redraw(kind family, name string, content []byte) (inspected, error) {
	size, err := measure(kind, content)
	if err != nil || size.Width < 1 || size.Height < 1 {
		return inspected{}, unreadable(err)
	}
	if size.Width*size.Height > mostPixels {
		return inspected{}, fault.New(fault.Invalid, "Cette photo est trop grande. La limite est de 25 mégapixels. Réduisez-la, ou choisissez-en une autre.")
	}
	picture, err := decodeImage(kind, content)
	if err != nil {
		return inspected{}, unreadable(err)
	}
	if b := picture.Bounds(); b.Dx()*b.Dy() > mostPixels {
		return inspected{}, unreadable(errors.New("larger than its header says"))
	}
	picture = upright(picture, orientation(kind, content))
	return encode(kind, name, picture)
}

func unreadable(err error) error {
	return fault.Wrap(fault.Invalid, err, "Cette photo ne peut pas être lue. Choisissez-en une autre ou continuez sans photo.")
}

func measure(kind family, content []byte) (image.Config, error) {
	r := bytes.NewReader(content)
	switch kind {
	case jpegFamily:
		return jpeg.DecodeConfig(r)
	case pngFamily:
		return png.DecodeConfig(r)
	case webpFamily:
		return webp.DecodeConfig(r)
	case heicFamily:
		return heic.DecodeConfig(r)
	}
	return image.Config{}, fmt.Errorf("%s is no kind of photo", kind)
}

func decodeImage(kind family, content []byte) (image.Image, error) {
	r := bytes.NewReader(content)
	switch kind {
	case jpegFamily:
		return jpeg.Decode(r)
	case pngFamily:
		return png.Decode(r)
	case webpFamily:
		return webp.Decode(r)
	case heicFamily:
		return heic.Decode(r)
	}
	return nil, fmt.Errorf("%s is no kind of photo", kind)
}

// encode draws a picture as PNG when it came as PNG or lets something shine through, and as
// JPEG otherwise.
func encode(kind family, name string, picture image.Image) (inspected, error) {
	var b bytes.Buffer
	f := File{Width: picture.Bounds().Dx(), Height: picture.Bounds().Dy(), MediaType: "image/jpeg"}
	extension := ".jpg"
	if kind == pngFamily || kind == webpFamily && !isOpaque(picture) {
		f.MediaType, extension = "image/png", ".png"
		encoder := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := encoder.Encode(&b, picture); err != nil {
			return inspected{}, unreadable(err)
		}
	} else if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: quality}); err != nil {
		return inspected{}, unreadable(err)
	}
	f.Name = name
	if e := strings.ToLower(path.Ext(name)); e != extension && !(extension == ".jpg" && e == ".jpeg") {
		f.Name = strings.TrimSuffix(name, path.Ext(name)) + extension
	}
	return inspected{f, b.Bytes()}, nil
}

func isOpaque(picture image.Image) bool {
	o, ok := picture.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// upright turns a picture as its EXIF orientation asks (Exif 2.32, 4.6.4, tag 0112): 1 is
// as it is, 2 to 4 mirrored and upside down, 5 to 8 on its side.
func upright(picture image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return picture
	}
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	from := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(from, from.Bounds(), picture, b.Min, draw.Src)
	if orientation >= 5 {
		w, h = h, w
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := source(orientation, x, y, w, h)
			i, j := to.PixOffset(x, y), from.PixOffset(sx, sy)
			copy(to.Pix[i:i+4], from.Pix[j:j+4])
		}
	}
	return to
}

// source is which point of the stored picture stands at x, y of the upright one, whose
// size is w by h.
func source(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, w - 1 - x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return h - 1 - y, x
	}
	return x, y
}
