package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Building is a release directory that isn't sealed yet.
type Building struct {
	lock *Lock
	dir  string
	done bool
}

// Begin makes an empty directory to build a release in.
func (l *Lock) Begin() (*Building, error) {
	dir, err := os.MkdirTemp(l.dataDir, buildingPrefix)
	if err != nil {
		return nil, fmt.Errorf("beginning a release directory: %w", err)
	}
	// MkdirTemp makes it private; a server may run as another user.
	if err := os.Chmod(dir, 0o755); err != nil {
		os.Remove(dir)
		return nil, fmt.Errorf("beginning a release directory: %w", err)
	}
	return &Building{lock: l, dir: dir}, nil
}

// Dir returns the directory. [StorePath] and [SearchPath] tell where in it the
// store and the index are to be written; whatever else is put there is sealed
// with them.
func (b *Building) Dir() string { return b.dir }

// Discard removes the directory unless it has been sealed. It may be called at
// any time and more than once, so that it can be deferred.
func (b *Building) Discard() error {
	if b.done {
		return nil
	}
	b.done = true
	return os.RemoveAll(b.dir)
}

// Seal makes the directory a release of the data directory, in the place of
// an older build of the same release if there is one, and returns its final
// path. It fills m.FormatVersion and m.Contents; m.URI says which release it
// is. It calls verify, if not nil, with the directory's path when everything
// is on disk and before anybody can see it; an error of verify leaves the data
// directory as it was. The package comment has the promises about crashes.
//
// Once the context is done Seal stops, but only before the release has been
// put into its place. After an error the caller still has to call Discard.
func (b *Building) Seal(ctx context.Context, m *Manifest, verify func(dir string) error) (string, error) {
	final, err := b.seal(ctx, m, verify)
	if err != nil {
		return "", fmt.Errorf("sealing the release directory: %w", err)
	}
	return final, nil
}

func (b *Building) seal(ctx context.Context, m *Manifest, verify func(dir string) error) (string, error) {
	name, err := m.Name()
	if err != nil {
		return "", err
	}
	step := func(name string) error {
		b.lock.step(name)
		return ctx.Err()
	}

	if err := step("sync"); err != nil {
		return "", err
	}
	m.FormatVersion = FormatVersion
	if m.Contents, err = sumFiles(ctx, b.dir, true); err != nil {
		return "", err
	}
	if err := syncDirs(b.dir); err != nil {
		return "", err
	}

	if err := step("manifest"); err != nil {
		return "", err
	}
	text, err := m.encode()
	if err != nil {
		return "", err
	}
	if err := writeSynced(filepath.Join(b.dir, manifestName), text); err != nil {
		return "", err
	}
	if err := syncDir(b.dir); err != nil {
		return "", err
	}

	if err := step("verify"); err != nil {
		return "", err
	}
	if verify != nil {
		if err := verify(b.dir); err != nil {
			return "", fmt.Errorf("verifying what was written: %w", err)
		}
	}

	if err := step("place"); err != nil {
		return "", err
	}
	final := ReleaseDir(b.lock.dataDir, name)
	if err := mkdirSynced(filepath.Dir(final), b.lock.dataDir); err != nil {
		return "", err
	}
	if err := step("rename"); err != nil {
		return "", err
	}
	// From here on the release may be visible: no more asking the context.
	if err := b.place(final); err != nil {
		return "", err
	}
	return final, nil
}

// place moves the built directory to its final path, and what was there out of
// the way.
func (b *Building) place(final string) error {
	l := b.lock
	_, err := os.Lstat(final)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.Rename(b.dir, final); err != nil {
			return err
		}
		b.done = true
		l.step("renamed")
		return l.syncParents(final)
	case err != nil:
		return err
	}

	err = l.exchange(b.dir, final)
	if errors.Is(err, errNoExchange) {
		return b.replace(final)
	}
	if err != nil {
		return err
	}
	b.done = true
	l.step("exchanged")
	if err := l.syncParents(final); err != nil {
		return err
	}
	// b.dir holds the old release now.
	return os.RemoveAll(b.dir)
}

// replace is place without an atomic exchange: the old release goes to a
// directory where readers and the next import look for it.
func (b *Building) replace(final string) error {
	l := b.lock
	replaced := filepath.Join(l.dataDir, replacedPrefix+strings.TrimPrefix(filepath.Base(b.dir), buildingPrefix))
	if err := os.Rename(final, replaced); err != nil {
		return err
	}
	l.step("aside")
	if err := l.syncParents(final); err != nil {
		return errors.Join(err, os.Rename(replaced, final))
	}
	if err := os.Rename(b.dir, final); err != nil {
		return errors.Join(err, os.Rename(replaced, final))
	}
	b.done = true
	l.step("replaced")
	if err := l.syncParents(final); err != nil {
		return err
	}
	return os.RemoveAll(replaced)
}

// syncParents makes the names of a release directory, and those of the data
// directory, durable.
func (l *Lock) syncParents(final string) error {
	return errors.Join(syncDir(filepath.Dir(final)), syncDir(l.dataDir))
}

// Sweep removes what an import that crashed has left over, and puts a release
// back whose replacement was cut short. It returns the names of what it
// removed, in ascending order. Only the holder of the lock can tell that
// nobody is still building there.
func (l *Lock) Sweep() (removed []string, err error) {
	entries, err := os.ReadDir(l.dataDir)
	if err != nil {
		return nil, fmt.Errorf("sweeping the data directory: %w", err)
	}
	for _, e := range entries {
		path := filepath.Join(l.dataDir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), replacedPrefix):
			if final, missing := replacedFinal(l.dataDir, path); missing {
				if err := errors.Join(mkdirSynced(filepath.Dir(final), l.dataDir), os.Rename(path, final), l.syncParents(final)); err != nil {
					return removed, fmt.Errorf("putting back %s: %w", final, err)
				}
				continue
			}
		case strings.HasPrefix(e.Name(), buildingPrefix):
		default:
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return removed, fmt.Errorf("sweeping the data directory: %w", err)
		}
		removed = append(removed, e.Name())
	}
	return removed, nil
}

// replacedFinal returns the place of a release that was moved aside, and
// whether there is nothing in that place.
func replacedFinal(dataDir, replaced string) (final string, missing bool) {
	m, err := ReadManifest(replaced)
	if err != nil {
		return "", false
	}
	name, err := m.Name()
	if err != nil {
		return "", false
	}
	final = ReleaseDir(dataDir, name)
	_, err = os.Lstat(final)
	return final, errors.Is(err, fs.ErrNotExist)
}
