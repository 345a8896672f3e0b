package collections

import (
	"context"

	"sem/internal/db"
)

func putStream(ctx context.Context, tx *db.Tx, s Stream) error {
	return tx.Send(ctx, `
		INSERT INTO collections_stream (code, position, body)
		VALUES ($1, $2, $3)
		ON CONFLICT (code) DO UPDATE
		SET position = excluded.position, body = excluded.body`, s.Code, s.Position, bodyOf(s))
}

func putClass(ctx context.Context, tx *db.Tx, c Class) error {
	return tx.Send(ctx, `
		INSERT INTO collections_class (code, name_fr, name_en, least, most, position)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code) DO UPDATE
		SET name_fr = excluded.name_fr, name_en = excluded.name_en, least = excluded.least, most = excluded.most, position = excluded.position`,
		c.Code, c.Name.FR, c.Name.EN, c.Least, c.Most, c.Position)
}

// putSector writes a sector with its stretches of streets in place of those it had.
func putSector(ctx context.Context, tx *db.Tx, s Sector) error {
	if err := tx.Send(ctx, `
		INSERT INTO collections_sector (code, name, stream, geometry, position, source)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code) DO UPDATE
		SET name = excluded.name, stream = excluded.stream, geometry = excluded.geometry, position = excluded.position, source = excluded.source`,
		s.Code, s.Name, s.Stream, s.geometry, s.Position, s.Source); err != nil {
		return err
	}
	if err := tx.Send(ctx, `
		DELETE FROM collections_range
		WHERE  sector = $1`, s.Code); err != nil {
		return err
	}
	for _, r := range s.Ranges {
		if err := tx.Send(ctx, `
			INSERT INTO collections_range (sector, street, first, last, side)
			VALUES ($1, $2, $3, $4, $5)`, s.Code, r.Street, r.First, r.Last, string(r.Side)); err != nil {
			return err
		}
	}
	return nil
}

func deleteSector(ctx context.Context, tx *db.Tx, code string) error {
	return tx.Send(ctx, `
		DELETE FROM collections_sector
		WHERE  code = $1`, code)
}

func putProse(ctx context.Context, tx *db.Tx, p Prose, s *Service) error {
	return tx.Send(ctx, `
		INSERT INTO collections_prose (sector, stream, text_fr, text_en, exception_fr, exception_en, checked, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (sector, stream) DO UPDATE
		SET text_fr = excluded.text_fr, text_en = excluded.text_en, exception_fr = excluded.exception_fr, exception_en = excluded.exception_en,
		    checked = excluded.checked, updated_at = excluded.updated_at`,
		p.Sector, p.Stream, p.Text.FR, p.Text.EN, p.Exception.FR, p.Exception.EN, p.Checked, s.Clock.Now())
}

func putHoliday(ctx context.Context, tx *db.Tx, h Holiday) error {
	return tx.Send(ctx, `
		INSERT INTO collections_holiday (day, name_fr, name_en)
		VALUES ($1, $2, $3)
		ON CONFLICT (day) DO UPDATE
		SET name_fr = excluded.name_fr, name_en = excluded.name_en`, h.Day.String(), h.Name.FR, h.Name.EN)
}

func putObject(ctx context.Context, tx *db.Tx, o Object, source string) error {
	return tx.Send(ctx, `
		INSERT INTO collections_object (code, body, source)
		VALUES ($1, $2, $3)
		ON CONFLICT (code) DO UPDATE
		SET body = excluded.body, source = excluded.source`, o.Code, bodyOf(o), source)
}

// shipObject writes an object that the program brings, unless the city has its own.
func shipObject(ctx context.Context, tx *db.Tx, o Object) error {
	return tx.Send(ctx, `
		INSERT INTO collections_object (code, body, source)
		VALUES ($1, $2, '')
		ON CONFLICT (code) DO UPDATE
		SET body = excluded.body
		WHERE collections_object.source = ''`, o.Code, bodyOf(o))
}

// shipStream writes a stream that the program brings, unless the city has its own.
func shipStream(ctx context.Context, tx *db.Tx, s Stream) error {
	return tx.Send(ctx, `
		INSERT INTO collections_stream (code, position, body)
		VALUES ($1, $2, $3)
		ON CONFLICT (code) DO NOTHING`, s.Code, s.Position, bodyOf(s))
}
