package index

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

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
	// It must not change until Write returns.
	Term string
	// Acceptability holds the description's rows in language reference sets;
	// inactive ones are ignored. It may change when the next document is asked for.
	Acceptability []terminology.Acceptability
}

// Options are the settings of [Write]. The zero value is ready for use.
type Options struct {
	// Progress, if set, is told now and then how many of all documents have
	// been indexed. It is called by the goroutine that called Write.
	Progress func(done, total int)
	// Goroutines is how many goroutines work at once; 0 stands for
	// [runtime.GOMAXPROCS]. The files are the same whatever it is.
	Goroutines int

	// batchSize is how many documents are folded at once, defaultBatchSize if 0.
	// Tests make it small, to have many batches.
	batchSize int
}

// Write makes a search index of the documents in dir, which it creates, or
// which must be empty. The order in which the documents come does not matter.
// An error of the sequence ends the writing and is returned, wrapped. After any
// error, and after ctx is done, dir holds no index that [Open] accepts; the
// caller removes it. When Write returns nil, everything is synced to disk.
//
// Write holds all terms in memory, some 250 bytes a document at most.
func Write(ctx context.Context, dir string, documents iter.Seq2[Document, error], options Options) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the search index: %w", err)
	}
	if left, err := os.ReadDir(dir); err != nil {
		return fmt.Errorf("making the search index: %w", err)
	} else if len(left) > 0 {
		return fmt.Errorf("making the search index: %s is not empty: it holds %s", dir, left[0].Name())
	}
	if options.Goroutines <= 0 {
		options.Goroutines = runtime.GOMAXPROCS(0)
	}
	drafts, err := collect(ctx, documents, options)
	if err != nil {
		return err
	}
	if err := drafts.sort(ctx, options.Goroutines); err != nil {
		return err
	}
	if err := writeFiles(ctx, dir, drafts, options); err != nil {
		return err
	}
	return syncTree(dir)
}

// writeFiles writes the words and the columns side by side. The header of the
// rows file comes last, so that an index that was never finished has none.
func writeFiles(ctx context.Context, dir string, d *drafts, options Options) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(options.Goroutines)
	rows, err := createRows(dir)
	if err != nil {
		return fmt.Errorf("writing the rows of the search index: %w", err)
	}
	defer rows.close()
	writeSections := func() error {
		if err := rows.writeSections(groupCtx, d); err != nil {
			return fmt.Errorf("writing the rows of the search index: %w", err)
		}
		return nil
	}
	if options.Goroutines > 1 {
		group.Go(writeSections)
	}
	var size int64
	var sum uint32
	if len(d.rows) > 0 {
		if size, sum, err = writeWords(groupCtx, filepath.Join(dir, wordsName), d, options); err != nil {
			err = fmt.Errorf("indexing words: %w", err)
		}
	}
	if options.Goroutines == 1 && err == nil {
		err = writeSections()
	}
	if err != nil {
		// The other goroutine need not go on. Whichever failed first is the cause:
		// what the other one says may only be that it was stopped.
		group.Go(func() error { return err })
		return group.Wait()
	}
	if err := cmp.Or(group.Wait(), ctx.Err()); err != nil {
		return err
	}
	if err := rows.finish(d, size, sum); err != nil {
		return fmt.Errorf("writing the rows of the search index: %w", err)
	}
	return nil
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
