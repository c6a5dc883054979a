package taxonomy

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// Load makes a taxonomy from its blobs, see [Taxonomy.Blobs]. It calls get once
// for each name, one call at a time, and copies the bytes before it returns, so
// that they may lie in a memory map at any alignment and go away afterwards.
//
// Load compares checksums and checks lengths, bounds and orders, so that no
// method of the taxonomy can fail later on; [Taxonomy.Verify] checks that the
// columns agree with each other as well. The error is a [*VersionError], a
// [*DamageError], or what get returned, with the blob's name.
func Load(get func(name string) ([]byte, error)) (*Taxonomy, error) {
	return LoadFrom(func(name string) (Blob, error) {
		data, err := get(name)
		return Blob{Bytes: data}, err
	})
}

// Blob is the bytes of a blob, and whose they are.
type Blob struct {
	Bytes []byte
	// Given says that nobody else will read or write the bytes from now on, so that
	// the taxonomy may keep them in the place of a copy.
	Given bool
}

// LoadFrom is [Load] for blobs some of which were made for it, such as those that
// were unpacked.
func LoadFrom(get func(name string) (Blob, error)) (*Taxonomy, error) {
	t := &Taxonomy{}
	columns := t.columns()
	meta, err := get(metaName)
	if err != nil {
		return nil, fmt.Errorf("reading the taxonomy's blob %q: %w", metaName, err)
	}
	concepts, active, entries, err := decodeMeta(meta.Bytes, columns)
	if err != nil {
		return nil, err
	}
	t.active = Ordinal(active)

	blobs := make([]Blob, len(columns))
	for i, c := range columns {
		if blobs[i], err = get(c.name); err != nil {
			return nil, fmt.Errorf("reading the taxonomy's blob %q: %w", c.name, err)
		}
		if err := wrongLength(c, entries[i], blobs[i].Bytes); err != nil {
			return nil, err
		}
	}
	err = inParallel(len(columns), func(i int) error {
		c := columns[i]
		if c.fill(blobs[i], int(entries[i].elements)) != entries[i].checksum {
			return damaged(c.name, "wrong checksum")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := t.check(int(concepts), t.makeTable); err != nil {
		return nil, err
	}
	t.readConcreteValues()
	return t, nil
}

func (t *Taxonomy) readConcreteValues() {
	t.concrete = make([]ConcreteValue, len(t.concreteKinds))
	text := string(t.concreteText) // one string that all values share
	for i := range t.concrete {
		t.concrete[i] = ConcreteValue{
			Kind: ConcreteKind(t.concreteKinds[i]),
			Text: text[t.concreteStart[i]:t.concreteStart[i+1]],
		}
	}
}

// inParallel calls f for 0 to n-1 on a few goroutines and returns the error of
// the lowest number, so that the same damage always gives the same error.
func inParallel(n int, f func(i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 4, n) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				errs[i] = f(i)
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

var errNoBlob = errors.New("no such blob")

// LoadMap is [Load] from blobs in a map by name.
func LoadMap(blobs map[string][]byte) (*Taxonomy, error) {
	return Load(func(name string) ([]byte, error) {
		data, ok := blobs[name]
		if !ok {
			return nil, errNoBlob
		}
		return data, nil
	})
}
