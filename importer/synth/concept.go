package synth

import (
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// none is the absent concept index.
const none int32 = -1

// history is when a component came and when it last changed, as indexes into
// the release dates. They are equal when it never changed.
type history struct{ created, changed uint8 }

// attribute is one attribute of a concept: a value concept, or a concrete
// value as it stands in the file ("#500", "\"text\"") when value is none.
type attribute struct {
	typ      int32 // concept index of the attribute type
	value    int32
	concrete string
	group    uint8
	// additional marks knowledge beside the definition: it has a relationship
	// of that characteristic type and no part in the axiom.
	additional bool
}

// retirement is why a concept was retired, and what to use instead.
type retirement struct {
	reason      sctid.ID // 0 for old content without a reason
	association sctid.ID // 0 when there is no replacement
	targets     []int32
}

// concept is all that the generator knows about one concept. The files are
// written from it; nothing else is kept.
type concept struct {
	id           sctid.ID
	name         string // the fully specified name without its tag, US spelling
	preferred    string // US preferred term, when it isn't name
	british      string // GB preferred term, when spelling rules don't give it
	swedish      string
	noun         string // how composed terms speak of it: "left femur"
	swNoun       string
	tag          string
	definition   string
	key          string   // names it in the summary
	synonyms     []string // more names, in US spelling
	parents      []int32
	attributes   []attribute
	retired      *retirement
	top          int32 // the top-level hierarchy it belongs to
	module       module
	history      history
	structural   bool // from metadata.txt
	defined      bool
	wasPrimitive bool // defined only since its change
	neuter       bool // the Swedish noun is neuter
	namedCase    bool // begins with a proper name
}

// builder grows the concepts of one release.
type builder struct {
	cfg           Config
	concepts      []concept
	names         map[string]int32 // fully specified name in lower case
	byID          map[sctid.ID]int32
	words         map[string]int32 // "file/name" of hand-written entries
	spelling      *speller
	core          minter
	composed      minter
	ancestorsMemo map[int32][]int32
	err           error // the first fault, such as running out of identifiers

	sites    bodySites
	body     *lattice
	bodyRoot int32
	neuters  map[int32]string // neuter forms of Swedish adjectives

	morphologies                []morphology
	genera, kingdoms, organisms []int32
	drugs                       []drug
	drugClasses                 []int32
	measured, fluids            []int32
	specimens                   []int32
	groves                      map[sctid.ID]*grove

	moreRefsets []sctid.ID // simple ones beside those of metadata.txt
}

func newBuilder(cfg Config) *builder {
	return &builder{
		cfg: cfg, names: map[string]int32{}, byID: map[sctid.ID]int32{}, words: map[string]int32{},
		spelling:      newSpeller(),
		core:          minter{sctid.KindConcept, firstCoreItem},
		composed:      minter{sctid.KindConcept, firstComposedItem},
		ancestorsMemo: map[int32][]int32{},
	}
}

// fail keeps the first error; the growing goes on and Generate reports it.
func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf("synth: "+format, args...)
	}
}

// add gives the concept an identifier and a place, unless its fully specified
// name is taken: then it returns none, and the caller composes something else.
func (b *builder) add(c concept, m *minter) int32 {
	if c.noun == "" {
		c.noun = c.name
	}
	if c.swNoun == "" {
		c.swNoun = c.swedish
	}
	key := strings.ToLower(c.name) + "\x00" + c.tag
	if _, taken := b.names[key]; taken {
		return none
	}
	if c.id == 0 {
		id, err := m.mint()
		if err != nil {
			b.fail("%w", err)
			return none
		}
		c.id = id
	}
	index := int32(len(b.concepts))
	b.names[key] = index
	b.byID[c.id] = index
	b.concepts = append(b.concepts, c)
	return index
}

// must returns the index of a structural concept.
func (b *builder) must(id sctid.ID) int32 {
	i, ok := b.byID[id]
	if !ok {
		b.fail("metadata.txt lacks %v", id)
		return 0
	}
	return i
}

// word returns the index of a hand-written entry.
func (b *builder) word(kind, name string) int32 {
	i, ok := b.words[kind+"/"+name]
	if !ok {
		b.fail("the lexicon has no %s %q", kind, name)
		return 0
	}
	return i
}

// ancestors returns the proper ancestors below the hierarchy's top, by index.
// It may be called once the parents of all of them are final.
func (b *builder) ancestors(i int32) []int32 {
	if a, ok := b.ancestorsMemo[i]; ok {
		return a
	}
	var all []int32
	for _, p := range b.concepts[i].parents {
		if b.concepts[p].structural {
			continue
		}
		all = union(all, b.ancestors(p))
		all = union(all, []int32{p})
	}
	b.ancestorsMemo[i] = all
	return all
}

// union merges two rising lists.
func union(a, b []int32) []int32 {
	out := make([]int32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			out, a = append(out, a[0]), a[1:]
		case a[0] > b[0]:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, a[0]), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// isA reports whether a is d or an ancestor of d.
func (b *builder) isA(d, a int32) bool {
	if d == a {
		return true
	}
	return slices.Contains(b.ancestors(d), a)
}

// count is how many concepts there are.
func (b *builder) count() int { return len(b.concepts) }
