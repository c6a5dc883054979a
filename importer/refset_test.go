package importer

import (
	"slices"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func TestRefsetTypes(t *testing.T) {
	p := newMini(t, "20250701")
	own := func(n int, name, parent string) string {
		p.concept(conceptID(n), "20250701", "1", name, parent)
		return conceptID(n)
	}
	p.concept("900000000000455006", "20020131", "1", "Reference set", root)
	for _, typeID := range []sctid.ID{terminology.LanguageRefsetType, terminology.SimpleMapToRefsetType, terminology.AttributeValueRefsetType, terminology.OWLExpressionRefsetType} {
		p.concept(typeID.String(), "20020131", "1", "type "+typeID.String(), "900000000000455006")
	}
	middle := own(100, "grouper", terminology.AttributeValueRefsetType.String())
	far := own(101, "far below a type", middle)
	odd := own(102, "language set with other columns", terminology.LanguageRefsetType.String())
	language := own(103, "language set", terminology.LanguageRefsetType.String())
	owl := own(104, "OWL set without expressions", terminology.OWLExpressionRefsetType.String())
	p.add("association", memberID("far"), "20250701", "1", core, far, conceptID(3), conceptID(4))
	p.add("unknown", memberID("odd 2"), "20250701", "1", core, odd, conceptID(3), 1, "x")
	p.add("language", memberID("language 2"), "20250701", "1", core, language, descriptionID(counted), "900000000000548007")
	p.add("language", memberID("language 3"), "20250701", "1", core, owl, descriptionID(counted), "900000000000548007")
	p.add("language", memberID("language 4"), "20250701", "1", core, conceptID(500), descriptionID(counted), "900000000000548007")
	r := openImported(t, imported(t, Options{Paths: []string{p.write("Snapshot")}}).Dir)
	got := map[string]sctid.ID{}
	for _, s := range r.Store().Refsets() {
		got[s.ID.String()] = s.TypeID
	}
	for refset, want := range map[string]sctid.ID{
		far:                  terminology.AttributeValueRefsetType, // the hierarchy before the columns
		odd:                  0,                                    // neither fits
		language:             terminology.LanguageRefsetType,
		owl:                  terminology.LanguageRefsetType, // by the columns, which the hierarchy contradicts
		conceptID(500):       terminology.LanguageRefsetType, // by the columns: its concept is absent
		conceptID(8):         terminology.SimpleRefsetType,
		conceptID(9):         0,
		"447562003":          terminology.ExtendedMapRefsetType,
		"900000000000527005": terminology.AssociationRefsetType,
		"733073007":          terminology.OWLExpressionRefsetType,
		"900000000000534007": terminology.ModuleDependency,
	} {
		if got[refset] != want {
			t.Errorf("type of %s is %s, want %s", refset, got[refset], want)
		}
	}
}

func TestDefaultLanguageRefsets(t *testing.T) {
	const (
		danish = sctid.ID(554461000005103)
		uk     = sctid.ID(83821000000107)
		us     = terminology.USEnglish
		gb     = terminology.GBEnglish
	)
	// Two national sets in a module of their own, and an international one.
	national, second, international := sctid.ID(999001261000000100), sctid.ID(999000691000001104), sctid.ID(450828004)
	concepts := conceptRows([]conceptRow{
		{national, stampKey{20250701, true, uk}, 1},
		{second, stampKey{20250701, true, uk}, 1},
		{international, stampKey{20250701, true, terminology.CoreModule}, 1},
		{us, stampKey{20250701, true, uk}, 1}, // moved by mistake: still not national
	})
	sets := func(pairs ...sctid.ID) []terminology.LanguageRefset {
		var list []terminology.LanguageRefset
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, terminology.LanguageRefset{RefsetID: pairs[i], Members: int(pairs[i+1])})
		}
		return list
	}
	for _, test := range []struct {
		name   string
		module sctid.ID
		sets   []terminology.LanguageRefset
		want   []sctid.ID
	}{
		{"International", terminology.CoreModule, sets(gb, 20, us, 10, international, 30), []sctid.ID{us, gb}},
		{"United Kingdom without its own", uk, sets(gb, 10, us, 20), []sctid.ID{gb, us}},
		{"United Kingdom", uk, sets(gb, 100, us, 100, second, 10, national, 20), []sctid.ID{national, second, gb, us}},
		{"own sets of equal size", uk, sets(gb, 100, second, 10, national, 10), []sctid.ID{second, national, gb}},
		{"no English at all", terminology.CoreModule, sets(international, 5, danish, 7), []sctid.ID{danish, international}},
		{"none", terminology.CoreModule, nil, nil},
	} {
		r := &release{rows: &rows{concepts: *concepts}, name: terminology.ReleaseName{ModuleID: test.module}}
		r.keptConcepts = collapse(&r.concepts, 0)
		if got := r.defaultLanguageRefsets(test.sets); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestContainers(t *testing.T) {
	for _, test := range []struct{ inner, want string }{
		{"sct2_Concept_Snapshot_INT_20250701.txt", ""},
		{"Terminology/sct2_Concept_Snapshot_INT_20250701.txt", ""},
		{"SnomedCT_X/Snapshot/Terminology/sct2_Concept_Snapshot_INT_20250701.txt", "SnomedCT_X"},
		{"a/b/full/Terminology/sct2_Concept_Full_INT_20250701.txt", "a/b"},
		{"x.zip!/Full/sct2_Concept_Full_INT_20250701.txt", "x.zip!/"},
		{"x.zip!/y.zip!/P/Delta/sct2_Concept_Delta_INT_20250701.txt", "x.zip!/y.zip!/P"},
	} {
		if got := containerOf(test.inner); got != test.want {
			t.Errorf("package of %s is %q, want %q", test.inner, got, test.want)
		}
	}
}
