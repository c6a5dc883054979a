package terminology

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/firn-sct/firn/internal/once"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Release answers questions about one imported release. It is read-only and
// safe for use by many goroutines at once.
type Release struct {
	info     *ReleaseInfo
	taxonomy *taxonomy.Taxonomy
	store    Store
	searcher Searcher
	dialects *dialectTable

	ranks      ranks
	partitions partitions
	usage      atomic.Pointer[usageLevels] // of the table that was last asked for
	terms      termCache
	buffers    sync.Pool                // of *ConceptBuffer
	stamps     once.Value[*stampColumn] // of descriptions
	memos      sync.Map                 // see Memo

	historical []Refset // in order of preference, see history.go
}

// NewRelease puts a release together from its parts, which then belong to it:
// [Release.Close] closes store and searcher.
func NewRelease(info *ReleaseInfo, t *taxonomy.Taxonomy, store Store, searcher Searcher) *Release {
	r := &Release{info: info, taxonomy: t, store: store, searcher: searcher}
	r.dialects = newDialectTable(info)
	r.historical = r.historicalRefsets()
	return r
}

// Info describes the release. It is shared and must not be changed.
func (r *Release) Info() *ReleaseInfo { return r.info }

// URI returns the release's name.
func (r *Release) URI() string { return r.info.URI }

// Taxonomy returns the hierarchy and the attributes of the release.
func (r *Release) Taxonomy() *taxonomy.Taxonomy { return r.taxonomy }

// Store returns the components of the release.
func (r *Release) Store() Store { return r.store }

// Close closes the store and the searcher.
func (r *Release) Close() error {
	return errors.Join(r.searcher.Close(), r.store.Close())
}

// Ordinal returns the ordinal of a concept. The error is of kind
// [KindInvalidArgument] for a number that can't be a concept id, and of kind
// [KindNotFound] for a concept that the release doesn't have.
func (r *Release) Ordinal(id sctid.ID) (taxonomy.Ordinal, error) {
	if o, ok := r.taxonomy.Ordinal(id); ok {
		return o, nil
	}
	if err := id.Check(); err != nil {
		return 0, malformedID(err)
	}
	if id.Kind() != sctid.KindConcept {
		e := Errorf(KindInvalidArgument, ReasonNotAConceptID, "%s is the identifier of a %s, not of a concept", id, id.Kind())
		if id.Kind() == sctid.KindDescription {
			if o, ok, err := r.store.DescriptionConcept(id); err == nil && ok {
				e.Hint = "its concept is " + r.taxonomy.ID(o).String()
			}
		}
		return 0, e
	}
	return 0, Errorf(KindNotFound, ReasonConceptNotFound, "concept %s is not in release %s", id, r.info.URI)
}

func malformedID(err error) *Error {
	return &Error{Kind: KindInvalidArgument, Reason: ReasonSCTIDMalformed, Message: err.Error(), Cause: err}
}

// ParseConceptID reads the decimal text of a concept id. Its error is an
// [*Error] of kind [KindInvalidArgument].
func ParseConceptID(s string) (sctid.ID, error) {
	id, err := sctid.Parse(s)
	if err != nil {
		return 0, malformedID(err)
	}
	if id.Kind() != sctid.KindConcept {
		return 0, Errorf(KindInvalidArgument, ReasonNotAConceptID, "%s is the identifier of a %s, not of a concept", id, id.Kind())
	}
	return id, nil
}

// Concept returns the parts of a concept; its errors are those of
// [Release.Ordinal].
func (r *Release) Concept(id sctid.ID, parts Parts) (*Concept, error) {
	o, err := r.Ordinal(id)
	if err != nil {
		return nil, err
	}
	return r.store.Concept(o, parts)
}

// active reports whether the concept of an ordinal is active: active concepts
// come first.
func (r *Release) active(o taxonomy.Ordinal) bool {
	return int(o) < r.taxonomy.ActiveCount()
}
