package app

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sem/internal/forms"
	"sem/internal/session"
	"sem/internal/ui"
)

// Routes are all addresses of the public listener, the probes and the assets included.
func (a *App) Routes() []ui.Route {
	probes := []ui.Route{
		{Pattern: "GET /healthz", Right: session.Anyone, Says: "200 and one word while the process stands."},
		{Pattern: "GET /readyz", Right: session.Anyone, Says: "200 when ready to serve, else 503; one word."},
	}
	return slices.Concat(probes, ui.AssetRoutes(), a.routes)
}

// HTTPDoc is docs/http.md: every address, what it takes, who may use it.
func (a *App) HTTPDoc() []byte {
	routes := a.Routes()
	slices.SortStableFunc(routes, func(x, y ui.Route) int {
		return cmp.Or(cmp.Compare(section(x), section(y)), cmp.Compare(path(x), path(y)), cmp.Compare(x.Pattern, y.Pattern))
	})
	var b bytes.Buffer
	b.WriteString(httpDocHead)
	last := ""
	for _, r := range routes {
		if s := section(r); s != last {
			fmt.Fprintf(&b, "\n## %s\n", s)
			last = s
		}
		describe(&b, r)
	}
	return b.Bytes()
}

const httpDocHead = `<!-- Written by the program from its route table: make golden. -->
# Addresses

Every address of the public listener, with the right it demands and the fields it reads.
Rights and the roles that hold them come from one table (internal/session/viewer.go); a
route without a right is refused at the start.

- Paths are French whatever the language of the page. Answers are pages, unless the sentence says otherwise.
- A deed answers 303 to the page that shows it; a form that cannot be used answers 422 with the page, what was typed and each problem; a refusal answers 401 by way of the sign-in page (303), 403, 404, 409, 413, 429 or 503, the last two with Retry-After.
- Unsafe methods from another site are refused by http.CrossOriginProtection; a client without an Origin header may use the forms.
- A form sent again with the same field cle has one effect, and the second answer equals the first.
- The administration address (SEM_ADMIN_ADDR) is another listener: /metrics, /readyz in detail, /debug/pprof/.
`

// section is the part of the town hall an address belongs to: its first word.
func section(r ui.Route) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path(r), "/"), "/")
	if first, _, _ = strings.Cut(first, "."); first == "" || first == "{$}" {
		return "/"
	}
	return "/" + first
}

func path(r ui.Route) string {
	_, p, _ := strings.Cut(r.Pattern, " ")
	return p
}

func describe(b *bytes.Buffer, r ui.Route) {
	fmt.Fprintf(b, "\n### `%s`\n%s\n\nRight: %s\n", strings.TrimSuffix(r.Pattern, "{$}"), r.Says, who(r.Right))
	if r.Upload {
		fmt.Fprintf(b, "\nBody: multipart/form-data, %d MB at most.\n", ui.UploadLimit>>20)
	}
	fields := forms.Fields(r.Form)
	if len(fields) == 0 {
		return
	}
	b.WriteString("\n| field | holds |\n|---|---|\n")
	for _, f := range fields {
		fmt.Fprintf(b, "| `%s` | %s |\n", f.Name, holds(f))
	}
}

// who says which people hold a right.
func who(right session.Right) string {
	switch right {
	case session.Anyone:
		return "`anyone`, signed in or not"
	case session.Citizen:
		return "`citizen`: whoever is signed in, for what is theirs"
	}
	if right == session.OwnFile {
		return "`file`: whoever is signed in and not of the staff, for what is theirs"
	}
	var roles []string
	for _, role := range right.Roles() {
		roles = append(roles, string(role))
	}
	return fmt.Sprintf("`%s`: %s", right, strings.Join(roles, ", "))
}

func holds(f forms.FieldDoc) string {
	text := f.Kind
	switch {
	case f.Max > 0 && f.Kind == "number":
		text += fmt.Sprintf(", %d at most", f.Max)
	case f.Max > 0:
		text += fmt.Sprintf(", %d characters at most", f.Max)
	}
	if f.Repeated {
		text += ", may be sent several times"
	}
	return text
}
