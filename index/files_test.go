package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology"
)

func manyTerms(n int) []Document {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("term %d of %c%c", i, 'a'+i%26, 'a'+i/26%26))
	}
	return terms(all...)
}

func TestAnEmptyIndex(t *testing.T) {
	x := buildTemp(t, nil)
	if got := ask(t, x, terminology.TermQuery{Text: "heart"}); got.Total != 0 || len(got.Hits) != 0 {
		t.Errorf("%d hits", got.Total)
	}
}

func TestTermsWithoutWords(t *testing.T) {
	x := buildTemp(t, terms("", "!?", "heart"))
	if got := ask(t, x, terminology.TermQuery{Text: "h"}); got.Total != 1 {
		t.Errorf("%d hits", got.Total)
	}
}

// The same descriptions make the same columns, whatever order they come in and
// however bleve takes them. bleve's own file isn't quite the same each time: it
// lists the parts of a field in the order of a Go map.
func TestSameDocumentsMakeTheSameColumns(t *testing.T) {
	documents := manyTerms(500)
	for i := range documents {
		documents[i].TypeID = terminology.Synonym + 10*documents[i].DescriptionID%3
	}
	a, b := t.TempDir(), t.TempDir()
	for dir, options := range map[string]Options{a: {}, b: {batchSize: 7}} {
		if err := Write(bg, dir, sequence(documents), options); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(documents)
	}
	ra, err := openRows(a)
	if err != nil {
		t.Fatal(err)
	}
	defer ra.close()
	rb, err := openRows(b)
	if err != nil {
		t.Fatal(err)
	}
	defer rb.close()
	for s := range sectionCount {
		if !bytes.Equal(ra.sections[s], rb.sections[s]) {
			t.Errorf("section %d differs", s)
		}
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWriteRefusesAFullFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "something"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(bg, dir, sequence(nil), Options{}); err == nil || !strings.Contains(err.Error(), "something") {
		t.Error(err)
	}
}

func TestWriteStops(t *testing.T) {
	boom := errors.New("boom")
	failing := func(yield func(Document, error) bool) {
		_ = yield(terms("heart")[0], nil) && yield(Document{}, boom)
	}
	dir := filepath.Join(t.TempDir(), "index")
	if err := Write(bg, dir, failing, Options{}); !errors.Is(err, boom) {
		t.Errorf("an error of the sequence: %v", err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("an unfinished index opens")
	}
	long := terms("heart")
	long[0].LanguageCode = strings.Repeat("x", 256)
	if err := Write(bg, filepath.Join(t.TempDir(), "index"), sequence(long), Options{}); err == nil {
		t.Error("a language code of 256 bytes is taken")
	}
}

// Whenever the context is done, Write says so and leaves no index; and no
// goroutine goes on writing into the folder.
func TestWriteStopsWhenTold(t *testing.T) {
	documents := manyTerms(10_000)
	for _, goroutines := range []int{1, 3} {
		count := 0
		if err := Write(bg, t.TempDir(), sequence(documents), Options{Goroutines: goroutines, Progress: func(int, int) { count++ }}); err != nil {
			t.Fatal(err)
		}
		if count < 3 {
			t.Fatalf("%d reports of progress", count)
		}
		for at := range count {
			ctx, cancel := context.WithCancel(bg)
			dir := filepath.Join(t.TempDir(), "index")
			n := 0
			err := Write(ctx, dir, sequence(documents), Options{Goroutines: goroutines, Progress: func(int, int) {
				if n++; n > at {
					cancel()
				}
			}})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled at report %d: %v", at, err)
			}
			if _, err := Open(dir); err == nil {
				t.Errorf("cancelled at report %d: an unfinished index opens", at)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Error(err)
			}
		}
		// While the documents come.
		ctx, cancel := context.WithCancel(bg)
		taken := 0
		err := Write(ctx, filepath.Join(t.TempDir(), "index"), func(yield func(Document, error) bool) {
			for {
				if taken++; taken == 1000 {
					cancel()
				}
				if !yield(documents[taken%len(documents)], nil) {
					return
				}
			}
		}, Options{Goroutines: goroutines, batchSize: 100})
		if !errors.Is(err, context.Canceled) || taken > 2000 {
			t.Errorf("cancelled while reading: %v, %d documents", err, taken)
		}
	}
}

func TestOpenWithoutAnIndex(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestUnknownFormatVersion(t *testing.T) {
	dir := t.TempDir()
	if err := Write(bg, dir, sequence(terms("heart")), Options{}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, rowsFile)
	b := read(t, path)
	binary.LittleEndian.PutUint32(b[8:], formatVersion+1)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Open(dir)
	var e *terminology.Error
	if !errors.As(err, &e) || e.Reason != terminology.ReasonFormatUnknown || e.Kind != terminology.KindFailedPrecondition || e.Hint == "" {
		t.Error(err)
	}
}

// Every damaged byte of the rows file, and every cut, is noticed by Open or by
// Verify, as a DamageError or as an unknown version, and none panics. Between
// the two, searching must not panic either.
func TestDamagedRows(t *testing.T) {
	dir := t.TempDir()
	documents := terms("Heart failure", "5-HT", "Sjögren's syndrome")
	documents[0].Acceptability = []terminology.Acceptability{preferredIn(terminology.GBEnglish, terminology.Preferred)}
	if err := Write(bg, dir, sequence(documents), Options{}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, rowsFile)
	good := read(t, path)
	used := make([]bool, len(good)) // all but the padding
	r, err := openRows(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range headerSize {
		used[i] = true
	}
	for s := range sectionCount {
		offset := binary.LittleEndian.Uint64(good[headerFixed+sectionEntry*int(s):])
		for i := range r.sections[s] {
			used[int(offset)+i] = true
		}
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	check := func(what string, bad []byte) {
		t.Helper()
		// A new file each time: the old one may still be mapped.
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		x, err := Open(dir)
		if err == nil {
			for _, text := range []string{"heart", "5ht", "s f"} {
				_, _ = x.Search(bg, terminology.TermQuery{Text: text, Limit: 10})
			}
			err = x.Verify(bg)
			if cerr := x.Close(); cerr != nil {
				t.Errorf("%s: %v", what, cerr)
			}
		}
		var damage *DamageError
		var e *terminology.Error
		if !errors.As(err, &damage) && !(errors.As(err, &e) && e.Reason == terminology.ReasonFormatUnknown) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range good {
		if used[i] {
			bad := slices.Clone(good)
			bad[i] ^= 1 << (i % 8)
			check(fmt.Sprintf("byte %d of %d changed", i, len(good)), bad)
		}
	}
	for _, n := range []int{0, 1, headerFixed - 1, headerFixed, headerSize - 1, headerSize, len(good) / 2, len(good) - 1} {
		check(fmt.Sprintf("cut to %d bytes", n), good[:n])
	}
	check("longer by a byte", append(slices.Clone(good), 0))
	// A header that lies with a right checksum.
	for _, at := range []int{12, 16, 24, 32, headerFixed, headerFixed + 8} {
		bad := slices.Clone(good)
		bad[at+5] = 0xff
		binary.LittleEndian.PutUint32(bad[headerSize-4:], crc32.Checksum(bad[:headerSize-4], castagnoli))
		if at == 12 {
			bad[at+5] = good[at+5]
			bad[at] = 0xff
			binary.LittleEndian.PutUint32(bad[headerSize-4:], crc32.Checksum(bad[:headerSize-4], castagnoli))
		}
		check(fmt.Sprintf("header field at %d", at), bad)
	}
}

// The same for bleve's files: what Verify says is a DamageError, and neither
// opening nor searching panics.
func TestDamagedWords(t *testing.T) {
	dir := t.TempDir()
	if err := Write(bg, dir, sequence(manyTerms(40)), Options{}); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, wordsName, "*.zap"))
	if err != nil || len(segments) != 1 {
		t.Fatal(segments, err)
	}
	good := read(t, segments[0])
	check := func(what string, bad []byte) {
		t.Helper()
		if err := os.Remove(segments[0]); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(segments[0], bad, 0o644); err != nil {
			t.Fatal(err)
		}
		x, err := Open(dir)
		if err == nil {
			for _, text := range []string{"term", "te", "term of a", "zz"} {
				_, _ = x.Search(bg, terminology.TermQuery{Text: text, Limit: 10})
			}
			err = x.Verify(bg)
			var damage *DamageError
			if !errors.As(err, &damage) {
				t.Errorf("%s: %v", what, err)
			}
			if cerr := x.Close(); cerr != nil {
				t.Errorf("%s: closing: %v", what, cerr)
			}
		}
		if err == nil {
			t.Errorf("%s: not noticed", what)
		}
	}
	for i := 0; i < len(good); i += max(1, len(good)/300) {
		bad := slices.Clone(good)
		bad[i] ^= 0xff
		check(fmt.Sprintf("byte %d of %d changed", i, len(good)), bad)
	}
	check("cut", good[:len(good)-1])
	check("empty", nil)
	if err := os.RemoveAll(filepath.Join(dir, wordsName)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("an index without words opens")
	}
}

// Verify notices postings that don't belong to the rows, with all checksums
// right: the words of another index under the rows of this one.
func TestVerifyComparesPostingsWithRows(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	if err := Write(bg, a, sequence(terms("heart", "liver")), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := Write(bg, b, sequence(terms("heart", "river")), Options{}); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(a, wordsName)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(b, wordsName), filepath.Join(a, wordsName)); err != nil {
		t.Fatal(err)
	}
	size, sum, err := segmentSum(filepath.Join(a, wordsName))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(a, rowsFile)
	rows := read(t, path)
	binary.LittleEndian.PutUint64(rows[40:], uint64(size))
	binary.LittleEndian.PutUint32(rows[48:], sum)
	binary.LittleEndian.PutUint32(rows[headerSize-4:], crc32.Checksum(rows[:headerSize-4], castagnoli))
	if err := os.WriteFile(path, rows, 0o644); err != nil {
		t.Fatal(err)
	}
	x, err := Open(a)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var damage *DamageError
	if err := x.Verify(bg); !errors.As(err, &damage) || !strings.Contains(damage.What, "postings") {
		t.Error(err)
	}
}

func TestClosed(t *testing.T) {
	x := build(t, t.TempDir(), terms("heart"))
	if err := errors.Join(x.Close(), x.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(bg, terminology.TermQuery{Text: "heart"}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if err := x.Verify(bg); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestMalformedQueries(t *testing.T) {
	x := buildTemp(t, terms("heart"))
	for _, c := range []struct {
		query terminology.TermQuery
		want  terminology.Reason
	}{
		{terminology.TermQuery{Text: "heart", Offset: -1}, terminology.ReasonPageSizeInvalid},
		{terminology.TermQuery{Text: "heart", Limit: -1}, terminology.ReasonPageSizeInvalid},
		{terminology.TermQuery{Text: "heart", OnlyDialects: true}, terminology.ReasonFieldRequired},
		{terminology.TermQuery{Text: "..."}, terminology.ReasonQueryEmpty},
	} {
		_, err := x.Search(bg, c.query)
		var e *terminology.Error
		if !errors.As(err, &e) || e.Kind != terminology.KindInvalidArgument || e.Reason != c.want {
			t.Errorf("%+v: %v", c.query, err)
		}
	}
	for _, q := range []terminology.TermQuery{
		{Text: "heart", Offset: 1 << 62, Limit: 1 << 62},
		{Text: "heart", Offset: 1, Limit: 10},
	} {
		if got, err := x.Search(bg, q); err != nil || got.Total != 1 || len(got.Hits) != 0 {
			t.Errorf("%+v: %+v, %v", q, got, err)
		}
	}
}
