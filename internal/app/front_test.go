package app

import (
	"net"
	"net/http"
	"testing"

	"sem/internal/config"
)

func TestOnlyOurProxiesAreBelieved(t *testing.T) {
	proxies := config.Config{TrustedProxies: []string{"10.0.0.0/8", "127.0.0.1"}}.Proxies()
	for _, c := range []struct{ from, forwarded, want string }{
		{"127.0.0.1:1", "203.0.113.7", "203.0.113.7:1"},
		{"10.1.2.3:1", "203.0.113.7, 10.9.9.9", "203.0.113.7:1"},
		{"10.1.2.3:1", "192.0.2.1, 203.0.113.7", "203.0.113.7:1"}, // What the client wrote itself stands further left.
		{"203.0.113.9:1", "192.0.2.1", "203.0.113.9:1"},
		{"10.1.2.3:1", "", "10.1.2.3:1"},
		{"10.1.2.3:1", "nobody", "10.1.2.3:1"},
		{"10.1.2.3:1", "2001:db8::7", "[2001:db8::7]:1"},
	} {
		r := &http.Request{RemoteAddr: c.from, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := behindProxies(r, proxies).RemoteAddr; got != c.want {
			t.Errorf("from %s forwarded for %q: got %s, want %s", c.from, c.forwarded, got, c.want)
		}
	}
}

// caller is a connection from an address; closing it is noted.
type caller struct {
	net.Conn
	from   string
	closed bool
}

func (c *caller) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(c.from), Port: 1} }
func (c *caller) Close() error         { c.closed = true; return nil }

// door lets callers in one after the other.
type door struct {
	net.Listener
	callers []*caller
}

func (d *door) Accept() (net.Conn, error) {
	if len(d.callers) == 0 {
		return nil, net.ErrClosed
	}
	next := d.callers[0]
	d.callers = d.callers[1:]
	return next, nil
}

func TestNobodyHoldsMoreThanTheirShareOfConnections(t *testing.T) {
	callers := []*caller{{from: "203.0.113.1"}, {from: "203.0.113.1"}, {from: "203.0.113.1"}, {from: "203.0.113.2"}, {from: "127.0.0.1"}, {from: "127.0.0.1"}, {from: "127.0.0.1"}}
	l := &fairListener{Listener: &door{callers: callers}, most: 2, open: map[string]int{}}
	var in []net.Conn
	for {
		conn, err := l.Accept()
		if err != nil {
			break
		}
		in = append(in, conn)
	}
	if len(in) != 6 || !callers[2].closed {
		t.Fatalf("%d came in, the third of one address was closed: %t; want 6 and true", len(in), callers[2].closed)
	}
	in[0].Close()
	in[0].Close() // Twice counts once.
	if l.open["203.0.113.1"] != 1 {
		t.Errorf("after one left, %d are counted, want 1", l.open["203.0.113.1"])
	}
}
