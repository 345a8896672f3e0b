package requests

import (
	"context"
	"fmt"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
)

// View is a part of the work in hand, as the addresses of the desk name it.
type View string

// The views of the queue.
const (
	ViewMine       View = "miennes"          // ViewMine: what is assigned to the viewer.
	ViewDepartment View = "service"          // ViewDepartment: what is open in the viewer's departments.
	ViewUnassigned View = "sans-responsable" // ViewUnassigned: what nobody has taken.
	ViewLate       View = "retard"           // ViewLate: broken promises.
	ViewToday      View = "aujourdhui"       // ViewToday: what is promised for today.
	ViewAll        View = "toutes"           // ViewAll: everything, ended too.
)

// Views are those offered, in their order.
var Views = []View{ViewMine, ViewDepartment, ViewUnassigned, ViewLate, ViewToday, ViewAll}

// QueueFilter chooses among the work.
type QueueFilter struct {
	View  View
	State State
	Type  string
	Sort  string // Sort is echeance (the default of work in hand), recue (that of everything) or numero.
	Page  int    // Page counts from 1.
}

// QueuePage is a page of the queue.
type QueuePage struct {
	List
	View View
}

// sorts are the orders of the queue: what the address says, and the two orders it stands
// for, inside the index and outside of it.
var sorts = map[string][2]string{
	"echeance": {"q.promised_at, q.id", "r.promised_at, r.id"},
	"recue":    {"q.received_at DESC, q.id DESC", "r.received_at DESC, r.id DESC"},
	"numero":   {"q.number DESC", "r.number DESC"},
}

// Queue is a page of the work that the viewer may take up.
func (s *Service) Queue(ctx context.Context, v session.Viewer, f QueueFilter) (QueuePage, error) {
	if !v.May(session.RequestsWork) {
		return QueuePage{}, fault.New(fault.Forbidden, "Votre rôle ne permet pas de traiter les demandes.")
	}
	order := f.order()
	w := s.queueWhere(v, f)
	page := QueuePage{List: List{Page: max(f.Page, 1)}, View: f.View}
	err := s.DB.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   requests_request q`+w.SQL(), w.Args()...).Scan(&page.Total)
	if err != nil {
		return QueuePage{}, fmt.Errorf("count the queue: %w", err)
	}
	page.Pages = max((page.Total+perPage-1)/perPage, 1)
	page.Page = min(page.Page, page.Pages)
	where := w.SQL()
	limit, offset := w.Next(perPage), w.Next((page.Page-1)*perPage)
	rows, err := s.DB.Query(ctx, selectRequest+`
		WHERE  r.id IN (
		       SELECT q.id
		       FROM   requests_request q`+where+`
		       ORDER BY `+order[0]+`
		       LIMIT  `+limit+` OFFSET `+offset+`)
		ORDER BY `+order[1], w.Args()...)
	found, err := db.Collect(rows, err, scanRequest)
	if err != nil {
		return QueuePage{}, fmt.Errorf("read the queue: %w", err)
	}
	if page.Rows, err = s.rows(ctx, found); err != nil {
		return QueuePage{}, err
	}
	return page, s.nameReporters(ctx, page.Rows)
}

func (f QueueFilter) order() [2]string {
	order, ok := sorts[f.Sort]
	switch {
	case ok:
		return order
	case f.View == ViewAll:
		return sorts["recue"]
	}
	return sorts["echeance"]
}

// queueWhere is the condition of a view. What is settled is not in the work in hand:
// resolved_at says so, and the indexes of the queue know it by that.
func (s *Service) queueWhere(v session.Viewer, f QueueFilter) db.Where {
	now := s.Clock.Now()
	today := clock.Day(now)
	var w db.Where
	if len(v.Departments) > 0 && f.View != ViewMine {
		w = oneOf("q.department", v.Departments)
	}
	if f.View != ViewAll {
		w.And("q.resolved_at IS NULL")
	}
	switch f.View {
	case ViewMine:
		w.And("q.assigned_to = ?", v.Account)
	case ViewUnassigned:
		w.And("q.assigned_to = ''")
	case ViewLate:
		w.And("q.paused_at IS NULL AND q.promised_at < ?", now)
	case ViewToday:
		w.And("q.paused_at IS NULL AND q.promised_at >= ? AND q.promised_at < ?", today, tomorrow(today))
	}
	if f.State != "" {
		w.And("q.state = ?", string(f.State))
	}
	if f.Type != "" {
		w.And("q.type_code = ?", f.Type)
	}
	return w
}

func tomorrow(today time.Time) time.Time { return today.AddDate(0, 0, 1) }

func (s *Service) nameReporters(ctx context.Context, rows []Row) error {
	var ids []people.ID
	for _, row := range rows {
		if p := row.Request.concerned(); p != "" {
			ids = append(ids, p)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := s.People.Persons(ctx, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		r := rows[i].Request
		rows[i].Reporter = r.ContactName
		if p, ok := found[r.concerned()]; ok {
			rows[i].Reporter = p.Name()
		}
	}
	return nil
}

// Counts is how much work each view holds; the view of everything is not counted.
func (s *Service) Counts(ctx context.Context, v session.Viewer) (map[View]int, error) {
	if !v.May(session.RequestsWork) {
		return nil, fault.New(fault.Forbidden, "Votre rôle ne permet pas de traiter les demandes.")
	}
	now := s.Clock.Now()
	today := clock.Day(now)
	w := s.queueWhere(v, QueueFilter{View: ViewDepartment})
	where := w.SQL()
	rows, err := s.DB.Query(ctx, `
		WITH hand AS (SELECT q.assigned_to, q.promised_at, q.paused_at FROM requests_request q`+where+`)
		SELECT COUNT(*),
		       COALESCE(SUM(CASE WHEN h.assigned_to = '' THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN h.paused_at IS NULL AND h.promised_at < `+w.Next(now)+` THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN h.paused_at IS NULL AND h.promised_at >= `+w.Next(today)+` AND h.promised_at < `+w.Next(tomorrow(today))+` THEN 1 ELSE 0 END), 0)
		FROM   hand h`, w.Args()...)
	if err != nil {
		return nil, fmt.Errorf("count the work: %w", err)
	}
	defer rows.Close()
	var department, unassigned, late, due int
	for rows.Next() {
		if err := rows.Scan(&department, &unassigned, &late, &due); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	var mine int
	err = s.DB.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   requests_request q
		WHERE  q.assigned_to = $1 AND q.resolved_at IS NULL`, v.Account).Scan(&mine)
	if err != nil {
		return nil, fmt.Errorf("count one's own work: %w", err)
	}
	return map[View]int{ViewMine: mine, ViewDepartment: department, ViewUnassigned: unassigned, ViewLate: late, ViewToday: due}, nil
}
