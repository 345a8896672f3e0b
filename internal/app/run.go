package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sem/internal/config"
	"sem/internal/demo"
	"sem/internal/fault"
	"sem/internal/i18n"
)

// Run serves the city until ctx is done. A folder of demonstration data is refused: its
// passwords are known to everybody.
func Run(ctx context.Context, c config.Config, o Options) error {
	if _, err := readLabel(c.Data); err == nil {
		return fmt.Errorf("%s holds a demonstration, whose passwords everybody knows; serve another folder, or run sem demo", c.Data)
	}
	a, err := Open(ctx, c, o)
	if err != nil {
		return err
	}
	if c.BaseURL == "" {
		a.Log.WarnContext(ctx, "base_url is not set; links in messages lead to this machine", "site", c.Site())
	}
	if err := a.Listen(); err != nil {
		return errors.Join(err, a.Close())
	}
	if err := a.welcomeFirst(ctx); err != nil {
		return errors.Join(err, a.public.Close(), a.Close())
	}
	err = a.Serve(ctx)
	return errors.Join(err, a.Close())
}

// refuseDemo refuses to serve registers that a demonstration was built in, wherever they
// were taken to.
func (a *App) refuseDemo(ctx context.Context) error {
	if a.Demo {
		return nil
	}
	built, err := demo.Ready(ctx, demo.Rooms{Accounts: a.Accounts})
	if err != nil {
		return err
	}
	if built {
		return errors.New("these registers hold a demonstration, whose passwords everybody knows; serve another database, or run sem demo")
	}
	return nil
}

// welcomeFirst says, while the city has no staff, how its first administrator joins. The
// link is a secret: it goes to a terminal with somebody before it, never into a log.
func (a *App) welcomeFirst(ctx context.Context) error {
	if a.Ready() != nil || !isTerminal(os.Stdout) {
		return nil
	}
	secret, err := a.Accounts.FirstAdminToken(ctx)
	if err != nil || secret == "" {
		return err
	}
	fmt.Printf("The city has no staff yet. Its first administrator joins here, once, within a day:\n  %s/connexion/premier?jeton=%s\n", a.Config.Site(), secret)
	return nil
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
