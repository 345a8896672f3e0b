package collections

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"

	"github.com/BurntSushi/toml"

	"sem/internal/db"
	"sem/internal/id"
)

//go:embed city/streams.toml
var streamsFile string

//go:embed city/objects.toml
var objectsFile string

// Shipped are the streams and objects that a new city begins with.
func Shipped() ([]Stream, []Object, error) {
	var file struct {
		Streams []Stream      `toml:"flux"`
		Objects []objectEntry `toml:"objet"`
	}
	for name, content := range map[string]string{"streams": streamsFile, "objects": objectsFile} {
		if _, err := toml.Decode(content, &file); err != nil {
			return nil, nil, fmt.Errorf("read the shipped %s: %w", name, err)
		}
	}
	for i := range file.Streams {
		file.Streams[i].Position = 10 * (i + 1)
		file.Streams[i] = file.Streams[i].completed()
	}
	objects := make([]Object, len(file.Objects))
	for i, e := range file.Objects {
		objects[i] = e.object()
	}
	return file.Streams, objects, nil
}

// Seed writes the shipped streams and objects. What the city has made its own stays.
// Running it again changes nothing.
func Seed(ctx context.Context, tx *db.Tx, ids id.Source) error {
	sum := sha256.Sum256([]byte(streamsFile + objectsFile))
	digest := hex.EncodeToString(sum[:])
	before, err := mark(ctx, tx, markShipped)
	if err != nil || before == digest {
		return err
	}
	streams, objects, err := Shipped()
	if err != nil {
		return err
	}
	for _, s := range streams {
		if err := shipStream(ctx, tx, s); err != nil {
			return fmt.Errorf("write stream %s: %w", s.Code, err)
		}
	}
	for _, o := range objects {
		if err := shipObject(ctx, tx, o); err != nil {
			return fmt.Errorf("write object %s: %w", o.Code, err)
		}
	}
	if err := putMark(ctx, tx, markChanged, ids.New()); err != nil {
		return err
	}
	return putMark(ctx, tx, markShipped, digest)
}
