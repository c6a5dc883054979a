package naive

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]word{
		"Heart failure":    {{text: "heart"}, {text: "failure"}},
		"T-cell (acute)":   {{text: "t", joined: true}, {text: "cell"}, {text: "acute"}},
		"Crohn's disease":  {{text: "crohn", possessive: true}, {text: "disease"}},
		"Ménière’s":        {{text: "meniere", possessive: true}},
		"CD4+ 2+":          {{text: "cd4+"}, {text: "2+"}},
		"mg/mL":            {{text: "mg", joined: true}, {text: "ml"}},
		"Straße, Ørsted":   {{text: "strasse"}, {text: "orsted"}},
		"a - b":            {{text: "a"}, {text: "b"}},
		"©2002 Brand®name": {{text: "2002"}, {text: "brand"}, {text: "name"}},
		" ()":              nil,
	} {
		if got := words(text, 0); !slices.Equal(got, want) {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	r := readTiny(t)
	for _, test := range []struct {
		text  string
		want  []uint64
		class int // of the first hit
	}{
		{"heart failure", []uint64{11, 13}, 1},
		{"fail hea", []uint64{11, 13}, 5},
		{"HEART", []uint64{11, 10, 13}, 2}, // the preferred term begins with it
		{"heart dis", []uint64{10}, 3},     // the fully specified name begins with it
		{"disease cardiac", []uint64{10}, 4},
		{"heart heart", nil, 0}, // each word needs one of its own
		{"disorder", nil, 0},    // semantic tags don't count
		{"bad", nil, 0},         // inactive
		{"old", nil, 0},         // of an inactive concept
		{"crohn", []uint64{13}, 3},
		{"crohns", []uint64{13}, 3},
		{"crohn's t", []uint64{13}, 3},
		{"tcell", []uint64{13}, 4},
		{"5ht", []uint64{13}, 4},
		{"5 ht", []uint64{13}, 4},
		{"2+", []uint64{13}, 4},
		{"...", nil, 0},
	} {
		hits := r.Search(Query{Text: test.text, Dialects: []uint64{USEnglish, GBEnglish}})
		var got []uint64
		for _, hit := range hits {
			got = append(got, hit.ConceptID)
		}
		if !slices.Equal(got, test.want) || len(hits) > 0 && hits[0].Class != test.class {
			t.Errorf("%q: got %d with %+v, want %d of class %d", test.text, got, hits, test.want, test.class)
		}
	}
	all := r.Search(Query{Text: "heart failure", Inactive: "too"})
	if len(all) != 3 || all[1].ConceptID != 20 {
		t.Errorf("with inactive concepts: %+v", all)
	}
	if got := r.Search(Query{Text: "heart", Within: []uint64{13}}); len(got) != 1 || got[0].ConceptID != 13 {
		t.Errorf("within 13: %+v", got)
	}
	if got := r.Search(Query{Text: "bad", InactiveDescriptions: true}); len(got) != 1 || got[0].DescriptionID != 104 {
		t.Errorf("inactive descriptions: %+v", got)
	}
	if got := r.Search(Query{Text: "fails", Types: []uint64{TextDefinition}}); len(got) != 1 || got[0].ConceptID != 11 {
		t.Errorf("text definitions: %+v", got)
	}
}
