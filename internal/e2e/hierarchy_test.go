package e2e

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// random returns a generator that a failing test can be run with again: it logs
// its seed, and takes the one of FIRN_SEED.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("FIRN_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("FIRN_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// relation is one of the four lists of the hierarchy.
type relation struct {
	name  string
	naive func(uint64) []uint64
	list  func(ctx context.Context, r *listRequest) (page, error)
}

// listRequest has what the four requests have in common.
type listRequest struct {
	concept         uint64
	dialects, token string
	size            uint32
	idsOnly         bool
}

type page interface {
	proto.Message
	GetRelease() string
	GetConcepts() []*firnv1.ConceptSummary
	GetConceptIds() []uint64
	GetNextPageToken() string
	GetTotalSize() uint32
}

func (f *fixture) relations() []relation {
	return []relation{
		{"parents", f.model.Parents, func(ctx context.Context, r *listRequest) (page, error) {
			return f.concepts.ListParents(ctx, &firnv1.ListParentsRequest{ConceptId: r.concept, Dialects: r.dialects, PageSize: r.size, PageToken: r.token, IdsOnly: r.idsOnly})
		}},
		{"children", f.model.Children, func(ctx context.Context, r *listRequest) (page, error) {
			return f.concepts.ListChildren(ctx, &firnv1.ListChildrenRequest{ConceptId: r.concept, Dialects: r.dialects, PageSize: r.size, PageToken: r.token, IdsOnly: r.idsOnly})
		}},
		{"ancestors", f.model.Ancestors, func(ctx context.Context, r *listRequest) (page, error) {
			return f.concepts.ListAncestors(ctx, &firnv1.ListAncestorsRequest{ConceptId: r.concept, Dialects: r.dialects, PageSize: r.size, PageToken: r.token, IdsOnly: r.idsOnly})
		}},
		{"descendants", f.model.Descendants, func(ctx context.Context, r *listRequest) (page, error) {
			return f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: r.concept, Dialects: r.dialects, PageSize: r.size, PageToken: r.token, IdsOnly: r.idsOnly})
		}},
	}
}

// A thousand random concepts: their lists equal a walk over the text files.
func TestHierarchyOfRandomConcepts(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r, ids := within(t), random(t), f.model.ConceptIDs()
		failed := 0
		for range min(many(1000, 200), 2*len(ids)) {
			id := ids[r.IntN(len(ids))]
			for _, relation := range f.relations() {
				want := relation.naive(id)
				got, err := relation.list(ctx, &listRequest{concept: id, size: 10_000, idsOnly: true})
				if err != nil {
					t.Fatalf("%s of %d: %v", relation.name, id, err)
				}
				if !slices.Equal(got.GetConceptIds(), want) || int(got.GetTotalSize()) != len(want) || got.GetNextPageToken() != "" ||
					len(got.GetConcepts()) > 0 || got.GetRelease() != f.uri {
					t.Errorf("%s of %d: got %v, want %d", relation.name, id, got, want)
					tooMany(t, &failed)
				}
			}
		}
	})
}

// Every concept's parents and children, with terms; and the numbers of the
// project's issue.
func TestHierarchyWithTerms(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: []uint64{naive.GBEnglish, naive.USEnglish}}
		failed := 0
		for i, id := range f.model.ConceptIDs() {
			if i%many(1, 10) != 0 {
				continue
			}
			for _, relation := range f.relations()[:2] {
				got, err := relation.list(ctx, &listRequest{concept: id, dialects: "en-GB,en-US", size: 10_000})
				if err != nil {
					t.Fatalf("%s of %d: %v", relation.name, id, err)
				}
				want := e.summaries(relation.naive(id))
				differs := len(want) != len(got.GetConcepts())
				for i := 0; !differs && i < len(want); i++ {
					differs = !proto.Equal(want[i], got.GetConcepts()[i])
				}
				if differs {
					t.Errorf("%s of %d: got %v, want %v", relation.name, id, got.GetConcepts(), want)
					tooMany(t, &failed)
				}
			}
		}
	})
}

func TestKnownHierarchy(t *testing.T) {
	f := subset(t)
	ctx := within(t)
	for id, want := range map[uint64]uint32{404684003: 871, 123037004: 688, naive.Root: 2250} {
		got, err := f.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: id, PageSize: 1})
		if err != nil || got.GetTotalSize() != want {
			t.Errorf("%d has %d descendants (%v), want %d", id, got.GetTotalSize(), err, want)
		}
	}
	var parentless []string
	for _, id := range f.model.ConceptIDs() {
		got, err := f.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: id})
		if err != nil {
			t.Fatal(err)
		}
		if c := got.GetConcept(); c.GetActive() && len(c.GetParents()) == 0 && id != naive.Root {
			parentless = append(parentless, c.GetFullySpecifiedName())
		}
	}
	want := []string{
		"Test subontology module (core metadata concept)",
		"SNOMED CT model component module (core metadata concept)",
		"SNOMED CT core module (core metadata concept)",
	}
	slices.Sort(parentless)
	slices.Sort(want)
	if !slices.Equal(parentless, want) {
		t.Errorf("besides the root these have no parent: %q, want three modules %q", parentless, want)
	}
}

// Pages of any size stitch together to the list.
func TestPaging(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r := within(t), random(t)
		for _, relation := range f.relations() {
			for range 3 {
				ids := f.model.ConceptIDs()
				id := ids[r.IntN(len(ids))]
				for try := 0; try < 1000 && len(relation.naive(id)) < 3; try++ {
					id = ids[r.IntN(len(ids))]
				}
				want := relation.naive(id)
				request := &listRequest{concept: id, idsOnly: r.IntN(2) == 0}
				var got []uint64
				for pages := 0; ; pages++ {
					request.size = uint32(1 + r.IntN(max(1, len(want))))
					answer, err := relation.list(ctx, request)
					if err != nil {
						t.Fatalf("%s of %d, page %d: %v", relation.name, id, pages, err)
					}
					before := len(got)
					got = append(got, answer.GetConceptIds()...)
					for _, c := range answer.GetConcepts() {
						got = append(got, c.GetConceptId())
					}
					if n := len(got) - before; n > int(request.size) || int(answer.GetTotalSize()) != len(want) {
						t.Errorf("%s of %d: a page of %d of %d, asked for %d", relation.name, id, n, answer.GetTotalSize(), request.size)
					}
					if request.token = answer.GetNextPageToken(); request.token == "" {
						break
					}
					if pages > len(want) {
						t.Fatalf("%s of %d: pages without end", relation.name, id)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s of %d in pages: got %d, want %d", relation.name, id, got, want)
				}
			}
		}
	})
}

// The relationships that lead to each concept.
func TestListInboundRelationships(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: f.defaults}
		failed := 0
		ids := f.model.ConceptIDs()
		for i := 0; i < len(ids); i += max(1, len(ids)/300) {
			inbound := f.model.Inbound(ids[i])
			slices.SortStableFunc(inbound, func(a, b naive.Relationship) int {
				if a.SourceID != b.SourceID {
					return 0 // in order already
				}
				return byDefinition(a, b)
			})
			want := &firnv1.ListInboundRelationshipsResponse{Release: f.uri, TotalSize: uint32(len(inbound))}
			onlyIsA := &firnv1.ListInboundRelationshipsResponse{Release: f.uri}
			for _, l := range inbound {
				want.Relationships = append(want.Relationships, e.relationship(&l, ids[i]))
				if l.TypeID == naive.IsA {
					onlyIsA.TotalSize++
					onlyIsA.Relationships = append(onlyIsA.Relationships, e.relationship(&l, ids[i]))
				}
			}
			got, err := f.concepts.ListInboundRelationships(ctx, &firnv1.ListInboundRelationshipsRequest{ConceptId: ids[i], PageSize: 10_000})
			if err != nil {
				t.Fatal(err)
			}
			gotIsA, err := f.concepts.ListInboundRelationships(ctx, &firnv1.ListInboundRelationshipsRequest{ConceptId: ids[i], PageSize: 10_000, TypeIds: []uint64{naive.IsA}})
			if err != nil {
				t.Fatal(err)
			}
			if differ(t, ids[i], want, got) || differ(t, ids[i], onlyIsA, gotIsA) {
				tooMany(t, &failed)
			}
			// In pages of two.
			var paged []*firnv1.Relationship
			for token := ""; len(want.Relationships) < 100; {
				got, err := f.concepts.ListInboundRelationships(ctx, &firnv1.ListInboundRelationshipsRequest{ConceptId: ids[i], PageSize: 2, PageToken: token})
				if err != nil {
					t.Fatal(err)
				}
				paged = append(paged, got.GetRelationships()...)
				if token = got.GetNextPageToken(); token == "" {
					differ(t, "paged", want, &firnv1.ListInboundRelationshipsResponse{Release: f.uri, TotalSize: want.TotalSize, Relationships: paged})
					break
				}
			}
		}
	})
}
