package index

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// TestFilterWords holds term filters to the words of the specification and to
// what the index has of its own: joined words, possessives, tags.
func TestFilterWords(t *testing.T) {
	documents := terms(
		"Heart attack", "Sjögren's syndrome", "T-cell count", "Æther", "Crohn's disease", "10⁹/L", "Fracture of femur",
		"Naïve T lymphocyte", "Gaard", "Gård", "Hjärta", "Hjarta", "Ödem", "Renal stone", "Smørbrød",
	)
	for _, at := range []int{8, 9, 14} {
		documents[at].LanguageCode = "da"
	}
	for _, at := range []int{10, 11} {
		documents[at].LanguageCode = "sv"
	}
	documents[6].TypeID, documents[6].Term = terminology.FullySpecifiedName, "Fracture of femur (disorder)"
	x := buildTemp(t, documents)
	for _, test := range []struct {
		pattern *terminology.TermPattern
		want    []int
	}{
		{terminology.MatchPattern("heart att"), []int{0}},
		{terminology.MatchPattern("att HEART"), []int{0}},
		{terminology.MatchPattern("heart heart"), []int{0}},
		{terminology.MatchPattern("eart"), nil},
		{terminology.MatchPattern("sjogren"), []int{1}},
		{terminology.MatchPattern("sjögren"), []int{1}},
		{terminology.MatchPattern("sjögren syn"), []int{1}},
		{terminology.MatchPattern("s"), []int{1, 4, 13, 14}}, // the s of a possessive is a word here
		{terminology.MatchPattern("cell"), []int{2}},
		{terminology.MatchPattern("tcell"), nil}, // joined words are two words here
		{terminology.MatchPattern("t-cell"), []int{2}},
		{terminology.MatchPattern("aether"), []int{3}},
		{terminology.MatchPattern("æther"), []int{3}},
		{terminology.MatchPattern("109"), []int{5}},
		{terminology.MatchPattern("disord"), []int{6}}, // the semantic tag belongs to the term
		{terminology.MatchPattern("naive"), []int{7}},
		{terminology.MatchPattern("naíve"), nil}, // another mark
		{terminology.MatchPattern("gå"), []int{8, 9}},
		{terminology.MatchPattern("gaa"), []int{8, 9}},
		{terminology.MatchPattern("ga"), nil},
		{terminology.MatchPattern("hjar"), []int{11}},
		{terminology.MatchPattern("hjär"), []int{10}},
		{terminology.MatchPattern("odem"), []int{12}},
		{terminology.MatchPattern("smor"), nil},
		{terminology.MatchPattern("smør"), []int{14}},
		{terminology.MatchPattern("+"), nil},
		{terminology.WildPattern([]string{"", "femur", ""}), []int{6}},
		{terminology.WildPattern([]string{"fracture", "(disorder)"}), []int{6}},
		{terminology.WildPattern([]string{"fracture", "femur"}), nil},
		{terminology.WildPattern([]string{"heart attack"}), []int{0}},
		{terminology.WildPattern([]string{"", "ïve", ""}), []int{7}},
		{terminology.WildPattern([]string{"", "ive t", ""}), []int{7}},
		{terminology.WildPattern([]string{"", "-", ""}), []int{2}},
		{terminology.WildPattern([]string{"", "aard"}), []int{8, 9}},
		{terminology.WildPattern([]string{"", ""}), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}},
	} {
		q := &terminology.DescriptionQuery{Active: true, Terms: []terminology.TermCondition{{Patterns: []*terminology.TermPattern{test.pattern}}}}
		got, err := x.FindDescriptions(bg, q, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := roaring.New()
		for _, o := range test.want {
			want.Add(uint32(o))
		}
		if !got.Equals(want) {
			t.Errorf("%q (wild %v): got %v, want %v", test.pattern.Text(), test.pattern.Wild(), got, want)
		}
	}
}

// TestFilterAgainstScan compares filters with a look at every description.
func TestFilterAgainstScan(t *testing.T) {
	dir := t.TempDir()
	checkSome(t, func(t *rapid.T) {
		documents := someDocuments(t)
		at, err := os.MkdirTemp(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(at)
		x := build(t, at, documents)
		defer x.Close()
		x.filters.few = 1
		for range 5 {
			q, stamps := someFilter(t, documents)
			got, err := x.FindDescriptions(bg, q, stamps)
			if err != nil {
				t.Fatal(err)
			}
			if want := scan(documents, q, stamps); !got.Equals(want) {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
	})
}

func someFilter(t *rapid.T, documents []Document) (*terminology.DescriptionQuery, func(taxonomy.Ordinal, sctid.ID) bool) {
	q := &terminology.DescriptionQuery{Active: rapid.Bool().Draw(t, "active"), Inactive: rapid.Bool().Draw(t, "inactive")}
	for range rapid.IntRange(0, 2).Draw(t, "conditions") {
		c := terminology.TermCondition{Negate: rapid.IntRange(0, 3).Draw(t, "negate") == 0}
		for range rapid.IntRange(1, 2).Draw(t, "patterns") {
			text := someText(t, "pattern", 2)
			if len(documents) > 0 && rapid.Bool().Draw(t, "from a term") {
				text = rapid.SampledFrom(documents).Draw(t, "document").Term
			}
			if rapid.Bool().Draw(t, "wild") {
				pieces := strings.Split(text, rapid.SampledFrom([]string{"a", " ", "b", "-"}).Draw(t, "asterisk"))
				c.Patterns = append(c.Patterns, terminology.WildPattern(pieces))
			} else {
				c.Patterns = append(c.Patterns, terminology.MatchPattern(text))
			}
		}
		q.Terms = append(q.Terms, c)
	}
	if rapid.Bool().Draw(t, "kind") {
		refset, wanted := someRefset.Draw(t, "dialect"), someType.Draw(t, "type")
		q.Kind = func(d *terminology.Description) bool {
			return d.TypeID == wanted || d.LanguageCode == "sv" || d.AcceptabilityIn(refset) == terminology.Preferred
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "within") == 0 {
		q.Within = roaring.BitmapOf(rapid.SliceOfN(rapid.Uint32Range(0, 15), 0, 8).Draw(t, "concepts")...)
	}
	if rapid.IntRange(0, 3).Draw(t, "not ids") == 0 {
		for _, d := range documents[:len(documents)/2] {
			q.NotIDs = append(q.NotIDs, d.DescriptionID)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "stamps") == 0 {
		return q, func(o taxonomy.Ordinal, id sctid.ID) bool { return (uint64(o)+uint64(id))%3 > 0 }
	}
	return q, nil
}

func scan(documents []Document, q *terminology.DescriptionQuery, stamps func(taxonomy.Ordinal, sctid.ID) bool) *roaring.Bitmap {
	found := roaring.New()
	var text terminology.TermText
	for _, d := range documents {
		description := terminology.Description{LanguageCode: d.LanguageCode, TypeID: d.TypeID}
		for _, a := range d.Acceptability {
			if !a.Active {
				continue
			}
			at := slices.IndexFunc(description.Acceptability, func(b terminology.Acceptability) bool { return a.RefsetID == b.RefsetID })
			switch {
			case at < 0:
				description.Acceptability = append(description.Acceptability, a)
			case a.AcceptabilityID == terminology.Preferred:
				description.Acceptability[at] = a
			}
		}
		text.Fold(d.LanguageCode, d.Term)
		if (d.Active && q.Active || !d.Active && q.Inactive) && (q.Within == nil || q.Within.Contains(uint32(d.Concept))) &&
			!slices.Contains(q.NotIDs, d.DescriptionID) && (stamps == nil || stamps(d.Concept, d.DescriptionID)) &&
			(q.Kind == nil || q.Kind(&description)) && q.HoldForTerm(&text) {
			found.Add(uint32(d.Concept))
		}
	}
	return found
}
