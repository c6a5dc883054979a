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
// at a multiple of 8 bytes and followed by zeros up to the next one.
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
//	per section: offset uint64, length uint64, CRC-32C uint32, zero uint32
//	header sum uint32   CRC-32C of everything before it
const (
	magic         = "firnrows"
	formatVersion = 1
	headerFixed   = 56
	sectionEntry  = 24
	headerSize    = headerFixed + sectionEntry*int(sectionCount) + 4
)

// section is a part of the rows file.
type section int

const (
	// conceptSection: the concept's ordinal, uint32 a row.
	conceptSection section = iota
	// idSection: the description's id, uint64 a row.
	idSection
	// groupSection: index into the groups, uint32 a row.
	groupSection
	// lengthSection: characters of the folded term, uint16 a row (65535 stands for
	// all longer ones; the order of the rows follows the true length).
	lengthSection
	// foldedOffsetSection and foldedSection: the folded texts, see words.go; uint32
	// a row and one more.
	foldedOffsetSection
	foldedSection
	// termOffsetSection and termSection: the whole terms; likewise.
	termOffsetSection
	termSection
	// conceptRowsOffsetSection and conceptRowsSection: the rows of each concept in
	// ascending order; uint32 a concept and one more, uint32 a row.
	conceptRowsOffsetSection
	conceptRowsSection
	// groupsSection: the groups, see appendGroup.
	groupsSection
	sectionCount
)

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
