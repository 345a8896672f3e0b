package programweb

// programForm is what of the program is looked at.
type programForm struct {
	Session  string `form:"seance" max:"60"`
	Activity string `form:"activite" max:"60"`
	Words    string `form:"q" max:"100"`
	Category string `form:"categorie" max:"200"`
	State    string `form:"etat" max:"10"`
	Page     int    `form:"page" max:"10000"`
	Done     string `form:"fait" max:"20"`
}

// seenForm is as whom, by which channel and when the program is seen.
type seenForm struct {
	programForm
	Audience string `form:"public" max:"20"`
	Channel  string `form:"canal" max:"20"`
	At       string `form:"moment" max:"20"`
}

// doneForm says which deed led to the page.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

// keyForm is a deed that needs no answer.
type keyForm struct {
	Key string `form:"cle"`
}

// publishForm shows a session to everybody, or hides it.
type publishForm struct {
	Key   string `form:"cle"`
	Shown bool   `form:"publiee"`
}

// windowCells are the rows of the windows: cells of one row are at one place of each list,
// and those that are left empty are sent too.
type windowCells struct {
	Audience []string `form:"fen_public" max:"20"`
	Channel  []string `form:"fen_canal" max:"20"`
	Opens    []string `form:"fen_ouvre" max:"20"`
	Closes   []string `form:"fen_ferme" max:"20"`
}

// sessionForm is a session.
type sessionForm struct {
	Key    string `form:"cle"`
	Seen   string `form:"vu" max:"200"` // Seen is the mark of what the form was filled from.
	Shown  bool   `form:"apercu"`
	Code   string `form:"code" max:"40"`
	Name   string `form:"nom" max:"200"`
	NameEN string `form:"nom_en" max:"200"`
	From   string `form:"debut" max:"10"`
	To     string `form:"fin" max:"10"`
	AgesAt string `form:"ages" max:"10"`
	Family string `form:"famille" max:"60"`
	Drawn  bool   `form:"tirage"`
	windowCells
}

// copyForm is a session made after another one.
type copyForm struct {
	Key    string `form:"cle"`
	Shown  bool   `form:"apercu"`
	Code   string `form:"code" max:"40"`
	Name   string `form:"nom" max:"200"`
	NameEN string `form:"nom_en" max:"200"`
	Start  string `form:"debut" max:"10"`
}

// activityForm is an activity.
type activityForm struct {
	Key       string   `form:"cle"`
	Seen      string   `form:"vu" max:"200"` // Seen is the mark of what the form was filled from.
	Shown     bool     `form:"apercu"`
	Session   string   `form:"seance" max:"60"`
	Code      string   `form:"code" max:"40"`
	Title     string   `form:"titre" max:"200"`
	TitleEN   string   `form:"titre_en" max:"200"`
	Text      string   `form:"texte" max:"8000"`
	TextEN    string   `form:"texte_en" max:"8000"`
	Bring     string   `form:"apporter" max:"8000"`
	BringEN   string   `form:"apporter_en" max:"8000"`
	Category  string   `form:"categorie" max:"200"`
	Organiser string   `form:"organisme" max:"200"`
	Needs     string   `form:"prealables" max:"400"`
	Policy    string   `form:"politique" max:"40"`
	Forms     []string `form:"formulaires" max:"20"`
	Ways      []string `form:"modes" max:"20"` // Ways are libre and garde.
	windowCells
}

// groupForm is a group.
type groupForm struct {
	Key           string `form:"cle"`
	Seen          string `form:"vu" max:"200"` // Seen is the mark of what the form was filled from.
	Shown         bool   `form:"apercu"`
	Activity      string `form:"activite" max:"60"`
	Model         string `form:"modele" max:"60"` // Model is a group that a new one resembles.
	Code          string `form:"code" max:"40"`
	Label         string `form:"nom" max:"200"`
	Site          string `form:"lieu" max:"60"`
	Room          string `form:"salle" max:"200"`
	Instructor    string `form:"animation" max:"200"`
	MinAge        string `form:"age_min" max:"12"`
	MaxAge        string `form:"age_max" max:"12"`
	Places        string `form:"places" max:"6"`
	Minimum       string `form:"minimum" max:"6"`
	Counter       string `form:"guichet" max:"6"`
	WebShareUntil string `form:"guichet_fin" max:"20"`
	Quota         string `form:"quota" max:"40"`
	Waits         bool   `form:"attente"`
	From          string `form:"debut" max:"10"`
	To            string `form:"fin" max:"10"`
	Without       string `form:"sans" max:"2000"`

	SlotDay     []string `form:"plage_jour" max:"2"`
	SlotStart   []string `form:"plage_debut" max:"8"`
	SlotEnd     []string `form:"plage_fin" max:"8"`
	PriceOf     []string `form:"prix_public" max:"20"`
	Price       []string `form:"prix_montant" max:"20"`
	PriceFrom   []string `form:"prix_depuis" max:"10"`
	OptionCode  []string `form:"option_code" max:"40"`
	OptionName  []string `form:"option_nom" max:"200"`
	OptionEN    []string `form:"option_nom_en" max:"200"`
	OptionPrice []string `form:"option_prix" max:"20"`
	OptionCare  []string `form:"option_garde" max:"5"` // OptionCare is oui when the price counts for the relevé 24.
	windowCells
}

// classForm is what becomes of a class.
type classForm struct {
	Key      string `form:"cle"`
	Day      string `form:"jour" max:"10"`
	Start    string `form:"debut" max:"8"`
	End      string `form:"fin" max:"8"`
	Site     string `form:"lieu" max:"60"`
	Room     string `form:"salle" max:"200"`
	Reason   string `form:"raison" max:"500"`
	ReasonEN string `form:"raison_en" max:"500"`
}

// bulkForm is a change of many groups: of those ticked, or of all that were found.
type bulkForm struct {
	programForm
	Key        string   `form:"cle"`
	Seen       string   `form:"vu" max:"200"` // Seen is the mark of what the form was filled from.
	Shown      bool     `form:"apercu"`
	Groups     []string `form:"groupe" max:"60"`
	All        bool     `form:"tous"`
	Count      int      `form:"combien" max:"100000"` // Count is how many the change was shown for.
	Places     string   `form:"places" max:"6"`
	Percent    string   `form:"pourcent" max:"10"`
	Round      string   `form:"arrondi" max:"10"`
	Room       string   `form:"salle" max:"200"`
	Instructor string   `form:"animation" max:"200"`
	Follow     bool     `form:"fen_suivre"` // Follow drops the groups' own windows.
	windowCells
}

// siteForm is a site.
type siteForm struct {
	Key        string `form:"cle"`
	Seen       string `form:"vu" max:"200"` // Seen is the mark of what the form was filled from.
	Shown      bool   `form:"apercu"`
	Code       string `form:"code" max:"40"`
	Name       string `form:"nom" max:"200"`
	Line       string `form:"adresse" max:"200"`
	Lat        string `form:"latitude" max:"20"`
	Lon        string `form:"longitude" max:"20"`
	Accessible bool   `form:"accessible"`
}

// policyForm is a refund policy.
type policyForm struct {
	Key    string   `form:"cle"`
	Seen   string   `form:"vu" max:"200"` // Seen is the mark of what the form was filled from.
	Shown  bool     `form:"apercu"`
	Code   string   `form:"code" max:"40"`
	Name   string   `form:"nom" max:"200"`
	NameEN string   `form:"nom_en" max:"200"`
	Text   string   `form:"texte" max:"8000"`
	TextEN string   `form:"texte_en" max:"8000"`
	When   []string `form:"etape_quand" max:"10"` // When is avant or apres the first class.
	Count  []string `form:"etape_nombre" max:"6"`
	Keep   []string `form:"etape_montant" max:"20"`
	Rate   []string `form:"etape_taux" max:"10"`
	Note   []string `form:"etape_billet" max:"10"`
}
