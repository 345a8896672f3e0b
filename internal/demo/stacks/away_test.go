package stacks

import (
	"errors"

	"sem/internal/fault"
)

// isAway tells the fault of a library that cannot be reached.
func isAway(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Kind == fault.Unavailable
}
