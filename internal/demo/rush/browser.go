package rush

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"sem/internal/clock"
)

// Inside is a transport to a handler in this process, without a network between.
func Inside(h http.Handler) http.RoundTripper { return inside{h} }

type inside struct{ http.Handler }

// RoundTrip has the handler answer.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	r = r.Clone(r.Context())
	r.RemoteAddr, r.RequestURI = "192.0.2.1:40000", r.URL.RequestURI()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	i.ServeHTTP(w, r)
	return w.Result(), nil
}

// browser is what a family browses with.
type browser struct {
	sites    []string // sites are the addresses of the town; the first one is asked.
	through  http.RoundTripper
	patience time.Duration // patience is how long it asks again, here and there, when nobody answers.
	cookies  map[string]string
}

// twin is another window of the same family, which asks at the next address.
func (b *browser) twin() *browser {
	t := *b
	t.cookies = maps.Clone(b.cookies)
	t.sites = slices.Clone(b.sites)
	t.turn()
	return &t
}

// turn has the next address asked from now on.
func (b *browser) turn() { b.sites = append(b.sites[1:], b.sites[0]) }

// answer is what a browser was answered.
type answer struct {
	status int
	to     string // to is where a redirection leads.
	body   string
	header http.Header
	took   time.Duration
}

// longest is how long a browser waits for an answer.
const longest = 30 * time.Second

func (b *browser) get(ctx context.Context, path string) (answer, error) {
	return b.ask(ctx, http.MethodGet, path, nil)
}

func (b *browser) post(ctx context.Context, path string, form url.Values) (answer, error) {
	return b.ask(ctx, http.MethodPost, path, form)
}

// ask asks until somebody answers, with the same form; redirections are the caller's to follow.
func (b *browser) ask(ctx context.Context, method, path string, form url.Values) (answer, error) {
	const pause = 100 * time.Millisecond
	for began := now(); ; {
		a, err := b.askOnce(ctx, method, path, form)
		if err == nil || ctx.Err() != nil || now().Sub(began) >= b.patience {
			return a, err
		}
		b.turn()
		if err := rest(ctx, pause); err != nil {
			return answer{}, err
		}
	}
}

// rest lets some time of the machine go by.
func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (b *browser) askOnce(ctx context.Context, method, path string, form url.Values) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, b.sites[0]+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	began := clock.System().Now()
	w, err := b.through.RoundTrip(r)
	if err != nil {
		return answer{}, err
	}
	defer w.Body.Close()
	body, err := io.ReadAll(io.LimitReader(w.Body, 1<<20))
	if err != nil {
		return answer{}, err
	}
	for _, c := range w.Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c.Value
	}
	to, _ := url.Parse(w.Header.Get("Location"))
	a := answer{status: w.StatusCode, body: string(body), header: w.Header, took: clock.Since(began)}
	if to != nil {
		a.to = to.RequestURI()
		if to.String() == "" {
			a.to = ""
		}
	}
	return a, nil
}

// together has so many do something at once, each with the next of n, and gives the first error.
func together(ctx context.Context, callers, n int, do func(i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(callers, n) {
		wait.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wait.Wait()
	return context.Cause(ctx)
}
