package neighbourhoodweb

import (
	"net/url"
	"strconv"

	"sem/internal/neighbourhood"
	"sem/internal/ui"
)

// aroundForm is the question of the page: from where, how far, what.
type aroundForm struct {
	Typed      string   `form:"adresse" max:"120"`
	Chosen     string   `form:"lieu" max:"60"`
	Radius     int      `form:"rayon"`
	Own        string   `form:"autre" max:"12"`
	Categories []string `form:"genre" max:"60"`
	OpenNow    bool     `form:"ouvert"`
	Page       int      `form:"page" max:"1000"`
}

// metres is the radius asked for; the reader's own number wins over the choice.
func (f aroundForm) metres() (metres int, ok bool) {
	if f.Own != "" {
		n, err := strconv.Atoi(f.Own)
		if err != nil || n < neighbourhood.LeastRadius || n > neighbourhood.MostRadius {
			return neighbourhood.UsualRadius, false
		}
		return n, true
	}
	return neighbourhood.WithinReach(f.Radius), true
}

// query is the question as an address, with some answers changed: pairs of name and value,
// where an empty value takes the answer out.
func (f aroundForm) query(changed ...string) string {
	q := url.Values{}
	if f.Chosen != "" {
		q.Set("lieu", f.Chosen)
	} else if f.Typed != "" {
		q.Set("adresse", f.Typed)
	}
	for _, kept := range f.kept() {
		q.Add(kept.Name, kept.Value)
	}
	for i := 0; i+1 < len(changed); i += 2 {
		if q.Del(changed[i]); changed[i+1] != "" {
			q.Set(changed[i], changed[i+1])
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// kept are the answers that stay when the address changes.
func (f aroundForm) kept() []ui.HiddenField {
	var kept []ui.HiddenField
	if metres, ok := f.metres(); ok && metres != neighbourhood.UsualRadius {
		kept = append(kept, ui.HiddenField{Name: "rayon", Value: strconv.Itoa(metres)})
	}
	for _, c := range f.Categories {
		kept = append(kept, ui.HiddenField{Name: "genre", Value: c})
	}
	if f.OpenNow {
		kept = append(kept, ui.HiddenField{Name: "ouvert", Value: "1"})
	}
	return kept
}

// placeForm says from where a place is looked at.
type placeForm struct {
	Typed  string `form:"adresse" max:"120"`
	Chosen string `form:"lieu" max:"60"`
}

type doneForm struct {
	Done string `form:"fait" max:"20"`
}

type registerForm struct {
	Done     string `form:"fait" max:"20"`
	Words    string `form:"q" max:"120"`
	Source   string `form:"source" max:"60"`
	Category string `form:"categorie" max:"60"`
	Hidden   bool   `form:"caches"`
	Page     int    `form:"page" max:"100000"`
}

type wordsForm struct {
	Key      string `form:"cle" max:"60"`
	Name     string `form:"nom" max:"120"`
	Category string `form:"categorie" max:"60"`
	Address  string `form:"adresse" max:"300"`
	Phone    string `form:"telephone" max:"40"`
	Website  string `form:"site" max:"300"`
	Hours    string `form:"horaire" max:"500"`
	Access   string `form:"acces" max:"10"`
	Detail   string `form:"detail" max:"500"`
	DetailEn string `form:"detail_en" max:"500"`
	Lat      string `form:"latitude" max:"20"`
	Lon      string `form:"longitude" max:"20"`
}

type hideForm struct {
	Key  string `form:"cle" max:"60"`
	Show bool   `form:"montrer"`
}

type keyForm struct {
	Key string `form:"cle" max:"60"`
}

type categoryForm struct {
	Key    string `form:"cle" max:"60"`
	Code   string `form:"code" max:"60"`
	French string `form:"nom" max:"60"`
	Eng    string `form:"nom_en" max:"60"`
	Tone   string `form:"couleur" max:"10"`
	Hidden bool   `form:"cachee"`
}
