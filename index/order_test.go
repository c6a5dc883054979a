package index

import (
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// preferredIn marks a document as preferred, or only acceptable, in a dialect.
func preferredIn(refset, acceptability sctid.ID) terminology.Acceptability {
	return terminology.Acceptability{RefsetID: refset, AcceptabilityID: acceptability, Active: true}
}

// TestOrder has one case for each key of the order. Each puts the hits that
// must come first last into the index, and gives them the higher ids.
func TestOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
	const us, gb = terminology.USEnglish, terminology.GBEnglish
	both := []sctid.ID{gb, us}
	synonym := func(term string, acceptability ...terminology.Acceptability) Document {
		d := terms(term)[0]
		d.Acceptability = acceptability
		return d
	}
	with := func(d Document, change func(*Document)) Document {
		change(&d)
		return d
	}
	for _, c := range []struct {
		name, query string
		best        []Document // in the order wanted
		classes     []terminology.MatchClass
	}{
		{"class", "heart att", []Document{
			synonym("Heart att"),
			synonym("Heart attack of the very long and winding description", preferredIn(gb, terminology.Preferred)),
			synonym("Heart attack x"),
			synonym("Other att and then the heart"),
			synonym("Hearts att"),
		}, []terminology.MatchClass{
			terminology.MatchWholeTerm, terminology.MatchPreferredTermBegins, terminology.MatchTermBegins,
			terminology.MatchWholeWords, terminology.MatchPrefixes,
		}},
		{"fewer unmatched words before shorter", "heart", []Document{
			synonym("Heart abcdefghijklmnop"),
			synonym("Heart a b"),
		}, nil},
		{"shorter folded term", "heart", []Document{
			synonym("Heart abc"),
			synonym("Heart abcd", preferredIn(gb, terminology.Acceptable)),
		}, nil},
		{"the semantic tag doesn't count as length", "heart", []Document{
			with(synonym("Heart ab (a very long tag indeed)"), func(d *Document) { d.TypeID = terminology.FullySpecifiedName }),
			synonym("Heart abc"),
		}, nil},
		{"acceptability in the dialects", "heart", []Document{
			synonym("Heart a", preferredIn(gb, terminology.Preferred)),
			synonym("Heart b", preferredIn(us, terminology.Preferred)),
		}, nil},
		{"acceptable in the first dialect before preferred in the second", "zz heart", []Document{
			synonym("Heart b zz", preferredIn(gb, terminology.Acceptable)),
			synonym("Heart a zz", preferredIn(us, terminology.Preferred)),
			synonym("Heart a zz", preferredIn(us, terminology.Acceptable)),
			with(synonym("Heart a zz (tag)", preferredIn(gb, terminology.Preferred)), func(d *Document) { d.TypeID = terminology.FullySpecifiedName }),
			synonym("Heart a zz"),
		}, nil},
		{"an inactive member is none", "heart", []Document{
			synonym("Heart b", preferredIn(gb, terminology.Acceptable)),
			synonym("Heart a", terminology.Acceptability{RefsetID: gb, AcceptabilityID: terminology.Preferred}),
		}, []terminology.MatchClass{terminology.MatchTermBegins, terminology.MatchTermBegins}},
		{"words in query order", "aa bb", []Document{
			synonym("zz aa bb"),
			synonym("yy bb aa"),
		}, []terminology.MatchClass{terminology.MatchWholeWords, terminology.MatchWholeWords}},
		{"active descriptions first", "heart", []Document{
			synonym("Heart b"),
			with(synonym("Heart a"), func(d *Document) { d.Active = false }),
		}, nil},
		{"active concepts first", "heart", []Document{
			synonym("Heart b"),
			with(synonym("Heart a"), func(d *Document) { d.Active = false }),
			with(synonym("Heart a"), func(d *Document) { d.ConceptActive = false }),
		}, nil},
		{"folded term", "heart", []Document{
			synonym("HEART A"),
			synonym("heart b"),
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var documents []Document
			var want []sctid.ID
			within := roaring.New()
			for i := range c.best {
				d := c.best[i]
				n := len(c.best) - i // the best ones get the highest ids
				d.Concept, d.ConceptID, d.DescriptionID = taxonomy.Ordinal(n), sctid.ID(1000+n), sctid.ID(2000+n)
				want = append(want, d.DescriptionID)
				within.Add(uint32(n))
				documents = append(documents, d)
			}
			result := ask(t, buildTemp(t, documents), terminology.TermQuery{
				Text: c.query, LanguageRefsets: both, InactiveDescriptions: true, Within: within,
			})
			var got []sctid.ID
			for _, h := range result.Hits {
				got = append(got, h.DescriptionID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("order of descriptions: %s", diff)
			}
			for i, class := range c.classes {
				if result.Hits[i].Class != class {
					t.Errorf("%q is of class %d, want %d", result.Hits[i].Term, result.Hits[i].Class, class)
				}
			}
		})
	}
}

func TestOrderByConceptAndDescription(t *testing.T) {
	documents := terms("Same", "Same", "Same", "Same")
	documents[0].ConceptID, documents[1].ConceptID = 3, 2
	documents[2].ConceptID, documents[3].ConceptID = 1, 1
	documents[3].Concept = documents[2].Concept // two descriptions of one concept
	documents[3].DescriptionID = 7
	result := ask(t, buildTemp(t, documents), terminology.TermQuery{Text: "same"})
	var got []sctid.ID
	for _, h := range result.Hits {
		got = append(got, h.DescriptionID)
	}
	if diff := cmp.Diff([]sctid.ID{7, 2001, 2000}, got); diff != "" || result.Total != 3 {
		t.Errorf("total %d, %s", result.Total, diff)
	}
}

func TestPreferredTermIsASynonymInTheUsersDialects(t *testing.T) {
	const us, gb = terminology.USEnglish, terminology.GBEnglish
	documents := terms("Heart a", "Heart b", "Heart c (tag)")
	documents[0].Acceptability = []terminology.Acceptability{preferredIn(us, terminology.Preferred)}
	documents[1].Acceptability = []terminology.Acceptability{preferredIn(gb, terminology.Preferred)}
	documents[2].Acceptability = []terminology.Acceptability{preferredIn(gb, terminology.Preferred)}
	documents[2].TypeID = terminology.FullySpecifiedName
	x := buildTemp(t, documents)
	for _, c := range []struct {
		name     string
		dialects []sctid.ID
		want     []string
		classes  []terminology.MatchClass
	}{
		{"British", []sctid.ID{gb}, []string{"Heart b", "Heart c (tag)", "Heart a"}, []terminology.MatchClass{1, 2, 2}},
		{"American", []sctid.ID{us}, []string{"Heart a", "Heart c (tag)", "Heart b"}, []terminology.MatchClass{1, 2, 2}},
		{"none: all count as one", nil, []string{"Heart a", "Heart b", "Heart c (tag)"}, []terminology.MatchClass{1, 1, 2}},
		{"unknown", []sctid.ID{12345}, []string{"Heart c (tag)", "Heart a", "Heart b"}, []terminology.MatchClass{2, 2, 2}},
	} {
		result := ask(t, x, terminology.TermQuery{Text: "heart", LanguageRefsets: c.dialects})
		var classes []terminology.MatchClass
		for _, h := range result.Hits {
			classes = append(classes, h.Class)
		}
		if diff := cmp.Diff(c.want, found(result)) + cmp.Diff(c.classes, classes); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
