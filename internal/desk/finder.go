package desk

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sem/internal/clock"
	"sem/internal/text"
	"sem/internal/text/index"
)

// Kind tells what a document is about.
type Kind byte

// The kinds of documents.
const (
	PersonKind  Kind = 'p'
	AddressKind Kind = 'a'
)

// byName marks the second document of something that has a name: found by its name alone,
// and shown before what is merely found by its address.
const byName Kind = 0x80

// Document is something that can be found, as a room describes it.
type Document struct {
	ID        string
	ChangedAt time.Time
	Names     []string // Names are what it is called: given and family name.
	Words     []string // Words are texts by which it is also found: address, e-mail, card number.
	Phones    []string // Phones are numbers of ten digits, found by their beginning and their end.
	Reachable bool     // Reachable puts it before its likes: an adult with a phone before a child.
}

// Feed is a register whose documents can be found.
type Feed interface {
	Kind() Kind
	// Documents are those that changed after (since, after), in the order of the moment of
	// their change, then of their identifier.
	Documents(ctx context.Context, since time.Time, after string, limit int) ([]Document, error)
}

// Overlap is how far back each catching-up looks again: longer than a transaction lasts
// and than the clocks of two nodes differ.
const Overlap = 30 * time.Second

// feedPage is how many documents are read at once while the index fills.
const feedPage = 2000

// Finder finds persons and addresses by what an agent types in a hurry.
type Finder struct {
	Feeds []Feed
	Clock clock.Clock
	Log   *slog.Logger

	once    sync.Once
	index   *index.Index
	filled  atomic.Bool
	feeds   []*follower
	catchUp sync.Mutex
	begun   atomic.Int64 // begun counts the catchings-up that began.
	caught  int64        // caught is the number of the last one that succeeded.
}

// follower is how far one feed has been followed.
type follower struct {
	Feed
	asked  time.Time            // asked is when the feed was last asked for changes.
	recent map[string]time.Time // recent are the changes seen within the overlap.
}

func (f *Finder) ready() {
	f.once.Do(func() {
		f.index = index.New()
		now := f.Clock.Now()
		for _, feed := range f.Feeds {
			f.feeds = append(f.feeds, &follower{Feed: feed, asked: now, recent: map[string]time.Time{}})
		}
	})
}

// Fill reads every document into the index; app runs it at start, in the background. A
// register that is away is asked again until ctx ends.
func (f *Finder) Fill(ctx context.Context) error {
	f.ready()
	for _, feed := range f.feeds {
		if err := f.fill(ctx, feed); err != nil {
			return err
		}
	}
	f.filled.Store(true)
	return nil
}

func (f *Finder) fill(ctx context.Context, feed *follower) error {
	since, after := time.Unix(0, 0), ""
	for {
		page, err := feed.Documents(ctx, since, after, feedPage)
		if err != nil {
			if f.Log != nil {
				f.Log.Error("search index waits", "err", err)
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("fill the search index: %w", ctx.Err())
			case <-time.After(2 * time.Second):
				continue
			}
		}
		// Under the same lock as catching-up, so that an older reading never replaces a newer one.
		f.catchUp.Lock()
		for _, d := range page {
			if _, newer := feed.recent[d.ID]; !newer {
				f.put(feed.Kind(), d)
			}
		}
		f.catchUp.Unlock()
		if len(page) == 0 {
			return nil
		}
		last := page[len(page)-1]
		since, after = last.ChangedAt, last.ID
	}
}

// Filled tells whether the index holds everything; until then answers may lack something.
func (f *Finder) Filled() bool { return f.filled.Load() }

// Len is the number of documents that can be found.
func (f *Finder) Len() int {
	f.ready()
	return f.index.Len()
}

// CatchUp brings the index up to the registers. Callers who wait for one that began after
// they came share it.
func (f *Finder) CatchUp(ctx context.Context) error {
	f.ready()
	came := f.begun.Load()
	f.catchUp.Lock()
	defer f.catchUp.Unlock()
	if f.caught > came {
		return nil // One began since, and has ended.
	}
	f.begun.Add(1)
	for _, feed := range f.feeds {
		if err := f.follow(ctx, feed); err != nil {
			return fmt.Errorf("catch the search index up: %w", err)
		}
	}
	f.caught = f.begun.Load()
	return nil
}

func (f *Finder) follow(ctx context.Context, feed *follower) error {
	now := f.Clock.Now()
	horizon := feed.asked.Add(-Overlap)
	since, after := horizon, ""
	for {
		page, err := feed.Documents(ctx, since, after, feedPage)
		if err != nil {
			return err
		}
		for _, d := range page {
			if seen, ok := feed.recent[d.ID]; !ok || !seen.Equal(d.ChangedAt) {
				f.put(feed.Kind(), d)
				feed.recent[d.ID] = d.ChangedAt
			}
		}
		if len(page) < feedPage {
			break
		}
		last := page[len(page)-1]
		since, after = last.ChangedAt, last.ID
	}
	feed.asked = now
	if f.Filled() {
		for id, at := range feed.recent {
			if at.Before(horizon) {
				delete(feed.recent, id)
			}
		}
	}
	return nil
}

func (f *Finder) put(kind Kind, d Document) {
	var names, words []string
	for _, name := range d.Names {
		names = append(names, spellings(name)...)
	}
	words = append(words, names...)
	for _, line := range d.Words {
		words = append(words, text.Tokens(line)...)
	}
	for _, phone := range d.Phones {
		words = append(words, phoneTokens(phone)...)
	}
	var weight uint8
	if d.Reachable {
		weight = 1
	}
	f.index.Put(index.Doc{Kind: byte(kind), ID: d.ID, Weight: weight, Tokens: words})
	if len(names) > 0 {
		f.index.Put(index.Doc{Kind: byte(kind | byName), ID: d.ID, Weight: weight + 2, Tokens: names})
	}
}

// spellings are the words of a name, and the name written as one word: Jean-Pierre is also
// typed jeanpierre.
func spellings(name string) []string {
	words := text.Tokens(name)
	if len(words) > 1 {
		whole := ""
		for _, w := range words {
			whole += w
		}
		words = append(words, whole)
	}
	return words
}

// found is the documents of a kind that answer what was typed, in any of the ways to read
// it, the best first, each once.
func (f *Finder) found(q query, kind Kind, limit int) []string {
	ids := f.answering(nil, q.readings, kind, limit)
	if len(ids) == 0 {
		ids = f.answering(nil, q.joined, kind, limit)
	}
	return ids
}

func (f *Finder) answering(ids []string, readings [][]string, kind Kind, limit int) []string {
	for _, words := range readings {
		// Somebody found by name is usually found twice, hence twice the limit.
		for _, hit := range f.index.Search(words, 2*limit, byte(kind), byte(kind|byName)) {
			if len(ids) < limit && !slices.Contains(ids, hit.ID) {
				ids = append(ids, hit.ID)
			}
		}
	}
	return ids
}
