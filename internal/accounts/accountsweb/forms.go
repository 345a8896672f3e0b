package accountsweb

// backForm says where to go on to.
type backForm struct {
	Back string `form:"suite" max:"2000"`
}

// arrivalForm is how somebody comes to the sign-in page.
type arrivalForm struct {
	backForm
	doneForm
}

type signInForm struct {
	backForm
	Name     string `form:"identifiant"`
	Password string `form:"motdepasse" max:"2000" raw:"true"`
	Code     string `form:"code" max:"40"`
	Remember bool   `form:"rester"`
}

type secondForm struct {
	backForm
	Code string `form:"code" max:"40"`
}

type againForm struct {
	backForm
	Password string `form:"motdepasse" max:"2000" raw:"true"`
}

type forgottenForm struct {
	keyForm
	Name string `form:"identifiant"`
}

type sentForm struct {
	Reference string `form:"envoi" max:"40"`
	Code      string `form:"code" max:"40"`
}

type tokenForm struct {
	Token string `form:"jeton" max:"100"`
}

type newPasswordForm struct {
	keyForm
	tokenForm
	Password string `form:"motdepasse" max:"2000" raw:"true"`
}

type firstForm struct {
	newPasswordForm
	Name  string `form:"nom" max:"100"`
	Email string `form:"courriel" max:"254"`
}

type keyForm struct {
	Key string `form:"cle"`
}

type nameForm struct {
	keyForm
	Given  string `form:"prenom" max:"100"`
	Family string `form:"nom" max:"100"`
}

type contactForm struct {
	keyForm
	Contact string `form:"contact" max:"254"`
}

type codeForm struct {
	keyForm
	Code string `form:"code" max:"40"`
}

type addressForm struct {
	keyForm
	Line   string `form:"adresse"`
	Choice string `form:"choix" max:"60"` // Choice is one of the addresses offered, "-" for none of them.
	Asked  bool   `form:"offert"`         // Asked says that addresses were offered: one must be chosen.
}

type doneForm struct {
	Done string `form:"fait" max:"30"`
}

type sessionForm struct {
	keyForm
	Session string `form:"session" max:"100"`
}

type staffForm struct {
	keyForm
	Name        string   `form:"nom" max:"100"`
	Email       string   `form:"courriel" max:"254"`
	Role        string   `form:"role" max:"40"`
	Departments []string `form:"service" max:"60"`
}
