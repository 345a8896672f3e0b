package property

import (
	"fmt"
	"time"
)

// Roll is a triennial assessment roll of the city.
type Roll struct {
	ID            string
	FirstYear     int
	FileYear      int // FileYear is the year of the newest file that was read into it.
	Municipality  string
	Version       string
	ReferenceDate string // ReferenceDate is the market's day that all its values are of: 2024-07-01.
	Units         int64
	Land          int64 // Land, Building and Total are sums in dollars.
	Building      int64
	Total         int64
	ImportedAt    time.Time
	ChangedAt     time.Time
}

// rollYears is how many fiscal years a roll lasts (Act respecting municipal taxation, s. 14).
const rollYears = 3

// Years are the fiscal years of the roll as they are printed: 2026-2027-2028.
func (r Roll) Years() string {
	return fmt.Sprintf("%d-%d-%d", r.FirstYear, r.FirstYear+1, r.FirstYear+rollYears-1)
}

// Span is the first and the last year: 2026-2028.
func (r Roll) Span() string { return fmt.Sprintf("%d-%d", r.FirstYear, r.FirstYear+rollYears-1) }

// firstYearOf is the first year of the roll whose values are of a day: eighteen months later
// (Act respecting municipal taxation, s. 46). Without a day it is the year of the file.
func firstYearOf(reference string, fileYear int) int {
	day, err := time.Parse(time.DateOnly, reference)
	if err != nil {
		return fileYear
	}
	return day.AddDate(0, 18, 0).Year()
}

// ReviewUntil is the last day on which an owner may ask for a review of what the roll says:
// the later of 30 April of its first year, and the sixtieth day after the notice was sent
// (Act respecting municipal taxation, s. 130). Without the day of the notice, the first.
func (r Roll) ReviewUntil(notice string) string {
	april := fmt.Sprintf("%d-04-30", r.FirstYear)
	sent, err := time.Parse(time.DateOnly, notice)
	if err != nil {
		return april
	}
	return max(april, sent.AddDate(0, 0, 60).Format(time.DateOnly))
}
