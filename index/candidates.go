package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// words is an open bleve index. It is read-only and safe for many goroutines.
type words struct {
	dir    string
	index  index.Index
	reader index.IndexReader
	// documents is the number of documents, and of rows.
	documents uint64
}

// openWords opens the bleve index that belongs to the rows.
func openWords(dir string, r *rows) (_ *words, err error) {
	defer damageFromPanic(dir, &err)
	path := filepath.Join(dir, wordsName)
	size, err := segmentSize(path)
	if err != nil {
		return nil, err
	}
	if size != int64(r.wordsSize) {
		return nil, &DamageError{path, fmt.Sprintf("its segment has %d bytes and should have %d", size, r.wordsSize)}
	}
	i, err := scorch.NewScorch(scorch.Name, map[string]any{"path": path, "read_only": true}, nil)
	if err != nil {
		return nil, fmt.Errorf("opening the words of the search index: %w", err)
	}
	if err := i.Open(); err != nil {
		return nil, fmt.Errorf("opening the words of the search index: %w", err)
	}
	w := &words{dir: path, index: i, documents: uint64(r.count)}
	if w.reader, err = i.Reader(); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the words of the search index: %w", err), i.Close())
	}
	if n, err := w.reader.DocCount(); err != nil || n != uint64(r.count) {
		return nil, errors.Join(&DamageError{path, fmt.Sprintf("it has %d documents and should have %d", n, r.count)}, err, w.close())
	}
	return w, nil
}

func segmentSize(dir string) (int64, error) {
	segments, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		return 0, err
	}
	if len(segments) != 1 {
		return 0, &DamageError{dir, fmt.Sprintf("it has %d segments instead of one", len(segments))}
	}
	info, err := os.Stat(segments[0])
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (w *words) close() error {
	return errors.Join(w.reader.Close(), w.index.Close())
}

// damageFromPanic turns a panic of bleve into an error. bleve trusts its files:
// a flipped bit in one of them can send it outside a slice. That must not take
// down a server that serves other releases too.
func damageFromPanic(path string, err *error) {
	if p := recover(); p != nil {
		*err = panicDamage(path, p)
	}
}

func panicDamage(path string, p any) error {
	return &DamageError{path, fmt.Sprintf("bleve failed: %v", p)}
}

// unscored asks bleve for document numbers and nothing else: it then unites and
// intersects bitmaps instead of walking posting lists.
var unscored = search.SearcherOptions{Score: "none"}

// candidates calls visit with the rows of an alphabet, in ascending order, that
// have for each lookup a word that begins with one of its texts, until visit
// returns false. A candidate may still not match: one word may have served two
// lookups, and a long text is only looked up by its beginning.
func (w *words) candidates(ctx context.Context, a alphabet, lookups [][]string, visit func(row int) bool) (err error) {
	visiting := false
	defer func() {
		if visiting { // a fault of ours is not to be taken for damage
			return
		}
		if p := recover(); p != nil {
			err = panicDamage(w.dir, p)
		}
	}()
	clauses := make([]search.Searcher, 0, len(lookups))
	defer func() {
		for _, c := range clauses {
			err = errors.Join(err, c.Close())
		}
	}()
	seen := map[string]bool{}
	for _, texts := range lookups {
		if len(texts) == 1 { // "a a a a" is one clause; that there are four words is settled later
			if seen[texts[0]] {
				continue
			}
			seen[texts[0]] = true
		}
		c, err := w.clause(ctx, a, texts)
		if err != nil {
			return err
		}
		clauses = append(clauses, c)
	}
	all := clauses[0]
	if len(clauses) > 1 {
		if all, err = searcher.NewConjunctionSearcher(ctx, w.reader, clauses, unscored); err != nil {
			return err
		}
		// Everything must be closed once, and only at the end: bleve reuses what
		// was closed, twice if it was closed twice, and an intersection may still
		// read the bitmap of a clause.
		if _, owner := all.(*searcher.ConjunctionSearcher); owner {
			clauses = []search.Searcher{all}
		} else {
			clauses = append(clauses, all)
		}
	}
	sc := &search.SearchContext{
		DocumentMatchPool: search.NewDocumentMatchPool(all.DocumentMatchPoolSize()+1, 0),
		IndexReader:       w.reader,
	}
	for {
		match, err := all.Next(sc)
		if err != nil || match == nil {
			return err
		}
		row := match.IndexInternalID.Value()
		sc.DocumentMatchPool.Put(match)
		if row >= w.documents {
			return &DamageError{w.dir, fmt.Sprintf("it gives document %d of %d", row, w.documents)}
		}
		visiting = true
		more := visit(int(row))
		visiting = false
		if !more {
			return nil
		}
	}
}

// clause finds the documents with a word that begins with one of the texts.
func (w *words) clause(ctx context.Context, a alphabet, texts []string) (search.Searcher, error) {
	var parts []search.Searcher
	for _, text := range texts {
		p, err := w.prefix(ctx, a, text)
		if err != nil {
			for _, p := range parts {
				err = errors.Join(err, p.Close())
			}
			return nil, err
		}
		parts = append(parts, p)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return searcher.NewDisjunctionSearcher(ctx, w.reader, parts, 1, unscored)
}

func (w *words) prefix(ctx context.Context, a alphabet, text string) (search.Searcher, error) {
	if utf8.RuneCountInString(text) <= maxBeginning {
		return searcher.NewTermSearcher(ctx, w.reader, text, beginningFields[a], 1, unscored)
	}
	var terms []string
	err := w.eachTerm(wordFields[a], text, func(term string) error {
		if terms = append(terms, term); len(terms)%1024 == 0 {
			return ctx.Err()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(terms) == 0 {
		return searcher.NewMatchNoneSearcher(w.reader)
	}
	return searcher.NewMultiTermSearcher(ctx, w.reader, terms, wordFields[a], 1, unscored, false)
}

// eachTerm calls visit for the terms of a field that begin with a prefix, in
// ascending order, until it returns an error. It asks the segment: the
// dictionaries of bleve's reader are opened in goroutines of its own, where a
// panic over a damaged file would be the end of the program.
func (w *words) eachTerm(field, prefix string, visit func(term string) error) error {
	snapshot, ok := w.reader.(*scorch.IndexSnapshot)
	if !ok || len(snapshot.Segments()) != 1 {
		return &DamageError{w.dir, "it isn't one segment"}
	}
	dictionary, err := snapshot.Segments()[0].Segment().Dictionary(field)
	if err != nil {
		return err
	}
	var start, end []byte
	if prefix != "" {
		start, end = []byte(prefix), []byte(prefix)
		end[len(end)-1]++ // UTF-8 has no byte 255
	}
	terms := dictionary.AutomatonIterator(nil, start, end)
	for {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		if err := visit(entry.Term); err != nil {
			return err
		}
	}
}
