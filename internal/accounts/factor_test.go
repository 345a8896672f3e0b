package accounts

import (
	"bytes"
	"testing"

	"sem/internal/seal"
)

// A seed as tables hold it, sealed under the key of the test by AES-256-GCM alone.
const storedSeed = "k1:nOen2iU1umsGmPg14vTgWyV+9gNO9OfsKdDNVsv9jC7scOT17JVyzCHKYKU"

func TestASeedOpensForItsAccountAlone(t *testing.T) {
	key := seal.Key(bytes.Repeat([]byte{7}, 32))
	if seed, err := key.Open(seedPlace("marie"), storedSeed); err != nil || seed != "JBSWY3DPEHPK3PXP" {
		t.Errorf("the seed of Marie: %q, %v", seed, err)
	}
	if seed, err := key.Open(seedPlace("luc"), storedSeed); err == nil {
		t.Errorf("opened for Luc: %q", seed)
	}
}
