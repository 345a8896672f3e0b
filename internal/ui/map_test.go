package ui_test

import (
	"context"
	"strings"
	"testing"

	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/i18n"
	"sem/internal/ui"
)

func view() ui.MapView {
	return ui.MapView{
		Title: "Plan de votre quartier", Caption: "Distances à vol d’oiseau.", Circle: 212, Home: &ui.Pin{X: 400, Y: 360},
		Pins:    []ui.Pin{{X: 467, Y: 362, Number: 1, Kind: "ser"}},
		Drawing: plan.Draw(plan.Around(geo.Point{Lat: 45.5631, Lon: -73.8962}, 300), nil),
	}
}

// The list beside a plan is the interface: nothing of the picture is read aloud or reached by
// the keyboard, and its caption is.
func TestAPlanIsAPictureAndNothingMore(t *testing.T) {
	page := drawn(t, context.Background(), ui.Map(view()))
	for _, want := range []string{`aria-hidden="true" focusable="false"`, `<figcaption`, "Plan de votre quartier", "Distances à vol d’oiseau.", ">1</text>", "150\u00a0m", `class="ring"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the plan lacks %q", want)
		}
	}
	picture, _, _ := strings.Cut(page, "</svg>")
	for _, forbidden := range []string{"<a ", "tabindex", "<script", "style=", "onclick", "<title", "xlink"} {
		if strings.Contains(picture, forbidden) {
			t.Errorf("the picture holds %q", forbidden)
		}
	}
}

func TestASimplePlanSaysSoInBothLanguages(t *testing.T) {
	v := view()
	v.Drawing.Simplified = true
	if page := drawn(t, context.Background(), ui.Map(v)); !strings.Contains(page, "Plan simplifié.") {
		t.Error("nothing says that the plan is simplified")
	}
	v.Drawing.Simplified = false
	v.Drawing.Credit = "© OpenStreetMap"
	ctx := i18n.With(context.Background(), i18n.English)
	if page := drawn(t, ctx, ui.Map(v)); strings.Contains(page, "simplifi") || !strings.Contains(page, "© OpenStreetMap") {
		t.Errorf("got %s", page)
	}
}

// Where there is little room a plan is enlarged, but never so far that its circle is cut.
func TestASmallScreenSeesTheWholeCircle(t *testing.T) {
	for _, c := range []struct {
		circle, width, height float64
		want                  string
	}{
		{212, 800, 720, `class="plan-box plan-near plan-nearer"`}, {262, 760, 680, `class="plan-box plan-near"`},
		{390, 800, 720, `class="plan-box"`}, {100, 600, 400, `class="plan-box"`}, {0, 1000, 680, `class="plan-box plan-near plan-nearer"`},
	} {
		v := view()
		v.Circle, v.Drawing.Width, v.Drawing.Height = c.circle, c.width, c.height
		if page := drawn(t, context.Background(), ui.Map(v)); !strings.Contains(page, c.want) {
			t.Errorf("a circle of %g in %g by %g: want %s", c.circle, c.width, c.height, c.want)
		}
	}
}

func TestTheLargerPlanOpensAroundThePlace(t *testing.T) {
	if got, want := ui.PlanPath(geo.Point{Lat: 45.5631, Lon: -73.8962}, 300), "/plan?ici=45.56310%2C-73.89620&rayon=300"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
