package leisure

import (
	"slices"
	"unicode/utf8"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/text"
)

const (
	wrongCode    = "Un code a de 1 à 40 lettres sans accents, chiffres, points et traits d’union, par exemple natation-3."
	mostDays     = 800       // mostDays is the longest that a session or a group lasts: beyond it, a year was mistyped.
	mostPlaces   = 100_000   // mostPlaces is more than any group has.
	mostMonths   = 130 * 12  // mostMonths is older than anybody is.
	mostPrice    = 1_000_000 // mostPrice is 10 000 $ in cents: beyond it, a comma was mistyped.
	mostPercents = 100_000_000
	mostLine     = 200  // mostLine is in characters: a title, a name, a room.
	mostText     = 8000 // mostText is in characters: a description.
	wrongLength  = "Ce texte est trop long : 200 caractères au plus pour une ligne, 8 000 pour une description."
)

func (s Session) problems() *fault.Problems {
	var p fault.Problems
	if !codeOf(s.Code) {
		p.Add("code", wrongCode)
	}
	if s.Name.FR == "" {
		p.Add("nom", "Donnez le nom de la session en français, par exemple Hiver 2027.")
	}
	if long(mostLine, s.Name.FR, s.Name.EN) {
		p.Add("nom", wrongLength)
	}
	if s.From == 0 {
		p.Add("debut", "Donnez le premier jour de la session, par exemple 2027-01-11.")
	}
	if s.To < s.From || s.To > s.From+mostDays {
		p.Add("fin", "Le dernier jour de la session vient après le premier, dans les deux ans.")
	}
	if s.AgesAt != 0 && (s.AgesAt < s.From-mostDays || s.AgesAt > s.To+mostDays) {
		p.Add("ages", "Le jour auquel les âges comptent est loin de la session. Vérifiez l’année.")
	}
	for _, rate := range s.Family {
		if rate < 0 || rate > mostPercents {
			p.Add("famille", "Un rabais va de 0 à 100 %.")
			break
		}
	}
	checkWindows(&p, s.Windows)
	return &p
}

func checkWindows(p *fault.Problems, some []Window) {
	for _, w := range some {
		switch {
		case w.Audience != "" && !slices.Contains(Audiences(), w.Audience), w.Channel != "" && w.Channel != Web && w.Channel != Counter:
			p.Add("fenetres", "Choisissez de la liste pour qui et par où l’inscription ouvre.")
		case w.Opens.IsZero():
			p.Add("fenetres", "Donnez le jour et l’heure où l’inscription ouvre.")
		case !w.Closes.IsZero() && !w.Closes.After(w.Opens):
			p.Add("fenetres", "L’inscription ferme après son ouverture. Vérifiez les deux dates.")
		default:
			continue
		}
		return
	}
}

func (a Activity) problems() *fault.Problems {
	var p fault.Problems
	if !codeOf(a.Code) {
		p.Add("code", wrongCode)
	}
	if a.Title.FR == "" {
		p.Add("titre", "Donnez le titre de l’activité en français.")
	}
	if long(mostLine, a.Title.FR, a.Title.EN) {
		p.Add("titre", wrongLength)
	}
	if long(mostText, a.Text.FR, a.Text.EN) {
		p.Add("texte", wrongLength)
	}
	if long(mostText, a.Bring.FR, a.Bring.EN) {
		p.Add("apporter", wrongLength)
	}
	if long(mostLine, a.Category) {
		p.Add("categorie", wrongLength)
	}
	if long(mostLine, a.Organiser) {
		p.Add("organisme", wrongLength)
	}
	for _, code := range a.Needs {
		if !codeOf(code) || code == a.Code {
			p.Add("prealables", "Un préalable est le code d’une autre activité, par exemple natation-2.")
			break
		}
	}
	for _, form := range a.Forms {
		if form != FormHealth && form != FormPickUp {
			p.Add("formulaires", "Choisissez les formulaires de la liste.")
			break
		}
	}
	checkWindows(&p, a.Windows)
	return &p
}

func (g Group) problems() *fault.Problems {
	var p fault.Problems
	if !codeOf(g.Code) {
		p.Add("code", wrongCode)
	}
	if long(mostLine, g.Label) {
		p.Add("libelle", wrongLength)
	}
	if long(mostLine, g.Room) {
		p.Add("local", wrongLength)
	}
	if long(mostLine, g.Instructor) {
		p.Add("animation", wrongLength)
	}
	if g.Quota != "" && !codeOf(g.Quota) {
		p.Add("quota", wrongCode)
	}
	if g.MinAge < 0 || g.MinAge > mostMonths {
		p.Add("age_min", "Donnez un âge en années ou en mois, par exemple 11 ans ou 18 mois.")
	}
	if g.MaxAge < 0 || g.MaxAge > mostMonths || g.MaxAge != 0 && ageEnd(g.MaxAge) <= g.MinAge {
		p.Add("age_max", "L’âge maximal vient après l’âge minimal. Laissez-le vide s’il n’y en a pas.")
	}
	if g.Places < 0 || g.Places > mostPlaces {
		p.Add("places", "Donnez le nombre de places, par exemple 12.")
	}
	if g.Minimum < 0 || g.Minimum > g.Places {
		p.Add("minimum", "Le minimum ne dépasse pas le nombre de places.")
	}
	if g.Counter < 0 || g.Counter > g.Places {
		p.Add("guichet", "Les places gardées pour le guichet ne dépassent pas le nombre de places.")
	}
	g.checkMoney(&p)
	g.checkHours(&p)
	checkWindows(&p, g.Windows)
	return &p
}

func (g Group) checkMoney(p *fault.Problems) {
	for i, price := range g.Prices {
		again := slices.ContainsFunc(g.Prices[:i], func(o Price) bool { return o.Audience == price.Audience && o.From == price.From })
		if price.Amount < 0 || price.Amount > mostPrice || again || price.Audience != "" && !slices.Contains(Audiences(), price.Audience) {
			p.Add("prix", "Donnez un prix par public et par date, par exemple 85,00.")
			break
		}
	}
	for i, o := range g.Options {
		again := slices.ContainsFunc(g.Options[:i], func(x Option) bool { return x.Code == o.Code })
		if !codeOf(o.Code) || o.Name.FR == "" || long(mostLine, o.Name.FR, o.Name.EN) || o.Amount < 0 || o.Amount > mostPrice || again {
			p.Add("options", "Une option a un code, un nom en français et un prix.")
			break
		}
	}
}

func (g Group) checkHours(p *fault.Problems) {
	for i, s := range g.Slots {
		again := slices.ContainsFunc(g.Slots[:i], func(o Slot) bool { return o.Weekday == s.Weekday && o.Start == s.Start })
		if s.Weekday < 0 || s.Weekday > 6 || s.Start < 0 || s.End > 24*60 || s.End <= s.Start || again {
			p.Add("horaire", "Une plage a un jour, un début et une fin plus tard le même jour, par exemple lundi 18:30-19:30.")
			break
		}
	}
	if g.From == 0 {
		p.Add("debut", "Donnez le premier jour du groupe, par exemple 2027-01-11.")
	}
	if g.To < g.From || g.To > g.From+mostDays {
		p.Add("fin", "Le dernier jour du groupe vient après le premier, dans les deux ans.")
	}
}

func (s Site) problems() *fault.Problems {
	var p fault.Problems
	if !codeOf(s.Code) {
		p.Add("code", wrongCode)
	}
	if s.Name == "" {
		p.Add("nom", "Donnez le nom du lieu.")
	}
	if long(mostLine, s.Name) {
		p.Add("nom", wrongLength)
	}
	if long(mostLine, s.Line) {
		p.Add("adresse", wrongLength)
	}
	if !s.Point.IsZero() && !s.Point.Valid() {
		p.Add("point", "La latitude va de -90 à 90, et la longitude de -180 à 180.")
	}
	return &p
}

func (p Policy) problems() *fault.Problems {
	var all fault.Problems
	if !codeOf(p.Code) {
		all.Add("code", wrongCode)
	}
	if p.Name.FR == "" {
		all.Add("nom", "Donnez le nom de la politique en français.")
	}
	if p.Text.FR == "" {
		all.Add("texte", "Écrivez la politique en une ou deux phrases : les gens la lisent avant de s’inscrire.")
	}
	if long(mostLine, p.Name.FR, p.Name.EN) {
		all.Add("nom", wrongLength)
	}
	if long(mostText, p.Text.FR, p.Text.EN) {
		all.Add("texte", wrongLength)
	}
	for _, s := range p.Steps {
		if s.Keep < 0 || s.KeepRate < 0 || s.KeepRate > mostPercents {
			all.Add("etapes", "Ce qui est gardé est un montant ou un pourcentage, de 0 à 100.")
			break
		}
	}
	return &all
}

// long tells whether a text has more characters than there is room for.
func long(most int, texts ...string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return utf8.RuneCountInString(s) > most })
}

func lineIn(w i18n.Words) i18n.Words {
	return i18n.Words{FR: text.SafeLine(w.FR), EN: text.SafeLine(w.EN)}
}

func textIn(w i18n.Words) i18n.Words {
	return i18n.Words{FR: text.SafeText(w.FR), EN: text.SafeText(w.EN)}
}

// cleaned is a session without what cannot be shown.
func (s Session) cleaned() Session {
	s.Name = lineIn(s.Name)
	return s
}

func (a Activity) cleaned() Activity {
	a.Title, a.Text, a.Bring = lineIn(a.Title), textIn(a.Text), textIn(a.Bring)
	a.Category, a.Organiser = text.SafeLine(a.Category), text.SafeLine(a.Organiser)
	return a
}

func (g Group) cleaned() Group {
	g.Label, g.Room, g.Instructor = text.SafeLine(g.Label), text.SafeLine(g.Room), text.SafeLine(g.Instructor)
	return g
}

func (s Site) cleaned() Site {
	s.Name, s.Line = text.SafeLine(s.Name), text.SafeLine(s.Line)
	return s
}

func (p Policy) cleaned() Policy {
	p.Name, p.Text = lineIn(p.Name), textIn(p.Text)
	return p
}
