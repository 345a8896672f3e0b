package journal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// HeadFile is the name of the head's file in the data folder.
const HeadFile = "journal.head"

// Head is the end of the chain as it was at a moment, kept outside the database: a book
// that has lost its last pages no longer reaches it.
type Head struct {
	Count     int64     `json:"count"`
	Seal      string    `json:"seal"`
	At        time.Time `json:"at"`
	Signature string    `json:"signature"`
}

// Head is the present end of the chain, signed.
func (s *Service) Head(ctx context.Context) (Head, error) {
	count, seal, err := last(ctx, s.DB)
	if err != nil {
		return Head{}, fmt.Errorf("read the head of the journal: %w", err)
	}
	h := Head{Count: count, Seal: seal, At: s.Clock.Now()}
	h.Signature = h.sign(s.Key)
	return h, nil
}

func (h Head) sign(key []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "head|%d|%s|%d", h.Count, h.Seal, h.At.UTC().UnixMicro())
	return hex.EncodeToString(mac.Sum(nil))
}

func (h Head) isSigned(key []byte) bool {
	return hmac.Equal([]byte(h.Signature), []byte(h.sign(key)))
}

// ReadHead reads the head kept in a folder; nil when none was written yet.
func ReadHead(folder string) (*Head, error) {
	text, err := os.ReadFile(filepath.Join(folder, HeadFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the head of the journal: %w", err)
	}
	var h Head
	if err := json.Unmarshal(text, &h); err != nil {
		return nil, fmt.Errorf("read the head of the journal: %w", err)
	}
	return &h, nil
}

// WriteHead keeps the present head in a folder. When the chain no longer reaches the head
// kept before, that one stays, for it is the evidence, and this is an error.
func (s *Service) WriteHead(ctx context.Context, folder string) error {
	kept, err := ReadHead(folder)
	if err != nil {
		return err
	}
	if kept != nil {
		problem, err := s.reaches(ctx, *kept)
		if err != nil {
			return err
		}
		if problem != "" {
			return fmt.Errorf("journal: the head kept on %s stays as it is: %s", kept.At.Format(time.DateTime), problem)
		}
	}
	head, err := s.Head(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(head)
	if err != nil {
		return err
	}
	return replace(filepath.Join(folder, HeadFile), append(text, '\n'))
}

// replace writes a file whole or not at all, and waits for the disk.
func replace(path string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), HeadFile+".*")
	if err != nil {
		return fmt.Errorf("write the head of the journal: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("write the head of the journal: %w", err)
	}
	return nil
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
