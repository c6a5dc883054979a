package rpc_test

import (
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

func TestListReleases(t *testing.T) {
	c := winter(t)
	newer := fixture.Winter()
	newer.Info.URI, newer.Info.EffectiveTime = "http://snomed.info/xsct/900000000000207008/version/20260101", 20260101
	put(t, c, newer)
	got := must(c.ListReleases(soon(t), &firnv1.ListReleasesRequest{Dialects: "sv, en-GB"}))(t)
	if got.Release != newer.Info.URI || len(got.Releases) != 2 {
		t.Fatalf("answer %v", got)
	}
	got.Releases[0].Counts = nil
	equal(t, got.Releases[0], &firnv1.ReleaseSummary{
		Release: fixture.URI, Edition: "http://snomed.info/sct/900000000000207008", ModuleId: core, ModuleTerm: "Core module", EffectiveTime: "20250701",
	})
	if second := got.Releases[1]; second.Release != newer.Info.URI || second.Edition != "http://snomed.info/xsct/900000000000207008" || !second.DefaultRelease {
		t.Errorf("the other one: %v", second)
	}
	if strange := must(c.ListReleases(soon(t), &firnv1.ListReleasesRequest{Dialects: "sv"}))(t); len(strange.Releases) != 2 {
		t.Errorf("with a dialect that no release has: %v", strange)
	}
	_, err := c.ListReleases(soon(t), &firnv1.ListReleasesRequest{Dialects: "en;q=9"})
	expect(t, err, codes.InvalidArgument, terminology.ReasonDialectMalformed, "dialects")
	empty := serveCatalog(t, &fixture.Catalog{}, rpc.Options{})
	equal(t, must(empty.ListReleases(soon(t), &firnv1.ListReleasesRequest{}))(t), &firnv1.ListReleasesResponse{})
}

func TestGetRelease(t *testing.T) {
	c := winter(t)
	got := must(c.GetRelease(soon(t), &firnv1.GetReleaseRequest{Release: "900000000000207008"}))(t)
	equal(t, got, &firnv1.GetReleaseResponse{
		Release: fixture.URI,
		Summary: &firnv1.ReleaseSummary{
			Release: fixture.URI, Edition: "http://snomed.info/sct/900000000000207008", ModuleId: core, ModuleTerm: "Core module",
			EffectiveTime: "20250701", DefaultRelease: true,
			Counts: &firnv1.ReleaseCounts{Concepts: 24, ActiveConcepts: 21, Descriptions: 40, Members: 12, OwlExpressions: 2, AlternateIdentifiers: 1, Refsets: 6},
		},
		Manifest: &firnv1.ReleaseManifest{
			FormatVersion: 1, Program: "firn test", StartTime: timestamppb.New(time.Date(2025, 7, 2, 3, 4, 5, 0, time.UTC)), DurationSeconds: 1.5,
			Settings:       []*firnv1.ImportSetting{{Name: "lenient", Value: "true"}},
			Files:          []*firnv1.InputFile{{Path: "Terminology/sct2_Concept.txt", Kind: "concept", SizeBytes: 1234, Rows: 24, Sha256: "ab", SkippedRows: 1}},
			SkippedRows:    []*firnv1.SkippedRows{{Path: "Terminology/sct2_Concept.txt", Reason: "id: expected an SCTID", Rows: 1, FirstLine: 7, ReasonCode: "sctid", Column: "id", Found: `"x"`, Expected: "an SCTID"}},
			MissingModules: []*firnv1.MissingModule{{ModuleId: uint64(terminology.ModelModule), EffectiveTime: "20250701", FoundEffectiveTime: "20250301", NeededByModuleId: core, NeededByEffectiveTime: "20250701", ModuleName: "Model component"}},
			Anomalies:      []*firnv1.Anomaly{{Kind: "concept-without-parent", About: "An active concept has no parent.", Count: 1, First: []string{"1"}}},
		},
		Modules: []*firnv1.Module{{ModuleId: core, Term: "Core module", EffectiveTime: "20250701", Rows: 100, Concepts: 24, EditionModule: true}},
		Dialects: []*firnv1.Dialect{
			{RefsetId: uint64(terminology.GBEnglish), Tag: "en-GB", LanguageCode: "en", ActiveMemberCount: 1},
			{RefsetId: uint64(terminology.USEnglish), Term: "US English", Tag: "en-US", LanguageCode: "en", ActiveMemberCount: 1},
		},
		DefaultDialects: "900000000000509007, 900000000000508004",
	})
	_, err := c.GetRelease(soon(t), &firnv1.GetReleaseRequest{Release: "http://snomed.info/sct/31000003106"})
	expect(t, err, codes.NotFound, terminology.ReasonReleaseNotFound, "release")
	_, err = c.GetRelease(soon(t), &firnv1.GetReleaseRequest{Release: "tomorrow"})
	expect(t, err, codes.InvalidArgument, terminology.ReasonReleaseMalformed, "release")
	untold := fixture.Winter()
	untold.Info.Import = nil
	if got := must(serve(t, untold, rpc.Options{}).GetRelease(soon(t), &firnv1.GetReleaseRequest{}))(t); got.Manifest != nil {
		t.Errorf("a manifest that nobody told of: %v", got.Manifest)
	}
}

// TestDefaultDialectsAreAList feeds what GetRelease tells back into a request.
func TestDefaultDialectsAreAList(t *testing.T) {
	c := winter(t)
	dialects := must(c.GetRelease(soon(t), &firnv1.GetReleaseRequest{}))(t).DefaultDialects
	got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Frostbite), Dialects: dialects}))(t)
	if got.Concept.PreferredTerm != "Frostbite" {
		t.Errorf("preferred term %q", got.Concept.PreferredTerm)
	}
}
