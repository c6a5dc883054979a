package validate

import (
	"context"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Settings say how the entries of one column are judged. The zero value judges codes
// alone, with terms in the release's default dialects.
type Settings struct {
	Dialects terminology.Dialects // of the right terms; nil for the release's defaults
	Limit    *Limit               // nil for none
	Displays bool                 // judge displays, and fill in right terms
	Dates    bool                 // judge dates
	Optional bool                 // an empty code is NotGiven, and not Malformed
	// Others are other loaded releases, in which unknown codes are looked up, in this
	// order. They must stay open as long as the checker is used.
	Others []*terminology.Release
}

// Checker judges the entries of one column against one release. It is read-only and
// safe for use by many goroutines at once; each makes a [Judge] of its own.
type Checker struct {
	release  *terminology.Release
	settings Settings
	history  *history.Index
	displays *terminology.Validator
	titles   *titles           // where displays are judged
	lacking  map[sctid.ID]bool // modules that the release depends on and lacks
}

// New makes a checker. It reads what it needs of the release: 0.4 s at the size of
// the International Edition at the first time, and some seconds where displays are
// judged. An error of ctx interrupts that; others are internal.
func New(ctx context.Context, release *terminology.Release, settings Settings) (*Checker, error) {
	if settings.Dialects == nil {
		var err error
		if settings.Dialects, err = release.Dialects(""); err != nil {
			return nil, err
		}
	}
	c := &Checker{release: release, settings: settings, lacking: map[sctid.ID]bool{}}
	var err error
	if c.history, err = history.Of(ctx, release); err != nil {
		return nil, err
	}
	if c.displays, err = release.NewValidator(settings.Dialects, terminology.Limit{}, settings.Displays); err != nil {
		return nil, err
	}
	if settings.Displays {
		if c.titles, err = titlesOf(ctx, release); err != nil {
			return nil, err
		}
	}
	if info := release.Info(); info.Import != nil {
		for i := range info.Import.MissingModules {
			if m := &info.Import.MissingModules[i]; m.Lacking() {
				c.lacking[m.ModuleID] = true
			}
		}
	}
	return c, nil
}

// Release returns the release that the checker judges against.
func (c *Checker) Release() *terminology.Release { return c.release }

// Settings returns the settings, with the dialects that were chosen.
func (c *Checker) Settings() Settings { return c.settings }

// Term returns the preferred term of a concept, or "" for one that the release
// doesn't have.
func (c *Checker) Term(id sctid.ID) (string, error) {
	o, ok := c.release.Taxonomy().Ordinal(id)
	if !ok {
		return "", nil
	}
	return c.release.PreferredTerm(o, c.settings.Dialects)
}
