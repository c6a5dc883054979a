package rpc_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

// lines is a log that goroutines write to.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestInternalErrorsAreHidden breaks the store: the client learns no more than
// that, and an id that is in the log.
func TestInternalErrorsAreHidden(t *testing.T) {
	log := &lines{}
	c := serve(t, fixture.Winter(), rpc.Options{Logger: slog.New(slog.NewTextHandler(log, nil))})
	c.store.OnConcept = func() error { return errors.New("page 17 of /data/store.db is torn") }
	toe := uint64(fixture.Toe)
	stream := must(c.ValidateCodes(soon(t)))(t)
	if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: []string{fixture.Toe.String()}, IncludePreferredTerms: true}); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"GetConcept": func() error { _, err := c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: toe}); return err },
		"BatchGetConcepts": func() error {
			_, err := c.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{ConceptIds: []uint64{toe}})
			return err
		},
		"ListAncestors": func() error {
			_, err := c.ListAncestors(soon(t), &firnv1.ListAncestorsRequest{ConceptId: toe})
			return err
		},
		"ListInboundRelationships": func() error {
			_, err := c.ListInboundRelationships(soon(t), &firnv1.ListInboundRelationshipsRequest{ConceptId: toe})
			return err
		},
		"Search":      func() error { _, err := c.Search(soon(t), &firnv1.SearchRequest{Text: "toe"}); return err },
		"ListRefsets": func() error { _, err := c.ListRefsets(soon(t), &firnv1.ListRefsetsRequest{}); return err },
		"ListMembers": func() error {
			_, err := c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Skiers)})
			return err
		},
		"ListMemberships": func() error {
			_, err := c.ListMemberships(soon(t), &firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.Frostbite)})
			return err
		},
		"ValidateCode": func() error {
			_, err := c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: fixture.Toe.String(), Display: "Toe"})
			return err
		},
		"ValidateCodes": func() error { _, err := stream.Recv(); return err },
		"ListReleases":  func() error { _, err := c.ListReleases(soon(t), &firnv1.ListReleasesRequest{}); return err },
		"GetRelease":    func() error { _, err := c.GetRelease(soon(t), &firnv1.GetReleaseRequest{}); return err },
	} {
		err := call()
		expect(t, err, codes.Internal, "INTERNAL", "")
		got := fails(t, err)
		id := got.metadata["request_id"]
		if id == "" || !strings.Contains(got.message, id) || strings.Contains(got.message, "torn") || strings.Contains(got.message, "store.db") {
			t.Errorf("%s: message %q, request id %q", name, got.message, id)
		}
		logged := false
		for line := range strings.Lines(log.String()) {
			logged = logged || strings.Contains(line, id) && strings.Contains(line, "torn") && strings.Contains(line, "Service/"+name+" ")
		}
		if !logged {
			t.Errorf("%s: no line of the log has the request id %s, the method and the cause", name, id)
		}
	}
}

// TestWorkStopsWithItsCall lets a call's time run out, and cancels another, while
// they work on a long list: both must soon touch the store no more.
func TestWorkStopsWithItsCall(t *testing.T) {
	const n = 10_000
	ids := make([]uint64, 1000)
	texts, displays := make([]string, n), make([]string, n)
	for i := range ids {
		ids[i] = uint64(fixture.ConceptID(uint64(10_000 + i)))
	}
	for i := range texts {
		texts[i] = fixture.ConceptID(uint64(10_000 + i)).String()
		displays[i] = "Snowball" // none's: it takes a look at the descriptions
	}
	for name, call := range map[string]func(ctx context.Context, c *clients) error{
		"ListDescendants": func(ctx context.Context, c *clients) error {
			_, err := c.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: uint64(terminology.Root), PageSize: n})
			return err
		},
		"ListInboundRelationships": func(ctx context.Context, c *clients) error {
			_, err := c.ListInboundRelationships(ctx, &firnv1.ListInboundRelationshipsRequest{ConceptId: uint64(fixture.Injury), PageSize: n})
			return err
		},
		"ListMembers": func(ctx context.Context, c *clients) error {
			_, err := c.ListMembers(ctx, &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Skiers), PageSize: n})
			return err
		},
		"BatchGetConcepts": func(ctx context.Context, c *clients) error {
			_, err := c.BatchGetConcepts(ctx, &firnv1.BatchGetConceptsRequest{ConceptIds: ids})
			return err
		},
		"ValidateCodes": func(ctx context.Context, c *clients) error {
			stream, err := c.ValidateCodes(ctx)
			if err != nil {
				return err
			}
			if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: texts, Displays: displays}); err != nil && err != io.EOF {
				return err
			}
			_, err = stream.Recv() // tells why, also where sending says EOF
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, want := range []codes.Code{codes.DeadlineExceeded, codes.Canceled} {
				// A release of its own, which remembers no terms yet.
				c := serve(t, fixture.Wide(n), rpc.Options{})
				var reads atomic.Int64
				c.store.OnConcept = func() error {
					reads.Add(1)
					for begin := time.Now(); time.Since(begin) < 30*time.Microsecond; {
						// Sleeping would take a millisecond.
					}
					return nil
				}
				// On a busy machine the time may run out before the work begins: then
				// it gets more.
				for attempt := 0; ; attempt++ {
					before := reads.Load()
					limit := time.Duration(30+15*attempt) * time.Millisecond
					ctx, cancel := context.WithTimeout(soon(t), limit)
					if want == codes.Canceled {
						ctx, cancel = context.WithCancel(soon(t))
						time.AfterFunc(limit, cancel)
					}
					err := call(ctx, c)
					cancel()
					if status.Code(err) != want {
						t.Fatalf("got %v, want %v: is the list long enough?", err, want)
					}
					eventually(t, "the handler ends", func() bool { return c.catalog.Using.Load() == 0 })
					if reads.Load() > before {
						break
					}
					if attempt == 20 {
						t.Fatal("it hadn't begun")
					}
				}
				rest := reads.Load()
				time.Sleep(5 * time.Millisecond)
				if now := reads.Load(); now != rest {
					t.Errorf("it reads on: %d more", now-rest)
				}
			}
		})
	}
}

// TestLabelsAreRemembered counts the reads of one answer that mentions the same
// concept over and over.
func TestLabelsAreRemembered(t *testing.T) {
	const n = 1000
	c := serve(t, fixture.Wide(n), rpc.Options{})
	var reads atomic.Int64
	c.store.OnConcept = func() error { reads.Add(1); return nil }
	must(c.ListInboundRelationships(soon(t), &firnv1.ListInboundRelationshipsRequest{ConceptId: uint64(fixture.Injury), PageSize: n}))(t)
	// Each source is read for its relationships and for its term; the type once,
	// and once more because it has no description at all.
	if got := reads.Load(); got > 2*n+10 {
		t.Errorf("%d reads for %d relationships", got, n)
	}
}
