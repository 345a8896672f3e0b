package slipsweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/paper"
	"sem/internal/slips"
	"sem/internal/ui"
)

// batchView is one issue.
type batchView struct {
	Title string
	Facts []ui.Fact
	Print string
	Mail  string // Mail is empty when none of them goes by mail.
	Files []ui.Link
}

func (p Pages) batchView(ctx context.Context, year int, b slips.Batch) batchView {
	by := b.By
	if p.Staff != nil {
		by = cmp.Or(p.Staff(b.By), i18n.T(ctx, "le programme"))
	}
	at := strconv.Itoa(b.Number)
	v := batchView{
		Title: i18n.T(ctx, "Émission %[1]d, %[2]s", b.Number, i18n.DateOnly(ctx, b.At)), Print: yearPath(year, at+"/releves.pdf"),
		Facts: []ui.Fact{{Label: i18n.T(ctx, "Par"), Value: by}},
	}
	for _, code := range []slips.Code{slips.Original, slips.Amended, slips.Cancelled} {
		if n := b.Counts[code]; n > 0 {
			v.Facts = append(v.Facts, ui.Fact{Label: codeWords(ctx, code), Value: strconv.Itoa(n)})
			v.Files = append(v.Files, ui.Link{Href: yearPath(year, at+"/fichier.xml?code="+string(code)), Label: i18n.T(ctx, "Fichier XML, %s", strings.ToLower(codeWords(ctx, code)))})
		}
	}
	if b.ByMail > 0 {
		v.Mail = v.Print + "?poste=oui"
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Par la poste"), Value: strconv.Itoa(b.ByMail)})
	}
	return v
}

func (p Pages) batchOf(r *http.Request) (year, batch int, err error) {
	year, err = strconv.Atoi(r.PathValue("annee"))
	if err == nil {
		batch, err = strconv.Atoi(r.PathValue("lot"))
	}
	if err != nil {
		err = fault.New(fault.NotFound, "Cette émission n’existe pas.")
	}
	return year, batch, err
}

func (p Pages) batch(w http.ResponseWriter, r *http.Request) error {
	var form batchForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	year, batch, err := p.batchOf(r)
	if err != nil {
		return err
	}
	all, err := p.Slips.Slips(r.Context(), viewer(r), year, batch, form.Mail)
	if err != nil {
		return err
	}
	d, err := p.sheet(r.Context(), all)
	if err != nil {
		return err
	}
	return paper.Serve(w, r, fmt.Sprintf("releves-24-%d-%d.pdf", year, batch), d)
}

func (p Pages) file(w http.ResponseWriter, r *http.Request) error {
	var form fileForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	year, batch, err := p.batchOf(r)
	if err != nil {
		return err
	}
	file, err := p.Slips.File(r.Context(), viewer(r), year, batch, slips.Code(form.Code))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/xml; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="releves-24-%d-%d-%s.xml"`, year, batch, form.Code))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(file)
	return err
}
