package index

import (
	"iter"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Entry is a description as the index has it.
type Entry struct {
	Concept       taxonomy.Ordinal
	ConceptActive bool
	DescriptionID sctid.ID
	Active        bool
	TypeID        sctid.ID
	LanguageCode  string
	Term          []byte
	// Acceptability has the language reference sets in which the description has an
	// active row, each once, in ascending order. It is shared and must not be
	// changed.
	Acceptability []EntryAcceptability
}

// EntryAcceptability is what the index knows of a description in a language
// reference set.
type EntryAcceptability struct {
	RefsetID  sctid.ID
	Preferred bool // some active row there says so
}

// Len returns how many descriptions the index has.
func (x *Index) Len() (int, error) {
	done, err := x.use()
	if err != nil {
		return 0, err
	}
	defer done()
	return x.rows.count, nil
}

// Entries returns a function that yields the descriptions of one concept, in the
// order of the index (by folded term). It is for comparing the index with what it
// was made from, concept by concept, without a search; so it reads the texts in
// the order in which they are asked for. The yielded entry is filled again for
// the next one. A concept that the index doesn't know has none. Rows that make no
// sense are passed over: [Index.Verify] tells of them. The function may
// be called by one goroutine at a time; until release is called [Index.Close]
// waits.
func (x *Index) Entries() (of func(taxonomy.Ordinal) iter.Seq[*Entry], release func(), err error) {
	done, err := x.use()
	if err != nil {
		return nil, nil, err
	}
	acceptability := make([][]EntryAcceptability, len(x.rows.groups))
	for i := range x.rows.groups {
		for _, a := range x.rows.groups[i].acceptability {
			acceptability[i] = append(acceptability[i], EntryAcceptability{a.refset, a.preferred})
		}
	}
	var e Entry
	return func(o taxonomy.Ordinal) iter.Seq[*Entry] {
		return func(yield func(*Entry) bool) {
			start, end := x.rows.conceptRows(o)
			for i := start; i < min(end, x.rows.count); i++ {
				row := x.rows.conceptRow(i)
				if row >= x.rows.count {
					continue // damage, which Verify tells
				}
				number := x.rows.group(row)
				if number >= len(x.rows.groups) {
					continue
				}
				g := &x.rows.groups[number]
				e = Entry{
					Concept: x.rows.concept(row), ConceptActive: g.conceptActive,
					DescriptionID: x.rows.descriptionID(row), Active: g.active,
					TypeID: g.typeID, LanguageCode: g.language,
					Term:          x.rows.appendTerm(nil, row),
					Acceptability: acceptability[number],
				}
				if !yield(&e) {
					return
				}
			}
		}
	}, done, nil
}
