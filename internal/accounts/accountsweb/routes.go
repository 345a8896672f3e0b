package accountsweb

import (
	"context"
	"time"

	"sem/internal/accounts"
	"sem/internal/clock"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the door's.
type Pages struct {
	Accounts *accounts.Service
	People   *people.Service
	Places   *places.Service
	Clock    clock.Clock
	Cookies  session.Cookies
	// Departments are the city's, for the choice of those a member of the staff works for.
	Departments func(context.Context) []ui.Option
}

// addresses is how often one network looks addresses up while somebody registers.
var addresses = ui.Limit{Account: 60, Address: 60, Per: time.Minute}

// Routes lists the door's addresses.
func (p Pages) Routes() []ui.Route {
	routes := []ui.Route{
		{Pattern: "GET /connexion", Right: session.Anyone, Handle: p.askSignIn, Form: arrivalForm{}, Says: "The sign-in page; suite is the page of ours to go on to."},
		{Pattern: "POST /connexion", Right: session.Anyone, Handle: p.signIn, Form: signInForm{}, Says: "Signs in; answers 303 to suite, to /dossier, or to /guichet for the staff."},
		{Pattern: "GET /connexion/code", Right: session.Anyone, Handle: p.askSecond, Form: backForm{}, Says: "Asks for the code of the second factor."},
		{Pattern: "POST /connexion/code", Right: session.Anyone, Handle: p.second, Form: secondForm{}, Says: "Takes the code of the second factor, or a recovery code."},
		{Pattern: "GET /connexion/facteur", Right: session.Anyone, Handle: p.askEnrol, Form: backForm{}, Says: "Shows a member of the staff how to prepare a second factor."},
		{Pattern: "POST /connexion/facteur", Right: session.Anyone, Handle: p.enrol, Form: secondForm{}, Says: "Takes the first code of a second factor, and shows the recovery codes once."},
		{Pattern: "GET /connexion/confirmer", Right: session.Citizen, Handle: p.askAgain, Form: backForm{}, Says: "Asks for the password again before a graver deed."},
		{Pattern: "POST /connexion/confirmer", Right: session.Citizen, Handle: p.again, Form: againForm{}, Says: "Takes the password again; answers 303 to suite."},
		{Pattern: "GET /connexion/oubli", Right: session.Anyone, Handle: p.askForgotten, Says: "Asks whose password is to be chosen anew."},
		{Pattern: "POST /connexion/oubli", Right: session.Anyone, Handle: p.forgotten, Form: forgottenForm{}, Says: "Sends a link or a code to whoever is there; the answer is always the same."},
		{Pattern: "GET /connexion/oubli/envoye", Right: session.Anyone, Handle: p.sent, Form: sentForm{}, Says: "Says that a message left, and takes the code of a text."},
		{Pattern: "POST /connexion/oubli/envoye", Right: session.Anyone, Handle: p.resetCode, Form: sentForm{}, Says: "Takes the code sent by text."},
		{Pattern: "GET /connexion/nouveau", Right: session.Anyone, Handle: p.askReset, Form: tokenForm{}, Says: "The page of a link to choose a password anew; looking does not use it."},
		{Pattern: "POST /connexion/nouveau", Right: session.Anyone, Handle: p.reset, Form: newPasswordForm{}, Says: "Chooses a password anew; the link has then served."},
		{Pattern: "GET /connexion/activer", Right: session.Anyone, Handle: p.askActivate, Form: tokenForm{}, Says: "Opens an account by an invitation: asks for the code of the letter, or for a password."},
		{Pattern: "POST /connexion/activer", Right: session.Anyone, Handle: p.activate, Form: newPasswordForm{}, Says: "Opens the account of an invitation with the password chosen."},
		{Pattern: "GET /connexion/premier", Right: session.Anyone, Handle: p.askFirst, Form: tokenForm{}, Says: "The page of the first administrator, by the token printed on the terminal."},
		{Pattern: "POST /connexion/premier", Right: session.Anyone, Handle: p.first, Form: firstForm{}, Says: "Makes the first administrator."},
		{Pattern: "POST /deconnexion", Right: session.Anyone, Handle: p.signOut, Says: "Signs out and has the browser forget what it kept."},
	}
	return append(append(append(routes, p.registering()...), p.profile()...), p.staffing()...)
}

func (p Pages) registering() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /inscription", Right: session.Anyone, Handle: p.askName, Says: "Registration, first question: the name."},
		{Pattern: "POST /inscription", Right: session.Anyone, Handle: p.name, Form: nameForm{}, Says: "Keeps the name."},
		{Pattern: "GET /inscription/joindre", Right: session.Anyone, Handle: p.askContact, Says: "Second question: an e-mail or a mobile number."},
		{Pattern: "POST /inscription/joindre", Right: session.Anyone, Handle: p.contact, Form: contactForm{}, Says: "Sends six digits; the answer is the same when an account uses the address."},
		{Pattern: "GET /inscription/code", Right: session.Anyone, Handle: p.askCode, Says: "Third question: the six digits."},
		{Pattern: "POST /inscription/code", Right: session.Anyone, Handle: p.code, Form: codeForm{}, Says: "Takes the six digits."},
		{Pattern: "GET /inscription/motdepasse", Right: session.Anyone, Handle: p.askPassword, Says: "Fourth question: a password."},
		{Pattern: "POST /inscription/motdepasse", Right: session.Anyone, Handle: p.password, Form: newPasswordForm{}, Says: "Keeps the password, as its hash."},
		{Pattern: "GET /inscription/adresse", Right: session.Anyone, Handle: p.askAddress, Says: "Fifth question, facultative: the home address."},
		{Pattern: "POST /inscription/adresse", Right: session.Anyone, Handle: p.address, Form: addressForm{}, Limit: addresses, Says: "Keeps the address, or offers those that resemble it."},
		{Pattern: "GET /inscription/resume", Right: session.Anyone, Handle: p.summary, Says: "Everything answered, to check."},
		{Pattern: "POST /inscription/resume", Right: session.Anyone, Handle: p.finish, Form: keyForm{}, Says: "Opens the account, gives the user code and signs in."},
		{Pattern: "GET /inscription/bienvenue", Right: session.Citizen, Handle: p.welcome, Says: "The user code, and what comes next."},
	}
}

func (p Pages) profile() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /profil", Right: session.Citizen, Handle: p.showProfile, Form: doneForm{}, Says: "One's own account: name, contacts, language, display."},
		{Pattern: "GET /profil/nom", Right: session.Citizen, Handle: p.askOwnName, Says: "The form that corrects one's own name."},
		{Pattern: "POST /profil/nom", Right: session.Citizen, Handle: p.ownName, Form: nameForm{}, Says: "Corrects one's own name."},
		{Pattern: "GET /profil/contacts/nouveau", Right: session.Citizen, Handle: p.askNewContact, Says: "The form that adds an e-mail or a mobile number."},
		{Pattern: "POST /profil/contacts/nouveau", Right: session.Citizen, Handle: p.newContact, Form: contactForm{}, Says: "Sends six digits to a new address."},
		{Pattern: "GET /profil/contacts/confirmer", Right: session.Citizen, Handle: p.askConfirm, Form: sentForm{}, Says: "Asks for the six digits."},
		{Pattern: "POST /profil/contacts/confirmer", Right: session.Citizen, Handle: p.confirm, Form: sentForm{}, Says: "Takes the six digits; the old address is told."},
		{Pattern: "POST /profil/contacts/{id}/retirer", Right: session.Citizen, Handle: p.removeContact, Form: keyForm{}, Says: "Removes an e-mail or a number, which is told."},
		{Pattern: "GET /profil/motdepasse", Right: session.Citizen, Handle: p.askOwnPassword, Says: "The form that changes one's password."},
		{Pattern: "POST /profil/motdepasse", Right: session.Citizen, Handle: p.ownPassword, Form: newPasswordForm{}, Says: "Changes one's password and ends the other sessions."},
		{Pattern: "GET /profil/securite", Right: session.Citizen, Handle: p.security, Form: doneForm{}, Says: "One's open sessions and second factor."},
		{Pattern: "POST /profil/securite/fermer", Right: session.Citizen, Handle: p.endSession, Form: sessionForm{}, Says: "Ends one session, or all the others when none is named."},
		{Pattern: "GET /profil/facteur", Right: session.Citizen, Handle: p.askOwnFactor, Says: "Prepares a second factor."},
		{Pattern: "POST /profil/facteur", Right: session.Citizen, Handle: p.ownFactor, Form: codeForm{}, Says: "Takes the first code of a second factor, and shows the recovery codes once."},
		{Pattern: "POST /profil/facteur/retirer", Right: session.Citizen, Handle: p.removeFactor, Form: keyForm{}, Says: "Removes a citizen's second factor."},
		{Pattern: "POST /profil/facteur/codes", Right: session.Citizen, Handle: p.newCodes, Form: keyForm{}, Says: "Replaces the recovery codes, shown once."},
	}
}

func (p Pages) staffing() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /gestion/personnel", Right: session.StaffManage, Handle: p.staff, Form: doneForm{}, Says: "The members of the staff."},
		{Pattern: "GET /gestion/personnel/inviter", Right: session.StaffManage, Handle: p.askInvite, Says: "The form that invites somebody to join the staff."},
		{Pattern: "POST /gestion/personnel", Right: session.StaffManage, Handle: p.invite, Form: staffForm{}, Says: "Invites somebody to join the staff."},
		{Pattern: "GET /gestion/personnel/{id}", Right: session.StaffManage, Handle: p.member, Form: doneForm{}, Says: "One member of the staff."},
		{Pattern: "POST /gestion/personnel/{id}/role", Right: session.StaffManage, Handle: p.changeRole, Form: staffForm{}, Says: "Changes role and departments; the person's sessions end."},
		{Pattern: "POST /gestion/personnel/{id}/fermer", Right: session.StaffManage, Handle: p.disable, Form: keyForm{}, Says: "Closes a staff account at once."},
		{Pattern: "POST /gestion/personnel/{id}/ouvrir", Right: session.StaffManage, Handle: p.enable, Form: keyForm{}, Says: "Opens a closed staff account again."},
		{Pattern: "POST /gestion/personnel/{id}/inviter", Right: session.StaffManage, Handle: p.inviteAgain, Form: keyForm{}, Says: "Sends a new invitation; password and second factor are chosen anew."},
	}
}
