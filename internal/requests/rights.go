package requests

import (
	"context"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
)

// permission says who may do a deed: nil, or the refusal.
type permission func(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error

// workers may work on a request: those of its department, and the desk.
func workers(_ context.Context, _ db.Querier, _ *Service, v session.Viewer, r Request) error {
	switch {
	case !v.Staff():
		return notFound()
	case !v.May(session.RequestsWork):
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de traiter les demandes.")
	case !v.WorksFor(r.Department) && !v.May(session.RequestsMerge):
		return fault.New(fault.Forbidden, "Cette demande est à un autre service. Demandez-lui de vous la transférer.")
	}
	return nil
}

// mergers may merge and reopen requests.
func mergers(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error {
	if err := workers(ctx, q, s, v, r); err != nil {
		return err
	}
	if !v.May(session.RequestsMerge) {
		return fault.New(fault.Forbidden, "Seul le guichet peut faire cela. Laissez-lui une note.")
	}
	return nil
}

// owners are the people the request is of: who reported it, for whom it is, and those in
// whose care they are.
func owners(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error {
	if v.Person == "" {
		return notFound()
	}
	for _, whose := range []people.ID{r.ReportedBy, r.Beneficiary} {
		if whose == "" {
			continue
		}
		err := s.People.MayAct(ctx, q, people.ID(v.Person), whose, people.Requests)
		if err == nil {
			return nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	return notFound()
}

// ownersOrWorkers are its owners, and the staff who act for them on the telephone.
func ownersOrWorkers(ctx context.Context, q db.Querier, s *Service, v session.Viewer, r Request) error {
	if v.Staff() {
		return workers(ctx, q, s, v, r)
	}
	return owners(ctx, q, s, v, r)
}
