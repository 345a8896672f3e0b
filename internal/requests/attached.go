package requests

import (
	"context"
	"fmt"
	"slices"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/session"
)

// Attached is the attachment that a file is, if the viewer may open it; to anybody else
// the file does not exist.
func (s *Service) Attached(ctx context.Context, v session.Viewer, file string) (Attachment, Number, error) {
	var n Number
	err := s.DB.QueryRow(ctx, `
		SELECT r.number
		FROM   requests_attachment a
		JOIN   requests_request r ON r.id = a.request_id
		WHERE  a.file_id = $1`, file).Scan(&n)
	if err != nil {
		return Attachment{}, "", db.NotFound(fmt.Errorf("find the request of a file: %w", err), noFile())
	}
	f, err := s.File(ctx, v, n)
	if fault.KindOf(err) == fault.NotFound {
		return Attachment{}, "", noFile()
	}
	if err != nil {
		return Attachment{}, "", err
	}
	i := slices.IndexFunc(f.Attachments, func(a Attachment) bool { return a.File == file })
	if i < 0 {
		return Attachment{}, "", noFile()
	}
	return f.Attachments[i], n, nil
}

func noFile() error { return fault.New(fault.NotFound, "Ce fichier n’existe pas ou plus.") }
