package store

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// writeFake writes a fake and returns the path.
func writeFake(t testing.TB, f *fake) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	if err := Write(t.Context(), path, f, Options{}); err != nil {
		t.Fatal(err)
	}
	return path
}

// edit changes a file through bbolt.
func edit(t testing.TB, path string, change func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{NoFreelistSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(change); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// replace puts a payload with its right checksum.
func replace(tx *bolt.Tx, bucket, key, payload []byte) error {
	value := binary.LittleEndian.AppendUint32(append([]byte(nil), payload...), checksum(key, payload))
	return tx.Bucket(bucket).Put(key, value)
}

func TestOpenRefuses(t *testing.T) {
	whole, err := os.ReadFile(writeFake(t, mediumFake()))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, path := range map[string]string{
		"empty":     file("empty", nil),
		"no bbolt":  file("text", []byte(strings.Repeat("This is no store. ", 5000))),
		"half":      file("half", whole[:len(whole)/2]),
		"one short": file("short", whole[:len(whole)-1]),
		"one page":  file("page", whole[:pageSize]),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(path)
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("Open = %v, %v", s, err)
			}
			if err != nil && !strings.Contains(err.Error(), path) {
				t.Errorf("the error doesn't name the file: %v", err)
			}
		})
	}
	if _, err := Open(filepath.Join(dir, "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of nothing: %v", err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("Open of a directory succeeds")
	}
}

func TestOpenUnknownFormat(t *testing.T) {
	meta := func(t *testing.T, path string) {
		edit(t, path, func(tx *bolt.Tx) error {
			return replace(tx, bucketMeta, []byte(metaFormat), appendUint32Key(nil, FormatVersion+1))
		})
	}
	graph := func(t *testing.T, path string) {
		edit(t, path, func(tx *bolt.Tx) error {
			blob := append([]byte(nil), tx.Bucket(bucketTaxonomy).Get([]byte("meta"))...)
			blob[1+8]++ // the version of package taxonomy
			return replace(tx, bucketTaxonomy, []byte("meta"), blob[:len(blob)-checksumSize])
		})
	}
	for name, change := range map[string]func(*testing.T, string){"store": meta, "taxonomy": graph} {
		t.Run(name, func(t *testing.T) {
			path := writeFake(t, mediumFake())
			change(t, path)
			_, err := Open(path)
			var e *terminology.Error
			if !errors.As(err, &e) || e.Kind != terminology.KindFailedPrecondition || e.Reason != terminology.ReasonFormatUnknown {
				t.Fatalf("Open: %v", err)
			}
			if !strings.Contains(e.Hint, "firn import") || !strings.Contains(e.Message, path) {
				t.Errorf("message %q, hint %q", e.Message, e.Hint)
			}
		})
	}
}

func TestOpenMissingParts(t *testing.T) {
	for _, name := range allBuckets {
		t.Run(string(name), func(t *testing.T) {
			path := writeFake(t, mediumFake())
			edit(t, path, func(tx *bolt.Tx) error { return tx.DeleteBucket(name) })
			if s, err := Open(path); !errors.Is(err, ErrDamaged) {
				t.Errorf("Open without the bucket = %v, %v", s, err)
			}
		})
	}
}

func TestOpenWhileWritten(t *testing.T) {
	path := writeFake(t, mediumFake())
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = Open(path)
	var e *terminology.Error
	if !errors.As(err, &e) || e.Reason != terminology.ReasonDataDirectoryBusy {
		t.Errorf("Open of a file that is being written: %v", err)
	}
}

// TestTwoStores: a file can be open more than once.
func TestTwoStores(t *testing.T) {
	f := mediumFake()
	a := writeAndOpen(t, f)
	b, err := Open(a.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	compareConcepts(t, f, a, []terminology.Parts{terminology.PartAll})
}

// TestAnswersOutliveTheStore: nothing that was returned may lie in the memory
// map. Reading it after Close would end the process.
func TestAnswersOutliveTheStore(t *testing.T) {
	f := mediumFake()
	s := writeAndOpen(t, f)
	var concepts []*terminology.Concept
	for o := range f.concepts {
		c, err := s.Concept(taxonomy.Ordinal(o), terminology.PartAll)
		concepts = append(concepts, must(t, c, err))
	}
	members := map[int][]terminology.Member{}
	bitmaps := map[int][]uint32{}
	for i, r := range f.refsets {
		members[i] = collect(t, s.Members(r.ID, terminology.MemberKey{}))
		b, err := s.MemberConcepts(r.ID)
		must(t, b, err)
		defer func() {
			if !reflect.DeepEqual(b.ToArray(), bitmaps[i]) {
				t.Errorf("bitmap of %d changed", r.ID)
			}
		}()
		bitmaps[i] = b.ToArray()
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for o, c := range concepts {
		same(t, "concept", c, naive(f.concepts[o], terminology.PartAll))
	}
	for i, r := range f.refsets {
		same(t, "members", members[i], f.members[r.ID])
	}
	same(t, "refsets", s.Refsets(), f.refsets)
	if _, ok := s.Taxonomy().Ordinal(f.concepts[0].ID); !ok {
		t.Error("the taxonomy is gone")
	}
}

func TestClose(t *testing.T) {
	f := mediumFake()
	s := writeAndOpen(t, f)
	next := 0
	var last error
	for _, err := range s.Members(fakeMap, terminology.MemberKey{}) {
		if next++; next == 1 {
			if err := s.Close(); err != nil { // must not wait for this very loop
				t.Fatal(err)
			}
		}
		last = err
	}
	if !errors.Is(last, ErrClosed) {
		t.Errorf("the walk ended with %v after %d rows", last, next)
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	_, err1 := s.Concept(0, terminology.PartAll)
	_, _, err2 := s.DescriptionConcept(1)
	_, _, err3 := s.AlternateIdentifier(1, "")
	_, err4 := s.ComponentRefsets(f.concepts[0].ID)
	_, err5 := s.MemberConcepts(fakeSimple)
	_, err6 := s.AssociationSources(fakeAssociation, 1)
	for i, err := range []error{err1, err2, err3, err4, err5, err6, s.Verify(t.Context())} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("question %d after Close: %v", i+1, err)
		}
	}
}

// TestFileShrinks takes the file away under an open store, as a failing disk
// would: reading then faults, and the fault must come back as an error.
func TestFileShrinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a mapped file can't be truncated on Windows")
	}
	f := makeFake(seeded(7), largeShape)
	s := writeAndOpen(t, f)
	if err := os.Truncate(s.Path(), pageSize); err != nil {
		t.Fatal(err)
	}
	for o := range f.concepts {
		if _, err := s.Concept(taxonomy.Ordinal(o), terminology.PartAll); !errors.Is(err, ErrDamaged) {
			t.Fatalf("concept %d: %v", o, err)
		}
	}
	for _, err := range s.Members(fakeMap, terminology.MemberKey{}) {
		if !errors.Is(err, ErrDamaged) {
			t.Fatalf("members: %v", err)
		}
	}
	if err := s.Verify(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("Verify: %v", err)
	}
}

// TestFlippedBytes changes one byte at many places. Whatever happens, nothing
// panics, and a concept comes back either right or as an error.
func TestFlippedBytes(t *testing.T) {
	f := mediumFake()
	whole, err := os.ReadFile(writeFake(t, f))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "flipped.db")
	random := rand.New(rand.NewPCG(5, 5))
	refused, errs := 0, 0
	rounds := 250
	if testing.Short() { // with the race detector it takes ten times as long
		rounds = 50
	}
	for range rounds {
		damaged := append([]byte(nil), whole...)
		at := random.IntN(len(whole))
		if random.IntN(3) == 0 {
			at = at / pageSize * pageSize // page headers, where bbolt's own links are
			at += random.IntN(64)
		}
		damaged[at] ^= byte(1 + random.IntN(255))
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err != nil {
			refused++
			continue
		}
		for o, c := range f.concepts {
			got, err := s.Concept(taxonomy.Ordinal(o), terminology.PartAll)
			if err != nil {
				if !errors.Is(err, ErrDamaged) {
					t.Fatalf("byte %d: %v", at, err)
				}
				errs++
				continue
			}
			same(t, "concept", got, naive(c, terminology.PartAll))
			if _, err := s.ComponentRefsets(c.ID); err != nil {
				errs++
			}
		}
		for _, r := range f.refsets {
			for _, err := range s.Members(r.ID, terminology.MemberKey{}) {
				if err != nil {
					errs++
				}
			}
			if _, err := s.MemberConcepts(r.ID); err != nil {
				errs++
			}
		}
		if err := s.Verify(t.Context()); err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatalf("byte %d: Verify: %v", at, err)
		}
		if err := s.Close(); err != nil {
			t.Fatalf("byte %d: Close: %v", at, err)
		}
	}
	if refused == 0 || errs == 0 {
		t.Errorf("%d files refused and %d errors: the test reaches nothing", refused, errs)
	}
}
