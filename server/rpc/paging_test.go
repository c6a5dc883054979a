package rpc_test

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

// paged is one paged rpc, asked about a world.
type paged struct {
	name string
	// page asks for one page and returns the items as texts.
	page func(ctx context.Context, c *clients, size uint32, token string) (items []string, next string, total uint32, err error)
	want int // items in all
}

func texts[M proto.Message](list []M) []string {
	var texts []string
	for _, m := range list {
		b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if err != nil {
			panic(err)
		}
		texts = append(texts, string(b))
	}
	return texts
}

func idTexts(ids []uint64) []string {
	var texts []string
	for _, id := range ids {
		texts = append(texts, terminologyID(id))
	}
	return texts
}

// pagedRPCs are all paged rpcs, with all their ways.
var pagedRPCs = []paged{
	{"ListParents", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListParents(ctx, &firnv1.ListParentsRequest{ConceptId: uint64(fixture.FrostbiteOf), PageSize: size, PageToken: token})
		return texts(r.GetConcepts()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 2},
	{"ListChildren", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListChildren(ctx, &firnv1.ListChildrenRequest{ConceptId: uint64(fixture.ColdInjury), PageSize: size, PageToken: token})
		return texts(r.GetConcepts()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 2},
	{"ListAncestors", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListAncestors(ctx, &firnv1.ListAncestorsRequest{ConceptId: uint64(fixture.FrostbiteOf), PageSize: size, PageToken: token})
		return texts(r.GetConcepts()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 5},
	{"ListDescendants", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: uint64(terminology.Root), PageSize: size, PageToken: token})
		return texts(r.GetConcepts()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 20},
	{"ListDescendants ids", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: uint64(terminology.Root), IdsOnly: true, PageSize: size, PageToken: token})
		return idTexts(r.GetConceptIds()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 20},
	{"ListInboundRelationships", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListInboundRelationships(ctx, &firnv1.ListInboundRelationshipsRequest{ConceptId: uint64(terminology.Root), PageSize: size, PageToken: token})
		return texts(r.GetRelationships()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 16},
	{"ListRefsets", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListRefsets(ctx, &firnv1.ListRefsetsRequest{PageSize: size, PageToken: token})
		return texts(r.GetRefsets()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 6},
	{"ListMembers", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListMembers(ctx, &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Skiers), IncludeInactive: true, PageSize: size, PageToken: token})
		return texts(r.GetMembers()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 3},
	{"ListMembers of a component", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListMembers(ctx, &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Map), ReferencedComponentId: uint64(fixture.Frostbite), PageSize: size, PageToken: token})
		return texts(r.GetMembers()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 2},
	{"ListMemberships", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.ListMemberships(ctx, &firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.Frostbite), PageSize: size, PageToken: token})
		return texts(r.GetMembers()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 3},
	{"Search", func(ctx context.Context, c *clients, size uint32, token string) ([]string, string, uint32, error) {
		r, err := c.Search(ctx, &firnv1.SearchRequest{Text: "f", PageSize: size, PageToken: token, Status: firnv1.ConceptStatus_CONCEPT_STATUS_ANY})
		return texts(r.GetHits()), r.GetNextPageToken(), r.GetTotalSize(), err
	}, 11},
}

// all reads the pages of a list, and checks each one.
func (p paged) all(t *testing.T, c *clients, size uint32) []string {
	t.Helper()
	var items []string
	token := ""
	for pages := 1; ; pages++ {
		got, next, total, err := p.page(soon(t), c, size, token)
		if err != nil {
			t.Fatal(err)
		}
		if int(total) != p.want {
			t.Errorf("page %d of %d items each: total %d, want %d", pages, size, total, p.want)
		}
		if size > 0 && len(got) > int(size) {
			t.Fatalf("page %d of %d items each has %d", pages, size, len(got))
		}
		items = append(items, got...)
		if next == "" {
			return items
		}
		if len(got) == 0 || pages > p.want {
			t.Fatalf("page %d of %d items each has %d, and isn't the last", pages, size, len(got))
		}
		token = next
	}
}

func TestPagesStitch(t *testing.T) {
	c := winter(t)
	cramped := serve(t, fixture.Winter(), rpc.Options{MaxAnswerBytes: 1024 + 300}) // one item or a few
	for _, rpc := range pagedRPCs {
		t.Run(rpc.name, func(t *testing.T) {
			whole := rpc.all(t, c, 0)
			if len(whole) != rpc.want {
				t.Fatalf("%d items, want %d", len(whole), rpc.want)
			}
			distinct := slices.Compact(slices.Sorted(slices.Values(whole)))
			if len(distinct) != len(whole) {
				t.Errorf("only %d of %d items are distinct", len(distinct), len(whole))
			}
			for size := uint32(1); size <= uint32(rpc.want)+1; size++ {
				if got := rpc.all(t, c, size); !slices.Equal(got, whole) {
					t.Errorf("pages of %d don't make the whole", size)
				}
			}
			if rpc.name == "Search" { // has small pages, and isn't cut
				return
			}
			if got := rpc.all(t, cramped, 0); !slices.Equal(got, whole) {
				t.Error("pages that end early don't make the whole")
			}
		})
	}
}

// TestOrders checks the documented order of each list.
func TestOrders(t *testing.T) {
	c := winter(t)
	ids := must(c.ListDescendants(soon(t), &firnv1.ListDescendantsRequest{ConceptId: uint64(terminology.Root), IdsOnly: true}))(t)
	if !slices.IsSorted(ids.ConceptIds) || ids.Concepts != nil || ids.Release != fixture.URI {
		t.Errorf("ids %v, %d concepts, from %s", ids.ConceptIds, len(ids.Concepts), ids.Release)
	}
	full := must(c.ListDescendants(soon(t), &firnv1.ListDescendantsRequest{ConceptId: uint64(terminology.Root)}))(t)
	for i, concept := range full.Concepts {
		if concept.ConceptId != ids.ConceptIds[i] || concept.PreferredTerm == "" {
			t.Errorf("concept %d is %v", i, concept)
		}
	}
	inbound := must(c.ListInboundRelationships(soon(t), &firnv1.ListInboundRelationshipsRequest{ConceptId: uint64(fixture.Toe)}))(t)
	var sources []uint64
	for _, r := range inbound.Relationships {
		sources = append(sources, r.SourceId)
		if r.SourceTerm == "" || r.TypeTerm != "Site" || r.DestinationTerm != "" || r.GetDestinationId() != uint64(fixture.Toe) {
			t.Errorf("relationship %v", r)
		}
	}
	if want := []uint64{uint64(fixture.Frostbite), uint64(fixture.FrostbiteOf)}; !slices.Equal(sources, want) {
		t.Errorf("sources %v, want %v", sources, want)
	}
	none := must(c.ListInboundRelationships(soon(t), &firnv1.ListInboundRelationshipsRequest{
		ConceptId: uint64(fixture.Toe), TypeIds: []uint64{uint64(fixture.Morphology)}}))(t)
	if none.TotalSize != 0 || none.Relationships != nil || none.NextPageToken != "" {
		t.Errorf("of a type that isn't there: %v", none)
	}
	// A retired concept has no place in the hierarchy.
	for _, list := range []func() (int, uint32){
		func() (int, uint32) {
			r := must(c.ListParents(soon(t), &firnv1.ListParentsRequest{ConceptId: uint64(fixture.OldName)}))(t)
			return len(r.Concepts), r.TotalSize
		},
		func() (int, uint32) {
			r := must(c.ListDescendants(soon(t), &firnv1.ListDescendantsRequest{ConceptId: uint64(fixture.OldName)}))(t)
			return len(r.Concepts), r.TotalSize
		},
	} {
		if n, total := list(); n != 0 || total != 0 {
			t.Errorf("a retired concept has %d of %d relatives", n, total)
		}
	}
}

func TestPageSizes(t *testing.T) {
	c := serve(t, fixture.Wide(150), rpc.Options{})
	r := must(c.ListChildren(soon(t), &firnv1.ListChildrenRequest{ConceptId: uint64(fixture.Injury)}))(t)
	if len(r.Concepts) != 100 || r.TotalSize != 150 {
		t.Errorf("default page: %d of %d", len(r.Concepts), r.TotalSize)
	}
	hits := must(c.Search(soon(t), &firnv1.SearchRequest{Text: "injury"}))(t)
	if len(hits.Hits) != 20 || hits.TotalSize != 151 {
		t.Errorf("default page of hits: %d of %d", len(hits.Hits), hits.TotalSize)
	}
	_, err := c.Search(soon(t), &firnv1.SearchRequest{Text: "injury", PageSize: 1001})
	expect(t, err, codes.InvalidArgument, terminology.ReasonPageSizeInvalid, "page_size")
	for _, rpc := range pagedRPCs {
		if rpc.name == "Search" {
			continue
		}
		_, _, _, err := rpc.page(soon(t), winter(t), 10_001, "")
		expect(t, err, codes.InvalidArgument, terminology.ReasonPageSizeInvalid, "page_size")
		if _, _, _, err := rpc.page(soon(t), winter(t), 10_000, ""); err != nil {
			t.Errorf("%s: the largest page: %v", rpc.name, err)
		}
	}
}

func TestPageTokenGarbage(t *testing.T) {
	c := winter(t)
	for _, rpc := range pagedRPCs {
		_, token, _, err := rpc.page(soon(t), c, 1, "")
		if err != nil || token == "" {
			t.Fatalf("%s: token %q, %v", rpc.name, token, err)
		}
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			t.Fatal(err)
		}
		bad := []string{"x", "!!!", strings.Repeat("A", 1000), token + "A", token[1:], token + "=", token[:len(token)-2]}
		for i := range raw { // any one byte altered
			altered := slices.Clone(raw)
			altered[i] ^= 1
			bad = append(bad, base64.RawURLEncoding.EncodeToString(altered))
		}
		for _, text := range bad {
			_, _, _, err := rpc.page(soon(t), c, 1, text)
			expect(t, err, codes.InvalidArgument, terminology.ReasonPageTokenInvalid, "page_token")
		}
	}
}

// TestPageTokenOtherQuery passes the token of each rpc to each other one.
func TestPageTokenOtherQuery(t *testing.T) {
	c := winter(t)
	for _, from := range pagedRPCs {
		_, token, _, err := from.page(soon(t), c, 1, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range pagedRPCs {
			if from.name == to.name {
				continue
			}
			_, _, _, err := to.page(soon(t), c, 1, token)
			expect(t, err, codes.InvalidArgument, terminology.ReasonPageTokenOtherQuery, "page_token")
		}
	}
	request := &firnv1.ListDescendantsRequest{ConceptId: uint64(terminology.Root), PageSize: 3}
	request.PageToken = must(c.ListDescendants(soon(t), request))(t).NextPageToken
	request.Dialects = "en-GB"
	_, err := c.ListDescendants(soon(t), request)
	expect(t, err, codes.InvalidArgument, terminology.ReasonPageTokenOtherQuery, "page_token")
	request.Dialects = ""
	// The page size may change, and the release may be named in another way.
	request.PageSize, request.Release = 5, fixture.URI
	if got := must(c.ListDescendants(soon(t), request))(t); len(got.Concepts) != 5 {
		t.Errorf("%d concepts", len(got.Concepts))
	}
}

func TestPageTokenOtherRelease(t *testing.T) {
	for _, rpc := range pagedRPCs {
		t.Run(rpc.name, func(t *testing.T) {
			c := winter(t)
			_, token, _, err := rpc.page(soon(t), c, 1, "")
			if err != nil {
				t.Fatal(err)
			}
			next := fixture.Winter()
			next.Info.URI = "http://snomed.info/sct/900000000000207008/version/20260101"
			put(t, c, next)
			_, _, _, err = rpc.page(soon(t), c, 1, token)
			expect(t, err, codes.FailedPrecondition, terminology.ReasonPageTokenOtherRelease, "page_token")
			if f := fails(t, err); !strings.Contains(f.message, "swapped") || !strings.Contains(f.message, fixture.URI) ||
				!strings.Contains(f.message, next.Info.URI) || !strings.Contains(f.message, "start again") {
				t.Errorf("message %q", f.message)
			}
			// The same release, imported again.
			_, token, _, err = rpc.page(soon(t), c, 1, "")
			if err != nil {
				t.Fatal(err)
			}
			again := fixture.Winter()
			again.Info.URI = next.Info.URI
			made := *again.Info.Import
			made.Time = made.Time.Add(time.Hour)
			again.Info.Import = &made
			put(t, c, again)
			_, _, _, err = rpc.page(soon(t), c, 1, token)
			expect(t, err, codes.FailedPrecondition, terminology.ReasonPageTokenOtherRelease, "page_token")
		})
	}
}

// put loads another release, which becomes the default.
func put(t *testing.T, c *clients, world *fixture.World) {
	t.Helper()
	release, _, err := world.Release()
	if err != nil {
		t.Fatal(err)
	}
	c.catalog.Put(release)
}

func TestListErrors(t *testing.T) {
	c := winter(t)
	const invalid = codes.InvalidArgument
	absent, description := uint64(fixture.Absent), uint64(fixture.OldTerm)
	for name, call := range map[string]func(ctx context.Context, id uint64) error{
		"parents": func(ctx context.Context, id uint64) error {
			_, err := c.ListParents(ctx, &firnv1.ListParentsRequest{ConceptId: id})
			return err
		},
		"children": func(ctx context.Context, id uint64) error {
			_, err := c.ListChildren(ctx, &firnv1.ListChildrenRequest{ConceptId: id})
			return err
		},
		"ancestors": func(ctx context.Context, id uint64) error {
			_, err := c.ListAncestors(ctx, &firnv1.ListAncestorsRequest{ConceptId: id})
			return err
		},
		"descendants": func(ctx context.Context, id uint64) error {
			_, err := c.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: id})
			return err
		},
		"inbound": func(ctx context.Context, id uint64) error {
			_, err := c.ListInboundRelationships(ctx, &firnv1.ListInboundRelationshipsRequest{ConceptId: id})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, call(soon(t), 0), invalid, terminology.ReasonFieldRequired, "concept_id")
			expect(t, call(soon(t), absent), codes.NotFound, terminology.ReasonConceptNotFound, "concept_id")
			expect(t, call(soon(t), description), invalid, terminology.ReasonNotAConceptID, "concept_id")
			expect(t, call(soon(t), 12345678), invalid, terminology.ReasonSCTIDMalformed, "concept_id")
		})
	}
	_, err := c.ListInboundRelationships(soon(t), &firnv1.ListInboundRelationshipsRequest{ConceptId: uint64(fixture.Toe), TypeIds: make([]uint64, 1001)})
	expect(t, err, invalid, terminology.ReasonTooManyItems, "type_ids")
	_, err = c.ListInboundRelationships(soon(t), &firnv1.ListInboundRelationshipsRequest{ConceptId: uint64(fixture.Toe), TypeIds: []uint64{absent}})
	expect(t, err, codes.NotFound, terminology.ReasonConceptNotFound, "type_ids")
}
