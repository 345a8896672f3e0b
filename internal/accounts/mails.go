package accounts

import (
	"context"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/mail"
	"sem/internal/people"
	"sem/internal/text"
)

// letter is where a message goes, and in whose language.
type letter struct {
	to       string // to is an e-mail or a mobile number.
	name     string
	language i18n.Language
	person   people.ID
}

// said is a message in the language of the context: its subject, and its sentences. A text
// to a mobile is the first sentence alone.
type said func(ctx context.Context) (subject string, paragraphs []string)

// send puts a message in the letter box.
func (s *Service) send(ctx context.Context, tx *db.Tx, l letter, words said) error {
	ctx = i18n.WithNow(i18n.With(ctx, l.language), s.Clock.Now())
	subject, paragraphs := words(ctx)
	m := mail.Message{Key: "accounts/" + s.IDs.New(), To: l.to, Subject: subject, Person: string(l.person)}
	if kindOf(l.to) == people.Mobile {
		m.Channel, m.Text = mail.ByText, i18n.T(ctx, "%s\u00a0: %s", s.City.Name, paragraphs[0])
		return s.Mail.QueueTx(ctx, tx, m)
	}
	m.Channel = mail.ByEmail
	greeting := i18n.T(ctx, "Bonjour,")
	if l.name != "" {
		greeting = i18n.T(ctx, "Bonjour %s,", text.SafeLine(l.name))
	}
	signature := i18n.T(ctx, "Ville de %s", s.City.Name)
	if s.City.Phone != "" {
		signature += "\n" + s.City.Phone
	}
	m.Text = greeting + "\n\n" + strings.Join(paragraphs, "\n\n") + "\n\n" + signature + "\n"
	return s.Mail.QueueTx(ctx, tx, m)
}

// writeAbout tells the owner of an account what happened to it, at every e-mail they have
// proved, or by text when they have none.
func (s *Service) writeAbout(ctx context.Context, tx *db.Tx, a Account, words said) error {
	l := letter{to: a.StaffEmail, name: a.StaffName, language: a.Prefs.Language, person: a.Person}
	if a.Staff() {
		return s.send(ctx, tx, l, words)
	}
	name, err := s.nameOf(ctx, tx, a)
	if err != nil {
		return err
	}
	contacts, err := people.ProvedContacts(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	l.name = name
	for _, to := range told(contacts) {
		l.to = to
		if err := s.send(ctx, tx, l, words); err != nil {
			return err
		}
	}
	return nil
}

// told are all the e-mails, or the first mobile number when there is none.
func told(contacts []people.Contact) []string {
	var emails, mobiles []string
	for _, c := range contacts {
		switch c.Kind {
		case people.Email:
			emails = append(emails, c.Value)
		case people.Mobile:
			mobiles = append(mobiles, c.Value)
		}
	}
	if len(emails) > 0 {
		return emails
	}
	return mobiles[:min(len(mobiles), 1)]
}

// nameOf is how an account's person is called in a message.
func (s *Service) nameOf(ctx context.Context, q db.Querier, a Account) (string, error) {
	if a.Person == "" {
		return a.StaffName, nil
	}
	given, family, err := people.Names(ctx, q, a.Person)
	return people.Person{GivenName: given, FamilyName: family}.Name(), err
}

// letterTo is a letter to one address of an account's person, in their language.
func (s *Service) letterTo(ctx context.Context, q db.Querier, a Account, to string) (letter, error) {
	name, err := s.nameOf(ctx, q, a)
	return letter{to: to, name: name, language: a.Prefs.Language, person: a.Person}, err
}

func registrationCode(code string, isUsed, isFull bool) said {
	return func(ctx context.Context) (string, []string) {
		again := i18n.T(ctx, "Ce code dure dix minutes. Si vous n’avez rien demandé, ne faites rien : personne ne peut s’en servir sans ce message.")
		switch {
		case isFull:
			return i18n.T(ctx, "Votre inscription"), []string{
				i18n.T(ctx, "Quatre comptes utilisent déjà cette adresse, c’est le nombre permis. Connectez-vous à l’un d’eux, ou inscrivez-vous avec une autre adresse."),
			}
		case isUsed:
			return i18n.T(ctx, "Votre code de vérification : %s", code), []string{
				i18n.T(ctx, "Votre code est %s.", code),
				i18n.T(ctx, "Un compte existe déjà avec cette adresse. Si c’est le vôtre, inutile d’en ouvrir un autre : connectez-vous, ou choisissez un nouveau mot de passe."),
				i18n.T(ctx, "Si vous ouvrez un compte pour une autre personne de la maison, entrez ce code pour continuer."),
				again,
			}
		}
		return i18n.T(ctx, "Votre code de vérification : %s", code), []string{
			i18n.T(ctx, "Votre code est %s.", code),
			i18n.T(ctx, "Entrez-le dans la page d’inscription pour montrer que cette adresse est la vôtre."),
			again,
		}
	}
}

func welcome(userCode string) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Bienvenue. Votre code d’utilisateur est le %s", userCode), []string{
			i18n.T(ctx, "Votre compte est ouvert. Votre code d’utilisateur est le %s.", userCode),
			i18n.T(ctx, "Pour vous connecter, utilisez ce code ou votre adresse, avec votre mot de passe. Gardez ce message."),
		}
	}
}

type resetLink struct{ who, code, href string }

func resetLinks(links []resetLink) said {
	return func(ctx context.Context) (string, []string) {
		paragraphs := []string{i18n.T(ctx, "Vous avez demandé à choisir un nouveau mot de passe. Ouvrez ce lien dans les 30 minutes :")}
		for _, l := range links {
			if len(links) > 1 {
				paragraphs = append(paragraphs, i18n.T(ctx, "Pour %s, code d’utilisateur %s :", l.who, l.code)+"\n"+l.href)
				continue
			}
			paragraphs = append(paragraphs, l.href)
			if l.code != "" {
				paragraphs = append(paragraphs, i18n.T(ctx, "Votre code d’utilisateur est le %s.", l.code))
			}
		}
		return i18n.T(ctx, "Choisir un nouveau mot de passe"), append(paragraphs,
			i18n.T(ctx, "Si ce n’est pas vous, ne faites rien : votre mot de passe ne change pas."))
	}
}

func resetCode(code string) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Choisir un nouveau mot de passe"), []string{
			i18n.T(ctx, "Votre code pour choisir un nouveau mot de passe est %s. Il dure dix minutes. Ne le donnez à personne.", code),
		}
	}
}

func contactCode(code string) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Votre code de vérification : %s", code), []string{
			i18n.T(ctx, "Votre code est %s.", code),
			i18n.T(ctx, "Entrez-le dans votre profil pour ajouter cette adresse à votre dossier. Il dure dix minutes."),
			i18n.T(ctx, "Si vous n’avez rien demandé, ne faites rien."),
		}
	}
}

func contactAdded(contact string) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Une adresse s’ajoute à votre compte"), []string{
			i18n.T(ctx, "L’adresse %s vient d’être ajoutée à votre compte.", masked(contact)), notYou(ctx),
		}
	}
}

func contactRemoved(contact string) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Une adresse est retirée de votre compte"), []string{
			i18n.T(ctx, "L’adresse %s vient d’être retirée de votre compte.", masked(contact)), notYou(ctx),
		}
	}
}

// masked is an address as its owner recognises it and nobody else can use it.
func masked(contact string) string {
	if strings.Contains(contact, "@") {
		return text.EmailMasked(contact)
	}
	return "••• ••• " + contact[max(0, len(contact)-4):]
}

func passwordChanged(at time.Time) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Votre mot de passe a changé"), []string{
			i18n.T(ctx, "Votre mot de passe a changé (%s). Vos autres appareils sont déconnectés.", i18n.DateTime(ctx, at)), notYou(ctx),
		}
	}
}

func factorChanged() said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Votre deuxième facteur a changé"), []string{
			i18n.T(ctx, "Le deuxième facteur de votre compte, ou ses codes de secours, viennent de changer."), notYou(ctx),
		}
	}
}

func newDevice(from From, at time.Time) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Connexion depuis un nouvel appareil"), []string{
			i18n.T(ctx, "Quelqu’un s’est connecté à votre compte depuis un appareil nouveau : %s (%s).", i18n.Translate(ctx, from.Browser), i18n.DateTime(ctx, at)), notYou(ctx),
		}
	}
}

func manyFailures(isClosed bool) said {
	return func(ctx context.Context) (string, []string) {
		first := i18n.T(ctx, "Plusieurs mots de passe faux ont été essayés sur votre compte. Personne n’est entré.")
		if isClosed {
			return i18n.T(ctx, "Choisissez un nouveau mot de passe"), []string{first,
				i18n.T(ctx, "Par prudence, votre compte ne s’ouvre plus que sur vos appareils habituels. Pour l’ouvrir ailleurs, choisissez un nouveau mot de passe à la page de connexion."),
			}
		}
		return i18n.T(ctx, "Essais de mot de passe sur votre compte"), []string{first,
			i18n.T(ctx, "Si c’est vous, tout va bien. Sinon, un mot de passe long et rare suffit à vous protéger."),
		}
	}
}

func notYou(ctx context.Context) string {
	return i18n.T(ctx, "Si ce n’est pas vous, choisissez tout de suite un nouveau mot de passe à la page de connexion. Puis appelez-nous.")
}

func staffInvitation(link string) said {
	return func(ctx context.Context) (string, []string) {
		return i18n.T(ctx, "Votre compte de travail"), []string{
			i18n.T(ctx, "Un compte de travail est prêt pour vous. Ouvrez ce lien dans les trois jours pour choisir votre mot de passe :"), link,
			i18n.T(ctx, "Vous aurez besoin d’une application d’authentification sur votre téléphone."),
		}
	}
}

func citizenInvitation(site, secret string) said {
	return func(ctx context.Context) (string, []string) {
		if len(secret) == 16 {
			return "", []string{i18n.T(ctx, "Pour ouvrir votre compte, allez à %s et entrez le code %s.", site+"/connexion/activer", grouped(secret))}
		}
		return i18n.T(ctx, "Ouvrir votre compte"), []string{
			i18n.T(ctx, "Comme convenu, voici le lien pour ouvrir votre compte. Il sert une seule fois, d’ici 30 jours :"),
			site + "/connexion/activer?jeton=" + secret,
			i18n.T(ctx, "Si vous n’avez rien demandé, ne faites rien."),
		}
	}
}
