package slips

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// transmission is the file of Revenu Québec (IN-800): who sends, then the slips of one kind,
// then their number. The tax office gives the schema of each slip to the makers of programs that
// it certifies; what is within identified and boxes follows the other slips until then.
type transmission struct {
	XMLName xml.Name `xml:"http://www.mrq.gouv.qc.ca/T5 Transmission"`
	Version string   `xml:"VersionSchema,attr"`
	Head    struct {
		Year     int    `xml:"Annee"`
		Kind     int    `xml:"TypeEnvoi"` // Kind is 1 for originals, 4 for amended, 6 for cancelled slips.
		Preparer sender `xml:"Preparateur"`
		Number   string `xml:"NoCertification,omitempty"`
		Program  string `xml:"NomLogiciel"`
	} `xml:"P"`
	Group struct {
		Slips []filed `xml:",any"`
		Total struct {
			Year  int    `xml:"Annee"`
			Count int    `xml:"NbReleves"`
			Filer sender `xml:"Emetteur"`
		} `xml:"T"`
	} `xml:"Groupe24"`
}

type sender struct {
	No      string  `xml:"No,omitempty"`
	Type    int     `xml:"Type,omitempty"` // Type 1 files for itself.
	NEQ     string  `xml:"NEQ,omitempty"`
	Name    string  `xml:"Nom1"`
	Address address `xml:"Adresse"`
}

type address struct {
	Line     string `xml:"Ligne1"`
	Town     string `xml:"Ville,omitempty"`
	Province string `xml:"Province,omitempty"`
	Postal   string `xml:"CodePostal,omitempty"`
}

// filed is one slip; its element is named by its code: R, A or D.
type filed struct {
	XMLName  xml.Name
	Year     int        `xml:"Annee"`
	Number   string     `xml:"NoReleve"`
	Payer    identified `xml:"Identification>Payeur"`
	Child    identified `xml:"Identification>Enfant"`
	Address  address    `xml:"Adresse"`
	Boxes    *boxes     `xml:"Montants,omitempty"` // A cancelled slip has none.
	Replaces string     `xml:"NoReleveDerniereTrans,omitempty"`
}

type identified struct {
	NAS    string `xml:"NAS,omitempty"`
	Family string `xml:"NomFamille"`
	Given  string `xml:"Prenom,omitempty"`
	Birth  string `xml:"DateNaissance,omitempty"`
}

type boxes struct {
	Days       int    `xml:"B_NombreJours,omitempty"`
	Paid       string `xml:"C_FraisPayes"`
	Ineligible string `xml:"D_FraisNonAdmissibles"`
	Eligible   string `xml:"E_FraisAdmissibles"`
}

var sendings = map[Code]int{Original: 1, Amended: 4, Cancelled: 6}

// Program is how the program is called in the file.
const Program = "SEM en ligne"

// File is the file of the slips of one code of an issue, for the tax office. It alone holds the
// social insurance numbers: the password is asked for again, and the journal tells whose numbers
// were opened.
func (s *Service) File(ctx context.Context, by session.Viewer, year, batch int, code Code) ([]byte, error) {
	if err := manages(by); err != nil {
		return nil, err
	}
	if err := s.Sessions.DemandSensitive(ctx, by); err != nil {
		return nil, err
	}
	filer, err := readFiler(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var w db.Where
	w.And("year = ? AND batch = ? AND code = ?", year, batch, string(code))
	found, err := slipsWhere(ctx, s.DB, w)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.NotFound, "Cette émission n’a aucun relevé de cette sorte.")
	}
	if err != nil {
		return nil, err
	}
	numbers, err := s.openNumbers(ctx, by, found)
	if err != nil {
		return nil, err
	}
	return writeFile(filer, found, numbers)
}

// openNumbers opens the numbers of the payers of slips, and writes down whose.
func (s *Service) openNumbers(ctx context.Context, by session.Viewer, found []Slip) (map[people.ID]string, error) {
	numbers := map[people.ID]string{}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		clear(numbers)
		for _, p := range found {
			if _, known := numbers[p.Payer]; known {
				continue
			}
			nas, err := s.numberOf(ctx, tx, p.Payer)
			if err != nil {
				return err
			}
			if numbers[p.Payer] = nas; nas == "" {
				continue
			}
			if err := s.record(ctx, tx, by, now, journal.Entry{Person: string(p.Payer), Action: FileMade, Object: "loisirs/releves/" + strconv.Itoa(p.Year)}); err != nil {
				return err
			}
		}
		object := fmt.Sprintf("gestion/releves/%d/%d/%s", found[0].Year, found[0].Batch, found[0].Code)
		return s.record(ctx, tx, by, now, journal.Entry{Action: journal.ExportMade, Object: object})
	})
	return numbers, err
}

func (s *Service) numberOf(ctx context.Context, q db.Querier, who people.ID) (string, error) {
	rows, err := q.Query(ctx, `
		SELECT nas
		FROM   slips_payer
		WHERE  person_id = $1 AND nas <> ''`, string(who))
	sealed, err := db.Collect(rows, err, func(r *db.Rows) (text string, err error) {
		err = r.Scan(&text)
		return text, err
	})
	if err != nil || len(sealed) == 0 {
		return "", err
	}
	return s.Key.Open(nasPlace(who), sealed[0])
}

func writeFile(filer Filer, found []Slip, numbers map[people.ID]string) ([]byte, error) {
	year, code := found[0].Year, found[0].Code
	at := address{filer.Line, filer.Town, "QC", strings.ReplaceAll(filer.PostalCode, " ", "")}
	var t transmission
	t.Version = strconv.Itoa(year) + ".1"
	t.Head.Year, t.Head.Kind, t.Head.Number, t.Head.Program = year, sendings[code], filer.Certification, Program
	t.Head.Preparer = sender{No: filer.Preparer, Type: 1, Name: filer.Name, Address: at}
	for _, p := range found {
		t.Group.Slips = append(t.Group.Slips, slipIn(p, numbers[p.Payer]))
	}
	t.Group.Total.Year, t.Group.Total.Count = year, len(found)
	t.Group.Total.Filer = sender{NEQ: filer.NEQ, Name: filer.Name, Address: at}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", " ")
	if err := e.Encode(t); err != nil {
		return nil, fmt.Errorf("write the file of %d: %w", year, err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func slipIn(p Slip, nas string) filed {
	c := p.Content
	f := filed{
		XMLName: xml.Name{Local: string(p.Code)}, Year: p.Year, Number: p.Number, Payer: identifiedAs(c.PayerName), Address: addressOf(c.PayerAddress), Child: identifiedAs(c.ChildName),
	}
	f.Payer.NAS, f.Child.Birth = nas, c.ChildBirth
	if p.Code == Amended {
		f.Replaces = p.Replaces
	}
	if p.Code != Cancelled {
		f.Boxes = &boxes{c.Days, c.Paid.Plain(), c.Ineligible.Plain(), c.Eligible.Plain()}
	}
	return f
}

func identifiedAs(listed string) identified {
	family, given, _ := strings.Cut(listed, ", ")
	return identified{Family: family, Given: given}
}

var postalCode = regexp.MustCompile(`[A-Z]\d[A-Z] ?\d[A-Z]\d`)

// addressOf reads an address of two lines: street, then town and postal code.
func addressOf(text string) address {
	line, rest, _ := strings.Cut(text, "\n")
	a := address{Line: line, Postal: strings.ReplaceAll(postalCode.FindString(rest), " ", "")}
	town, _, _ := strings.Cut(postalCode.ReplaceAllString(rest, ""), "(")
	if a.Town = strings.TrimSpace(town); strings.Contains(rest, "(Québec)") {
		a.Province = "QC"
	}
	return a
}
