package leisure

import (
	"context"
	"io"

	"sem/internal/fault"
	"sem/internal/intake"
)

// ImportOptions say how a file is read.
type ImportOptions struct {
	// Session is the code of the session that takes in what a file has for no session of its
	// own, as the calendar of activities of a city does.
	Session string
	DryRun  bool // DryRun only reports.
}

var errNotYet = fault.New(fault.Unavailable, "Cette partie du programme n’est pas prête.")

// ImportActivities enters sessions, activities, groups and sites from a file, whole or not at
// all; a second time changes nothing. It reads the table that docs/leisure.md describes, and
// recognises the files of two other cities by how they begin.
func (s *Service) ImportActivities(ctx context.Context, file io.Reader, o ImportOptions) (intake.Report, error) {
	return intake.Report{}, errNotYet
}
