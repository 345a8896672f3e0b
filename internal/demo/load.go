package demo

import (
	"context"
	"iter"
	"slices"

	"sem/internal/db"
	"sem/internal/requests"
)

// write loads the batches while the next one is being told.
func (b *builder) write(ctx context.Context, batches iter.Seq2[*batch, error]) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	type result struct {
		part *batch
		err  error
	}
	ready := make(chan result, 1)
	go func() {
		defer close(ready)
		for part, err := range batches {
			select {
			case ready <- result{part, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for r := range ready {
		if r.err != nil {
			return r.err
		}
		if err := b.load(ctx, r.part); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// load writes a batch in one transaction, what others point at first.
func (b *builder) load(ctx context.Context, part *batch) error {
	stories := make([]requests.Story, len(part.stories))
	for i, t := range part.stories {
		stories[i] = t.story()
	}
	return b.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := b.People.Load(ctx, tx, slices.Values(part.people)); err != nil {
			return err
		}
		if err := b.People.LoadHouseholds(ctx, tx, slices.Values(part.households)); err != nil {
			return err
		}
		if err := b.People.LoadMandates(ctx, tx, slices.Values(part.mandates)); err != nil {
			return err
		}
		if err := b.Property.LoadHoldings(ctx, tx, slices.Values(part.holdings)); err != nil {
			return err
		}
		for _, f := range part.files {
			if err := b.Files.KeepTx(ctx, tx, f); err != nil {
				return err
			}
		}
		if err := b.Requests.Load(ctx, tx, slices.Values(stories)); err != nil {
			return err
		}
		if err := b.Requests.LoadInteractions(ctx, tx, slices.Values(part.interactions)); err != nil {
			return err
		}
		if err := b.Journal.LoadSealed(ctx, tx, part.journal); err != nil {
			return err
		}
		if err := b.Alerts.Load(ctx, tx, slices.Values(part.notices)); err != nil {
			return err
		}
		return b.Accounts.Load(ctx, tx, b.hash, slices.Values(part.accounts))
	})
}
