//go:build ignore

// This program makes common.bin, the list of passwords that are too well known, from the
// lists named in SOURCE.md:
//
//	go run make.go blacklist.txt top1m.txt french.txt > common.bin
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// width is how many bytes of each digest are kept: a chance in four million that a password
// nobody knows is taken for a common one.
const width = 5

// wordsFrom is how far down the first list short words are kept: they are refused as the
// heart of a longer password, so only the best known ones count.
const wordsFrom = 10_000

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: go run make.go blacklist.txt top1m.txt french.txt > common.bin")
		os.Exit(2)
	}
	var kept [][]byte
	for list, name := range os.Args[1:] {
		f, err := os.Open(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		rank := 0
		for lines := bufio.NewScanner(f); lines.Scan(); rank++ {
			password := strings.ToLower(strings.TrimSpace(lines.Text()))
			long := utf8.RuneCountInString(password)
			if list == 0 && (long >= 8 || long >= 4 && rank < wordsFrom) || list == 1 && long >= 12 || list == 2 {
				sum := sha256.Sum256([]byte(password))
				kept = append(kept, sum[:width])
			}
		}
		f.Close()
	}
	slices.SortFunc(kept, bytes.Compare)
	kept = slices.CompactFunc(kept, bytes.Equal)
	out := bufio.NewWriter(os.Stdout)
	for _, digest := range kept {
		out.Write(digest)
	}
	if err := out.Flush(); err != nil && err != io.EOF {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, len(kept), "passwords")
}
