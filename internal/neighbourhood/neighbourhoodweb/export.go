package neighbourhoodweb

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/neighbourhood"
)

// found is the whole list of a question, for machines and spreadsheets.
func (p Pages) found(r *http.Request) ([]neighbourhood.Near, error) {
	form, spot, err := p.asked(r)
	if err != nil {
		return nil, err
	}
	if _, ok := form.metres(); !ok {
		return nil, fault.New(fault.Invalid, "Écrivez une distance de 100 à 2 000 mètres, par exemple 450.")
	}
	if !spot.Known {
		return nil, fault.New(fault.NotFound, "Nous ne trouvons pas cette adresse. Vérifiez le numéro et la rue.")
	}
	if spot.Point.IsZero() {
		return nil, fault.New(fault.NotFound, "Cette adresse n’est pas encore sur le plan.")
	}
	return p.Neighbourhood.Look(p.look(form, spot)).Near, nil
}

// table is the list as CSV (RFC 4180), in UTF-8 with a mark so that spreadsheets read the
// accents. Its columns are those that the import of lieux-municipaux reads.
func (p Pages) table(w http.ResponseWriter, r *http.Request) error {
	near, err := p.found(r)
	if err != nil {
		return err
	}
	attach(w, "text/csv; charset=utf-8", "quartier.csv")
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	file := csv.NewWriter(w)
	file.UseCRLF = true
	file.Write([]string{"no", "nom", "categorie", "distance_m", "adresse", "telephone", "horaire", "accessibilite", "site", "description", "latitude", "longitude"})
	for i, n := range near {
		c := n.Place.Centre()
		file.Write([]string{
			strconv.Itoa(i + 1), plainCell(n.Place.Name), n.Place.Category, strconv.Itoa(int(math.Round(n.Metres))), plainCell(n.Place.Address), plainCell(n.Place.Phone),
			plainCell(n.Place.Hours), string(n.Place.Access), n.Place.Website, plainCell(detailOf(r.Context(), n.Place)), degrees(c.Lat), degrees(c.Lon),
		})
	}
	file.Flush()
	return file.Error()
}

// plainCell keeps a spreadsheet from running a text as a formula (OWASP, CSV injection).
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 6, 64) }

func attach(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// mapFile is the list as GeoJSON (RFC 7946), each place with its shape.
func (p Pages) mapFile(w http.ResponseWriter, r *http.Request) error {
	near, err := p.found(r)
	if err != nil {
		return err
	}
	type feature struct {
		Type       string         `json:"type"`
		ID         string         `json:"id"`
		Geometry   any            `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	file := struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}{"FeatureCollection", []feature{}}
	for i, n := range near {
		file.Features = append(file.Features, feature{"Feature", string(n.Place.ID), geometryOf(n.Place), map[string]any{
			"no": i + 1, "nom": n.Place.Name, "categorie": n.Place.Category, "distance_m": int(math.Round(n.Metres)), "adresse": n.Place.Address,
			"telephone": n.Place.Phone, "horaire": n.Place.Hours, "accessibilite": n.Place.Access, "site": n.Place.Website, "description": detailOf(r.Context(), n.Place),
		}})
	}
	attach(w, "application/geo+json", "quartier.geojson")
	return json.NewEncoder(w).Encode(file)
}

func geometryOf(p *neighbourhood.Place) any {
	if raw := p.Geometry(); json.Valid([]byte(raw)) {
		return json.RawMessage(raw)
	}
	return nil
}
