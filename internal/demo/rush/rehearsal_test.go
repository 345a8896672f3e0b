package rush_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/demo/rush"
)

// A rehearsal visits a demonstration that runs, whose opening is near:
//
//	sem demo --size city --now 2026-12-02T08:59
//	go test ./internal/demo/rush -run Rehearsal -count 1 -v -timeout 1h -args -site http://127.0.0.1:8080 -families 500
var (
	site     = flag.String("site", "", "the address of a demonstration to rehearse an opening in")
	families = flag.Int("families", 200, "how many families come")
	first    = flag.Int("first", 200001, "the user code of the first one")
	password = flag.String("password", "demo-saint-eustache", "the password of all")
	page     = flag.String("page", "/loisirs", "a page of the catalogue with the groups that are wanted")
	wanted   = flag.String("groups", "", "the groups that are wanted, between commas; empty takes those of the page")
)

func TestRehearsal(t *testing.T) {
	if *site == "" {
		t.Skip("no demonstration was named: -args -site http://127.0.0.1:8080")
	}
	through := &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64}
	groups := strings.FieldsFunc(*wanted, func(r rune) bool { return r == ',' })
	if len(groups) == 0 {
		var err error
		if groups, err = rush.Groups(t.Context(), *site, through, *page); err != nil {
			t.Fatal(err)
		}
	}
	if len(groups) == 0 {
		t.Fatalf("%s%s leads to no group", *site, *page)
	}
	m := &rush.Morning{Sites: strings.Split(*site, ","), Through: through, Callers: 64, Twice: 10, Looks: 3600, Pass: second}
	for i := range *families {
		m.Families = append(m.Families, rush.Family{Code: fmt.Sprint(*first + i), Password: *password, Group: groups[i%len(groups)], Else: slices.Concat(groups[i%len(groups):], groups[:i%len(groups)])[1:]})
	}
	if err := m.Gather(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d families wait for %d groups", len(m.Families), len(groups))
	r, err := m.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("after %v: %v %v", r.Took.Round(time.Second), r.Outcomes, r.Reasons)
	for _, f := range r.Figures() {
		t.Logf("%s %.4g %s", f.Name, f.Value, f.Unit)
	}
	lost, err := m.Recheck(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if len(lost) > 0 || len(r.Unlike) > 0 {
		t.Errorf("lost after they were acknowledged: %v; buttons pressed twice with two effects: %q", lost, r.Unlike)
	}
}

// second lets a second of the machine go by.
func second(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Second):
		return nil
	}
}
