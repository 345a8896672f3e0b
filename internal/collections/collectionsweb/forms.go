package collectionsweb

// whereForm says for which door.
type whereForm struct {
	Typed  string `form:"adresse" max:"120"`
	Place  string `form:"lieu" max:"60"` // Place is an address that was chosen.
	Sector string `form:"secteur" max:"130"`
	Class  string `form:"classe" max:"60"`
}

// monthForm says which month is looked at.
type monthForm struct {
	whereForm
	Month string `form:"mois" max:"7"` // Month is 2026-09.
}

// yearForm says which year is printed.
type yearForm struct {
	whereForm
	Year  int    `form:"annee" max:"2200"`
	Large string `form:"gros" max:"3"`
}

// feedForm says how a calendar follows.
type feedForm struct {
	whereForm
	Language string `form:"langue" max:"2"`
	Ring     string `form:"rappel" max:"3"` // Ring is oui when the follower's device rings the evening before.
}

// objectForm is what somebody wants to be rid of.
type objectForm struct {
	Words  string `form:"q" max:"100"`
	Letter string `form:"lettre" max:"1"`
}

// askingForm opens the form of an inscription.
type askingForm struct {
	Typed  string `form:"adresse" max:"120"`
	Place  string `form:"lieu" max:"60"`
	Stream string `form:"flux" max:"60"`
	Done   string `form:"fait" max:"20"`
}

// inscribeForm is an inscription.
type inscribeForm struct {
	Place  string `form:"lieu" max:"60"`
	Stream string `form:"flux" max:"60"`
	Day    string `form:"date" max:"10"`
	What   string `form:"quoi" max:"500"`
	Key    string `form:"cle"`
}

// keyForm is a deed that needs no answer.
type keyForm struct {
	Key string `form:"cle"`
}

// doneForm says which deed led to the page.
type doneForm struct {
	Done string `form:"fait" max:"20"`
	Page int    `form:"page" max:"10000"`
}

// proseForm names the stream whose prose was read.
type proseForm struct {
	Stream string `form:"flux" max:"60"`
	Key    string `form:"cle"`
}

// ruleForm is a rule.
type ruleForm struct {
	ID         string `form:"regle" max:"60"`
	Sector     string `form:"secteur" max:"130"`
	Stream     string `form:"flux" max:"60"`
	Class      string `form:"classe" max:"60"`
	Pace       string `form:"rythme" max:"10"`
	Weekday    string `form:"jour" max:"1"`
	Every      int    `form:"toutes_les" max:"99"`
	Anchor     string `form:"depuis" max:"10"`
	Nth        string `form:"rang" max:"2"`
	Dates      string `form:"dates" max:"2000"`
	SeasonFrom string `form:"saison_du" max:"5"`
	SeasonTo   string `form:"saison_au" max:"5"`
	NoteFR     string `form:"note" max:"500"`
	NoteEN     string `form:"note_en" max:"500"`
	Shown      string `form:"apercu" max:"3"` // Shown is oui when the dates are asked for.
	Key        string `form:"cle"`
}

// dayForm is an exceptional day.
type dayForm struct {
	Kind     string   `form:"genre" max:"10"`
	Streams  []string `form:"flux" max:"60"`
	Sector   string   `form:"secteur" max:"130"`
	Day      string   `form:"jour" max:"10"`
	To       string   `form:"vers" max:"10"`
	ReasonFR string   `form:"raison" max:"200"`
	ReasonEN string   `form:"raison_en" max:"200"`
	Shown    string   `form:"apercu" max:"3"`
	Done     string   `form:"fait" max:"20"`
	Key      string   `form:"cle"`
}

// crewForm names the stream of a list.
type crewForm struct {
	Stream string `form:"flux" max:"60"`
	From   string `form:"du" max:"10"`
}
