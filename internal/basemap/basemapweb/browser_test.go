package basemapweb_test

import (
	"fmt"
	"math"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/ui"
)

// where is the middle of the plan that the address of the page names.
const where = `new URL(location.href).searchParams.get('lat') + ',' + new URL(location.href).searchParams.get('lon')`

func TestThePlanMovesInPlaceWhereAScriptMay(t *testing.T) {
	_, h := town(t)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	tab := browsertest.Open(t).Tab(t)
	tab.Window(1280, 1000)
	tab.Visit(server.URL + ui.PlanPath(mill, 300))
	browsertest.Eval[bool](tab, "window.stayed = true")
	wait := func(condition string) {
		t.Helper()
		tab.Do(chromedp.Poll[chromedp.Void](condition))
	}

	browsertest.Eval[bool](tab, `document.querySelector('.plan-moves a:nth-child(3)').focus(), true`)
	tab.Do(chromedp.Click(chromedp.CSS(".plan-moves a:nth-child(3)")))
	wait("location.search.includes('lat=')")
	if !browsertest.Eval[bool](tab, "window.stayed && document.activeElement.textContent.trim() === 'Nord'") {
		t.Error("the page was loaded anew, or the focus was lost")
	}
	if !browsertest.Eval[bool](tab, `[...document.querySelectorAll('.plan-moves use')].every((u) => document.querySelector(u.getAttribute('href')))`) {
		t.Error("an icon of the new plan is not drawn")
	}
	if back := browsertest.Eval[string](tab, where); !strings.HasPrefix(back, "45.56") {
		t.Errorf("the plan stands at %s", back)
	}

	// The mouse takes the ground along: what lay in the east comes to the middle.
	before := degrees(t, browsertest.Eval[string](tab, where))
	x, y := middle(t, browsertest.Eval[string](tab, `(() => { const b = document.querySelector('.map').getBoundingClientRect(); return [b.x + b.width / 2, b.y + Math.min(b.height / 2, 200)].join() })()`))
	tab.Do(
		chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
		chromedp.MouseEvent(chromedp.MouseMoved, x-150, y, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseReleased, x-150, y, chromedp.ButtonLeft, chromedp.ClickCount(1)),
	)
	wait(fmt.Sprintf("(%s) !== '%.5f,%.5f'", where, before[0], before[1]))
	if after := degrees(t, browsertest.Eval[string](tab, where)); after[1] <= before[1] || math.Abs(after[0]-before[0]) > 1e-5 {
		t.Errorf("from %v to %v, want straight to the east", before, after)
	}

	browsertest.Eval[chromedp.Void](tab, "history.back()")
	wait(fmt.Sprintf("(%s) === '%.5f,%.5f'", where, before[0], before[1]))
	for _, c := range tab.Complaints() {
		t.Error("the page complains: " + c)
	}
}

func degrees(t *testing.T, s string) (both [2]float64) {
	t.Helper()
	lat, lon := middle(t, s)
	return [2]float64{lat, lon}
}

func middle(t *testing.T, s string) (a, b float64) {
	t.Helper()
	first, second, _ := strings.Cut(s, ",")
	a, err := strconv.ParseFloat(first, 64)
	if err != nil {
		t.Fatal(err)
	}
	if b, err = strconv.ParseFloat(second, 64); err != nil {
		t.Fatal(err)
	}
	return a, b
}

func TestThePlanIsFitForEverybody(t *testing.T) {
	_, h := town(t)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	tab := browsertest.Open(t).Tab(t)
	for _, c := range []struct {
		width   int64
		text    int
		scheme  string
		scripts bool
	}{{1440, 1, "light", true}, {360, 1, "dark", true}, {1280, 3, "light", true}, {360, 3, "light", false}} {
		tab.Window(c.width, 900)
		tab.Colours(c.scheme)
		tab.Scripts(c.scripts)
		tab.Visit(server.URL + ui.PlanPath(mill, 300))
		if c.scripts {
			tab.Enlarge(c.text)
			for _, v := range tab.Axe() {
				t.Errorf("%+v: %s", c, v)
			}
			if out := tab.Overflow(); out > 0 {
				t.Errorf("%+v: %d pixels stick out", c, out)
			}
			continue
		}
		tab.Do(chromedp.Click(chromedp.CSS(".plan-moves a:nth-child(1)")), chromedp.WaitReady(chromedp.CSS("main")))
	}
}
