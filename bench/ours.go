package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sem/bench/crowd"
	"sem/internal/accounts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// ours is SEM en ligne as it is shipped, serving its small demonstration, to which families
// with an account, open sessions and a program of free courses were added.
type ours struct {
	folder, url, binary string
	secrets             []string
}

func (o *ours) name() string { return "ours" }

// build builds the program, as make build does.
func build(folder string) (string, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "sem").Output()
	if err != nil {
		return "", err
	}
	name := filepath.Join(folder, "sem")
	cmd := exec.Command("go", "build", "-trimpath", "-tags", "nodynamic", "-o", name, "./cmd/sem")
	cmd.Dir, cmd.Env = strings.TrimSpace(string(root)), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return name, nil
}

func (o *ours) command(addr string) []string {
	return []string{o.binary, "demo", "--size", "small", "--data", o.folder, "--database", o.url, "--addr", addr, "--admin-addr", "off", "--set", "log_level=error"}
}

func (o *ours) fill(ctx context.Context, families int, courses []course) error {
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	p, err := start(nil, o.command(addr)...) // It makes the tables and its small town, and is stopped.
	if err != nil {
		return err
	}
	if err := until("our town", p, 3*time.Minute, answers(addr, "/readyz")); err != nil {
		return errors.Join(err, p.stop())
	}
	if err := p.stop(); err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Settings{URL: o.url, File: filepath.Join(o.folder, "sem.db")})
	if err != nil {
		return err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error { return o.load(ctx, d, tx, families, courses) })
	if err == nil {
		err = d.Analyse(ctx)
	}
	return errors.Join(err, d.Close())
}

func family(i int) string { return fmt.Sprintf("banc-%06d", i) }

// load writes the families with their sessions, and the courses.
func (o *ours) load(ctx context.Context, d *db.DB, tx *db.Tx, families int, courses []course) error {
	now, ids := clock.System(), id.Random()
	at := now.Now()
	all := make([]people.Person, families)
	doors := make([]accounts.Account, families)
	for i := range families {
		all[i] = people.Person{
			ID: people.ID(family(i)), GivenName: "Alex", FamilyName: "Gagnon", BirthDate: "1988-05-05", Language: "fr",
			Residence: people.Resident, ResidenceUntil: at.AddDate(1, 0, 0), CreatedAt: at, UpdatedAt: at,
		}
		doors[i] = accounts.Account{ID: accounts.ID("compte-" + family(i)), Person: all[i].ID, UserCode: fmt.Sprint(9_000_000 + i), State: accounts.Active, CreatedAt: at, UpdatedAt: at}
	}
	register := &people.Service{DB: d, Clock: now, IDs: ids}
	if err := register.Load(ctx, tx, slices.Values(all)); err != nil {
		return err
	}
	if err := (&accounts.Service{DB: d, Clock: now, IDs: ids, People: register}).Load(ctx, tx, "unused", slices.Values(doors)); err != nil {
		return err
	}
	o.secrets = make([]string, families)
	store := session.Store{DB: d, Clock: now}
	for i, one := range doors {
		var err error
		if o.secrets[i], err = store.Start(ctx, tx, session.Session{Account: string(one.ID), Device: "banc", Origin: "127.0.0.1"}); err != nil {
			return err
		}
	}
	return (&leisure.Service{DB: d, Clock: now, IDs: ids}).LoadTx(ctx, tx, program(at, courses))
}

// program is a session that opened yesterday, with free courses for adults.
func program(at time.Time, courses []course) leisure.Parts {
	first := civil.DayOf(at) + 30
	parts := leisure.Parts{Sessions: []leisure.Session{{
		ID: "banc", Code: "BANC", Name: i18n.Words{FR: "Banc d’essai"}, From: first, To: first + 70, Published: true, Windows: []leisure.Window{{Opens: at.AddDate(0, 0, -1)}},
	}}}
	for _, c := range courses {
		parts.Activities = append(parts.Activities, leisure.Activity{ID: leisure.ActivityID(c.id), Session: "banc", Code: c.id, Title: i18n.Words{FR: "Natation " + c.id}, Category: "sport"})
		parts.Groups = append(parts.Groups, leisure.Group{
			ID: leisure.GroupID(c.id), Activity: leisure.ActivityID(c.id), Session: "banc", Code: c.id + "-01", Places: c.places, From: first, To: first + 63,
			Prices: []leisure.Price{{Amount: 0}}, Slots: []leisure.Slot{{Weekday: time.Saturday, Start: civil.Time(9 * 60), End: civil.Time(10 * 60)}},
		})
	}
	return parts
}

func (o *ours) serve(addr string, sync time.Duration) (*process, error) {
	if o.url != "" {
		sync = 0 // The disk is the server's.
	}
	p, err := start(nil, slow(sync, o.command(addr))...)
	if err != nil {
		return nil, err
	}
	return p, until("our town", p, time.Minute, answers(addr, "/readyz"))
}

const form = "application/x-www-form-urlencoded"

func (o *ours) headers(i int) string {
	return "Cookie: " + session.Ticket + "=" + o.secrets[i] + "\r\nSec-Fetch-Site: same-origin\r\n"
}

// visit registers for a course that costs nothing with its one button: the place is held,
// confirmed, journaled and told of before the answer.
func (o *ours) visit(course func(i int) string) crowd.Visit {
	return func(b *crowd.Browser, i int) (crowd.Outcome, error) {
		a, err := b.Post("/panier/ajouter", form, o.headers(i), url.Values{"groupe": {course(i)}, "personne": {family(i)}, "aussitot": {"1"}, forms.KeyField: {forms.NewKey()}}.Encode())
		switch {
		case err != nil:
			return crowd.Failed, err
		case a.Status == 303 && strings.HasPrefix(a.Location, "/loisirs/attente"):
			return crowd.Full, nil
		case a.Status != 303 || !strings.HasPrefix(a.Location, "/loisirs/inscriptions/"):
			return crowd.Failed, fmt.Errorf("registering answers %d %s", a.Status, a.Location)
		}
		return crowd.Confirmed, nil
	}
}

func (o *ours) taken(ctx context.Context) (map[string]int, error) {
	d, err := db.Open(ctx, db.Settings{URL: o.url, File: filepath.Join(o.folder, "sem.db")})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	rows, err := d.Query(ctx, `
		SELECT p.group_id, COUNT(*)
		FROM   registration_place p JOIN registration_order o ON o.id = p.order_id
		WHERE  p.state = 'confirmed' AND o.state = 'confirmed'
		GROUP  BY p.group_id`)
	all := map[string]int{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var name string
		var n int
		err := r.Scan(&name, &n)
		all[name] = n
		return struct{}{}, err
	})
	return all, err
}
