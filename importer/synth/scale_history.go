package synth

import (
	"fmt"
	"slices"

	"github.com/firn-sct/firn/terminology/sctid"
)

// date says in which release each concept came: none before what it refers to,
// which has a lower number, because the hierarchies are laid out that way.
func (w *world) date() {
	r := newRand(w.cfg.Seed, "scale dates")
	last := w.cfg.Releases - 1
	for i := range w.b.concepts {
		w.b.concepts[i].history = history{}
		w.b.concepts[i].wasPrimitive = false
	}
	for i := w.core; i < len(w.nodes); i++ {
		n := &w.nodes[i]
		created := uint8(0)
		// Few draws: a concept is as young as the youngest that it refers to.
		if last > 0 && r.chance(0.15) {
			created = uint8(r.skewed(last + 1))
		}
		for _, p := range n.parents {
			created = max(created, w.nodes[p].history.created)
		}
		for _, m := range n.mods {
			if m.isWord() {
				word := w.words[m.kind()-wordKind][m.value()]
				created = max(created, w.nodes[word.unit].history.created, w.nodes[word.per].history.created)
				for _, a := range word.also {
					if a.value != none {
						created = max(created, w.nodes[a.value].history.created)
					}
				}
				continue
			}
			created = max(created, w.nodes[m.value()].history.created)
		}
		n.history = history{created, created}
	}
}

// retire adds the retired concepts: variants of active ones that were
// withdrawn for every reason there is, some replaced by ones since retired.
func (w *world) retire() {
	r := newRand(w.cfg.Seed, "scale retire")
	w.firstRetired = len(w.nodes)
	active := len(w.nodes)
	used := make(map[uint64]bool, w.shape.retired)
	last := uint8(w.cfg.Releases - 1)
	var weight float64
	for _, rule := range retirementRules {
		weight += rule.weight
	}
	for made := 0; made < w.shape.retired; {
		k := made
		if made >= len(retirementRules) {
			x := r.float() * weight
			for k = 0; k < len(retirementRules)-1; k++ {
				if x -= retirementRules[k].weight; x < 0 {
					break
				}
			}
		}
		rule := retirementRules[k]
		o := int32(w.core + r.intN(active-w.core))
		original := &w.nodes[o]
		key := uint64(o)<<8 | uint64(k)
		if used[key] || last > 0 && original.history.created >= last {
			continue
		}
		var targets []int32
		if rule.most > 0 {
			targets = append(targets, o)
			for n := rule.least + r.intN(rule.most-rule.least+1); len(targets) < n; {
				t := w.neighbour(r, o, active)
				if slices.Contains(targets, t) {
					break
				}
				targets = append(targets, t)
			}
			if len(targets) < rule.least {
				continue
			}
		}
		other := w.nodes[w.neighbour(r, o, active)].name
		switch rule.association {
		case assocMovedTo:
			targets = []int32{w.b.word("metadata", "Extension Namespace 1999998")}
		case assocWasA:
			targets = slices.Clone(original.parents[:min(len(original.parents), rule.most)])
		case assocReplacedBy, assocSameAs:
			if made > 100 && r.chance(0.06) {
				targets = []int32{int32(w.firstRetired + r.intN(made))}
			}
		}
		slices.Sort(targets)
		name := rule.name(original.name, other)
		if len(name) > 240 {
			continue
		}
		used[key] = true
		n := node{
			name: name, parents: original.parents, mods: original.mods, own: noMod, first: none, top: original.top,
			tag: original.tag, depth: original.depth, flags: original.flags&nodeNamed | nodeRetired,
		}
		created := original.history.created
		changed := created
		if last > 0 {
			changed += 1 + uint8(r.intN(int(last-created)))
		}
		for _, t := range targets {
			changed = max(changed, w.nodes[t].history.created)
		}
		n.history = history{created, changed}
		w.nodes = append(w.nodes, n)
		w.retirements = append(w.retirements, retirement{rule.reason, rule.association, targets})
		made++
	}
}

// neighbour returns another active concept of the same hierarchy, near to it.
func (w *world) neighbour(r *rng, o int32, active int) int32 {
	for range 20 {
		t := o - 200 + int32(r.intN(400))
		if t != o && t >= int32(w.core) && int(t) < active && w.nodes[t].top == w.nodes[o].top {
			return t
		}
	}
	return w.nodes[o].parents[0]
}

// identify gives the grown concepts identifiers, in an order that has nothing
// to do with the hierarchy, as in a terminology that grew over decades. The
// files follow it.
func (w *world) identify() error {
	w.order = make([]int32, len(w.nodes))
	for i := range w.order {
		w.order[i] = int32(i)
	}
	r := newRand(w.cfg.Seed, "scale order")
	for i := len(w.order) - 1; i > w.core; i-- {
		j := w.core + r.intN(i-w.core+1)
		w.order[i], w.order[j] = w.order[j], w.order[i]
	}
	for k, i := range w.order[w.core:] {
		id, err := sctid.New(sctid.KindConcept, Namespace, w.b.composed.next+uint64(k))
		if err != nil {
			return fmt.Errorf("synth: out of identifiers: %w", err)
		}
		w.nodes[i].id = id
	}
	return nil
}

// attributesOf lists the attributes of a concept, in role groups.
func (w *world) attributesOf(i int32, out []attribute) []attribute {
	out = out[:0]
	n := &w.nodes[i]
	if int(i) < w.core {
		return append(out, w.b.concepts[i].attributes...)
	}
	if len(n.mods) == 0 {
		return out
	}
	several, group := 0, uint8(1)
	var strength *modWord
	main := false
	for _, m := range n.mods {
		if m.isWord() {
			word := &w.words[m.kind()-wordKind][m.value()]
			if word.amount != "" {
				strength = word
			}
			out = append(out, word.also...)
			continue
		}
		kind := w.kinds[m.kind()]
		if kind.many {
			several++
		}
		main = main || kind.group == 1
	}
	// Bare ones first.
	for _, m := range n.mods {
		if !m.isWord() && w.kinds[m.kind()].group == 0 {
			out = append(out, attribute{typ: w.kinds[m.kind()].typ, value: m.value()})
		}
	}
	if strength != nil {
		out = append(out, attribute{typ: w.b.must(1142139005), value: none, concrete: fmt.Sprintf("#%d", max(several, 1))})
	}
	for k := range max(several, 1) {
		if !main {
			break
		}
		nth := 0
		for _, m := range n.mods {
			if m.isWord() || w.kinds[m.kind()].group != 1 {
				continue
			}
			if w.kinds[m.kind()].many {
				if nth++; nth != k+1 {
					continue
				}
			}
			out = append(out, attribute{typ: w.kinds[m.kind()].typ, value: m.value(), group: group})
		}
		if strength != nil {
			out = append(out,
				attribute{typ: w.b.must(1142135004), value: none, concrete: "#" + strength.amount, group: group},
				attribute{typ: w.b.must(732945000), value: strength.unit, group: group},
				attribute{typ: w.b.must(1142136003), value: none, concrete: "#1", group: group},
				attribute{typ: w.b.must(732947008), value: strength.per, group: group})
		}
		group++
	}
	for g := uint8(2); g <= 3; g++ {
		found := false
		for _, m := range n.mods {
			if !m.isWord() && w.kinds[m.kind()].group == g {
				out = append(out, attribute{typ: w.kinds[m.kind()].typ, value: m.value(), group: group})
				found = true
			}
		}
		if found {
			group++
		}
	}
	return out
}
