package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
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
	f := newFeed(d)
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
	// fields are those of the row that bleve looks at. It keeps nothing of a
	// field past the document, so all documents share them.
	fields [2]field
	// known holds each term once; most of the time of a naive feed goes into
	// making them again and again.
	known map[string]knownTerm
}

type knownTerm struct {
	text      string
	frequency *index.TokenFreq
}

func newFeed(d *drafts) *feed {
	f := &feed{drafts: d, alphabets: make([]alphabet, len(d.groups)), known: map[string]knownTerm{}}
	for i := range d.groups {
		f.alphabets[i] = languageOf(d.groups[i].language).alphabet
	}
	for i := range f.fields {
		f.fields[i] = field{feed: f, terms: index.TokenFrequencies{}, beginnings: i == 1}
	}
	return f
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
	for i := range d.feed.fields {
		f := &d.feed.fields[i]
		f.row = d.row
		visit(f)
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

// field is the words, or the beginnings of words, of a row as bleve sees them.
type field struct {
	feed       *feed
	beginnings bool
	row        int
	terms      index.TokenFrequencies
}

func (f *field) add(term []byte) {
	known, ok := f.feed.known[string(term)]
	if !ok {
		known = knownTerm{string(term), &index.TokenFreq{Term: slices.Clone(term)}}
		known.frequency.SetFrequency(1)
		f.feed.known[known.text] = known
	}
	f.terms[known.text] = known.frequency
}

// Name implements index.Field.
func (f *field) Name() string {
	a := f.feed.alphabets[f.feed.drafts.rows[f.row].group]
	if f.beginnings {
		return beginningFields[a]
	}
	return wordFields[a]
}

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

// AnalyzedTokenFrequencies implements index.Field. The terms are made anew each
// time that bleve asks, which is twice: to keep them for a batch would take far
// more memory than time.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies {
	clear(f.terms)
	indexedTerms(f.feed.drafts.rows[f.row].folded, func(term []byte) {
		if !f.beginnings {
			f.add(term)
			return
		}
		for n, at := 0, 0; n < maxBeginning && at < len(term); n++ {
			_, size := utf8.DecodeRune(term[at:])
			at += size
			f.add(term[:at])
		}
	})
	return f.terms
}

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
