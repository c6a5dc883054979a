package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/store"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// sampledConcepts is how many concepts are looked for by their own words, evenly
// spread, and how many a quick check compares: all of a small release, a second's
// worth of a large one.
const sampledConcepts = 10_000

// checkIndex compares the index with the store: each concept's descriptions, with
// all that the index knows of them, must be the same on both sides, and there must
// be no others. Of a sample each is also looked for by its own words, as a user
// would.
func checkIndex(ctx context.Context, s *store.Store, x *index.Index, quick bool, tell func(done, total int)) error {
	entriesOf, release, err := x.Entries()
	if err != nil {
		return err
	}
	defer release()
	n := s.Taxonomy().Len()
	step := max(1, n/sampledConcepts)
	c := indexComparison{tax: s.Taxonomy()}
	for o := taxonomy.Ordinal(0); int(o) < n; o++ {
		sampled := int(o)%step == 0
		if quick && !sampled {
			continue
		}
		if o%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			tell(int(o), n)
		}
		if err := s.ReadConcept(o, terminology.PartNames|terminology.PartInactive, &c.concept); err != nil {
			return err
		}
		c.entries = c.entries[:0]
		for e := range entriesOf(o) {
			c.entries = append(c.entries, *e)
		}
		if err := c.compare(o); err != nil {
			return err
		}
		for i := range c.concept.Descriptions {
			if !sampled {
				break
			}
			if err := checkSearch(ctx, x, o, &c.concept.Concept, &c.concept.Descriptions[i]); err != nil {
				return err
			}
		}
	}
	tell(n, n)
	if quick {
		return nil
	}
	switch indexed, err := x.Len(); {
	case err != nil:
		return err
	case indexed != c.descriptions:
		return fmt.Errorf("the index has %d descriptions, the store %d", indexed, c.descriptions)
	}
	return nil
}

// indexComparison compares concept by concept, in the same memory.
type indexComparison struct {
	tax          *taxonomy.Taxonomy
	concept      terminology.ConceptBuffer
	entries      []index.Entry
	accepted     []index.EntryAcceptability
	descriptions int // compared so far
}

// compare holds the index's entries of a concept against the store's record.
func (c *indexComparison) compare(o taxonomy.Ordinal) error {
	stored := c.concept.Descriptions
	byID := func(a, b *index.Entry) int { return cmp.Compare(a.DescriptionID, b.DescriptionID) }
	slices.SortFunc(c.entries, func(a, b index.Entry) int { return byID(&a, &b) })
	c.descriptions += len(stored)
	for i := range stored {
		d := &stored[i]
		if i >= len(c.entries) || c.entries[i].DescriptionID > d.ID {
			return fmt.Errorf("description %s of concept %s is in the store, not in the index", d.ID, c.concept.ID)
		}
		if e := &c.entries[i]; e.DescriptionID < d.ID {
			return c.surplus(e)
		} else if column, ofIndex, ofStore := c.difference(e, d, o); column != "" {
			return fmt.Errorf("description %s of concept %s: its %s is %s in the index, %s in the store", d.ID, c.concept.ID, column, ofIndex, ofStore)
		}
	}
	if len(c.entries) > len(stored) {
		return c.surplus(&c.entries[len(stored)])
	}
	return nil
}

func (c *indexComparison) surplus(e *index.Entry) error {
	return fmt.Errorf("description %s of concept %s is in the index, not in the store", e.DescriptionID, c.concept.ID)
}

// difference returns the first thing in which the two sides differ, or "".
func (c *indexComparison) difference(e *index.Entry, d *terminology.Description, o taxonomy.Ordinal) (what, ofIndex, ofStore string) {
	show := func(v any) string { return fmt.Sprint(v) }
	switch accepted := c.acceptability(d); {
	case string(e.Term) != d.Term:
		return "term", fmt.Sprintf("%.200q", e.Term), fmt.Sprintf("%.200q", d.Term)
	case e.Active != d.Active:
		return "active state", show(e.Active), show(d.Active)
	case e.ConceptActive != c.tax.IsActive(o):
		return "concept's active state", show(e.ConceptActive), show(c.tax.IsActive(o))
	case e.TypeID != d.TypeID:
		return "type", show(e.TypeID), show(d.TypeID)
	case e.LanguageCode != d.LanguageCode:
		return "language", e.LanguageCode, d.LanguageCode
	case !slices.Equal(e.Acceptability, accepted):
		return "acceptability", show(e.Acceptability), show(accepted)
	}
	return "", "", ""
}

// acceptability reduces a description's rows in language reference sets to what the
// index keeps of them.
func (c *indexComparison) acceptability(d *terminology.Description) []index.EntryAcceptability {
	c.accepted = c.accepted[:0]
	for _, a := range d.Acceptability {
		if !a.Active {
			continue
		}
		preferred := a.AcceptabilityID == terminology.Preferred
		if last := len(c.accepted) - 1; last >= 0 && c.accepted[last].RefsetID == a.RefsetID {
			c.accepted[last].Preferred = c.accepted[last].Preferred || preferred
			continue
		}
		c.accepted = append(c.accepted, index.EntryAcceptability{RefsetID: a.RefsetID, Preferred: preferred})
	}
	return c.accepted
}

// checkSearch looks for a description by its own words, within its own concept: it
// must be found.
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
