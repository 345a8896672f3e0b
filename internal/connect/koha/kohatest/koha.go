package kohatest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Patron is somebody with a card.
type Patron struct {
	ID                   int
	Card, Userid, PIN    string
	First, Last, Expires string
	Restricted           bool
	Notes                string
	Balance              string // Balance is written as it stands: 12.4.
	Locked               bool
}

// Loan is a copy that is out.
type Loan struct {
	ID, Patron, Item, Record int
	Barcode, Title, Author   string
	Type                     string
	Due                      time.Time
	Renewals, Most           int
	Refuses                  string // Refuses is why it may not be renewed: on_reserve.
	NoRule                   bool   // NoRule: Koha fails when asked whether it may be renewed.
}

// Hold is a record that is wanted.
type Hold struct {
	ID, Patron, Record int
	Title, Status      string
	Expires            string
	Priority           int
	Waits              bool // Waits: to cancel it is a request to the staff (202).
}

// Line is something owed.
type Line struct {
	ID, Patron, Checkout, Item       int
	Type, Text, Date, Amount, Unpaid string
}

// Release is what a release of Koha does not do yet, or does otherwise.
type Release struct {
	OnlyUserid   bool // OnlyUserid: a password check knows userid alone.
	Silent       bool // Silent: a good password check answers 204 with nothing.
	NoNested     bool // NoNested: no /patrons/{id}/checkouts.
	NoEmbed      bool // NoEmbed: no titles with the loans.
	OldNames     bool // OldNames: holds are borrowernumber, reserve_id, branchcode.
	OnlyRenewals bool // OnlyRenewals: no /renewal.
	NoItems      bool // NoItems: copies are not listed.
	MostPerPage  int  // MostPerPage bounds a page, whatever was asked.
	NoTotal      bool // NoTotal: no X-Total-Count.
	NoLink       bool
}

// Ailment is what a server does when it is not well.
type Ailment string

// What servers do.
const (
	Well        Ailment = ""
	Maintenance Ailment = "maintenance"
	Broken      Ailment = "broken" // Broken answers 500.
	Garbage     Ailment = "garbage"
	HTML        Ailment = "html" // HTML answers 200 with a page for people.
	Endless     Ailment = "endless"
	Moved       Ailment = "moved"
	Hangs       Ailment = "hangs"
	Resets      Ailment = "resets"
	Swaps       Ailment = "swaps" // Swaps answers about another patron.
	Mixes       Ailment = "mixes" // Mixes puts a loan of another patron among the loans.
	After       Ailment = "after" // After does what an order says, and closes without a word.
	Slow        Ailment = "slow"  // Slow sends an answer byte by byte.
)

// Asked is one request that came. Of ILS-DI, Path is the service, Query the form that was posted
// and Body what stood in the address.
type Asked struct {
	Method, Path string
	Query        url.Values
	Body         string
	Embed        string
	Token        string
}

// Koha is the server. Its fields are set before it is asked, or under Do.
type Koha struct {
	URL     string
	Release Release
	Basic   bool          // Basic: RESTBasicAuth instead of client credentials.
	Life    time.Duration // Life is how long tokens are said to live: an hour.
	Lacks   string        // Lacks is a path whose permission the account has not.
	NotIn   bool          // NotIn: ILS-DI does not let the caller in.
	Ails    Ailment
	Only    string // Only ails where the path, or the service of ILS-DI, contains it.

	Patrons []Patron
	Loans   []Loan
	Holds   []Hold
	Lines   []Line
	Titles  map[int][2]string // Titles are titles and authors of records that are not on loan.

	mu     sync.Mutex
	asked  []Asked
	tokens map[string]bool
	given  int
	free   chan struct{}
	server *httptest.Server
}

// The account of service.
const (
	Account = "sem"
	Secret  = "5ecret"
)

// Open opens a Koha on this machine, until the test ends.
func Open(t testing.TB) *Koha {
	t.Helper()
	k := &Koha{Life: time.Hour, tokens: map[string]bool{}, free: make(chan struct{})}
	k.server = httptest.NewServer(k)
	k.URL = k.server.URL
	t.Cleanup(func() {
		close(k.free)
		k.server.CloseClientConnections()
		k.server.Close()
	})
	return k
}

// Close stops the server: nobody answers any more.
func (k *Koha) Close() { k.server.CloseClientConnections(); k.server.Close() }

// Do changes something while questions come.
func (k *Koha) Do(change func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
}

// Asked are the requests that came since the last time, tokens left out.
func (k *Koha) Asked() []Asked {
	k.mu.Lock()
	defer k.mu.Unlock()
	asked := k.asked
	k.asked = nil
	return asked
}

// Tokens is how many tokens were given.
func (k *Koha) Tokens() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.given
}

// Forget forgets all tokens, as Koha does when it starts anew.
func (k *Koha) Forget() { k.Do(func() { clear(k.tokens) }) }

// ServeHTTP answers.
func (k *Koha) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = r.ParseForm()
	service := r.PostForm.Get("service")
	if k.Ails != Well && strings.Contains(r.URL.Path+" "+service, k.Only) && k.ail(w, r) {
		return
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/ilsdi.pl"):
		k.ilsdi(w, r)
	case r.URL.Path == "/api/v1/oauth/token":
		k.token(w, r)
	case strings.HasPrefix(r.URL.Path, "/api/v1/"):
		k.rest(w, r)
	default:
		http.NotFound(w, r)
	}
}

// ail answers as an ailing server, and tells whether that was all.
func (k *Koha) ail(w http.ResponseWriter, r *http.Request) bool {
	switch k.Ails {
	case Maintenance:
		reply(w, http.StatusServiceUnavailable, `{"error":"System is under maintenance."}`)
	case Broken:
		reply(w, http.StatusInternalServerError, `{"error":"Something went wrong, check Koha logs for details.","error_code":"internal_server_error"}`)
	case Garbage:
		reply(w, http.StatusOK, "\x00\xff{[<<not an answer")
	case HTML:
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><body><h1>Catalogue</h1></body></html>")
	case Endless:
		reply(w, http.StatusOK, strings.Repeat(" ", 5<<20))
	case Moved:
		http.Redirect(w, r, "https://ailleurs.exemple/", http.StatusFound)
	case Hangs:
		k.mu.Unlock()
		select {
		case <-r.Context().Done():
		case <-k.free:
		}
		k.mu.Lock()
	case Resets:
		hangUp(w)
	case Slow:
		return k.slowly(w, r)
	default:
		return false
	}
	return true
}

// slowly answers byte by byte, a millisecond apart.
func (k *Koha) slowly(w http.ResponseWriter, r *http.Request) bool {
	k.Ails = Well
	whole := httptest.NewRecorder()
	k.mu.Unlock()
	k.ServeHTTP(whole, r)
	k.mu.Lock()
	k.Ails = Slow
	for name, values := range whole.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(whole.Code)
	for _, b := range whole.Body.Bytes() {
		if _, err := w.Write([]byte{b}); err != nil {
			break
		}
		_ = http.NewResponseController(w).Flush()
	}
	return true
}

// hangUp closes the connection without a word.
func hangUp(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		connection.Close()
	}
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

// patron is the patron with a number; another one where answers are swapped.
func (k *Koha) patron(id int) (Patron, bool) {
	for _, p := range k.Patrons {
		if (p.ID == id) != (k.Ails == Swaps) {
			return p, true
		}
	}
	return Patron{}, false
}
