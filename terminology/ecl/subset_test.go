package ecl_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/ecl"
)

// realSubset is the real subset, imported once for all tests of the package.
func realSubset(t *testing.T) *subject {
	t.Helper()
	dir := testenv.Subset(t)
	importSubset.Do(func() {
		data, err := os.MkdirTemp("", "firn-ecl-subset-")
		if err != nil {
			t.Fatal(err)
		}
		removeLater = append(removeLater, data)
		if subset, err = openSubject(data, dir, testenv.SubsetRelease); err != nil {
			t.Fatal(err)
		}
	})
	if subset == nil {
		t.Fatal("the real subset couldn't be imported")
	}
	return subset
}

var (
	importSubset sync.Once
	subset       *subject
)

// hand is the text of the real subset, for queries written by hand: each a loop
// over lines, as one would with awk. It has nothing of the importer, of the naive
// model or of the engine.
type hand struct {
	concepts, relationships, values, descriptions, definitions, language, associations, ranges, domains, dependencies, axioms [][]string
}

// ids is a set of identifiers.
type ids map[string]bool

func readHand(t *testing.T) *hand {
	t.Helper()
	dir := testenv.Subset(t)
	read := func(name string) [][]string {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var rows [][]string
		for i, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), "\n") {
			if i > 0 {
				rows = append(rows, strings.Split(line, "\t"))
			}
		}
		return rows
	}
	h := &hand{
		concepts:      read("Terminology/sct2_Concept_Snapshot_INT_20250909.txt"),
		relationships: read("Terminology/sct2_Relationship_Snapshot_INT_20250909.txt"),
		values:        read("Terminology/sct2_RelationshipConcreteValues_Snapshot_INT_20250909.txt"),
		descriptions:  read("Terminology/sct2_Description_Snapshot-en_INT_20250909.txt"),
		definitions:   read("Terminology/sct2_TextDefinition_Snapshot-en_INT_20250909.txt"),
		axioms:        read("Terminology/sct2_sRefset_OWLExpressionSnapshot_INT_20250909.txt"),
		language:      read("Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20250909.txt"),
		associations:  read("Refset/der2_cRefset_AssociationSnapshot_INT_20250909.txt"),
		ranges:        read("Refset/Metadata/der2_ssccRefset_MRCMAttributeRangeSnapshot_INT_20250909.txt"),
		domains:       read("Refset/Metadata/der2_cissccRefset_MRCMAttributeDomainSnapshot_INT_20250909.txt"),
		dependencies:  read("Refset/Metadata/der2_ssRefset_ModuleDependencySnapshot-en_INT_20250909.txt"),
	}
	return h
}

// Columns by number: 0 id, 1 effectiveTime, 2 active, 3 moduleId; of concepts
// 4 definitionStatusId; of relationships 4 source, 5 destination or value, 6 group,
// 7 type; of descriptions 4 concept, 5 language, 6 type, 7 term; of members
// 4 refset, 5 referenced component, and from 6 on their own.

// of picks column c of the rows that hold.
func of(rows [][]string, c int, holds func(r []string) bool) ids {
	set := ids{}
	for _, r := range rows {
		if holds(r) {
			set[r[c]] = true
		}
	}
	return set
}

func and(a ids, others ...ids) ids {
	set := ids{}
	for id := range a {
		if !slices.ContainsFunc(others, func(b ids) bool { return !b[id] }) {
			set[id] = true
		}
	}
	return set
}

func without(a, b ids) ids {
	set := ids{}
	for id := range a {
		if !b[id] {
			set[id] = true
		}
	}
	return set
}

func with(sets ...ids) ids {
	all := ids{}
	for _, set := range sets {
		for id := range set {
			all[id] = true
		}
	}
	return all
}

func just(list ...string) ids {
	set := ids{}
	for _, id := range list {
		set[id] = true
	}
	return set
}

func (h *hand) all() ids { return of(h.concepts, 0, func([]string) bool { return true }) }

func isIsA(r []string) bool { return r[2] == "1" && r[7] == "116680003" }

// children are the sources of is-a relationships to a set.
func (h *hand) children(set ids) ids {
	return of(h.relationships, 4, func(r []string) bool { return isIsA(r) && set[r[5]] })
}

func (h *hand) parents(set ids) ids {
	return of(h.relationships, 5, func(r []string) bool { return isIsA(r) && set[r[4]] })
}

// closure follows a step until nothing new comes.
func closure(set ids, step func(ids) ids) ids {
	found := ids{}
	for next := step(set); len(next) > 0; next = without(step(next), found) {
		found = with(found, next)
	}
	return found
}

func (h *hand) below(list ...string) ids { return closure(just(list...), h.children) }

func (h *hand) belowOrSelf(list ...string) ids { return with(just(list...), h.below(list...)) }

func (h *hand) above(list ...string) ids { return closure(just(list...), h.parents) }

// attributes are the sources of attributes of a type with a value in a set, or
// with any value.
func (h *hand) attributes(kind string, values ids) ids {
	return of(h.relationships, 4, func(r []string) bool { return r[2] == "1" && r[7] == kind && (values == nil || values[r[5]]) })
}

// counted are the keys that at least so many rows have.
func counted(rows [][]string, least int, key func(r []string) string) ids {
	counts := map[string]int{}
	for _, r := range rows {
		if k := key(r); k != "" {
			counts[k]++
		}
	}
	set := ids{}
	for k, n := range counts {
		if n >= least {
			set[k] = true
		}
	}
	return set
}

// groupKey is source and group of an active attribute in a role group, or "".
func groupKey(r []string, kind string, values ids) string {
	if r[2] != "1" || r[7] != kind || r[6] == "0" || values != nil && !values[r[5]] {
		return ""
	}
	return r[4] + "/" + r[6]
}

func sources(groups ids) ids {
	set := ids{}
	for key := range groups {
		source, _, _ := strings.Cut(key, "/")
		set[source] = true
	}
	return set
}

// numbers are the sources of a concrete value that holds.
func (h *hand) numbers(kind string, holds func(float64) bool) ids {
	return of(h.values, 4, func(r []string) bool {
		n, err := strconv.ParseFloat(strings.TrimPrefix(r[5], "#"), 64)
		return err == nil && r[2] == "1" && r[7] == kind && holds(n)
	})
}

// named are the concepts of descriptions and definitions that hold.
func (h *hand) named(holds func(r []string) bool) ids {
	return with(of(h.descriptions, 4, holds), of(h.definitions, 4, holds))
}

// hasWord reports whether some word of a term begins with another.
func hasWord(term, prefix string) bool {
	words := strings.FieldsFunc(strings.ToLower(term), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, prefix) })
}

const (
	fsnType = "900000000000003001"
	synType = "900000000000013009"
	gbSet   = "900000000000508004"
	usSet   = "900000000000509007"
)

// inDialect are the descriptions of a language reference set with an acceptability.
func (h *hand) inDialect(refset, acceptability string) ids {
	return of(h.language, 5, func(r []string) bool {
		return r[2] == "1" && r[4] == refset && (acceptability == "" || r[6] == acceptability)
	})
}

// members are what active members of a reference set in some rows reference.
func members(rows [][]string, refset string) ids {
	return of(rows, 5, func(r []string) bool { return r[2] == "1" && r[4] == refset })
}

// byHand are expressions, and the same asked of the lines.
var byHand = []struct {
	query string
	find  func(h *hand) ids
}{
	{"< 404684003", func(h *hand) ids { return h.below("404684003") }},
	{"<< 64572001", func(h *hand) ids { return h.belowOrSelf("64572001") }},
	{"<! 404684003", func(h *hand) ids { return h.children(just("404684003")) }},
	{"<<! 71388002", func(h *hand) ids { return with(just("71388002"), h.children(just("71388002"))) }},
	{"> 74400008", func(h *hand) ids { return h.above("74400008") }},
	{">! 74400008", func(h *hand) ids { return h.parents(just("74400008")) }},
	{">> (74400008 OR 39057004)", func(h *hand) ids { return with(just("74400008", "39057004"), h.above("74400008", "39057004")) }},
	{"<! *", func(h *hand) ids { return h.children(h.all()) }},
	{"> *", func(h *hand) ids { return h.parents(h.all()) }},
	{"!!< (<< 64572001)", func(h *hand) ids { return without(h.belowOrSelf("64572001"), h.parents(h.all())) }},
	{"!!> (< 404684003 AND < 64572001)", func(h *hand) ids {
		set := h.below("64572001")
		return without(set, closure(set, h.children))
	}},
	{"* MINUS < *", func(h *hand) ids { return without(h.all(), h.children(h.all())) }},
	{"<< 123037004 AND << 91723000", func(h *hand) ids { return and(h.belowOrSelf("123037004"), h.belowOrSelf("91723000")) }},
	{"(<< 404684003 OR << 71388002) MINUS << 64572001", func(h *hand) ids {
		return without(with(h.belowOrSelf("404684003"), h.belowOrSelf("71388002")), h.belowOrSelf("64572001"))
	}},
	{"^ 734139008", func(h *hand) ids { return and(members(h.associations, "734139008"), h.all()) }},
	{"^ 734139008 {{ M active = 0 }}", func(h *hand) ids {
		return and(of(h.associations, 5, func(r []string) bool { return r[2] == "0" && r[4] == "734139008" }), h.all())
	}},
	{"^ [targetComponentId] 734139008", func(h *hand) ids {
		return and(of(h.associations, 6, func(r []string) bool { return r[2] == "1" && r[4] == "734139008" }), h.all())
	}},
	{"^ 900000000000526001 {{ M targetComponentId = << 64572001, active = * }}", func(h *hand) ids {
		below := h.belowOrSelf("64572001")
		return and(of(h.associations, 5, func(r []string) bool { return r[4] == "900000000000526001" && below[r[6]] }), h.all())
	}},
	{"^ 723561005 {{ M grouped = #0 }}", func(h *hand) ids {
		return and(of(h.domains, 5, func(r []string) bool { return r[2] == "1" && r[7] == "0" }), h.all())
	}},
	{`^ 723561005 {{ M attributeCardinality = wild:"0..1" }}`, func(h *hand) ids {
		return and(of(h.domains, 5, func(r []string) bool { return r[2] == "1" && r[8] == "0..1" }), h.all())
	}},
	{"^ 723562003 {{ M contentTypeId != 723596005 }}", func(h *hand) ids {
		return and(of(h.ranges, 5, func(r []string) bool { return r[2] == "1" && r[9] != "723596005" }), h.all())
	}},
	{"^R 74400008", func(h *hand) ids {
		set := ids{}
		for _, rows := range [][][]string{h.associations, h.ranges, h.domains, h.dependencies, h.axioms, h.language} {
			set = with(set, of(rows, 4, func(r []string) bool { return r[2] == "1" && r[5] == "74400008" }))
		}
		return and(set, h.all())
	}},
	{"<< 64572001 : 363698007 = *", func(h *hand) ids { return and(h.belowOrSelf("64572001"), h.attributes("363698007", nil)) }},
	{"<< 404684003 : 363698007 = << 91723000", func(h *hand) ids {
		return and(h.belowOrSelf("404684003"), h.attributes("363698007", h.belowOrSelf("91723000")))
	}},
	{"<< 404684003 : 363698007 != << 39607008", func(h *hand) ids {
		return and(h.belowOrSelf("404684003"), h.attributes("363698007", without(h.all(), h.belowOrSelf("39607008"))))
	}},
	{"<< 64572001 : [0..0] 363698007 = *", func(h *hand) ids { return without(h.belowOrSelf("64572001"), h.attributes("363698007", nil)) }},
	{"* : [3..*] 363698007 = *", func(h *hand) ids {
		return counted(h.relationships, 3, func(r []string) string {
			if r[2] != "1" || r[7] != "363698007" {
				return ""
			}
			return r[4]
		})
	}},
	{"* : { 363698007 = *, 116676008 = * }", func(h *hand) ids {
		return sources(and(counted(h.relationships, 1, func(r []string) string { return groupKey(r, "363698007", nil) }),
			counted(h.relationships, 1, func(r []string) string { return groupKey(r, "116676008", nil) })))
	}},
	{"* : { 363698007 = << 91723000, 116676008 = << 409774005 }", func(h *hand) ids {
		sites, kinds := h.belowOrSelf("91723000"), h.belowOrSelf("409774005")
		return sources(and(counted(h.relationships, 1, func(r []string) string { return groupKey(r, "363698007", sites) }),
			counted(h.relationships, 1, func(r []string) string { return groupKey(r, "116676008", kinds) })))
	}},
	{"* : [3..*] { 363698007 = * }", func(h *hand) ids {
		groups := map[string]int{}
		for key := range counted(h.relationships, 1, func(r []string) string { return groupKey(r, "363698007", nil) }) {
			source, _, _ := strings.Cut(key, "/")
			groups[source]++
		}
		set := ids{}
		for source, n := range groups {
			if n >= 3 {
				set[source] = true
			}
		}
		return set
	}},
	{"* : { 363698007 = *, [0..0] 116676008 = * }", func(h *hand) ids {
		return sources(without(counted(h.relationships, 1, func(r []string) string { return groupKey(r, "363698007", nil) }),
			counted(h.relationships, 1, func(r []string) string { return groupKey(r, "116676008", nil) })))
	}},
	{"* : 370135005 = *, 246454002 = *", func(h *hand) ids { return and(h.attributes("370135005", nil), h.attributes("246454002", nil)) }},
	{"* : 246075003 = * OR 42752001 = *", func(h *hand) ids { return with(h.attributes("246075003", nil), h.attributes("42752001", nil)) }},
	{"* : R 363698007 = << 64572001", func(h *hand) ids {
		below := h.belowOrSelf("64572001")
		return of(h.relationships, 5, func(r []string) bool { return r[2] == "1" && r[7] == "363698007" && below[r[4]] })
	}},
	{"(<< 71388002) . 405813007 . 272741003", func(h *hand) ids {
		below := h.belowOrSelf("71388002")
		sites := of(h.relationships, 5, func(r []string) bool { return r[2] == "1" && r[7] == "405813007" && below[r[4]] })
		return of(h.relationships, 5, func(r []string) bool { return r[2] == "1" && r[7] == "272741003" && sites[r[4]] })
	}},
	{"* : 1142135004 >= #600", func(h *hand) ids { return h.numbers("1142135004", func(n float64) bool { return n >= 600 }) }},
	{"* : 1142139005 = #1.0", func(h *hand) ids { return h.numbers("1142139005", func(n float64) bool { return n == 1 }) }},
	{"* {{ C definitionStatus = defined }}", func(h *hand) ids {
		return of(h.concepts, 0, func(r []string) bool { return r[4] == "900000000000073002" })
	}},
	{"* {{ C moduleId = 900000000000012004, active = 1 }}", func(h *hand) ids {
		return of(h.concepts, 0, func(r []string) bool { return r[3] == "900000000000012004" && r[2] == "1" })
	}},
	{`* {{ C effectiveTime >= "20200101" }}`, func(h *hand) ids {
		return of(h.concepts, 0, func(r []string) bool { return r[1] >= "20200101" })
	}},
	{"* {{ C active = 0 }}", func(h *hand) ids { return of(h.concepts, 0, func(r []string) bool { return r[2] == "0" }) }},
	{"* {{ D active = 0 }}", func(h *hand) ids { return h.named(func(r []string) bool { return r[2] == "0" }) }},
	{`* {{ term = "heart" }}`, func(h *hand) ids {
		return h.named(func(r []string) bool { return r[2] == "1" && hasWord(r[7], "heart") })
	}},
	{`* {{ term = "struc heart", type = fsn }}`, func(h *hand) ids {
		return h.named(func(r []string) bool {
			return r[2] == "1" && r[6] == fsnType && hasWord(r[7], "struc") && hasWord(r[7], "heart")
		})
	}},
	{`* {{ term = wild:"*itis", type = syn }}`, func(h *hand) ids {
		return h.named(func(r []string) bool {
			return r[2] == "1" && r[6] == synType && strings.HasSuffix(strings.ToLower(r[7]), "itis")
		})
	}},
	{`* {{ term = "haem", dialect = en-gb (prefer) }}`, func(h *hand) ids {
		preferred := h.inDialect(gbSet, "900000000000548007")
		return h.named(func(r []string) bool { return r[2] == "1" && preferred[r[0]] && hasWord(r[7], "haem") })
	}},
	{"* {{ dialect = en-gb, type = syn }} {{ dialect != en-us, type = syn }}", func(h *hand) ids {
		gb, us := h.inDialect(gbSet, ""), h.inDialect(usSet, "")
		return and(h.named(func(r []string) bool { return r[2] == "1" && r[6] == synType && gb[r[0]] }),
			h.named(func(r []string) bool { return r[2] == "1" && r[6] == synType && !us[r[0]] }))
	}},
	{"* {{ type = def }}", func(h *hand) ids { return of(h.definitions, 4, func(r []string) bool { return r[2] == "1" }) }},
	{`* {{ D effectiveTime = "20170731", moduleId = 900000000000012004 }}`, func(h *hand) ids {
		return h.named(func(r []string) bool { return r[2] == "1" && r[1] == "20170731" && r[3] == "900000000000012004" })
	}},
	{"74400008 {{ + HISTORY-MOD }}", func(h *hand) ids {
		added := of(h.associations, 5, func(r []string) bool {
			return r[2] == "1" && r[4] == "900000000000526001" && r[6] == "74400008"
		})
		return with(just("74400008"), and(added, h.all()))
	}},
}

// TestByHand counts expressions over the real subset three times: by hand over
// the lines of the text files, with the naive model, and with the engine.
func TestByHand(t *testing.T) {
	if len(byHand) < 30 {
		t.Fatalf("%d expressions", len(byHand))
	}
	h, s := readHand(t), realSubset(t)
	for i, test := range byHand {
		if testing.Short() && i%4 > 0 {
			continue
		}
		want := []uint64{}
		for id := range test.find(h) {
			n, err := strconv.ParseUint(id, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, n)
		}
		slices.Sort(want)
		if len(want) == 0 || len(want) == len(h.concepts) {
			t.Errorf("%s: by hand it is %d of %d concepts, which tells nothing", test.query, len(want), len(h.concepts))
		}
		model, err := s.naively(test.query)
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
		}
		if diff := cmp.Diff(want, model.concepts); diff != "" {
			t.Errorf("%s: the model (-hand +model):\n%s", test.query, diff)
		}
		got, err := s.answer(test.query)
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
		}
		if diff := cmp.Diff(want, got.concepts); diff != "" {
			t.Errorf("%s: the engine (-hand +engine):\n%s", test.query, diff)
		}
		if n, err := s.plain.Count(t.Context(), parsed(t, test.query), ecl.EvaluateOptions{}); n != len(want) || err != nil {
			t.Errorf("%s: counted as %d, want %d; %v", test.query, n, len(want), err)
		}
	}
}
