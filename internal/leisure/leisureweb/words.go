package leisureweb

import (
	"context"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
)

// near tells the days that are called by a word: yesterday, today, tomorrow.
func near(now, at time.Time) bool {
	days := civil.DayOf(at) - civil.DayOf(now)
	return -1 <= days && days <= 1
}

// sinceWords say since which day something is: « Depuis hier », « Depuis le mardi 25 août ».
func sinceWords(ctx context.Context, now, at time.Time) string {
	if near(now, at) {
		return i18n.T(ctx, "Depuis %s", i18n.Near(ctx, at))
	}
	return i18n.T(ctx, "Depuis le %s", i18n.Date(ctx, at))
}

// fromWords say from when something is: « à partir de demain, 9 h ».
func fromWords(ctx context.Context, now, at time.Time) string {
	if near(now, at) {
		return i18n.T(ctx, "à partir de %s", i18n.Ago(ctx, at))
	}
	return i18n.T(ctx, "à partir du %s", i18n.DateTime(ctx, at))
}
