package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
)

// write puts the bytes on the disk, and their folders' entries too, before it returns.
func (s *Service) write(file string, content []byte) error {
	path := s.path(file)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return noRoom(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return noRoom(err)
	}
	_, err = f.Write(content)
	now := s.Clock.Now() // Clean compares with the town's clock, not the machine's.
	err = errors.Join(err, f.Sync(), f.Close(), os.Chtimes(path, now, now))
	for folder := filepath.Dir(path); err == nil; folder = filepath.Dir(folder) {
		err = syncFolder(folder)
		if folder == filepath.Clean(s.Folder) {
			break
		}
	}
	if err != nil {
		os.Remove(path)
		return noRoom(err)
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

// freePart is the part of the disk under folder that is free for us.
func freePart(folder string) (float64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, err
	}
	if st.Blocks == 0 {
		return 1, nil
	}
	return float64(st.Bavail) / float64(st.Blocks), nil
}

// orphaned is how long bytes may lie without a row.
const orphaned = 24 * time.Hour

// Clean removes the bytes that no row names a day after they were written, and tells how
// many files it removed.
func (s *Service) Clean(ctx context.Context) (removed int, err error) {
	limit := s.Clock.Now().Add(-orphaned)
	err = filepath.WalkDir(s.Folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil || info.ModTime().After(limit) {
			return nil // It was removed meanwhile, or it is new.
		}
		_, err = s.File(ctx, entry.Name())
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		removed++
		return os.Remove(path)
	})
	if err != nil {
		return removed, fmt.Errorf("clean the files: %w", err)
	}
	return removed, nil
}

// ScanWaiting asks the antivirus about the files that wait. One it refuses loses its bytes.
func (s *Service) ScanWaiting(ctx context.Context) error {
	if s.Scan == nil {
		return nil
	}
	rows, err := s.DB.Query(ctx, selectFile+`
		WHERE  f.state = $1
		ORDER BY f.created_at
		LIMIT  50`, Waiting)
	waiting, err := db.Collect(rows, err, func(r *db.Rows) (File, error) { return scanFile(r.Scan) })
	if err != nil {
		return fmt.Errorf("read the files that wait: %w", err)
	}
	for _, f := range waiting {
		harmless, err := s.Scan(ctx, s.path(f.ID))
		if err != nil {
			return fmt.Errorf("scan file %s: %w", f.ID, err)
		}
		if err := s.judge(ctx, f, harmless); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) judge(ctx context.Context, f File, harmless bool) error {
	state := Clean
	if !harmless {
		state = Refused
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE files_file
			SET    state = $1
			WHERE  id = $2 AND state = $3`, state, f.ID, Waiting)
		return err
	})
	if err != nil || harmless {
		return err
	}
	return os.Remove(s.path(f.ID))
}
