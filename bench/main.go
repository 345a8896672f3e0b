// Command bench compares one registration, over HTTP and durable, in three programs: ours, a
// plain handler with one transaction for each request, and PocketBase with a hook. Each is a
// process of its own, and the crowd is this one. README.md says how they are made equal.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sem/bench/crowd"
	"sem/bench/guarded"
	"sem/bench/plain"
)

// rival is a program that is measured.
type rival interface {
	name() string
	fill(ctx context.Context, families int, courses []course) error
	serve(addr string, sync time.Duration) (*process, error)
	// visit registers family i for its course.
	visit(course func(i int) string) crowd.Visit
	// taken are the registrations that each course has in the end, read once the program has ended.
	taken(ctx context.Context) (map[string]int, error)
}

// course is one that everybody wants.
type course struct {
	id     string
	places int
}

// The crowd.
const (
	browsers = 256
	hot      = 20     // hot courses share the crowd.
	plenty   = 10_000 // plenty of places, while the rate is measured.
	scarce   = 25     // scarce places, 500 in all, while the rush is.
	rushing  = 5000   // rushing families come for those.
	warm     = 512    // warm families come first, uncounted.
)

var (
	only     = flag.String("only", "", "programs and databases to measure, between commas: ours, plain, pocketbase, pocketbase_noted, sqlite, postgres; all when empty")
	seconds  = flag.Int("seconds", 10, "how long the rate is measured")
	families = flag.Int("families", 60_000, "how many families there are for it at most")
	built    = flag.String("built", "", "our program, built already; built from the sources when empty")
	syncs    = flag.String("sync", "0s,6ms", "how much later than the disk's own a sync ends, between commas")
)

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	if len(os.Args) == 4 {
		switch os.Args[1] {
		case "plain":
			return servePlain(os.Args[2], os.Args[3])
		case "pocketbase", "pocketbase_noted":
			return guarded.Serve(os.Args[2], os.Args[3], os.Args[1] == "pocketbase_noted")
		}
	}
	if len(os.Args) > 1 && os.Args[1] == "morning" {
		m, err := readMorning(os.Args[2:])
		if err != nil {
			return err
		}
		return m.run(ctx)
	}
	flag.Parse()
	folder, err := os.MkdirTemp("", "sem-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.Chmod(folder, 0o755); err != nil { // PostgreSQL runs as somebody else.
		return err
	}
	binary := *built
	if binary == "" {
		if binary, err = build(folder); err != nil {
			return err
		}
	}
	for one := range strings.SplitSeq(*syncs, ",") {
		sync, err := time.ParseDuration(one)
		if err != nil {
			return err
		}
		if sync > 0 {
			if err := canDelay(); err != nil {
				log.Printf("# a sync of %v is left out: %v", sync, err)
				continue
			}
		}
		if err := compare(ctx, folder, binary, sync); err != nil {
			return err
		}
	}
	return nil
}

func servePlain(place, addr string) error {
	t, err := plain.Open(place)
	if err != nil {
		return err
	}
	h, err := t.Handler()
	if err != nil {
		return err
	}
	return (&http.Server{Addr: addr, Handler: h}).ListenAndServe()
}

func wanted(name string) bool {
	if *only == "" {
		return true
	}
	kind := []string{"ours", "plain", "pocketbase", "pocketbase_noted"}
	if name == "sqlite" || name == "postgres" {
		kind = []string{"sqlite", "postgres"}
	}
	said := false
	for _, one := range kind {
		if strings.Contains(","+*only+",", ","+one+",") {
			said = true
			if one == name {
				return true
			}
		}
	}
	return !said
}

// figures are the rates, by program and database.
type figures map[string]float64

// compare measures every program with a disk, and says how they stand to each other.
func compare(ctx context.Context, folder, binary string, sync time.Duration) error {
	prefix := "registration."
	if sync > 0 {
		prefix += fmt.Sprintf("sync_%v.", sync)
	}
	rates := figures{}
	for _, database := range []string{"sqlite", "postgres"} {
		for _, make := range []func(folder, url string) rival{
			func(folder, url string) rival { return &ours{folder: folder, url: url, binary: binary} },
			func(folder, url string) rival { return &simple{folder: folder, url: url} },
			func(folder, _ string) rival { return &pocket{folder: folder} },
			func(folder, _ string) rival { return &pocket{folder: folder, noted: true} },
		} {
			if name := make("", "").name(); !wanted(database) || !wanted(name) || strings.HasPrefix(name, "pocketbase") && database == "postgres" {
				continue
			}
			if err := measureOn(ctx, folder, database, sync, make, prefix, rates); err != nil {
				return err
			}
		}
		for _, other := range []string{"plain." + database, "pocketbase.sqlite", "pocketbase_noted.sqlite"} {
			if mine, theirs := rates["ours."+database], rates[other]; mine > 0 && theirs > 0 {
				fmt.Printf("%sours.%s/%s %.2f ratio\n", prefix, database, other, mine/theirs)
			}
		}
	}
	return nil
}

// measureOn measures one program in a folder, and with a server, of its own.
func measureOn(ctx context.Context, folder, database string, sync time.Duration, make func(folder, url string) rival, prefix string, rates figures) (err error) {
	here, err := os.MkdirTemp(folder, "")
	if err != nil {
		return err
	}
	defer os.RemoveAll(here)
	if err := os.Chmod(here, 0o755); err != nil {
		return err
	}
	url := ""
	if database == "postgres" {
		place := filepath.Join(here, "postgres")
		if err := os.Mkdir(place, 0o700); err != nil {
			return err
		}
		server, err := startPostgres(place, sync)
		if err != nil {
			return err
		}
		defer server.stop()
		url = server.url
	}
	r := make(here, url)
	name := r.name() + "." + database
	rates[name], err = measure(ctx, r, sync, prefix+name)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return err
}

// measure fills a program's registers, has the crowd come, and compares what was told with
// what the registers hold.
func measure(ctx context.Context, r rival, sync time.Duration, name string) (rate float64, err error) {
	courses := make([]course, 0, 2*hot)
	for i := range hot {
		courses = append(courses, course{wide(i), plenty}, course{narrow(i), scarce})
	}
	last := warm + *families
	if err := r.fill(ctx, last+rushing, courses); err != nil {
		return 0, fmt.Errorf("fill: %w", err)
	}
	addr, err := freeAddress()
	if err != nil {
		return 0, err
	}
	p, err := r.serve(addr, sync)
	if err != nil {
		return 0, err
	}
	first := crowd.Come(addr, browsers, 0, warm, time.Minute, r.visit(wide))
	before := p.processor()
	free := crowd.Come(addr, browsers, warm, last, time.Duration(*seconds)*time.Second, r.visit(wide))
	worked := p.processor() - before
	rush := crowd.Come(addr, browsers, last, last+rushing, time.Hour, r.visit(narrow))
	memory := p.memory()
	if err := p.stop(); err != nil {
		return 0, err
	}
	taken, err := r.taken(ctx)
	if err != nil {
		return 0, err
	}
	told := first.Outcomes[crowd.Confirmed] + free.Outcomes[crowd.Confirmed]
	tell(name, told, free, rush, taken, memory, worked)
	return free.Rate(), errors.Join(first.Wrong, free.Wrong, rush.Wrong)
}

func wide(i int) string   { return fmt.Sprintf("large%02d", i%hot) }
func narrow(i int) string { return fmt.Sprintf("petit%02d", i%hot) }

// tell prints the figures of a program, a line for each; told were told that they have one of
// the plentiful places.
func tell(name string, told int, free, rush crowd.Report, taken map[string]int, memory float64, worked time.Duration) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	oversold, kept, few := 0, 0, 0
	for i := range hot {
		kept += taken[wide(i)]
		few += taken[narrow(i)]
		oversold += max(0, taken[narrow(i)]-scarce) + max(0, taken[wide(i)]-plenty)
	}
	for _, f := range []struct {
		what  string
		value float64
		unit  string
	}{
		{"rate", free.Rate(), "registrations/s"},
		{"answer_p50", ms(crowd.Within(free.Answers, 50)), "ms"},
		{"answer_p99", ms(crowd.Within(free.Answers, 99)), "ms"},
		{"registration_p99", ms(crowd.Within(free.Visits, 99)), "ms"},
		{"processor", ms(worked) / float64(max(1, free.Outcomes[crowd.Confirmed])), "ms/registration"},
		{"failed", float64(free.Outcomes[crowd.Failed] + rush.Outcomes[crowd.Failed]), "families"},
		{"rush", rush.Took.Seconds(), "s"},
		{"rush_p99", ms(crowd.Within(rush.Answers, 99)), "ms"},
		{"rush_confirmed", float64(rush.Outcomes[crowd.Confirmed]), "families"},
		{"oversold", float64(oversold), "places"},
		{"lost", float64(max(0, told-kept) + max(0, rush.Outcomes[crowd.Confirmed]-few)), "registrations"},
		{"memory", memory, "MB"},
	} {
		fmt.Printf("%s.%s %.4g %s\n", name, f.what, f.value, f.unit)
	}
}
