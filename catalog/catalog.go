package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/firn-sct/firn/terminology"
)

// Options is how a data directory is opened. The zero value is useful.
type Options struct {
	// Default names the release that answers when a question names none: a
	// release URI, or an edition URI or bare module id for its newest version.
	// Empty leaves the choice to [Catalog.Acquire]'s rule.
	Default string
	// Logger hears of releases that come, go, or can't be opened; nil is silent.
	Logger *slog.Logger

	// open replaces openRelease in tests.
	open func(dir string, m *Manifest) (*terminology.Release, error)
}

// Broken is a release directory that can't be served.
type Broken struct {
	Dir string
	Err error
}

// Catalog serves the releases of a data directory. It implements
// [terminology.Catalog].
type Catalog struct {
	dataDir string
	options Options
	loading sync.Mutex // held while the directory is scanned
	view    atomic.Pointer[view]
}

var _ terminology.Catalog = (*Catalog)(nil)

// view is one state of the catalog; it doesn't change once it is published.
type view struct {
	entries []*entry // in ascending order of URI
	broken  []Broken // in ascending order of directory
	closed  bool
}

// entry is an open release. The catalog owns one reference, each user another;
// the release is closed when the last one goes.
type entry struct {
	dir      string
	name     terminology.ReleaseName
	manifest *Manifest
	text     string // of the manifest: what tells one build from the next
	release  *terminology.Release
	users    atomic.Int64
	log      *slog.Logger
}

// Open opens the data directory and every release in it, read-only. A release
// that can't be opened is left out, see [Catalog.Broken]; the others are
// served. An empty or absent data directory is an empty catalog: questions to
// it fail with [terminology.ReasonNoRelease].
func Open(dataDir string, options Options) (*Catalog, error) {
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	if options.open == nil {
		options.open = openRelease
	}
	if options.Default != "" {
		if _, err := parseWanted(options.Default); err != nil {
			return nil, err
		}
	}
	c := &Catalog{dataDir: dataDir, options: options}
	c.view.Store(&view{})
	if err := c.Reload(); err != nil {
		return nil, err
	}
	return c, nil
}

// Reload looks at the data directory again. Releases that are new are opened,
// ones that were replaced are opened anew, ones that are gone are let go, and
// the rest stay as they are. The change is one step for those who ask: a
// release in use is closed by its last user. A replaced release whose new
// directory can't be opened goes on answering from the old one.
//
// The error is of reading the data directory; then nothing has changed.
func (c *Catalog) Reload() error {
	c.loading.Lock()
	defer c.loading.Unlock()
	old := c.view.Load()
	if old.closed {
		return errors.New("catalog: closed")
	}
	dirs, err := releaseDirs(c.dataDir)
	if err != nil {
		return fmt.Errorf("reading the data directory: %w", err)
	}

	next := &view{}
	for _, dir := range dirs {
		e, err := c.load(dir, old)
		if err != nil {
			next.broken = append(next.broken, Broken{Dir: dir, Err: err})
			if !old.reported(dir, err) {
				c.options.Logger.Error("release can't be opened", "directory", dir, "error", err)
			}
		}
		if e != nil {
			next.entries = append(next.entries, e)
		}
	}
	slices.SortFunc(next.entries, func(a, b *entry) int { return cmp.Compare(a.manifest.URI, b.manifest.URI) })
	c.view.Store(next)
	for _, e := range old.entries {
		if !slices.Contains(next.entries, e) {
			c.options.Logger.Info("release let go", "release", e.manifest.URI, "directory", e.dir)
			e.free()
		}
	}
	return nil
}

func (v *view) reported(dir string, err error) bool {
	return slices.ContainsFunc(v.broken, func(b Broken) bool { return b.Dir == dir && b.Err.Error() == err.Error() })
}

// attempts bounds how often a directory is opened anew because an import
// replaced it meanwhile.
const attempts = 5

// load returns the entry for a directory: the one of the old view if the
// directory is still the same, else a new one. With an error it may still
// return an old entry to go on with.
func (c *Catalog) load(dir string, old *view) (*entry, error) {
	var current *entry
	if i := slices.IndexFunc(old.entries, func(e *entry) bool { return e.dir == dir }); i >= 0 {
		current = old.entries[i]
	}
	for attempt := 1; ; attempt++ {
		e, err := c.loadOnce(dir, current)
		if err == nil {
			return e, nil
		}
		// The directory may have been exchanged between two of its files.
		if !errors.Is(err, errReplaced) || attempt == attempts {
			return current, err
		}
	}
}

// errReplaced tells that the directory changed while it was being opened.
var errReplaced = errors.New("the release was replaced while it was being opened")

func (c *Catalog) loadOnce(dir string, current *entry) (*entry, error) {
	m, text, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	if current != nil && current.text == string(text) {
		return current, nil
	}
	name, err := m.Name()
	if err != nil {
		return nil, err
	}
	if want := ReleaseDir(c.dataDir, name); dir != want && !strings.HasPrefix(filepath.Base(dir), replacedPrefix) {
		return nil, fmt.Errorf("%s holds %s, whose place is %s", dir, m.URI, want)
	}
	r, openErr := c.options.open(dir, m)
	// Everything that was opened belongs to one build if the manifest is the
	// same before and after.
	_, after, err := readManifest(dir)
	if err != nil || string(after) != string(text) {
		if openErr == nil {
			openErr = r.Close()
		}
		return nil, errors.Join(errReplaced, err, openErr)
	}
	if openErr != nil {
		return nil, fmt.Errorf("opening %s: %w", dir, openErr)
	}
	e := &entry{dir: dir, name: name, manifest: m, text: string(text), release: r, log: c.options.Logger}
	e.users.Store(1)
	c.options.Logger.Info("release opened", "release", m.URI, "directory", dir)
	return e, nil
}

// releaseDirs lists the places where releases are: those below releases/, and
// one that is being replaced without an atomic exchange.
func releaseDirs(dataDir string) ([]string, error) {
	var dirs []string
	root := filepath.Join(dataDir, releasesName)
	modules, err := readDir(root)
	if err != nil {
		return nil, err
	}
	for _, module := range modules {
		versions, err := readDir(filepath.Join(root, module))
		if err != nil {
			return nil, err
		}
		for _, version := range versions {
			dirs = append(dirs, filepath.Join(root, module, version))
		}
	}
	top, err := os.ReadDir(dataDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range top {
		if path := filepath.Join(dataDir, e.Name()); strings.HasPrefix(e.Name(), replacedPrefix) {
			if _, missing := replacedFinal(dataDir, path); missing {
				dirs = append(dirs, path)
			}
		}
	}
	return dirs, nil
}

// readDir lists the directories in one that may be absent, in ascending order,
// without hidden ones and files, which people and their tools leave about.
func readDir(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Releases implements [terminology.Catalog].
func (c *Catalog) Releases() []*terminology.ReleaseInfo {
	var infos []*terminology.ReleaseInfo
	for _, e := range c.view.Load().entries {
		infos = append(infos, e.release.Info())
	}
	return infos
}

// Manifests returns the manifests of the loaded releases in ascending order of
// URI. They are shared and must not be changed.
func (c *Catalog) Manifests() []*Manifest {
	var manifests []*Manifest
	for _, e := range c.view.Load().entries {
		manifests = append(manifests, e.manifest)
	}
	return manifests
}

// Broken returns the release directories that couldn't be opened at the last
// load, in ascending order of path.
func (c *Catalog) Broken() []Broken {
	return slices.Clone(c.view.Load().broken)
}

// Acquire implements [terminology.Catalog]. Calling free more than once does
// no harm.
//
// Among several versions of an edition the published ones go before the
// unpublished ones (an …/xsct/… edition URI asks for these), and then the
// newest is taken. The default release, where [Options.Default] gives none, is
// the newest published version of the International Edition if there is one;
// else that of the edition with the newest version, and the lowest module id
// where two are equally new; an unpublished release only if all are.
func (c *Catalog) Acquire(name string) (release *terminology.Release, free func(), err error) {
	for {
		v := c.view.Load()
		e, err := c.find(v, name)
		if err != nil {
			return nil, nil, err
		}
		if e.use() {
			var once sync.Once
			return e.release, func() { once.Do(e.free) }, nil
		}
		// A reload let it go since the view was loaded; there is another view.
	}
}

// use adds a user, unless the release has been let go by all.
func (e *entry) use() bool {
	for {
		n := e.users.Load()
		if n == 0 {
			return false
		}
		if e.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (e *entry) free() {
	if e.users.Add(-1) > 0 {
		return
	}
	if err := e.release.Close(); err != nil {
		e.log.Error("closing a release", "release", e.manifest.URI, "error", err)
	}
}

// Close lets all releases go; those in use are closed by their last users.
// Questions after it find no release.
func (c *Catalog) Close() error {
	c.loading.Lock()
	defer c.loading.Unlock()
	old := c.view.Swap(&view{closed: true})
	for _, e := range old.entries {
		e.free()
	}
	return nil
}
