package dossierweb

import (
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/dossier"
	"sem/internal/i18n"
)

func TestWhatHasADayOnlyShowsNoHour(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, clock.Montreal)
	ctx := i18n.WithNow(t.Context(), day)
	for _, c := range []struct {
		entry dossier.Entry
		want  string
	}{
		{dossier.Entry{At: day, AllDay: true, Channel: "au comptoir"}, "au comptoir · mercredi 4 mars"},
		{dossier.Entry{At: day}, "mercredi 4 mars, 0\u00a0h"},
	} {
		if got := entry(ctx, c.entry).Meta; got != c.want {
			t.Errorf("the timeline says %q, want %q", got, c.want)
		}
	}
}
