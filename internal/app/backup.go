package app

import (
	"archive/zip"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/jobs"
	"sem/internal/schema"
)

// manifest says what a backup holds.
type manifest struct {
	MadeAt   time.Time `json:"made_at"`
	Version  string    `json:"version"`
	Database db.Kind   `json:"database"`
	Schema   int64     `json:"schema"`
	Rows     db.Counts `json:"rows"`
	Files    int       `json:"files"`
}

// The parts of a backup.
const (
	manifestPart = "manifest.json"
	tablesPart   = "database/"
	filesPart    = "files/"
)

// Backup writes everything the city holds into one encrypted file: the registers as they
// are at one moment, and the files. The town hall may be open meanwhile. The master key is
// not inside; without it, the backup cannot be read.
func Backup(ctx context.Context, c config.Config, to string, progress Progress) error {
	keys, err := c.Keys()
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile(), Connections: 2})
	if err != nil {
		return err
	}
	defer d.Close()
	whole := func(w io.Writer) error { return backup(ctx, c, d, keys, w, progress) }
	if err := writeOnce(to, whole); err != nil {
		return fmt.Errorf("back up to %s: %w", to, err)
	}
	return nil
}

// writeOnce writes a file that is there whole or not at all, and never over another one.
func writeOnce(name string, write func(io.Writer) error) error {
	if _, err := os.Stat(name); err == nil {
		return errors.New("there is a file of that name already")
	}
	part, err := os.OpenFile(name+".part", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(write(part), part.Sync(), part.Close()); err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

func syncFolder(name string) error {
	folder, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func backup(ctx context.Context, c config.Config, d *db.DB, keys config.Keys, to io.Writer, progress Progress) error {
	lock, err := age.NewScryptRecipient(backupPhrase(keys))
	if err != nil {
		return err
	}
	lock.SetWorkFactor(phraseWork)
	sealed, err := age.Encrypt(to, lock)
	if err != nil {
		return err
	}
	z := zip.NewWriter(sealed)
	m := manifest{MadeAt: clock.System().Now(), Version: Version(), Database: d.Kind()}
	if m.Schema, _, err = schema.Version(ctx, d); err != nil {
		return err
	}
	m.Rows, err = d.Backup(ctx, c.Data, func(name string) (io.Writer, error) {
		progress("backup: "+name, 0, 0)
		return z.Create(tablesPart + name)
	})
	if err != nil {
		return err
	}
	// The files come after the registers: whatever the registers name was there before them.
	if m.Files, err = backupFiles(ctx, z, c.FilesFolder(), progress); err != nil {
		return err
	}
	w, err := z.Create(manifestPart)
	if err != nil {
		return err
	}
	return errors.Join(json.NewEncoder(w).Encode(m), z.Close(), sealed.Close())
}

// backupPhrase locks backups. It has 256 bits, so the slow hash that protects short
// phrases is turned down.
func backupPhrase(keys config.Keys) string { return hex.EncodeToString(keys.For("backup")) }

const phraseWork = 10

func backupFiles(ctx context.Context, z *zip.Writer, folder string, progress Progress) (n int, err error) {
	err = filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // No file was ever kept, or this one was cleared away meanwhile.
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			return nil
		}
		inside, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		n++
		progress("backup: files", n, 0)
		return backupFile(z, name, filesPart+filepath.ToSlash(inside))
	})
	return n, err
}

func backupFile(z *zip.Writer, name, inside string) error {
	from, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := z.CreateHeader(&zip.FileHeader{Name: inside, Method: zip.Store}) // Photos are compressed already.
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}

// Restore puts a backup back into an empty database and an empty files folder, and checks
// that everything is there. The master key that made the backup must be in its place.
func Restore(ctx context.Context, c config.Config, from string, progress Progress) error {
	if _, err := os.Stat(c.MasterKeyFile()); err != nil {
		return fmt.Errorf("put the master key of the backup at %s first: %w", c.MasterKeyFile(), err)
	}
	keys, err := c.Keys()
	if err != nil {
		return err
	}
	sealed, err := os.Open(from)
	if err != nil {
		return err
	}
	defer sealed.Close()
	z, m, err := openBackup(sealed, keys)
	if err != nil {
		return fmt.Errorf("open the backup %s: %w", from, err)
	}
	if err := restore(ctx, c, z, m, progress); err != nil {
		return fmt.Errorf("restore %s: %w", from, err)
	}
	return nil
}

func openBackup(sealed *os.File, keys config.Keys) (*zip.Reader, manifest, error) {
	var m manifest
	info, err := sealed.Stat()
	if err != nil {
		return nil, m, err
	}
	lock, err := age.NewScryptIdentity(backupPhrase(keys))
	if err != nil {
		return nil, m, err
	}
	plain, size, err := age.DecryptReaderAt(sealed, info.Size(), lock)
	if err != nil {
		return nil, m, fmt.Errorf("another master key made it, or it was changed: %w", err)
	}
	z, err := zip.NewReader(plain, size)
	if err != nil {
		return nil, m, err
	}
	w, err := z.Open(manifestPart)
	if err != nil {
		return nil, m, err
	}
	defer w.Close()
	return z, m, json.NewDecoder(w).Decode(&m)
}

func restore(ctx context.Context, c config.Config, z *zip.Reader, m manifest, progress Progress) error {
	kind := db.SQLite
	if c.DatabaseURL != "" {
		kind = db.Postgres
	}
	if m.Database != kind {
		return fmt.Errorf("it holds a %s database and the settings name a %s one", m.Database, kind)
	}
	if some, err := os.ReadDir(c.FilesFolder()); err == nil && len(some) > 0 {
		return fmt.Errorf("the folder %s is not empty", c.FilesFolder())
	}
	tables, err := fs.Sub(z, strings.TrimSuffix(tablesPart, "/"))
	if err != nil {
		return err
	}
	n := 0
	for _, f := range z.File {
		inside, ok := strings.CutPrefix(f.Name, filesPart)
		if !ok || strings.HasSuffix(f.Name, "/") {
			continue
		}
		if err := restoreFile(c.FilesFolder(), inside, f); err != nil {
			return err
		}
		n++
		progress("restore: files", n, m.Files)
	}
	if n != m.Files {
		return fmt.Errorf("%d files came back, the backup says %d", n, m.Files)
	}
	progress("restore: database", 0, 0)
	settings := db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile(), Connections: 2}
	err = db.Restore(ctx, settings, tables, m.Rows, func(ctx context.Context, d *db.DB) error {
		if err := schema.MigrateTo(ctx, d, m.Schema); err != nil {
			return err
		}
		return jobs.Migrate(ctx, d)
	})
	if err != nil {
		return err
	}
	return Migrate(ctx, c)
}

func restoreFile(folder, inside string, f *zip.File) error {
	if !filepath.IsLocal(inside) {
		return fmt.Errorf("the backup names a file outside of its folder: %q", inside)
	}
	name := filepath.Join(folder, filepath.FromSlash(inside))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	from, err := f.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Sync(), to.Close())
}
