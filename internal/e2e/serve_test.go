package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// importMini imports testdata/mini into a data directory of the test's own.
func importMini(t *testing.T) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	must(t, "import", "--data", data, testdata("mini"))
	return data
}

func TestHealth(t *testing.T) {
	t.Parallel()
	s := start(t, "--data", mini(t).data)
	if got := must(t, "health", "--server", s.address); got.stdout != "serving\n" || got.stderr != "" {
		t.Errorf("got %+v", got)
	}
	if got := must(t, "health", "--server", s.address, "--service", "firn.v1.ConceptService"); got.stdout != "serving\n" {
		t.Errorf("one service: %+v", got)
	}
	if got := firn(t, "health", "--server", s.address, "--service", "firn.v1.NoService"); got.code != 1 || got.stdout != "" {
		t.Errorf("a service that isn't there: %+v", got)
	}
	if code := s.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, s.stderr)
	}
	if got := s.stdout.String(); got != "grpc: "+s.address+"\n" {
		t.Errorf("firn serve wrote %q to standard output, want its address alone", got)
	}
	if got := firn(t, "health", "--server", s.address, "--timeout", "2s"); got.code != 3 || got.stdout != "" {
		t.Errorf("after the end: %+v", got)
	}
}

// What keeps a server from starting, and what it then exits with.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	data := mini(t).data
	busy, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no release":       {[]string{"--data", t.TempDir()}, 2, "release"},
		"address in use":   {[]string{"--data", data, "--grpc", busy.Addr().String()}, 3, "in use"},
		"no certificate":   {[]string{"--data", data, "--grpc", "127.0.0.1:0", "--tls-cert", "absent.pem", "--tls-key", "absent.key"}, 2, "absent.pem"},
		"half of TLS":      {[]string{"--data", data, "--grpc", "127.0.0.1:0", "--tls-cert", "absent.pem"}, 2, "key"},
		"unknown flag":     {[]string{"--colour"}, 2, "colour"},
		"unknown default":  {[]string{"--data", data, "--grpc", "127.0.0.1:0", "--default-release", "900000000000207008"}, 2, "900000000000207008"},
		"no port":          {[]string{"--data", data, "--grpc", "nonsense"}, 2, "nonsense"},
		"broken log level": {[]string{"--data", data, "--log-level", "loud"}, 2, "loud"},
	} {
		got := firn(t, append([]string{"serve"}, test.args...)...)
		if got.code != test.code || got.stdout != "" || !strings.Contains(got.stderr, test.says) || got.stderr == "" {
			t.Errorf("%s: %+v, want exit code %d and a message with %q", name, got, test.code, test.says)
		}
	}
}

// Only a server that others can reach warns that it has no TLS.
func TestWarnsBeyondLoopback(t *testing.T) {
	t.Parallel()
	const warning = "without TLS"
	for address, wanted := range map[string]bool{"127.0.0.1:0": false, "localhost:0": false, "0.0.0.0:0": true, ":0": true} {
		s := start(t, "--data", mini(t).data, "--grpc", address)
		if _, port, err := net.SplitHostPort(s.address); err != nil || port == "0" {
			t.Errorf("%s: it says that it listens at %q", address, s.address)
		}
		s.stop(t)
		if got := strings.Contains(s.stderr.String(), warning); got != wanted {
			t.Errorf("%s: warned %v, want %v:\n%s", address, got, wanted, s.stderr)
		}
	}
}

// A server that is told to end lets a stream end first, and takes no new calls.
func TestGracefulShutdown(t *testing.T) {
	t.Parallel()
	s := start(t, "--data", mini(t).data, "--drain", "20s")
	c := dial(t, s.address)
	defer c.conn.Close()
	stream, err := c.subsumption.SubsumesStream(within(t))
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		t.Helper()
		if err := stream.Send(&firnv1.SubsumesStreamRequest{AIds: []uint64{naive.Root}, BIds: []uint64{404684003}}); err != nil {
			t.Fatal(err)
		}
		got, err := stream.Recv()
		if err != nil || got.GetOutcomes()[0] != firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMES {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	ask()
	s.signal(t, syscall.SIGTERM)
	eventually(t, func() error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		fresh := dial(t, s.address)
		defer fresh.conn.Close()
		if _, err := fresh.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: naive.Root}); err == nil {
			return errors.New("new calls are still answered")
		}
		return nil
	})
	ask() // the stream goes on
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ends with %v", err)
	}
	if code := s.wait(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, s.stderr)
	}
}

// A stream that doesn't end by itself is ended when the drain period is over, with
// an error that says why.
func TestShutdownEndsStreams(t *testing.T) {
	t.Parallel()
	s := start(t, "--data", mini(t).data, "--drain", "300ms")
	c := dial(t, s.address)
	defer c.conn.Close()
	stream, err := c.validation.ValidateCodes(within(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: []string{"404684003"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	s.signal(t, syscall.SIGTERM)
	_, err = stream.Recv()
	checkFailure(t, "the stream", err, failure{code: codes.Unavailable, reason: "SHUTTING_DOWN"})
	if code := s.wait(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, s.stderr)
	}
	if took := time.Since(begun); took < 250*time.Millisecond || took > 10*time.Second {
		t.Errorf("it took %v to end", took)
	}
}

// A second release, and a new build of the first one, are taken up at SIGHUP
// while clients call without an error.
func TestReload(t *testing.T) {
	t.Parallel()
	data := importMini(t)
	s := start(t, "--data", data)
	c := dial(t, s.address)
	defer c.conn.Close()
	ctx := within(t)

	// Callers that never stop, and a stream that is open all the while.
	var calls atomic.Int64
	stopped := make(chan struct{})
	var callers sync.WaitGroup
	for range 4 {
		callers.Go(func() {
			for {
				select {
				case <-stopped:
					return
				default:
				}
				got, err := c.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: 1249999999102, Release: miniRelease})
				if err != nil || got.GetConcept().GetConceptId() != 1249999999102 {
					t.Errorf("a call during the reload: %v, %v", got, err)
					return
				}
				calls.Add(1)
			}
		})
	}
	stream, err := c.subsumption.SubsumesStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		t.Helper()
		if err := stream.Send(&firnv1.SubsumesStreamRequest{AIds: []uint64{naive.Root}, BIds: []uint64{404684003}}); err != nil {
			t.Fatal(err)
		}
		if got, err := stream.Recv(); err != nil || got.GetRelease() != miniRelease {
			t.Fatalf("the stream: %v, %v", got, err)
		}
	}
	ask()
	page, err := c.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageSize: 5, Release: miniRelease})
	if err != nil {
		t.Fatal(err)
	}

	must(t, "import", "--data", data, testdata("mini"), testdata("mini-extension"))
	if got, err := c.releases.ListReleases(ctx, &firnv1.ListReleasesRequest{}); err != nil || len(got.GetReleases()) != 1 {
		t.Errorf("before SIGHUP: %v, %v", got, err)
	}
	s.signal(t, syscall.SIGHUP)
	eventually(t, func() error {
		got, err := c.releases.ListReleases(ctx, &firnv1.ListReleasesRequest{})
		if err == nil && len(got.GetReleases()) != 2 {
			err = fmt.Errorf("there are %d releases", len(got.GetReleases()))
		}
		return err
	})
	got, err := c.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: 1019999998102, Release: "1009999998100"})
	if err != nil || got.GetRelease() != extensionRelease {
		t.Errorf("the second release: %v, %v", got, err)
	}
	ask()
	if _, err := c.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, Release: miniRelease, PageToken: page.GetNextPageToken()}); err != nil {
		t.Errorf("the next page of a release that didn't change: %v", err)
	}

	// The first release anew: a page of the old build has no next one.
	must(t, "import", "--data", data, testdata("mini"))
	s.signal(t, syscall.SIGHUP)
	eventually(t, func() error {
		_, err := c.concepts.ListDescendants(ctx, &firnv1.ListDescendantsRequest{ConceptId: naive.Root, Release: miniRelease, PageToken: page.GetNextPageToken()})
		if status.Code(err) != codes.FailedPrecondition {
			return fmt.Errorf("the next page across a reload: %w", errors.Join(err, errors.New("want FAILED_PRECONDITION")))
		}
		return nil
	})
	ask() // the stream still has its release
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	before := calls.Load()
	eventually(t, func() error {
		if calls.Load() < before+100 {
			return errors.New("the callers are stuck")
		}
		return nil
	})
	close(stopped)
	callers.Wait()

	// A release that is taken away goes with the next look.
	if err := os.RemoveAll(filepath.Join(data, "releases", "1009999998100")); err != nil {
		t.Fatal(err)
	}
	s.signal(t, syscall.SIGHUP)
	eventually(t, func() error {
		_, err := c.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: naive.Root, Release: extensionRelease})
		if status.Code(err) != codes.NotFound {
			return fmt.Errorf("the release that was taken away: %w", errors.Join(err, errors.New("want NOT_FOUND")))
		}
		return nil
	})
	_, err = c.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: naive.Root, Release: extensionRelease})
	checkFailure(t, "the release that was taken away", err, failure{code: codes.NotFound, reason: "RELEASE_NOT_FOUND"})
	if err := os.RemoveAll(filepath.Join(data, "releases")); err != nil {
		t.Fatal(err)
	}
	s.signal(t, syscall.SIGHUP)
	eventually(t, func() error {
		got, err := c.releases.ListReleases(ctx, &firnv1.ListReleasesRequest{})
		if err == nil && len(got.GetReleases()) > 0 {
			err = errors.New("there is still a release")
		}
		return err
	})
	_, err = c.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: naive.Root})
	checkFailure(t, "no release at all", err, failure{code: codes.NotFound, reason: "NO_RELEASE"})
	if code := s.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, s.stderr)
	}
}

// The limits that an operator sets.
func TestServerLimits(t *testing.T) {
	t.Parallel()
	s := start(t, "--data", mini(t).data, "--max-calls", "1", "--max-message", "4000")
	c := dial(t, s.address)
	defer c.conn.Close()
	_, err := c.concepts.ListDescendants(within(t), &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageSize: 10})
	if err != nil {
		t.Errorf("a small page: %v", err)
	}
	// A list's page is cut, and goes on; what can't be cut is refused.
	var got []uint64
	for token := ""; ; {
		page, err := c.concepts.ListDescendants(within(t), &firnv1.ListDescendantsRequest{ConceptId: naive.Root, PageSize: 1000, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, concept := range page.GetConcepts() {
			got = append(got, concept.GetConceptId())
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	if want := mini(t).model.Descendants(naive.Root); !slices.Equal(got, want) {
		t.Errorf("in pages that the server cuts: got %d, want %d", got, want)
	}
	ids := mini(t).model.ConceptIDs()
	_, err = c.concepts.BatchGetConcepts(within(t), &firnv1.BatchGetConceptsRequest{ConceptIds: ids, View: firnv1.ConceptView_CONCEPT_VIEW_FULL})
	checkFailure(t, "a large answer", err, failure{code: codes.ResourceExhausted, reason: "BUDGET_EXCEEDED"})
	_, err = c.concepts.BatchGetConcepts(within(t), &firnv1.BatchGetConceptsRequest{ConceptIds: slices.Repeat(ids, 9)})
	checkFailure(t, "a large question", err, failure{code: codes.ResourceExhausted})

	stream, err := c.subsumption.SubsumesStream(within(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&firnv1.SubsumesStreamRequest{}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	_, err = c.concepts.GetConcept(within(t), &firnv1.GetConceptRequest{ConceptId: naive.Root})
	checkFailure(t, "a second call", err, failure{code: codes.ResourceExhausted, reason: "TOO_MANY_CALLS"})
	if got := firn(t, "health", "--server", s.address); got.code != 0 {
		t.Errorf("health counts as a call: %+v", got)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = stream.Recv()
	}
	eventually(t, func() error {
		_, err := c.concepts.GetConcept(within(t), &firnv1.GetConceptRequest{ConceptId: naive.Root})
		return err
	})
	s.stop(t)
}

// Several calls at once from several connections get the answers of one.
func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	f := extension(t)
	ctx, ids := within(t), f.model.ConceptIDs()
	e := expecting{Release: f.model, dialects: f.defaults}
	var callers sync.WaitGroup
	for i := range 8 {
		callers.Go(func() {
			c := dial(t, f.server.address)
			defer c.conn.Close()
			for j := range 100 {
				id := ids[(i*37+j)%len(ids)]
				got, err := c.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: id, View: firnv1.ConceptView_CONCEPT_VIEW_FULL})
				if err != nil {
					t.Error(err)
					return
				}
				differ(t, id, e.concept(id), got.GetConcept())
			}
		})
	}
	callers.Wait()
}
