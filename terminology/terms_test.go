package terminology

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// termWorld makes a release of n concepts with a term each in British English
// and, for every other one, another in American English; some terms are long and
// some concepts have none at all.
func termWorld(t failer, n int) *Release {
	w := &world{}
	root := w.concept(Root, true)
	name := func(c *Concept, item uint64, term string, refset sctid.ID) {
		c.Descriptions = append(c.Descriptions, Description{
			ID: descriptionID(item), Stamp: c.Stamp, ConceptID: c.ID, LanguageCode: "en", TypeID: Synonym, Term: term,
			Acceptability: []Acceptability{{RefsetID: refset, AcceptabilityID: Preferred, Active: true}},
		})
	}
	name(root, 999, "Root", GBEnglish)
	for i := range uint64(n) {
		c := w.concept(id(100+i), true, Root)
		if i%7 == 3 {
			continue
		}
		term := fmt.Sprintf("Term %d", i)
		if i%11 == 0 {
			term += strings.Repeat(" and more", int(i%5)*200)
		}
		name(c, 1000+2*i, term, GBEnglish)
		if i%2 == 0 {
			name(c, 1001+2*i, term+" (US)", USEnglish)
		}
		if i%3 != 0 { // a name that begins with the term, or another one
			c.Descriptions = append(c.Descriptions, Description{
				ID: descriptionID(100_000 + i), Stamp: c.Stamp, ConceptID: c.ID, LanguageCode: "en", TypeID: FullySpecifiedName,
				Term: []string{"", term + " (finding)", "Another name (disorder)"}[i%3],
			})
		}
		if i%5 == 0 {
			c.DefinitionStatusID = Defined
		}
		if i%13 == 0 { // retired, with its names or without
			c.Active, c.EffectiveTime, c.ModuleID = false, 20260131, ModelModule
			for k := range c.Descriptions {
				c.Descriptions[k].Active = i%2 == 0
			}
		}
	}
	return w.release(t)
}

// readSummary makes a summary without remembering anything.
func readSummary(t failer, r *Release, o taxonomy.Ordinal, dialects Dialects) Summary {
	t.Helper()
	var names Names
	var c *Concept
	for _, parts := range []Parts{PartNames, PartNames | PartInactive} {
		var err error
		if c, err = r.store.Concept(o, parts); err != nil {
			t.Fatal(err)
		}
		if names = r.NamesOf(c, dialects); names.PreferredTerm != "" {
			break
		}
	}
	return Summary{
		ConceptID: c.ID, Active: c.Active, EffectiveTime: c.EffectiveTime, ModuleID: c.ModuleID, Defined: c.Defined(), Names: names,
	}
}

// checkTerms compares what terms answer with what is read.
func checkTerms(t failer, r *Release, terms *Terms, o taxonomy.Ordinal, dialects Dialects) {
	t.Helper()
	want := readSummary(t, r, o, dialects)
	got, err := terms.Summary(o)
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatal(fmt.Sprintf("concept %d in %v: got %.200v, want %.200v", o, dialects, got, want))
	}
	term, err := terms.Of(o)
	if err != nil || term != want.PreferredTerm {
		t.Fatal(fmt.Sprintf("concept %d in %v: got the term %.60q, %v, want %.60q", o, dialects, term, err, want.PreferredTerm))
	}
}

// TestTerms asks for terms in random order and dialects, more choices of them
// than are remembered, and compares each answer with the one that is read.
func TestTerms(t *testing.T) {
	r := termWorld(t, 600)
	choices := []Dialects{{GBEnglish}, {USEnglish}, {USEnglish, GBEnglish}, {GBEnglish, USEnglish}, {}, {46011000052107}}
	rapid.Check(t, func(rt *rapid.T) {
		for range 50 {
			dialects := rapid.SampledFrom(choices).Draw(rt, "dialects")
			o := taxonomy.Ordinal(rapid.IntRange(0, r.Taxonomy().Len()-1).Draw(rt, "concept"))
			if rapid.Bool().Draw(rt, "prepare") { // which changes no answer
				r.PreferredTerms(dialects).Prepare([]taxonomy.Ordinal{o, taxonomy.NoOrdinal, 0})
			}
			checkTerms(rt, r, r.PreferredTerms(dialects), o, dialects)
		}
	})
}

// TestTermsAreRemembered takes the store away after a first question.
func TestTermsAreRemembered(t *testing.T) {
	r := termWorld(t, 100)
	terms := r.PreferredTerms(Dialects{GBEnglish})
	first, err := terms.Of(5)
	if err != nil {
		t.Fatal(err)
	}
	r.store = nil
	again, err := r.PreferredTerms(Dialects{GBEnglish}).Of(5)
	if err != nil || again != first || first == "" {
		t.Errorf("got %q, %v, want %q", again, err, first)
	}
}

// TestTermsBound asks for more text than is remembered: every answer is right,
// and what is kept stays within the bound.
func TestTermsBound(t *testing.T) {
	r := termWorld(t, 600)
	terms := r.PreferredTerms(Dialects{GBEnglish})
	for range 2 {
		for o := range taxonomy.Ordinal(r.Taxonomy().Len()) {
			checkTerms(t, r, terms, o, Dialects{GBEnglish})
		}
	}
	if most := r.Taxonomy().Len()*termBytesEach + termChunkSize; terms.used*termChunkSize > most {
		t.Errorf("%d bytes are kept: expected %d at most", terms.used*termChunkSize, most)
	}
	if terms.used != len(terms.chunks) {
		t.Errorf("%d of %d chunks are used: the test has too little text", terms.used, len(terms.chunks))
	}
}

// TestTermsTogether lets many goroutines fill the same terms. Run it with the
// race detector.
func TestTermsTogether(t *testing.T) {
	r := termWorld(t, 200)
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range r.Taxonomy().Len() {
				o := taxonomy.Ordinal((i*7 + g*100) % r.Taxonomy().Len())
				dialects := Dialects{[]sctid.ID{GBEnglish, USEnglish, 46011000052107, 900000000000508005}[(i/25+g)%4]}
				want := readSummary(t, r, o, dialects)
				if got, err := r.Summary(o, dialects); err != nil || got != want {
					t.Errorf("concept %d: got %.200v, %v, want %.200v", o, got, err, want)
					return
				}
			}
		})
	}
	wait.Wait()
}

// TestTermsForget holds the choice that is forgotten to be the one that nobody
// asked for longest.
func TestTermsForget(t *testing.T) {
	r := termWorld(t, 10)
	a, b, c := r.PreferredTerms(Dialects{1}), r.PreferredTerms(Dialects{2}), r.PreferredTerms(Dialects{3})
	r.PreferredTerms(Dialects{1})
	r.PreferredTerms(Dialects{4}) // instead of 2
	if r.PreferredTerms(Dialects{1}) != a || r.PreferredTerms(Dialects{3}) != c {
		t.Error("a choice that was asked for is forgotten")
	}
	if r.PreferredTerms(Dialects{2}) == b {
		t.Error("four choices are remembered")
	}
}

// TestTermRow writes summaries and reads them, with every kind of name.
func TestTermRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "Heart", "Heart attack", "Heart attack (disorder)", "Käse (substance)", strings.Repeat("long ", 20_000)})
		want := Summary{
			ConceptID: 5, Active: rapid.Bool().Draw(t, "active"), Defined: rapid.Bool().Draw(t, "defined"),
			EffectiveTime: Date(rapid.Uint32().Draw(t, "time")), ModuleID: sctid.ID(rapid.Uint64().Draw(t, "module")),
			Names: Names{
				PreferredTerm: text.Draw(t, "term"), PreferredDescriptionID: sctid.ID(rapid.Uint64().Draw(t, "id")),
				FullySpecifiedName: text.Draw(t, "name"), FullySpecifiedNameID: sctid.ID(rapid.Uint64().Draw(t, "name id")),
			},
		}
		want.SemanticTag = SemanticTag(want.FullySpecifiedName)
		row := appendTermRow(nil, &want)
		if len(row) != termRowSize(&want) {
			t.Fatalf("%d bytes, expected %d", len(row), termRowSize(&want))
		}
		if got := row.summary(5); got != want {
			t.Fatalf("got %.200v, want %.200v", got, want)
		}
		if got := row.preferredTerm(); got != want.PreferredTerm {
			t.Fatalf("got %.60q, want %.60q", got, want.PreferredTerm)
		}
	})
}
