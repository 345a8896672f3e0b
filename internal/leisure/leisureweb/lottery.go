package leisureweb

import (
	"context"
	"time"

	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/lottery"
	"sem/internal/registration"
	"sem/internal/ui"
)

// Lotteries know the published lottery of an activity.
type Lotteries interface {
	Of(leisure.ActivityID) (lottery.Lottery, bool)
}

// byLot is how the places of a group are given while a draw gives them.
type byLot struct {
	Says   string
	Path   string // Path is the page of the lottery; empty while none is announced.
	Action string
	Choose bool // Choose tells that choices are taken now.
}

// byLot tells whether a draw gives the places of an activity now, and what to do meanwhile.
func (p *Pages) byLot(ctx context.Context, a *leisure.Activity, now time.Time) (v byLot, ok bool) {
	var l lottery.Lottery
	if p.Lotteries != nil {
		l, ok = p.Lotteries.Of(a.ID)
	}
	if !ok {
		return byLot{Says: i18n.T(ctx, "Les places seront tirées au sort. Les dates seront annoncées ici.")}, a.Lottery
	}
	v.Path, v.Action = l.Path(), i18n.T(ctx, "Voir le tirage")
	switch l.State(now) {
	case lottery.Coming, lottery.Open:
		v.Says = i18n.T(ctx, "Par tirage : inscrivez vos choix du %[1]s au %[2]s.", i18n.DateTime(ctx, l.Opens), i18n.DateTime(ctx, l.Closes))
		if v.Choose = l.State(now) == lottery.Open; v.Choose {
			v.Action = i18n.T(ctx, "Nos choix au tirage")
		}
	case lottery.Closed:
		v.Says = i18n.T(ctx, "Par tirage : les choix sont fermés. Tirage au plus tard le %s.", i18n.DateTime(ctx, l.Draws))
	case lottery.Drawn:
		v.Says = i18n.T(ctx, "Par tirage : les places sont données. Celles qui restent seront à tous le %s.", i18n.DateTime(ctx, l.Releases))
	default:
		return v, false
	}
	return v, true
}

func lotTag(ctx context.Context) ui.TagOf {
	return ui.TagOf{Label: i18n.T(ctx, "Par tirage"), Icon: "i-star", Tone: ui.Plum}
}

// forLottery says how the places are given, where each of the family stands, and where to choose.
func (b *builder) forLottery(ctx context.Context, v byLot) {
	for _, m := range b.s.family.asked() {
		if place, ok := m.places[b.h.Group.ID]; ok {
			b.placed(ctx, m, place)
		}
	}
	b.c.Tags = append(b.c.Tags, lotTag(ctx))
	b.tell([]span{{text: v.Says}}, nil)
	d := deed{Label: i18n.T(ctx, "Voir le groupe"), Kind: "sec", Href: b.c.Href, Spoken: i18n.T(ctx, " : %s", b.c.Title)}
	if v.Path != "" {
		d.Label, d.Href = v.Action, v.Path
	}
	if v.Choose {
		d.Kind, d.Icon = "", "i-pencil-simple"
	}
	b.c.Deeds = append(b.c.Deeds, d)
}

// lotteryOf fills the page of a group whose places a draw gives: those of the family who have a
// place are shown where they stand; nobody is offered another way in.
func (p *Pages) lotteryOf(ctx context.Context, s *search, program *leisure.Program, h leisure.Hit, v *groupView, lot byLot) error {
	v.Tags, v.Says, v.Bar, v.Lot = []ui.TagOf{lotTag(ctx)}, [][]span{{{text: lot.Says}}}, nil, &lot
	for _, m := range s.family.members {
		if place, ok := m.places[h.Group.ID]; !ok || place.State == registration.Wished {
			continue
		}
		one, _, err := p.person(ctx, s, program, h, m)
		if err != nil {
			return err
		}
		v.People = append(v.People, one)
	}
	return nil
}
