// Package city is how the demonstration city looks and what it says of itself: its
// settings, its coat and its picture, as files such as any city lays in its data folder.
package city

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed files
var files embed.FS

// Furnish lays the files into a data folder, beside those that are there already.
func Furnish(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	entries, err := files.ReadDir("files")
	if err != nil {
		return err
	}
	for _, e := range entries {
		body, err := files.ReadFile("files/" + e.Name())
		if err != nil {
			return err
		}
		if err := lay(filepath.Join(folder, e.Name()), body); err != nil {
			return fmt.Errorf("furnish the data folder: %w", err)
		}
	}
	return nil
}

func lay(name string, body []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Close())
}
