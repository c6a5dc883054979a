package validate

import (
	"bytes"
	"hash/maphash"
	"strings"
	"unsafe"

	"golang.org/x/text/unicode/norm"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// display judges a display and fills in the right term. The preferred term itself,
// which most displays are, is found by one comparison. The others are remembered,
// since the same ones come again and again.
func (j *Judge) display(row *Row, r *Result) error {
	if r.Ordinal == taxonomy.NoOrdinal {
		if len(row.Display) == 0 {
			return nil
		}
		r.Display = DisplayNoConcept
		return j.remembered(row.Display, r)
	}
	term, err := j.checker.release.PreferredTerms(j.checker.settings.Dialects).Of(r.Ordinal)
	if err != nil {
		return err
	}
	r.PreferredTerm = term
	switch {
	case len(row.Display) == 0:
		return nil
	case string(row.Display) == term:
		r.Display = DisplayPreferred
		return nil
	}
	return j.remembered(row.Display, r)
}

// displayCache remembers judgements by the concept and the display. A place that two
// of them want has the later one.
type displayCache struct{ entries []displayEntry }

// displayEntries is how many judgements are remembered.
const displayEntries = 1 << 16

// displayRemembered bounds the displays that are remembered, in bytes.
const displayRemembered = 200

type displayEntry struct {
	text    []byte
	ordinal taxonomy.Ordinal
	check   Display
	concept sctid.ID
}

func (j *Judge) remembered(display []byte, r *Result) error {
	if len(display) > displayRemembered {
		return j.compare(display, r)
	}
	e := &j.displays.entries[(maphash.Bytes(titleSeed, display)^uint64(r.Ordinal)*0x9E3779B97F4A7C15)%displayEntries]
	if e.ordinal == r.Ordinal && bytes.Equal(e.text, display) {
		r.Display, r.DisplayConceptID = e.check, e.concept
		return nil
	}
	if err := j.compare(display, r); err != nil {
		return err
	}
	e.text = append(e.text[:0], display...)
	e.ordinal, e.check, e.concept = r.Ordinal, r.Display, r.DisplayConceptID
	return nil
}

// displayOf are the values of [terminology.DisplayCheck] that need no closer look.
var displayOf = map[terminology.DisplayCheck]Display{
	terminology.DisplayPreferred:           DisplayPreferred,
	terminology.DisplayAcceptable:          DisplayAcceptable,
	terminology.DisplayFullySpecifiedName:  DisplayFullySpecifiedName,
	terminology.DisplayAnotherDialect:      DisplayAnotherDialect,
	terminology.DisplayInactiveDescription: DisplayInactiveDescription,
	terminology.DisplayDiffersInCase:       DisplayDiffersInCase,
	terminology.DisplayNotGiven:            DisplayNotGiven,
}

// compare judges a display by the concept's descriptions, and if it is none of them
// looks for another concept that has it.
func (j *Judge) compare(display []byte, r *Result) error {
	if r.Ordinal != taxonomy.NoOrdinal {
		check, _, err := j.checker.displays.CheckDisplay(r.Ordinal, unsafe.String(unsafe.SliceData(display), len(display)))
		if err != nil {
			return err
		}
		if known, ok := displayOf[check]; ok {
			r.Display = known
			return nil
		}
		near, err := j.near(display, r.Ordinal)
		if err != nil || near != DisplayNotADescription {
			r.Display = near
			return err
		}
		r.Display = DisplayNotADescription
	}
	j.folded = appendFolded(j.folded[:0], display)
	if len(j.folded) == 0 {
		return nil
	}
	found, err := j.checker.titles.find(j.folded, r.Ordinal, &j.buffer, &j.memory)
	if err != nil {
		return err
	}
	r.DisplayConceptID = found
	if found != 0 && r.Ordinal != taxonomy.NoOrdinal {
		r.Display = DisplayAnotherConcept
	}
	return nil
}

// near looks for a description of a concept that differs from a display in spacing,
// or in folding.
func (j *Judge) near(display []byte, o taxonomy.Ordinal) (Display, error) {
	if err := j.checker.release.Store().ReadConcept(o, terminology.PartDescriptions|terminology.PartInactive, &j.buffer); err != nil {
		return 0, err
	}
	best := DisplayNotADescription
	spaced := norm.NFC.String(string(appendSpaced(nil, display)))
	j.folded = appendFolded(j.folded[:0], display)
	for i := range j.buffer.Descriptions {
		d := &j.buffer.Descriptions[i]
		if d.TypeID == terminology.TextDefinition {
			continue
		}
		term := []byte(d.Term)
		if j.memory = appendFolded(j.memory[:0], term); !bytes.Equal(j.memory, j.folded) {
			continue
		}
		best = min(best, DisplayDiffersInFolding)
		if strings.EqualFold(norm.NFC.String(string(appendSpaced(nil, term))), spaced) {
			return DisplayDiffersInSpacing, nil
		}
	}
	return best, nil
}
