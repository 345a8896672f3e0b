package wateringweb

// answerForm is where and with what one wants to water.
type answerForm struct {
	Typed  string `form:"adresse" max:"120"`
	Place  string `form:"lieu" max:"60"`
	Device string `form:"appareil" max:"40"`
}

// machineForm is the same question from a machine.
type machineForm struct {
	Place  string `form:"lieu" max:"60"`
	Device string `form:"appareil" max:"40"`
}

// doneForm says which deed led to the page.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

// keyForm is a deed that needs no answer.
type keyForm struct {
	Key string `form:"cle"`
}

// kindForm is which permit is asked for, and where.
type kindForm struct {
	Kind  string `form:"type" max:"40"`
	Place string `form:"lieu" max:"60"`
}

// permitForm asks for a permit.
type permitForm struct {
	Key      string `form:"cle"`
	Kind     string `form:"type" max:"40"`
	Place    string `form:"lieu" max:"60"` // Place is an address, or autre to take the words typed.
	Typed    string `form:"adresse" max:"120"`
	Area     string `form:"superficie" max:"10"`
	Day      string `form:"debut-jour" max:"2"`
	Month    string `form:"debut-mois" max:"12"`
	Year     string `form:"debut-annee" max:"4"`
	Accepted bool   `form:"conditions"`
}

// decisionForm answers a permit.
type decisionForm struct {
	Key    string `form:"cle"`
	Answer string `form:"reponse" max:"10"` // Answer is accorder or refuser.
	Day    string `form:"debut-jour" max:"2"`
	Month  string `form:"debut-mois" max:"12"`
	Year   string `form:"debut-annee" max:"4"`
	Paid   bool   `form:"paye"`
	Reason string `form:"raison" max:"500"`
}

// banForm declares a ban.
type banForm struct {
	Key       string   `form:"cle"`
	Preview   string   `form:"apercu" max:"1"`
	Reason    string   `form:"raison" max:"300"`
	ReasonEN  string   `form:"raison_en" max:"300"`
	Where     string   `form:"ou" max:"10"`
	Areas     []string `form:"secteurs" max:"40"`
	Districts []string `form:"districts" max:"60"`
	Typed     string   `form:"adresse" max:"120"`
	Radius    string   `form:"rayon" max:"5"`
	Devices   []string `form:"appareils" max:"40"`
	Start     string   `form:"debut" max:"20"`
	End       string   `form:"fin" max:"20"`
	Permits   string   `form:"permis" max:"10"`
}

// ruleForm writes a rule.
type ruleForm struct {
	Key       string   `form:"cle"`
	Preview   string   `form:"apercu" max:"1"`
	Article   string   `form:"article" max:"200"`
	ArticleEN string   `form:"article_en" max:"200"`
	Devices   []string `form:"appareils" max:"40"`
	Effect    string   `form:"effet" max:"20"`
	From      string   `form:"saison" max:"5"`
	To        string   `form:"saison_fin" max:"5"`
	Lots      string   `form:"terrains" max:"20"`
	Areas     []string `form:"secteurs" max:"40"`
	Days      string   `form:"jours" max:"20"`
	Weekdays  []string `form:"semaine" max:"10"`
	Even      []string `form:"pairs" max:"10"`
	Odd       []string `form:"impairs" max:"10"`
	Hours     string   `form:"heures" max:"120"`
	Night     string   `form:"nuit" max:"10"`
	Words     string   `form:"texte" max:"600"`
	WordsEN   string   `form:"texte_en" max:"600"`
}
