package ui

import "sem/internal/geo/plan"

// stylePlan is a plan of a few invented streets, with all that a plan may show.
func stylePlan() MapView {
	return MapView{
		Title: "Plan de votre quartier", Caption: "Distances à vol d’oiseau.",
		Enlarge: Link{"#", "Agrandir le plan"},
		Circle:  212, Home: &Pin{X: 400, Y: 354},
		Pins: []Pin{
			{X: 467, Y: 362, Number: 1, Kind: "ser"}, {X: 326, Y: 302, Number: 2, Kind: "eco"}, {X: 369, Y: 226, Number: 3, Kind: "bus"},
			{X: 574, Y: 352, Number: 4, Kind: "par"}, {X: 299, Y: 482, Number: 15, Kind: "spo"}, {X: 565, Y: 241, Number: 106, Kind: "san"},
		},
		Areas: []MapArea{{Path: "M20 20H150V130H20Z", Kind: "ban"}},
		Drawing: plan.Drawing{
			Width: 800, Height: 720, ScaleMetres: 150, ScaleWidth: 106, Credit: "© OpenStreetMap",
			Layers: []plan.Layer{
				{Kind: plan.Park, Paths: []string{"M532 336L647 307L670 398L555 427Z"}},
				{Kind: plan.Tree, Paths: []string{"M560 352h0M627 371h0M589 334h0M583 350h0"}},
				{Kind: plan.Wood, Paths: []string{"M593 382h0M562 405h0M629 329h0"}},
				{Kind: plan.Water, Paths: []string{"M-10 548C80 518 150 548 230 578S390 638 470 618 640 548 810 578V738H-10Z"}},
				{Kind: plan.Stream, Paths: []string{"M700 0C690 90 740 120 730 200S700 400 720 580"}},
				{Kind: plan.Building, Paths: []string{"M240 172L266 166L270 182L244 188ZM436 419L462 412L466 427L439 434Z"}},
				{Kind: plan.Path, Paths: []string{"M20 530C100 508 180 538 250 564S400 618 480 600 650 533 800 558"}},
				{Kind: plan.Rail, Paths: []string{"M0 60L800-40"}},
				{Kind: plan.Street, Paths: []string{"M-105 476L905 224M163-65L315 546M289-96L444 525"}},
				{Kind: plan.Major, Paths: []string{"M-134 359L876 108"}},
				{Kind: plan.Sector, Paths: []string{"M500-20L640 740"}},
			},
			Labels: []plan.Label{
				{X: 557, Y: 188, Angle: -14, Text: "Boulevard du Moulin-Vert", Kind: plan.Major},
				{X: 300, Y: 376, Angle: -14, Text: "Rue du Moulin", Kind: plan.Street},
				{X: 603, Y: 370, Text: "Parc du Verger", Kind: plan.Park, Minor: true},
				{X: 610, Y: 664, Text: "Rivière du Chêne", Kind: plan.Water},
				{X: 690, Y: 480, Text: "Secteur 3", Kind: plan.Sector, Minor: true},
			},
		},
	}
}

// stylePlanless is the plan of a city that has given no streets.
func stylePlanless() MapView {
	return MapView{
		Title: "Plan de votre quartier, simplifié", Caption: "La position est approximative.",
		Home: &Pin{X: 300, Y: 200, Kind: "approx"}, Circle: 150,
		Pins:    []Pin{{X: 350, Y: 150, Number: 1, Kind: "eco"}, {X: 120, Y: 220, Kind: "par", Label: "Parc du Verger"}},
		Drawing: plan.Drawing{Width: 600, Height: 400, ScaleMetres: 100, ScaleWidth: 70, Simplified: true},
	}
}
