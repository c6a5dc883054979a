package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// wanted is what a name asks for.
type wanted struct {
	name        terminology.ReleaseName
	eitherState bool // a bare module id: published if there is one, else unpublished
}

func parseWanted(text string) (wanted, error) {
	if text != "" && text[0] >= '0' && text[0] <= '9' {
		id, err := sctid.Parse(text)
		if err == nil && id.Kind() != sctid.KindConcept {
			err = fmt.Errorf("%s is the identifier of a %s, not of a module", id, id.Kind())
		}
		if err != nil {
			e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed, "%.100q names no release: %v", text, err)
			e.Hint = "expected a release URI, an edition URI or the id of a module"
			e.Cause = err
			return wanted{}, e
		}
		return wanted{name: terminology.ReleaseName{ModuleID: id}, eitherState: true}, nil
	}
	name, err := terminology.ParseReleaseURI(text)
	if e, ok := errors.AsType[*terminology.Error](err); ok && e.Hint != "" {
		e.Hint += "; without a version, or as the bare module id, for the newest version"
	}
	return wanted{name: name}, err
}

// find chooses the entry for a name.
func (c *Catalog) find(v *view, text string) (*entry, error) {
	if len(v.entries) == 0 {
		e := terminology.Errorf(terminology.KindNotFound, terminology.ReasonNoRelease, "no release is loaded")
		e.Hint = "import one: firn import --data DIR PATH..."
		return nil, e
	}
	if text == "" {
		if c.options.Default == "" {
			return defaultEntry(v.entries), nil
		}
		text = c.options.Default
	}
	w, err := parseWanted(text)
	if err != nil {
		return nil, err
	}
	var best *entry
	for _, e := range v.entries {
		if w.matches(e) && (best == nil || preferred(e, best)) {
			best = e
		}
	}
	if best == nil {
		err := terminology.Errorf(terminology.KindNotFound, terminology.ReasonReleaseNotFound, "release %s is not loaded", text)
		err.Hint = "loaded: " + v.list()
		return nil, err
	}
	return best, nil
}

func (w *wanted) matches(e *entry) bool {
	return e.name.ModuleID == w.name.ModuleID &&
		(w.eitherState || e.name.Unpublished == w.name.Unpublished) &&
		(w.name.EffectiveTime == 0 || e.name.EffectiveTime == w.name.EffectiveTime)
}

// preferred orders the versions of one edition: published first, newer first.
func preferred(a, b *entry) bool {
	if a.name.Unpublished != b.name.Unpublished {
		return b.name.Unpublished
	}
	return a.name.EffectiveTime > b.name.EffectiveTime
}

// defaultEntry applies the rule documented at [Catalog.Acquire].
func defaultEntry(entries []*entry) *entry {
	return slices.MinFunc(entries, func(a, b *entry) int {
		return cmp.Or(
			boolOrder(a.name.Unpublished, b.name.Unpublished),
			boolOrder(a.name.ModuleID != terminology.CoreModule, b.name.ModuleID != terminology.CoreModule),
			cmp.Compare(b.name.EffectiveTime, a.name.EffectiveTime),
			cmp.Compare(a.name.ModuleID, b.name.ModuleID),
		)
	})
}

// boolOrder puts false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// list names the first releases for a message.
func (v *view) list() string {
	const most = 10
	var names []string
	for i, e := range v.entries {
		if i == most {
			names = append(names, "…")
			break
		}
		names = append(names, e.manifest.URI)
	}
	return strings.Join(names, ", ")
}
