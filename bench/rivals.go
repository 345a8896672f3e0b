package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"sem/bench/crowd"
	"sem/bench/guarded"
	"sem/bench/plain"
)

// simple is the plain handler.
type simple struct{ folder, url string }

func (s *simple) name() string { return "plain" }

func (s *simple) place() string {
	if s.url != "" {
		return s.url
	}
	return filepath.Join(s.folder, "plain.db")
}

func (s *simple) fill(ctx context.Context, families int, courses []course) error {
	t, err := plain.Open(s.place())
	if err != nil {
		return err
	}
	defer t.Close()
	all := make([]plain.Course, len(courses))
	for i, c := range courses {
		all[i] = plain.Course{ID: c.id, Places: c.places}
	}
	return t.Fill(ctx, families, all)
}

func (s *simple) serve(addr string, sync time.Duration) (*process, error) {
	if s.url != "" {
		sync = 0 // The disk is the server's.
	}
	p, err := again(sync, "plain", s.place(), addr)
	if err != nil {
		return nil, err
	}
	return p, until("the plain program", p, time.Minute, answers(addr, "/"))
}

// again runs this program as another process, which serves one of the rivals.
func again(sync time.Duration, args ...string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(nil, slow(sync, append([]string{self}, args...))...)
}

func (s *simple) visit(course func(i int) string) crowd.Visit {
	return func(b *crowd.Browser, i int) (crowd.Outcome, error) {
		a, err := b.Post("/inscriptions", form, "Cookie: session="+plain.Secret(i)+"\r\n", url.Values{"cours": {course(i)}, "cle": {fmt.Sprint("cle-", i)}}.Encode())
		return outcome(a, err, 303, 409)
	}
}

func (s *simple) taken(ctx context.Context) (map[string]int, error) {
	t, err := plain.Open(s.place())
	if err != nil {
		return nil, err
	}
	defer t.Close()
	return t.Taken(ctx)
}

func outcome(a crowd.Answer, err error, yes, no int) (crowd.Outcome, error) {
	switch {
	case err != nil:
		return crowd.Failed, err
	case a.Status == yes:
		return crowd.Confirmed, nil
	case a.Status == no:
		return crowd.Full, nil
	}
	return crowd.Failed, fmt.Errorf("registering answers %d", a.Status)
}

// pocket is PocketBase with a hook.
type pocket struct {
	folder string
	noted  bool // noted: it writes a journal and a notice too.
	tokens []string
}

func (p *pocket) name() string {
	if p.noted {
		return "pocketbase_noted"
	}
	return "pocketbase"
}

func (p *pocket) fill(_ context.Context, families int, courses []course) error {
	all := make([]guarded.Course, len(courses))
	for i, c := range courses {
		all[i] = guarded.Course{ID: c.id, Places: c.places}
	}
	var err error
	p.tokens, err = guarded.Fill(p.folder, families, all)
	return err
}

func (p *pocket) serve(addr string, sync time.Duration) (*process, error) {
	ran, err := again(sync, p.name(), p.folder, addr)
	if err != nil {
		return nil, err
	}
	return ran, until("PocketBase", ran, time.Minute, answers(addr, "/api/health"))
}

func (p *pocket) visit(course func(i int) string) crowd.Visit {
	return func(b *crowd.Browser, i int) (crowd.Outcome, error) {
		a, err := b.Post("/api/collections/registrations/records", "application/json", "Authorization: "+p.tokens[i]+"\r\n", fmt.Sprintf(`{"course":%q,"key":"cle-%d"}`, course(i), i))
		return outcome(a, err, 200, 409)
	}
}

func (p *pocket) taken(ctx context.Context) (map[string]int, error) {
	d, err := sql.Open("sqlite", "file:"+guarded.File(p.folder))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return plain.Count(ctx, d, `SELECT course, COUNT(*) FROM registrations GROUP BY course`)
}
