package requestsweb

// listForm narrows the list.
type listForm struct {
	View   string `form:"vue" max:"10"` // View is reglees, toutes, or empty for the open ones.
	Person string `form:"personne" max:"40"`
	Words  string `form:"q" max:"100"`
	Page   int    `form:"page" max:"100000"`
	Done   string `form:"fait" max:"20"`
}

// chooseForm is what somebody types to find their matter.
type chooseForm struct {
	Words string `form:"q" max:"100"`
}

// beginForm names the type chosen.
type beginForm struct {
	Type string `form:"type" max:"60"`
}

// stepForm is how a step is opened.
type stepForm struct {
	Back string `form:"retour" max:"20"` // Back is verifier when an answer is being changed.
	Done string `form:"fait" max:"20"`
}

// detailsForm is what happens.
type detailsForm struct {
	Title       string `form:"titre" max:"120"`
	Description string `form:"description" max:"5000"`
	Back        string `form:"retour" max:"20"`
}

// placeForm is where it happens.
type placeForm struct {
	Line   string `form:"adresse"`
	Choice string `form:"choix" max:"60"` // Choice is an address, or mots to keep the words typed.
	Back   string `form:"retour" max:"20"`
}

// photoForm goes with the files.
type photoForm struct {
	Remove string `form:"retirer" max:"60"`
	Next   string `form:"suite" max:"20"`
	Back   string `form:"retour" max:"20"`
}

// similarForm names the request already reported.
type similarForm struct {
	Number string `form:"numero" max:"20"`
}

// reachForm is for whom, and how to reach whoever reports.
type reachForm struct {
	For     string `form:"pour" max:"40"`
	Contact string `form:"joindre" max:"254"`
	Name    string `form:"nom" max:"120"`
	Back    string `form:"retour" max:"20"`
}

// sendForm sends a draft.
type sendForm struct {
	Key string `form:"cle"`
}

// keyForm is a deed that needs no answer.
type keyForm struct {
	Key string `form:"cle"`
}

// doneForm says which deed led to the page.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

// messageForm is a message to the city.
type messageForm struct {
	Text string `form:"texte" max:"5000"`
	Key  string `form:"cle"`
}

// wordsForm is a deed with a few words.
type wordsForm struct {
	Text string `form:"raison" max:"2000"`
	Key  string `form:"cle"`
}

// rateForm is a judgment.
type rateForm struct {
	Stars   int    `form:"note" max:"5"`
	Comment string `form:"commentaire" max:"2000"`
	Key     string `form:"cle"`
}

// trackForm is a tracking code as it was typed.
type trackForm struct {
	Code string `form:"code" max:"40"`
}
