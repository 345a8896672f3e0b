package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sem/internal/app"
	"sem/internal/config"
)

// demonstrate builds or opens a demonstration, and stops it once it is told to people.
func demonstrate(t *testing.T, data, size string) (string, error) {
	t.Helper()
	if err := app.FurnishDemo(data); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &announced{stop: cancel}
	err := app.RunDemo(ctx, settings(t, config.Given{"data": data, "addr": "127.0.0.1:0", "admin_addr": "off"}), app.DemoOptions{
		Size: size, Log: slog.New(slog.DiscardHandler), Progress: func(what string, _, _ int) { out.WriteString("built: " + what + "\n") }, Out: out,
	})
	return out.String(), err
}

// announced keeps what is said, and stops the demonstration once it says where it is.
type announced struct {
	bytes.Buffer
	stop func()
}

func (o *announced) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("http://")) {
		o.stop()
	}
	return o.Buffer.Write(b)
}

func TestADemonstrationIsBuiltOnceAndNothingElseIsThrownAway(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a town")
	}
	data := t.TempDir()
	first, err := demonstrate(t, data, "small")
	if err != nil || !strings.Contains(first, "built: ") || !strings.Contains(first, "100001") {
		t.Fatalf("the first start: %v, it said %q", err, first)
	}
	if again, err := demonstrate(t, data, "small"); err != nil || strings.Contains(again, "built: ") {
		t.Errorf("the second start built the town again: %v, it said %q", err, again)
	}
	label := filepath.Join(data, "demo.json")
	half, err := os.ReadFile(label)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(label, bytes.Replace(half, []byte(`"built":true`), []byte(`"built":false`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if anew, err := demonstrate(t, data, "small"); err != nil || !strings.Contains(anew, "built: ") || !strings.Contains(anew, "thrown away") {
		t.Errorf("a town left half built: %v, it said %q", err, anew)
	}

	if err := app.Run(t.Context(), settings(t, config.Given{"data": data}), app.Options{Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("sem serve took a folder whose passwords everybody knows")
	}
	if err := os.Remove(label); err != nil {
		t.Fatal(err)
	}
	if err := app.Run(t.Context(), settings(t, config.Given{"data": data, "addr": "127.0.0.1:0", "admin_addr": "off"}), app.Options{Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "everybody knows") {
		t.Errorf("sem serve took the registers of a demonstration under another label: %v", err)
	}
	registers := t.TempDir()
	if err := app.Migrate(t.Context(), settings(t, config.Given{"data": registers})); err != nil {
		t.Fatal(err)
	}
	if said, err := demonstrate(t, registers, "small"); err == nil {
		t.Errorf("a demonstration was built over a city's registers; it said %q", said)
	}
}
