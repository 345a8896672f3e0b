package kohatest

import (
	"encoding/json"
	"net/http"
	"strconv"
)

func (k *Koha) holdObject(h Hold) object {
	var status any
	if h.Status != "" {
		status = h.Status
	}
	if k.Release.OldNames {
		return object{
			"reserve_id": h.ID, "borrowernumber": h.Patron, "biblionumber": h.Record, "reservedate": "2026-11-01", "branchcode": "CPL",
			"expirationdate": h.Expires, "priority": strconv.Itoa(h.Priority), "found": status, "suspend": 0, "cancellationdate": nil,
		}
	}
	return object{
		"hold_id": h.ID, "patron_id": h.Patron, "biblio_id": h.Record, "item_id": nil, "hold_date": "2026-11-01", "pickup_library_id": "CPL", "expiration_date": h.Expires,
		"priority": h.Priority, "status": status, "waiting_date": nil, "suspended": false, "suspended_until": nil, "cancellation_date": nil, "item_level": false,
	}
}

func (k *Koha) listHolds(q request) {
	patron, _ := strconv.Atoi(q.r.URL.Query().Get("patron_id"))
	var found []object
	for _, h := range k.Holds {
		if h.Patron == patron {
			found = append(found, k.holdObject(h))
		}
	}
	k.page(q, found, "patron_id", "_match", "_order_by")
}

// place places a hold; a patron has no more than seven.
func (k *Koha) place(q request) {
	patron, record, ok := k.wish(q)
	if !ok {
		return
	}
	held := 0
	for _, h := range k.Holds {
		if h.Patron != patron {
			continue
		}
		if held++; h.Record == record {
			refuse(q.w, http.StatusForbidden, "Hold cannot be placed. Reason: itemAlreadyOnHold")
			return
		}
	}
	if held >= 7 {
		refuse(q.w, http.StatusForbidden, "Hold cannot be placed. Reason: tooManyReserves")
		return
	}
	h := Hold{ID: 900 + len(k.Holds), Patron: patron, Record: record, Priority: 3}
	k.Holds = append(k.Holds, h)
	send(q.w, http.StatusCreated, k.holdObject(h))
}

// wish reads what is wanted, in the names of the release.
func (k *Koha) wish(q request) (patron, record int, ok bool) {
	var now struct {
		Patron  int    `json:"patron_id"`
		Record  int    `json:"biblio_id"`
		Item    int    `json:"item_id"`
		PickUp  string `json:"pickup_library_id"`
		Expires string `json:"expiration_date"`
		Notes   string `json:"notes"`
	}
	if k.Release.OldNames {
		var was struct {
			Patron int    `json:"borrowernumber"`
			Record int    `json:"biblionumber"`
			Item   int    `json:"itemnumber"`
			PickUp string `json:"branchcode"`
		}
		if !q.fill(&was) {
			return 0, 0, false
		}
		now.Patron, now.Record, now.Item, now.PickUp = was.Patron, was.Record, was.Item, was.PickUp
	} else if !q.fill(&now) {
		return 0, 0, false
	}
	if now.Item != 0 {
		for _, l := range k.Loans {
			if l.Item == now.Item {
				now.Record = l.Record
			}
		}
	}
	switch {
	case now.PickUp == "", now.Patron == 0:
		malformed(q.w, "/body/pickup_library_id", "Missing property.")
	case now.PickUp != "CPL":
		refuse(q.w, http.StatusBadRequest, "The supplied pickup location is not valid")
	case k.title(now.Record) == "":
		refuse(q.w, http.StatusNotFound, "biblio_id not found.")
	default:
		return now.Patron, now.Record, true
	}
	return 0, 0, false
}

func (k *Koha) cancel(q request) {
	for i, h := range k.Holds {
		if h.ID != q.id {
			continue
		}
		if h.Waits {
			q.w.WriteHeader(http.StatusAccepted)
			return
		}
		k.Holds = append(k.Holds[:i:i], k.Holds[i+1:]...)
		q.w.WriteHeader(http.StatusNoContent)
		return
	}
	refuse(q.w, http.StatusNotFound, "Hold not found.")
}

func (k *Koha) title(record int) string {
	for _, l := range k.Loans {
		if l.Record == record {
			return l.Title
		}
	}
	for _, h := range k.Holds {
		if h.Record == record && h.Title != "" {
			return h.Title
		}
	}
	return k.Titles[record][0]
}

func (k *Koha) listItems(q request) {
	var found []object
	for _, l := range k.Loans {
		if l.Barcode == q.r.URL.Query().Get("external_id") {
			found = append(found, object{"item_id": l.Item, "external_id": l.Barcode, "biblio_id": l.Record})
		}
	}
	k.page(q, found, "external_id", "_match")
}

func (k *Koha) showItem(q request) {
	for _, l := range k.Loans {
		if l.Item == q.id {
			send(q.w, http.StatusOK, object{"item_id": l.Item, "biblio_id": l.Record, "external_id": l.Barcode, "item_type_id": l.Type})
			return
		}
	}
	refuse(q.w, http.StatusNotFound, "Item not found")
}

func (k *Koha) showRecord(q request) {
	title := k.title(q.id)
	switch {
	case q.r.Header.Get("Accept") != "application/json":
		refuse(q.w, http.StatusNotAcceptable, "Not acceptable")
	case title == "":
		refuse(q.w, http.StatusNotFound, "Bibliographic record not found")
	default:
		author := k.Titles[q.id][1]
		for _, l := range k.Loans {
			if l.Record == q.id {
				author = l.Author
			}
		}
		send(q.w, http.StatusOK, object{"biblio_id": q.id, "title": title, "author": author})
	}
}

func (k *Koha) showBranch(q request) {
	send(q.w, http.StatusOK, object{"library_id": "CPL", "name": "Bibliothèque du Centre-ville"})
}

func (k *Koha) account(q request) {
	p, ok := k.patron(q.id)
	if !ok {
		refuse(q.w, http.StatusNotFound, "Patron not found")
		return
	}
	lines := []object{}
	for _, l := range k.Lines {
		if l.Patron == p.ID {
			lines = append(lines, object{
				"account_line_id": l.ID, "checkout_id": l.Checkout, "patron_id": l.Patron, "item_id": l.Item, "date": l.Date, "amount": json.Number(l.Amount),
				"amount_outstanding": json.Number(l.Unpaid), "debit_type": l.Type, "credit_type": nil, "description": l.Text, "status": nil, "library_id": "CPL",
			})
		}
	}
	balance := json.Number(p.Balance)
	if p.Balance == "" {
		balance = "0"
	}
	send(q.w, http.StatusOK, object{
		"balance": balance, "outstanding_debits": object{"total": balance, "lines": lines}, "outstanding_credits": object{"total": 0, "lines": []object{}},
	})
}
