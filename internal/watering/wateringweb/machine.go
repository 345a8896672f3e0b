package wateringweb

import (
	"encoding/json"
	"net/http"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/ui"
	"sem/internal/watering"
)

// machineAnswer is the answer as docs/watering.md describes it. Times are RFC 3339.
type machineAnswer struct {
	Place    string       `json:"lieu"`
	Address  string       `json:"adresse"`
	Device   string       `json:"appareil"`
	Name     string       `json:"nom"`
	At       string       `json:"a"`
	Allowed  bool         `json:"permis"`
	Known    bool         `json:"connu"` // Known is false where only the city can tell.
	Until    string       `json:"jusqu_a,omitempty"`
	Next     *machineSpan `json:"prochaine,omitempty"`
	Headline string       `json:"phrase"`
	Why      string       `json:"raison"`
	Source   string       `json:"source,omitempty"`
	Ban      bool         `json:"interdiction"`
	Permit   string       `json:"permis_jusqu_au,omitempty"`
	Week     []machineDay `json:"semaine"`
}

type machineSpan struct {
	Start string `json:"debut"`
	End   string `json:"fin,omitempty"`
}

type machineDay struct {
	Day   string        `json:"jour"`
	Spans []machineSpan `json:"plages"`
}

func (p Pages) machine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form machineForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	a, err := p.Places.AddressByID(ctx, p.Watering.DB, places.AddressID(form.Place))
	if err != nil {
		return err
	}
	now, book := p.Clock.Now(), p.Watering.Book()
	if form.Device == "" && len(book.Devices) > 0 {
		form.Device = book.Devices[0].Code
	}
	if _, ok := book.Device(form.Device); !ok {
		return fault.New(fault.NotFound, "Cet appareil n’existe pas.")
	}
	answer := book.Answer(a, form.Device, now)
	said := answer.Said(ctx)
	out := machineAnswer{
		Place: string(a.ID), Address: a.Line(), Device: answer.Device.Code, Name: answer.Device.Name.In(ctx), At: written(now), Allowed: answer.Allowed,
		Known: !answer.Undecided(), Until: written(answer.Until), Headline: said.Headline, Why: said.Why, Source: said.Source, Ban: answer.Ban != nil,
		Week: []machineDay{},
	}
	if !answer.Next.Start.IsZero() {
		next := machineSpanOf(answer.Next)
		out.Next = &next
	}
	if answer.Permit != nil {
		out.Permit = answer.Permit.To
	}
	for _, d := range book.Week(a, form.Device, now) {
		day := machineDay{Day: d.Date.Format(time.DateOnly), Spans: []machineSpan{}}
		for _, s := range d.Spans {
			day.Spans = append(day.Spans, machineSpanOf(s))
		}
		out.Week = append(out.Week, day)
	}
	return writeJSON(w, http.StatusOK, out)
}

func machineSpanOf(s watering.Span) machineSpan {
	return machineSpan{Start: written(s.Start), End: written(s.End)}
}

// written is a time as machines read it (RFC 3339), empty when there is none.
func written(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}

// failJSON answers a fault in the shape of the route.
func failJSON(w http.ResponseWriter, r *http.Request, err error) {
	message := i18n.T(r.Context(), "Nous n’avons pas pu répondre. Réessayez plus tard.")
	if f, ok := asFault(err); ok {
		message = i18n.Message(r.Context(), f)
	} else {
		ui.LogFailure(r, err)
	}
	_ = writeJSON(w, ui.Status(err), map[string]string{"erreur": message}) // Whoever asked is gone.
}
