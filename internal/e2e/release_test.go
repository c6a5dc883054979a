package e2e

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// counts is what the API must count.
func counts(c naive.Counts) *firnv1.ReleaseCounts {
	return &firnv1.ReleaseCounts{
		Concepts: uint32(c.Concepts), ActiveConcepts: uint32(c.ActiveConcepts), DefinedConcepts: uint32(c.DefinedConcepts),
		Descriptions: uint32(c.Descriptions), ActiveDescriptions: uint32(c.ActiveDescriptions),
		TextDefinitions: uint32(c.TextDefinitions), ActiveTextDefinitions: uint32(c.ActiveTextDefinitions),
		Relationships: uint32(c.Relationships), ActiveRelationships: uint32(c.ActiveRelationships),
		ConcreteRelationships: uint32(c.ConcreteValues), ActiveConcreteRelationships: uint32(c.ActiveConcreteValues),
		StatedRelationships: uint32(c.StatedRelationships),
		Members:             uint32(c.Members), ActiveMembers: uint32(c.ActiveMembers),
		LanguageMembers: uint32(c.LanguageMembers), OwlExpressions: uint32(c.OWLExpressions),
		Refsets: uint32(c.Refsets), AlternateIdentifiers: uint32(c.Identifiers),
	}
}

// releaseFacts are what can't be counted.
var releaseFacts = map[string]struct {
	module   uint64
	version  string
	defaults []uint64 // the edition's own languages first, then English of the US
}{
	"subset":    {31000003106, "20250909", []uint64{naive.USEnglish, naive.GBEnglish}},
	"mini":      {1009999999109, "20250131", []uint64{swedish, naive.USEnglish, naive.GBEnglish}},
	"extension": {1009999998100, "20250331", []uint64{norwegian, swedish, naive.USEnglish, naive.GBEnglish}},
}

func TestGetRelease(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, facts := within(t), releaseFacts[f.name]
		e := expecting{Release: f.model, dialects: []uint64{naive.USEnglish}}
		got, err := f.releases.GetRelease(ctx, &firnv1.GetReleaseRequest{Dialects: "en-US"})
		if err != nil {
			t.Fatal(err)
		}
		wantURI := map[string]string{"mini": miniRelease, "extension": extensionRelease}
		if uri, ok := wantURI[f.name]; ok && f.uri != uri {
			t.Errorf("the release was worked out to be %s, want %s", f.uri, uri)
		}
		summary := &firnv1.ReleaseSummary{
			Release: f.uri, Edition: strings.TrimSuffix(f.uri, "/version/"+facts.version), ModuleId: facts.module, ModuleTerm: e.term(facts.module),
			EffectiveTime: facts.version, DefaultRelease: true, Counts: counts(f.model.Count()),
		}
		differ(t, "summary", summary, got.GetSummary())
		list, err := f.releases.ListReleases(ctx, &firnv1.ListReleasesRequest{Dialects: "en-US"})
		if err != nil {
			t.Fatal(err)
		}
		differ(t, "list", &firnv1.ListReleasesResponse{Release: f.uri, Releases: []*firnv1.ReleaseSummary{summary}}, list)

		want := &firnv1.GetReleaseResponse{Release: f.uri, Summary: summary, Manifest: got.GetManifest(), DefaultDialects: got.GetDefaultDialects()}
		modules := f.model.Modules()
		for _, id := range slices.Sorted(maps.Keys(modules)) {
			m := modules[id]
			want.Modules = append(want.Modules, &firnv1.Module{
				ModuleId: id, Term: e.term(id), EffectiveTime: m.EffectiveTime, Rows: uint32(m.Rows), Concepts: uint32(m.Concepts), EditionModule: id == facts.module,
			})
		}
		for _, id := range f.model.Refsets() {
			if members := f.model.MembersIn(id, true); !slices.Equal(members[0].Columns, []string{"acceptabilityId"}) {
				continue
			}
			want.Dialects = append(want.Dialects, &firnv1.Dialect{
				RefsetId: id, Term: e.term(id), Tag: dialectTags[id], LanguageCode: f.model.LanguageOf(id), ActiveMemberCount: uint32(len(f.model.MembersIn(id, false))),
			})
		}
		differ(t, "release", want, got)
		if !slices.Equal(f.defaults, facts.defaults) {
			t.Errorf("default dialects %d, want %d", f.defaults, facts.defaults)
		}
		f.checkManifest(t, got.GetManifest())
	})
}

// checkManifest holds the list of input files against the files themselves.
func (f *fixture) checkManifest(t *testing.T, m *firnv1.ReleaseManifest) {
	t.Helper()
	type file struct {
		name, sha256 string
		size         uint64
		rows         uint32
	}
	var want, got []file
	for _, folder := range f.folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.Contains(entry.Name(), "Snapshot") || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			if err == nil {
				rows := bytes.Count(bytes.TrimSpace(content), []byte("\n"))
				want = append(want, file{entry.Name(), fmt.Sprintf("%x", sha256.Sum256(content)), uint64(len(content)), uint32(rows)})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, in := range m.GetFiles() {
		if in.GetKind() == "" || in.GetSkippedRows() != 0 {
			t.Errorf("input file %v", in)
		}
		got = append(got, file{filepath.Base(in.GetPath()), in.GetSha256(), in.GetSizeBytes(), in.GetRows()})
	}
	byName := func(a, b file) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.sha256, b.sha256)) }
	slices.SortFunc(want, byName)
	slices.SortFunc(got, byName)
	if !slices.Equal(want, got) {
		t.Errorf("input files: got %+v, want %+v", got, want)
	}
	if m.GetFormatVersion() == 0 || m.GetProgram() == "" || m.GetDurationSeconds() <= 0 || time.Since(m.GetStartTime().AsTime()) > time.Hour {
		t.Errorf("manifest %d, %q, %v, %v", m.GetFormatVersion(), m.GetProgram(), m.GetDurationSeconds(), m.GetStartTime())
	}
	if len(m.GetSkippedRows()) != 0 {
		t.Errorf("rows were skipped: %v", m.GetSkippedRows())
	}
}

// The real subset has what the project's issue says, and the import reports its
// oddities: three modules without a parent, and references to what isn't there.
func TestKnownCounts(t *testing.T) {
	f := subset(t)
	got, err := f.releases.GetRelease(within(t), &firnv1.GetReleaseRequest{})
	if err != nil {
		t.Fatal(err)
	}
	c := got.GetSummary().GetCounts()
	for what, n := range map[string][2]uint32{
		"concepts": {c.GetConcepts(), 2258}, "active concepts": {c.GetActiveConcepts(), 2254}, "defined concepts": {c.GetDefinedConcepts(), 686},
		"descriptions": {c.GetDescriptions(), 7882}, "text definitions": {c.GetTextDefinitions(), 363}, "relationships": {c.GetRelationships(), 6945},
		"concrete values": {c.GetConcreteRelationships(), 8}, "OWL rows": {c.GetOwlExpressions(), 2312}, "language members": {c.GetLanguageMembers(), 15909},
	} {
		if n[0] != n[1] {
			t.Errorf("%d %s, want %d", n[0], what, n[1])
		}
	}
	refsets, err := f.refsets.ListRefsets(within(t), &firnv1.ListRefsetsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	associations := uint32(0)
	for _, refset := range refsets.GetRefsets() {
		if refset.GetType() == firnv1.RefsetType_REFSET_TYPE_ASSOCIATION {
			associations += refset.GetMemberCount()
		}
	}
	if associations != 33 {
		t.Errorf("%d association members, want 33", associations)
	}
	parentless := uint32(0)
	for _, anomaly := range got.GetManifest().GetAnomalies() {
		if strings.Contains(anomaly.GetAbout(), "without an active parent") {
			parentless += anomaly.GetCount()
		}
	}
	if parentless != 3 {
		t.Errorf("the import reports %d concepts without a parent, want 3", parentless)
	}
}

// A release is found by each of its names.
func TestReleaseNames(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		facts := releaseFacts[f.name]
		edition := strings.TrimSuffix(f.uri, "/version/"+facts.version)
		for _, name := range []string{"", f.uri, edition, decimal(facts.module)} {
			got, err := f.concepts.GetConcept(within(t), &firnv1.GetConceptRequest{ConceptId: naive.Root, Release: name})
			if err != nil || got.GetRelease() != f.uri {
				t.Errorf("%q: %s, %v", name, got.GetRelease(), err)
			}
		}
	})
}
