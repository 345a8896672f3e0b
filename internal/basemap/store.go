package basemap

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/geo/plan"
)

func allSources(ctx context.Context, q db.Querier) ([]Source, error) {
	rows, err := q.Query(ctx, `
		SELECT code, credit, digest, features
		FROM   basemap_source
		ORDER BY code`)
	return db.Collect(rows, err, func(r *db.Rows) (s Source, err error) {
		return s, r.Scan(&s.Code, &s.Credit, &s.Digest, &s.Features)
	})
}

func allFeatures(ctx context.Context, q db.Querier) ([]plan.Feature, error) {
	rows, err := q.Query(ctx, `
		SELECT source, key, kind, name, geometry
		FROM   basemap_feature
		ORDER BY source, key`)
	return db.Collect(rows, err, func(r *db.Rows) (plan.Feature, error) {
		var f drawn
		var source string
		if err := r.Scan(&source, &f.key, &f.kind, &f.name, &f.geometry); err != nil {
			return plan.Feature{}, err
		}
		shape, err := geo.ReadShape([]byte(f.geometry))
		if err != nil {
			return plan.Feature{}, fmt.Errorf("read %s of %s: %w", f.key, source, err)
		}
		return featureOf(f.kind, f.name, shape), nil
	})
}

func featureOf(kind, name string, shape geo.Shape) plan.Feature {
	return plan.Feature{Kind: kind, Name: name, Closed: !shape.Area().IsZero(), Lines: shape.Lines(), Box: shape.Box()}
}

// keptFeatures are the digests of a source's features by their keys.
func keptFeatures(ctx context.Context, q db.Querier, source string) (map[string]drawn, error) {
	rows, err := q.Query(ctx, `
		SELECT key, kind, name, geometry
		FROM   basemap_feature
		WHERE  source = $1`, source)
	all, err := db.Collect(rows, err, func(r *db.Rows) (f drawn, err error) {
		return f, r.Scan(&f.key, &f.kind, &f.name, &f.geometry)
	})
	kept := make(map[string]drawn, len(all))
	for _, f := range all {
		kept[f.key] = f
	}
	return kept, err
}

// replace puts the features of a source into the place of those it had.
func replace(ctx context.Context, tx *db.Tx, s Source, features []drawn, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO basemap_source (code, credit, digest, features, imported_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO UPDATE
		SET    credit = excluded.credit, digest = excluded.digest,
		       features = excluded.features, imported_at = excluded.imported_at`,
		s.Code, s.Credit, s.Digest, s.Features, now); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM basemap_feature
		WHERE  source = $1`, s.Code); err != nil {
		return err
	}
	_, err := tx.Bulk(ctx, "basemap_feature", []string{"source", "key", "kind", "name", "geometry"}, rowsOf(s.Code, features))
	return err
}

func rowsOf(source string, features []drawn) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, f := range features {
			if !yield([]any{source, f.key, f.kind, f.name, f.geometry}) {
				return
			}
		}
	}
}
