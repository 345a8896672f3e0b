package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// slow makes a command wait so long at each sync of the disk: strace delays the answers of
// fsync and fdatasync, and looks at no other call. It is the same for every program and both
// databases.
func slow(sync time.Duration, command []string) []string {
	if sync == 0 {
		return command
	}
	const calls = "fsync,fdatasync"
	return append([]string{"strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=" + calls, "-e", "signal=none", "-e", fmt.Sprintf("inject=%s:delay_exit=%d", calls, sync.Microseconds())}, command...)
}

// errNoTracer says why a slow disk cannot be measured here.
var errNoTracer = errors.New("strace is absent, or may not trace")

// canDelay tells whether slow works on this machine.
func canDelay() error {
	command := slow(time.Millisecond, []string{"true"})
	if exec.Command(command[0], command[1:]...).Run() != nil {
		return errNoTracer
	}
	return nil
}

// process is a program that runs beside this one, and ends with it.
type process struct {
	cmd   *exec.Cmd
	log   *notes
	ended chan struct{} // ended is closed when the process has ended.
}

// notes are what a process writes.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes some lines.
func (n *notes) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(b)
}

// String is what was written.
func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

func start(as *syscall.Credential, command ...string) (*process, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...), log: &notes{}, ended: make(chan struct{})}
	// Without signals for preemption, which the tracer would have to pass on one by one.
	p.cmd.Env = append(os.Environ(), "GODEBUG=asyncpreemptoff=1")
	p.cmd.Dir = "/"
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGINT, Credential: as}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.cmd.Wait() // A program that is interrupted or killed may say so by its status.
		close(p.ended)
	}()
	return p, nil
}

// stop ends the process in order.
func (p *process) stop() error { return p.end(syscall.SIGINT) }

// kill ends the process as a power cut would.
func (p *process) kill() error { return p.end(syscall.SIGKILL) }

func (p *process) end(how syscall.Signal) error {
	if err := p.cmd.Process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.ended
	return nil
}

// memory is the most the process had in memory.
func (p *process) memory() (megabytes float64) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			n, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return n / 1024
		}
	}
	return 0
}

// processor is what the process has had of the processors.
func (p *process) processor() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	var ticks int
	for _, one := range fields[11:13] { // utime and stime, proc(5).
		n, _ := strconv.Atoi(one)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// until waits for something that comes soon, unless the process ends first.
func until(what string, p *process, most time.Duration, happened func() bool) error {
	why := fmt.Sprintf("within %v", most)
	for end := time.Now().Add(most); time.Now().Before(end); {
		if happened() {
			return nil
		}
		select {
		case <-p.ended:
			why, end = "before it ended", time.Now()
		case <-time.After(50 * time.Millisecond):
		}
	}
	log := p.log.String()
	return fmt.Errorf("%s did not come %s:\n%s", what, why, log[max(0, len(log)-2000):])
}

func answers(addr, path string) func() bool {
	return func() bool {
		a, err := http.Get("http://" + addr + path)
		if err != nil {
			return false
		}
		a.Body.Close()
		return a.StatusCode < 500
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// postgres is a server of its own, which waits for the disk.
type postgres struct {
	*process
	url string
}

func startPostgres(folder string, sync time.Duration) (*postgres, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return nil, errors.New("no PostgreSQL server on this machine; scripts/install postgresql")
	}
	bin := found[len(found)-1]
	as, err := unprivileged(folder)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(folder, "data")
	made := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "sem", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	made.Dir, made.SysProcAttr = "/", &syscall.SysProcAttr{Credential: as}
	if out, err := made.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	p, err := start(as, slow(sync, []string{filepath.Join(bin, "postgres"), "-D", data, "-c", "listen_addresses=", "-k", folder, "-c", "max_connections=200", "-c", "shared_buffers=128MB"})...)
	if err != nil {
		return nil, err
	}
	listens := func() bool {
		c, err := net.Dial("unix", filepath.Join(folder, ".s.PGSQL.5432"))
		if err == nil {
			c.Close()
		}
		return err == nil && strings.Contains(p.log.String(), "ready to accept connections")
	}
	if err := until("PostgreSQL", p, time.Minute, listens); err != nil {
		return nil, errors.Join(err, p.stop())
	}
	return &postgres{p, "postgres://sem@/postgres?host=" + folder + "&sslmode=disable"}, nil
}

// unprivileged is somebody else than root, as whom PostgreSQL refuses to run.
func unprivileged(folder string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(folder, uid, gid)
}
