package deskweb

import (
	"net/http"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// receipt is what a person leaves with: the number, the code, what comes next.
func (p Pages) receipt(w http.ResponseWriter, r *http.Request) error {
	var form requestForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, by := r.Context(), viewer(r)
	file, err := p.Requests.File(ctx, by, requests.Number(r.PathValue("no")))
	if err != nil {
		return err
	}
	if err := p.viewedRequest(ctx, by, file.Request); err != nil {
		return err
	}
	q := file.Request
	v := receiptView{
		Number: string(q.Number), Tracking: q.Tracking, Title: q.Title, Next: "/guichet", NextWord: i18n.T(ctx, "Appel suivant"),
		Follow: i18n.T(ctx, "Sans compte, la demande se suit avec ce code. La page du site est « Suivre une demande ». Le téléphone sert aussi."),
		Facts: []ui.Fact{
			{Label: i18n.T(ctx, "Numéro"), Value: string(q.Number)},
			{Label: i18n.T(ctx, "Reçue"), Value: join(i18n.DateTime(ctx, q.ReceivedAt), q.Channel.Words(ctx))},
			{Label: i18n.T(ctx, "Premier signe de nous"), Value: i18n.T(ctx, "d’ici le %s", i18n.Date(ctx, q.AnswerBy))},
			{Label: i18n.T(ctx, "Solution promise"), Value: i18n.T(ctx, "d’ici le %s", i18n.Date(ctx, q.PromisedAt))},
			{Label: i18n.T(ctx, "Service"), Value: p.Requests.Department(q.Department).Name.In(ctx)},
		},
	}
	if q.PlaceLine != "" {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Lieu"), Value: q.PlaceLine})
	}
	if q.ReportedBy != "" {
		v.File = personPath(q.ReportedBy)
	}
	if form.Done == "demande" {
		v.Done = i18n.T(ctx, "La demande est créée. Donnez le numéro et le code à la personne.")
	}
	if by.May(session.RequestsWork) && p.mayWork(by, q) {
		v.Next, v.NextWord = requestPath(q.Number), i18n.T(ctx, "Ouvrir la demande")
	}
	return ui.Show(w, r, http.StatusOK, receiptPage(v))
}
