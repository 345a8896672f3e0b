package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// closedWith names the key in what it closed.
const closedWith = "k1"

// Key is the key of one matter, 32 bytes.
type Key []byte

// Close seals a text for the place named: table/column/row.
func (k Key) Close(place, text string) (string, error) {
	gcm, err := k.gcm()
	if err != nil {
		return "", fmt.Errorf("seal %s: %w", table(place), err)
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce) // rand.Read never fails: it ends the program instead.
	return closedWith + ":" + base64.RawStdEncoding.EncodeToString(gcm.Seal(nonce, nonce, []byte(text), []byte(place))), nil
}

// Open is the text that was sealed for the same place. It fails on a text that was not sealed
// with this key, for this place, or was touched since.
func (k Key) Open(place, sealed string) (string, error) {
	gcm, err := k.gcm()
	if err != nil {
		return "", fmt.Errorf("open %s: %w", table(place), err)
	}
	text, ok := strings.CutPrefix(sealed, closedWith+":")
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if !ok || err != nil || len(raw) < gcm.NonceSize() {
		return "", fmt.Errorf("open %s: %w", table(place), errForeign)
	}
	opened, err := gcm.Open(nil, raw[:gcm.NonceSize()], raw[gcm.NonceSize():], []byte(place))
	if err != nil {
		return "", fmt.Errorf("open %s: %w", table(place), err)
	}
	return string(opened), nil
}

var errForeign = errors.New("not sealed by this program")

func (k Key) gcm() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// table is what a message may say of a place: never the row, which may name a person.
func table(place string) string {
	name, _, _ := strings.Cut(place, "/")
	return name
}
