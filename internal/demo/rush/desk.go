package rush

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"sem/internal/forms"
)

// Clerk is somebody at the desk who searches while the families come.
type Clerk struct {
	Took   Times
	Failed int // Failed are the searches that were not answered with a page.

	browser browser
}

// Clerk signs a member of the staff in.
func (m *Morning) Clerk(ctx context.Context, user, password string) (*Clerk, error) {
	c := &Clerk{browser: m.browser(0)}
	a, err := c.browser.post(ctx, "/connexion", url.Values{"identifiant": {user}, "motdepasse": {password}, forms.KeyField: {forms.NewKey()}})
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("signing %s in answers %d", user, a.status)
	}
	return c, err
}

// often is how often the clerk searches: a little less than one person may.
const often = 260 * time.Millisecond

// Work searches for one word after the other until ctx is done.
func (c *Clerk) Work(ctx context.Context, words ...string) {
	for i := 0; rest(ctx, often) == nil; i++ {
		a, err := c.browser.get(ctx, "/guichet/recherche?"+url.Values{"q": {words[i%len(words)]}}.Encode())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil || a.status != http.StatusOK:
			c.Failed++
		default:
			c.Took.add(a.took)
		}
	}
}
