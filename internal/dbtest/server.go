package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sem/internal/db"
	"sem/internal/jobs"
	"sem/internal/schema"
)

// Server is a PostgreSQL server of the test's own, in a temporary folder, reached by a
// socket in that folder. It ends with the test program, however that ends: the shell that
// watches it reads from a pipe which closes then.
type Server struct {
	folder  string
	control io.WriteCloser
	answers io.Reader
}

// watch is the shell that keeps the server: it starts and stops it as it is told, and
// clears everything away when the pipe closes.
const watch = `
bin=$1 folder=$2; shift 2
"$bin/initdb" -D "$folder/data" -U sem -A trust -E UTF8 --no-locale --no-sync >"$folder/initdb.log" 2>&1 || { echo "initdb failed"; exit 1; }
start() { "$bin/pg_ctl" -D "$folder/data" -w -s -l "$folder/log" -o "-c listen_addresses='' -k $folder $*" start >/dev/null 2>&1 && echo ready || echo "start failed"; }
stop() { "$bin/pg_ctl" -D "$folder/data" -w -s -m immediate stop >/dev/null 2>&1; }
start "$@"
while read order; do
	case $order in
	start) start "$@" ;;
	stop) stop; echo stopped ;;
	esac
done
stop
rm -rf "$folder"
`

// NewServer starts a server that stops with the test. A durable one waits for the disk at
// each commit, as in production; the others do not, and are faster.
func NewServer(t testing.TB, durable bool) *Server {
	t.Helper()
	s, err := startServer(durable)
	if err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
	t.Cleanup(func() { s.control.Close() })
	return s
}

// Stop takes the server away at once, as a crash does.
func (s *Server) Stop() error { return s.order("stop", "stopped") }

// Start brings the server back.
func (s *Server) Start() error { return s.order("start", "ready") }

// URL is the address of a fresh migrated database on the server.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	name := "t_" + strconv.FormatInt(time.Now().UnixNano(), 36)
	if err := s.create(name); err != nil {
		t.Fatal(err)
	}
	return s.url(name)
}

func (s *Server) order(what, want string) error {
	if _, err := io.WriteString(s.control, what+"\n"); err != nil {
		return err
	}
	return s.expect(want)
}

func (s *Server) expect(want string) error {
	line := make([]byte, 0, 32)
	one := make([]byte, 1)
	for {
		if _, err := s.answers.Read(one); err != nil {
			return fmt.Errorf("the server's keeper is gone: %w", err)
		}
		if one[0] == '\n' {
			break
		}
		line = append(line, one[0])
	}
	if string(line) != want {
		return fmt.Errorf("%s; see %s", line, s.folder)
	}
	return nil
}

func startServer(durable bool) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "sem-postgres-")
	if err != nil {
		return nil, err
	}
	options := []string{"-c max_connections=200", "-c shared_buffers=128MB"}
	if !durable {
		options = append(options, "-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off")
	}
	cmd := exec.Command("/bin/sh", append([]string{"-c", watch, "keeper", bin, folder}, options...)...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // A Ctrl-C reaches the tests first; the pipe then tells the keeper.
	if err := unprivileged(cmd, folder); err != nil {
		return nil, err
	}
	control, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{folder: folder, control: control, answers: answers}
	if err := s.expect("ready"); err != nil {
		return nil, err
	}
	return s, s.makeTemplate()
}

// unprivileged has the server run as somebody else when the tests run as root, which
// PostgreSQL refuses to do.
func unprivileged(cmd *exec.Cmd, folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return os.Chown(folder, uid, gid)
}

// binaries finds the newest installed server.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("no PostgreSQL server on this machine; make test installs one")
}

const template = "sem_template"

// makeTemplate migrates one database, which the tests' databases are copied from.
func (s *Server) makeTemplate() error {
	if err := s.run("CREATE DATABASE " + template); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d, err := db.Open(ctx, db.Settings{URL: s.url(template)})
	if err != nil {
		return err
	}
	defer d.Close()
	return migrate(ctx, d)
}

func migrate(ctx context.Context, d *db.DB) error {
	if err := schema.Migrate(ctx, d); err != nil {
		return err
	}
	return jobs.Migrate(ctx, d)
}

func (s *Server) url(name string) string {
	q := url.Values{"host": {s.folder}, "sslmode": {"disable"}}
	return "postgres://sem@/" + name + "?" + q.Encode()
}

func (s *Server) create(name string) error {
	return s.run("CREATE DATABASE " + name + " TEMPLATE " + template)
}

func (s *Server) drop(name string) { s.run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)") }

// mutex has databases made one after the other: a template can be copied only while
// nobody uses it.
var mutex sync.Mutex

func (s *Server) run(text string) error {
	mutex.Lock()
	defer mutex.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	return err
}

// theServer is the one the tests of a package share.
var theServer = sync.OnceValues(func() (*Server, error) { return startServer(false) })
