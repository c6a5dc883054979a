package rpc

import (
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/internal/wire"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// requestsOfAllKinds asks for a concept in every view, and, for one concept in each
// of so many, for each field alone; with and without what is inactive or additional.
func requestsOfAllKinds(id uint64, number, each int) (list []*firnv1.GetConceptRequest) {
	for flags := range 4 {
		with := func(request *firnv1.GetConceptRequest) {
			request.ConceptId, request.IncludeInactive, request.IncludeAdditional = id, flags&1 != 0, flags&2 != 0
			list = append(list, request)
		}
		for _, view := range []firnv1.ConceptView{
			firnv1.ConceptView_CONCEPT_VIEW_UNSPECIFIED, firnv1.ConceptView_CONCEPT_VIEW_BASIC,
			firnv1.ConceptView_CONCEPT_VIEW_STANDARD, firnv1.ConceptView_CONCEPT_VIEW_FULL,
		} {
			with(&firnv1.GetConceptRequest{View: view})
		}
		fields := (*firnv1.Concept)(nil).ProtoReflect().Descriptor().Fields()
		for i := range fields.Len() {
			if (number+i)%each > 0 {
				continue
			}
			with(&firnv1.GetConceptRequest{ReadMask: &fieldmaskpb.FieldMask{Paths: []string{string(fields.Get(i).Name())}}})
		}
		with(&firnv1.GetConceptRequest{Dialects: "en-GB", ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"replacements", "descriptions", "axioms", "parents", "active"}}})
	}
	return list
}

// everyConceptAlike compares the answers that are written by hand with those made
// of messages.
func everyConceptAlike(t *testing.T, release *terminology.Release, each int) {
	t.Helper()
	s := &conceptService{server: New(&oneRelease{release: release}, Options{})}
	inOrder := 0
	for o := range taxonomy.Ordinal(release.Taxonomy().Len()) {
		for _, request := range requestsOfAllKinds(uint64(release.Taxonomy().ID(o)), int(o), each) {
			want, wantErr := s.getConcept(request)
			got, gotErr := s.getConceptWire(request)
			if wantErr != nil || gotErr != nil {
				t.Fatalf("%v: %v by hand, want %v", request, gotErr, wantErr)
			}
			if decoded := got.ProtoReflect().Interface(); !proto.Equal(decoded, want) {
				t.Fatalf("%v:\ngot  %v\nwant %v", request, decoded, want)
			}
			if usual, err := proto.Marshal(want); err != nil {
				t.Fatal(err)
			} else if string(usual) == string(got.Bytes) {
				inOrder++
			} else if len(usual) != len(got.Bytes) {
				t.Fatalf("%v: %d bytes, want %d", request, len(got.Bytes), len(usual))
			}
		}
	}
	if inOrder == 0 {
		t.Error("no answer has the bytes of the generated code")
	}
}

// oneRelease is a catalog of one release.
type oneRelease struct {
	terminology.Catalog
	release *terminology.Release
}

func (c *oneRelease) Acquire(string) (*terminology.Release, func(), error) {
	return c.release, func() {}, nil
}

func TestConceptsOnTheWire(t *testing.T) {
	release, _, err := fixture.Winter().Release()
	if err != nil {
		t.Fatal(err)
	}
	everyConceptAlike(t, release, 1)
}

// TestImportedConceptsOnTheWire does the same with releases that come out of files.
func TestImportedConceptsOnTheWire(t *testing.T) {
	t.Run("mini", func(t *testing.T) {
		everyConceptAlike(t, imported(t, importer.Options{Paths: []string{filepath.Join(testenv.Root(), "testdata", "mini")}}), 1)
	})
	t.Run("subset", func(t *testing.T) {
		if testing.Short() {
			t.Skip("thousands of concepts, a hundred times each")
		}
		everyConceptAlike(t, imported(t, importer.Options{Paths: []string{testenv.Subset(t)}, Release: testenv.SubsetRelease}), 40)
	})
}

func imported(t *testing.T, options importer.Options) *terminology.Release {
	t.Helper()
	options.DataDir = t.TempDir()
	if _, err := importer.Import(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob(filepath.Join(options.DataDir, "releases", "*", "*"))
	if err != nil || len(dirs) != 1 {
		t.Fatalf("releases %q, %v", dirs, err)
	}
	release, _, err := catalog.OpenRelease(dirs[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { release.Close() })
	return release
}

// TestConceptWireErrors compares the errors.
func TestConceptWireErrors(t *testing.T) {
	release, _, err := fixture.Winter().Release()
	if err != nil {
		t.Fatal(err)
	}
	s := &conceptService{server: New(&oneRelease{release: release}, Options{})}
	for _, request := range []*firnv1.GetConceptRequest{
		{}, {ConceptId: 77}, {ConceptId: uint64(fixture.Absent)}, {ConceptId: uint64(fixture.OldTerm)}, {ConceptId: uint64(fixture.Toe), View: 9},
		{ConceptId: uint64(fixture.Toe), Dialects: "xx"}, {ConceptId: uint64(fixture.Toe), ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"nothing"}}},
	} {
		_, want := s.getConcept(request)
		_, got := s.getConceptWire(request)
		if want == nil || got == nil || got.Error() != want.Error() {
			t.Errorf("%v: %v, want %v", request, got, want)
		}
	}
}

func BenchmarkGetConcept(b *testing.B) {
	release, _, err := fixture.Wide(10_000).Release()
	if err != nil {
		b.Fatal(err)
	}
	s := &conceptService{server: New(&oneRelease{release: release}, Options{})}
	codec := wire.Codec()
	run := func(name string, get func(*firnv1.GetConceptRequest) (any, error)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			request := &firnv1.GetConceptRequest{}
			for i := range b.N {
				request.ConceptId = uint64(fixture.ConceptID(uint64(10_000 + i%10_000)))
				answer, err := get(request)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := codec.Marshal(answer); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("messages", func(r *firnv1.GetConceptRequest) (any, error) { return s.getConcept(r) })
	run("bytes", func(r *firnv1.GetConceptRequest) (any, error) { return s.getConceptWire(r) })
}
