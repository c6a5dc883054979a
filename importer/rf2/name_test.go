package rf2

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseName(t *testing.T) {
	tests := []Name{
		{
			Base: "sct2_Concept_Snapshot_INT_20250131.txt", FileType: "sct2", ContentType: "Concept",
			ReleaseType: Snapshot, CountryNamespace: "INT", EffectiveDate: 20250131,
		},
		{
			Base: "xsct2_Description_Full-en-GB_GB1000000_20250131.txt", Provisional: true, FileType: "sct2", ContentType: "Description",
			ReleaseType: Full, Language: "en-GB", CountryNamespace: "GB1000000", EffectiveDate: 20250131,
		},
		{
			Base: "zder2_Refset_SimpleDelta_INT_20200131.txt", Archived: true, FileType: "der2", ContentType: "Refset", Summary: "Simple",
			ReleaseType: Delta, CountryNamespace: "INT", EffectiveDate: 20200131,
		},
		{
			Base: "sct2_Stated_Relationship_Delta_INT_20180131.txt", FileType: "sct2", ContentType: "StatedRelationship",
			ReleaseType: Delta, CountryNamespace: "INT", EffectiveDate: 20180131,
		},
		{
			Base: "sct2_sRefset_OWLAxiomSnapshot_INT_20180731.txt", FileType: "sct2", ContentType: "sRefset", Summary: "OWLAxiom",
			ReleaseType: Snapshot, CountryNamespace: "INT", EffectiveDate: 20180731,
		},
		{
			Base: "der2_iisssciRefset_ExtendedMapUKEDSnapshot_GB_20240410.txt", FileType: "der2", ContentType: "iisssciRefset", Summary: "ExtendedMapUKED",
			ReleaseType: Snapshot, CountryNamespace: "GB", EffectiveDate: 20240410,
		},
		{ // a summary behind the release type
			Base: "der2_sRefset_SnapshotICDO_INT_20160131.txt", FileType: "der2", ContentType: "sRefset", Summary: "ICDO",
			ReleaseType: Snapshot, CountryNamespace: "INT", EffectiveDate: 20160131,
		},
		{ // a summary that speaks of another release type
			Base: "der2_Refset_DeltaReviewSnapshot_1000220_20230101.txt", FileType: "der2", ContentType: "Refset", Summary: "DeltaReview",
			ReleaseType: Snapshot, CountryNamespace: "1000220", EffectiveDate: 20230101,
		},
		{ // a summary of its own
			Base: "der2_cRefset_Language_Snapshot-nl_NL_20230331.txt", FileType: "der2", ContentType: "cRefset", Summary: "Language",
			ReleaseType: Snapshot, Language: "nl", CountryNamespace: "NL", EffectiveDate: 20230331,
		},
		{
			Base: "rel2_cRefset_AssociationReferenceDelta_INT_20190131.txt", FileType: "rel2", ContentType: "cRefset", Summary: "AssociationReference",
			ReleaseType: Delta, CountryNamespace: "INT", EffectiveDate: 20190131,
		},
		{ // no country, a time behind the date
			Base: "sct2_Concept_Snapshot_20250131T120000Z.txt", FileType: "sct2", ContentType: "Concept",
			ReleaseType: Snapshot, EffectiveDate: 20250131,
		},
		{Base: "sct2_Concept_INT_20250131.txt", FileType: "sct2", ContentType: "Concept", Summary: "INT", EffectiveDate: 20250131},
		{Base: "sct2_Concept.txt", FileType: "sct2", ContentType: "Concept"},
		{
			Base: "doc_IcdMapTechnicalGuide_Current-en-US_INT_20250131.pdf", FileType: "doc", ContentType: "IcdMapTechnicalGuide",
			Summary: "Current-en-USINT", EffectiveDate: 20250131,
		},
		{Base: "xylophone.txt", ContentType: "xylophone"},
		{Base: "concept_snapshot.txt", ContentType: "concept", ReleaseType: Snapshot},
		{Base: ""},
	}
	for _, want := range tests {
		t.Run(want.Base, func(t *testing.T) {
			if diff := cmp.Diff(want, ParseName(want.Base)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLooksLikeRF2(t *testing.T) {
	tests := map[string]bool{
		"sct2_Concept_Snapshot_INT_20250131.txt":   true,
		"xder2_Refset_SimpleFull_INT_2025.txt":     true,
		"zsct2_Concept_Full_INT_20250131.TXT":      true,
		"sct2_Concept_Snapshot_INT_20250131.md5":   false,
		"sct1_Concepts_Core_INT_20150131.txt":      false,
		"doc_Guide_Current-en-US_INT_20250131.txt": false,
		"mysct2_Concept_Snapshot_INT.txt":          false,
	}
	for base, want := range tests {
		name := ParseName(base)
		if got := name.looksLikeRF2(); got != want {
			t.Errorf("%s: %v, want %v", base, got, want)
		}
	}
}
