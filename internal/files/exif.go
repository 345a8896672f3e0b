package files

import (
	"bytes"
	"encoding/binary"
)

// orientation is how a photo was held, from its Exif data; 1 when it does not say. The
// decoder of heic turns its pictures itself.
func orientation(kind family, content []byte) int {
	var exif []byte
	switch kind {
	case jpegFamily:
		exif = jpegExif(content)
	case pngFamily:
		exif = pngExif(content)
	case webpFamily:
		exif = webpExif(content)
	}
	return tiffOrientation(bytes.TrimPrefix(exif, []byte("Exif\x00\x00")))
}

// jpegExif is the APP1 segment that holds Exif data (Exif 2.32, 4.5.4).
func jpegExif(b []byte) []byte {
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		marker, size := b[at+1], int(binary.BigEndian.Uint16(b[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(b) {
			return nil
		}
		segment := b[at+4 : at+2+size]
		if marker == 0xe1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return segment
		}
		at += 2 + size
	}
	return nil
}

// pngExif is the eXIf chunk (PNG 3, 11.3.4.5).
func pngExif(b []byte) []byte {
	for at := 8; at+8 <= len(b); {
		size := int(binary.BigEndian.Uint32(b[at:]))
		if size < 0 || at+8+size > len(b) {
			return nil
		}
		if string(b[at+4:at+8]) == "eXIf" {
			return b[at+8 : at+8+size]
		}
		at += 12 + size
	}
	return nil
}

// webpExif is the EXIF chunk (RFC 9649, 2.7.1.5).
func webpExif(b []byte) []byte {
	for at := 12; at+8 <= len(b); {
		size := int(binary.LittleEndian.Uint32(b[at+4:]))
		if size < 0 || at+8+size > len(b) {
			return nil
		}
		if string(b[at:at+4]) == "EXIF" {
			return b[at+8 : at+8+size]
		}
		at += 8 + size + size%2
	}
	return nil
}

// tiffOrientation reads tag 0112 of the first directory (TIFF 6.0, section 2).
func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at+2 > len(b) {
		return 1
	}
	count := int(order.Uint16(b[at:]))
	for i := range count {
		entry := at + 2 + 12*i
		if entry+12 > len(b) {
			return 1
		}
		if order.Uint16(b[entry:]) == 0x0112 {
			if v := int(order.Uint16(b[entry+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
