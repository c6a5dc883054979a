package catalog

import (
	"context"
	"errors"
	"fmt"

	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/store"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// CheckOptions is how a release directory is checked. The zero value checks all of
// it.
type CheckOptions struct {
	// Quick compares the index with the store for a sample of concepts only.
	Quick bool
	// Progress, if set, is told what is being checked: at the beginning of each
	// part and some times a second within those that can tell. It is called by
	// the goroutine that called CheckWith and should return quickly.
	Progress func(CheckProgress)
}

// CheckProgress is how far a check has come.
type CheckProgress struct {
	Part string // "files", "taxonomy", "store", "index", "manifest" or "index against store"
	// Done and Total are concepts; Total is 0 in parts that can't tell.
	Done, Total int
}

// Check is [CheckWith] without options: it checks everything.
func Check(ctx context.Context, dir string) error {
	return CheckWith(ctx, dir, CheckOptions{})
}

// CheckWith verifies a release directory against itself: the files against the
// manifest's sizes and checksums; store, taxonomy and index each against
// itself; the counts of the manifest against what is there; and the index
// against the store, every description of the one against the other and back. It
// reads everything, and changes nothing. The error joins one for each part that
// is at fault.
func CheckWith(ctx context.Context, dir string, options CheckOptions) error {
	begin := func(part string) func(done, total int) {
		if options.Progress == nil {
			return func(int, int) {}
		}
		tell := func(done, total int) { options.Progress(CheckProgress{part, done, total}) }
		tell(0, 0)
		return tell
	}
	begin("files")
	m, err := ReadManifest(dir)
	if err != nil {
		return err
	}
	found, err := sumFiles(ctx, dir, false)
	if err != nil {
		return err
	}
	if err := m.compareFiles(dir, found); err != nil {
		return err
	}
	s, err := store.Open(StorePath(dir))
	if err != nil {
		return err
	}
	defer s.Close()
	x, err := index.Open(SearchPath(dir))
	if err != nil {
		return err
	}
	defer x.Close()
	var errs []error
	for _, part := range []struct {
		name  string
		check func(tell func(done, total int)) error
	}{
		{"taxonomy", func(func(int, int)) error { return s.Taxonomy().Verify() }},
		{"store", func(func(int, int)) error { return s.Verify(ctx) }},
		{"index", func(func(int, int)) error { return x.Verify(ctx) }},
		{"manifest", func(tell func(int, int)) error { return checkCounts(ctx, m, s, tell) }},
		{"index against store", func(tell func(int, int)) error { return checkIndex(ctx, s, x, options.Quick, tell) }},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := part.check(begin(part.name)); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", dir, part.name, err))
		}
	}
	return errors.Join(errs...)
}

// checkCounts counts the components again and compares with the manifest.
func checkCounts(ctx context.Context, m *Manifest, s *store.Store, tell func(done, total int)) error {
	var c terminology.Counts
	t := s.Taxonomy()
	for o := range taxonomy.Ordinal(t.Len()) {
		if o%1024 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			tell(int(o), t.Len())
		}
		concept, err := s.Concept(o, terminology.PartAll)
		if err != nil {
			return err
		}
		countConcept(&c, concept)
	}
	c.Refsets = len(s.Refsets())
	for _, r := range s.Refsets() {
		c.Members += r.Members
		c.ActiveMembers += r.ActiveMembers
		switch r.TypeID {
		case terminology.LanguageRefsetType:
			c.LanguageMembers += r.Members
		case terminology.OWLExpressionRefsetType:
			c.AxiomMembers += r.Members
		}
	}
	// Stated relationships were set aside, and identifiers may be of other
	// components than concepts.
	c.StatedRelationships, c.Identifiers = m.Counts.StatedRelationships, m.Counts.Identifiers
	if c != m.Counts {
		return fmt.Errorf("counts are %+v, expected %+v", c, m.Counts)
	}
	return nil
}

func countConcept(c *terminology.Counts, concept *terminology.Concept) {
	c.Concepts++
	if concept.Active {
		c.ActiveConcepts++
		if concept.Defined() {
			c.DefinedConcepts++
		}
	}
	count := func(all, active *int, isActive bool) {
		*all++
		if isActive {
			*active++
		}
	}
	for i := range concept.Descriptions {
		if d := &concept.Descriptions[i]; d.TypeID == terminology.TextDefinition {
			count(&c.TextDefinitions, &c.ActiveTextDefinitions, d.Active)
		} else {
			count(&c.Descriptions, &c.ActiveDescriptions, d.Active)
		}
	}
	for i := range concept.Relationships {
		if r := &concept.Relationships[i]; r.DestinationID == 0 {
			count(&c.ConcreteRelationships, &c.ActiveConcreteRelationships, r.Active)
		} else {
			count(&c.Relationships, &c.ActiveRelationships, r.Active)
		}
	}
}
