package catalog

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/firn-sct/firn/terminology"
)

// crashVariable makes the test binary a process that seals a release and dies
// on the way.
const crashVariable = "FIRN_CATALOG_TEST_CRASH"

func TestMain(m *testing.M) {
	if at := os.Getenv(crashVariable); at != "" {
		crash(at)
	}
	os.Exit(m.Run())
}

// crash seals a build of content "new" in a data directory and kills itself
// before the named step. at is "<step>,<exchange or replace>,<data directory>".
func crash(at string) {
	step, rest, _ := strings.Cut(at, ",")
	way, dataDir, _ := strings.Cut(rest, ",")
	l, err := LockData(dataDir)
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	if way == "replace" {
		l.exchange = func(string, string) error { return errNoExchange }
	}
	l.step = func(name string) {
		if name == step {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	if _, err := l.Sweep(); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	if _, err := sealed(l, testRelease, "new"); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	os.Exit(0)
}

const testRelease = "http://snomed.info/sct/900000000000207008/version/20250701"

// sealed seals a directory with two files of the given content.
func sealed(l *Lock, uri, content string) (string, error) {
	b, err := l.Begin()
	if err != nil {
		return "", err
	}
	defer b.Discard()
	for _, path := range []string{StorePath(b.Dir()), filepath.Join(SearchPath(b.Dir()), "rows")} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return "", err
		}
	}
	return b.Seal(context.Background(), manifest(uri, content), nil)
}

func manifest(uri, program string) *Manifest {
	name, err := terminology.ParseReleaseURI(uri)
	if err != nil {
		panic(err)
	}
	return &Manifest{
		ReleaseInfo: terminology.ReleaseInfo{URI: uri, ModuleID: name.ModuleID, EffectiveTime: name.EffectiveTime},
		Build:       Build{Program: program, Settings: Settings{Paths: []string{"a.zip", "b c.zip"}, Lenient: true, AsOf: 20250701}},
	}
}

func mustLock(t *testing.T, dataDir string) *Lock {
	t.Helper()
	l, err := LockData(dataDir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Unlock() })
	return l
}

func mustSeal(t *testing.T, l *Lock, uri, content string) string {
	t.Helper()
	dir, err := sealed(l, uri, content)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// wholeContent returns the content of a sealed test directory, after making
// sure that all of it is of one build.
func wholeContent(t *testing.T, dir string) string {
	t.Helper()
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	found, err := sumFiles(context.Background(), dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.compareFiles(dir, found); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(StorePath(dir))
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != m.Build.Program {
		t.Fatalf("store of build %q, manifest of build %q", text, m.Build.Program)
	}
	return string(text)
}
