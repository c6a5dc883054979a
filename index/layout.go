package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Files of an index directory.
const (
	rowsFile  = "rows"  // the columns described below
	wordsName = "words" // the bleve (scorch) index, absent where there are no descriptions
)

// The rows file holds what bleve doesn't need to: one row a description, by
// columns, in the order of the bleve document numbers. All numbers are little
// endian. A header, then the sections in the order of the constants below, each
// at a multiple of 8 bytes and followed by 8 to 15 zeros.
//
//	magic      8 bytes  "firnrows"
//	version    uint32   formatVersion
//	sections   uint32   sectionCount
//	size       uint64   of the whole file
//	rows       uint64
//	concepts   uint64   one more than the highest concept ordinal
//	words      uint64   size of the bleve segment file, 0 for none
//	words sum  uint32   its CRC-32C
//	zero       uint32
//	per section: offset uint64, length uint64, CRC-32C uint32, width uint32
//	header sum uint32   CRC-32C of everything before it
//
// A column is a section of numbers that all have the same width, of 1 to 8
// bytes: the least that the greatest of them needs. The width of other sections
// is 0.
const (
	magic         = "firnrows"
	formatVersion = 2
	headerFixed   = 56
	sectionEntry  = 24
	headerSize    = headerFixed + sectionEntry*int(sectionCount) + 4
	// sectionGap is the number of zeros behind a section, at least: a number of a
	// column can be read with the seven bytes behind it.
	sectionGap = 8
)

// section is a part of the rows file.
type section int

const (
	// conceptSection: the concept's ordinal, a column by row.
	conceptSection section = iota
	// idSection: the description's id, a column by row.
	idSection
	// groupSection: index into the groups, a column by row.
	groupSection
	// textOffsetSection: where the texts of each blockRows rows begin, a column by
	// block. textSection: the texts, see texts.go.
	textOffsetSection
	textSection
	// pieceOffsetSection: where each piece of text begins, and where the last one
	// ends, a column by piece and one more. pieceSection: the pieces.
	pieceOffsetSection
	pieceSection
	// sizeSection: three columns in one, by run of rows whose folded terms have the
	// same number of words and of characters: the first row, the number of words
	// (those that punctuation joins counting as one), and the number of characters.
	sizeSection
	// formsSection: the rows whose folded terms have more than one form, ascending,
	// a column.
	formsSection
	// lastSection: for each concept that has any, the last row that is an active
	// fully specified name or synonym, ascending, a column.
	lastSection
	// conceptRowsOffsetSection and conceptRowsSection: the rows of each concept in
	// ascending order; a column by concept and one more, and a column by row.
	conceptRowsOffsetSection
	conceptRowsSection
	// groupsSection: the groups, see appendGroup.
	groupsSection
	sectionCount
)

// blockRows is the number of rows that share an offset of their texts.
const blockRows = 8

// column is a section of numbers of the same width.
type column struct {
	data  []byte // with seven bytes more than the numbers need
	width int
	mask  uint64
	count int
}

// at returns a number; i must be below count.
func (c *column) at(i int) uint64 {
	return binary.LittleEndian.Uint64(c.data[i*c.width:]) & c.mask
}

// widthOf returns how many bytes a number needs, at least one.
func widthOf(n uint64) int {
	width := 1
	for width < 8 && n>>(8*width) != 0 {
		width++
	}
	return width
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// group is what many descriptions have in common. A query judges each group
// once, so that judging a row is to look up its group.
type group struct {
	typeID        sctid.ID
	language      string
	active        bool
	conceptActive bool
	acceptability []acceptability // in ascending order of reference set, active rows only
}

type acceptability struct {
	refset    sctid.ID
	preferred bool
}

// appendGroup writes a group: type uint64; flags uint8 (1 active, 2 concept
// active); length of the language code uint8 and the code; number of
// acceptabilities uint32; for each of them the reference set uint64 and
// preferred uint8.
func appendGroup(b []byte, g *group) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(g.typeID))
	var flags byte
	if g.active {
		flags |= 1
	}
	if g.conceptActive {
		flags |= 2
	}
	b = append(b, flags, byte(len(g.language)))
	b = append(b, g.language...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(g.acceptability)))
	for _, a := range g.acceptability {
		b = binary.LittleEndian.AppendUint64(b, uint64(a.refset))
		var preferred byte
		if a.preferred {
			preferred = 1
		}
		b = append(b, preferred)
	}
	return b
}

// parseGroups reads the groups section.
func parseGroups(b []byte) ([]group, error) {
	var groups []group
	for len(b) > 0 {
		if len(b) < 10 || len(b) < 14+int(b[9]) {
			return nil, fmt.Errorf("group %d is cut short", len(groups))
		}
		g := group{typeID: sctid.ID(binary.LittleEndian.Uint64(b)), active: b[8]&1 != 0, conceptActive: b[8]&2 != 0}
		g.language = string(b[10 : 10+int(b[9])])
		b = b[10+int(b[9]):]
		n := binary.LittleEndian.Uint32(b)
		b = b[4:]
		if uint64(len(b)) < 9*uint64(n) {
			return nil, fmt.Errorf("group %d is cut short", len(groups))
		}
		for range n {
			g.acceptability = append(g.acceptability, acceptability{sctid.ID(binary.LittleEndian.Uint64(b)), b[8] != 0})
			b = b[9:]
		}
		groups = append(groups, g)
	}
	return groups, nil
}
