package sip2

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"

	"sem/internal/i18n"
	"sem/internal/library"
)

// try goes through the steps of a connection, up to the first that fails.
func (w Wire) try(ctx context.Context, given library.Settings, card library.Key) []library.Step {
	set, err := read(given)
	if err != nil {
		return []library.Step{{Name: i18n.T(ctx, "Réglages"), Text: i18n.T(ctx, "Ces réglages ne peuvent pas servir.")}}
	}
	s := New(set, w.Clock, w.Dial)
	defer s.Close()
	t := trial{ctx: ctx, system: s}
	t.reach()
	if t.line != nil {
		t.line.conn.Close()
	}
	if t.good() && card.Card != "" {
		t.card(card)
	}
	return t.steps
}

// trial is one connection that is tried.
type trial struct {
	ctx    context.Context
	system *System
	line   *line
	steps  []library.Step
}

func (t *trial) add(name, text string, good bool) {
	t.steps = append(t.steps, library.Step{Name: name, Text: text, Good: good})
}

func (t *trial) good() bool { return t.steps[len(t.steps)-1].Good }

// reach connects, signs in, and asks how the system is and what it does.
func (t *trial) reach() {
	ctx, p := t.ctx, t.system.pool
	var err error
	name := i18n.T(ctx, "Connexion au serveur")
	if t.line, err = p.open(ctx); err != nil {
		t.add(name, remedy(ctx, err), false)
		return
	}
	t.add(name, i18n.T(ctx, "Le serveur nous laisse entrer."), true)
	if t.system.set.User != "" {
		name = i18n.T(ctx, "Ouverture de session")
		if err = p.login(ctx, t.line); err != nil {
			t.add(name, remedy(ctx, err), false)
			return
		}
		t.add(name, i18n.T(ctx, "Le serveur connaît notre compte."), true)
	}
	name = i18n.T(ctx, "État du système")
	if err = p.status(ctx, t.line); err != nil {
		t.add(name, remedy(ctx, err), false)
		return
	}
	text := i18n.T(ctx, "Le système est en service.")
	if t.line.doubts > 0 {
		text = i18n.T(ctx, "Le système est en service. Ses sommes de contrôle sont fausses : nous ne pouvons pas les exiger.")
	}
	t.add(name, text, true)
	t.add(i18n.T(ctx, "Ce que le système permet"), abilities(ctx, t.system), true)
}

// abilities says what the server does.
func abilities(ctx context.Context, s *System) string {
	a := s.Abilities()
	switch {
	case !s.pool.does(8):
		return i18n.T(ctx, "Il ne dit rien des dossiers d’emprunt : ni prêts ni réservations ne peuvent être montrés.")
	case a.Renew && a.Hold:
		return i18n.T(ctx, "Montrer le dossier, renouveler, réserver.")
	case a.Renew:
		return i18n.T(ctx, "Montrer le dossier et renouveler. Il ne prend pas de réservation.")
	case a.Hold:
		return i18n.T(ctx, "Montrer le dossier et réserver. Il ne renouvelle pas.")
	}
	return i18n.T(ctx, "Montrer le dossier, sans renouveler ni réserver.")
}

// card checks a card, reads its file, and looks whether the PIN is needed for that.
func (t *trial) card(k library.Key) {
	ctx := t.ctx
	name := i18n.T(ctx, "Carte et NIP")
	p, err := t.system.Check(ctx, k.Card, k.PIN)
	if err != nil {
		t.add(name, remedy(ctx, err), false)
		return
	}
	t.add(name, i18n.T(ctx, "La carte et son NIP vont ensemble."), true)
	k.Card = p.Card
	name = i18n.T(ctx, "Dossier d’emprunt")
	a, err := t.system.Account(ctx, k)
	if err != nil {
		t.add(name, remedy(ctx, err), false)
		return
	}
	untitled := 0
	for _, l := range a.Loans {
		if l.Title == "" || l.Due.IsZero() {
			untitled++
		}
	}
	text := i18n.T(ctx, "Prêts : %d. Réservations : %d. Solde : %s.", len(a.Loans), len(a.Holds), a.Balance.In(string(i18n.Lang(ctx))))
	if untitled > 0 {
		text += " " + i18n.T(ctx, "Prêts sans titre ou sans date : %d.", untitled)
	}
	t.add(name, text, true)
	t.withoutPIN(k)
}

// withoutPIN says whether the library answers without a PIN, which need not be kept then.
func (t *trial) withoutPIN(k library.Key) {
	ctx, set := t.ctx, t.system.set
	set.KeepsPIN = false
	s := New(set, t.system.clock, t.system.pool.dial)
	defer s.Close()
	name := i18n.T(ctx, "Sans le NIP")
	_, err := s.Account(ctx, k)
	switch {
	case err == nil && t.system.set.KeepsPIN:
		t.add(name, i18n.T(ctx, "La bibliothèque répond aussi sans NIP : vous pouvez choisir de ne jamais le garder."), true)
	case err == nil:
		t.add(name, i18n.T(ctx, "La bibliothèque répond sans NIP : il n’est pas gardé."), true)
	default:
		t.add(name, i18n.T(ctx, "La bibliothèque ne répond pas sans NIP : il doit être gardé, chiffré."), t.system.set.KeepsPIN)
	}
}

// remedy says what an error is, and what to do about it.
func remedy(ctx context.Context, err error) string {
	var name *net.DNSError
	var other *otherCertificate
	var record tls.RecordHeaderError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.As(err, &name):
		return i18n.T(ctx, "Ce nom est inconnu du réseau. Vérifiez l’adresse.")
	case errors.Is(err, errForbidden):
		return i18n.T(ctx, "Aucune bibliothèque ne peut être à cette adresse. Vérifiez-la.")
	case errors.Is(err, syscall.ECONNREFUSED):
		return i18n.T(ctx, "Rien n’écoute à ce port. Vérifiez l’adresse et le port, ou demandez si le serveur est en marche.")
	case errors.As(err, &other):
		return i18n.T(ctx, "Le certificat a une autre empreinte : %s. Vérifiez-la avec la bibliothèque.", other.got)
	case errors.As(err, &authority), errors.As(err, &host):
		return i18n.T(ctx, "Le certificat du serveur n’est pas reconnu. S’il l’a signé lui-même, entrez son empreinte.")
	case errors.As(err, &record):
		return i18n.T(ctx, "Le serveur ne chiffre pas à ce port. Essayez un autre port, ou sans chiffrement par un réseau privé.")
	case errors.Is(err, errLogin):
		return i18n.T(ctx, "Le serveur refuse notre compte. Vérifiez le compte et son mot de passe.")
	case errors.Is(err, errOffline):
		return i18n.T(ctx, "Le serveur répond que son système est arrêté. Réessayez plus tard.")
	}
	return remedyOfSpeech(ctx, err)
}

// remedyOfSpeech is what to do about a server that is there.
func remedyOfSpeech(ctx context.Context, err error) string {
	var of net.Error
	switch {
	case errors.Is(err, library.ErrWrongCard):
		return i18n.T(ctx, "La carte et le NIP ne vont pas ensemble, ou le serveur ne vérifie pas les NIP.")
	case errors.Is(err, library.ErrOtherPatron):
		return i18n.T(ctx, "Le serveur a répondu au sujet d’une autre carte. Rien n’en est gardé. Avertissez son fournisseur.")
	case errors.Is(err, library.ErrCannot):
		return i18n.T(ctx, "Le système ne fait pas cela.")
	case errors.Is(err, errUndetected), errors.Is(err, errChecksum), errors.Is(err, errSequence):
		return i18n.T(ctx, "La somme de contrôle ou le numéro d’ordre manque ou est faux. Ne les exigez pas.")
	case errors.Is(err, errGarbage), errors.Is(err, errAnswer), errors.Is(err, errTooLong):
		return i18n.T(ctx, "La réponse n’est pas du SIP2. Vérifiez le port et le chiffrement.")
	case errors.Is(err, errAskedAgain):
		return i18n.T(ctx, "Le serveur ne comprend pas nos messages. Essayez sans somme de contrôle, ou une autre fin des messages.")
	case errors.As(err, &of) && of.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return i18n.T(ctx, "Le serveur ne répond pas à temps. Un pare-feu bloque peut-être le chemin, ou la fin des messages est une autre.")
	case isClosed(err):
		return i18n.T(ctx, "Le serveur a raccroché sans un mot. Vérifiez le compte, et s’il prend plus d’une connexion à la fois.")
	}
	return i18n.T(ctx, "Le serveur n’a pas pu être joint. Vérifiez l’adresse, le port et le chiffrement.")
}
