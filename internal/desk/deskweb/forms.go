package deskweb

// searchForm is what a search asks.
type searchForm struct {
	Query    string `form:"q"`
	Reason   string `form:"motif" max:"20"`
	Fragment bool   `form:"fragment"`
}

// callForm is what the telephone system opens.
type callForm struct {
	Phone string `form:"tel" max:"40"`
}

// fileForm is how a file is opened and gone through.
type fileForm struct {
	Reason  string `form:"motif" max:"20"`
	Channel string `form:"canal" max:"20"`
	Before  string `form:"avant" max:"40"`
	Done    string `form:"fait" max:"20"`
}

// reasonForm is a reason in one's own words.
type reasonForm struct {
	Words string `form:"precision"`
}

// contactForm is a contact being noted, in one or two steps.
type contactForm struct {
	Person     string `form:"personne" max:"40"`
	Name       string `form:"nom" max:"120"`
	Reach      string `form:"joindre"`
	Channel    string `form:"canal" max:"20"`
	Subject    string `form:"sujet"`
	Type       string `form:"type" max:"60"`
	Note       string `form:"note" max:"5000"`
	Direct     string `form:"direct" max:"20"` // Direct is the button pressed: answered or request.
	Outcome    string `form:"issue" max:"20"`
	Request    string `form:"demande" max:"20"`
	Department string `form:"service" max:"40"`
	CallDay    string `form:"rappel-jour" max:"10"`
	CallTime   string `form:"rappel-heure" max:"5"`
	Step       string `form:"etape" max:"1"`
	Title      string `form:"titre" max:"120"`
	Place      string `form:"lieu"`
}

// newContactForm opens the form for somebody who is not in the register.
type newContactForm struct {
	Phone   string `form:"tel" max:"40"`
	Channel string `form:"canal" max:"20"`
	Subject string `form:"sujet"`
}

// backForm is a deed that returns to a page.
type backForm struct {
	Back string `form:"retour"`
}

// personForm is a person being added or corrected.
type personForm struct {
	GivenName  string `form:"prenom" max:"80"`
	FamilyName string `form:"nom" max:"80"`
	Mobile     string `form:"cellulaire" max:"40"`
	Phone      string `form:"telephone" max:"40"`
	Email      string `form:"courriel" max:"254"`
	Address    string `form:"adresse"`
	BirthDay   string `form:"naissance-jour" max:"4"`
	BirthMonth string `form:"naissance-mois" max:"4"`
	BirthYear  string `form:"naissance-annee" max:"6"`
	Language   string `form:"langue" max:"2"`
	Preferred  string `form:"prefere" max:"20"`
	Card       string `form:"carte" max:"40"`
	Residence  string `form:"residence" max:"20"`
	Reason     string `form:"motif" max:"20"`
	Same       string `form:"meme" max:"3"` // Same is "non" once the agent saw who may be the same person.
}

// newPersonForm opens the form for a caller.
type newPersonForm struct {
	Phone  string `form:"tel" max:"40"`
	Reason string `form:"motif" max:"20"`
	Query  string `form:"q"`
}

// queueForm narrows the queue.
type queueForm struct {
	View    string `form:"vue" max:"20"`
	State   string `form:"etat" max:"30"`
	Type    string `form:"type" max:"60"`
	Sort    string `form:"tri" max:"20"`
	Page    int    `form:"page" max:"100000"`
	Preview string `form:"apercu" max:"20"`
	Done    string `form:"fait" max:"20"`
}

// bulkForm assigns several requests.
type bulkForm struct {
	Numbers []string `form:"k" max:"20"`
	Account string   `form:"responsable" max:"40"`
	Back    string   `form:"retour"`
}

// requestForm is how the workbench is opened.
type requestForm struct {
	Template string `form:"modele" max:"60"`
	Done     string `form:"fait" max:"20"`
}

// deedForm is every answer that a deed on a request may need.
type deedForm struct {
	Text       string `form:"texte" max:"5000"`
	Reason     string `form:"raison" max:"5000"`
	Question   string `form:"question" max:"5000"`
	Date       string `form:"date" max:"10"`
	Who        string `form:"organisme"`
	Phone      string `form:"telephone" max:"40"`
	Outcome    string `form:"issue" max:"60"`
	Of         string `form:"doublon" max:"20"`
	Like       string `form:"semblable" max:"20"`
	Department string `form:"service" max:"40"`
	Account    string `form:"responsable" max:"40"`
	Me         bool   `form:"moi"`
	Template   string `form:"modele" max:"60"`
	Preview    bool   `form:"apercu"`
	Restricted bool   `form:"reservee"`
	Internal   bool   `form:"interne"`
	Back       string `form:"retour"`
}
