package app_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/config"
)

func TestAStopLetsTheRequestsUnderWayEnd(t *testing.T) {
	a := open(t, config.Given{})
	if err := a.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx) }()
	until(t, "ready", func() bool { code, _, _ := get(t, "http://"+a.Addr()+"/readyz"); return code == http.StatusOK })

	conn, err := net.Dial("tcp", a.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := "texte=2&retour=/aide"
	fmt.Fprintf(conn, "POST /preferences/affichage HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", a.Addr(), len(body), body[:5])
	until(t, "the request under way", func() bool {
		_, metrics, _ := get(t, "http://"+a.AdminAddr()+"/metrics")
		return strings.Contains(metrics, "sem_requests_under_way 1")
	})
	stop()
	until(t, "no new connection", func() bool {
		c, err := net.DialTimeout("tcp", a.Addr(), time.Second)
		if err == nil {
			c.Close()
		}
		return err != nil
	})
	io.WriteString(conn, body[5:])
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || answer.StatusCode != http.StatusSeeOther {
		t.Errorf("the request under way at the stop: %v, %v; want 303", answer, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the stop was not in order: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

func TestHeadersThatAreTooLargeAreRefused(t *testing.T) {
	a := open(t, config.Given{})
	serving(t, a)
	for size, want := range map[int]int{12 << 10: http.StatusOK, 20 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+a.Addr()+"/aide", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Long", strings.Repeat("x", size))
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("a header of %d bytes answered %d, want %d", size, answer.StatusCode, want)
		}
	}
}

func TestAnAddressThatIsTakenIsSaidAtOnce(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, key := range []string{"addr", "admin_addr"} {
		a := open(t, config.Given{key: taken.Addr().String()})
		if err := a.Listen(); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
			t.Errorf("%s taken: %v, want an error that names it", key, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}
