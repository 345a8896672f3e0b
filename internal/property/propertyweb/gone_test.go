package propertyweb_test

import (
	"strings"
	"testing"

	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/property"
	"sem/internal/property/propertyweb"
	"sem/internal/session"
)

// lost is a roll with a house that the next file has no longer.
const lost = `<RL><VERSION>2.9</VERSION><RLM01A>72005</RLM01A><RLM02A>2026</RLM02A>
<RLUEx><RL0101><RL0101x><RL0101Ax>84</RL0101Ax><RL0101Ex>RU</RL0101Ex><RL0101Gx>MOULIN</RL0101Gx></RL0101x></RL0101><RL0104><RL0104A>7247</RL0104A><RL0104B>58</RL0104B><RL0104C>7777</RL0104C></RL0104><RL0105A>1000</RL0105A><RL0401A>2024-07-01</RL0401A><RL0402A>100</RL0402A><RL0403A>200</RL0403A><RL0404A>300</RL0404A></RLUEx></RL>`

func TestWhatLeftTheRollStaysReachableForItsOwnerAlone(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	_, err := h.pages.Property.Import(t.Context(), strings.NewReader(lost), property.ImportOptions{})
	h.Must(err)
	h.citizen("Marie")
	h.citizen("Luc")
	id, err := h.pages.Property.ByMatricule(t.Context(), "7247-58-7777")
	h.Must(err)
	_, err = h.pages.Property.LinkAtCounter(t.Context(), agent, id[0].Property, people.ID("Marie"), property.Owner, "Acte notarié", forms.Key{Value: forms.NewKey()})
	h.Must(err)
	h.roll(2026, 186_400, 297_800)

	path := "/propriete/7247-58-7777"
	h.Get(path, 404)
	h.as("Luc")
	h.Get(path, 404)
	h.as("Marie")
	h.Get(path, 200).Shows("n’est plus au rôle d’évaluation", `href="/taxes/7247-58-7777"`, "Liée à votre dossier")
	if to := h.Get("/propriete", 303).To; to != path {
		t.Errorf("one’s only property leads to %s", to)
	}
	source := propertyweb.Source{Property: h.pages.Property}
	scope := dossier.Scope{Viewer: session.Viewer{Person: "Marie"}, People: []people.Care{{Person: people.Person{ID: "Marie"}}}, Now: rentrée}
	panel, err := source.Panel(t.Context(), scope)
	h.Must(err)
	h.Draw(t.Context(), panel).Shows("N’est plus au rôle d’évaluation", path)
	if _, err := source.Export(t.Context(), scope); err != nil {
		t.Errorf("the copy of the file: %v", err)
	}
	h.Viewer = agent
	h.Get("/guichet/proprietes/"+string(id[0].Property)+"?motif=vente", 200).Shows("Marie Tremblay", "7247-58-7777")
}
