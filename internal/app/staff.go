package app

import (
	"context"
	"fmt"
	"io"

	"sem/internal/accounts"
	"sem/internal/config"
	"sem/internal/session"
)

// NewStaff is somebody who joins the staff.
type NewStaff struct {
	Email, Name, Role string
}

// AddStaff adds a member of the staff from the terminal of the machine, and prints the link
// by which they choose their password and second factor.
func AddStaff(ctx context.Context, c config.Config, n NewStaff, to io.Writer) error {
	a, err := Open(ctx, c, Options{})
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.Ready(); err != nil {
		return err
	}
	link, err := a.Accounts.AddStaff(ctx, session.Viewer{}, accounts.NewStaff{Email: n.Email, Name: n.Name, Role: session.Role(n.Role)})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to, "%s\nGood once, for three days. A message with the same link waits to be sent.\n", link)
	return err
}
