package index

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// What pins our segment writer to bleve: the same rows, given to bleve's own
// builder as documents, make an index with the same fields, terms, postings and
// postings, as bleve's own reader sees them.
func TestSegmentIsWhatBleveMakes(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
	documents := manyDescriptions(3000) // words with more than one chunk of frequencies
	for i := range documents {
		documents[i].LanguageCode = []string{"en", "en", "en", "sv", "da"}[i%5]
		if i%7 == 0 {
			documents[i].Term += " É-ö's β2+"
		}
	}
	compareWithScorch(t, t.TempDir(), documents)
	for _, some := range [][]Document{terms("heart"), terms(""), terms("", "", "a"), manyTerms(3)} {
		compareWithScorch(t, t.TempDir(), some)
	}
}

func TestRandomSegmentsAreWhatBleveMakes(t *testing.T) {
	if testing.Short() {
		t.Skip("one after the other: TestConcurrentSearches and TestGoroutinesMakeTheSameFiles are for races")
	}
	root := t.TempDir()
	checkSome(t, func(t *rapid.T) {
		documents := someDocuments(t)
		if len(documents) == 0 {
			return
		}
		dir, err := os.MkdirTemp(root, "index")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		compareWithScorch(t, dir, documents)
	})
}

func compareWithScorch(t testingT, dir string, documents []Document) {
	t.Helper()
	x := build(t, filepath.Join(dir, "ours"), documents)
	defer x.Close()
	theirs := filepath.Join(dir, "theirs")
	builder, err := scorch.NewBuilder(map[string]any{"path": theirs, "buildPathPrefix": dir, "batchSize": 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	// The builder's batch is a map, which loses the order. It asks each document
	// for its id right before it numbers them: there a document becomes a row.
	next := 0
	shared := x.words.longBeginnings()
	for row := range x.rows.count {
		if err := builder.Index(&scorchDocument{x: x, shared: shared, next: &next, id: strconv.Itoa(row)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := builder.Close(); err != nil {
		t.Fatal(err)
	}
	want, got := contentOf(t, theirs), contentOf(t, filepath.Join(dir, "ours", wordsName))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-bleve's builder +ours)\n%s", diff)
	}
}

// contentOf reads all of a bleve index by means of bleve.
func contentOf(t testingT, dir string) map[string]map[string][]uint64 {
	t.Helper()
	i, err := scorch.NewScorch(scorch.Name, map[string]any{"path": dir, "read_only": true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Open(); err != nil {
		t.Fatal(err)
	}
	defer i.Close()
	reader, err := i.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	fields, err := reader.Fields()
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]map[string][]uint64{}
	for _, field := range fields {
		content[field] = map[string][]uint64{}
		dict, err := reader.FieldDict(field)
		if err != nil {
			t.Fatal(err)
		}
		for {
			entry, err := dict.Next()
			if err != nil {
				t.Fatal(err)
			}
			if entry == nil {
				break
			}
			postings, err := reader.TermFieldReader(context.Background(), []byte(entry.Term), field, false, false, false)
			if err != nil {
				t.Fatal(err)
			}
			var rows []uint64
			for {
				p, err := postings.Next(nil)
				if err != nil {
					t.Fatal(err)
				}
				if p == nil {
					break
				}
				rows = append(rows, p.ID.Value())
			}
			if uint64(len(rows)) != postings.Count() {
				t.Fatalf("%s %q: %d postings, counted %d", field, entry.Term, len(rows), postings.Count())
			}
			content[field][entry.Term] = rows
		}
	}
	n, err := reader.DocCount()
	if err != nil {
		t.Fatal(err)
	}
	content["documents"] = map[string][]uint64{fmt.Sprint(n): nil}
	return content
}

// scorchDocument is a row of an index as bleve's builder takes it.
type scorchDocument struct {
	shellDocument
	x      *Index
	shared [alphabetCount]map[string]bool
	next   *int
	id     string
	row    int
}

func (d *scorchDocument) ID() string { return d.id }

func (d *scorchDocument) AddIDField() {
	d.row = *d.next
	*d.next++
}

func (d *scorchDocument) VisitFields(visit index.FieldVisitor) {
	visit(rowField(d.row))
	a := d.x.rows.language(d.row).alphabet
	var texts textBuffer
	for kind, terms := range fieldTerms(d.x.rows.folded(d.row, &texts)) {
		f := scorchField{name: fieldNames[a][kind], terms: index.TokenFrequencies{}}
		for _, term := range terms {
			if fieldKind(kind) == beginningField && utf8.RuneCountInString(term) > maxBeginning && !d.shared[a][term] {
				continue
			}
			f.terms[term] = &index.TokenFreq{Term: []byte(term)}
		}
		visit(f)
	}
}

// scorchField is the words, or the beginnings of words, of a row.
type scorchField struct {
	rowField
	name  string
	terms index.TokenFrequencies
}

func (f scorchField) Name() string                                     { return f.name }
func (f scorchField) Options() index.FieldIndexingOptions              { return fieldOptions }
func (f scorchField) AnalyzedLength() int                              { return 1 }
func (f scorchField) AnalyzedTokenFrequencies() index.TokenFrequencies { return maps.Clone(f.terms) }

// One goroutine or several, small batches or one: the same bytes, but for the
// file in which bleve notes the time.
func TestGoroutinesMakeTheSameFiles(t *testing.T) {
	documents := manyDescriptions(3000)
	for i := range documents {
		documents[i].LanguageCode = []string{"en", "en", "sv", "da"}[i%4]
		if i%5 == 0 {
			documents[i].Term = documents[i/2].Term // equal terms, told apart by ids
		}
	}
	var want map[string][]byte
	for _, options := range []Options{{Goroutines: 1}, {Goroutines: 2, batchSize: 100}, {Goroutines: 3, batchSize: 7}, {Goroutines: 8}, {}} {
		dir := t.TempDir()
		x := buildWith(t, dir, documents, options)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		got := map[string][]byte{rowsFile: read(t, filepath.Join(dir, rowsFile))}
		segments, err := filepath.Glob(filepath.Join(dir, wordsName, "*.zap"))
		if err != nil || len(segments) != 1 {
			t.Fatal(segments, err)
		}
		got[wordsName] = read(t, segments[0])
		if want == nil {
			want = got
		}
		for name := range want {
			if !bytes.Equal(want[name], got[name]) {
				t.Errorf("%+v: %s differs", options, name)
			}
		}
		slices.Reverse(documents)
	}
}

// The fast way of folding makes what the slow one does, of any ASCII text.
func TestFoldedASCII(t *testing.T) {
	alphabet := rapid.SampledFrom([]byte("abSsS019''`++- /.,\t\x00\x7f~"))
	rapid.Check(t, func(t *rapid.T) {
		checkFoldedASCII(t, string(rapid.SliceOfN(alphabet, 0, 24).Draw(t, "text")))
		checkFoldedASCII(t, string(rapid.SliceOfN(rapid.ByteMax(127), 0, 24).Draw(t, "any text")))
	})
}

func FuzzFoldedASCII(f *testing.F) {
	for _, s := range []string{"Crohn's disease", "CD4+ T-cell (2+)", "5'-nucleotidase", "a's's", "1's", "x+ 2++a 2++"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isASCII(s) && len(s) < 1000 {
			checkFoldedASCII(t, s)
		}
	})
}

func checkFoldedASCII(t testingT, s string) {
	t.Helper()
	var tok tokenizer
	got := string(appendFoldedASCII([]byte("x"), s))[1:]
	for f := range formCount {
		for _, code := range []string{"en", "sv", "da", "de"} {
			if want := tok.foldedText(s, languageOf(code), f); got != want {
				t.Fatalf("%q in %s, form %d: %q, want %q", s, code, f, got, want)
			}
		}
	}
}
