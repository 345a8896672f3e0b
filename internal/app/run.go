package app

import (
	"context"
	"errors"

	"sem/internal/config"
	"sem/internal/fault"
	"sem/internal/i18n"
)

// Run serves the city until ctx is done.
func Run(ctx context.Context, c config.Config, o Options) error {
	a, err := Open(ctx, c, o)
	if err != nil {
		return err
	}
	if err := a.Listen(); err != nil {
		return errors.Join(err, a.Close())
	}
	err = a.Serve(ctx)
	return errors.Join(err, a.Close())
}

// Words are an error as the terminal shows it: the sentence of a refusal, with what is wrong
// in each field; any other error whole.
func Words(err error) string {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return err.Error()
	}
	text := i18n.Message(context.Background(), f)
	for _, field := range f.Fields {
		text += "\n  " + field.Name + ": " + field.Message
	}
	if f.Err != nil {
		text += " (" + f.Err.Error() + ")"
	}
	return text
}
