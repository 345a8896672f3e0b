package kohatest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

type object = map[string]any

func send(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	reply(w, status, string(text))
}

func refuse(w http.ResponseWriter, status int, why string) { send(w, status, object{"error": why}) }

// malformed refuses the form of a question as Koha's OpenAPI does.
func malformed(w http.ResponseWriter, path, why string) {
	send(w, http.StatusBadRequest, object{"status": 400, "errors": []object{{"path": path, "message": why}}})
}

// token is RFC 6749 §4.4 as Koha has it.
func (k *Koha) token(w http.ResponseWriter, r *http.Request) {
	switch {
	case k.Basic, r.PostForm.Get("grant_type") != "client_credentials":
		refuse(w, http.StatusBadRequest, "Unimplemented grant type")
	case r.PostForm.Get("client_id") != Account, r.PostForm.Get("client_secret") != Secret:
		refuse(w, http.StatusForbidden, "unauthorized_client")
	default:
		k.given++
		token := "jeton-" + strconv.Itoa(k.given)
		k.tokens[token] = true
		send(w, http.StatusOK, object{"access_token": token, "token_type": "Bearer", "expires_in": int(k.Life.Seconds())})
	}
}

func (k *Koha) known(r *http.Request) bool {
	if name, secret, ok := r.BasicAuth(); ok {
		return k.Basic && name == Account && secret == Secret
	}
	return k.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
}

func (k *Koha) rest(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v1")
	body, _ := io.ReadAll(r.Body)
	k.asked = append(k.asked, Asked{
		Method: r.Method, Path: path, Query: r.URL.Query(), Body: string(body), Embed: r.Header.Get("X-Koha-Embed"), Token: r.Header.Get("Authorization"),
	})
	switch {
	case !k.known(r):
		refuse(w, http.StatusUnauthorized, "Authentication failure.")
		return
	case k.Lacks != "" && strings.HasPrefix(path, k.Lacks):
		send(w, http.StatusForbidden, object{"error": "Authorization failure. Missing required permission(s).", "required_permissions": object{"borrowers": "edit_borrowers"}})
		return
	case len(body) > 0 && r.Header.Get("Content-Type") != "application/json":
		malformed(w, "/body", "Expected object - got string.")
		return
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	q := request{w: w, r: r, body: body, id: number(parts, 1)}
	if answer := k.routes()[r.Method+" "+shape(parts)]; answer != nil {
		answer(q)
		return
	}
	send(w, http.StatusNotFound, object{"errors": []object{{"message": "Not Found.", "path": "/"}}, "status": 404})
}

// request is one question, with the number in its path.
type request struct {
	w    http.ResponseWriter
	r    *http.Request
	body []byte
	id   int
}

func number(parts []string, at int) int {
	if at >= len(parts) {
		return 0
	}
	n, _ := strconv.Atoi(parts[at])
	return n
}

// shape is a path with a star for its number.
func shape(parts []string) string {
	if len(parts) > 1 && parts[0] != "auth" {
		parts = append([]string{parts[0], "*"}, parts[2:]...)
	}
	return strings.Join(parts, "/")
}

func (k *Koha) routes() map[string]func(request) {
	all := map[string]func(request){
		"POST auth/password/validation": k.validate,
		"GET patrons":                   k.listPatrons, "GET patrons/*": k.showPatron, "GET patrons/*/account": k.account,
		"GET checkouts": k.listCheckouts, "GET checkouts/*/allows_renewal": k.allows, "POST checkouts/*/renewals": k.renew,
		"GET holds": k.listHolds, "POST holds": k.place, "DELETE holds/*": k.cancel,
		"GET items/*": k.showItem, "GET biblios/*": k.showRecord, "GET libraries/*": k.showBranch,
		"GET libraries": func(q request) { send(q.w, http.StatusOK, []object{{"library_id": "CPL", "name": "Centre-ville"}}) },
	}
	if !k.Release.OnlyRenewals {
		all["POST checkouts/*/renewal"] = k.renew
	}
	if !k.Release.NoNested {
		all["GET patrons/*/checkouts"] = k.patronCheckouts
	}
	if !k.Release.NoItems {
		all["GET items"] = k.listItems
	}
	return all
}

// fill reads a body that may have only the properties named.
func (q request) fill(dst any) bool {
	d := json.NewDecoder(strings.NewReader(string(q.body)))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		malformed(q.w, "/body", "Properties not allowed: "+err.Error())
		return false
	}
	return true
}

func (k *Koha) validate(q request) {
	var asked struct {
		Identifier *string `json:"identifier"`
		Userid     *string `json:"userid"`
		Password   string  `json:"password"`
	}
	if !q.fill(&asked) {
		return
	}
	name := asked.Userid
	switch {
	case asked.Identifier != nil && k.Release.OnlyUserid:
		malformed(q.w, "/body", "Properties not allowed: identifier.")
		return
	case asked.Identifier != nil && asked.Userid != nil:
		refuse(q.w, http.StatusBadRequest, "Bad request. Only one identifier attribute can be passed.")
		return
	case asked.Identifier != nil:
		name = asked.Identifier
	}
	for _, p := range k.Patrons {
		if name != nil && (p.Userid == *name || asked.Identifier != nil && p.Card == *name) && p.PIN == asked.Password && !p.Locked {
			k.validated(q, p)
			return
		}
	}
	refuse(q.w, http.StatusBadRequest, "Validation failed")
}

func (k *Koha) validated(q request, p Patron) {
	if k.Ails == Swaps {
		p, _ = k.patron(p.ID)
	}
	if k.Release.Silent {
		q.w.WriteHeader(http.StatusNoContent)
		return
	}
	send(q.w, http.StatusCreated, object{"cardnumber": p.Card, "patron_id": p.ID, "userid": p.Userid})
}

func (k *Koha) patronObject(p Patron) object {
	if k.Release.OldNames {
		return object{
			"borrowernumber": p.ID, "cardnumber": p.Card, "userid": p.Userid, "firstname": p.First, "surname": p.Last, "dateexpiry": p.Expires,
			"debarred": nil, "lost": 0, "branchcode": "CPL", "opacnote": p.Notes,
		}
	}
	return object{
		"patron_id": p.ID, "cardnumber": p.Card, "userid": p.Userid, "firstname": p.First, "surname": p.Last, "expiry_date": p.Expires,
		"restricted": p.Restricted, "patron_card_lost": false, "incorrect_address": nil, "library_id": "CPL", "opac_notes": p.Notes,
	}
}

func (k *Koha) listPatrons(q request) {
	var found []object
	query := q.r.URL.Query()
	for _, p := range k.Patrons {
		if query.Get("cardnumber") == p.Card || query.Get("userid") == p.Userid {
			if k.Ails == Swaps {
				p, _ = k.patron(p.ID)
			}
			found = append(found, k.patronObject(p))
		}
	}
	k.page(q, found, "cardnumber", "userid", "_match")
}

func (k *Koha) showPatron(q request) {
	p, ok := k.patron(q.id)
	if !ok {
		refuse(q.w, http.StatusNotFound, "Patron not found.")
		return
	}
	send(q.w, http.StatusOK, k.patronObject(p))
}

// page shows one page of a list. Words of the query beside those known are refused.
func (k *Koha) page(q request, all []object, known ...string) {
	query := q.r.URL.Query()
	for name := range query {
		if !slices.Contains(append(known, "_page", "_per_page"), name) {
			malformed(q.w, "/"+name, "Malformed query string")
			return
		}
	}
	per, page := positive(query, "_per_page", 20), positive(query, "_page", 1)
	if most := k.Release.MostPerPage; most > 0 {
		per = min(per, most)
	}
	from := min((page-1)*per, len(all))
	to := min(from+per, len(all))
	if !k.Release.NoTotal {
		q.w.Header().Set("X-Total-Count", strconv.Itoa(len(all)))
	}
	if !k.Release.NoLink {
		link := `<http://ailleurs.exemple/?_page=1>; rel="first"`
		if to < len(all) {
			link += fmt.Sprintf(`,<http://ailleurs.exemple/?_page=%d>; rel="next"`, page+1)
		}
		q.w.Header().Set("Link", link)
	}
	send(q.w, http.StatusOK, append([]object{}, all[from:to]...))
}

func positive(query url.Values, name string, otherwise int) int {
	if n, err := strconv.Atoi(query.Get(name)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

func (k *Koha) checkoutObject(l Loan) object {
	if k.Release.OldNames {
		return object{"issue_id": l.ID, "borrowernumber": l.Patron, "itemnumber": l.Item, "date_due": l.Due.Format(time.RFC3339), "renewals": l.Renewals, "branchcode": "CPL"}
	}
	return object{
		"checkout_id": l.ID, "patron_id": l.Patron, "item_id": l.Item, "external_id": l.Barcode, "due_date": l.Due.Format(time.RFC3339), "library_id": "CPL",
		"issuer_id": nil, "checkin_date": nil, "renewals_count": l.Renewals, "unseen_renewals": 0, "auto_renew": false, "auto_renew_error": nil, "onsite_checkout": false, "note": nil,
	}
}

func (k *Koha) loansOf(patron int, embed bool) []object {
	var found []object
	for _, l := range k.Loans {
		if k.Ails == Mixes && l.Patron != patron || l.Patron == patron {
			o := k.checkoutObject(l)
			if embed {
				o["item"] = object{"item_id": l.Item, "biblio_id": l.Record, "item_type_id": l.Type, "biblio": object{"biblio_id": l.Record, "title": l.Title, "subtitle": nil, "author": l.Author}}
			}
			found = append(found, o)
		}
	}
	return found
}

func (k *Koha) listCheckouts(q request) {
	patron, _ := strconv.Atoi(q.r.URL.Query().Get("patron_id"))
	k.page(q, k.loansOf(patron, false), "patron_id", "checked_in", "_match", "_order_by")
}

func (k *Koha) patronCheckouts(q request) {
	embed := q.r.Header.Get("X-Koha-Embed")
	if embed != "" && k.Release.NoEmbed {
		refuse(q.w, http.StatusBadRequest, "Embeding "+embed+" is not authorised. Check your x-koha-embed headers or remove it.")
		return
	}
	k.page(q, k.loansOf(q.id, embed == "item.biblio"), "_order_by")
}

func (k *Koha) loan(id int) *Loan {
	for i := range k.Loans {
		if k.Loans[i].ID == id {
			return &k.Loans[i]
		}
	}
	return nil
}

func (l *Loan) refusal() string {
	if l.Refuses == "" && l.Renewals >= l.Most {
		return "too_many"
	}
	return l.Refuses
}

func (k *Koha) allows(q request) {
	l := k.loan(q.id)
	switch {
	case l == nil:
		refuse(q.w, http.StatusNotFound, "Checkout not found")
	case l.NoRule:
		refuse(q.w, http.StatusInternalServerError, "Something went wrong, check Koha logs for details.")
	default:
		o := object{"allows_renewal": l.refusal() == "", "max_renewals": l.Most, "current_renewals": l.Renewals, "unseen_renewals": 0, "error": nil}
		if l.refusal() != "" {
			o["error"] = l.refusal()
		}
		send(q.w, http.StatusOK, o)
	}
}

func (k *Koha) renew(q request) {
	l := k.loan(q.id)
	switch {
	case l == nil:
		refuse(q.w, http.StatusNotFound, "Checkout not found")
		return
	case l.refusal() != "":
		refuse(q.w, http.StatusForbidden, "Renewal not authorized ("+l.refusal()+")")
		return
	}
	l.Renewals++
	l.Due = l.Due.AddDate(0, 0, 28)
	if k.Ails == After {
		hangUp(q.w)
		return
	}
	q.w.Header().Set("Location", q.r.URL.Path)
	send(q.w, http.StatusCreated, k.checkoutObject(*l))
}
