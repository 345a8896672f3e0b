package app

import (
	"net"
	"sync"
)

// fairListener lets no address hold more than its share of connections. A proxy speaks for
// many, and this machine for whoever runs it: they are not counted.
type fairListener struct {
	net.Listener
	most   int
	exempt []*net.IPNet

	mu   sync.Mutex
	open map[string]int
}

// Accept waits for a connection, and closes at once those above the share.
func (l *fairListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := l.counted(conn.RemoteAddr())
		if from == "" {
			return conn, nil
		}
		if l.take(from) {
			return &countedConn{Conn: conn, leave: sync.OnceFunc(func() { l.leave(from) })}, nil
		}
		conn.Close()
	}
}

// counted is the address a connection counts for, empty for whoever is exempt.
func (l *fairListener) counted(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() || within(l.exempt, tcp.IP) {
		return ""
	}
	return tcp.IP.String()
}

func (l *fairListener) take(from string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[from] >= l.most {
		return false
	}
	l.open[from]++
	return true
}

func (l *fairListener) leave(from string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[from]--; l.open[from] == 0 {
		delete(l.open, from)
	}
}

type countedConn struct {
	net.Conn
	leave func()
}

// Close ends the connection and gives its place back.
func (c *countedConn) Close() error {
	c.leave()
	return c.Conn.Close()
}

func within(networks []*net.IPNet, ip net.IP) bool {
	for _, n := range networks {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}
