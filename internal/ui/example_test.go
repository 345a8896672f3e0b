package ui_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"sem/internal/fault"
	"sem/internal/session"
	"sem/internal/ui"
)

// A room lists its addresses; what its handlers return decides the answer.
func ExampleMux() {
	routes := []ui.Route{{
		Pattern: "POST /demandes/{no}/fermer",
		Right:   session.Anyone,
		Says:    "Closes a request.",
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			if r.PathValue("no") == "2026-000001-A" {
				return fault.New(fault.Conflict, "Cette demande est déjà fermée.")
			}
			return ui.SeeOther(w, r, "/demandes/"+r.PathValue("no"))
		},
	}}
	mux := ui.Mux(routes, ui.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	for _, path := range []string{"/demandes/2026-000002-B/fermer", "/demandes/2026-000001-A/fermer", "/ailleurs"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, nil))
		fmt.Printf("%d %q\n", w.Code, w.Header().Get("Location"))
	}
	// Output:
	// 303 "/demandes/2026-000002-B"
	// 409 ""
	// 404 ""
}

// A page that shows its form again asks what was wrong with each question.
func ExampleProblemsOf() {
	var problems fault.Problems
	problems.Add("lieu", "Entrez l’adresse du problème.")
	err := fmt.Errorf("report: %w", problems.Err())

	wrong := ui.ProblemsOf(context.Background(), err)
	fmt.Println(wrong.Wrong("lieu"))
	fmt.Println(wrong.Wrong("titre") == "", ui.ProblemsOf(context.Background(), errors.New("disk")) == nil)
	// Output:
	// Entrez l’adresse du problème.
	// true true
}
