package store

import (
	"encoding/binary"
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// tagColumn gathers the semantic tag of each concept.
type tagColumn struct {
	tags  dictionary[string]
	codes []uint32 // by ordinal, in order of first sight; noTag for none
}

func (c *tagColumn) add(concept *terminology.Concept, languages []sctid.ID) error {
	tag := terminology.SemanticTag(fullySpecifiedName(concept, languages))
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

// fullySpecifiedName returns the name that gives a concept its semantic tag:
// the active fully specified name that is preferred in the first of the
// languages that has one; else the active one with the lowest id; else the
// inactive one with the lowest id; else none.
func fullySpecifiedName(c *terminology.Concept, languages []sctid.ID) string {
	for _, language := range languages {
		for i := range c.Descriptions {
			d := &c.Descriptions[i]
			if d.Active && d.TypeID == terminology.FullySpecifiedName && d.AcceptabilityIn(language) == terminology.Preferred {
				return d.Term
			}
		}
	}
	for _, active := range []bool{true, false} {
		for i := range c.Descriptions {
			if d := &c.Descriptions[i]; d.Active == active && d.TypeID == terminology.FullySpecifiedName {
				return d.Term
			}
		}
	}
	return ""
}
