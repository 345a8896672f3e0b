package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sem/internal/db"
	"sem/internal/dbtest"
)

// binary is the program, built once for the tests of this package.
var binary = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "sem-binary-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(folder, "sem")
	out, err := exec.Command("go", "build", "-o", name, "sem/cmd/sem").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return name, nil
})

// TestMain throws the program away that the tests built.
func TestMain(m *testing.M) {
	code := m.Run()
	if name, err := binary(); err == nil {
		os.RemoveAll(filepath.Dir(name))
	}
	os.Exit(code)
}

// town is a demonstration served by a process of its own.
type town struct {
	t        *testing.T
	data     string
	database string // database is a postgres:// address, empty for SQLite.
	now      string // now is when it opens, empty for the present.
	process  *exec.Cmd
	ended    <-chan error // ended tells how the process ended.
	log      *notes
	url      string
	secrets  []string // secrets are what no stranger's page may hold of Marie, beside private.
}

// notes are what the process writes to standard error.
type notes struct {
	mu     sync.Mutex
	text   bytes.Buffer
	opened chan string // opened is told the address that is served.
	told   bool
}

// Write takes some lines.
func (n *notes) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.text.Write(b)
	if m := served.FindSubmatch(n.text.Bytes()); m != nil && !n.told {
		n.told = true
		n.opened <- "http://" + string(m[1])
	}
	return len(b), nil
}

// String is what was written, the requests left out.
func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var kept []string
	for line := range strings.Lines(n.text.String()) {
		if !strings.Contains(line, `"msg":"request"`) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

var served = regexp.MustCompile(`"msg":"serving","addr":"([^"]+)"`)

// start starts the process and waits until it is ready.
func (w *town) start() {
	w.t.Helper()
	name, err := binary()
	if err != nil {
		w.t.Fatal(err)
	}
	w.process = exec.Command(name, "demo", "--size", "small", "--data", w.data, "--database", w.database, "--addr", freeAddress(w.t), "--admin-addr", "off")
	if w.now != "" {
		w.process.Args = append(w.process.Args, "--now", w.now)
	}
	w.process.Stdout = io.Discard
	w.log = &notes{opened: make(chan string, 1)}
	w.process.Stderr = w.log
	if err := w.process.Start(); err != nil {
		w.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.process.Wait() }()
	w.ended = ended
	select {
	case w.url = <-w.log.opened:
	case err := <-ended:
		w.t.Fatalf("the town did not open: %v\n%s", err, w.log)
	case <-time.After(2 * time.Minute):
		w.process.Process.Kill()
		w.t.Fatalf("the town did not open within two minutes:\n%s", w.log)
	}
	until(w.t, "ready", func() bool { code, _, _ := get(w.t, w.url+"/readyz"); return code == http.StatusOK })
}

// freeAddress is one that nobody listens on: what links to the town by its whole address, as
// the card house does, must know it beforehand.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// kill ends the process as a power cut would: it has no time for anything.
func (w *town) kill() {
	w.process.Process.Kill()
	<-w.ended
	w.process = nil
	w.settle()
}

// settle waits until PostgreSQL has ended the connections of a process that is gone: a commit
// that reached the server is carried out though nobody hears of it any more.
func (w *town) settle() {
	w.t.Helper()
	if w.database == "" {
		return
	}
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, Connections: 1})
	if err != nil {
		return // The server is down, as some tests have it.
	}
	defer d.Close()
	until(w.t, "the connections of the killed process have ended", func() bool {
		var open int
		err := d.QueryRow(w.t.Context(), `
			SELECT COUNT(*)
			FROM   pg_stat_activity
			WHERE  datname = current_database() AND pid <> pg_backend_pid()`).Scan(&open)
		return err != nil || open == 0
	})
}

// openTown starts a demonstration that ends with the test.
func openTown(t *testing.T, database string) *town { return openTownAt(t, database, "") }

// openTownAt is openTown at another time than the present.
func openTownAt(t *testing.T, database, now string) *town {
	t.Helper()
	w := &town{t: t, data: t.TempDir(), database: database, now: now}
	t.Cleanup(func() {
		if w.process != nil {
			w.kill()
		}
	})
	w.start()
	return w
}

// agent signs the agent of the desk in.
func (w *town) agent() *http.Client {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.PostForm(w.url+"/connexion", url.Values{"identifiant": {"agent@demo.sem"}, "motdepasse": {"demo-saint-eustache"}})
	if err != nil {
		w.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("the agent could not sign in: %s", answer.Status)
	}
	return client
}

var numbered = regexp.MustCompile(`\d{4}-\d{6}-[A-Z]`)

// report has the agent note a request, and gives its number once the town said yes.
func (w *town) report(ctx context.Context, client *http.Client, key, subject string) (number string, status int, err error) {
	form := url.Values{
		"cle": {key}, "canal": {"telephone"}, "nom": {"Zoé Essai"}, "joindre": {"450 555-0199"}, "sujet": {subject},
		"type": {"suggestion"}, "direct": {"request"}, "etape": {"2"}, "titre": {subject}, "note": {"Un banc de plus serait bienvenu."},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/guichet/contacts", strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(r)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", answer.StatusCode, err
	}
	if answer.StatusCode != http.StatusSeeOther {
		return "", answer.StatusCode, fmt.Errorf("answered %s: %s", answer.Status, sentence(body))
	}
	return numbered.FindString(answer.Header.Get("Location")), answer.StatusCode, nil
}

// sentence is what a page says, for the message of a test that failed.
func sentence(page []byte) string {
	text := regexp.MustCompile(`<[^>]*>|\s+`).ReplaceAllString(string(page), " ")
	return text[:min(len(text), 600)]
}

// numbers are the requests that stand in the registers of a town that is closed.
func (w *town) numbers() map[string]int {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Query(w.t.Context(), `
		SELECT r.number, COUNT(e.id), r.events
		FROM   requests_request r LEFT JOIN requests_event e ON e.request_id = r.id
		GROUP  BY r.number, r.events`)
	all := map[string]int{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var number string
		var events, said int
		err := r.Scan(&number, &events, &said)
		if err == nil && events != said {
			w.t.Errorf("request %s says %d events and has %d: it was written by half", number, said, events)
		}
		all[number]++
		return number, err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// eachDatabase opens a town on each database; the PostgreSQL one waits for the disk.
func eachDatabase(t *testing.T, test func(t *testing.T, w *town)) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	t.Run("sqlite", func(t *testing.T) { test(t, openTown(t, "")) })
	t.Run("postgres", func(t *testing.T) { test(t, openTown(t, dbtest.NewServer(t, true).URL(t))) })
}

func TestAKillUnderLoadLosesNoAcknowledgedRequest(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		client := w.agent()
		var mu sync.Mutex
		acknowledged := map[string]string{} // the form's key, and the number it was given
		enough := make(chan struct{})
		var clients sync.WaitGroup
		for n := range 16 {
			clients.Go(func() {
				for i := 0; ; i++ {
					key := fmt.Sprintf("cle-%d-%d", n, i)
					number, status, err := w.report(t.Context(), client, key, "Suggestion "+key)
					if err != nil && status == 0 {
						return // The town is gone.
					}
					if err != nil {
						t.Errorf("a request was refused: %v", err)
						return
					}
					mu.Lock()
					acknowledged[key] = number
					if len(acknowledged) == 300 {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		gone := make(chan struct{})
		go func() { clients.Wait(); close(gone) }()
		select {
		case <-enough:
		case <-gone:
			t.Fatal("the clients stopped before the town was killed")
		case <-time.After(2 * time.Minute):
			t.Error("300 requests were not taken in two minutes")
		}
		w.kill()
		<-gone

		kept := w.numbers()
		for key, number := range acknowledged {
			if number == "" || kept[number] != 1 {
				t.Errorf("the form %s was acknowledged as %q, which stands %d times", key, number, kept[number])
			}
		}
		w.start()
		client = w.agent()
		tried := 0
		for key, number := range acknowledged {
			again, _, err := w.report(t.Context(), client, key, "Suggestion "+key)
			if err != nil || again != number {
				t.Errorf("the form %s sent again after the kill gave %q (%v), before %q", key, again, err, number)
			}
			if tried++; tried == 20 {
				break
			}
		}
		w.kill()
		if after := w.numbers(); len(after) != len(kept) {
			t.Errorf("forms sent again made %d requests of %d", len(after), len(kept))
		}
	})
}

func TestAFormSentManyTimesAtOnceHasOneEffect(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		client := w.agent()
		before := w.url
		var clients sync.WaitGroup
		numbers := make([]string, 16)
		for n := range numbers {
			clients.Go(func() {
				var err error
				if numbers[n], _, err = w.report(t.Context(), client, "la-meme", "Suggestion double"); err != nil {
					t.Errorf("sending the same form: %v", err)
				}
			})
		}
		clients.Wait()
		slices.Sort(numbers)
		if len(slices.Compact(numbers)) != 1 {
			t.Errorf("one form gave several numbers: %v", numbers)
		}
		if _, status, _ := w.report(t.Context(), client, "la-meme", "Un autre sujet"); status != http.StatusConflict {
			t.Errorf("the same key with other content answered %d at %s, want 409", status, before)
		}
	})
}

func TestAFullDiskRefusesWritingAndGoesOnReading(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	w := openTown(t, "")
	client := w.agent()
	var acknowledged []string
	send := func(n int) (int, error) {
		number, status, err := w.report(t.Context(), client, fmt.Sprintf("plein-%d", n), fmt.Sprintf("Suggestion plein %d", n))
		if err == nil {
			acknowledged = append(acknowledged, number)
		}
		return status, err
	}
	if _, err := send(0); err != nil {
		t.Fatal(err)
	}
	full := func(limit uint64) {
		err := unix.Prlimit(w.process.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: unix.RLIM_INFINITY}, nil)
		if err != nil {
			t.Fatalf("limit the disk: %v", err)
		}
	}
	full(4096) // No file may grow beyond its first page: neither the database nor its log.
	refused := 0
	for n := 1; n <= 20; n++ {
		status, err := send(n)
		if err == nil {
			continue
		}
		refused++
		if status != http.StatusServiceUnavailable {
			t.Fatalf("with the disk full a request answered %d: %v\n%s", status, err, w.log)
		}
	}
	if refused == 0 {
		t.Fatal("nothing was refused with the disk full")
	}
	for _, path := range []string{"/", "/aide", "/guichet/file"} {
		answer, err := client.Get(w.url + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("with the disk full %s answered %d, reading needs no room", path, answer.StatusCode)
		}
	}
	full(unix.RLIM_INFINITY)
	n := 100
	until(t, "writing again", func() bool { n++; _, err := send(n); return err == nil })
	w.process.Process.Signal(syscall.SIGTERM)
	if err := <-w.ended; err != nil {
		t.Errorf("the town did not close well after a full disk: %v\n%s", err, w.log)
	}
	w.process = nil
	kept := w.numbers()
	for _, number := range acknowledged {
		if kept[number] != 1 {
			t.Errorf("request %s was acknowledged and stands %d times", number, kept[number])
		}
	}
}

func TestAnAgentAtWorkHearsThatTheRegistersAreClosedAndGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	server := dbtest.NewServer(t, true) // The others forget the agent's session when they are stopped.
	w := openTown(t, server.URL(t))
	client := w.agent()
	ask := func(path string) int {
		answer, err := client.Get(w.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode
	}
	for range 2 { // Whoever came back once must come back again.
		if status := ask("/guichet/file"); status != http.StatusOK {
			t.Fatalf("the queue answered %d", status)
		}
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
		for range 10 { // The first ones arrive before anybody noticed.
			for _, path := range []string{"/guichet/file", "/guichet/recherche?q=tremblay", "/connexion"} {
				start := time.Now()
				if status, took := ask(path), time.Since(start); status != http.StatusServiceUnavailable && path != "/connexion" || took > 10*time.Second { // Two seconds on a machine of its own.
					t.Errorf("with the registers closed %s answered %d after %s, want 503 at once", path, status, took)
				}
			}
			if _, status, _ := w.report(t.Context(), client, "", "Suggestion"); status != http.StatusServiceUnavailable {
				t.Errorf("with the registers closed a report answered %d, want 503", status)
			}
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, "the queue again", func() bool { return ask("/guichet/file") == http.StatusOK })
	}
}
