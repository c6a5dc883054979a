package e2e

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/internal/testenv"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// fixture is a release that is imported and served, and the model of it.
type fixture struct {
	name    string
	folders []string // of RF2 files
	uri     string
	data    string // the data directory, which holds this release alone
	model   *naive.Release
	server  *server
	clients
	// defaults are the language reference sets of a request without dialects, as
	// the server has them; TestGetRelease holds them against the rule.
	defaults []uint64
}

// clients are the generated clients of all services.
type clients struct {
	conn        *grpc.ClientConn
	concepts    firnv1.ConceptServiceClient
	subsumption firnv1.SubsumptionServiceClient
	search      firnv1.SearchServiceClient
	refsets     firnv1.RefsetServiceClient
	validation  firnv1.ValidationServiceClient
	releases    firnv1.ReleaseServiceClient
	ecl         firnv1.EclServiceClient
}

func newClients(conn *grpc.ClientConn) clients {
	return clients{
		conn:        conn,
		concepts:    firnv1.NewConceptServiceClient(conn),
		subsumption: firnv1.NewSubsumptionServiceClient(conn),
		search:      firnv1.NewSearchServiceClient(conn),
		refsets:     firnv1.NewRefsetServiceClient(conn),
		validation:  firnv1.NewValidationServiceClient(conn),
		releases:    firnv1.NewReleaseServiceClient(conn),
		ecl:         firnv1.NewEclServiceClient(conn),
	}
}

// dial connects to a server without TLS.
func dial(t testing.TB, address string) clients {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	return newClients(conn)
}

// within is the context of a test's calls: a server that hangs must not hang the
// tests.
func within(t testing.TB) context.Context {
	t.Helper()
	limit := 2 * time.Minute
	if raceDetector { // on a busy machine, some twenty times slower
		limit *= 5
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}

// once makes a fixture the first time that a test needs it, and keeps it.
type once struct {
	sync.Mutex
	made   *fixture
	failed bool
}

func (o *once) get(t testing.TB, make func(testing.TB) *fixture) *fixture {
	t.Helper()
	o.Lock()
	defer o.Unlock()
	if o.failed {
		t.Fatal("the release couldn't be imported or served; see the first failure")
	}
	if o.made == nil {
		o.failed = true
		o.made = make(t) // ends the test where it fails
		o.failed = false
	}
	return o.made
}

var subsetOnce, miniOnce, extensionOnce once

// subset is the real subset of SNOMED CT International; the test is skipped
// where it is absent.
func subset(t testing.TB) *fixture {
	t.Helper()
	dir := testenv.Subset(t)
	return subsetOnce.get(t, func(t testing.TB) *fixture {
		return serve(t, "subset", testenv.SubsetRelease, dir)
	})
}

const (
	miniRelease      = "http://snomed.info/sct/1009999999109/version/20250131"
	extensionRelease = "http://snomed.info/sct/1009999998100/version/20250331"
	swedish          = 999999999104 // language reference set of testdata/mini
	norwegian        = 999999998108 // language reference set of testdata/mini-extension
)

func testdata(name string) string { return filepath.Join(testenv.Root(), "testdata", name) }

// mini is testdata/mini, whose README has its facts.
func mini(t testing.TB) *fixture {
	t.Helper()
	return miniOnce.get(t, func(t testing.TB) *fixture {
		return serve(t, "mini", "", testdata("mini"))
	})
}

// extension is testdata/mini with testdata/mini-extension: one edition of two
// packages.
func extension(t testing.TB) *fixture {
	t.Helper()
	return extensionOnce.get(t, func(t testing.TB) *fixture {
		return serve(t, "extension", "", testdata("mini"), testdata("mini-extension"))
	})
}

// serve imports a release into a data directory of its own and serves it. Without
// a URI the program works it out.
func serve(t testing.TB, name, uri string, folders ...string) *fixture {
	t.Helper()
	f := &fixture{name: name, folders: folders, uri: uri, data: filepath.Join(scratch, name)}
	if err := os.MkdirAll(f.data, 0o750); err != nil {
		t.Fatal(err)
	}
	var err error
	if f.model, err = naive.ReadSnapshot(folders...); err != nil {
		t.Fatal(err)
	}
	arguments := []string{"import", "--data", f.data}
	if uri != "" {
		arguments = append(arguments, "--release", uri)
	}
	must(t, append(arguments, folders...)...)
	f.server = start(t, "--data", f.data)
	f.clients = dial(t, f.server.address)
	release, err := f.releases.GetRelease(within(t), &firnv1.GetReleaseRequest{})
	if err != nil {
		t.Fatal(err)
	}
	f.uri = release.GetRelease()
	f.defaults = numbers(t, release.GetDefaultDialects())
	return f
}

// eachRelease runs a test on every release that there is, beside other tests: the
// servers are shared, and nobody changes what they serve.
func eachRelease(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	for name, get := range map[string]func(testing.TB) *fixture{"subset": subset, "mini": mini, "extension": extension} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, get(t))
		})
	}
}
