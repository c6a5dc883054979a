package catalog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// fakeStore knows its content, and whether it is closed.
type fakeStore struct {
	terminology.Store
	content string
	closed  atomic.Int32
}

func (s *fakeStore) Refsets() []terminology.Refset { return nil }
func (s *fakeStore) Close() error                  { s.closed.Add(1); return nil }

type fakeSearcher struct{ terminology.Searcher }

func (fakeSearcher) Close() error { return nil }

// openFake opens directories that [sealed] makes; content "broken" can't be.
func openFake(dir string, m *Manifest) (*terminology.Release, error) {
	content, err := os.ReadFile(StorePath(dir))
	if err != nil {
		return nil, err
	}
	if string(content) == "broken" {
		return nil, errors.New("broken")
	}
	empty, _, err := taxonomy.Build(taxonomy.Input{})
	if err != nil {
		return nil, err
	}
	return terminology.NewRelease(&m.ReleaseInfo, empty, &fakeStore{content: string(content)}, fakeSearcher{}), nil
}

func open(t *testing.T, data string, defaultRelease string) *Catalog {
	t.Helper()
	c, err := Open(data, Options{Default: defaultRelease, open: openFake})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

const (
	international = "http://snomed.info/sct/900000000000207008"
	british       = "http://snomed.info/sct/83821000000107"
	subset        = "http://snomed.info/xsct/31000003106"
)

func TestAcquire(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	for _, uri := range []string{
		international + "/version/20250101", international + "/version/20250701",
		"http://snomed.info/xsct/900000000000207008/version/20250801",
		british + "/version/20250901", subset + "/version/20250909",
	} {
		mustSeal(t, l, uri, uri)
	}
	c := open(t, data, "")
	for _, test := range []struct{ name, want string }{
		{"", international + "/version/20250701"},
		{international, international + "/version/20250701"},
		{international + "/version/20250101", international + "/version/20250101"},
		{"900000000000207008", international + "/version/20250701"},
		{"http://snomed.info/xsct/900000000000207008", "http://snomed.info/xsct/900000000000207008/version/20250801"},
		{british, british + "/version/20250901"},
		{"83821000000107", british + "/version/20250901"},
		{"31000003106", subset + "/version/20250909"},
		{subset, subset + "/version/20250909"},
	} {
		r, free, err := c.Acquire(test.name)
		if err != nil {
			t.Errorf("Acquire(%q): %v", test.name, err)
			continue
		}
		if r.URI() != test.want {
			t.Errorf("Acquire(%q) = %s, want %s", test.name, r.URI(), test.want)
		}
		free()
	}
	for _, test := range []struct {
		name   string
		kind   terminology.Kind
		reason terminology.Reason
	}{
		{"http://snomed.info/sct/31000003106", terminology.KindNotFound, terminology.ReasonReleaseNotFound},
		{international + "/version/20240101", terminology.KindNotFound, terminology.ReasonReleaseNotFound},
		{"73211009", terminology.KindNotFound, terminology.ReasonReleaseNotFound},
		{"73211000", terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed},
		{"754786011", terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed},
		{"international", terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed},
		{international + "/version/20251301", terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed},
	} {
		_, _, err := c.Acquire(test.name)
		e, ok := errors.AsType[*terminology.Error](err)
		if !ok || e.Kind != test.kind || e.Reason != test.reason {
			t.Errorf("Acquire(%q): %v, want %s, %s", test.name, err, test.kind, test.reason)
		}
	}

	var uris []string
	for _, info := range c.Releases() {
		uris = append(uris, info.URI)
	}
	if len(uris) != 5 || !slices.IsSorted(uris) {
		t.Errorf("Releases() = %q, want five in order", uris)
	}
}

func TestDefaultRelease(t *testing.T) {
	for _, test := range []struct {
		name, option string
		uris         []string
		want         string
	}{
		{"the only one", "", []string{subset + "/version/20250909"}, subset + "/version/20250909"},
		{"published before unpublished", "", []string{subset + "/version/20250909", british + "/version/20200101"}, british + "/version/20200101"},
		{"International before newer", "", []string{british + "/version/20250901", international + "/version/20250101"}, international + "/version/20250101"},
		{"newest edition", "", []string{british + "/version/20250901", "http://snomed.info/sct/731000124108/version/20250902"}, "http://snomed.info/sct/731000124108/version/20250902"},
		{"lowest module", "", []string{british + "/version/20250901", "http://snomed.info/sct/731000124108/version/20250901"}, "http://snomed.info/sct/731000124108/version/20250901"},
		{"as asked", british, []string{british + "/version/20250901", international + "/version/20250101"}, british + "/version/20250901"},
		{"as asked by module", "83821000000107", []string{british + "/version/20250901", international + "/version/20250101"}, british + "/version/20250901"},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := t.TempDir()
			l := mustLock(t, data)
			for _, uri := range test.uris {
				mustSeal(t, l, uri, uri)
			}
			r, free, err := open(t, data, test.option).Acquire("")
			if err != nil {
				t.Fatal(err)
			}
			defer free()
			if r.URI() != test.want {
				t.Errorf("default is %s, want %s", r.URI(), test.want)
			}
		})
	}
	if _, err := Open(t.TempDir(), Options{Default: "nonsense"}); terminology.KindOf(err) != terminology.KindInvalidArgument {
		t.Errorf("a malformed default: %v, want invalid argument", err)
	}
}

func TestEmptyDataDirectory(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "absent")} {
		c := open(t, dir, "")
		_, _, err := c.Acquire("")
		if e, ok := errors.AsType[*terminology.Error](err); !ok || e.Reason != terminology.ReasonNoRelease {
			t.Errorf("Acquire in an empty catalog: %v, want %s", err, terminology.ReasonNoRelease)
		}
	}
}

func content(t *testing.T, c *Catalog, name string) string {
	t.Helper()
	r, free, err := c.Acquire(name)
	if err != nil {
		t.Fatal(err)
	}
	defer free()
	return r.Store().(*fakeStore).content
}

func TestReload(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	mustSeal(t, l, testRelease, "one")
	c := open(t, data, "")
	held, free, err := c.Acquire("")
	if err != nil {
		t.Fatal(err)
	}
	store := held.Store().(*fakeStore)

	// Nothing new: the same release stays open.
	if err := c.Reload(); err != nil {
		t.Fatal(err)
	}
	same, freeSame, _ := c.Acquire("")
	if same != held {
		t.Error("reloading without a change opened the release again")
	}
	freeSame()

	// Replaced while in use: the old one answers its user to the end.
	mustSeal(t, l, testRelease, "two")
	if err := c.Reload(); err != nil {
		t.Fatal(err)
	}
	if got := content(t, c, ""); got != "two" {
		t.Errorf("after replacing: %q, want two", got)
	}
	if store.closed.Load() != 0 {
		t.Error("a release in use was closed")
	}
	free()
	free()
	if n := store.closed.Load(); n != 1 {
		t.Errorf("the replaced release was closed %d times, want once", n)
	}

	// A broken build doesn't take the answering one away, nor the others.
	mustSeal(t, l, testRelease, "broken")
	mustSeal(t, l, subset+"/version/20250909", "broken")
	mustSeal(t, l, british+"/version/20250901", "three")
	if err := os.MkdirAll(filepath.Join(data, "releases", "83821000000107", "20240101"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := c.Reload(); err != nil {
		t.Fatal(err)
	}
	if got := content(t, c, international); got != "two" {
		t.Errorf("beside a broken build: %q, want two", got)
	}
	if got := content(t, c, british); got != "three" {
		t.Errorf("beside a broken release: %q, want three", got)
	}
	if broken := c.Broken(); len(broken) != 3 {
		t.Errorf("Broken() = %v, want three", broken)
	}

	// Removed.
	if err := os.RemoveAll(filepath.Join(data, "releases", "900000000000207008")); err != nil {
		t.Fatal(err)
	}
	if err := c.Reload(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Acquire(international); terminology.KindOf(err) != terminology.KindNotFound {
		t.Errorf("a removed release: %v, want not found", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Reload(); err == nil {
		t.Error("reloading a closed catalog went well")
	}
}

func TestReleaseInAnotherPlace(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	dir := mustSeal(t, l, testRelease, "one")
	if err := os.Rename(dir, filepath.Join(filepath.Dir(dir), "20200101")); err != nil {
		t.Fatal(err)
	}
	c := open(t, data, "")
	if n := len(c.Releases()); n != 0 || len(c.Broken()) != 1 {
		t.Errorf("%d releases, broken %v; want the misplaced one reported", n, c.Broken())
	}
}

// A release exchanged between two of its files is opened again, from one build.
func TestReplacedWhileOpening(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	mustSeal(t, l, testRelease, "old")
	first := true
	c, err := Open(data, Options{open: func(dir string, m *Manifest) (*terminology.Release, error) {
		r, err := openFake(dir, m)
		if first {
			first = false
			mustSeal(t, l, testRelease, "new")
		}
		return r, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got := content(t, c, ""); got != "new" || c.Manifests()[0].Build.Program != "new" {
		t.Errorf("store %q under manifest %q, want new and new", got, c.Manifests()[0].Build.Program)
	}
}

// Users come and go while builds are replaced: none of them ever holds a closed
// release, and in the end every build but the last is closed exactly once.
func TestAcquireWhileReloading(t *testing.T) {
	data := t.TempDir()
	l := mustLock(t, data)
	mustSeal(t, l, testRelease, "build 0")
	var mu sync.Mutex
	var opened []*fakeStore
	c, err := Open(data, Options{open: func(dir string, m *Manifest) (*terminology.Release, error) {
		r, err := openFake(dir, m)
		if err == nil {
			mu.Lock()
			opened = append(opened, r.Store().(*fakeStore))
			mu.Unlock()
		}
		return r, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var users sync.WaitGroup
	for range 4 {
		users.Go(func() {
			for ctx.Err() == nil {
				r, free, err := c.Acquire("")
				if err != nil {
					t.Error(err)
					return
				}
				if r.Store().(*fakeStore).closed.Load() != 0 {
					t.Error("a closed release was handed out")
				}
				free()
			}
		})
	}
	const builds = 10
	for i := range builds {
		mustSeal(t, l, testRelease, fmt.Sprintf("build %d", i+1))
		if err := c.Reload(); err != nil {
			t.Error(err)
		}
	}
	stop()
	users.Wait()
	for i, s := range opened {
		want := int32(1)
		if i == len(opened)-1 {
			want = 0
		}
		if n := s.closed.Load(); n != want {
			t.Errorf("%s was closed %d times, want %d", s.content, n, want)
		}
	}
	if len(opened) != builds+1 {
		t.Errorf("%d builds were opened, want %d", len(opened), builds+1)
	}
	c.Close()
	if n := opened[len(opened)-1].closed.Load(); n != 1 {
		t.Errorf("after Close the last build was closed %d times, want once", n)
	}
}
