package rollfile

import (
	"strings"
	"testing"
)

func TestTheCodesOfAnAddressBecomeWords(t *testing.T) {
	for _, c := range []struct {
		door Door
		line string
	}{
		{Door{Low: "84", LowPart: "A", Generic: "RU", Link: "U", Name: "MOULIN"}, "84A, rue Moulin"},
		{Door{Low: "84", High: "88", Generic: "RU", Name: "MOULIN"}, "84-88, rue Moulin"},
		{Door{Low: "84", High: "84", Name: "MOULIN"}, "84, Moulin"},
		{Door{Low: "5", Generic: "AV", Name: "25E"}, "5, 25e Avenue"},
		{Door{Low: "7", Generic: "BD", Name: "INDUSTRIEL", Cardinal: "E"}, "7, boulevard Industriel Est"},
		{Door{Low: "9", Generic: "CH", Name: "GRANDE-CÔTE DE LA RIVIÈRE"}, "9, chemin Grande-Côte de la Rivière"},
		{Door{Low: "47", LowPart: "1/2", Generic: "ZZ", Name: "D'ARC"}, "47 1/2, D’Arc"},
		{Door{Low: "100", Generic: "RU", Name: "ÎLE", Apartment: "2", ApartmentPart: "B"}, "100, rue Île, app. 2B"},
		{Door{Generic: "CH", Name: "RIVIÈRE-DES-MILLE-ÎLES"}, "chemin Rivière-des-Mille-Îles"}, // A vacant lot.
		{Door{Name: "3E RANG"}, "3e Rang"},
		{Door{}, ""},
	} {
		if got := c.door.Line(c.door.Street()); got != c.line {
			t.Errorf("%+v is %q; want %q", c.door, got, c.line)
		}
	}
}

func TestARangeOfNumbersMeansEachDoorOnItsSide(t *testing.T) {
	for _, c := range []struct {
		door Door
		want string
	}{
		{Door{Low: "84"}, "84"},
		{Door{Low: "84", LowPart: "A", High: "84", HighPart: "B"}, "84A 84B"},
		{Door{Low: "84", High: "90"}, "84 86 88 90"},
		{Door{Low: "84", High: "87"}, "84 85 86 87"},
		{Door{Low: "84", High: "88", HighPart: "A"}, "84 86 88A"},
		{Door{Low: "90", High: "84"}, "90 84"},
		{Door{Low: "1", High: "9999"}, "1 9999"}, // No row of houses is so long.
		{Door{Low: "L-4"}, "L-4"},
	} {
		if got := strings.Join(c.door.Numbers(), " "); got != c.want {
			t.Errorf("%+v is the doors %s; want %s", c.door, got, c.want)
		}
	}
}

func TestEveryOfficeMeansTheSameStreet(t *testing.T) {
	for written, want := range map[string]string{
		"rue du Moulin": "moulin", "RU MOULIN": "ru moulin", "MOULIN": "moulin", "25e Avenue": "25e", "25E": "25e", "rue Saint-Laurent": "saint laurent",
		"rue de l’Île": "ile", "L'ÎLE": "ile", "boulevard Industriel Est": "industriel est", "rue": "rue", "": "",
	} {
		if got := BareName(written); got != want {
			t.Errorf("%s is %q; want %q", written, got, want)
		}
	}
	if got := (Door{Name: "INDUSTRIEL", Cardinal: "E"}).BareName(); got != "industriel est" {
		t.Errorf("the cardinal is left: %q", got)
	}
}

func TestALotIsWrittenAsItIsPrinted(t *testing.T) {
	for lot, want := range map[string]string{"5648619": "5\u00a0648\u00a0619", "12": "12", "P-5": "P-5"} {
		if got := LotLabel(lot); got != want {
			t.Errorf("%s is %q; want %q", lot, got, want)
		}
	}
}
