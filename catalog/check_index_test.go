package catalog_test

import (
	"context"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// documentsOf returns what the index of a release was made of, from its store.
func documentsOf(t *testing.T, dir string) []index.Document {
	t.Helper()
	r, _, err := catalog.OpenRelease(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var list []index.Document
	for o := range taxonomy.Ordinal(r.Taxonomy().Len()) {
		c, err := r.Store().Concept(o, terminology.PartNames|terminology.PartInactive)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range c.Descriptions {
			list = append(list, index.Document{
				Concept: o, ConceptID: c.ID, ConceptActive: c.Active, DescriptionID: d.ID, Active: d.Active,
				TypeID: d.TypeID, LanguageCode: d.LanguageCode, Term: strings.Clone(d.Term), Acceptability: slices.Clone(d.Acceptability),
			})
		}
	}
	return list
}

// An index that is whole in itself and differs from the store in one description
// is found out, whatever it differs in.
func TestCheckComparesEveryDescription(t *testing.T) {
	dir := release(t, "concept")
	good := documentsOf(t, dir)
	if len(good) != 2 {
		t.Fatalf("the release has %d descriptions, want 2", len(good))
	}
	for _, test := range []struct {
		name   string
		change func(list []index.Document) []index.Document
		words  string // "" for no finding
	}{
		{"nothing", func(list []index.Document) []index.Document { return list }, ""},
		{"one less", func(list []index.Document) []index.Document { return list[:1] }, "is in the store, not in the index"},
		{"none", func([]index.Document) []index.Document { return nil }, "description 517382016 of concept 138875005 is in the store, not in the index"},
		{"one more", func(list []index.Document) []index.Document {
			more := list[0]
			more.DescriptionID = 680945015
			return append(list, more)
		}, "description 680945015 of concept 138875005 is in the index, not in the store"},
		{"one more of another concept", func(list []index.Document) []index.Document {
			more := list[0]
			more.Concept, more.DescriptionID = 2, 680945015
			return append(list, more)
		}, "description 680945015 of concept 71388002 is in the index, not in the store"},
		{"one more of no concept", func(list []index.Document) []index.Document {
			more := list[0]
			more.Concept, more.DescriptionID = 3, 680945015
			return append(list, more)
		}, "the index has 3 descriptions, the store 2"},
		{"another id", func(list []index.Document) []index.Document {
			list[0].DescriptionID = 517381011
			return list
		}, "description 517381011 of concept 138875005 is in the index, not in the store"},
		{"term", func(list []index.Document) []index.Document {
			list[1].Term += "!"
			return list
		}, `its term is "Clinical concept (finding)!" in the index, "Clinical concept (finding)" in the store`},
		{"state", func(list []index.Document) []index.Document {
			list[1].Active = false
			return list
		}, "its active state is false in the index, true in the store"},
		{"concept's state", func(list []index.Document) []index.Document {
			list[1].ConceptActive = false
			return list
		}, "its concept's active state is false in the index, true in the store"},
		{"type", func(list []index.Document) []index.Document {
			list[1].TypeID = terminology.Synonym
			return list
		}, "its type is 900000000000013009 in the index, 900000000000003001 in the store"},
		{"language", func(list []index.Document) []index.Document {
			list[1].LanguageCode = "sv"
			return list
		}, "its language is sv in the index, en in the store"},
		{"acceptability", func(list []index.Document) []index.Document {
			list[1].Acceptability = []terminology.Acceptability{{RefsetID: terminology.GBEnglish, AcceptabilityID: terminology.Preferred, Active: true}}
			return list
		}, "its acceptability is [{900000000000508004 true}] in the index, [] in the store"},
		{"inactive acceptability", func(list []index.Document) []index.Document {
			list[1].Acceptability = []terminology.Acceptability{{RefsetID: terminology.GBEnglish, AcceptabilityID: terminology.Preferred}}
			return list
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			documents := test.change(slices.Clone(good))
			if err := os.RemoveAll(catalog.SearchPath(dir)); err != nil {
				t.Fatal(err)
			}
			if err := index.Write(context.Background(), catalog.SearchPath(dir), documentSequence(documents), index.Options{}); err != nil {
				t.Fatal(err)
			}
			edit(t, dir, func(m map[string]any) {
				// The index may have other files than before.
				m["contents"] = slices.DeleteFunc(m["contents"].([]any), func(c any) bool {
					return strings.HasPrefix(c.(map[string]any)["path"].(string), "search/")
				})
				addContents(t, dir, m)
			})
			if test.words != "" {
				wantDamage(t, test.name, dir, "index against store: ")
				wantDamage(t, test.name, dir, test.words)
				return
			}
			for _, quick := range []bool{false, true} {
				if err := catalog.CheckWith(context.Background(), dir, catalog.CheckOptions{Quick: quick}); err != nil {
					t.Errorf("quick %v: %v", quick, err)
				}
			}
		})
	}
}

func documentSequence(list []index.Document) iter.Seq2[index.Document, error] {
	return func(yield func(index.Document, error) bool) {
		for _, d := range list {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func TestCheckProgress(t *testing.T) {
	dir := release(t, "concept")
	var parts []string
	var last catalog.CheckProgress
	err := catalog.CheckWith(context.Background(), dir, catalog.CheckOptions{Progress: func(p catalog.CheckProgress) {
		if len(parts) == 0 || parts[len(parts)-1] != p.Part {
			parts = append(parts, p.Part)
		}
		last = p
	}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"files", "taxonomy", "store", "index", "manifest", "index against store"}; !slices.Equal(parts, want) {
		t.Errorf("parts %q, want %q", parts, want)
	}
	if last.Done != 3 || last.Total != 3 {
		t.Errorf("ended at %d of %d concepts, want 3 of 3", last.Done, last.Total)
	}
}
