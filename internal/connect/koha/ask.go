package koha

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// question is one request of the REST interface.
type question struct {
	doing  string // doing names it in errors: renew a loan.
	method string // method is GET by default.
	path   string
	query  url.Values
	embed  string // embed asks for more with the answer (x-koha-embed).
	body   any
	order  bool // order: it changes something, so that an answer that is lost leaves a doubt.
}

var (
	errAccount     = errors.New("koha refuses the account of service")
	errPermissions = errors.New("the account of service lacks permissions")
)

// ask asks one question. Answers of 2xx, and the refusals 400, 403, 404, 405 and 409, are
// answers; all else is a fault of kind Unavailable, or library.ErrUnsure after an order.
func (s *rest) ask(ctx context.Context, q question) (answer, error) {
	for again := false; ; again = true {
		r, err := s.request(ctx, q)
		if err != nil {
			return answer{}, away(q.doing, err)
		}
		token, err := s.purse.sign(r)
		if err != nil {
			return answer{}, err
		}
		a, sent, err := s.wire.send(r)
		switch {
		case err != nil && sent && q.order:
			return answer{}, unsure(q.doing, err)
		case err != nil:
			return answer{}, away(q.doing, err)
		case a.status == http.StatusUnauthorized && !again && s.purse.refuse(token):
			continue // Koha has forgotten the token; it did nothing, so the question may be put again.
		}
		return a, judge(q, a)
	}
}

func (s *rest) request(ctx context.Context, q question) (*http.Request, error) {
	address, body := s.wire.base.String()+q.path, []byte(nil)
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	if q.body != nil {
		var err error
		if body, err = json.Marshal(q.body); err != nil {
			return nil, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, either(q.method, http.MethodGet), address, bytes.NewReader(body))
	if err != nil {
		return nil, errAddress
	}
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if q.embed != "" {
		r.Header.Set("X-Koha-Embed", q.embed)
	}
	return r, nil
}

// judge tells an answer of Koha's from a sign that it is away, or that the account is not set up.
func judge(q question, a answer) error {
	switch {
	case a.status >= 200 && a.status < 300, a.status == http.StatusBadRequest, a.status == http.StatusNotFound,
		a.status == http.StatusMethodNotAllowed, a.status == http.StatusConflict:
		return nil
	case a.status == http.StatusUnauthorized:
		return away(q.doing, errAccount)
	case a.status == http.StatusForbidden:
		if lacking := a.problem().permissions(); lacking != "" {
			return away(q.doing, fmt.Errorf("%w: %s", errPermissions, lacking))
		}
		return nil
	case q.order && a.status >= 500 && a.status != http.StatusServiceUnavailable: // 503 is maintenance: nothing was done.
		return unsure(q.doing, wrongAnswer{status: a.status, code: a.problem().code()})
	}
	return away(q.doing, wrongAnswer{status: a.status, code: a.problem().code()})
}

// problem is what Koha writes with a refusal: a sentence, or what is wrong with the form of the
// question.
type problem struct {
	Error    word            `json:"error"`
	Code     word            `json:"error_code"`
	Required json.RawMessage `json:"required_permissions"`
	Errors   []struct {
		Message word `json:"message"`
		Path    word `json:"path"`
	} `json:"errors"`
}

// problem reads a refusal; what cannot be read says nothing.
func (a answer) problem() problem {
	var p problem
	if json.Unmarshal(a.body, &p) != nil {
		return problem{}
	}
	return p
}

// form tells whether Koha refused the form of the question, as a release does that does not know
// one of its words.
func (p problem) form() bool { return len(p.Errors) > 0 }

// code is Koha's code of an error, when it is a word.
func (p problem) code() string {
	if strings.ContainsFunc(string(p.Code), func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
		return ""
	}
	return string(p.Code)
}

// permissions names the permissions that the account of service lacks: borrowers: edit_borrowers.
func (p problem) permissions() string {
	var needed map[string]word
	if json.Unmarshal(p.Required, &needed) != nil {
		if strings.HasPrefix(string(p.Error), "Authorization failure") {
			return "?"
		}
		return ""
	}
	var names []string
	for module, part := range needed {
		names = append(names, word(module+": "+either(string(part), "…")).plain())
	}
	return either(strings.Join(names, ", "), "?")
}

// read reads a body of one object into dst.
func (a answer) read(doing string, dst any) error {
	if a.status != http.StatusOK && a.status != http.StatusCreated {
		return away(doing, wrongAnswer{status: a.status, code: a.problem().code()})
	}
	if err := json.Unmarshal(a.body, dst); err != nil {
		return away(doing, errNoAnswer) // The decoder's words may quote the body.
	}
	return nil
}

const (
	perPage  = 100 // perPage is what we ask for; a server may give less.
	maxPages = 50
)

var errEndless = errors.New("koha's list does not end")

// list asks for a list, page by page to its end. start is the answer to its first page when that
// was asked already. Addresses in Link are not followed: they count, no more.
func list[T any](ctx context.Context, s *rest, q question) ([]T, answer, error) {
	var all []T
	query := q.query
	for page := 1; page <= maxPages; page++ {
		q.query = url.Values{"_page": {strconv.Itoa(page)}, "_per_page": {strconv.Itoa(perPage)}}
		for name, values := range query {
			q.query[name] = values
		}
		a, err := s.ask(ctx, q)
		if err != nil || a.status != http.StatusOK {
			return nil, a, err
		}
		var some []T
		if err := a.read(q.doing, &some); err != nil {
			return nil, a, err
		}
		all = append(all, some...)
		if last(a.header, len(some), len(all)) {
			return all, a, nil
		}
	}
	return nil, answer{}, away(q.doing, errEndless)
}

// last tells whether a page is the last: by the count of the whole, else by the link to a next
// one, else because it is not full.
func last(h http.Header, here, sofar int) bool {
	if here == 0 {
		return true
	}
	if total, err := strconv.Atoi(h.Get("X-Total-Count")); err == nil {
		return sofar >= total
	}
	if links := h.Values("Link"); len(links) > 0 {
		next := strings.Join(links, ",")
		return !strings.Contains(next, `rel="next"`) && !strings.Contains(next, "rel=next")
	}
	return here < perPage
}
