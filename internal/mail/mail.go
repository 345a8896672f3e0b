package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/text"
)

// Channel is the way a message goes.
type Channel string

// The ways a message goes.
const (
	ByEmail Channel = "email"
	ByText  Channel = "sms"
)

// State is how far a message has come.
type State string

// The states of a message.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Failed  State = "failed" // Failed: it was refused, or could not be handed over for hours.
)

// Message is what somebody is to be told. Text is the whole of it in plain words; HTML says
// the same, and is optional.
type Message struct {
	Key     string // Key is the cause of the message: the same key is one message.
	Channel Channel
	To      string
	Subject string
	Text    string
	HTML    string
	Person  string // Person is who it is for, empty when nobody in the register.
}

// Letter is a message on its way to the world.
type Letter struct {
	MessageID string // MessageID is without its angle brackets.
	To        string
	Subject   string
	Text      string
	HTML      string
	At        time.Time
}

// Sender hands letters over to the world. It says ErrRefused when trying again is useless.
type Sender interface {
	Send(ctx context.Context, l Letter) error
}

// ErrRefused is the error of a letter that will never be taken.
var ErrRefused = errors.New("refused for good")

// Service is the letter box.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	Domain string // Domain is the right side of each Message-ID.
	Email  Sender // Email hands over e-mail; nil fails it.
	Text   Sender // Text hands over texts to mobiles; nil fails them.
	// Later queues the delivery in the transaction of the message.
	Later func(ctx context.Context, tx *db.Tx, job Deliver) error
	// LaterAll queues the delivery of many messages at once; nil queues each by itself.
	LaterAll func(ctx context.Context, tx *db.Tx, job DeliverAll) error
	// Keep keeps the words of what was handed over: for the demonstration only.
	Keep bool
}

// QueueTx puts a message in the box, in the transaction of what it tells of. A key that
// was queued before changes nothing.
func (s *Service) QueueTx(ctx context.Context, tx *db.Tx, m Message) error {
	if err := m.complete(); err != nil {
		return err
	}
	message := s.IDs.New()
	n, err := tx.Exec(ctx, `
		INSERT INTO mail_message (id, message_id, channel, recipient, subject, body, html, person, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT DO NOTHING`,
		message, s.messageID(m.Key), m.Channel, text.SafeLine(m.To), text.SafeLine(m.Subject), m.Text, m.HTML, m.Person, Waiting, s.Clock.Now())
	if err != nil {
		return fmt.Errorf("queue a message: %w", err)
	}
	if n == 0 || s.Later == nil {
		return nil
	}
	return s.Later(ctx, tx, Deliver{Message: message})
}

// complete sees to it that a message can be queued.
func (m *Message) complete() error {
	if m.Key == "" || m.To == "" {
		return errors.New("mail: a message has a key and a recipient")
	}
	if m.Channel == "" {
		m.Channel = ByEmail
	}
	return nil
}

// messageID is the same for the same key, and tells nobody the key (RFC 5322, 3.6.4).
func (s *Service) messageID(key string) string {
	sum := sha256.Sum256([]byte(key))
	domain := s.Domain
	if domain == "" {
		domain = "sem.invalid"
	}
	return hex.EncodeToString(sum[:16]) + "@" + strings.ToLower(domain)
}
