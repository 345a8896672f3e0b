package files

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"sem/internal/fault"
	"sem/internal/text"
)

// inspected is a file as it will be kept.
type inspected struct {
	file    File
	content []byte
}

// family is what the first bytes say a file is.
type family string

const (
	jpegFamily family = "jpeg"
	pngFamily  family = "png"
	webpFamily family = "webp"
	heicFamily family = "heic"
	pdfFamily  family = "pdf"
	zipFamily  family = "zip"
	textFamily family = "text"
)

// allowed are the extensions we take, and what their first bytes must be.
var allowed = map[string]family{
	".jpg": jpegFamily, ".jpeg": jpegFamily, ".png": pngFamily, ".webp": webpFamily, ".heic": heicFamily, ".heif": heicFamily,
	".pdf": pdfFamily, ".docx": zipFamily, ".xlsx": zipFamily, ".txt": textFamily,
}

// Accept lists the extensions for the accept attribute of a file field.
const Accept = ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf,.docx,.xlsx,.txt"

// inspect tells what a file is, from its name, its first bytes and its decoder, and gives
// it back as it will be kept.
func (s *Service) inspect(name string, content []byte) (inspected, error) {
	extension := strings.ToLower(path.Ext(name))
	want, ok := allowed[extension]
	if !ok {
		return inspected{}, fault.New(fault.Invalid, "Nous prenons les photos et les documents jpg, png, webp, heic, pdf, docx, xlsx et txt. Choisissez un autre fichier.")
	}
	if sniff(content) != want {
		return inspected{}, fault.New(fault.Invalid, "Le contenu de ce fichier n’est pas celui que son nom annonce. Enregistrez-le de nouveau, puis choisissez-le.")
	}
	kept, err := s.decode(want, extension, name, content)
	if err != nil {
		return inspected{}, err
	}
	sum := sha256.Sum256(kept.content)
	kept.file.Digest, kept.file.Size = hex.EncodeToString(sum[:]), int64(len(kept.content))
	return kept, nil
}

func (s *Service) decode(kind family, extension, name string, content []byte) (inspected, error) {
	switch kind {
	case pdfFamily:
		return inspected{File{Name: name, MediaType: "application/pdf"}, content}, nil
	case textFamily:
		return inspected{File{Name: name, MediaType: "text/plain; charset=utf-8"}, content}, nil
	case zipFamily:
		media, err := checkOffice(extension, content)
		return inspected{File{Name: name, MediaType: media}, content}, err
	}
	s.drawing.Lock()
	defer s.drawing.Unlock()
	return redraw(kind, name, content)
}

// sniff tells what the first bytes of a file are, empty when it is nothing we take.
func sniff(content []byte) family {
	has := func(at int, magic string) bool {
		return len(content) >= at+len(magic) && string(content[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "\xff\xd8\xff"):
		return jpegFamily
	case has(0, "\x89PNG\r\n\x1a\n"):
		return pngFamily
	case has(0, "RIFF") && has(8, "WEBP"):
		return webpFamily
	case has(4, "ftyp") && isHEIC(content):
		return heicFamily
	case has(0, "%PDF-1.") || has(0, "%PDF-2."):
		return pdfFamily
	case has(0, "PK\x03\x04"):
		return zipFamily
	case isText(content):
		return textFamily
	}
	return ""
}

// isHEIC looks for a brand of HEIF still images (ISO/IEC 23008-12, annex B.4).
func isHEIC(content []byte) bool {
	box := content[8:min(len(content), 64)]
	for _, brand := range []string{"heic", "heix", "heim", "heis", "mif1"} {
		if bytes.Contains(box, []byte(brand)) {
			return true
		}
	}
	return false
}

// isText tells a text of any of our languages from bytes and from pages that a browser
// would obey.
func isText(content []byte) bool {
	if !utf8.Valid(content) || bytes.ContainsAny(content, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x1b") {
		return false
	}
	start := strings.ToLower(strings.TrimLeft(string(content[:min(len(content), 512)]), "\ufeff \t\r\n"))
	for _, page := range []string{"<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "#!"} {
		if strings.HasPrefix(start, page) {
			return false
		}
	}
	return true
}

// The caps of compressed documents.
const (
	mostEntries  = 1000
	mostUnpacked = 100 << 20
	mostRatio    = 100
)

var office = map[string]struct{ main, media string }{
	".docx": {"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	".xlsx": {"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
}

// checkOffice goes through a docx or xlsx (ECMA-376, part 2) without trusting what its
// directory says: no macros, no links, no path outside, no bomb.
func checkOffice(extension string, content []byte) (media string, err error) {
	unfit := func(err error) (string, error) {
		return "", fault.Wrap(fault.Invalid, err, "Ce document ne peut pas être lu, ou il contient des macros. Enregistrez-le en PDF, puis choisissez-le.")
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return unfit(err)
	}
	if len(z.File) > mostEntries {
		return unfit(errors.New("too many entries"))
	}
	want, found := office[extension], false
	var unpacked int64
	for _, f := range z.File {
		if err := checkEntry(f); err != nil {
			return unfit(err)
		}
		n, err := unpackedSize(f, mostUnpacked-unpacked)
		if err != nil {
			return unfit(err)
		}
		unpacked += n
		found = found || f.Name == want.main
	}
	if unpacked > mostRatio*int64(len(content)) {
		return unfit(errors.New("compressed too much"))
	}
	if !found {
		return unfit(errors.New("not the kind of document its name says"))
	}
	return want.media, nil
}

func checkEntry(f *zip.File) error {
	name := strings.ToLower(f.Name)
	switch {
	case !f.Mode().IsRegular() && !f.Mode().IsDir():
		return errors.New("an entry is a link")
	case strings.Contains(name, "..") || strings.HasPrefix(name, "/") || strings.ContainsAny(name, "\\:"):
		return errors.New("an entry has a path outside")
	case strings.Contains(name, "vbaproject") || strings.HasSuffix(name, ".bin") && strings.Contains(name, "macro"):
		return errors.New("it holds macros")
	}
	return nil
}

// unpackedSize unpacks an entry into nothing, up to limit.
func unpackedSize(f *zip.File, limit int64) (int64, error) {
	body, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer body.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(body, limit+1))
	if err == nil && n > limit {
		err = errors.New("too large once unpacked")
	}
	return n, err
}

// longestName is the longest name of a file, extension included.
const longestName = 120

// safeName is the last part of a name, on one line, without what a disk or a header obeys.
func safeName(name string) string {
	name = text.SafeLine(name)
	if cut := strings.LastIndexAny(name, `/\`); cut >= 0 {
		name = name[cut+1:]
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"<>|:*?%;`, r) {
			return '-'
		}
		return r
	}, name)
	extension := path.Ext(name)
	stem := []rune(strings.Trim(strings.TrimSuffix(name, extension), ". "))
	if len(stem) == 0 {
		stem = []rune("fichier")
	}
	if most := longestName - utf8.RuneCountInString(extension); most > 0 && len(stem) > most {
		stem = stem[:most]
	}
	return string(stem) + extension
}
