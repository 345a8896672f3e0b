package deskweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// mostOpen is how many open requests a file shows at once.
const mostOpen = 5

// file is a person's file, opened for a reason that is given, or was given a moment ago.
func (p Pages) file(w http.ResponseWriter, r *http.Request) error {
	var form fileForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	whose := people.ID(r.PathValue("id"))
	person, err := p.People.Person(ctx, whose)
	if err != nil {
		return err
	}
	reason := desk.Reason(form.Reason)
	earlier := p.Desk.Reason(viewer(r), whose)
	switch {
	case reason.Valid() && reason != desk.ForOther:
		err = p.Desk.Viewed(ctx, viewer(r), whose, "dossier", reason, "")
	case earlier != "":
		err = p.Desk.ViewedFor(ctx, viewer(r), whose, "dossier", earlier)
	default:
		return ui.Show(w, r, http.StatusOK, reasonPage(reasonView{Path: personPath(person.ID), Action: personPath(person.ID) + "/motif"}))
	}
	if err != nil {
		return err
	}
	if reason == desk.ForCall {
		p.Desk.Recognise(viewer(r), whose)
	}
	if r, err = p.withCall(r); err != nil {
		return err
	}
	if call := ui.ShellFrom(r.Context()).Call; call != nil {
		taken, _ := p.Desk.TakenCall(viewer(r))
		call.Here = taken.Person == whose
	}
	v, err := p.fileView(r, whose, form)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, filePage(v))
}

// giveReason opens a file for a reason in words.
func (p Pages) giveReason(w http.ResponseWriter, r *http.Request) error {
	var form reasonForm
	ctx := r.Context()
	whose := people.ID(r.PathValue("id"))
	if _, err := p.People.Person(ctx, whose); err != nil {
		return err
	}
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Desk.Viewed(ctx, viewer(r), whose, "dossier", desk.ForOther, form.Words)
	}
	if fault.KindOf(err) == fault.Invalid {
		path := personPath(whose)
		return ui.Show(w, r, http.StatusUnprocessableEntity, reasonPage(reasonView{Path: path, Action: path + "/motif", Words: form.Words, Problems: ui.ProblemsOf(ctx, err)}))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, personPath(whose))
}

func (p Pages) fileView(r *http.Request, whose people.ID, form fileForm) (fileView, error) {
	ctx := r.Context()
	filter := desk.Filter{Channel: form.Channel}
	if form.Before != "" {
		filter.Before, _ = time.Parse(time.RFC3339Nano, form.Before) // A date that is none shows the newest.
	}
	file, err := p.Desk.File(ctx, viewer(r), whose, filter)
	if err != nil {
		return fileView{}, err
	}
	path := personPath(whose)
	v := fileView{
		ID: string(whose), Path: path, Name: nameOf(ctx, file.Person), Lead: describe(ctx, file.Person), Facts: personFacts(ctx, file.Person),
		Promises: p.promises(ctx, file.Promises, path), Silent: file.Silent,
		Contact: p.contactOf(ctx, file), Done: fileDone(ctx, form.Done), MayEdit: viewer(r).May(session.PeopleEdit),
		Others: p.Desk.Looking(viewer(r), "personne "+string(whose)), Filtered: form.Channel != "",
		All: "/guichet/recherche?q=" + url.QueryEscape(file.Person.Name()),
	}
	account, err := p.Accounts.OfPerson(ctx, whose)
	switch fault.KindOf(err) {
	case "":
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Code d’utilisateur"), Value: account.UserCode})
	case fault.NotFound:
		v.NoAccount = true
	default:
		return fileView{}, err
	}
	for i, m := range file.Open {
		if i == mostOpen && form.Done != "tout" {
			v.OpenMore, v.All = len(file.Open)-mostOpen, path+"?fait=tout"
			break
		}
		v.Open = append(v.Open, rowOf(m))
	}
	for _, h := range file.Households {
		v.Households = append(v.Households, householdOf(ctx, h, whose))
	}
	for _, panel := range p.Panels {
		c, err := panel(ctx, viewer(r), whose)
		if err != nil {
			return fileView{}, err
		}
		if c != nil {
			v.Panels = append(v.Panels, c)
		}
	}
	v.Channels = channelTabs(ctx, path, form.Channel)
	for _, e := range file.Thread {
		v.Thread = append(v.Thread, threadItem(ctx, e))
	}
	query := url.Values{}
	if form.Channel != "" {
		query.Set("canal", form.Channel)
	}
	if form.Before != "" {
		v.Newest = path + "?" + query.Encode()
	}
	if !file.Older.IsZero() {
		query.Set("avant", file.Older.Format(time.RFC3339Nano))
		v.Older = path + "?" + query.Encode()
	}
	return v, nil
}

func fileDone(ctx context.Context, what string) string {
	switch what {
	case "contact":
		return i18n.T(ctx, "Le contact est noté.")
	case "rappel":
		return i18n.T(ctx, "Le rappel est marqué comme fait.")
	case "correction":
		return i18n.T(ctx, "Les corrections sont enregistrées.")
	case "ajout":
		return i18n.T(ctx, "La personne est ajoutée au registre.")
	}
	return ""
}

func personFacts(ctx context.Context, p people.Person) []ui.Fact {
	facts := []ui.Fact{}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Label: label, Value: value})
		}
	}
	add(i18n.T(ctx, "Âge"), age(ctx, p))
	add(i18n.T(ctx, "Adresse"), p.AddressLine)
	for _, c := range p.Contacts {
		label := i18n.T(ctx, "Téléphone")
		switch c.Kind {
		case people.Email:
			label = i18n.T(ctx, "Courriel")
		case people.Mobile:
			label = i18n.T(ctx, "Cellulaire")
		}
		value := contactValue(c)
		if c.ConfirmedAt.IsZero() {
			value = i18n.T(ctx, "%s, non confirmé", value)
		}
		add(label, value)
	}
	for _, o := range preferences(ctx) {
		if o.Value == p.Preferred && o.Value != "" {
			add(i18n.T(ctx, "Préfère être jointe par"), o.Label)
		}
	}
	if p.Language == string(i18n.English) {
		add(i18n.T(ctx, "Langue"), i18n.T(ctx, "Anglais"))
	}
	add(i18n.T(ctx, "Carte citoyenne"), p.CardNumber)
	for _, o := range residences(ctx) {
		if o.Value == string(p.Residence) {
			add(i18n.T(ctx, "Résidence"), o.Label)
		}
	}
	return facts
}

func householdOf(ctx context.Context, h people.Household, whose people.ID) householdView {
	v := householdView{Title: i18n.T(ctx, "Son foyer")}
	for _, m := range h.Members {
		if m.Person.ID == whose {
			continue
		}
		kind := i18n.T(ctx, "Adulte")
		switch m.Kind {
		case people.Child:
			kind = i18n.T(ctx, "Enfant")
		case people.Dependant:
			kind = i18n.T(ctx, "Adulte dont on prend soin")
		}
		v.Members = append(v.Members, ui.PersonRow{
			Who: ui.WhoOf{Name: nameOf(ctx, m.Person), Key: string(m.Person.ID)}, Title: nameOf(ctx, m.Person),
			Text: join(kind, age(ctx, m.Person)), Action: ui.Link{Href: personPath(m.Person.ID), Label: i18n.T(ctx, "Ouvrir son dossier")},
		})
	}
	if len(v.Members) == 0 {
		v.Title = i18n.T(ctx, "Vit seule ou seul")
	}
	return v
}

func channelTabs(ctx context.Context, path, current string) []ui.TabOf {
	tabs := []ui.TabOf{{Label: i18n.T(ctx, "Tout"), Href: path, Current: current == ""}}
	for _, c := range []requests.Channel{requests.Telephone, requests.Counter, requests.Web, requests.Email, requests.Letter} {
		tabs = append(tabs, ui.TabOf{Label: c.Words(ctx), Href: path + "?canal=" + string(c), Current: current == string(c)})
	}
	return tabs
}

func threadItem(ctx context.Context, e desk.Entry) ui.ThreadItem {
	item := ui.ThreadItem{Icon: e.Icon, Title: e.Title, Meta: join(i18n.Sentence(i18n.Ago(ctx, e.At)), e.Author), Lines: e.Lines, Internal: e.Inside}
	if e.Path != "" {
		item.Body = arrow(ui.Link{Href: e.Path, Label: e.Leads})
	}
	return item
}

func (p Pages) promises(ctx context.Context, all []desk.Promise, back string) []promiseView {
	var rows []promiseView
	for _, promise := range all {
		row := promiseView{
			When: i18n.Sentence(i18n.Ago(ctx, promise.At)), Name: promise.Name, Phone: promise.Phone, Subject: promise.Subject,
			Action: "/guichet/contacts/" + promise.ID + "/rappele", Key: forms.NewKey(), Back: back,
		}
		if promise.Person != "" {
			row.Href = personPath(promise.Person) + "?motif=appel"
		}
		if promise.Late {
			row.Tag = ui.TagOf{Label: i18n.T(ctx, "En retard"), Icon: "i-warning", Tone: ui.Bad}
		}
		rows = append(rows, row)
	}
	return rows
}
