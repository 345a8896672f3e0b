// Package browsertest opens pages in a real Chromium, as people do: it resizes the window,
// enlarges the text, darkens the colours, turns scripts off, listens to what the page
// complains of, and has axe check what a machine can check of accessibility. Only tests
// import it.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Browser is one Chromium.
type Browser struct {
	ctx context.Context
	axe string
}

// Open starts a Chromium that ends with the test. The quick round has none, and skips the
// test; make test runs it.
func Open(t testing.TB) *Browser {
	t.Helper()
	if testing.Short() {
		t.Skip("the quick round has no browser; make test runs this")
	}
	axe, err := os.ReadFile(filepath.Join(root(), ".cache", "axe", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe is not here; make test installs it: %v", err)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(chromium(t)), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, quit := chromedp.NewContext(allocator)
	t.Cleanup(func() { quit(); stop() })
	if _, err := chromedp.Run(ctx, chromedp.Location()); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return &Browser{ctx: ctx, axe: string(axe)}
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium on this machine; make test installs one")
	return ""
}

// root is the folder of the project.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Tab is a page of the browser with cookies of its own.
type Tab struct {
	t        testing.TB
	ctx      context.Context
	axe      string
	mu       sync.Mutex
	problems []string
}

// Tab opens a tab that shares nothing with the others and closes with the test.
func (b *Browser) Tab(t testing.TB) *Tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	tab := &Tab{t: t, ctx: ctx, axe: b.axe}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			tab.hear(m)
		}
	}()
	return tab
}

// hear notes what the page complains of: scripts that fail, what the content policy
// refuses. A page that answers 404 or 422 is no complaint.
func (tab *Tab) hear(m chromedp.ConsoleMessage) {
	if m.Source == "network" || (m.Type != chromedp.ConsoleError && !m.IsException()) {
		return
	}
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.problems = append(tab.problems, m.String())
}

// Complaints are what the pages complained of since the last call.
func (tab *Tab) Complaints() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	heard := tab.problems
	tab.problems = nil
	return heard
}

// patience is how long one step may last on a busy machine.
const patience = time.Minute

// Do runs actions one after the other; a failure ends the test.
func (tab *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		tab.t.Fatal(err)
	}
}

// run runs an action that has a value; a failure ends the test.
func run[T any](tab *Tab, action chromedp.Action[T]) T {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		tab.t.Fatal(err)
	}
	return value
}

// Visit opens an address and waits for its main part.
func (tab *Tab) Visit(url string) {
	tab.t.Helper()
	tab.Do(chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("main")))
}

// Window makes the window so wide and so high, in CSS pixels.
func (tab *Tab) Window(width, height int64) {
	tab.t.Helper()
	tab.Do(chromedp.EmulateViewport(width, height))
}

// Colours asks for light or dark as the system of the person does.
func (tab *Tab) Colours(scheme string) {
	tab.t.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return err
	}))
}

// Scripts turns scripts on or off for the pages to come.
func (tab *Tab) Scripts(on bool) {
	tab.t.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// Enlarge has the page at the text size that the server writes for 1, 2 or 3.
func (tab *Tab) Enlarge(size int) {
	tab.t.Helper()
	Eval[string](tab, fmt.Sprintf("document.documentElement.dataset.text = '%d'", size))
}

// Eval runs a script in the page and gives its value.
func Eval[T any](tab *Tab, script string) T {
	tab.t.Helper()
	return run(tab, chromedp.Evaluate[T](script))
}

// Overflow is by how many pixels the page is wider than its window; 0 when it fits.
func (tab *Tab) Overflow() int {
	tab.t.Helper()
	return Eval[int](tab, "Math.max(0, document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth)")
}

// Violation is a rule of accessibility that the page breaks, and where.
type Violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// String tells the rule and up to three places.
func (v Violation) String() string {
	places := v.Nodes
	if len(places) > 3 {
		places = places[:3]
	}
	return fmt.Sprintf("%s (%s), %d times: %s", v.ID, v.Help, len(v.Nodes), strings.Join(places, " | "))
}

// check has axe check the document by the rules of WCAG 2.2 A and AA and of good practice,
// once the page is loaded and nothing moves in it any more: a colour measured on its way to
// another is nobody's colour.
const check = `new Promise(done => document.readyState === 'complete' ? done() : addEventListener('load', done))
	.then(() => Promise.allSettled(document.getAnimations().map(a => a.finished)))
	.then(() => axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}))
	.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(' ') + ' ' + n.html.slice(0, 160))}))))`

// Axe gives the rules of accessibility that the page breaks.
func (tab *Tab) Axe() []Violation {
	tab.t.Helper()
	if !Eval[bool](tab, "typeof axe === 'object'") {
		Eval[bool](tab, tab.axe+";true")
	}
	report := run(tab, chromedp.Evaluate[string](check, chromedp.EvalAwaitPromise))
	var violations []Violation
	if err := json.Unmarshal([]byte(report), &violations); err != nil {
		tab.t.Fatalf("read what axe says: %v", err)
	}
	return violations
}

// Picture writes what the whole page looks like to a PNG file.
func (tab *Tab) Picture(file string) {
	tab.t.Helper()
	if err := os.WriteFile(file, run(tab, chromedp.FullScreenshot(100)), 0o644); err != nil {
		tab.t.Fatal(err)
	}
}

// Type puts text into the field of that name.
func (tab *Tab) Type(name, text string) {
	tab.t.Helper()
	tab.Do(chromedp.SendKeys(field(name), text))
}

// Press sends the form that holds the field of that name, and waits for the next page.
func (tab *Tab) Press(name string) {
	tab.t.Helper()
	tab.Do(chromedp.Submit(field(name)), chromedp.WaitReady(chromedp.CSS("main")))
}

func field(name string) chromedp.CSS { return chromedp.CSS(fmt.Sprintf("[name=%q]", name)) }

// Path is the path of the page being looked at.
func (tab *Tab) Path() string {
	tab.t.Helper()
	return Eval[string](tab, "location.pathname")
}
