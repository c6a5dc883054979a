package synth

import (
	"fmt"

	"github.com/firn-sct/firn/terminology/sctid"
)

const (
	correlationUnspecified sctid.ID = 447561005
	categoryProper         sctid.ID = 447637006
	categoryCannot         sctid.ID = 447638001
	categoryContext        sctid.ID = 447639009
)

// mapFiles writes the Refset/Map folder.
func (w *writer) mapFiles() error {
	const folder = "Refset/Map"
	return inOrder([]func() error{
		func() error {
			return w.file(folder, "der2_sRefset_SimpleMapFrom%s", headerMember+" mapTarget", w.simpleMap)
		},
		func() error {
			return w.file(folder, "der2_sRefset_SimpleMapTo%s", headerMember+" mapSource", w.legacyMap)
		},
		func() error {
			return w.file(folder, "der2_iisssccRefset_ExtendedMap%s", headerMember+" mapGroup mapPriority mapRule mapAdvice mapTarget correlationId mapCategoryId", w.extendedMap)
		},
	})
}

// simpleMap gives most concepts a catalog number.
func (w *writer) simpleMap(t *table) {
	refset := w.named("Firn catalog number simple map reference set")
	r := newRand(w.b.cfg.Seed, "simple map")
	for i := range w.b.concepts {
		c := &w.b.concepts[i]
		if c.structural || !r.chance(0.6) {
			continue
		}
		h := history{c.history.created, c.history.created}
		if c.retired != nil {
			h = c.history
		}
		t.versions(h, c.retired != nil, func(v version) {
			t.member(v, c.module, refset, c.id, 0).text(fmt.Sprintf("CAT-%07d", i)).end()
		})
	}
}

// legacyMap maps the codes of an older, invented system to some concepts.
func (w *writer) legacyMap(t *table) {
	refset := w.named("Firn legacy code simple map reference set")
	r := newRand(w.b.cfg.Seed, "legacy map")
	n := 0
	for i := range w.b.concepts {
		c := &w.b.concepts[i]
		if c.structural || c.retired != nil || !r.chance(0.05) {
			continue
		}
		n++
		t.versions(history{c.history.created, c.history.created}, false, func(v version) {
			t.member(v, c.module, refset, c.id, uint64(n)).text(fmt.Sprintf("old:%04d", n)).end()
		})
	}
}

// extendedMap maps findings to the codes of the Firn Imaginary Classification
// of Diseases, which look like "FX12.3": two letters begin them, so that they
// can't be taken for codes of a real classification.
func (w *writer) extendedMap(t *table) {
	b := w.b
	refset := w.named("Firn Imaginary Classification of Diseases extended map reference set")
	r := newRand(b.cfg.Seed, "extended map")
	finding, situation := b.must(404684003), b.must(243796009)
	var diseases []int32
	for i := range b.concepts {
		if c := &b.concepts[i]; c.top == finding && !c.structural && c.retired == nil {
			diseases = append(diseases, int32(i))
		}
	}
	for i := range b.concepts {
		c := &b.concepts[i]
		if c.structural || c.top != finding && c.top != situation || !r.chance(0.75) {
			continue
		}
		h := history{c.history.created, c.history.created}
		if c.retired != nil {
			h = c.history
		}
		n := uint64(0)
		row := func(group, priority int, rule, advice, target string, category sctid.ID) {
			n++
			t.versions(h, c.retired != nil, func(v version) {
				t.member(v, c.module, refset, c.id, n).int(group).int(priority).text(rule).text(advice).text(target).id(correlationUnspecified, category).end()
			})
		}
		code := func() string { return fmt.Sprintf("F%c%02d.%d", 'A'+rune(r.intN(26)), r.intN(100), r.intN(10)) }
		switch x := r.float(); {
		case x < 0.7:
			target := code()
			row(1, 1, "TRUE", "ALWAYS "+target, target, categoryProper)
		case x < 0.82:
			// The code depends on what else the patient has.
			other := &b.concepts[pick(r, diseases)]
			if other.history.created > c.history.created || other.id == c.id {
				other = &b.concepts[b.word("findings", "diabetes mellitus")]
			}
			first, second := code(), code()
			rule := fmt.Sprintf("IFA %v | %s (%s) |", other.id, other.name, other.tag)
			row(1, 1, rule, "IF "+other.name+" CHOOSE "+first, first, categoryContext)
			row(1, 2, "OTHERWISE TRUE", "ALWAYS "+second, second, categoryProper)
		case x < 0.88:
			first, second := code(), code()
			row(1, 1, "IFA 445518008 | Age at onset of clinical finding (observable entity) | < 1.0 year", "IF AGE AT ONSET BELOW 1 YEAR CHOOSE "+first, first, categoryContext)
			row(1, 2, "OTHERWISE TRUE", "ALWAYS "+second, second, categoryProper)
		case x < 0.96:
			// Two codes together: the disorder and its cause.
			first, second := code(), code()
			row(1, 1, "TRUE", "ALWAYS "+first, first, categoryProper)
			row(2, 1, "TRUE", "ALWAYS "+second+" | ADDITIONAL CODE", second, categoryProper)
		default:
			row(1, 1, "TRUE", "CANNOT BE CLASSIFIED WITH AVAILABLE DATA", "", categoryCannot)
		}
	}
}
