package neighbourhood

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/geo"
)

// Source is where places come from.
type Source struct {
	Code       string
	Title      string
	Mapping    string
	ImportedAt time.Time // ImportedAt is zero for the places added by hand.
	Places     int       // Places are those it has now, hidden ones too.
}

func allSources(ctx context.Context, q db.Querier) ([]Source, error) {
	rows, err := q.Query(ctx, `
		SELECT s.code, s.title, s.mapping, s.imported_at,
		       (SELECT COUNT(*) FROM neighbourhood_place p WHERE p.source = s.code AND NOT p.gone)
		FROM   neighbourhood_source s
		ORDER BY s.title, s.code`)
	return db.Collect(rows, err, func(r *db.Rows) (s Source, err error) {
		return s, r.Scan(&s.Code, &s.Title, &s.Mapping, &s.ImportedAt, &s.Places)
	})
}

// versionsOf are the versions of each source and each category: two equal answers mean that
// nothing changed.
func versionsOf(ctx context.Context, q db.Querier) (map[string]int64, error) {
	rows, err := q.Query(ctx, `
		SELECT code, version
		FROM   neighbourhood_source
		UNION ALL
		SELECT 'category ' || code, version
		FROM   neighbourhood_category`)
	versions := map[string]int64{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var code string
		var version int64
		err := r.Scan(&code, &version)
		versions[code] = version
		return struct{}{}, err
	})
	return versions, err
}

// upsertSource writes a source, whose ImportedAt is zero when it is no file.
func upsertSource(ctx context.Context, tx *db.Tx, s Source) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO neighbourhood_source (code, title, mapping, imported_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO UPDATE
		SET    title = excluded.title, mapping = excluded.mapping, imported_at = excluded.imported_at`,
		s.Code, s.Title, s.Mapping, s.ImportedAt)
	return err
}

// touchSource has every process read the places anew.
func touchSource(ctx context.Context, tx *db.Tx, code string) error {
	_, err := tx.Exec(ctx, `
		UPDATE neighbourhood_source
		SET    version = version + 1
		WHERE  code = $1`, code)
	return err
}

// standing is what an import needs to know of a place that is there already.
type standing struct {
	id        PlaceID
	digest    string
	gone      bool
	corrected bool
}

func standingOf(ctx context.Context, q db.Querier, source string) (map[string]standing, error) {
	rows, err := q.Query(ctx, `
		SELECT source_key, id, digest, gone, corrected_at
		FROM   neighbourhood_place
		WHERE  source = $1`, source)
	all := map[string]standing{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var key string
		var s standing
		var corrected time.Time
		err := r.Scan(&key, &s.id, &s.digest, &s.gone, &corrected)
		s.corrected = !corrected.IsZero()
		all[key] = s
		return struct{}{}, err
	})
	return all, err
}

func insertPlaces(ctx context.Context, tx *db.Tx, places []Place) error {
	columns := []string{
		"id", "source", "source_key", "name", "category", "detail", "detail_en", "address", "phone", "website", "hours", "access",
		"geometry", "digest", "hidden", "gone", "corrected_at", "updated_at",
	}
	_, err := tx.Bulk(ctx, "neighbourhood_place", columns, func(yield func([]any) bool) {
		for _, p := range places {
			row := []any{
				string(p.ID), p.Source, p.Key, p.Name, p.Category, p.Detail, p.DetailEn, p.Address, p.Phone, p.Website, p.Hours, string(p.Access),
				p.geometry, p.digest, p.Hidden, false, p.CorrectedAt, p.UpdatedAt,
			}
			if !yield(row) {
				return
			}
		}
	})
	return err
}

// updatePlace writes what a source says anew, and brings the place back if it was gone.
func updatePlace(ctx context.Context, tx *db.Tx, p Place) error {
	return tx.Send(ctx, `
		UPDATE neighbourhood_place
		SET    name = $1, category = $2, detail = $3, detail_en = $4, address = $5, phone = $6, website = $7,
		       hours = $8, access = $9, geometry = $10, digest = $11, corrected_at = $12, gone = FALSE, updated_at = $13
		WHERE  id = $14`,
		p.Name, p.Category, p.Detail, p.DetailEn, p.Address, p.Phone, p.Website,
		p.Hours, p.Access, p.geometry, p.digest, p.CorrectedAt, p.UpdatedAt, p.ID)
}

// returnPlace brings back a place that the staff corrected: its words stay theirs.
func returnPlace(ctx context.Context, tx *db.Tx, id PlaceID, digest string, now time.Time) error {
	return tx.Send(ctx, `
		UPDATE neighbourhood_place
		SET    digest = $1, gone = FALSE, updated_at = $2
		WHERE  id = $3`, digest, now, id)
}

func leavePlace(ctx context.Context, tx *db.Tx, id PlaceID, now time.Time) error {
	return tx.Send(ctx, `
		UPDATE neighbourhood_place
		SET    gone = TRUE, updated_at = $1
		WHERE  id = $2`, now, id)
}

func setHidden(ctx context.Context, tx *db.Tx, id PlaceID, hidden bool, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE neighbourhood_place
		SET    hidden = $1, updated_at = $2
		WHERE  id = $3`, hidden, now, id)
	return err
}

// uncorrect has the next import write what its source says.
func uncorrect(ctx context.Context, tx *db.Tx, id PlaceID, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE neighbourhood_place
		SET    corrected_at = NULL, digest = '', updated_at = $1
		WHERE  id = $2`, now, id)
	return err
}

func allPlaces(ctx context.Context, q db.Querier) ([]*Place, error) {
	rows, err := q.Query(ctx, `
		SELECT id, source, source_key, name, category, detail, detail_en, address, phone, website, hours, access,
		       geometry, digest, hidden, corrected_at, updated_at
		FROM   neighbourhood_place
		WHERE  NOT gone
		ORDER BY name, id`)
	return db.Collect(rows, err, func(r *db.Rows) (*Place, error) {
		p := &Place{}
		err := r.Scan(&p.ID, &p.Source, &p.Key, &p.Name, &p.Category, &p.Detail, &p.DetailEn, &p.Address, &p.Phone, &p.Website,
			&p.Hours, &p.Access, &p.geometry, &p.digest, &p.Hidden, &p.CorrectedAt, &p.UpdatedAt)
		if err != nil {
			return nil, err
		}
		if p.Shape, err = geo.ReadShape([]byte(p.geometry)); err != nil {
			return nil, err
		}
		p.ready()
		return p, nil
	})
}

func changedCategories(ctx context.Context, q db.Querier) ([]Category, error) {
	rows, err := q.Query(ctx, `
		SELECT code, name_fr, name_en, icon, tone, hidden
		FROM   neighbourhood_category
		ORDER BY code`)
	return db.Collect(rows, err, func(r *db.Rows) (c Category, err error) {
		return c, r.Scan(&c.Code, &c.French, &c.Eng, &c.Icon, &c.Tone, &c.Hidden)
	})
}

func upsertCategory(ctx context.Context, tx *db.Tx, c Category) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO neighbourhood_category (code, name_fr, name_en, icon, tone, hidden)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code) DO UPDATE
		SET    name_fr = excluded.name_fr, name_en = excluded.name_en, icon = excluded.icon,
		       tone = excluded.tone, hidden = excluded.hidden, version = neighbourhood_category.version + 1`,
		c.Code, c.French, c.Eng, c.Icon, c.Tone, c.Hidden)
	return err
}
