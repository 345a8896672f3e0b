package tax

import (
	"slices"

	"sem/internal/money"
)

// Change is how a line of a bill differs from the one of the year before, and why.
type Change struct {
	Category string
	Line     Line // Line is this year's, or last year's when it is gone.
	Before   money.Cents
	After    money.Cents
	Causes
	Added bool // Added says that it was not on the bill of the year before.
	Gone  bool
}

// Causes are the parts of a difference.
type Causes struct {
	Value   money.Cents // Value: the value of the property moved.
	Rate    money.Cents // Rate: the rate for each 100 $ of value moved.
	Service money.Cents // Service: the price or the quantity of a service moved, or a line came or went.
}

// Sum is the whole difference.
func (c Causes) Sum() money.Cents { return c.Value + c.Rate + c.Service }

func (c *Causes) add(more Causes) {
	c.Value += more.Value
	c.Rate += more.Rate
	c.Service += more.Service
}

// Comparison is a bill beside the one of the year before.
type Comparison struct {
	Before, After money.Cents
	Causes
	Changes []Change // Changes are in the order of this year's bill, what is gone last.
}

// Compare tells why a bill differs from the one of the year before. Lines of one category
// are compared in their order. What the value brings is counted at the old rate; what the
// rate brings, on the new value.
func Compare(before, after []Line) Comparison {
	left := slices.Clone(before)
	var c Comparison
	for _, now := range after {
		change := Change{Category: now.Category, Line: now, After: now.Amount, Added: true}
		if i := slices.IndexFunc(left, func(l Line) bool { return l.Category == now.Category }); i >= 0 {
			change.Added, change.Before = false, left[i].Amount
			change.Causes = causes(left[i], now)
			left = slices.Delete(left, i, i+1)
		} else {
			change.Causes = Causes{Service: now.Amount}
		}
		c.include(change)
	}
	for _, gone := range left {
		c.include(Change{Category: gone.Category, Line: gone, Before: gone.Amount, Causes: Causes{Service: -gone.Amount}, Gone: true})
	}
	return c
}

func (c *Comparison) include(change Change) {
	c.Before += change.Before
	c.After += change.After
	c.Causes.add(change.Causes)
	c.Changes = append(c.Changes, change)
}

func causes(before, now Line) Causes {
	whole := now.Amount - before.Amount
	if before.Basis != OnValue || now.Basis != OnValue {
		return Causes{Service: whole}
	}
	value := before.Rate.PerHundred(now.Value()) - before.Amount
	return Causes{Value: value, Rate: whole - value}
}
