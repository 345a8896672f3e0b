package app

import (
	"context"
	"fmt"
	"os"
	"strings"

	"sem/internal/config"
	"sem/internal/i18n"
	"sem/internal/siteweb"
	"sem/internal/ui"
)

// theme is how this city looks and what it says of itself, from its settings.
func (a *App) theme() (ui.City, siteweb.Pages, error) {
	c := a.Config.City
	logo, err := drawing(a.Config, c.Logo)
	if err != nil {
		return ui.City{}, siteweb.Pages{}, fmt.Errorf("setting city.logo: %w", err)
	}
	panorama, err := drawing(a.Config, c.Panorama)
	if err != nil {
		return ui.City{}, siteweb.Pages{}, fmt.Errorf("setting city.panorama: %w", err)
	}
	french := i18n.With(context.Background(), i18n.French) // Pages translate what the catalogue knows.
	city := ui.City{
		Name: c.Name, Product: c.Product, Logo: inside(logo), Phone: c.Phone,
		Hours:     firstOf(c.Hours, i18n.T(french, "Du lundi au vendredi, de 8 h à 17 h")),
		Counter:   firstOf(c.Counter, i18n.T(french, "Au comptoir de la mairie")),
		CounterOn: firstOf(c.CounterHours, i18n.T(french, "Sans rendez-vous, mêmes heures")),
		Notice:    c.Notice,
		English:   ui.CityWords{Hours: c.HoursEn, Counter: c.CounterEn, CounterOn: c.CounterHoursEn, Notice: c.NoticeEn},
	}
	if a.Demo {
		city.Notice = firstOf(c.Notice, i18n.T(french, "Démonstration · personnes et données inventées"))
	}
	site := siteweb.Pages{
		Panorama: panorama,
		Address:  c.Address,
		Email:    c.Email,
		Privacy:  siteweb.Officer{Name: c.PrivacyName, Email: c.PrivacyEmail, Phone: firstOf(c.PrivacyPhone, c.Phone)},
		Demo:     a.Demo,
		Today:    a.today,
	}
	return city, site, nil
}

// drawing reads an SVG file of the settings.
func drawing(c config.Config, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	b, err := os.ReadFile(c.Path(name))
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(b))
	if !strings.HasPrefix(text, "<svg") || !strings.HasSuffix(text, "</svg>") {
		return "", fmt.Errorf("%s must be one svg element", name)
	}
	return text, nil
}

// inside is a drawing without its svg element, which the page draws itself.
func inside(svg string) string {
	_, rest, _ := strings.Cut(svg, ">")
	return strings.TrimSuffix(rest, "</svg>")
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
