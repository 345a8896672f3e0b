package requests

import (
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/i18n"
)

func TestAPromiseThatWasBrokenIsNeverShownAsOneToCome(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 9, d, 17, 0, 0, 0, clock.Montreal) }
	late := "La date promise, le vendredi 4 septembre, est passée. Nous vous devons une réponse."
	for _, c := range []struct {
		name    string
		request Request
		now     time.Time
		want    string
	}{
		{"the first answer is late", Request{State: Received, AnswerBy: day(4), PromisedAt: day(11)}, day(8), late},
		{"answered in time, the solution is still to come", Request{State: Received, AnswerBy: day(4), AnsweredAt: day(3), PromisedAt: day(11)}, day(8), "Nous vous répondrons d’ici le vendredi 11 septembre."},
		{"the last evening is not late", Request{State: InProgress, PromisedAt: day(4)}, day(4).Add(3 * time.Hour), "Voirie s’en occupe, d’ici le vendredi 4 septembre."},
		{"the solution is late", Request{State: InProgress, PromisedAt: day(4)}, day(5), late},
		{"the planned day is past", Request{State: Planned, PlannedFor: "2026-09-04", PromisedAt: day(11)}, day(8), late},
		{"the citizen owes the answer", Request{State: WaitingCitizen, PausedAt: day(3), Awaited: "Où?", PromisedAt: day(4)}, day(8), "Il nous manque votre réponse\u00a0: Où? Le délai est en pause."},
		{"it is settled", Request{State: Resolved, ResolvedAt: day(3), PromisedAt: day(4)}, day(8), "Réglée le jeudi 3 septembre. Ce n’est pas réglé? Dites-le-nous."},
	} {
		s := Standing{Request: c.request, Department: Department{Name: Text{FR: "Voirie"}}}
		if got := s.Sentence(i18n.WithNow(t.Context(), c.now)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	own := Standing{Request: Request{State: InProgress, PromisedAt: day(4)}, Type: Type{Sentences: map[State]Text{InProgress: {FR: "Une équipe passe d’ici le {date}."}}}}
	if got := own.Sentence(i18n.WithNow(t.Context(), day(8))); strings.Contains(got, "d’ici") {
		t.Errorf("the type’s own sentence still promises: %q", got)
	}
}
