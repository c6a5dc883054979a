package terminology

import (
	"encoding/binary"
	"strings"
	"unsafe"

	"github.com/firn-sct/firn/terminology/sctid"
)

// termRow is a summary without the concept's id, in bytes that never change:
//
//	effective time                        4
//	module id                             8
//	id of the preferred description       8
//	id of the fully specified name        8
//	length of the preferred term, flags   4
//	length of the fully specified name    4
//	the preferred term, unless the fully specified name begins with it
//	the fully specified name
//
// The strings that are read out of it are no copies: they keep the bytes alive for
// as long as someone has them, also when they have been forgotten as rows.
type termRow []byte

const termRowHead = 36

// The flags above the length of the preferred term.
const (
	termRowActive  = 1 << 31
	termRowDefined = 1 << 30
	termRowApart   = 1 << 29 // the preferred term stands by itself
	termRowLength  = termRowApart - 1
)

// apart reports whether the preferred term must stand by itself.
func apart(s *Summary) bool { return !strings.HasPrefix(s.FullySpecifiedName, s.PreferredTerm) }

// termRowSize returns how many bytes a row takes.
func termRowSize(s *Summary) int {
	size := termRowHead + len(s.FullySpecifiedName)
	if apart(s) {
		size += len(s.PreferredTerm)
	}
	return size
}

// appendTermRow writes a row. Terms are far shorter than their lengths can tell:
// the store's whole records are.
func appendTermRow(b []byte, s *Summary) termRow {
	lengthAndFlags := uint32(len(s.PreferredTerm))
	for _, f := range [...]struct {
		flag uint32
		set  bool
	}{{termRowActive, s.Active}, {termRowDefined, s.Defined}, {termRowApart, apart(s)}} {
		if f.set {
			lengthAndFlags |= f.flag
		}
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(s.EffectiveTime))
	b = binary.LittleEndian.AppendUint64(b, uint64(s.ModuleID))
	b = binary.LittleEndian.AppendUint64(b, uint64(s.PreferredDescriptionID))
	b = binary.LittleEndian.AppendUint64(b, uint64(s.FullySpecifiedNameID))
	b = binary.LittleEndian.AppendUint32(b, lengthAndFlags)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s.FullySpecifiedName)))
	if lengthAndFlags&termRowApart != 0 {
		b = append(b, s.PreferredTerm...)
	}
	return append(b, s.FullySpecifiedName...)
}

// text returns n bytes of the row as a string.
func (r termRow) text(begin, n int) string {
	if n == 0 {
		return ""
	}
	return unsafe.String(&r[begin : begin+n][0], n)
}

func (r termRow) preferredTerm() string {
	return r.text(termRowHead, int(binary.LittleEndian.Uint32(r[28:])&termRowLength))
}

func (r termRow) summary(id sctid.ID) Summary {
	flags := binary.LittleEndian.Uint32(r[28:])
	n := int(binary.LittleEndian.Uint32(r[32:]))
	full := r.text(len(r)-n, n)
	return Summary{
		ConceptID:     id,
		Active:        flags&termRowActive != 0,
		EffectiveTime: Date(binary.LittleEndian.Uint32(r)),
		ModuleID:      sctid.ID(binary.LittleEndian.Uint64(r[4:])),
		Defined:       flags&termRowDefined != 0,
		Names: Names{
			PreferredTerm:          r.preferredTerm(),
			PreferredDescriptionID: sctid.ID(binary.LittleEndian.Uint64(r[12:])),
			FullySpecifiedName:     full,
			FullySpecifiedNameID:   sctid.ID(binary.LittleEndian.Uint64(r[20:])),
			SemanticTag:            SemanticTag(full),
		},
	}
}
