package synth

import (
	"fmt"

	"github.com/firn-sct/firn/terminology/sctid"
)

// content writes the Refset/Content and Refset/Language folders.
func (w *scaleWriter) content() error {
	const folder = "Refset/Content"
	return inOrder([]func() error{
		func() error { return w.blocks(folder, "der2_Refset_Simple%s", headerMember, w.simpleMembers) },
		func() error {
			return w.blocks(folder, "der2_cRefset_Association%s", headerMember+" targetComponentId", w.associationMembers)
		},
		func() error {
			return w.blocks(folder, "der2_cRefset_AttributeValue%s", headerMember+" valueId", w.attributeValueMembers)
		},
		func() error {
			return w.file(folder, "der2_iRefset_OrderedComponent%s", headerMember+" order", w.ordered)
		},
		func() error {
			return w.file(folder, "der2_ciRefset_OrderedAssociation%s", headerMember+" targetComponentId order", w.orderedAssociations)
		},
		func() error {
			return w.blocks("Refset/Language", "der2_cRefset_Language%s-en", headerMember+" acceptabilityId", w.languageMembers)
		},
		func() error {
			return w.file("Refset/Language", "der2_cRefset_Language%s-sv", headerMember+" acceptabilityId", func(t *table) {
				w.swedish(t)
			})
		},
	})
}

// eachFact visits the descriptions of the concepts of a block.
func (w *scaleWriter) eachFact(t *table, lo, hi int, visit func(k int, id sctid.ID, f *descriptionFacts)) {
	for k := lo; k < hi; k++ {
		for n := range mostDescriptions {
			f := &w.facts[k*mostDescriptions+n]
			if f.flags&factThere == 0 {
				break
			}
			id, err := descriptionID(k, n)
			if err != nil {
				t.err = err
				return
			}
			visit(k, id, f)
		}
	}
}

func (w *scaleWriter) languageMembers(t *table, _ *lane, lo, hi int) {
	w.eachFact(t, lo, hi, func(k int, id sctid.ID, f *descriptionFacts) {
		if f.flags&factEnglish == 0 {
			return
		}
		for _, in := range [2]struct {
			how    acceptability
			refset sctid.ID
		}{{f.us, refsetUS}, {f.gb, refsetGB}} {
			value := isPreferred
			switch in.how {
			case notUsed:
				continue
			case acceptable:
				value = isAcceptable
			}
			t.versions(history{f.created, f.changed}, f.flags&factInactive != 0, func(v version) {
				t.member(v, w.moduleOf(w.world.order[k]), in.refset, id, 0).id(value).end()
			})
		}
	})
}

// swedish writes the members of the Swedish terms, which only the core has.
func (w *scaleWriter) swedish(t *table) {
	refset := w.named(swedishRefset)
	for k := range w.world.core {
		for n, d := range w.describe(w.lanes[0], int32(k)) {
			if d.in[dialectSV] == notUsed {
				continue
			}
			id, err := descriptionID(k, n)
			if err != nil {
				t.err = err
				return
			}
			t.versions(d.history, d.inactive, func(v version) {
				t.member(v, moduleEdition, refset, id, 0).id(isPreferred).end()
			})
		}
	}
}

// associationMembers writes what to use instead of retired concepts, and what
// withdrawn descriptions refer to.
func (w *scaleWriter) associationMembers(t *table, _ *lane, lo, hi int) {
	nodes := w.world.nodes
	for _, i := range w.world.order[lo:hi] {
		n := &nodes[i]
		if !n.is(nodeRetired) {
			continue
		}
		retired := &w.world.retirements[int(i)-w.world.firstRetired]
		h := history{n.history.changed, n.history.changed}
		for _, target := range retired.targets {
			to := nodes[target].id
			t.versions(h, false, func(v version) {
				t.member(v, w.moduleOf(i), retired.association, n.id, uint64(to)).id(to).end()
			})
		}
	}
	w.eachFact(t, lo, hi, func(k int, id sctid.ID, f *descriptionFacts) {
		i := w.world.order[k]
		if f.reason != reasonRefersTo || len(nodes[i].parents) == 0 {
			return
		}
		target := nodes[nodes[i].parents[0]].id
		t.versions(history{f.changed, f.changed}, false, func(v version) {
			t.member(v, w.moduleOf(i), assocRefersTo, id, uint64(target)).id(target).end()
		})
	})
}

// attributeValueMembers writes why concepts and descriptions are inactive, with
// some earlier reasons that were put right.
func (w *scaleWriter) attributeValueMembers(t *table, _ *lane, lo, hi int) {
	row := func(k int, changed uint8, refset, component, reason sctid.ID) {
		i := w.world.order[k]
		t.versions(history{changed, changed}, false, func(v version) {
			t.member(v, w.moduleOf(i), refset, component, 0).id(reason).end()
		})
		r := rng{mix(w.b.cfg.Seed ^ uint64(component) ^ 0xa77)}
		if r.chance(w.tune.oldValues) {
			t.versions(history{changed, changed}, true, func(v version) {
				t.member(v, w.moduleOf(i), refset, component, 1).id(reasonLimited).end()
			})
		}
	}
	for k := lo; k < hi; k++ {
		i := w.world.order[k]
		if n := &w.world.nodes[i]; n.is(nodeRetired) {
			if reason := w.world.retirements[int(i)-w.world.firstRetired].reason; reason != 0 {
				row(k, n.history.changed, refsetConceptInactivation, n.id, reason)
			}
		}
	}
	w.eachFact(t, lo, hi, func(k int, id sctid.ID, f *descriptionFacts) {
		n := &w.world.nodes[w.world.order[k]]
		switch {
		case n.is(nodeRetired):
			row(k, n.history.changed, refsetDescriptionInactivity, id, conceptNonCurrent)
		case f.reason != 0:
			row(k, f.changed, refsetDescriptionInactivity, id, descriptionReasons[f.reason-1].id)
		}
	})
}

// simpleMembers writes the simple reference sets. Each takes concepts of the
// whole or of one hierarchy, evenly through the order of the identifiers,
// which is a random one, so the sizes come out to the member.
func (w *scaleWriter) simpleMembers(t *table, _ *lane, lo, hi int) {
	last := uint8(len(w.dates) - 1)
	for k := lo; k < hi; k++ {
		i := w.world.order[k]
		n := &w.world.nodes[i]
		rank := w.ranks[k]
		if rank.all < 0 {
			continue
		}
		for s, set := range w.sets {
			at, of := rank.all, w.eligible
			if set.top != none {
				if set.top != n.top {
					continue
				}
				at, of = rank.top, w.eligibleTop[set.top]
			}
			at = (at + s*7919) % of
			size := min(set.size, of)
			if (at+1)*size/of == at*size/of {
				continue
			}
			h, gone := history{n.history.created, n.history.created}, at%31 == 3 && set.size > 100
			if gone && last > h.created {
				h.changed = last
			}
			t.versions(h, gone, func(v version) { t.member(v, w.moduleOf(i), set.id, n.id, 0).end() })
		}
	}
}

// rank is the place of a concept among the active ones in writing order, in
// all and in its hierarchy; -1 for those that are in no simple reference set.
type rank struct{ all, top int }

// placedRefset is a reference set with the hierarchy that it draws from.
type placedRefset struct {
	scaleRefset
	top int32
}

// rankConcepts works out what [scaleWriter.simpleMembers] needs.
func (w *scaleWriter) rankConcepts() {
	w.ranks = make([]rank, len(w.world.order))
	w.eligibleTop = map[int32]int{}
	for k, i := range w.world.order {
		n := &w.world.nodes[i]
		if n.flags&(nodeRetired|nodeStructural) != 0 {
			w.ranks[k] = rank{-1, -1}
			continue
		}
		w.ranks[k] = rank{w.eligible, w.eligibleTop[n.top]}
		w.eligible++
		w.eligibleTop[n.top]++
	}
	tops := []sctid.ID{topFinding, topProcedure, topFinding, topProduct, topFinding, topBody, topSubstance, topObservable}
	for s, set := range w.world.refsets {
		top := none
		if s%3 != 0 {
			t := w.b.must(tops[s%len(tops)])
			if set.size < w.eligibleTop[t]*8/10 {
				top = t
			}
		}
		w.sets = append(w.sets, placedRefset{set, top})
	}
}

// maps writes the Refset/Map folder.
func (w *scaleWriter) maps() error {
	const folder = "Refset/Map"
	return inOrder([]func() error{
		func() error {
			return w.blocks(folder, "der2_sRefset_SimpleMapFrom%s", headerMember+" mapTarget", w.catalogMap)
		},
		func() error {
			return w.blocks(folder, "der2_sRefset_SimpleMapTo%s", headerMember+" mapSource", w.legacyMap)
		},
		func() error {
			return w.blocks(folder, "der2_iisssccRefset_ExtendedMap%s", headerMember+" mapGroup mapPriority mapRule mapAdvice mapTarget correlationId mapCategoryId", w.extendedMap)
		},
	})
}

// spread reports whether the k-th of n is one of want that are spread evenly.
func spread(k, n, want int) bool { return (k+1)*want/n != k*want/n }

// catalogMap gives nearly every concept a number, as an old system had it.
func (w *scaleWriter) catalogMap(t *table, _ *lane, lo, hi int) {
	refset := w.named("Firn catalog number simple map reference set")
	w.simpleMap(t, lo, hi, refset, min(w.world.shape.simpleMaps*93/100, len(w.world.order)), "CAT-%07d")
}

// legacyMap maps the codes of an invented system to some concepts.
func (w *scaleWriter) legacyMap(t *table, _ *lane, lo, hi int) {
	refset := w.named("Firn legacy code simple map reference set")
	all := w.world.shape.simpleMaps
	w.simpleMap(t, lo, hi, refset, all-min(all*93/100, len(w.world.order)), "old:%06d")
}

func (w *scaleWriter) simpleMap(t *table, lo, hi int, refset sctid.ID, want int, format string) {
	for k := lo; k < hi; k++ {
		if !spread(k, len(w.world.order), want) {
			continue
		}
		i := w.world.order[k]
		n := &w.world.nodes[i]
		h := history{n.history.created, n.history.created}
		if n.is(nodeRetired) {
			h = n.history
		}
		t.versions(h, n.is(nodeRetired), func(v version) {
			t.member(v, w.moduleOf(i), refset, n.id, 0).text(fmt.Sprintf(format, k)).end()
		})
	}
}

// extendedMap maps findings to the codes of the Firn Imaginary Classification
// of Diseases, with groups, priorities and rules.
func (w *scaleWriter) extendedMap(t *table, _ *lane, lo, hi int) {
	world := w.world
	refset := w.named("Firn Imaginary Classification of Diseases extended map reference set")
	for k := lo; k < hi; k++ {
		i := world.order[k]
		n := &world.nodes[i]
		if n.is(nodeStructural) || n.top != w.findingTop && n.top != w.situationTop && n.top != w.eventTop {
			continue
		}
		r := rng{mix(w.b.cfg.Seed ^ uint64(n.id) ^ 0xe87)}
		if !r.chance(w.tune.mapped) {
			continue
		}
		h := history{n.history.created, n.history.created}
		if n.is(nodeRetired) {
			h = n.history
		}
		nth := uint64(0)
		row := func(group, priority int, rule, advice, target string, category sctid.ID) {
			nth++
			t.versions(h, n.is(nodeRetired), func(v version) {
				t.member(v, w.moduleOf(i), refset, n.id, nth).int(group).int(priority).text(rule).text(advice).text(target).id(correlationUnspecified, category).end()
			})
		}
		code := func() string { return fmt.Sprintf("F%c%02d.%d", 'A'+rune(r.intN(26)), r.intN(100), r.intN(10)) }
		switch x := r.float(); {
		case x < 0.7:
			target := code()
			row(1, 1, "TRUE", "ALWAYS "+target, target, categoryProper)
		case x < 0.8:
			// The code depends on what else the patient has: something more general.
			other := &world.nodes[pick(&r, n.parents)]
			for tries := 0; tries < 3 && len(other.parents) > 0 && !world.nodes[other.parents[0]].is(nodeStructural); tries++ {
				other = &world.nodes[pick(&r, other.parents)]
			}
			first, second := code(), code()
			rule := fmt.Sprintf("IFA %v | %s (%s) |", other.id, other.name, world.tags[other.tag])
			row(1, 1, rule, "IF "+other.name+" CHOOSE "+first, first, categoryContext)
			row(1, 2, "OTHERWISE TRUE", "ALWAYS "+second, second, categoryProper)
		case x < 0.86:
			first, second := code(), code()
			row(1, 1, "IFA 445518008 | Age at onset of clinical finding (observable entity) | < 1.0 year", "IF AGE AT ONSET BELOW 1 YEAR CHOOSE "+first, first, categoryContext)
			row(1, 2, "OTHERWISE TRUE", "ALWAYS "+second, second, categoryProper)
		case x < 0.96:
			groups := 2 + r.intN(2)
			for g := range groups {
				target := code()
				advice := "ALWAYS " + target
				if g > 0 {
					advice += " | ADDITIONAL CODE"
				}
				row(g+1, 1, "TRUE", advice, target, categoryProper)
			}
		default:
			row(1, 1, "TRUE", "CANNOT BE CLASSIFIED WITH AVAILABLE DATA", "", categoryCannot)
		}
	}
}
