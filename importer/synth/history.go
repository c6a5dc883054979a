package synth

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// date gives every concept a release in which it came: the hand-written core
// and most others came first, and none before what it refers to; some defined
// ones were primitive at first.
func (b *builder) date() {
	r := newRand(b.cfg.Seed, "dates")
	last := b.cfg.Releases - 1
	// The first pass draws; the second raises along references, in an order in
	// which what is referred to comes first.
	for i := range b.concepts {
		c := &b.concepts[i]
		if last > 0 && !r.chance(0.7) {
			c.history.created = uint8(1 + r.intN(last))
		}
	}
	// What the hand-written core refers to came with it.
	first := make([]bool, len(b.concepts))
	var early func(i int32)
	early = func(i int32) {
		if first[i] {
			return
		}
		first[i] = true
		c := &b.concepts[i]
		c.history.created = 0
		for _, p := range c.parents {
			early(p)
		}
		for _, a := range c.attributes {
			if a.value != none {
				early(a.value)
			}
		}
	}
	for i := range b.concepts {
		if c := &b.concepts[i]; c.structural || c.id.Item() < firstComposedItem {
			early(int32(i))
		}
	}
	done := make([]bool, len(b.concepts))
	var settle func(i int32) uint8
	settle = func(i int32) uint8 {
		c := &b.concepts[i]
		if done[i] {
			return c.history.created
		}
		done[i] = true
		created := c.history.created
		for _, p := range c.parents {
			created = max(created, settle(p))
		}
		for _, a := range c.attributes {
			if a.value != none {
				created = max(created, settle(a.value))
			}
		}
		c.history = history{created, created}
		return created
	}
	for i := range b.concepts {
		settle(int32(i))
	}
	for i := range b.concepts {
		c := &b.concepts[i]
		if c.defined && int(c.history.created) < last && r.chance(0.04) {
			c.wasPrimitive = true
			c.history.changed = c.history.created + 1 + uint8(r.intN(last-int(c.history.created)))
		}
	}
}

// Reasons for retiring a concept, and the associations that name what to use
// instead. See the Release File Specification, "Historical association".
const (
	reasonDuplicate      sctid.ID = 900000000000482003
	reasonErroneous      sctid.ID = 900000000000485001
	reasonAmbiguous      sctid.ID = 900000000000484002
	reasonOutdated       sctid.ID = 900000000000483008
	reasonClassification sctid.ID = 1186917008
	reasonNonconformance sctid.ID = 723277005
	reasonUnknown        sctid.ID = 1186919006
	reasonMoved          sctid.ID = 900000000000487009
	reasonLimited        sctid.ID = 900000000000486000

	assocSameAs              sctid.ID = 900000000000527005
	assocReplacedBy          sctid.ID = 900000000000526001
	assocPossiblyEquivalent  sctid.ID = 900000000000523009
	assocPossiblyReplaced    sctid.ID = 1186921001
	assocPartiallyEquivalent sctid.ID = 1186924009
	assocAlternative         sctid.ID = 900000000000530003
	assocMovedTo             sctid.ID = 900000000000524003
	assocMovedFrom           sctid.ID = 900000000000525002
	assocWasA                sctid.ID = 900000000000528000
	assocRefersTo            sctid.ID = 900000000000531004
)

// retirementRule is one row of the editorial table: a reason, the association
// that goes with it, and how many targets it may have.
type retirementRule struct {
	weight      float64
	reason      sctid.ID
	association sctid.ID
	least, most int
	name        func(original, other string) string
}

var retirementRules = []retirementRule{
	{0.24, reasonDuplicate, assocSameAs, 1, 1, func(a, _ string) string { return a + ", so described" }},
	{0.08, reasonErroneous, assocReplacedBy, 1, 1, func(a, _ string) string { return a + ", misnamed" }},
	{0.22, reasonAmbiguous, assocPossiblyEquivalent, 1, 3, func(a, b string) string { return a + " or " + lowerFirst(b) }},
	{0.10, reasonOutdated, assocReplacedBy, 1, 1, func(a, _ string) string { return a + " (old name)" }},
	{0.04, reasonOutdated, assocPossiblyReplaced, 2, 3, func(a, _ string) string { return a + ", former class" }},
	{0.03, reasonOutdated, 0, 0, 0, func(a, _ string) string { return a + ", obsolete notion" }},
	{0.08, reasonClassification, assocReplacedBy, 1, 1, func(a, _ string) string { return a + " NOS" }},
	{0.03, reasonClassification, assocPartiallyEquivalent, 2, 3, func(a, b string) string { return a + " and/or " + lowerFirst(b) }},
	{0.06, reasonNonconformance, assocReplacedBy, 1, 1, func(a, _ string) string { return "[X]" + a }},
	{0.03, reasonNonconformance, assocAlternative, 1, 3, func(a, _ string) string { return "Other " + lowerFirst(a) }},
	{0.03, reasonNonconformance, 0, 0, 0, func(a, _ string) string { return "Unspecified " + lowerFirst(a) }},
	{0.02, reasonUnknown, 0, 0, 0, func(a, _ string) string { return a + " state" }},
	{0.01, reasonMoved, assocMovedTo, 1, 1, func(a, _ string) string { return a + ", local code" }},
	{0.02, reasonLimited, assocWasA, 1, 2, func(a, _ string) string { return a + " NEC" }},
	{0.01, 0, 0, 0, 0, func(a, _ string) string { return a + ", unused" }},
}

// retire adds retired concepts: variants of active ones that were withdrawn
// for every reason there is, some replaced by concepts since retired too.
func (b *builder) retire(want int) {
	r := newRand(b.cfg.Seed, "retire")
	active := len(b.concepts)
	var originals []int32
	for i := range active {
		if c := &b.concepts[i]; !c.structural && len(c.parents) > 0 && c.name != "" {
			originals = append(originals, int32(i))
		}
	}
	var chainable []int32
	made := 0
	for attempts := 0; made < want; attempts++ {
		rule := retirementRules[b.ruleFor(r, made)]
		o := pick(r, originals)
		c, ok := b.retired(r, rule, o, originals, chainable)
		suffix := attempts / (20 * len(originals))
		if suffix > 0 {
			c.name += strings.Repeat(" again", suffix)
		}
		if !ok {
			continue
		}
		i := b.add(c, &b.composed)
		if i == none {
			continue
		}
		made++
		if c.retired.association == assocReplacedBy || c.retired.association == assocSameAs {
			chainable = append(chainable, i)
		}
	}
}

// ruleFor chooses a rule: each once, so that every reason occurs even in a
// small release, then by weight.
func (b *builder) ruleFor(r *rng, made int) int {
	if made < len(retirementRules) {
		return made
	}
	x := r.float()
	for i := range retirementRules {
		if x -= retirementRules[i].weight; x < 0 {
			return i
		}
	}
	return 0
}

// retired composes one retired concept from an active one.
func (b *builder) retired(r *rng, rule retirementRule, o int32, originals, chainable []int32) (concept, bool) {
	original := &b.concepts[o]
	last := uint8(b.cfg.Releases - 1)
	targets := []int32{}
	if rule.most > 0 {
		targets = append(targets, o)
		n := rule.least + r.intN(rule.most-rule.least+1)
		for tries := 0; len(targets) < n; tries++ {
			if tries == 20 {
				return concept{}, false
			}
			if t := b.sibling(r, o, originals); !slices.Contains(targets, t) {
				targets = append(targets, t)
			}
		}
	}
	other := b.concepts[b.sibling(r, o, originals)].name
	switch rule.association {
	case assocMovedTo:
		targets = []int32{b.word("metadata", "Extension Namespace 1999998")}
	case assocWasA:
		targets = slices.Clone(original.parents[:min(len(original.parents), rule.most)])
	case assocReplacedBy, assocSameAs:
		if len(chainable) > 0 && r.chance(0.06) {
			targets = []int32{pick(r, chainable)}
		}
	}
	slices.Sort(targets)
	c := concept{
		name: rule.name(original.name, other), tag: original.tag, top: original.top, module: moduleContent,
		parents: original.parents, namedCase: original.namedCase,
		retired: &retirement{reason: rule.reason, association: rule.association, targets: targets},
	}
	if original.swedish != "" && r.chance(0.3) {
		c.swedish = original.swedish + " UNS"
	}
	// It must have come before it was retired, and be retired no sooner than
	// what it points to and what it was below had come.
	created := original.history.created
	for _, p := range c.parents {
		created = max(created, b.concepts[p].history.created)
	}
	if last > 0 && created >= last {
		return c, false
	}
	changed := created
	if last > 0 {
		changed = created + 1 + uint8(r.intN(int(last-created)))
	}
	for _, t := range targets {
		changed = max(changed, b.concepts[t].history.created)
	}
	c.history = history{created, changed}
	return c, true
}

// sibling returns another concept of the same hierarchy, a near one if it can.
func (b *builder) sibling(r *rng, o int32, originals []int32) int32 {
	for range 50 {
		t := pick(r, originals)
		if t != o && b.concepts[t].top == b.concepts[o].top {
			return t
		}
	}
	for i := o + 1; int(i) < len(b.concepts); i++ {
		if b.concepts[i].top == b.concepts[o].top && b.concepts[i].retired == nil {
			return i
		}
	}
	return b.concepts[o].parents[0]
}
