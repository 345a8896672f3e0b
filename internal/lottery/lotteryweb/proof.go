package lotteryweb

import (
	"encoding/csv"
	"net/http"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/lottery"
	"sem/internal/opening"
	"sem/internal/ui"
)

// drawView is the draw and how to check it.
type drawView struct {
	Name, Path, Lead string
	Drawn            bool
	Commitment       string
	Seed             string
	List             string // List is the digest of the list of tickets.
	Count            string
	First            ui.TableOf
	File, Report     string
	Mine             string // Mine is the ticket of the viewer's family.
}

// shownLots is how many tickets the page shows; the file has all of them.
const shownLots = 10

func (p Pages) draw(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, err := p.asked(r)
	if err != nil {
		return err
	}
	v := drawView{Name: l.Name.In(ctx), Path: l.Path(), Commitment: l.Commitment, Lead: i18n.T(ctx, "Le tirage se fait au plus tard le %s.", i18n.DateTime(ctx, l.Draws))}
	if by := viewer(r); by.Person != "" && !by.Staff() {
		if request, err := p.Lottery.Request(ctx, by, l.ID, me(r)); err == nil {
			v.Mine = request.Number
		}
	}
	if l.DrawnAt.IsZero() {
		return ui.Show(w, r, http.StatusOK, drawPage(v))
	}
	lots, err := p.Lottery.Lots(ctx, l.ID)
	if err != nil {
		return err
	}
	v.Lead = i18n.T(ctx, "Tiré le %s. Chacun peut refaire le calcul.", i18n.DateTime(ctx, l.DrawnAt))
	v.Drawn, v.Seed, v.File, v.Report = true, l.Seed, l.Path()+"/tirage.csv", l.Path()+"/bilan"
	v.Count = i18n.TN(ctx, "%d billet a été tiré.", "%d billets ont été tirés.", len(lots))
	numbers := make([]string, len(lots))
	for i, lot := range lots {
		numbers[i] = lot.Number
	}
	v.List = opening.ListOf(numbers)
	v.First = ui.TableOf{Caption: i18n.T(ctx, "Les premiers rangs"), Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Rang")}, {Label: i18n.T(ctx, "Numéro du billet")}, {Label: i18n.T(ctx, "Clé")},
	}, Plain: true}
	for _, lot := range lots[:min(shownLots, len(lots))] {
		v.First.Rows = append(v.First.Rows, ui.RowOf{Cells: []ui.Cell{{Text: itoa(lot.Rank)}, {Text: short(lot.Number)}, {Text: short(lot.Key)}}})
	}
	return ui.Show(w, r, http.StatusOK, drawPage(v))
}

func (p Pages) drawn(r *http.Request) (lottery.Lottery, error) {
	l, err := p.asked(r)
	if err == nil && l.DrawnAt.IsZero() {
		err = fault.New(fault.NotFound, "Le tirage n’est pas encore fait.")
	}
	return l, err
}

func (p Pages) drawFile(w http.ResponseWriter, r *http.Request) error {
	l, err := p.drawn(r)
	if err != nil {
		return err
	}
	lots, err := p.Lottery.Lots(r.Context(), l.ID)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="tirage.csv"`)
	file := csv.NewWriter(w)
	_ = file.Write([]string{"rang", "billet", "cle"}) //nolint:errcheck // Flush tells.
	for _, lot := range lots {
		_ = file.Write([]string{itoa(lot.Rank), lot.Number, lot.Key}) //nolint:errcheck // Flush tells.
	}
	file.Flush()
	return file.Error()
}

// reportView is the figures of a lottery, without names.
type reportView struct {
	Name, Path, Lead string
	Facts            []ui.Fact
	Choices          ui.BarsOf
	Groups           ui.TableOf
	Draw             string
}

func (p Pages) report(w http.ResponseWriter, r *http.Request) error {
	l, err := p.drawn(r)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, reportPage(p.reportOf(r, l, l.Report)))
}

func (p Pages) reportOf(r *http.Request, l lottery.Lottery, f lottery.Report) reportView {
	ctx := r.Context()
	v := reportView{Name: l.Name.In(ctx), Path: l.Path(), Draw: l.Path() + "/tirage", Lead: i18n.T(ctx, "Le tirage du %s.", i18n.DateTime(ctx, l.DrawnAt)), Facts: []ui.Fact{
		{Icon: "i-users", Label: i18n.T(ctx, "Familles"), Value: itoa(f.Requests)},
		{Icon: "i-user", Label: i18n.T(ctx, "Personnes"), Value: itoa(f.People)},
		{Icon: "i-link", Label: i18n.T(ctx, "Personnes liées"), Value: itoa(f.Linked)},
		{Icon: "i-basket", Label: i18n.T(ctx, "Places données"), Value: i18n.T(ctx, "%d sur %d", f.Given, f.Places)},
		{Icon: "i-hourglass-medium", Label: i18n.T(ctx, "Personnes sans place"), Value: itoa(f.Without)},
	}}
	for i, n := range f.ByChoice {
		v.Facts = append(v.Facts, ui.Fact{Icon: "i-star", Label: i18n.T(ctx, "Places données, %s", choiceWords(ctx, i+1)), Value: itoa(n)})
		v.Choices.Bars = append(v.Choices.Bars, ui.BarOf{Label: choiceWords(ctx, i+1), Value: itoa(n), Size: float64(n)})
	}
	v.Groups = groupFigures(r, f, true)
	return v
}

// groupFigures are the figures of each group, before the draw or after it.
func groupFigures(r *http.Request, f lottery.Report, drawn bool) ui.TableOf {
	ctx := r.Context()
	t := ui.TableOf{Caption: i18n.T(ctx, "Groupe par groupe"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Groupe")}, {Label: i18n.T(ctx, "Places"), Right: true}, {Label: i18n.T(ctx, "En premier choix"), Right: true}, {Label: i18n.T(ctx, "Tous les choix"), Right: true},
	}}
	if drawn {
		t.Columns = append(t.Columns, ui.ColumnOf{Label: i18n.T(ctx, "Données"), Right: true}, ui.ColumnOf{Label: i18n.T(ctx, "En attente"), Right: true})
	}
	for _, g := range f.Groups {
		name := g.Title.In(ctx)
		if g.Label != "" {
			name = i18n.T(ctx, "%[1]s, %[2]s", name, g.Label)
		}
		cells := []ui.Cell{{Text: name}, {Text: itoa(g.Places)}, {Text: itoa(g.First)}, {Text: itoa(g.Wished)}}
		if drawn {
			cells = append(cells, ui.Cell{Text: itoa(g.Given)}, ui.Cell{Text: itoa(g.Waiting)})
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: cells})
	}
	return t
}

// recipe draws again from the published file, in a few lines that anybody can run.
const recipe = `import csv, hashlib, hmac

graine = bytes.fromhex(input("Graine : "))
print("Engagement :", hashlib.sha256(graine).hexdigest())
lignes = list(csv.DictReader(open("tirage.csv")))
billets = sorted(l["billet"] for l in lignes)
liste = hashlib.sha256("".join(b + "\n" for b in billets).encode()).hexdigest()
cle = lambda b: hmac.new(graine, (liste + "\n" + b).encode(), "sha256").hexdigest()
tires = sorted(billets, key=cle)
bon = all(tires[int(l["rang"]) - 1] == l["billet"] for l in lignes)
print("Le tirage est juste." if bon else "Le tirage ne correspond pas.")
`
