package stacks

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"sem/internal/connect/sip2"
)

// Address is the host and the port by which the demonstration's settings name the library; Dial
// knows where it really is.
const (
	Host    = "bibliotheque.demo"
	Port    = "6001"
	Address = Host + ":" + Port
)

// longest is the longest question read, in bytes.
const longest = 4096

// Start listens on this machine, where it listened before; it does nothing when it listens.
func (l *Library) Start() error {
	l.door.Lock()
	defer l.door.Unlock()
	if l.listen != nil {
		return nil
	}
	listen, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(l.port))
	if err != nil {
		return fmt.Errorf("open the library: %w", err)
	}
	l.listen, l.port, l.guests = listen, listen.Addr().(*net.TCPAddr).Port, map[net.Conn]bool{}
	l.busy.Go(func() { l.welcome(listen) })
	return nil
}

// Stop hangs up on everybody, and listens no more. It returns when nobody is served.
func (l *Library) Stop() {
	l.door.Lock()
	if l.listen != nil {
		l.listen.Close() // Whatever it says, nobody is let in any more.
		l.listen = nil
		for guest := range l.guests {
			guest.Close()
		}
	}
	l.door.Unlock()
	l.busy.Wait()
}

// Open tells whether it listens.
func (l *Library) Open() bool {
	l.door.Lock()
	defer l.door.Unlock()
	return l.listen != nil
}

// At is where it listens, or listened last.
func (l *Library) At() string {
	l.door.Lock()
	defer l.door.Unlock()
	return "127.0.0.1:" + strconv.Itoa(l.port)
}

// Served is how many questions were answered.
func (l *Library) Served() int {
	l.door.Lock()
	defer l.door.Unlock()
	return l.served
}

// Dial reaches the library under its name, and everybody else by the network.
func (l *Library) Dial(ctx context.Context, address string) (net.Conn, error) {
	if address == Address {
		address = l.At()
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", address)
}

// welcome serves whoever comes until the door closes.
func (l *Library) welcome(listen net.Listener) {
	for {
		guest, err := listen.Accept()
		if err != nil {
			return // The door is closed.
		}
		if !l.admit(listen, guest) {
			guest.Close()
			continue
		}
		l.busy.Go(func() {
			defer l.leave(guest)
			l.serve(guest)
		})
	}
}

func (l *Library) admit(listen net.Listener, guest net.Conn) bool {
	l.door.Lock()
	defer l.door.Unlock()
	if l.listen != listen || l.quirks().OneGuest && len(l.guests) > 0 {
		return false
	}
	l.guests[guest] = true
	return true
}

func (l *Library) leave(guest net.Conn) {
	l.door.Lock()
	defer l.door.Unlock()
	delete(l.guests, guest)
	guest.Close()
}

// visit is one connection.
type visit struct {
	library  *Library
	conn     net.Conn
	signedIn bool
	heard    int // heard counts questions.
	answered int
	last     []byte // last is the answer before, for who asks again.
}

func (l *Library) serve(conn net.Conn) {
	v := &visit{library: l, conn: conn}
	lines := bufio.NewReaderSize(conn, longest)
	for {
		line, err := lines.ReadSlice('\r')
		if err != nil || l.quirks().Hang && v.hang(lines) {
			return
		}
		answer, goOn := v.answer(line)
		if !goOn || !v.send(answer) {
			return
		}
	}
}

// hang reads on without a word until the other side gives up.
func (v *visit) hang(from *bufio.Reader) bool {
	for {
		if _, err := from.ReadByte(); err != nil {
			return true
		}
	}
}

// answer is what is said to a line; false hangs up.
func (v *visit) answer(line []byte) ([]byte, bool) {
	q := v.library.quirks()
	v.heard++
	asked, _, err := sip2.Decode([]byte(strings.Trim(string(line), "\r\n")), v.charset())
	switch {
	case err != nil && asked.Code == "" || q.CloseAfter > 0 && v.answered >= q.CloseAfter:
		return nil, false
	case asked.Code == "97":
		return v.last, v.last != nil
	case err != nil || q.AskAgain > 0 && v.heard%q.AskAgain == 0:
		return []byte("96AZ" + sip2.Checksum([]byte("96AZ"))), true
	case asked.Code != "93" && q.User != "" && !v.signedIn:
		return nil, false
	}
	said, ok := v.reply(asked)
	if !ok {
		return nil, false
	}
	said.Sequence = asked.Sequence
	if q.OldSequence && said.Sequence >= 0 {
		said.Sequence = (said.Sequence + 7) % 10
	}
	if q.NoDetection {
		said.Sequence = -1
	}
	v.last = sip2.Encode(said, v.charset())
	return v.last, true
}

func (v *visit) charset() sip2.Charset {
	if c := v.library.quirks().Charset; c != "" {
		return c
	}
	return sip2.UTF8
}

// send sends an answer in the way of the house; false when the visit is over.
func (v *visit) send(answer []byte) bool {
	q := v.library.quirks()
	v.answered++
	v.library.door.Lock()
	v.library.served++
	v.library.door.Unlock()
	if q.BadSums > 0 && v.heard%q.BadSums == 0 && len(answer) > 10 {
		answer = append(append([]byte{}, answer[:len(answer)-4]...), "0000"...)
	}
	text := append([]byte{}, answer...)
	if q.StrayLF {
		text = append([]byte{'\n'}, text...)
	}
	text = append(text, '\r')
	if q.CRLF {
		text = append(text, '\n')
	}
	return v.bend(text)
}

// bend writes a line as the quirks of the connection have it.
func (v *visit) bend(text []byte) bool {
	q := v.library.quirks()
	switch {
	case q.Garbage:
		text = []byte("\x00\xff\xfeHTTP/1.1 400 Bad Request\r\n\r\n|AA|||64\r")
	case q.Reset:
		v.conn.Write(text[:len(text)/2])
		v.conn.(*net.TCPConn).SetLinger(0)
		return false
	case q.Endless:
		for {
			if _, err := v.conn.Write([]byte(strings.Repeat("AU33152000000000|", 1000))); err != nil {
				return false
			}
		}
	case q.OneByte:
		for i := range text {
			if _, err := v.conn.Write(text[i : i+1]); err != nil {
				return false
			}
		}
		return true
	}
	_, err := v.conn.Write(text)
	return err == nil
}
