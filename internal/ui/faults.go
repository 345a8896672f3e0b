package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/session"
)

// Handle makes a Handler an http.Handler: a returned fault becomes the page that its kind
// deserves. What is not a fault is ours: logged whole, shown as an apology with a number.
func Handle(h Handler) http.Handler {
	return handle(h, Apologise)
}

func handle(h Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || errors.As(err, &gone{}) {
			return
		}
		fail(w, r, err)
	})
}

// Status is the HTTP status of an error.
func Status(err error) int {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	switch fault.KindOf(err) {
	case "":
		return http.StatusOK
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.SignIn:
		return http.StatusUnauthorized
	}
	return http.StatusInternalServerError
}

// LogFailure writes whole, once, an error that is ours; a refusal is not worth a line.
func LogFailure(r *http.Request, err error) {
	if Status(err) != http.StatusInternalServerError || errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	q := requestOf(r.Context())
	q.logger().ErrorContext(r.Context(), "request failed", "request", q.number, "route", q.pattern, "err", err)
}

// Apologise shows the page of an error.
func Apologise(w http.ResponseWriter, r *http.Request, err error) {
	status := Status(err)
	f, _ := errors.AsType[*fault.Fault](err)
	if f != nil && f.Kind == fault.SignIn {
		SeeOther(w, r, signInPath(r))
		return
	}
	if f != nil && f.Path != "" {
		SeeOther(w, r, LocalPath(f.Path, "/"))
		return
	}
	LogFailure(r, err)
	if f != nil && f.RetryAfterSeconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfterSeconds))
	} else if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	apologise(w, r, status, f)
}

// apologise shows an apology page; should even that fail, a bare sentence.
func apologise(w http.ResponseWriter, r *http.Request, status int, f *fault.Fault) {
	w.Header().Set("Cache-Control", "no-store")
	page := troublePage(troubleOf(r, status, f))
	if err := Show(w, r, status, page); err != nil && !errors.As(err, &gone{}) {
		q := requestOf(r.Context())
		q.logger().ErrorContext(r.Context(), "apology failed", "request", q.number, "route", q.pattern, "err", err)
		http.Error(w, "Cette page ne répond pas.", status)
	}
}

// signInPath is the sign-in page, which leads back to the page first asked for.
func signInPath(r *http.Request) string {
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		back = cameFrom(r)
	}
	return "/connexion?suite=" + url.QueryEscape(LocalPath(back, "/dossier"))
}

// cameFrom is the page of ours that a form was on.
func cameFrom(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return ""
	}
	return u.RequestURI()
}

// trouble is what an apology page says.
type trouble struct {
	Title   string
	Lead    string
	Fields  []string // Fields are the sentences of an invalid form that has no page of its own.
	Phone   string   // Phone is the sentence that leads to a person.
	Number  string
	Staff   bool // Staff is true for a member of the staff in the places of the staff.
	Retry   bool
	HomeRef string
}

func troubleOf(r *http.Request, status int, f *fault.Fault) trouble {
	ctx := r.Context()
	city := CityFrom(ctx)
	t := trouble{Staff: session.From(ctx).Staff() && staffPath(r.URL.Path), HomeRef: "/"}
	if city.Phone != "" {
		t.Phone = i18n.T(ctx, "Vous pouvez aussi nous appeler au %s.", city.Phone)
	}
	if f != nil {
		if f.Message != "" {
			t.Lead = i18n.Message(ctx, f)
		}
		for _, field := range f.Fields {
			t.Fields = append(t.Fields, i18n.Translate(ctx, field.Message))
		}
	}
	words(ctx, &t, status)
	if status == http.StatusInternalServerError {
		t.Number = RequestID(ctx)
		t.Retry = r.Method == http.MethodGet
		if city.Phone != "" {
			t.Phone = i18n.T(ctx, "Réessayez dans un moment, ou appelez au %s et donnez le numéro %s.", city.Phone, t.Number)
		}
	}
	return t
}

// words gives an apology its title, and a sentence when the fault brought none.
func words(ctx context.Context, t *trouble, status int) {
	lead := ""
	switch status {
	case http.StatusUnprocessableEntity:
		t.Title = i18n.T(ctx, "Certaines réponses sont à corriger")
		lead = i18n.T(ctx, "Revenez à la page précédente. Ce que vous avez écrit y est encore.")
	case http.StatusNotFound:
		t.Title = i18n.T(ctx, "Nous ne trouvons pas cette page")
		lead = i18n.T(ctx, "Cette page n’existe pas ou plus.")
	case http.StatusForbidden:
		t.Title = i18n.T(ctx, "Cette page ne vous est pas ouverte")
		lead = i18n.T(ctx, "Votre compte ne permet pas de faire cela.")
	case http.StatusMethodNotAllowed:
		t.Title = i18n.T(ctx, "Cette adresse ne s’ouvre pas ainsi")
		lead = i18n.T(ctx, "Retournez à la page d’accueil et suivez les liens.")
	case http.StatusConflict:
		t.Title = i18n.T(ctx, "La situation a changé")
		lead = i18n.T(ctx, "Quelqu’un a fait un changement avant vous. Revenez à la page précédente pour voir où elle en est.")
	case http.StatusRequestEntityTooLarge:
		t.Title = i18n.T(ctx, "Cet envoi est trop gros")
		lead = i18n.T(ctx, "Revenez en arrière, ce que vous avez écrit y est encore. Une photo peut faire jusqu’à 10 Mo : choisissez-en une autre, ou continuez sans.")
	case http.StatusTooManyRequests:
		t.Title = i18n.T(ctx, "Attendez un peu")
		lead = i18n.T(ctx, "Il y a eu trop d’essais de suite. Réessayez dans quelques minutes.")
	case http.StatusServiceUnavailable:
		t.Title = i18n.T(ctx, "Ce service ne répond pas")
		lead = i18n.T(ctx, "Réessayez dans quelques minutes. Rien n’est perdu.")
	case http.StatusMisdirectedRequest:
		t.Title = i18n.T(ctx, "Cette adresse n’est pas la nôtre")
		lead = i18n.T(ctx, "Vérifiez l’adresse du site.")
	default:
		t.Title = i18n.T(ctx, "Nous n’avons pas pu répondre")
		lead = i18n.T(ctx, "C’est notre faute. Nous avons noté ce qui s’est passé.")
	}
	if t.Lead == "" {
		t.Lead = lead
	}
}

func staffPath(path string) bool {
	return path == "/guichet" || path == "/gestion" || strings.HasPrefix(path, "/guichet/") || strings.HasPrefix(path, "/gestion/")
}

// Problem is what is wrong with one answer of a form, in the reader's language.
type Problem struct {
	Field   string // Field is the name of the field.
	Message string
}

// Problems is what is wrong with a form, in its order.
type Problems []Problem

// ProblemsOf is what an Invalid fault says of the fields of a form; nil for any other error.
func ProblemsOf(ctx context.Context, err error) Problems {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid {
		return nil
	}
	if len(f.Fields) == 0 {
		return Problems{{Message: i18n.Message(ctx, f)}}
	}
	all := make(Problems, len(f.Fields))
	for i, field := range f.Fields {
		all[i] = Problem{Field: field.Name, Message: i18n.Translate(ctx, field.Message)}
	}
	return all
}

// Wrong is what is wrong with one field, empty when nothing is.
func (p Problems) Wrong(field string) string {
	for _, problem := range p {
		if problem.Field == field {
			return problem.Message
		}
	}
	return ""
}

// heading is what stands above the problems: answers to mend, or what could not be done when no
// answer of a form is at fault.
func (p Problems) heading(ctx context.Context) string {
	for _, problem := range p {
		if problem.Field != "" {
			return i18n.TN(ctx, "Une réponse est à corriger", "%d réponses sont à corriger", len(p))
		}
	}
	return i18n.TN(ctx, "Il y a un problème", "Il y a %d problèmes", len(p))
}

// panicked is the error of a handler that panicked.
type panicked struct {
	value any
	stack []byte
}

func (p panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }
