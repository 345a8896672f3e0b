package ui

import (
	"context"
	"strings"

	"sem/internal/i18n"
	"sem/internal/session"
)

// City is the theme of a city: what a page says about who speaks. It comes from the
// configuration, in French; English holds the same words for who reads in English.
type City struct {
	Name      string // Name is "Saint-Eustache".
	Product   string // Product is the name of the service, "SEM en ligne" by default.
	Logo      string // Logo is the inside of an svg of 48 by 48, trusted; empty is the plain mark.
	Phone     string // Phone is how the number is written, "450 555-0142".
	Hours     string // Hours is "Du lundi au vendredi, de 8 h à 17 h".
	Counter   string // Counter is where to come, "Au comptoir de la mairie".
	CounterOn string // CounterOn is when, "Sans rendez-vous, mêmes heures".
	Notice    string // Notice stands at the top of every page, "Démonstration : données fictives".
	English   CityWords
}

// CityWords are the words of a city in another language than French. Where one is empty,
// the catalogue translates the French word if it knows it, and else the French stays.
type CityWords struct{ Hours, Counter, CounterOn, Notice string }

const plainLogo = `<rect class="lb" width="48" height="48" rx="12"/><path class="lt" d="M13 30V18l3-8 3 8v4h10v-4l3-8 3 8v12h-9v-4a2 2 0 0 0-4 0v4z"/><path class="lw" d="M8 34q4-3.4 8 0t8 0 8 0 8 0v3.4q-4 3.4-8 0t-8 0-8 0-8 0z"/>`

type cityKey struct{}

// WithCity gives ctx the city that speaks.
func WithCity(ctx context.Context, c City) context.Context {
	return context.WithValue(ctx, cityKey{}, c)
}

// CityFrom is the city of ctx, in the language of ctx.
func CityFrom(ctx context.Context) City {
	c, _ := ctx.Value(cityKey{}).(City)
	if c.Product == "" {
		c.Product = "SEM en ligne"
	}
	if c.Logo == "" {
		c.Logo = plainLogo
	}
	if i18n.Lang(ctx) == i18n.English {
		c = c.inEnglish(ctx)
	}
	return c
}

// inEnglish is c for who reads in English.
func (c City) inEnglish(ctx context.Context) City {
	say := func(french *string, english string) {
		if *french = i18n.Translate(ctx, *french); english != "" {
			*french = english
		}
	}
	say(&c.Hours, c.English.Hours)
	say(&c.Counter, c.English.Counter)
	say(&c.CounterOn, c.English.CounterOn)
	say(&c.Notice, c.English.Notice)
	c.English = CityWords{}
	return c
}

// tel is the phone number as a link.
func (c City) tel() string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, c.Phone)
	if len(digits) == 10 {
		digits = "1" + digits
	}
	return "tel:+" + digits
}

// Shell is what the frame of a page shows about the signed-in person.
type Shell struct {
	Unread      int    // Unread is how many notices wait.
	NoticesPath string // NoticesPath is where they are read, "/dossier" by default.
	Queue       int    // Queue is how many requests wait for a member of the staff.
	Call        *Call  // Call is the phone call in progress at the desk.
}

// Call is a phone call that a member of the staff is taking.
type Call struct {
	Number string // Number is the caller's, as it is written.
	Person string // Person is the likely caller, empty when nobody is known by that number.
	Detail string // Detail is what helps recognise the person: address, last contact.
	Open   string // Open is the address of the person's file, or of the search.
	Log    string // Log is the address where a request is noted for this call.
	Here   bool   // Here is true on the page of the person who calls.
	End    string // End is the address that ends the call, empty where nobody may.
	Back   string // Back is the page to come back to once it is ended.
}

type shellKey struct{}

// WithShell gives ctx what the frame shows.
func WithShell(ctx context.Context, s Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, s)
}

// ShellFrom is what the frame shows.
func ShellFrom(ctx context.Context) Shell {
	s, _ := ctx.Value(shellKey{}).(Shell)
	if s.NoticesPath == "" {
		s.NoticesPath = "/dossier"
	}
	return s
}

// reaches tells whether the address exists and the viewer may go there, so that a menu
// never offers a closed door. Outside of a mux every address exists.
func reaches(ctx context.Context, path string) bool {
	paths := requestOf(ctx).paths
	if paths == nil {
		return true
	}
	right, ok := paths[path]
	return ok && session.From(ctx).May(right)
}

// exists tells whether the address exists at all, whoever asks.
func exists(ctx context.Context, path string) bool {
	paths := requestOf(ctx).paths
	_, ok := paths[path]
	return ok || paths == nil
}
