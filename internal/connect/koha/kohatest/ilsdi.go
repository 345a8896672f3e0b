package kohatest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// takes are the parameters of each service, those that it needs first, a bar, the others.
var takes = map[string]string{
	"LookupPatron": "id|id_type", "AuthenticatePatron": "username password|",
	"GetPatronInfo": "patron_id|show_contact show_fines show_holds show_loans",
	"RenewLoan":     "patron_id item_id|desired_due_date",
	"HoldTitle":     "patron_id bib_id request_location|pickup_location needed_before_date pickup_expiry_date",
	"CancelHold":    "patron_id item_id|",
}

// ilsdi answers with status 200, whatever it says.
func (k *Koha) ilsdi(w http.ResponseWriter, r *http.Request) {
	service := r.PostForm.Get("service")
	k.asked = append(k.asked, Asked{Method: r.Method, Path: service, Query: r.PostForm, Body: r.URL.RawQuery})
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	body := k.serve(service, r.PostForm)
	if body == "" {
		hangUp(w)
		return
	}
	fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<%[1]s>\n%[2]s</%[1]s>\n", either(service, "ilsdi"), body)
}

func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (k *Koha) serve(service string, form map[string][]string) string {
	needs, also, known := strings.Cut(takes[service], "|")
	switch {
	case k.NotIn:
		return element("code", "NotAllowed") + element("message", "Unauthorized IP address: 203.0.113.9.")
	case !known:
		return element("message", "NotSupported")
	}
	for _, name := range strings.Fields(needs) {
		if len(form[name]) == 0 {
			return element("code", "MissingParameter") + element("message", "The required parameter "+name+" is missing.")
		}
	}
	for name, values := range form {
		if name != "service" && !slices.Contains(strings.Fields(needs+" "+also), name) {
			return element("code", "IllegalParameter") + element("message", "The parameter "+name+" is illegal.")
		}
		if len(values) > 1 {
			return element("code", "MultipleValuesNotAllowed")
		}
	}
	first := func(name string) string {
		if len(form[name]) == 0 {
			return ""
		}
		return form[name][0]
	}
	return k.answer(service, first)
}

func (k *Koha) answer(service string, get func(string) string) string {
	patron, _ := strconv.Atoi(get("patron_id"))
	item, _ := strconv.Atoi(get("item_id"))
	switch service {
	case "LookupPatron":
		for _, p := range k.Patrons {
			if get("id_type") == "cardnumber" && p.Card == get("id") || get("id_type") == "userid" && p.Userid == get("id") {
				return element("id", strconv.Itoa(p.ID))
			}
		}
	case "AuthenticatePatron":
		for _, p := range k.Patrons {
			if (p.Card == get("username") || p.Userid == get("username")) && p.PIN == get("password") && !p.Locked {
				return element("id", strconv.Itoa(p.ID))
			}
		}
	case "GetPatronInfo":
		if p, ok := k.patron(patron); ok {
			return k.info(p, patron, get)
		}
	case "RenewLoan":
		return k.renewLoan(item)
	case "HoldTitle":
		record, _ := strconv.Atoi(get("bib_id"))
		return k.holdTitle(patron, record, get("pickup_location"))
	case "CancelHold":
		for i, h := range k.Holds {
			if h.ID == item && h.Patron == patron {
				k.Holds = append(k.Holds[:i:i], k.Holds[i+1:]...)
				return element("code", "Canceled")
			}
		}
		return element("code", "RecordNotFound")
	}
	return element("code", "PatronNotFound")
}

func (k *Koha) info(p Patron, asked int, get func(string) string) string {
	s := element("borrowernumber", strconv.Itoa(p.ID)) + element("cardnumber", p.Card) + element("firstname", p.First) + element("surname", p.Last) +
		element("dateexpiry", p.Expires) + element("opacnote", p.Notes) + element("charges", either(p.Balance, "0.00"))
	if get("show_contact") != "0" {
		s += element("address", "12, rue des Érables")
	}
	if get("show_loans") == "1" {
		loans := ""
		for _, l := range k.Loans {
			if l.Patron == p.ID || k.Ails == Mixes {
				loans += "<loan>" + element("borrowernumber", strconv.Itoa(l.Patron)) + element("itemnumber", strconv.Itoa(l.Item)) +
					element("date_due", l.Due.Format("2006-01-02 15:04:05")) + element("title", l.Title) + element("author", l.Author) +
					element("itype", l.Type) + element("renewals", zero(l.Renewals)) + "</loan>\n"
			}
		}
		s += "<loans>" + loans + "</loans>\n"
	}
	if get("show_holds") == "1" {
		holds := ""
		for _, h := range k.Holds {
			if h.Patron == p.ID {
				holds += "<hold>" + element("reserve_id", strconv.Itoa(h.ID)) + element("borrowernumber", strconv.Itoa(h.Patron)) + element("title", k.title(h.Record)) +
					element("branchcode", "CPL") + element("branchname", "Bibliothèque du Centre-ville") + element("reservedate", "2026-11-01") +
					element("priority", zero(h.Priority)) + element("found", h.Status) + element("expirationdate", h.Expires) + "<item>" + element("title", "La copie") + "</item></hold>\n"
			}
		}
		s += "<holds>" + holds + "</holds>\n"
	}
	if get("show_fines") == "1" {
		fines := ""
		for _, l := range k.Lines {
			if l.Patron == p.ID {
				fines += "<fine>" + element("accountlines_id", strconv.Itoa(l.ID)) + element("borrowernumber", strconv.Itoa(l.Patron)) + element("itemnumber", strconv.Itoa(l.Item)) +
					element("date", l.Date) + element("amount", l.Amount) + element("amountoutstanding", l.Unpaid) + element("debit_type_code", l.Type) + element("description", l.Text) + "</fine>\n"
			}
		}
		s += "<fines>" + fines + "</fines>\n"
	}
	return s
}

func zero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// renewLoan renews a copy for whoever asks, as Koha does.
func (k *Koha) renewLoan(item int) string {
	for i := range k.Loans {
		l := &k.Loans[i]
		if l.Item != item {
			continue
		}
		if why := l.refusal(); why != "" {
			return element("renewals", zero(l.Renewals)) + element("date_due", l.Due.Format("2006-01-02 15:05")) + element("success", "0") + element("error", why)
		}
		l.Renewals++
		l.Due = l.Due.AddDate(0, 0, 28)
		if k.Ails == After {
			return ""
		}
		return element("renewals", strconv.Itoa(l.Renewals)) + element("date_due", l.Due.Format("2006-01-02 15:05")) + element("success", "1")
	}
	return "\n"
}

func (k *Koha) holdTitle(patron, record int, pickUp string) string {
	switch {
	case k.title(record) == "":
		return element("code", "RecordNotFound")
	case pickUp != "" && pickUp != "CPL":
		return element("code", "LocationNotFound")
	}
	for _, h := range k.Holds {
		if h.Patron == patron && h.Record == record {
			return element("code", "NotHoldable")
		}
	}
	k.Holds = append(k.Holds, Hold{ID: 900 + len(k.Holds), Patron: patron, Record: record, Priority: 1})
	return element("title", k.title(record)) + element("pickup_location", "Bibliothèque du Centre-ville")
}

// element is an element; empty ones are left out.
func element(name, text string) string {
	if text == "" {
		return ""
	}
	var s strings.Builder
	_ = xml.EscapeText(&s, []byte(text))
	return "<" + name + ">" + s.String() + "</" + name + ">\n"
}
