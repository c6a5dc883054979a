package terminology

import (
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Names are a concept's terms in the dialects of a question.
type Names struct {
	PreferredTerm          string
	PreferredDescriptionID sctid.ID // 0 where the term is made from a name without its tag
	FullySpecifiedName     string
	FullySpecifiedNameID   sctid.ID
	SemanticTag            string // of FullySpecifiedName
}

// Names chooses among a concept's descriptions.
//
// The preferred term is, for the first dialect that has one, the active
// synonym that is preferred there; else the first acceptable synonym, again by
// dialect; else the fully specified name without its semantic tag; else any
// active synonym. The fully specified name is the one preferred in the first
// dialect that has one; else the active one in the language of a dialect; else
// the American English one; else any active one. A concept whose active
// descriptions are all gone is named by its inactive ones in the same way. Ties
// go to the lowest id.
//
// Reference Set Specification, section "Language reference set"; Firn's
// fallbacks where the specification has none.
func (r *Release) chooseNames(descriptions []Description, dialects Dialects) Names {
	var n Names
	fsn := r.chooseFullySpecifiedName(descriptions, dialects)
	if fsn != nil {
		n.FullySpecifiedName = fsn.Term
		n.FullySpecifiedNameID = fsn.ID
		n.SemanticTag = SemanticTag(fsn.Term)
	}
	if pt := choosePreferred(descriptions, dialects); pt != nil {
		n.PreferredTerm = pt.Term
		n.PreferredDescriptionID = pt.ID
		return n
	}
	if fsn != nil {
		n.PreferredTerm = WithoutSemanticTag(fsn.Term)
		return n
	}
	// Only synonyms, none of them in any of the dialects.
	if any := firstDescription(descriptions, func(d *Description) bool { return d.TypeID == Synonym }); any != nil {
		n.PreferredTerm = any.Term
		n.PreferredDescriptionID = any.ID
	}
	return n
}

func choosePreferred(descriptions []Description, dialects Dialects) *Description {
	for _, acceptability := range [...]sctid.ID{Preferred, Acceptable} {
		for _, refset := range dialects {
			for i := range descriptions {
				d := &descriptions[i]
				if d.Active && d.TypeID == Synonym && d.AcceptabilityIn(refset) == acceptability {
					return d
				}
			}
		}
	}
	return nil
}

func (r *Release) chooseFullySpecifiedName(descriptions []Description, dialects Dialects) *Description {
	for _, refset := range dialects {
		for i := range descriptions {
			d := &descriptions[i]
			if d.Active && d.TypeID == FullySpecifiedName && d.AcceptabilityIn(refset) == Preferred {
				return d
			}
		}
	}
	for _, refset := range dialects {
		language := r.dialects.language(refset)
		for i := range descriptions {
			d := &descriptions[i]
			if d.Active && d.TypeID == FullySpecifiedName && d.LanguageCode == language {
				return d
			}
		}
	}
	for i := range descriptions {
		d := &descriptions[i]
		if d.Active && d.TypeID == FullySpecifiedName && (d.AcceptabilityIn(USEnglish) == Preferred || d.LanguageCode == "en") {
			return d
		}
	}
	return firstDescription(descriptions, func(d *Description) bool { return d.TypeID == FullySpecifiedName })
}

// firstDescription returns the first description that is wanted, active ones
// before inactive ones.
func firstDescription(descriptions []Description, wanted func(*Description) bool) *Description {
	var inactive *Description
	for i := range descriptions {
		d := &descriptions[i]
		if !wanted(d) {
			continue
		}
		if d.Active {
			return d
		}
		if inactive == nil {
			inactive = d
		}
	}
	return inactive
}

func (t *dialectTable) language(refset sctid.ID) string {
	for i := range t.info.LanguageRefsets {
		if t.info.LanguageRefsets[i].RefsetID == refset {
			return t.info.LanguageRefsets[i].Language
		}
	}
	return ""
}

// NamesOf returns the terms of an already decoded concept, whose descriptions
// must be there.
func (r *Release) NamesOf(c *Concept, dialects Dialects) Names {
	return r.chooseNames(c.Descriptions, dialects)
}

// Names returns the terms of a concept.
func (r *Release) Names(o taxonomy.Ordinal, dialects Dialects) (Names, error) {
	s, err := r.Summary(o, dialects)
	return s.Names, err
}

// Summary is a concept in one row.
type Summary struct {
	ConceptID     sctid.ID
	Active        bool
	EffectiveTime Date
	ModuleID      sctid.ID
	Defined       bool
	Names
}

// Summary describes a concept in one row. Who asks for many in the same dialects
// takes them from [Release.PreferredTerms].
func (r *Release) Summary(o taxonomy.Ordinal, dialects Dialects) (Summary, error) {
	return r.PreferredTerms(dialects).Summary(o)
}

// summaryOf makes a summary of a concept in a buffer, of which the active
// descriptions must be there, and no others. It may use the buffer again; the
// terms are the buffer's.
func (r *Release) summaryOf(o taxonomy.Ordinal, b *ConceptBuffer, dialects Dialects) (Summary, error) {
	n, err := r.namesIn(o, b, dialects)
	if err != nil {
		return Summary{}, err
	}
	return Summary{
		ConceptID:     b.ID,
		Active:        b.Active,
		EffectiveTime: b.EffectiveTime,
		ModuleID:      b.ModuleID,
		Defined:       b.Defined(),
		Names:         n,
	}, nil
}

// namesIn chooses among the active descriptions in a buffer, or, where there is
// none at all, names the concept by what it once was called. The terms are the
// buffer's.
func (r *Release) namesIn(o taxonomy.Ordinal, b *ConceptBuffer, dialects Dialects) (Names, error) {
	n := r.chooseNames(b.Descriptions, dialects)
	if n.PreferredTerm != "" {
		return n, nil
	}
	if err := r.store.ReadConcept(o, PartNames|PartInactive, b); err != nil {
		return Names{}, err
	}
	return r.chooseNames(b.Descriptions, dialects), nil
}

// buffer returns memory to decode a concept into. It goes back to r.buffers.
func (r *Release) buffer() *ConceptBuffer {
	if b, ok := r.buffers.Get().(*ConceptBuffer); ok {
		return b
	}
	return &ConceptBuffer{}
}

// SummaryOf describes the concept of an id in one row. A concept that the
// release doesn't have, such as the target of an association into another
// module, gets a summary with its id alone and ok false.
func (r *Release) SummaryOf(id sctid.ID, dialects Dialects) (s Summary, ok bool, err error) {
	o, ok := r.taxonomy.Ordinal(id)
	if !ok {
		return Summary{ConceptID: id}, false, nil
	}
	s, err = r.Summary(o, dialects)
	return s, err == nil, err
}
