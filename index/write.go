package index

import (
	"context"
	"errors"
	"iter"

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
}

// Write makes a search index of the documents in dir, which it creates, or
// which must be empty. The order in which the documents come does not matter.
// An error of the sequence ends the writing and is returned, wrapped. After any
// error, and after ctx is done, dir holds no index that [Open] accepts; the
// caller removes it. When Write returns nil, everything is synced to disk.
func Write(ctx context.Context, dir string, documents iter.Seq2[Document, error], options Options) error {
	return errors.ErrUnsupported
}
