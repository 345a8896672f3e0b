package requests

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Receipt is what somebody takes away after reporting something.
type Receipt struct {
	ID         ID
	Number     Number
	Tracking   string
	Title      string
	AnswerBy   time.Time
	PromisedAt time.Time
}

// Report makes a request of what somebody tells. The same key gives the same receipt.
func (s *Service) Report(ctx context.Context, v session.Viewer, report Report, key forms.Key) (Receipt, error) {
	report, t, err := s.prepared(ctx, v, report)
	if err != nil {
		return Receipt{}, err
	}
	request := ID(s.IDs.New())
	var receipt Receipt
	err = s.again(func() error {
		return s.DB.InTx(ctx, func(tx *db.Tx) error {
			earlier, err := forms.Claim(ctx, tx, key, string(request), s.Clock.Now())
			if err != nil {
				return err
			}
			if earlier != "" {
				receipt, err = receiptOf(ctx, tx, ID(earlier))
				return err
			}
			receipt, err = s.begin(ctx, tx, v, request, report, t)
			if err != nil {
				return err
			}
			return s.contactOf(ctx, tx, v, report, receipt)
		})
	})
	return receipt, err
}

// prepared checks a report, and says who makes it as the viewer may.
func (s *Service) prepared(ctx context.Context, v session.Viewer, report Report) (Report, Type, error) {
	t, ok := s.Type(report.Type)
	if !ok || t.Hidden {
		return report, t, invalid(fault.Field{Name: "type", Message: "Choisissez de quoi il s’agit."})
	}
	report, err := s.signed(ctx, v, report)
	if err != nil {
		return report, t, err
	}
	if err := report.Check(t); err != nil {
		return report, t, err
	}
	return report, t, s.locate(ctx, s.DB, &report)
}

// signed fills in who reports. A citizen reports for themselves and for those in their
// care; the staff write down what anybody tells.
func (s *Service) signed(ctx context.Context, v session.Viewer, report Report) (Report, error) {
	if v.Staff() {
		if !v.May(session.RequestsWork) {
			return report, fault.New(fault.Forbidden, "Votre rôle ne permet pas de noter une demande.")
		}
		if !slices.Contains(Channels, report.Channel) {
			return report, invalid(fault.Field{Name: "channel", Message: "Choisissez comment la personne nous a joints."})
		}
		report.EnteredBy = v.Account
		return report, nil
	}
	report.EnteredBy, report.ReportedBy = "", people.ID(v.Person)
	if report.Channel != Open311 {
		report.Channel = Web
	}
	if report.Beneficiary == report.ReportedBy {
		report.Beneficiary = ""
	}
	if report.Beneficiary == "" {
		return report, nil
	}
	return report, s.People.MayAct(ctx, s.DB, report.ReportedBy, report.Beneficiary, people.Requests)
}

// begin writes a new request with its first event, and tells whoever it is for.
func (s *Service) begin(ctx context.Context, tx *db.Tx, v session.Viewer, request ID, report Report, t Type) (Receipt, error) {
	act := Act{By: s.actor(v), At: s.Clock.Now(), Type: t, Calendar: s.Calendar()}
	r, e := Begin(request, report, act)
	year := clock.Local(act.At).Year()
	n, err := nextNumber(ctx, tx, year)
	if err != nil {
		return Receipt{}, err
	}
	r.Number, r.Tracking = Number(id.Number(year, n)), id.TrackingCode()
	if err := insertRequest(ctx, tx, r); err != nil {
		return Receipt{}, fmt.Errorf("write request %s: %w", r.Number, err)
	}
	c := &change{tx: tx, request: &r, act: act, events: []Event{e}}
	c.attach(report.Files, ForCitizen)
	if err := s.writeEvents(ctx, tx, c); err != nil {
		return Receipt{}, err
	}
	if report.DraftID != "" {
		if err := dropDraft(ctx, tx, report.DraftID, v.Person); err != nil {
			return Receipt{}, err
		}
	}
	if err := s.write(ctx, tx, v, journal.RequestAdded, r, string(r.Channel)); err != nil {
		return Receipt{}, err
	}
	// Whoever reports on the web reads the receipt; a notice keeps it, and sends it by e-mail.
	e.By = System
	return receiptFor(r), s.tell(ctx, tx, r, t, []Event{e})
}

// contactOf keeps the contact that a request came with.
func (s *Service) contactOf(ctx context.Context, tx *db.Tx, v session.Viewer, report Report, receipt Receipt) error {
	i := Interaction{
		ID: s.IDs.New(), At: s.Clock.Now(), Channel: report.Channel, Direction: In, Person: report.ReportedBy,
		Caller: strings.TrimSpace(report.ContactName + " " + report.ContactValue), EnteredBy: v.Account,
		Subject: receipt.Title, Outcome: Requested,
	}
	if !v.Staff() {
		i.EnteredBy = ""
	}
	if err := insertInteraction(ctx, tx, i); err != nil {
		return fmt.Errorf("write the contact of %s: %w", receipt.Number, err)
	}
	return linkInteraction(ctx, tx, i.ID, receipt.ID)
}

func receiptFor(r Request) Receipt {
	return Receipt{ID: r.ID, Number: r.Number, Tracking: r.Tracking, Title: r.Title, AnswerBy: r.AnswerBy, PromisedAt: r.PromisedAt}
}

func receiptOf(ctx context.Context, q db.Querier, request ID) (Receipt, error) {
	r, err := requestByID(ctx, q, request)
	return receiptFor(r), err
}

// locate finds the district, and the point of an address.
func (s *Service) locate(ctx context.Context, q db.Querier, report *Report) error {
	if s.Places == nil || report.DistrictID != "" {
		return nil
	}
	if report.AddressID != "" {
		a, err := s.Places.AddressByID(ctx, q, places.AddressID(report.AddressID))
		if err != nil {
			return err
		}
		if report.PlaceLine == "" {
			report.PlaceLine = a.Line()
		}
		if report.Lat == 0 {
			report.Lat, report.Lon = a.Point.Lat, a.Point.Lon
		}
		report.DistrictID = string(a.District)
	}
	if report.DistrictID == "" && report.Lat != 0 {
		if d, ok := s.Places.DistrictAt(geo.Point{Lat: report.Lat, Lon: report.Lon}); ok {
			report.DistrictID = string(d.ID)
		}
	}
	return nil
}
