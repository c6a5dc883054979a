package naive

import (
	"slices"
	"strings"
)

// Names are what a concept is called in a list of dialects.
type Names struct {
	PreferredTerm      string
	FullySpecifiedName string
	SemanticTag        string
}

// DescriptionsOf returns a concept's descriptions and text definitions, whatever
// their state.
func (r *Release) DescriptionsOf(id uint64) []Description { return r.descriptionsOf[id] }

// Acceptability returns what an active member of a language reference set says
// of a description: Preferred, Acceptable, or 0 without one.
func (r *Release) Acceptability(description, refset uint64) uint64 {
	for _, m := range r.membersOf[description] {
		if m.RefsetID == refset && m.Active {
			switch m.Field("acceptabilityId") {
			case "900000000000548007":
				return Preferred
			case "900000000000549004":
				return Acceptable
			}
		}
	}
	return 0
}

// Names chooses a concept's terms for language reference sets in order of wish.
// The preferred term is the synonym preferred in the first that has one, then
// one acceptable, then the fully specified name without its tag. The fully
// specified name is the one preferred in the first that has one, then any in
// that language, then the American English one, then any.
func (r *Release) Names(id uint64, dialects []uint64) Names {
	active := slices.DeleteFunc(slices.Clone(r.descriptionsOf[id]), func(d Description) bool { return !d.Active || d.TypeID == TextDefinition })
	if len(active) == 0 { // called what it once was called
		active = slices.DeleteFunc(slices.Clone(r.descriptionsOf[id]), func(d Description) bool { return d.TypeID == TextDefinition })
	}
	var n Names
	n.FullySpecifiedName = r.fullySpecifiedName(active, dialects)
	if open := strings.LastIndex(n.FullySpecifiedName, " ("); open > 0 && strings.HasSuffix(n.FullySpecifiedName, ")") {
		n.SemanticTag = n.FullySpecifiedName[open+2 : len(n.FullySpecifiedName)-1]
	}
	for _, acceptability := range []uint64{Preferred, Acceptable} {
		for _, dialect := range dialects {
			for _, d := range active {
				if d.TypeID == Synonym && r.Acceptability(d.ID, dialect) == acceptability {
					n.PreferredTerm = d.Term
					return n
				}
			}
		}
	}
	n.PreferredTerm = WithoutTag(n.FullySpecifiedName)
	for _, d := range active {
		if n.PreferredTerm == "" {
			n.PreferredTerm = d.Term
		}
	}
	return n
}

func (r *Release) fullySpecifiedName(active []Description, dialects []uint64) string {
	names := slices.DeleteFunc(slices.Clone(active), func(d Description) bool { return d.TypeID != FullySpecifiedName })
	for _, dialect := range append(slices.Clone(dialects), 0) {
		for _, d := range names {
			if r.Acceptability(d.ID, dialect) == Preferred {
				return d.Term
			}
		}
	}
	for _, dialect := range append(slices.Clone(dialects), USEnglish) {
		for _, d := range names {
			if d.LanguageCode == r.LanguageOf(dialect) {
				return d.Term
			}
		}
	}
	for _, d := range names {
		return d.Term
	}
	return ""
}

// LanguageOf returns the language code of most descriptions that a language
// reference set has as active members, of equals the first in byte order.
func (r *Release) LanguageOf(refset uint64) string {
	count := map[string]int{}
	best := ""
	for _, m := range r.membersIn[refset] {
		if d, ok := r.Descriptions[m.ReferencedComponentID]; ok && m.Active {
			count[d.LanguageCode]++
		}
	}
	for language, n := range count {
		if n > count[best] || n == count[best] && language < best {
			best = language
		}
	}
	return best
}

// HasPreferredSynonym reports whether a dialect has a preferred term of its own
// for the concept.
func (r *Release) HasPreferredSynonym(id, refset uint64) bool {
	return slices.ContainsFunc(r.descriptionsOf[id], func(d Description) bool {
		return d.Active && d.TypeID == Synonym && r.Acceptability(d.ID, refset) == Preferred
	})
}

// WithoutTag takes the semantic tag off a fully specified name: the last bracket
// if the name ends with one.
func WithoutTag(name string) string {
	if open := strings.LastIndex(name, " ("); open > 0 && strings.HasSuffix(name, ")") {
		return name[:open]
	}
	return name
}
