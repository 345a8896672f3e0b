package paymentsweb

import (
	"io"
	"net/http"

	"sem/internal/fault"
	"sem/internal/ui"
)

// hook takes a message of the card house. Its signature is of the bytes as they came, so the
// body is read whole before anybody understands it.
func (p Pages) hook(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if err := p.Payments.Webhook(r.Context(), body, r.Header.Get("Stripe-Signature")); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = w.Write([]byte("ok\n"))
	return err
}

// hookFailed answers a machine: what it sent proves nothing, or it must send it again.
func hookFailed(w http.ResponseWriter, r *http.Request, err error) {
	status := ui.Status(err)
	switch fault.KindOf(err) {
	case fault.Forbidden: // A stranger's words are no attempt of somebody we know, and not journaled as one.
		status = http.StatusBadRequest
	case fault.Internal:
		ui.LogFailure(r, err)
	}
	http.Error(w, http.StatusText(status), status)
}
