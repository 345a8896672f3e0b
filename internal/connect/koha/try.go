package koha

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/library"
)

// trial goes through steps up to the first that fails.
type trial struct {
	ctx   context.Context
	steps []library.Step
	over  bool
}

// step tries something that says, when it is good, what came of it.
func (t *trial) step(name string, try func() (good string, err error)) {
	if t.over {
		return
	}
	text, err := try()
	if err != nil {
		text, t.over = words(t.ctx, err), true
	}
	t.steps = append(t.steps, library.Step{Name: name, Good: err == nil, Text: text})
}

// errSaid is a failure that is said already.
type errSaid string

// Error is what is said.
func (e errSaid) Error() string { return string(e) }

func badSettings(ctx context.Context, err error) library.Step {
	step := library.Step{Name: i18n.T(ctx, "Réglages"), Text: i18n.T(ctx, "Il manque un réglage.")}
	if f := (*fault.Fault)(nil); errors.As(err, &f) && len(f.Fields) > 0 {
		step.Text = i18n.Translate(ctx, f.Fields[0].Message)
	}
	return step
}

// try tries a REST interface. No question names a patron, so that nobody's file is opened to
// test a connection, until a card is given.
func (s *rest) try(ctx context.Context, card library.Key) []library.Step {
	t := &trial{ctx: ctx}
	t.step(i18n.T(ctx, "Réponse du serveur"), func() (string, error) { return reach(ctx, s.wire, s.wire.base.String()+"/") })
	t.step(i18n.T(ctx, "Compte de service"), func() (string, error) { return s.trySignIn(ctx) })
	t.step(i18n.T(ctx, "Droit de consulter les abonnés"), func() (string, error) {
		return s.tryRight(ctx, question{doing: "look a patron up", path: "/patrons", query: url.Values{"cardnumber": {"-"}, "_match": {"exact"}, "_per_page": {"1"}}}, true)
	})
	t.step(i18n.T(ctx, "Droit de vérifier un NIP"), func() (string, error) { return s.tryValidation(ctx) })
	t.step(i18n.T(ctx, "Droit de consulter les prêts"), func() (string, error) {
		return s.tryRight(ctx, question{doing: "list loans", path: "/checkouts", query: url.Values{"patron_id": {"0"}, "_per_page": {"1"}}}, false)
	})
	t.step(i18n.T(ctx, "Droit de consulter les réservations"), func() (string, error) {
		return s.tryRight(ctx, question{doing: "list holds", path: "/holds", query: url.Values{"patron_id": {"0"}, "_per_page": {"1"}}}, false)
	})
	t.step(i18n.T(ctx, "Droit de consulter les frais"), func() (string, error) {
		return s.tryRight(ctx, question{doing: "ask what is owed", path: "/patrons/0/account"}, false)
	})
	t.card(s, card)
	return t.steps
}

// try tries an ILS-DI interface.
func (s *ilsdi) try(ctx context.Context, card library.Key) []library.Step {
	t := &trial{ctx: ctx}
	t.step(i18n.T(ctx, "Réponse du serveur"), func() (string, error) { return reach(ctx, s.wire, s.wire.base.String()) })
	t.step(i18n.T(ctx, "Accès à ILS-DI"), func() (string, error) {
		_, err := s.ask(ctx, "LookupPatron", false, "id", "-", "id_type", "cardnumber")
		return i18n.T(ctx, "La bibliothèque laisse entrer notre adresse."), err
	})
	t.card(s, card)
	return t.steps
}

// card tries a card, its PIN first when there is one.
func (t *trial) card(s library.System, k library.Key) {
	if k.Card == "" {
		return
	}
	if k.PIN != "" {
		t.step(i18n.T(t.ctx, "Carte et NIP"), func() (string, error) {
			p, err := s.Check(t.ctx, k.Card, k.PIN)
			k = library.Key{Card: p.Card, Patron: p.Patron}
			return i18n.T(t.ctx, "La bibliothèque reconnaît la carte et son NIP."), err
		})
	}
	t.step(i18n.T(t.ctx, "Dossier de la carte"), func() (string, error) {
		a, err := s.Account(t.ctx, k)
		if err != nil {
			return "", err
		}
		return i18n.List(t.ctx, []string{
			i18n.TN(t.ctx, "%d prêt", "%d prêts", len(a.Loans)), i18n.TN(t.ctx, "%d réservation", "%d réservations", len(a.Holds)),
			i18n.TN(t.ctx, "%d frais", "%d frais", len(a.Fees)),
		}), nil
	})
}

// reach tells whether anything answers at an address.
func reach(ctx context.Context, w *wire, address string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", errAddress
	}
	a, _, err := w.send(r)
	switch {
	case err != nil:
		return "", err
	case a.status >= 300 && a.status < 400:
		return "", errSaid(i18n.T(ctx, "Le serveur renvoie à une autre adresse. Entrez celle où Koha répond lui-même."))
	case a.status == http.StatusServiceUnavailable:
		return "", errSaid(i18n.T(ctx, "Koha est en entretien. Réessayez plus tard."))
	}
	if w.base.Scheme == "https" {
		return i18n.T(ctx, "Le serveur répond, et la connexion est chiffrée."), nil
	}
	return i18n.T(ctx, "Le serveur répond, sans chiffrement."), nil
}

func (s *rest) trySignIn(ctx context.Context) (string, error) {
	if s.purse.account.basic {
		a, err := s.ask(ctx, question{doing: "list branches", path: "/libraries", query: url.Values{"_per_page": {"1"}}})
		if err == nil && a.status == http.StatusNotFound {
			err = errSaid(noREST(ctx))
		}
		return i18n.T(ctx, "Koha reconnaît le compte."), err
	}
	_, err := s.purse.current(ctx)
	if wrong := (wrongAnswer{}); errors.As(err, &wrong) && wrong.status == http.StatusNotFound {
		err = errSaid(noREST(ctx))
	}
	return i18n.T(ctx, "Koha reconnaît le compte et lui donne un jeton."), err
}

func noREST(ctx context.Context) string {
	return i18n.T(ctx, "L’interface REST de Koha n’est pas à cette adresse. Demandez à la bibliothèque l’adresse qui se termine par /api/v1.")
}

// tryRight asks what can only be answered with nothing. strict: nothing else than a list will do.
func (s *rest) tryRight(ctx context.Context, q question, strict bool) (string, error) {
	a, err := s.ask(ctx, q)
	switch {
	case err != nil:
		return "", err
	case a.status == http.StatusForbidden:
		return "", errPermissions
	case strict && a.status != http.StatusOK:
		return "", errSaid(noREST(ctx))
	}
	return i18n.T(ctx, "Le compte en a le droit."), nil
}

func (s *rest) tryValidation(ctx context.Context) (string, error) {
	a, err := s.validate(ctx, "identifier", "-", "-")
	switch {
	case err != nil:
		return "", err
	case a.status == http.StatusNotFound:
		return "", errSaid(i18n.T(ctx, "Ce Koha est trop ancien pour vérifier un NIP par l’interface REST. Choisissez l’interface ILS-DI."))
	case a.status == http.StatusForbidden:
		return "", errPermissions
	}
	return i18n.T(ctx, "Le compte en a le droit."), nil
}

// words are what a failure is to whoever sets the connection up, and what to do about it.
func words(ctx context.Context, err error) string {
	if w := serviceWords(ctx, err); w != "" {
		return w
	}
	if w := networkWords(ctx, err); w != "" {
		return w
	}
	if wrong := (wrongAnswer{}); errors.As(err, &wrong) {
		return i18n.T(ctx, "Le serveur a répondu %d, ce que Koha ne fait pas quand il est prêt. Réessayez plus tard, puis écrivez à la bibliothèque.", wrong.status)
	}
	return i18n.T(ctx, "Le serveur répond, mais pas comme un Koha. Vérifiez l’adresse.")
}

func serviceWords(ctx context.Context, err error) string {
	said := errSaid("")
	switch {
	case errors.As(err, &said):
		return string(said)
	case errors.Is(err, library.ErrWrongCard):
		return i18n.T(ctx, "La bibliothèque ne reconnaît pas cette carte avec ce NIP.")
	case errors.Is(err, library.ErrOtherPatron):
		return i18n.T(ctx, "La réponse parle d’une autre carte. N’utilisez pas cette connexion et écrivez à la bibliothèque.")
	case errors.Is(err, errUnknownAccount), errors.Is(err, errAccount):
		return i18n.T(ctx, "Koha ne reconnaît pas le compte ou son secret. Vérifiez les deux, et que la préférence de cet accès est activée.")
	case errors.Is(err, errNoGrants):
		return i18n.T(ctx, "Koha ne donne pas de jeton. La bibliothèque active la préférence RESTOAuth2ClientCredentials.")
	case errors.Is(err, errPermissions):
		return i18n.T(ctx, "Le compte n’a pas ce droit. La bibliothèque l’ajoute au compte de service dans Koha.")
	case errors.Is(err, errNotAllowed):
		return i18n.T(ctx, "ILS-DI est désactivé, ou n’accepte pas notre adresse. La bibliothèque l’ajoute à ILS-DI:AuthorizedIPs.")
	}
	return ""
}

func networkWords(ctx context.Context, err error) string {
	var (
		name    *net.DNSError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		stale   x509.CertificateInvalidError
		record  tls.RecordHeaderError
		slow    net.Error
		network *net.OpError
	)
	switch {
	case errors.Is(err, errAddress):
		return i18n.T(ctx, "Cette adresse mène à un réseau privé, ou y mène sans chiffrement. Dites que le serveur est dans le réseau de la ville, ou entrez son adresse publique.")
	case errors.As(err, &name):
		return i18n.T(ctx, "Ce nom n’existe pas. Vérifiez l’adresse.")
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &stale):
		return i18n.T(ctx, "Le certificat du serveur n’est pas valable pour cette adresse. La bibliothèque le renouvelle, ou donne l’adresse qui y est écrite.")
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return i18n.T(ctx, "Le serveur ne parle pas en chiffré à cette adresse. Vérifiez le port.")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return i18n.T(ctx, "Le serveur n’a pas répondu à temps. Vérifiez l’adresse, et que le pare-feu de la bibliothèque nous laisse passer.")
	case errors.As(err, &network):
		return i18n.T(ctx, "Personne ne répond à cette adresse. Vérifiez l’adresse, et que le serveur est en marche.")
	}
	return ""
}
