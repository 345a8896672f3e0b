package ui

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
)

// heavyLimit is how far a form over UploadLimit is still read. A browser that is cut off
// while it sends shows a broken line and not our answer, so we listen to the end, and keep
// the words only.
const heavyLimit = 64 << 20

// Heavy is what the file fields of a form over UploadLimit carried, in bytes. Nothing of it
// is kept.
type Heavy struct {
	Largest int64
	Total   int64
}

// heavy answers a form over UploadLimit: the route's own way with the words that came, or
// the apology, once the sender has finished.
func heavy(route Route) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, heavyLimit)
		if route.Heavy == nil {
			_, err := io.Copy(io.Discard, r.Body)
			return errors.Join(&http.MaxBytesError{Limit: UploadLimit}, err)
		}
		carried, err := wordsOf(r)
		if err != nil {
			return readable(err)
		}
		return route.Heavy(w, r, carried)
	}
}

// wordsOf gives r the form without its files.
func wordsOf(r *http.Request) (Heavy, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return Heavy{}, err
	}
	var carried Heavy
	words, left := url.Values{}, int64(FormLimit)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Heavy{}, err
		}
		if part.FileName() != "" {
			size, err := io.Copy(io.Discard, part)
			if err != nil {
				return Heavy{}, err
			}
			carried.Total += size
			carried.Largest = max(carried.Largest, size)
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return Heavy{}, err
		}
		if left -= int64(len(value)); left < 0 {
			return Heavy{}, &http.MaxBytesError{Limit: FormLimit}
		}
		words.Add(part.FormName(), string(value))
	}
	r.Form, r.PostForm, r.MultipartForm = words, words, &multipart.Form{Value: words, File: map[string][]*multipart.FileHeader{}}
	return carried, nil
}
