package mail_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/id"
	"sem/internal/mail"
)

var rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

// post is a letter box whose jobs and letters are only remembered.
type post struct {
	*mail.Service
	t       *testing.T
	clock   *clock.Still
	jobs    []mail.Deliver
	letters []mail.Letter
	fails   error
}

func newPost(t *testing.T, d *db.DB) *post {
	p := &post{t: t, clock: clock.At(rentrée)}
	p.Service = &mail.Service{DB: d, Clock: p.clock, IDs: id.Counting("m"), Domain: "ville.example", Email: p,
		Later: func(_ context.Context, _ *db.Tx, job mail.Deliver) error {
			p.jobs = append(p.jobs, job)
			return nil
		}}
	return p
}

func (p *post) Send(_ context.Context, l mail.Letter) error {
	if p.fails == nil {
		p.letters = append(p.letters, l)
	}
	return p.fails
}

func (p *post) queue(m mail.Message) error {
	return p.DB.InTx(p.t.Context(), func(tx *db.Tx) error { return p.QueueTx(p.t.Context(), tx, m) })
}

func (p *post) only() mail.Kept {
	p.t.Helper()
	kept, err := p.List(p.t.Context(), 10)
	if err != nil || len(kept) != 1 {
		p.t.Fatalf("the box holds %d messages, %v", len(kept), err)
	}
	return kept[0]
}

var hello = mail.Message{Key: "request/1/received", To: "marie@exemple.com", Subject: "Votre demande est reçue\r\nBcc: luc@exemple.com", Text: "Bonjour", Person: "marie"}

func TestTheSameKeyIsOneMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d)
		for range 2 {
			if err := p.queue(hello); err != nil {
				t.Fatal(err)
			}
		}
		if len(p.jobs) != 1 {
			t.Errorf("jobs: got %d, want 1", len(p.jobs))
		}
		kept := p.only()
		if strings.ContainsAny(kept.Subject, "\r\n") || kept.State != mail.Waiting {
			t.Errorf("kept %+v", kept)
		}
		if !strings.HasSuffix(kept.MessageID, "@ville.example") || strings.Contains(kept.MessageID, "request") {
			t.Errorf("Message-ID %q", kept.MessageID)
		}
		if of, _ := p.OfPerson(t.Context(), "luc", 10); len(of) != 0 {
			t.Errorf("Luc's messages: %v", of)
		}
	})
}

func TestAMessageWhoseCauseFailsIsNotSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d)
		d.InTx(t.Context(), func(tx *db.Tx) error {
			p.QueueTx(t.Context(), tx, hello)
			return errors.New("no")
		})
		if kept, _ := p.List(t.Context(), 10); len(kept) != 0 {
			t.Errorf("the box holds %v", kept)
		}
	})
}

func TestAMessageIsHandedOverOnceAndItsWordsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d)
		if err := p.queue(hello); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := p.Deliver(t.Context(), p.jobs[0]); err != nil {
				t.Fatal(err)
			}
		}
		if len(p.letters) != 1 || p.letters[0].Text != "Bonjour" {
			t.Errorf("letters: %+v", p.letters)
		}
		kept := p.only()
		if kept.State != mail.Sent || kept.Text != "" || kept.Tries != 1 || !kept.SentAt.Equal(rentrée) {
			t.Errorf("kept %+v", kept)
		}
		if err := p.Deliver(t.Context(), mail.Deliver{Message: "cleared"}); err != nil {
			t.Errorf("a message that was cleared: %v", err)
		}
	})
}

func TestTheDemonstrationKeepsTheWords(t *testing.T) {
	p := newPost(t, dbtest.SQLite(t))
	p.Keep, p.Email = true, mail.Nowhere{}
	if err := p.queue(hello); err != nil {
		t.Fatal(err)
	}
	if err := p.Deliver(t.Context(), p.jobs[0]); err != nil {
		t.Fatal(err)
	}
	if kept := p.only(); kept.State != mail.Sent || kept.Text != "Bonjour" {
		t.Errorf("kept %+v", kept)
	}
}

func TestDeliveryIsTriedForHoursThenFailsVisibly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d)
		if err := p.queue(hello); err != nil {
			t.Fatal(err)
		}
		p.fails = errors.New("the server is away")
		for _, c := range []struct {
			after time.Duration
			state mail.State
			again bool
		}{{0, mail.Waiting, true}, {5 * time.Hour, mail.Waiting, true}, {2 * time.Hour, mail.Failed, false}, {time.Hour, mail.Failed, false}} {
			p.clock.Advance(c.after)
			err := p.Deliver(t.Context(), p.jobs[0])
			kept := p.only()
			if (err != nil) != c.again || kept.State != c.state || kept.Reason != "the server is away" {
				t.Errorf("%s later: %v, %+v", c.after, err, kept)
			}
		}
	})
}

func TestARefusalIsNotTriedAgain(t *testing.T) {
	p := newPost(t, dbtest.SQLite(t))
	if err := p.queue(hello); err != nil {
		t.Fatal(err)
	}
	p.fails = fmt.Errorf("%w: no such mailbox", mail.ErrRefused)
	if err := p.Deliver(t.Context(), p.jobs[0]); err != nil {
		t.Error(err)
	}
	if kept := p.only(); kept.State != mail.Failed {
		t.Errorf("kept %+v", kept)
	}
	texted := mail.Message{Key: "code", Channel: mail.ByText, To: "4509745000", Text: "123456"}
	if err := p.queue(texted); err != nil {
		t.Fatal(err)
	}
	if err := p.Deliver(t.Context(), p.jobs[1]); err != nil {
		t.Error("a city without texts:", err)
	}
}

func TestOldMessagesAreForgottenAndWaitingOnesAreNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d)
		p.queue(hello)
		p.queue(mail.Message{Key: "other", To: "luc@exemple.com", Text: "Salut"})
		p.Deliver(t.Context(), p.jobs[0])
		p.clock.Advance(91 * 24 * time.Hour)
		if err := p.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		if kept := p.only(); kept.To != "luc@exemple.com" {
			t.Errorf("kept %+v", kept)
		}
	})
}

// mailbox is a mail server that keeps what it is given, or refuses.
type mailbox struct {
	mu      sync.Mutex
	letters []string
	refuses *smtp.SMTPError
}

func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return m, nil }
func (m *mailbox) Reset()                                      {}
func (m *mailbox) Logout() error                               { return nil }
func (m *mailbox) Mail(string, *smtp.MailOptions) error        { return nil }
func (m *mailbox) Rcpt(string, *smtp.RcptOptions) error {
	if m.refuses != nil {
		return m.refuses
	}
	return nil
}

func (m *mailbox) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = append(m.letters, string(b))
	return err
}

func (m *mailbox) serve(t *testing.T) mail.SMTP {
	t.Helper()
	server := smtp.NewServer(m)
	server.Domain, server.AllowInsecureAuth = "localhost", true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return mail.SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "Ville de Saint-Eustache <sem@ville.example>", Plain: true}
}

func TestALetterReachesAMailServerWholeAndMarkedAsAutomatic(t *testing.T) {
	box := &mailbox{}
	sender := box.serve(t)
	letter := mail.Letter{MessageID: "abc@ville.example", To: "marie@exemple.com", Subject: "Réglée : nid-de-poule\r\nBcc: luc@exemple.com",
		Text: "C’est réglé.", HTML: "<p>C’est réglé.</p>", At: rentrée}
	for range 2 {
		if err := sender.Send(t.Context(), letter); err != nil {
			t.Fatal(err)
		}
	}
	m, err := netmail.ReadMessage(strings.NewReader(box.letters[1]))
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{"Message-Id": "<abc@ville.example>", "Auto-Submitted": "auto-generated", "To": "<marie@exemple.com>", "Bcc": "", "User-Agent": ""} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
	body, _ := io.ReadAll(m.Body)
	if !strings.Contains(m.Header.Get("Content-Type"), "multipart/alternative") || !strings.Contains(string(body), "text/html") || !strings.Contains(string(body), "text/plain") {
		t.Errorf("the letter lacks one of its two parts:\n%s", body)
	}
}

func TestAServerThatRefusesForGoodIsNotAskedAgain(t *testing.T) {
	for code, forGood := range map[int]bool{550: true, 450: false} {
		box := &mailbox{refuses: &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "no"}}
		err := box.serve(t).Send(t.Context(), mail.Letter{MessageID: "a@b", To: "marie@exemple.com", Text: "x", At: rentrée})
		if err == nil || errors.Is(err, mail.ErrRefused) != forGood {
			t.Errorf("%d: got %v, for good %v", code, err, forGood)
		}
	}
	sender := mail.SMTP{Host: "127.0.0.1", Port: 1, From: "sem@ville.example", Plain: true}
	if err := sender.Send(t.Context(), mail.Letter{To: "marie@exemple.com"}); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Errorf("a server that is away: %v", err)
	}
	if err := sender.Send(t.Context(), mail.Letter{To: "marie@exemple.com, luc@exemple.com"}); !errors.Is(err, mail.ErrRefused) {
		t.Errorf("two recipients: %v", err)
	}
}

func TestALetterNeverLeavesWithoutTLSUnlessTheServerStandsHere(t *testing.T) {
	box := &mailbox{}
	sender := box.serve(t)
	sender.Plain = false
	if err := sender.Send(t.Context(), mail.Letter{MessageID: "a@b", To: "marie@exemple.com", Text: "x", At: rentrée}); err == nil || len(box.letters) > 0 {
		t.Errorf("the letter left in the clear: %v", err)
	}
}

func TestManyMessagesAreHandedOverByOneJobAndThoseThatFailEachByTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPost(t, d)
		var all []mail.DeliverAll
		p.LaterAll = func(_ context.Context, _ *db.Tx, job mail.DeliverAll) error {
			all = append(all, job)
			return nil
		}
		var some []mail.Message
		for i := range 3 {
			some = append(some, mail.Message{Key: fmt.Sprint("clé", i), To: "zoé@ville.example", Subject: "Bonjour", Text: "Bonjour."})
		}
		for range 2 { // The second time changes nothing.
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return p.QueueMany(t.Context(), tx, some) }); err != nil {
				t.Fatal(err)
			}
		}
		kept, err := p.List(t.Context(), 10)
		if err != nil || len(kept) != 3 || len(all) != 2 || len(all[0].Messages) != 3 || len(p.jobs) != 0 {
			t.Fatalf("%d messages, jobs %+v and %+v, %v", len(kept), all, p.jobs, err)
		}
		p.fails = errors.New("the post is shut")
		if err := p.DeliverAll(t.Context(), all[0]); err != nil || len(p.jobs) != 3 {
			t.Errorf("while the post is shut: %+v, %v", p.jobs, err)
		}
		p.fails = nil
		for _, job := range all {
			if err := p.DeliverAll(t.Context(), job); err != nil || len(p.letters) != 3 {
				t.Errorf("%d letters, %v", len(p.letters), err)
			}
		}
	})
}
