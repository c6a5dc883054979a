package index

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Document is one description as [Write] takes it: a fully specified name, a
// synonym or a text definition, in either state, of a concept in either state.
type Document struct {
	Concept       taxonomy.Ordinal
	ConceptID     sctid.ID // settles the order of descriptions with the same term
	ConceptActive bool

	DescriptionID sctid.ID
	Active        bool // the description's own state
	TypeID        sctid.ID
	LanguageCode  string // as in the Description File, for example "en"; decides how the term is folded
	// Term is the whole term, with the semantic tag of a fully specified name.
	Term string
	// Acceptability holds the description's rows in language reference sets;
	// inactive ones are ignored.
	Acceptability []terminology.Acceptability
}

// Options are the settings of [Write]. The zero value is ready for use.
type Options struct {
	// Progress, if set, is told now and then how many of all documents have
	// been indexed. It is called by the goroutine that called Write.
	Progress func(done, total int)

	// batchSize is how many documents bleve inverts at once, defaultBatchSize if
	// 0. Tests make it small, to have many segments to merge.
	batchSize int
}

// Write makes a search index of the documents in dir, which it creates, or
// which must be empty. The order in which the documents come does not matter.
// An error of the sequence ends the writing and is returned, wrapped. After any
// error, and after ctx is done, dir holds no index that [Open] accepts; the
// caller removes it. When Write returns nil, everything is synced to disk.
//
// Write holds all terms in memory, some 200 bytes a document.
func Write(ctx context.Context, dir string, documents iter.Seq2[Document, error], options Options) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the search index: %w", err)
	}
	if left, err := os.ReadDir(dir); err != nil {
		return fmt.Errorf("making the search index: %w", err)
	} else if len(left) > 0 {
		return fmt.Errorf("making the search index: %s is not empty: it holds %s", dir, left[0].Name())
	}
	drafts, err := collect(ctx, documents)
	if err != nil {
		return err
	}
	drafts.sort()
	if len(drafts.rows) > 0 {
		if err := writeWords(ctx, filepath.Join(dir, wordsName), drafts, options); err != nil {
			return fmt.Errorf("indexing words: %w", err)
		}
	}
	if err := writeRows(ctx, dir, drafts); err != nil {
		return fmt.Errorf("writing the rows of the search index: %w", err)
	}
	return syncTree(dir)
}

// draft is a description on its way into the index.
type draft struct {
	concept   taxonomy.Ordinal
	group     uint32
	conceptID sctid.ID
	id        sctid.ID
	length    int // characters of the folded term
	folded    string
	term      string
}

// own returns the folded text in the own form: the folded term that order and
// length are about.
func (d *draft) own() string {
	own, _, _ := strings.Cut(d.folded, string(formSeparator))
	return own
}

type drafts struct {
	rows   []draft
	groups []group
}

// maxRows keeps row numbers within what bleve and roaring can hold.
const maxRows = 1<<32 - 2

func collect(ctx context.Context, documents iter.Seq2[Document, error]) (*drafts, error) {
	var all drafts
	var t tokenizer
	numbers := map[string]uint32{}
	var key []byte
	for document, err := range documents {
		if err != nil {
			return nil, fmt.Errorf("reading descriptions to index: %w", err)
		}
		if len(all.rows)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if len(all.rows) == maxRows {
			return nil, fmt.Errorf("a search index holds no more than %d descriptions", maxRows)
		}
		if len(document.LanguageCode) > 255 {
			return nil, fmt.Errorf("description %d: its language code has %d bytes, more than 255", document.DescriptionID, len(document.LanguageCode))
		}
		g := documentGroup(&document)
		key = appendGroup(key[:0], &g)
		number, ok := numbers[string(key)]
		if !ok {
			number = uint32(len(all.groups))
			numbers[string(key)] = number
			all.groups = append(all.groups, g)
		}
		d := draft{
			concept:   document.Concept,
			group:     number,
			conceptID: document.ConceptID,
			id:        document.DescriptionID,
			folded:    t.forms(searchable(document.Term, document.TypeID), languageOf(document.LanguageCode)),
			term:      document.Term,
		}
		d.length = utf8.RuneCountInString(d.own())
		all.rows = append(all.rows, d)
	}
	return &all, ctx.Err()
}

// searchable returns the part of a term that is searched: all but the semantic
// tag of a fully specified name. It begins where the term begins.
func searchable(term string, typeID sctid.ID) string {
	if typeID == terminology.FullySpecifiedName {
		return terminology.WithoutSemanticTag(term)
	}
	return term
}

func documentGroup(document *Document) group {
	g := group{
		typeID:        document.TypeID,
		language:      document.LanguageCode,
		active:        document.Active,
		conceptActive: document.ConceptActive,
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

// sort puts the rows into the order of the index: by length of the folded term,
// the folded term, concept id and description id. So the row number settles the
// last keys of the order of results, and short terms come first. The groups are
// numbered anew in the order of their encoding, so that the order in which the
// documents came leaves no trace in the files.
func (d *drafts) sort() {
	slices.SortFunc(d.rows, func(a, b draft) int {
		return cmp.Or(
			cmp.Compare(a.length, b.length),
			cmp.Compare(a.own(), b.own()),
			cmp.Compare(a.conceptID, b.conceptID),
			cmp.Compare(a.id, b.id),
		)
	})
	order := make([]int, len(d.groups))
	encoded := make([]string, len(d.groups))
	for i := range d.groups {
		order[i] = i
		encoded[i] = string(appendGroup(nil, &d.groups[i]))
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(encoded[a], encoded[b]) })
	groups := make([]group, len(d.groups))
	numbers := make([]uint32, len(d.groups))
	for to, from := range order {
		groups[to] = d.groups[from]
		numbers[from] = uint32(to)
	}
	d.groups = groups
	for i := range d.rows {
		d.rows[i].group = numbers[d.rows[i].group]
	}
}

// syncTree flushes every file and folder below dir to disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := f.Sync(); err != nil {
			return fmt.Errorf("syncing %s: %w", path, err)
		}
		return nil
	})
}
