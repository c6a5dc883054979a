package index

import (
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func TestWhatMatches(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
	for _, c := range []struct {
		name, language, term, query string
		want                        bool
	}{
		{"a word", "en", "Heart failure", "heart", true},
		{"a beginning of a word", "en", "Heart failure", "fail", true},
		{"not an ending", "en", "Heart failure", "lure", false},
		{"any order", "en", "Acute heart failure", "fail acu hea", true},
		{"all words, not some", "en", "Heart failure", "heart failure acute", false},
		{"a word serves once", "en", "Heart failure", "heart heart", false},
		{"two words serve twice", "en", "Heart to heart talk", "heart heart", true},
		{"not greedy", "en", "Hearts heart", "heart hearts", true},
		{"not greedy, three", "en", "ab abc abcd", "a ab abcd", true},
		{"not greedy, impossible", "en", "ab abc x", "ab abc a", false},
		{"one letter", "en", "Vitamin A", "a", true},
		{"one digit", "en", "Diabetes mellitus type 2", "2 diab", true},
		{"stop words count", "en", "History of fall", "of his", true},
		{"stop words must be there", "en", "History fall", "of his", false},

		{"no marks find marks", "en", "Sjögren's syndrome", "sjogren", true},
		{"marks find no marks in English", "en", "Sjogren syndrome", "sjögren", true},
		{"no marks find Swedish letters", "sv", "Hjärtsvikt", "hjart", true},
		{"Swedish letters find themselves", "sv", "Hjärtsvikt", "hjärt", true},
		{"Swedish letters are others than plain ones", "sv", "Hjartsvikt", "hjärt", false},
		{"Swedish letters, spelled", "sv", "Hjärtsvikt", "hjaert", true},
		{"Swedish folds other marks", "sv", "Idé", "ide", true},
		{"a Danish letter in a Swedish term", "sv", "Møller", "moller", true},
		{"Finnish is as Swedish", "fi", "Äiti", "aiti", true},
		{"Danish æ", "da", "Blære", "blære", true},
		{"Danish æ, plain", "da", "Blære", "blaere", true},
		{"Danish ø", "da", "Øre", "ore", true},
		{"Danish ø, spelled", "da", "Øre", "oere", true},
		{"Danish ø isn't o", "da", "Ore", "øre", false},
		{"å and aa are one letter: å in the query", "nb", "Aalborg", "ålborg", true},
		{"å and aa are one letter: aa in the query", "nb", "Ålborg", "aalborg", true},
		{"German, plain", "de", "Gefäß", "gefass", true},
		{"German, spelled", "de", "Gefäß", "gefaess", true},
		{"French", "fr", "Œdème", "oedeme", true},
		{"Spanish", "es", "Riñón", "rinon", true},
		{"decomposed in the query", "sv", "Hjärta", "hja\u0308r", true},

		{"the tag is no word", "en", "Heart failure (disorder)", "disorder", false},
		{"right to left", "he", "שלום עולם", "עול של", true},
		{"no spaces", "ja", "心不全", "心不", true},
	} {
		d := in(c.language, terms(c.term))
		if strings.HasSuffix(c.term, ")") {
			d[0].TypeID = terminology.FullySpecifiedName
		}
		got := ask(t, buildTemp(t, d), terminology.TermQuery{Text: c.query})
		if (len(got.Hits) == 1) != c.want {
			t.Errorf("%s: %q finds %q", c.name, c.query, found(got))
		}
	}
}

func TestWordsOfTwoDescriptionsDontAddUp(t *testing.T) {
	documents := terms("Heart attack", "Cardiac failure")
	documents[1].Concept, documents[1].ConceptID = documents[0].Concept, documents[0].ConceptID
	x := buildTemp(t, documents)
	if got := ask(t, x, terminology.TermQuery{Text: "heart failure"}); got.Total != 0 {
		t.Errorf("finds %q", found(got))
	}
	if got := ask(t, x, terminology.TermQuery{Text: "a"}); got.Total != 1 || len(got.Hits) != 1 {
		t.Errorf("one concept is %d in total and %d hits", got.Total, len(got.Hits))
	}
}

func TestScope(t *testing.T) {
	const us, gb = terminology.USEnglish, terminology.GBEnglish
	documents := terms("heart synonym", "heart name (tag)", "heart definition", "heart inactive", "heart retired", "heart british")
	documents[1].TypeID = terminology.FullySpecifiedName
	documents[2].TypeID = terminology.TextDefinition
	documents[3].Active = false
	documents[4].ConceptActive = false
	documents[5].Acceptability = []terminology.Acceptability{preferredIn(gb, terminology.Acceptable), {RefsetID: us, AcceptabilityID: terminology.Preferred}}
	x := buildTemp(t, documents)
	for _, c := range []struct {
		name  string
		query terminology.TermQuery
		want  []string
	}{
		{"the default: active names and synonyms of active concepts", terminology.TermQuery{},
			[]string{"heart name (tag)", "heart british", "heart synonym"}},
		{"text definitions, asked for", terminology.TermQuery{TypeIDs: []sctid.ID{terminology.TextDefinition}},
			[]string{"heart definition"}},
		{"two types", terminology.TermQuery{TypeIDs: []sctid.ID{terminology.TextDefinition, terminology.FullySpecifiedName}},
			[]string{"heart name (tag)", "heart definition"}},
		{"a type that there isn't", terminology.TermQuery{TypeIDs: []sctid.ID{terminology.Root}}, []string{}},
		{"inactive descriptions", terminology.TermQuery{InactiveDescriptions: true},
			[]string{"heart name (tag)", "heart british", "heart synonym", "heart inactive"}},
		{"within some concepts, an inactive one among them", terminology.TermQuery{Within: roaring.BitmapOf(0, 4, 77)},
			[]string{"heart synonym", "heart retired"}},
		{"within none", terminology.TermQuery{Within: roaring.New()}, []string{}},
		{"only a dialect", terminology.TermQuery{LanguageRefsets: []sctid.ID{gb}, OnlyDialects: true}, []string{"heart british"}},
		{"an inactive member is none", terminology.TermQuery{LanguageRefsets: []sctid.ID{us}, OnlyDialects: true}, []string{}},
	} {
		for _, x.tuning = range everyTuning {
			c.query.Text = "heart"
			result := ask(t, x, c.query)
			if diff := cmp.Diff(c.want, found(result)); diff != "" || result.Total != len(c.want) {
				t.Errorf("%s: total %d, %s", c.name, result.Total, diff)
			}
		}
	}
}

func TestRanges(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
	for _, c := range []struct {
		language, term, query string
		want                  string // the term with the ranges in brackets
	}{
		{"en", "Heart failure", "heart", "[Heart] failure"},
		{"en", "Heart failure", "fail hea", "[Hea]rt [fail]ure"},
		{"en", "Heart failure (disorder)", "failure", "Heart [failure] (disorder)"},
		{"en", "Sjögren’s syndrome", "syn sjogr", "[Sjögr]en’s [syn]drome"},
		{"en", "Sjögren’s syndrome", "sjogrens", "[Sjögren’s] syndrome"},
		{"en", "Sjo\u0308gren", "sjo", "[Sjo\u0308]gren"},
		{"sv", "Ont i hjärtat", "hja", "Ont i [hjä]rtat"},
		{"sv", "Ont i hjärtat", "hjae", "Ont i [hjä]rtat"},
		{"da", "Ærø", "a", "[Æ]rø"},
		{"de", "Fußödem", "fusso", "[Fußö]dem"},
		{"en", "5-HT receptor", "5ht rec", "[5-HT] [rec]eptor"},
		{"en", "5-HT receptor", "5-ht", "[5]-[HT] receptor"},
		{"en", "5-HT receptor", "5h", "[5-H]T receptor"},
		{"en", "HbA1c level", "hb a1c", "[HbA1c] level"},
		{"en", "A β-blocker", "be bl", "A [β]-[bl]ocker"},
		{"en", "½ tablet", "1 2", "[½] tablet"},
		{"en", "CO₂ (gas)", "co2", "[CO₂] (gas)"},
		{"en", "𝐇𝐞art", "hea", "[𝐇𝐞a]rt"},
		{"en", "heart heart hearts", "hearts heart", "[heart] heart [hearts]"},
		{"en", "zz aa bb aa", "aa bb", "zz [aa] [bb] aa"},
		{"en", "Crohn's disease", "crohn", "[Crohn]'s disease"},
		{"en", "Grade 2+ edema", "2+", "Grade [2+] edema"},
		{"en", "Grade 2+ edema", "2", "Grade [2]+ edema"},
		{"he", "שלום עולם", "עול", "שלום [עול]ם"},
	} {
		d := in(c.language, terms(c.term))
		if strings.HasSuffix(c.term, "(disorder)") {
			d[0].TypeID = terminology.FullySpecifiedName
		}
		result := ask(t, buildTemp(t, d), terminology.TermQuery{Text: c.query})
		if len(result.Hits) != 1 {
			t.Errorf("%q finds %d of %q", c.query, len(result.Hits), c.term)
			continue
		}
		var b strings.Builder
		last := 0
		for _, r := range result.Hits[0].Matches {
			b.WriteString(c.term[last:r.Start] + "[" + c.term[r.Start:r.End] + "]")
			last = r.End
		}
		b.WriteString(c.term[last:])
		if b.String() != c.want {
			t.Errorf("%q: %s, want %s", c.query, b.String(), c.want)
		}
	}
}

// A term may be as long as a text definition, and a query as wicked as its
// bounds allow: the matching stays exact and quick.
func TestLongTermsAndManyEqualWords(t *testing.T) {
	x := buildTemp(t, terms(
		strings.Repeat("a ", 500),
		strings.Repeat("a ", terminology.MaxQueryWords-1)+"b",
		strings.Repeat("a-", 300),
		strings.Repeat("x", 5000),
		strings.Repeat("å", 300),
	))
	for query, want := range map[string]int{
		strings.Repeat("a ", terminology.MaxQueryWords):             2,
		strings.Repeat("a ", terminology.MaxQueryWords-1):           3,
		strings.Repeat("a-", terminology.MaxQueryWords):             3, // read as one word, å without marks too
		strings.Repeat("a ", terminology.MaxQueryWords-1) + "b":     1,
		strings.Repeat("x", terminology.MaxQueryCharacters):         1,
		strings.Repeat("a", terminology.MaxQueryCharacters):         2, // the joined ones, and å without marks
		strings.Repeat("å", terminology.MaxQueryCharacters):         2,
		strings.Repeat("x", terminology.MaxQueryCharacters-1) + "y": 0,
	} {
		if got := ask(t, x, terminology.TermQuery{Text: query}); got.Total != want {
			t.Errorf("%.30q… (%d bytes) finds %d, want %d", query, len(query), got.Total, want)
		}
	}
}
