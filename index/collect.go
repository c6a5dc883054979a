package index

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// maxRows keeps row numbers within what bleve and roaring can hold.
const maxRows = 1<<32 - 2

// defaultBatchSize is how many documents are handed to a goroutine to be folded.
const defaultBatchSize = 8192

// collector gathers the documents. One goroutine, the caller's, takes them from
// the sequence; the folding of their terms, which is most of the work, is done
// batch by batch, as many at once as Options.Goroutines says. The batches keep
// their order.
type collector struct {
	drafts  drafts
	numbers map[string]uint32 // of groups, by their encoding
	key     []byte
	batches []*batch
	rows    int
	list    []acceptability // scratch of a group
}

// batch is a run of rows with their folded texts.
type batch struct {
	rows   []draft
	texts  []foldable // of the rows, until they are folded
	folded []byte     // what the rows' starts and sizes are about
}

// foldable is the part of a term that is searched, and how it is folded.
type foldable struct {
	text     string
	language language
}

func collect(ctx context.Context, documents iter.Seq2[Document, error], options Options) (*drafts, error) {
	c := collector{numbers: map[string]uint32{}}
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(options.Goroutines)
	batchSize := cmp.Or(options.batchSize, defaultBatchSize)
	current := &batch{}
	fold := func(b *batch) {
		c.batches = append(c.batches, b)
		if options.Goroutines == 1 {
			b.fold()
			return
		}
		group.Go(func() error {
			b.fold()
			return groupCtx.Err()
		})
	}
	err := func() error {
		for document, err := range documents {
			if err != nil {
				return fmt.Errorf("reading descriptions to index: %w", err)
			}
			if len(current.rows) == batchSize {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				fold(current)
				current = &batch{}
			}
			if err := c.add(current, &document); err != nil {
				return err
			}
		}
		return nil
	}()
	if err == nil {
		fold(current)
	}
	if werr := group.Wait(); err == nil {
		err = werr
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return c.finish()
}

// add takes a document, all but its folded text.
func (c *collector) add(b *batch, document *Document) error {
	if c.rows++; c.rows > maxRows {
		return fmt.Errorf("a search index holds no more than %d descriptions", maxRows)
	}
	if len(document.LanguageCode) > 255 {
		return fmt.Errorf("description %d: its language code has %d bytes, more than 255", document.DescriptionID, len(document.LanguageCode))
	}
	g := documentGroup(document, c.list[:0])
	c.list = g.acceptability
	c.key = appendGroup(c.key[:0], &g)
	number, ok := c.numbers[string(c.key)]
	if !ok {
		number = uint32(len(c.drafts.groups))
		c.numbers[string(c.key)] = number
		g.acceptability = slices.Clone(g.acceptability)
		c.drafts.groups = append(c.drafts.groups, g)
	}
	for len(c.drafts.conceptIDs) <= int(document.Concept) {
		c.drafts.conceptIDs = append(c.drafts.conceptIDs, 0)
	}
	c.drafts.conceptIDs[document.Concept] = document.ConceptID
	b.rows = append(b.rows, draft{concept: document.Concept, group: number, id: document.DescriptionID, term: document.Term})
	b.texts = append(b.texts, foldable{searchable(document.Term, document.TypeID), languageOf(document.LanguageCode)})
	return nil
}

// fold fills in the folded texts of a batch.
func (b *batch) fold() {
	var t tokenizer
	size := 0
	for i := range b.texts {
		size += len(b.texts[i].text)
	}
	b.folded = make([]byte, 0, size+size/16)
	for i := range b.texts {
		start := len(b.folded)
		b.folded = t.appendForms(b.folded, b.texts[i].text, b.texts[i].language)
		text := b.folded[start:]
		own := ownText(text)
		d := &b.rows[i]
		d.start, d.size, d.own = uint32(start), uint32(len(text)), uint32(len(own))
		d.words, d.length = textSize(own)
	}
	b.texts = nil
}

// textSize returns the number of words of a folded text in one form, those that
// punctuation joins counting as one, and of its characters.
func textSize(own []byte) (words, length uint32) {
	if len(own) == 0 {
		return 0, 0
	}
	return uint32(bytes.Count(own, []byte{apart})) + 1, uint32(utf8.RuneCount(own))
}

// finish puts the batches one behind the other.
func (c *collector) finish() (*drafts, error) {
	rows, size := 0, 0
	for _, b := range c.batches {
		rows += len(b.rows)
		size += len(b.folded)
	}
	if size > math.MaxUint32 {
		return nil, tooMuchText()
	}
	d := &c.drafts
	d.rows = make([]draft, 0, rows)
	d.folded = make([]byte, 0, size)
	for _, b := range c.batches {
		base := uint32(len(d.folded))
		for i := range b.rows {
			b.rows[i].start += base
		}
		d.rows = append(d.rows, b.rows...)
		d.folded = append(d.folded, b.folded...)
		*b = batch{}
	}
	return d, nil
}

func tooMuchText() error {
	return fmt.Errorf("the terms have more than %d bytes together, the limit of a search index", uint32(math.MaxUint32))
}

// searchable returns the part of a term that is searched: all but the semantic
// tag of a fully specified name. It begins where the term begins.
func searchable(term string, typeID sctid.ID) string {
	if typeID == terminology.FullySpecifiedName {
		return terminology.WithoutSemanticTag(term)
	}
	return term
}

// documentGroup returns the group of a document, with its acceptabilities in the
// memory of list.
func documentGroup(document *Document, list []acceptability) group {
	g := group{
		typeID:        document.TypeID,
		language:      document.LanguageCode,
		active:        document.Active,
		conceptActive: document.ConceptActive,
		acceptability: list,
	}
	for _, a := range document.Acceptability {
		if a.Active {
			g.acceptability = append(g.acceptability, acceptability{a.RefsetID, a.AcceptabilityID == terminology.Preferred})
		}
	}
	slices.SortFunc(g.acceptability, func(a, b acceptability) int {
		if c := cmp.Compare(a.refset, b.refset); c != 0 {
			return c
		}
		if a.preferred && !b.preferred { // two rows in one reference set: the better one counts
			return -1
		}
		return 1
	})
	g.acceptability = slices.CompactFunc(g.acceptability, func(a, b acceptability) bool { return a.refset == b.refset })
	return g
}
