package store

import (
	"encoding/binary"
	"slices"

	"github.com/firn-sct/firn/terminology"
)

// tagColumn gathers the semantic tag of each concept.
type tagColumn struct {
	tags  dictionary[string]
	codes []uint32 // by ordinal, in order of first sight; noTag for none
}

func (c *tagColumn) add(concept *terminology.Concept, info *terminology.ReleaseInfo) error {
	tag := terminology.SemanticTag(fullySpecifiedName(concept, info))
	if tag == "" {
		c.codes = append(c.codes, noTag)
		return nil
	}
	code := c.tags.code(tag)
	if code >= noTag {
		return sourcef("more than %d semantic tags; the last is %q", noTag-1, tag)
	}
	c.codes = append(c.codes, uint32(code))
	return nil
}

// sorted returns the tags in ascending byte order and the column of indexes
// into them.
func (c *tagColumn) sorted() (tags []string, column []byte) {
	tags = slices.Clone(c.tags.items)
	slices.Sort(tags)
	rank := make(map[string]uint16, len(tags))
	for i, tag := range tags {
		rank[tag] = uint16(i)
	}
	column = make([]byte, 0, 2*len(c.codes))
	for _, code := range c.codes {
		index := uint16(noTag)
		if code != noTag {
			index = rank[c.tags.items[code]]
		}
		column = binary.LittleEndian.AppendUint16(column, index)
	}
	return tags, column
}

// fullySpecifiedName returns the name that gives a concept its semantic tag: the
// one that [terminology.Release] shows for a question that names no dialect.
// That is the active fully specified name that is preferred in the first of the
// default languages that has one; else an active one in the language code of
// the first of them that has one; else an active English one; else any active
// one; else an inactive one. Among equals it is the one with the lowest id.
func fullySpecifiedName(c *terminology.Concept, info *terminology.ReleaseInfo) string {
	find := func(wanted func(d *terminology.Description) bool) (string, bool) {
		for i := range c.Descriptions {
			if d := &c.Descriptions[i]; d.TypeID == terminology.FullySpecifiedName && wanted(d) {
				return d.Term, true
			}
		}
		return "", false
	}
	for _, refset := range info.DefaultLanguageRefsets {
		if term, ok := find(func(d *terminology.Description) bool {
			return d.Active && d.AcceptabilityIn(refset) == terminology.Preferred
		}); ok {
			return term
		}
	}
	for _, refset := range info.DefaultLanguageRefsets {
		i := slices.IndexFunc(info.LanguageRefsets, func(l terminology.LanguageRefset) bool { return l.RefsetID == refset })
		if i < 0 {
			continue
		}
		language := info.LanguageRefsets[i].Language
		if term, ok := find(func(d *terminology.Description) bool { return d.Active && d.LanguageCode == language }); ok {
			return term
		}
	}
	for _, wanted := range []func(d *terminology.Description) bool{
		func(d *terminology.Description) bool {
			return d.Active && (d.AcceptabilityIn(terminology.USEnglish) == terminology.Preferred || d.LanguageCode == "en")
		},
		func(d *terminology.Description) bool { return d.Active },
		func(d *terminology.Description) bool { return true },
	} {
		if term, ok := find(wanted); ok {
			return term
		}
	}
	return ""
}
