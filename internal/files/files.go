package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
)

// State is whether a file may be opened.
type State string

// The states of a file.
const (
	Waiting State = "waiting" // Waiting: the antivirus has not said yet.
	Clean   State = "clean"
	Refused State = "refused" // Refused: the antivirus found something; the bytes are gone.
)

// File is one stored file.
type File struct {
	ID        string
	Name      string // Name is what people call it, safe to show; its extension tells its type.
	MediaType string
	Size      int64
	Digest    string // Digest is the SHA-256 of the bytes kept.
	Width     int    // Width and Height are of a photo, 0 otherwise.
	Height    int
	Owner     string // Owner is whose quota it counts in, empty for nobody's.
	State     State
	CreatedAt time.Time
}

// IsImage tells whether a file is shown rather than downloaded.
func (f File) IsImage() bool { return f.Width > 0 }

// NewFile is a file that somebody sends.
type NewFile struct {
	Name     string
	Owner    string
	Body     io.Reader
	MaxBytes int64 // MaxBytes is the largest size, 10 MB by default.
}

// The limits of what one owner sends.
const (
	MaxBytes  = 10 << 20
	quota     = 200 << 20
	perHour   = 20
	freeLeast = 10 // freeLeast is the part of the disk, in percent, that uploads leave free.
)

// Service is the strong-room.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	Folder string
	// Free is the free part of the disk under a folder, from 0 to 1; nil asks the system.
	Free func(folder string) (float64, error)
	// Scan tells whether the file at path is harmless; nil is a city without antivirus. Its
	// error keeps the file waiting.
	Scan func(ctx context.Context, path string) (harmless bool, err error)

	drawing sync.Mutex // drawing is held by the one photo being decoded: each takes up to 150 MB.
}

// Save checks a file and puts it on the disk. It is nobody's until KeepTx gives it its row;
// without one it is cleared within two days.
func (s *Service) Save(ctx context.Context, n NewFile) (File, error) {
	if err := s.room(); err != nil {
		return File{}, err
	}
	if err := s.withinQuota(ctx, s.DB, n.Owner, 0); err != nil {
		return File{}, err
	}
	content, err := readAll(n.Body, n.MaxBytes)
	if err != nil {
		return File{}, err
	}
	kept, err := s.inspect(safeName(n.Name), content)
	if err != nil {
		return File{}, err
	}
	f := kept.file
	f.ID, f.Owner, f.CreatedAt, f.State = s.newName(), n.Owner, s.Clock.Now(), Clean
	if s.Scan != nil {
		f.State = Waiting
	}
	if err := s.withinQuota(ctx, s.DB, n.Owner, f.Size); err != nil {
		return File{}, err
	}
	if err := s.write(f.ID, kept.content); err != nil {
		return File{}, err
	}
	return f, nil
}

// newName is random whatever IDs makes, for it is also where the bytes lie.
func (s *Service) newName() string { return id.Random().New() }

// readAll reads at most limit bytes.
func readAll(body io.Reader, limit int64) ([]byte, error) {
	if limit == 0 {
		limit = MaxBytes
	}
	content, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "Le fichier n’est pas arrivé au complet. Réessayez.")
	}
	if int64(len(content)) > limit {
		return nil, fault.New(fault.Invalid, "Ce fichier dépasse la limite de %d Mo. Choisissez-en un autre ou continuez sans fichier.", limit>>20)
	}
	if len(content) == 0 {
		return nil, fault.New(fault.Invalid, "Ce fichier est vide. Choisissez-en un autre ou continuez sans fichier.")
	}
	return content, nil
}

// room refuses a file when the disk is nearly full, so that the registers keep theirs.
func (s *Service) room() error {
	free := s.Free
	if free == nil {
		free = freePart
	}
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return noRoom(err)
	}
	part, err := free(s.Folder)
	if err != nil {
		return fmt.Errorf("measure the free part of the disk: %w", err)
	}
	if part*100 < freeLeast {
		return noRoom(errors.New("less than a tenth of the disk is free"))
	}
	return nil
}

func noRoom(err error) error {
	f := fault.Wrap(fault.Unavailable, err, "Nous ne pouvons pas recevoir de fichiers en ce moment. Continuez sans fichier, ou réessayez plus tard.")
	f.RetryAfterSeconds = 600
	return f
}

// withinQuota refuses an owner who sends too much.
func (s *Service) withinQuota(ctx context.Context, q db.Querier, owner string, size int64) error {
	if owner == "" {
		return nil
	}
	var total, recent int64
	err := q.QueryRow(ctx, `
		SELECT COALESCE(SUM(f.size), 0), COALESCE(SUM(CASE WHEN f.created_at > $1 THEN 1 ELSE 0 END), 0)
		FROM   files_file f
		WHERE  f.owner = $2`, s.Clock.Now().Add(-time.Hour), owner).Scan(&total, &recent)
	if err != nil {
		return fmt.Errorf("measure the files of an owner: %w", err)
	}
	if total+size > quota {
		return fault.New(fault.TooMany, "Vos fichiers dépassent 200 Mo. Continuez sans fichier, ou appelez-nous.")
	}
	if recent >= perHour {
		f := fault.New(fault.TooMany, "Vous avez envoyé 20 fichiers dans la dernière heure. Attendez un peu, ou continuez sans fichier.")
		f.RetryAfterSeconds = 900
		return f
	}
	return nil
}

// KeepTx gives a saved file its row, in the transaction of what it is attached to.
func (s *Service) KeepTx(ctx context.Context, tx *db.Tx, f File) error {
	if err := s.withinQuota(ctx, tx, f.Owner, f.Size); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO files_file (id, name, media_type, size, digest, width, height, owner, state, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Name, f.MediaType, f.Size, f.Digest, f.Width, f.Height, f.Owner, f.State, f.CreatedAt)
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	return nil
}

const selectFile = `
	SELECT f.id, f.name, f.media_type, f.size, f.digest, f.width, f.height, f.owner, f.state, f.created_at
	FROM   files_file f`

func scanFile(scan func(...any) error) (File, error) {
	var f File
	return f, scan(&f.ID, &f.Name, &f.MediaType, &f.Size, &f.Digest, &f.Width, &f.Height, &f.Owner, &f.State, &f.CreatedAt)
}

// File is what is known of a file.
func (s *Service) File(ctx context.Context, file string) (File, error) {
	f, err := scanFile(s.DB.QueryRow(ctx, selectFile+`
		WHERE  f.id = $1`, file).Scan)
	if err != nil {
		return File{}, db.NotFound(err, errNoFile())
	}
	return f, nil
}

// Files are what is known of several; one that does not exist is not in the answer.
func (s *Service) Files(ctx context.Context, files []string) (map[string]File, error) {
	found := make(map[string]File, len(files))
	for _, file := range files {
		f, err := s.File(ctx, file)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[file] = f
	}
	return found, nil
}

// Open opens a file. The caller has decided that the person may, and closes it.
func (s *Service) Open(ctx context.Context, file string) (io.ReadSeekCloser, File, error) {
	f, err := s.File(ctx, file)
	if err != nil {
		return nil, File{}, err
	}
	switch f.State {
	case Waiting:
		return nil, f, fault.New(fault.Conflict, "Ce fichier est en attente d’analyse. Réessayez dans quelques minutes.")
	case Refused:
		return nil, f, fault.New(fault.Conflict, "Ce fichier a été retiré, car il pouvait être dangereux.")
	}
	body, err := s.bytes(f)
	return body, f, err
}

// OpenSaved opens a file that Save just put on the disk and that nothing keeps yet, to show
// it to whoever sent it. One that nobody kept in time, or that waits for its examination,
// is not found.
func (s *Service) OpenSaved(f File) (io.ReadSeekCloser, error) {
	if f.State != Clean {
		return nil, errNoFile()
	}
	body, err := s.bytes(f)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNoFile()
	}
	return body, err
}

func (s *Service) bytes(f File) (io.ReadSeekCloser, error) {
	body, err := os.Open(s.path(f.ID))
	if err != nil {
		return nil, fmt.Errorf("open the bytes of file %s: %w", f.ID, err)
	}
	return body, nil
}

func errNoFile() error { return fault.New(fault.NotFound, "Ce fichier n’existe pas ou plus.") }

// path is where the bytes lie: two folders deep, named by the end of the name, which is random.
func (s *Service) path(file string) string {
	n := len(file)
	return filepath.Join(s.Folder, file[n-2:], file[n-4:n-2], file)
}
