package ecldata

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// RandomRelease is the URI under which tests import a random release.
const RandomRelease = "http://snomed.info/xsct/" + "1009999997106" + "/version/20240131"

// random makes a release.
type random struct {
	*rand.Rand
	tables       *tables
	concepts     []string // of content, of both states
	active       []string
	descriptions []string
	modules      []string
}

// What random releases are made of.
var (
	// RandomTypes are the types of attributes; each is a child of the first.
	RandomTypes = []string{conceptID(130), conceptID(131), conceptID(132), conceptID(133)}

	randomWords = []string{
		"heart", "head", "hemorrhage", "att", "attack", "Sjögren", "sjogren", "café", "cafe", "ångest", "angest", "Aal", "ål",
		"øre", "ore", "ære", "type", "2", "T-cell", "x*y", "naïve", "HEART", "fo\u0308r", "ß", "strasse",
	}
	randomValues = []string{"#5", "#5.0", "#7", "#-4", "#0.5", "#12345678901234567890", "#12345678901234567891", `"5"`, `"abc"`, `"ABC"`, `"abc def"`, "true", "false"}
	randomTimes  = []string{"20200131", "20210731", "20240131", ""}
)

// Random makes a small release: a random graph of concepts below some metadata,
// with attributes in groups, descriptions in three languages, members of
// reference sets of many patterns, histories, and identifiers. Equal seeds make
// equal releases.
func Random(seed uint64) Files {
	r := &random{
		Rand:    rand.New(rand.NewPCG(seed, 1)),
		tables:  newTables(handmadeDate),
		modules: []string{conceptID(100), conceptID(101)},
	}
	r.metadata()
	r.hierarchy(8 + r.IntN(24))
	for _, id := range r.active {
		r.attributes(id)
	}
	for _, id := range r.concepts {
		for range r.IntN(4) {
			r.description(id)
		}
	}
	r.members()
	for i := range r.IntN(6) {
		code := fmt.Sprintf("A-%d", i)
		r.tables.identifier(code, r.stamp(), "705114005", r.component())
		r.tables.identifier(code, r.stamp(), conceptID(103), r.component())
	}
	return r.tables.files()
}

func (r *random) one(n int) bool { return r.IntN(n) == 0 }

func pick[T any](r *random, from []T) T { return from[r.IntN(len(from))] }

// stamp is one of few, and inactive now and then.
func (r *random) stamp() stamp {
	module := pick(r, r.modules)
	if r.one(15) {
		module = conceptID(102) // which isn't there
	}
	return stamp{time: pick(r, randomTimes), module: module, inactive: r.one(7)}
}

// sure is a stamp that is active.
func (r *random) sure() stamp {
	s := r.stamp()
	s.inactive = false
	return s
}

// metadata are the concepts that the language speaks of: parents before children.
func (r *random) metadata() {
	below := map[string][]string{
		"138875005":          {"900000000000441003", "246061005"},
		"900000000000441003": {"900000000000443000", "900000000000444006", "900000000000446008", "900000000000455006", "705114005", conceptID(103)},
		"900000000000443000": r.modules,
		"900000000000444006": {"900000000000074008", "900000000000073002"},
		"900000000000446008": {"900000000000003001", "900000000000013009", "900000000000550004"},
		"900000000000455006": {"900000000000506000", "900000000000521006", "446609009", conceptID(117), conceptID(118), conceptID(119), conceptID(120)},
		"900000000000506000": {"900000000000509007", "900000000000508004", "46011000052107"},
		"900000000000521006": {"900000000000522004", conceptID(110)},
		"900000000000522004": {"900000000000527005", "900000000000526001", "900000000000523009"},
		"446609009":          {conceptID(111), conceptID(112)},
		"246061005":          {RandomTypes[0], isA},
		RandomTypes[0]:       RandomTypes[1:],
	}
	queue := []string{"138875005"}
	r.tables.concept("138875005", r.sure(), "900000000000074008")
	for ; len(queue) > 0; queue = queue[1:] {
		for _, child := range below[queue[0]] {
			r.tables.concept(child, r.sure(), "900000000000074008")
			r.tables.relationship(r.sure(), child, queue[0], 0, isA, inferred)
			queue = append(queue, child)
		}
	}
}

func (r *random) hierarchy(n int) {
	for i := range n {
		id := conceptID(1000 + i)
		s := r.stamp()
		r.tables.concept(id, s, pick(r, []string{"900000000000074008", "900000000000073002"}))
		r.concepts = append(r.concepts, id)
		if s.inactive {
			continue
		}
		parents := map[string]bool{}
		for range 1 + r.IntN(3) {
			parent := "138875005"
			if len(r.active) > 0 && !r.one(8) {
				parent = pick(r, r.active)
			}
			if !parents[parent] && !r.one(30) { // now and then a concept without parents
				parents[parent] = true
				r.tables.relationship(r.sure(), id, parent, 0, isA, inferred)
			}
		}
		r.active = append(r.active, id)
	}
}

func (r *random) attributes(id string) {
	seen := map[string]bool{}
	for range max(0, r.IntN(9)-2) {
		group, kind, value := r.IntN(4), pick(r, RandomTypes), pick(r, r.active[:1+r.IntN(len(r.active))])
		if r.one(4) {
			value = pick(r, randomValues)
		}
		// One value isn't twice in a group, not even as 5 and 5.0.
		key := fmt.Sprint(group, kind, strings.TrimSuffix(value, ".0"))
		if seen[key] {
			continue
		}
		seen[key] = true
		s, characteristic := r.stamp(), inferred
		if r.one(10) {
			characteristic = additional
		}
		r.tables.relationship(s, id, value, group, kind, characteristic)
	}
}

func (r *random) description(concept string) {
	var words []string
	for range 1 + r.IntN(3) {
		words = append(words, pick(r, randomWords))
	}
	kind := pick(r, []string{"900000000000003001", "900000000000013009", "900000000000013009", "900000000000550004"})
	id := newID(sctid.KindDescription, 1000+len(r.descriptions))
	r.descriptions = append(r.descriptions, id)
	r.tables.description(id, r.stamp(), concept, pick(r, []string{"en", "en", "sv", "da"}), kind, strings.Join(words, pick(r, []string{" ", " ", "-", ", "})))
	for _, refset := range []string{"900000000000509007", "900000000000508004", "46011000052107"} {
		if r.one(2) {
			acceptability := pick(r, []string{"900000000000548007", "900000000000549004"})
			r.tables.member("Language", "c", "Language", []string{"acceptabilityId"}, r.stamp(), refset, id, acceptability)
		}
	}
}

// component is what a member refers to: mostly a concept.
func (r *random) component() string {
	switch {
	case r.one(12) && len(r.descriptions) > 0:
		return pick(r, r.descriptions)
	case r.one(20):
		return conceptID(999) // which isn't there
	}
	return pick(r, r.concepts)
}

func (r *random) members() {
	integer := func() string { return fmt.Sprint(r.IntN(5) - 1) }
	truth := func() string { return fmt.Sprint(r.IntN(2)) }
	code := func() string { return pick(r, []string{"J45", "J45.9", "J46 x", "K00", "*", ""}) }
	time := func() string { return pick(r, []string{"20200131", "20210731", "20240131"}) }
	simple := []string(nil)
	for _, set := range []struct {
		ids     []string
		letters string
		columns []string
		values  []func() string
	}{
		{[]string{conceptID(111), conceptID(112)}, "", simple, nil},
		{[]string{"900000000000527005", "900000000000526001", "900000000000523009", conceptID(110)}, "c", []string{"targetComponentId"}, []func() string{r.component}},
		{[]string{conceptID(117)}, "s", []string{"mapTarget"}, []func() string{code}},
		{[]string{conceptID(118)}, "iisc", []string{"mapGroup", "mapPriority", "mapTarget", "correlationId"}, []func() string{integer, integer, code, r.component}},
		{[]string{conceptID(119)}, "ci", []string{"domainId", "grouped"}, []func() string{r.component, truth}},
		{[]string{conceptID(120)}, "sss", []string{"sourceEffectiveTime", "targetEffectiveTime", "remark"}, []func() string{time, time, func() string { return pick(r, randomWords) }}},
	} {
		for _, refset := range set.ids {
			seen := map[string]bool{}
			for range r.IntN(2 * len(r.concepts)) {
				var values []string
				for _, value := range set.values {
					values = append(values, value())
				}
				component := r.component()
				if key := component + strings.Join(values, "\t"); !seen[key] {
					seen[key] = true
					r.tables.member("Content", set.letters, "Test"+refset, slices.Clone(set.columns), r.stamp(), refset, component, values...)
				}
			}
		}
	}
}
