// Package crowd is so many families at once, each with a browser that keeps its connection.
// It knows of a town only what comes over the wire, and costs it as little of the machine as
// it can: requests are written as bytes, and of an answer only its status, where it leads and
// its length are read.
package crowd

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Outcome is what a family was told at last.
type Outcome int

// The outcomes. Failed is told nothing that is true.
const (
	Failed Outcome = iota
	Confirmed
	Full
)

// Browser is one connection to a town.
type Browser struct {
	addr string
	conn net.Conn
	in   *bufio.Reader
	out  bytes.Buffer
	took []time.Duration // took is how long each answer took.
}

// Answer is what is read of an answer.
type Answer struct {
	Status   int
	Location string
}

// Post sends a form or a document, and waits for the answer. headers are whole lines, each
// ended by CRLF.
func (b *Browser) Post(path, kind, headers, body string) (Answer, error) {
	began := time.Now()
	if b.conn == nil {
		conn, err := net.DialTimeout("tcp", b.addr, 10*time.Second)
		if err != nil {
			return Answer{}, err
		}
		b.conn, b.in = conn, bufio.NewReader(conn)
	}
	b.out.Reset()
	fmt.Fprintf(&b.out, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s", path, b.addr, kind, headers, len(body), body)
	b.conn.SetDeadline(began.Add(time.Minute))
	if _, err := b.conn.Write(b.out.Bytes()); err != nil {
		return Answer{}, b.drop(err)
	}
	a, err := b.read()
	if err != nil {
		return a, b.drop(err)
	}
	b.took = append(b.took, time.Since(began))
	return a, nil
}

func (b *Browser) drop(err error) error {
	b.conn.Close()
	b.conn = nil
	return err
}

// read reads one answer of HTTP/1.1 (RFC 9112, 4 and 6), whose body has a length or comes in
// chunks.
func (b *Browser) read() (Answer, error) {
	line, err := b.in.ReadSlice('\n')
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	if len(line) < 12 {
		return a, fmt.Errorf("the answer begins with %q", line)
	}
	if a.Status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return a, fmt.Errorf("the answer begins with %q", line)
	}
	length, chunked := 0, false
	for {
		line, err := b.in.ReadSlice('\n')
		if err != nil {
			return a, err
		}
		name, value, found := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(":"))
		if !found {
			break
		}
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Location")):
			a.Location = string(value)
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return a, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		}
	}
	if !chunked {
		_, err := b.in.Discard(length)
		return a, err
	}
	return a, b.skipChunks()
}

func (b *Browser) skipChunks() error {
	for {
		line, err := b.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		if _, err := b.in.Discard(int(size) + 2); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// Visit is one family that registers, the i-th.
type Visit func(b *Browser, i int) (Outcome, error)

// Report is how it went.
type Report struct {
	Outcomes [3]int
	Took     time.Duration   // Took is from the first request to the last answer.
	Answers  []time.Duration // Answers are how long each request took, the quickest first.
	Visits   []time.Duration // Visits are how long each family that was confirmed took, the quickest first.
	Wrong    error           // Wrong is the first thing that went wrong.
}

// Rate is how many registrations were confirmed in a second.
func (r Report) Rate() float64 { return float64(r.Outcomes[Confirmed]) / r.Took.Seconds() }

// Within is the time that so many in a hundred took at most.
func Within(all []time.Duration, hundredths int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	return all[min(len(all)*hundredths/100, len(all)-1)]
}

// Come has so many browsers at once go through families from to to, and stops sending new
// ones after most.
func Come(addr string, browsers, from, to int, most time.Duration, visit Visit) Report {
	var r Report
	var mu sync.Mutex
	next := atomic.Int64{}
	next.Store(int64(from))
	began := time.Now()
	var wait sync.WaitGroup
	for range browsers {
		wait.Go(func() {
			b := &Browser{addr: addr}
			var outcomes [3]int
			var visits []time.Duration
			var wrong error
			for time.Since(began) < most {
				i := int(next.Add(1)) - 1
				if i >= to {
					break
				}
				came := time.Now()
				o, err := visit(b, i)
				if outcomes[o]++; o == Confirmed {
					visits = append(visits, time.Since(came))
				}
				if err != nil && wrong == nil {
					wrong = fmt.Errorf("family %d: %w", i, err)
				}
			}
			if b.conn != nil {
				b.conn.Close()
			}
			mu.Lock()
			defer mu.Unlock()
			for o, n := range outcomes {
				r.Outcomes[o] += n
			}
			r.Answers, r.Visits = append(r.Answers, b.took...), append(r.Visits, visits...)
			if r.Wrong == nil {
				r.Wrong = wrong
			}
		})
	}
	wait.Wait()
	r.Took = time.Since(began)
	slices.Sort(r.Answers)
	slices.Sort(r.Visits)
	return r
}
