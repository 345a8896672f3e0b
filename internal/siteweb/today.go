package siteweb

import (
	"context"

	"sem/internal/i18n"
	"sem/internal/ui"
)

// Today is what the city does today, in the band of the home page.
type Today struct {
	Where ui.Link // Where leads to the answers for one's own address.
	Items []TodayItem
}

// TodayItem is one answer: what, and a sentence about it.
type TodayItem struct {
	Icon  string
	Title string
	Text  string
}

// today is the band, empty when nothing is known.
func (p Pages) today(ctx context.Context) Today {
	if p.Today == nil {
		return Today{}
	}
	return p.Today(ctx)
}

// weekday and day are the two halves of a date, in large letters.
func weekday(ctx context.Context) string {
	return i18n.Sentence(i18n.Weekday(ctx, i18n.Now(ctx)))
}

func day(ctx context.Context) string { return i18n.DateOnly(ctx, i18n.Now(ctx)) }
