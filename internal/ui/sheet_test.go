package ui_test

import (
	"context"
	"strings"
	"testing"

	"sem/internal/ui"
)

func TestASheetOfTheDeskBearsTheNameOfTheService(t *testing.T) {
	page := drawn(t, context.Background(), ui.Desk(ui.DeskOf{Title: "Reçu"}))
	for _, want := range []string{`<small class="no-print">Poste de travail</small>`, `<small class="print-only">SEM en ligne</small>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the desk lacks %s", want)
		}
	}
	if page = drawn(t, context.Background(), ui.Page(ui.PageOf{Title: "Aide"})); strings.Contains(page, `class="no-print">SEM`) {
		t.Error("a public page says the name of the service twice")
	}
}
