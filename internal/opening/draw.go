package opening

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Lot is one ticket as it was drawn.
type Lot struct {
	Rank   int    // Rank counts from one.
	Number string // Number is the public number of the ticket.
	Key    string // Key is what the tickets are put in order by.
}

// Draw puts the public numbers of tickets in the order of chance. It is a recipe that
// anybody can follow with the published seed:
//
//  1. put the numbers in the order of the alphabet, one on each line, each line ended by a
//     line feed; the list is the SHA-256 of that;
//  2. the key of a ticket is the HMAC-SHA-256, under the 32 bytes of the seed, of the list, a
//     line feed and the number, all in lower-case hexadecimal;
//  3. ranks follow the keys in the order of the alphabet.
//
// The seed was committed to before anybody came, and every key depends on everybody who
// came: neither the city nor a family can choose an order.
func Draw(seed []byte, numbers []string) []Lot {
	list := ListOf(numbers)
	mac := hmac.New(sha256.New, seed)
	lots := make([]Lot, len(numbers))
	for i, number := range numbers {
		mac.Reset()
		mac.Write([]byte(list + "\n" + number))
		lots[i] = Lot{Number: number, Key: hex.EncodeToString(mac.Sum(nil))}
	}
	slices.SortFunc(lots, func(a, b Lot) int {
		if byKey := strings.Compare(a.Key, b.Key); byKey != 0 {
			return byKey
		}
		return strings.Compare(a.Number, b.Number)
	})
	for i := range lots {
		lots[i].Rank = i + 1
	}
	return lots
}

// ListOf is the digest of the list of those present, whatever order it is given in.
func ListOf(numbers []string) string {
	var list bytes.Buffer
	for _, number := range slices.Sorted(slices.Values(numbers)) {
		list.WriteString(number)
		list.WriteByte('\n')
	}
	sum := sha256.Sum256(list.Bytes())
	return hex.EncodeToString(sum[:])
}

// Commitment is what is published of a seed before the draw: its SHA-256.
func Commitment(seed []byte) string {
	sum := sha256.Sum256(seed)
	return hex.EncodeToString(sum[:])
}

// keeps tells whether a seed is the one that was committed to.
func keeps(seed []byte, commitment string) bool {
	return len(seed) == seedSize && hmac.Equal([]byte(Commitment(seed)), []byte(commitment))
}

const seedSize = sha256.Size

// secret is fresh bytes that nobody can guess.
func secret() []byte {
	b := make([]byte, seedSize)
	rand.Read(b)
	return b
}
