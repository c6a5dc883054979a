package index

import (
	"context"
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// eachPosting opens a bleve index with bleve, and calls visit for all postings.
func eachPosting(ctx context.Context, dir string, documents uint64, visit func(field string, term []byte, row uint64)) (err error) {
	i, err := scorch.NewScorch(scorch.Name, map[string]any{"path": dir, "read_only": true}, nil)
	if err != nil {
		return fmt.Errorf("opening the words of the search index: %w", err)
	}
	if err := i.Open(); err != nil {
		return fmt.Errorf("opening the words of the search index: %w", err)
	}
	defer func() { err = errors.Join(err, i.Close()) }()
	reader, err := i.Reader()
	if err != nil {
		return fmt.Errorf("opening the words of the search index: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	if n, err := reader.DocCount(); err != nil || n != documents {
		return errors.Join(&DamageError{dir, fmt.Sprintf("bleve sees %d documents, and there should be %d", n, documents)}, err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok || len(snapshot.Segments()) != 1 {
		return &DamageError{dir, "it isn't one segment"}
	}
	// The dictionaries of bleve's reader are opened in goroutines of its own, where
	// a panic over a damaged file would be the end of the program: ask the segment.
	only := snapshot.Segments()[0].Segment()
	for _, field := range only.Fields() {
		dictionary, err := only.Dictionary(field)
		if err != nil {
			return err
		}
		for terms := dictionary.AutomatonIterator(nil, nil, nil); ; {
			entry, err := terms.Next()
			if err != nil {
				return err
			}
			if entry == nil {
				break
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			term := []byte(entry.Term)
			list, err := dictionary.PostingsList(term, nil, nil)
			if err != nil {
				return err
			}
			for postings := list.Iterator(false, false, false, nil); ; {
				p, err := postings.Next()
				if err != nil {
					return err
				}
				if p == nil {
					break
				}
				visit(field, term, p.Number())
			}
		}
	}
	return nil
}
