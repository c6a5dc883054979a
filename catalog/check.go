package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/store"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Check verifies a release directory against itself: the files against the
// manifest's sizes and checksums; store, taxonomy and index each against
// itself; the counts of the manifest against what is there; and the index
// against the store. It reads everything, and changes nothing. The error
// joins one for each part that is at fault.
func Check(ctx context.Context, dir string) error {
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
		check func() error
	}{
		{"taxonomy", s.Taxonomy().Verify},
		{"store", func() error { return s.Verify(ctx) }},
		{"index", func() error { return x.Verify(ctx) }},
		{"manifest", func() error { return checkCounts(ctx, m, s) }},
		{"index against store", func() error { return checkIndex(ctx, s, x) }},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := part.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", dir, part.name, err))
		}
	}
	return errors.Join(errs...)
}

// checkCounts counts the components again and compares with the manifest.
func checkCounts(ctx context.Context, m *Manifest, s *store.Store) error {
	var c terminology.Counts
	t := s.Taxonomy()
	for o := range taxonomy.Ordinal(t.Len()) {
		if o%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
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

// searchedConcepts is how many concepts checkIndex looks for, evenly spread:
// all of a small release, a second's worth of a large one.
const searchedConcepts = 10_000

// checkIndex looks for descriptions by their own terms, each within its own
// concept: it must be among the hits, and what is hit must be what the store
// has.
func checkIndex(ctx context.Context, s *store.Store, x *index.Index) error {
	n := s.Taxonomy().Len()
	step := max(1, n/searchedConcepts)
	for o := taxonomy.Ordinal(0); int(o) < n; o += taxonomy.Ordinal(step) {
		if err := ctx.Err(); err != nil {
			return err
		}
		concept, err := s.Concept(o, terminology.PartNames|terminology.PartInactive)
		if err != nil {
			return err
		}
		for i := range concept.Descriptions {
			if err := checkSearch(ctx, x, o, concept, &concept.Descriptions[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkSearch(ctx context.Context, x *index.Index, o taxonomy.Ordinal, concept *terminology.Concept, d *terminology.Description) error {
	text := d.Term
	if d.TypeID == terminology.FullySpecifiedName {
		text = terminology.WithoutSemanticTag(text)
	}
	// The beginning of a long text, up to the bounds of a query.
	words := strings.Fields(text)
	text = strings.Join(words[:min(len(words), 5)], " ")
	result, err := x.Search(ctx, terminology.TermQuery{
		Text: text, Within: roaring.BitmapOf(uint32(o)), TypeIDs: []sctid.ID{d.TypeID}, InactiveDescriptions: true, Limit: 1,
	})
	if terminology.KindOf(orInternal(err)) == terminology.KindInvalidArgument {
		return nil // a term without a word, or too long a one
	}
	if err != nil {
		return err
	}
	if len(result.Hits) != 1 || result.Hits[0].Concept != o {
		return fmt.Errorf("description %s of concept %s isn't found by its own words %q", d.ID, concept.ID, text)
	}
	hit := result.Hits[0]
	for i := range concept.Descriptions {
		if f := &concept.Descriptions[i]; f.ID == hit.DescriptionID {
			if f.Term != hit.Term || f.Active != hit.Active || f.TypeID != hit.TypeID {
				return fmt.Errorf("description %s is %+v in the index, %+v in the store", f.ID, hit, *f)
			}
			return nil
		}
	}
	return fmt.Errorf("description %s of concept %s is in the index, not in the store", hit.DescriptionID, concept.ID)
}

var errNone = errors.New("no error")

// orInternal stands in for nil where a kind is asked for.
func orInternal(err error) error {
	if err == nil {
		return errNone
	}
	return err
}
