package index

import (
	"bufio"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// sequence yields documents, as Write wants them.
func sequence(documents []Document) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range documents {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// testing.TB and rapid.T have these in common.
type testingT interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// build makes, opens and verifies an index of the documents in dir.
func build(t testingT, dir string, documents []Document) *Index {
	t.Helper()
	return buildWith(t, dir, documents, Options{})
}

func buildWith(t testingT, dir string, documents []Document, options Options) *Index {
	t.Helper()
	if err := Write(bg, dir, sequence(documents), options); err != nil {
		t.Fatal(err)
	}
	x, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Verify(bg); err != nil {
		t.Fatal(err)
	}
	return x
}

// buildTemp is build in a temporary folder, with the index closed at the end.
func buildTemp(t testing.TB, documents []Document) *Index {
	t.Helper()
	x := build(t, t.TempDir(), documents)
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// terms makes a document of each term, each of a concept of its own: concept
// ordinal i and id 1000+i, description id 2000+i, an active English synonym
// without acceptability.
func terms(terms ...string) []Document {
	var documents []Document
	for i, term := range terms {
		documents = append(documents, Document{
			Concept:       taxonomy.Ordinal(i),
			ConceptID:     sctid.ID(1000 + i),
			ConceptActive: true,
			DescriptionID: sctid.ID(2000 + i),
			Active:        true,
			TypeID:        terminology.Synonym,
			LanguageCode:  "en",
			Term:          term,
		})
	}
	return documents
}

func in(language string, documents []Document) []Document {
	for i := range documents {
		documents[i].LanguageCode = language
	}
	return documents
}

func ask(t testing.TB, x *Index, q terminology.TermQuery) terminology.TermResult {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	result, err := x.Search(bg, q)
	if err != nil {
		t.Fatalf("searching %q: %v", q.Text, err)
	}
	return result
}

func found(result terminology.TermResult) []string {
	terms := []string{}
	for _, h := range result.Hits {
		terms = append(terms, h.Term)
	}
	return terms
}

// subset reads the real subset's descriptions and text definitions, naively.
func subset(t testing.TB) []Document {
	t.Helper()
	dir := testenv.Subset(t)
	active := map[string]bool{}
	ordinals := map[string]taxonomy.Ordinal{}
	for _, row := range table(t, filepath.Join(dir, "Terminology"), "sct2_Concept_") {
		active[row[0]] = row[2] == "1"
		ordinals[row[0]] = taxonomy.Ordinal(len(ordinals))
	}
	acceptability := map[string][]terminology.Acceptability{}
	for _, row := range table(t, filepath.Join(dir, "Refset", "Language"), "der2_cRefset_Language") {
		acceptability[row[5]] = append(acceptability[row[5]], terminology.Acceptability{
			RefsetID: number(t, row[4]), AcceptabilityID: number(t, row[6]), Active: row[2] == "1",
		})
	}
	var documents []Document
	for _, prefix := range []string{"sct2_Description_", "sct2_TextDefinition_"} {
		for _, row := range table(t, filepath.Join(dir, "Terminology"), prefix) {
			concept, ok := ordinals[row[4]]
			if !ok {
				continue
			}
			documents = append(documents, Document{
				Concept: concept, ConceptID: number(t, row[4]), ConceptActive: active[row[4]],
				DescriptionID: number(t, row[0]), Active: row[2] == "1",
				LanguageCode: row[5], TypeID: number(t, row[6]), Term: row[7],
				Acceptability: acceptability[row[0]],
			})
		}
	}
	return documents
}

func table(t testing.TB, dir, prefix string) [][]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, prefix+"*.txt"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("%d files begin with %s in %s (%v)", len(paths), prefix, dir, err)
	}
	f, err := os.Open(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	lines.Scan()
	for lines.Scan() {
		rows = append(rows, strings.Split(lines.Text(), "\t"))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func number(t testing.TB, s string) sctid.ID {
	t.Helper()
	id, err := sctid.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}
