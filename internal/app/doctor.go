package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/payments"
	"sem/internal/schema"
)

// errUnwell is what Doctor returns when something does not answer; what it is was printed.
var errUnwell = errors.New("something is wrong; see the lines that begin with NO")

// Doctor prints every setting with where it came from, then whether what the city needs
// answers. It changes nothing, and fails when something does not answer.
func Doctor(ctx context.Context, c config.Config, verify bool, to io.Writer) error {
	t := tabwriter.NewWriter(to, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "SETTING\tVALUE\tFROM\tVARIABLE")
	for _, s := range c.Settings() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", s.Key, s.Value, s.Origin, s.Env)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(to)
	x := examination{Config: c, to: to}
	x.say("key", x.key())
	d, err := x.database(ctx)
	x.say("database", err)
	if d != nil {
		defer d.Close()
		x.say("schema", x.schema(ctx, d))
		if verify {
			x.say("journal", x.journal(ctx, d))
			x.say("books", x.books(ctx, d))
		}
	}
	x.say("mail", x.mail(ctx))
	if x.unwell {
		return errUnwell
	}
	return nil
}

// examination is one visit of the doctor.
type examination struct {
	config.Config
	to     io.Writer
	unwell bool
	words  string // words are what a question that went well found.
}

func (x *examination) say(what string, err error) {
	if err != nil {
		x.unwell = true
		fmt.Fprintf(x.to, "NO  %s: %v\n", what, err)
		return
	}
	fmt.Fprintf(x.to, "ok  %s: %s\n", what, x.words)
}

func (x *examination) key() error {
	name := x.MasterKeyFile()
	if _, err := os.Stat(name); err != nil {
		if _, made := os.Stat(x.DatabaseFile()); made == nil || x.DatabaseURL != "" {
			return fmt.Errorf("%s is missing", name)
		}
		x.words = "none yet; it is made at the first start"
		return nil
	}
	x.words = name
	_, err := x.Keys()
	return err
}

// database opens the registers, without making them where there are none.
func (x *examination) database(ctx context.Context) (*db.DB, error) {
	if _, err := os.Stat(x.DatabaseFile()); err != nil && x.DatabaseURL == "" {
		x.words = "none yet; it is made at the first start"
		return nil, nil
	}
	d, err := db.Open(ctx, db.Settings{URL: x.DatabaseURL, File: x.DatabaseFile(), Connections: 2})
	if err != nil {
		return nil, err
	}
	asked, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	start := clock.System().Now()
	if err := d.Ping(asked); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	x.words = fmt.Sprintf("%s answers in %s", d.Kind(), clock.Since(start).Round(10*time.Microsecond))
	return d, nil
}

const doctorPatience = 5 * time.Second

func (x *examination) schema(ctx context.Context, d *db.DB) error {
	at, known, err := schema.Version(ctx, d)
	if err != nil {
		return err
	}
	x.words = fmt.Sprintf("version %d, this program knows %d", at, known)
	if at > known {
		return schema.ErrNewer
	}
	return nil
}

// journal verifies the chain of the journal, up to the head written outside the database.
// books goes through the ledger: it balances, and no bill is paid twice.
func (x *examination) books(ctx context.Context, d *db.DB) error {
	audit, err := payments.Verify(ctx, d)
	if err != nil {
		return err
	}
	x.words = fmt.Sprintf("%d movements, and they balance", audit.Movements)
	if !audit.OK() {
		return errors.New(strings.Join(audit.Wrong, "; "))
	}
	return nil
}

func (x *examination) journal(ctx context.Context, d *db.DB) error {
	keys, err := x.Keys()
	if err != nil {
		return err
	}
	head, err := journal.ReadHead(x.Data)
	if err != nil {
		return err
	}
	s := &journal.Service{DB: d, Clock: clock.System(), IDs: id.Random(), Key: keys.For(journalKey)}
	report, err := s.Verify(ctx, head)
	if err != nil {
		return err
	}
	x.words = fmt.Sprintf("%d entries sealed, %d wait for their seal; nothing was touched", report.Sealed, report.Unsealed)
	if report.OK() {
		return nil
	}
	var wrong []error
	for _, p := range report.Problems {
		wrong = append(wrong, fmt.Errorf("place %d, entry %s: %s", p.Seq, p.Entry, p.Kind))
	}
	if report.More > 0 {
		wrong = append(wrong, fmt.Errorf("and %d others", report.More))
	}
	return errors.Join(wrong...)
}

// mail asks the mail server for its greeting, and says no more to it.
func (x *examination) mail(ctx context.Context) error {
	if x.SMTP.Addr == "" {
		x.words = "no server is set; messages wait"
		return nil
	}
	if x.SMTP.TLS == "tls" {
		x.words = x.SMTP.Addr + " takes connections"
	} else {
		x.words = x.SMTP.Addr + " greets"
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", x.SMTP.Addr)
	if err != nil || x.SMTP.TLS == "tls" {
		return err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetReadDeadline(deadline); err != nil {
			return err
		}
	}
	greeting, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.HasPrefix(greeting, "220") { // RFC 5321, 4.2
		return fmt.Errorf("the server says %q", strings.TrimSpace(greeting))
	}
	return nil
}
