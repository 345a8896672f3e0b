package collectionsweb

import (
	"errors"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/ui"
)

func asFault(err error) *fault.Fault {
	f, _ := errors.AsType[*fault.Fault](err)
	return f
}

// again shows a form once more with what is wrong; what is not about the answers is not
// the form's matter.
func again(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) templ.Component) error {
	f := asFault(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return err
	}
	problems := ui.ProblemsOf(r.Context(), err)
	if len(problems) == 0 {
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	}
	return ui.Show(w, r, ui.Status(err), page(problems))
}
