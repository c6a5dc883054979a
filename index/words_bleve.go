package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// The bleve index has, for each alphabet, these fields. Nothing is stored, scored
// or kept as positions: a posting says that the row has a word that is so, or
// begins so, and no more.
//
//	words       the words, and what joined words make when written as one
//	beginnings  beginnings of words: all of up to maxBeginning characters, and those of
//	            up to maxLongBeginning that manyWords different words have
//	twice       beginnings of up to maxBeginning characters that two or more words of
//	            the row have
//	thrice      likewise of three or more
//	first       beginnings of up to maxBeginning characters of the first word
type fieldKind uint8

const (
	wordField fieldKind = iota
	beginningField
	twiceField
	thriceField
	firstField
	fieldKinds
)

var fieldNames = [alphabetCount][fieldKinds]string{
	latinAlphabet:   {"latin", "latin-beginnings", "latin-twice", "latin-thrice", "latin-first"},
	swedishAlphabet: {"swedish", "swedish-beginnings", "swedish-twice", "swedish-thrice", "swedish-first"},
	danishAlphabet:  {"danish", "danish-beginnings", "danish-twice", "danish-thrice", "danish-first"},
}

// fieldOptions are those of all fields.
const fieldOptions = index.IndexField | index.SkipFreqNorm

const (
	// maxBeginning is the number of characters up to which each beginning of a word
	// is a term of its own. Without that, looking up "a" would unite the postings
	// of every word with a.
	maxBeginning = 3
	// Up to maxLongBeginning characters a beginning is a term if at least manyWords
	// words have it; the postings of fewer are united in no time.
	maxLongBeginning = 6
	manyWords        = 24
)

// writeWords makes the bleve index of the drafts in dir: one segment, in which
// document number and row number are the same. It returns the size of the
// segment file and its CRC-32C.
func writeWords(ctx context.Context, dir string, d *drafts, options Options) (size int64, sum uint32, err error) {
	path, err := writeShell(dir)
	if err != nil {
		return 0, 0, err
	}
	inversions, err := invert(ctx, d, options)
	if err != nil {
		return 0, 0, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, 0, err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	w := newSegmentWriter(f, len(d.rows))
	fields, err := postingFields(ctx, inversions, options.Goroutines)
	if err != nil {
		return 0, 0, err
	}
	for _, f := range fields {
		w.beginField()
		for i, term := range f.terms {
			if i%1024 == 0 && ctx.Err() != nil {
				return 0, 0, ctx.Err()
			}
			w.add(term, f.lists.of(i))
		}
		w.endField(f.name, fieldOptions)
		*f.postings = postings{} // frees its memory
	}
	if size, sum, err = w.finish(); err != nil {
		return 0, 0, err
	}
	if options.Progress != nil {
		options.Progress(len(d.rows), len(d.rows))
	}
	return size, sum, nil
}

// invert reads the words of all rows, by alphabet; nil for alphabets without rows.
func invert(ctx context.Context, d *drafts, options Options) (inversions [alphabetCount]*inversion, err error) {
	alphabets := make([]alphabet, len(d.groups))
	for i := range d.groups {
		a := languageOf(d.groups[i].language).alphabet
		alphabets[i] = a
		if inversions[a] == nil {
			inversions[a] = newInversion()
		}
	}
	for i := range d.rows {
		if i%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return inversions, err
			}
			if options.Progress != nil {
				options.Progress(i, len(d.rows))
			}
		}
		inversions[alphabets[d.rows[i].group]].add(uint32(i), d.text(&d.rows[i]))
	}
	return inversions, nil
}

// postingField is a field of the bleve index.
type postingField struct {
	name string
	*postings
}

// postingFields makes the postings, in ascending order of the fields' names.
func postingFields(ctx context.Context, inversions [alphabetCount]*inversion, goroutines int) ([]*postingField, error) {
	var fields []*postingField
	for a, v := range inversions {
		if v == nil {
			continue
		}
		v.sort()
		var all [fieldKinds]*postings
		var errs [2]error
		_ = side(ctx, min(2, goroutines), func(number int) { // its error is that of ctx, as are ours
			if number == 0 {
				all[wordField], errs[0] = v.wordPostings(ctx)
			}
			if number == 1 || goroutines == 1 {
				var beginnings [fieldKinds]*postings
				if beginnings, errs[1] = v.beginningPostings(ctx); errs[1] == nil {
					copy(all[beginningField:], beginnings[beginningField:])
				}
			}
		})
		if err := errors.Join(errs[:]...); err != nil {
			return nil, cmp.Or(ctx.Err(), err)
		}
		*v = inversion{} // frees its memory
		for kind, p := range all {
			fields = append(fields, &postingField{fieldNames[a][kind], p})
		}
	}
	slices.SortFunc(fields, func(a, b *postingField) int { return cmp.Compare(a.name, b.name) })
	return fields, nil
}

// writeShell has bleve make an index of one document, and takes its segment
// away: what is left is what bleve wants to find around a segment. It returns
// the path where it expects it.
func writeShell(dir string) (string, error) {
	builder, err := scorch.NewBuilder(map[string]any{"path": dir, "buildPathPrefix": filepath.Dir(dir)})
	if err != nil {
		return "", err
	}
	if err := builder.Index(shellDocument{}); err != nil {
		return "", err
	}
	if err := builder.Close(); err != nil {
		return "", err
	}
	segments, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		return "", err
	}
	if len(segments) != 1 {
		return "", fmt.Errorf("bleve made %d segments instead of one in %s", len(segments), dir)
	}
	// The builder makes folder and files for their owner alone; an index is for
	// all who may read the release.
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(filepath.Join(dir, "root.bolt"), 0o644)); err != nil {
		return "", err
	}
	return segments[0], os.Remove(segments[0])
}

// shellDocument is a document without anything but its id.
type shellDocument struct{}

func (shellDocument) ID() string                                 { return "0" }
func (shellDocument) Size() int                                  { return 0 }
func (shellDocument) AddIDField()                                {}
func (shellDocument) VisitFields(visit index.FieldVisitor)       { visit(rowField(0)) }
func (shellDocument) VisitComposite(index.CompositeFieldVisitor) {}
func (shellDocument) HasComposite() bool                         { return false }
func (shellDocument) NumPlainTextBytes() uint64                  { return 0 }
func (shellDocument) StoredFieldsBytes() uint64                  { return 0 }
func (shellDocument) Indexed() bool                              { return true }

// rowField is the field idField of a row.
type rowField uint32

func (f rowField) Name() string                                     { return idField }
func (f rowField) Value() []byte                                    { return binary.BigEndian.AppendUint32(nil, uint32(f)) }
func (f rowField) ArrayPositions() []uint64                         { return nil }
func (f rowField) EncodedFieldType() byte                           { return 't' }
func (f rowField) Analyze()                                         {}
func (f rowField) Options() index.FieldIndexingOptions              { return index.StoreField }
func (f rowField) AnalyzedLength() int                              { return 0 }
func (f rowField) AnalyzedTokenFrequencies() index.TokenFrequencies { return nil }
func (f rowField) NumPlainTextBytes() uint64                        { return 0 }
