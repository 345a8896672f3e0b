package desk

import (
	"slices"
	"sync"
	"time"

	"sem/internal/session"
)

// here is how long somebody counts as looking after the last page they opened.
const here = 90 * time.Second

// presence knows who looks at what at the same time, on this node. It helps two people not
// to answer the same citizen; it decides nothing.
type presence struct {
	mu      sync.Mutex
	looking map[string]map[string]look // looking is by object, then by account.
}

type look struct {
	name string
	at   time.Time
}

// Looking records that the viewer looks at an object and returns the names of the others
// who do.
func (s *Service) Looking(by session.Viewer, object string) []string {
	return s.presence.look(object, by.Account, by.Name, s.Clock.Now())
}

func (p *presence) look(object, account, name string, now time.Time) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.looking == nil {
		p.looking = map[string]map[string]look{}
	}
	for object, looks := range p.looking {
		for account, l := range looks {
			if now.Sub(l.at) > here {
				delete(looks, account)
			}
		}
		if len(looks) == 0 {
			delete(p.looking, object)
		}
	}
	if p.looking[object] == nil {
		p.looking[object] = map[string]look{}
	}
	p.looking[object][account] = look{name, now}
	var others []string
	for other, l := range p.looking[object] {
		if other != account {
			others = append(others, l.name)
		}
	}
	slices.Sort(others)
	return others
}
