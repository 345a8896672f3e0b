package peopleweb

import (
	"context"
	"strings"

	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/library"
	"sem/internal/lottery"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/slips"
	"sem/internal/ui"
)

func rightsField(ctx context.Context, may people.Rights) ui.Field {
	return ui.Field{Name: "droit", Label: i18n.T(ctx, "Ce que cette personne peut faire pour les enfants et les adultes à charge du ménage"),
		Hint: i18n.T(ctx, "Le changement est immédiat, sur tous les appareils."), Options: rightOptions(ctx, may)}
}

func cannotChange(ctx context.Context, mine people.Member) string {
	if mine.Decides() {
		return i18n.T(ctx, "Cette personne a tous les droits, comme vous. Pour changer cela, appelez-nous ou passez au comptoir.")
	}
	return i18n.T(ctx, "Une personne qui a tous les droits dans ce ménage peut faire des changements. Appelez-nous si personne ne le peut.")
}

func scopeLabel(ctx context.Context, scope people.Scope) string {
	switch scope {
	case people.All:
		return i18n.T(ctx, "Tout mon dossier")
	case people.Requests:
		return i18n.T(ctx, "Les demandes")
	case people.Leisure:
		return i18n.T(ctx, "Les loisirs")
	case people.Library:
		return i18n.T(ctx, "La bibliothèque")
	case people.Property:
		return i18n.T(ctx, "La propriété et les taxes")
	}
	return string(scope)
}

func residenceLabel(ctx context.Context, r people.Residence) string {
	switch r {
	case people.Resident:
		return i18n.T(ctx, "Habite la ville")
	case people.Outside:
		return i18n.T(ctx, "N’habite pas la ville")
	case people.Neighbour:
		return i18n.T(ctx, "Habite une ville voisine avec une entente")
	}
	return i18n.T(ctx, "Adresse non vérifiée")
}

func contactLabel(ctx context.Context, k people.ContactKind) string {
	switch k {
	case people.Email:
		return i18n.T(ctx, "Courriel")
	case people.Mobile:
		return i18n.T(ctx, "Cellulaire")
	}
	return i18n.T(ctx, "Téléphone")
}

func kindLabel(ctx context.Context, k people.MemberKind) string {
	switch k {
	case people.Child:
		return i18n.T(ctx, "Enfant")
	case people.Dependant:
		return i18n.T(ctx, "Adulte à charge")
	}
	return i18n.T(ctx, "Adulte")
}

// roleLabel is a role as the person whose file it was reads it.
func roleLabel(ctx context.Context, role session.Role) string {
	switch role {
	case session.Agent:
		return i18n.T(ctx, "Agent ou agente du guichet")
	case session.Works:
		return i18n.T(ctx, "Équipe qui traite les demandes")
	case session.Leisure:
		return i18n.T(ctx, "Responsable des loisirs")
	case session.Communications:
		return i18n.T(ctx, "Communications")
	case session.Moderator:
		return i18n.T(ctx, "Modération")
	case session.Privacy:
		return i18n.T(ctx, "Responsable de la vie privée")
	case session.Administrator:
		return i18n.T(ctx, "Administration du service")
	}
	return i18n.T(ctx, "Ville")
}

// serviceLabel is the service somebody works for; a role without departments is one of the
// whole city hall.
func (p Pages) serviceLabel(ctx context.Context, departments []string) string {
	var names []string
	for _, code := range departments {
		if name := p.department(ctx, code); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return i18n.T(ctx, "Guichet de la Ville")
	}
	return strings.Join(names, ", ")
}

func (p Pages) department(ctx context.Context, code string) string {
	if p.Department == nil {
		return ""
	}
	return p.Department(ctx, code)
}

// actionLabel is what was done, in words.
func actionLabel(ctx context.Context, a journal.Action) string {
	for _, o := range actionOptions(ctx) {
		if o.Value == string(a) {
			return o.Label
		}
	}
	return string(a)
}

// actionOptions are the actions, in the order in which a filter offers them.
func actionOptions(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: string(journal.View), Label: i18n.T(ctx, "Dossier consulté")},
		{Value: string(journal.Search), Label: i18n.T(ctx, "Recherche faite")},
		{Value: string(journal.FileOpened), Label: i18n.T(ctx, "Fichier joint ouvert")},
		{Value: string(journal.Print), Label: i18n.T(ctx, "Dossier imprimé")},
		{Value: string(journal.Export), Label: i18n.T(ctx, "Copie du dossier prise")},
		{Value: string(journal.ExportMade), Label: i18n.T(ctx, "Liste exportée")},
		{Value: string(journal.PersonAdded), Label: i18n.T(ctx, "Personne ajoutée")},
		{Value: string(journal.PersonCorrected), Label: i18n.T(ctx, "Fiche corrigée")},
		{Value: string(journal.HouseholdChanged), Label: i18n.T(ctx, "Ménage changé")},
		{Value: string(journal.MandateChanged), Label: i18n.T(ctx, "Mandat changé")},
		{Value: string(journal.RequestAdded), Label: i18n.T(ctx, "Demande créée")},
		{Value: string(journal.RequestChanged), Label: i18n.T(ctx, "Demande traitée")},
		{Value: string(journal.RequestMerged), Label: i18n.T(ctx, "Demandes réunies")},
		{Value: string(journal.ContactLogged), Label: i18n.T(ctx, "Contact noté")},
		{Value: string(journal.PropertyLinked), Label: i18n.T(ctx, "Propriété liée")},
		{Value: string(journal.PropertyUnlinked), Label: i18n.T(ctx, "Propriété déliée")},
		{Value: string(journal.PropertyCode), Label: i18n.T(ctx, "Code de propriété envoyé")},
		{Value: string(registration.Registered), Label: i18n.T(ctx, "Inscription")},
		{Value: string(registration.Changed), Label: i18n.T(ctx, "Inscription changée")},
		{Value: string(registration.SheetRead), Label: i18n.T(ctx, "Fiche de santé lue")},
		{Value: string(lottery.Wished), Label: i18n.T(ctx, "Choix inscrits à un tirage")},
		{Value: string(lottery.Withdrawn), Label: i18n.T(ctx, "Choix retirés d’un tirage")},
		{Value: string(lottery.Held), Label: i18n.T(ctx, "Places tirées au sort")},
		{Value: string(library.CardLinked), Label: i18n.T(ctx, "Carte de bibliothèque liée")},
		{Value: string(library.CardUnlinked), Label: i18n.T(ctx, "Carte de bibliothèque déliée")},
		{Value: string(library.CardChanged), Label: i18n.T(ctx, "Réglages d’une carte de bibliothèque changés")},
		{Value: string(library.LoansRenewed), Label: i18n.T(ctx, "Prêts renouvelés")},
		{Value: string(library.HoldChanged), Label: i18n.T(ctx, "Réservation à la bibliothèque")},
		{Value: string(library.AnswerMistaken), Label: i18n.T(ctx, "Réponse erronée de la bibliothèque, écartée")},
		{Value: string(payments.PaymentTaken), Label: i18n.T(ctx, "Paiement reçu")},
		{Value: string(payments.RefundAsked), Label: i18n.T(ctx, "Remboursement demandé")},
		{Value: string(payments.RefundGranted), Label: i18n.T(ctx, "Remboursement approuvé")},
		{Value: string(payments.RefundRefused), Label: i18n.T(ctx, "Remboursement refusé")},
		{Value: string(payments.RefundPaid), Label: i18n.T(ctx, "Remboursement versé")},
		{Value: string(slips.DataChanged), Label: i18n.T(ctx, "Renseignements du relevé 24 changés")},
		{Value: string(slips.SplitChanged), Label: i18n.T(ctx, "Partage du relevé 24")},
		{Value: string(slips.Issued), Label: i18n.T(ctx, "Relevé 24 émis")},
		{Value: string(slips.FileMade), Label: i18n.T(ctx, "Numéro d’assurance sociale ouvert pour Revenu Québec")},
		{Value: string(slips.Read), Label: i18n.T(ctx, "Liste des relevés 24 lue")},
		{Value: string(payments.TillOpened), Label: i18n.T(ctx, "Caisse ouverte")},
		{Value: string(payments.TillClosed), Label: i18n.T(ctx, "Caisse fermée")},
		{Value: string(journal.AccountOpened), Label: i18n.T(ctx, "Compte ouvert")},
		{Value: string(journal.AccountAttached), Label: i18n.T(ctx, "Compte rattaché")},
		{Value: string(journal.AccountDisabled), Label: i18n.T(ctx, "Compte fermé")},
		{Value: string(journal.AccountEnabled), Label: i18n.T(ctx, "Compte rouvert")},
		{Value: string(journal.SignIn), Label: i18n.T(ctx, "Connexion")},
		{Value: string(journal.SignInFailed), Label: i18n.T(ctx, "Connexion refusée")},
		{Value: string(journal.SignOut), Label: i18n.T(ctx, "Déconnexion")},
		{Value: string(journal.SessionEnded), Label: i18n.T(ctx, "Session fermée")},
		{Value: string(journal.Reassured), Label: i18n.T(ctx, "Mot de passe redonné")},
		{Value: string(journal.ResetAsked), Label: i18n.T(ctx, "Nouveau mot de passe demandé")},
		{Value: string(journal.PasswordChanged), Label: i18n.T(ctx, "Mot de passe changé")},
		{Value: string(journal.ContactChanged), Label: i18n.T(ctx, "Coordonnées changées")},
		{Value: string(journal.FactorChanged), Label: i18n.T(ctx, "Deuxième facteur changé")},
		{Value: string(journal.StaffAdded), Label: i18n.T(ctx, "Personnel ajouté")},
		{Value: string(journal.RoleChanged), Label: i18n.T(ctx, "Rôle changé")},
		{Value: string(journal.ImportMade), Label: i18n.T(ctx, "Importation")},
		{Value: string(journal.SettingChanged), Label: i18n.T(ctx, "Réglage changé")},
		{Value: string(journal.Refused), Label: i18n.T(ctx, "Accès refusé")},
		{Value: string(journal.JournalRead), Label: i18n.T(ctx, "Journal consulté")},
		{Value: string(journal.JournalVerified), Label: i18n.T(ctx, "Journal vérifié")},
	}
}

func familyCrumbs(ctx context.Context) []ui.Link {
	return []ui.Link{{Href: "/dossier", Label: i18n.T(ctx, "Mon dossier")}, {Href: "/famille", Label: i18n.T(ctx, "Ma famille")}}
}
