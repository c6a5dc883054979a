package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"os"
	"strconv"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// The bleve index has, for each alphabet, a field of words and a field of the
// beginnings of words. Nothing is stored, scored or kept as positions: a
// posting says that the term has a word that begins so, and the folded text
// settles the rest.
var (
	wordFields      = [alphabetCount]string{"latin", "swedish", "danish"}
	beginningFields = [alphabetCount]string{"latin-beginnings", "swedish-beginnings", "danish-beginnings"}
)

// maxBeginning is the number of characters up to which each beginning of a word
// is a term of its own. Without that, looking up "a" would unite the postings
// of every word with a.
const maxBeginning = 3

// defaultBatchSize is how many documents bleve inverts at once. Larger batches
// take more memory and aren't faster.
const defaultBatchSize = 50_000

// writeWords makes the bleve index of the drafts in dir: one segment, in which
// document number and row number are the same.
//
// The offline builder keeps each batch in a map and so loses its order. It asks
// each document of the batch for its id field right before it numbers them; a
// document that takes the next row at that moment is a document in order,
// whichever one it is. That leans on bleve's internals, so Verify and the tests
// compare every posting with the rows.
func writeWords(ctx context.Context, dir string, d *drafts, options Options) error {
	batchSize := cmp.Or(options.batchSize, defaultBatchSize)
	// The builder's temporary folder is within the index, so that it is on the
	// same file system and swept with it.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	builder, err := scorch.NewBuilder(map[string]any{
		"path":            dir,
		"buildPathPrefix": dir,
		"batchSize":       batchSize,
		"mergeMax":        len(d.rows)/batchSize + 2, // one level of merging: more would turn the order round
	})
	if err != nil {
		return err
	}
	f := &feed{drafts: d, alphabets: make([]alphabet, len(d.groups))}
	for i := range d.groups {
		f.alphabets[i] = languageOf(d.groups[i].language).alphabet
	}
	for i := range d.rows {
		if i%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if options.Progress != nil {
				options.Progress(i, len(d.rows))
			}
		}
		if err := builder.Index(&document{feed: f, id: strconv.Itoa(i), row: -1}); err != nil {
			return err
		}
	}
	if err := builder.Close(); err != nil {
		return err
	}
	if f.next != len(d.rows) {
		return fmt.Errorf("bleve took %d of %d documents", f.next, len(d.rows))
	}
	if options.Progress != nil {
		options.Progress(len(d.rows), len(d.rows))
	}
	// The builder makes the folder for its owner alone; an index is for all who
	// may read the release.
	return os.Chmod(dir, 0o755)
}

// feed hands the rows to the documents in order.
type feed struct {
	drafts    *drafts
	alphabets []alphabet // of the groups
	next      int
	terms     [2]field // of the row that bleve looks at: words, beginnings
}

// document is a row as bleve sees it. It becomes a certain row when bleve asks
// for its id field.
type document struct {
	feed *feed
	id   string // only to tell the documents of a batch apart
	row  int
}

// ID implements index.Document.
func (d *document) ID() string { return d.id }

// Size implements index.Document.
func (d *document) Size() int { return 0 }

// AddIDField implements index.Document: here the document becomes a row.
func (d *document) AddIDField() {
	if d.row < 0 {
		d.row = d.feed.next
		d.feed.next++
	}
}

// VisitFields implements index.Document.
func (d *document) VisitFields(visit index.FieldVisitor) {
	visit(rowField(d.row))
	for f := range d.feed.fields(d.row) {
		visit(f)
	}
}

// fields yields the fields of a row. They are valid until the next call.
func (f *feed) fields(row int) iter.Seq[*field] {
	r := &f.drafts.rows[row]
	a := f.alphabets[r.group]
	words, beginnings := &f.terms[0], &f.terms[1]
	words.reset(wordFields[a])
	beginnings.reset(beginningFields[a])
	indexedTerms([]byte(r.folded), func(term []byte) {
		words.add(term)
		for n, at := 0, 0; n < maxBeginning && at < len(term); n++ {
			_, size := utf8.DecodeRune(term[at:])
			at += size
			beginnings.add(term[:at])
		}
	})
	return func(yield func(*field) bool) {
		_ = yield(words) && yield(beginnings)
	}
}

// VisitComposite implements index.Document.
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}

// HasComposite implements index.Document.
func (d *document) HasComposite() bool { return false }

// NumPlainTextBytes implements index.Document.
func (d *document) NumPlainTextBytes() uint64 { return 0 }

// StoredFieldsBytes implements index.Document.
func (d *document) StoredFieldsBytes() uint64 { return 0 }

// Indexed implements index.Document.
func (d *document) Indexed() bool { return true }

// field is a set of terms as bleve sees it. bleve keeps none of it past the
// document, so all documents share two of them.
type field struct {
	name  string
	terms index.TokenFrequencies
	free  []*index.TokenFreq
}

func (f *field) reset(name string) {
	f.name = name
	if f.terms == nil {
		f.terms = index.TokenFrequencies{}
	}
	for _, t := range f.terms {
		f.free = append(f.free, t)
	}
	clear(f.terms)
}

func (f *field) add(term []byte) {
	if _, ok := f.terms[string(term)]; ok {
		return
	}
	var t *index.TokenFreq
	if n := len(f.free); n > 0 {
		t, f.free = f.free[n-1], f.free[:n-1]
	} else {
		t = &index.TokenFreq{}
		t.SetFrequency(1)
	}
	key := string(term)
	t.Term = []byte(key)
	f.terms[key] = t
}

// Name implements index.Field.
func (f *field) Name() string { return f.name }

// Value implements index.Field.
func (f *field) Value() []byte { return nil }

// ArrayPositions implements index.Field.
func (f *field) ArrayPositions() []uint64 { return nil }

// EncodedFieldType implements index.Field.
func (f *field) EncodedFieldType() byte { return 't' }

// Analyze implements index.Field.
func (f *field) Analyze() {}

// Options implements index.Field.
func (f *field) Options() index.FieldIndexingOptions { return index.IndexField | index.SkipFreqNorm }

// AnalyzedLength implements index.Field. It must not be 0: when zapx merges
// segments it keeps a term of one document without a posting list, and takes
// the length that it notes there, if 0, for the mark of no such term.
func (f *field) AnalyzedLength() int { return 1 }

// AnalyzedTokenFrequencies implements index.Field.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }

// NumPlainTextBytes implements index.Field.
func (f *field) NumPlainTextBytes() uint64 { return 0 }

// rowField is the id field that bleve insists on: the row number in four bytes,
// stored for whoever looks into the index with bleve's own tools, and not
// indexed.
type rowField int

// Name implements index.Field.
func (f rowField) Name() string { return "_id" }

// Value implements index.Field.
func (f rowField) Value() []byte { return binary.BigEndian.AppendUint32(nil, uint32(f)) }

// ArrayPositions implements index.Field.
func (f rowField) ArrayPositions() []uint64 { return nil }

// EncodedFieldType implements index.Field.
func (f rowField) EncodedFieldType() byte { return 't' }

// Analyze implements index.Field.
func (f rowField) Analyze() {}

// Options implements index.Field.
func (f rowField) Options() index.FieldIndexingOptions { return index.StoreField }

// AnalyzedLength implements index.Field.
func (f rowField) AnalyzedLength() int { return 0 }

// AnalyzedTokenFrequencies implements index.Field.
func (f rowField) AnalyzedTokenFrequencies() index.TokenFrequencies { return nil }

// NumPlainTextBytes implements index.Field.
func (f rowField) NumPlainTextBytes() uint64 { return 0 }
