// Package id makes the names of things: random identifiers for rows and pages, secrets
// for cookies and links, public request numbers with their check character, and tracking codes.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"strings"
	"sync/atomic"

	"sem/internal/clock"
)

// Source makes identifiers. Rooms hold one; tests give them a counting one.
type Source interface {
	New() string
}

// Random makes identifiers of 26 characters: 48 bits of time, then 80 random bits, in
// Crockford's base 32. Rows made one after the other stand side by side in an index, and
// nobody can guess the next one.
func Random() Source { return randomSource{} }

type randomSource struct{}

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func (randomSource) New() string {
	var b [16]byte
	ms := uint64(clock.System().Now().UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(b[6:])
	return crockford.EncodeToString(b[:])
}

// Counting makes identifiers that count up, for tests and golden files.
func Counting(prefix string) Source { return &counting{prefix: prefix} }

type counting struct {
	prefix string
	n      atomic.Int64
}

func (c *counting) New() string { return fmt.Sprintf("%s%06d", c.prefix, c.n.Add(1)) }

// Secret is a fresh 256-bit secret for a cookie or a link, in 52 URL-safe characters.
func Secret() string {
	var b [32]byte
	rand.Read(b[:])
	return crockford.EncodeToString(b[:])
}

// Digest is what the database keeps of a secret: its SHA-256 in hexadecimal. A secret of
// 128 random bits or more needs no slow hash.
func Digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// alphabet of tracking codes and check characters: no 0 O 1 I, which people confuse.
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// TrackingCode is 8 random characters without 0 O 1 I: 40 bits, guarded by a rate limit
// and it opens only the public state of one request.
func TrackingCode() string {
	var b [8]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b[:])
}

// Number is the public number of the n-th request of a year, such as 2026-004217-K. The
// last character catches every single wrong digit and every swap of two neighbours.
func Number(year, n int) string {
	body := fmt.Sprintf("%04d-%06d", year, n)
	return body + "-" + string(check(body))
}

// ValidNumber tells whether s is a request number whose check character agrees, and gives
// it back in its canonical writing (capitals, no spaces).
func ValidNumber(s string) (string, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	cut := strings.LastIndexByte(s, '-')
	if cut < 11 || cut != len(s)-2 || strings.Count(s[:cut], "-") != 1 || s[4] != '-' {
		return "", false
	}
	for i, c := range s[:cut] {
		if i != 4 && (c < '0' || c > '9') {
			return "", false
		}
	}
	return s, check(s[:cut]) == s[len(s)-1]
}

// check weighs each digit by its place, modulo the prime 23, whose residues all have a
// letter that cannot be read as a digit.
func check(body string) byte {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXY" // 23 letters, without I and O
	sum, weight := 0, 2
	for i := range len(body) {
		if body[i] == '-' {
			continue
		}
		sum += int(body[i]-'0') * weight
		weight++
	}
	return letters[sum%23]
}
