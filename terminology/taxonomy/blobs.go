package taxonomy

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"iter"
)

// FormatVersion is the version of the blobs that [Taxonomy.Blobs] writes and
// [Load] reads.
const FormatVersion = 1

// The blob "meta" comes first and describes the others. All numbers are
// little-endian:
//
//	magic     8 bytes "firntaxo"
//	version   uint32
//	concepts  uint32
//	active    uint32
//	columns   uint32, then for each column, in the order of the blobs:
//	  elements  uint64
//	  size      uint32, bytes an element
//	  checksum  uint32, CRC-32C of the blob
//	checksum  uint32, CRC-32C of all that stands before
//
// Every other blob is the elements of one column and nothing else.
const (
	metaName       = "meta"
	metaMagic      = "firntaxo"
	metaHeadBytes  = len(metaMagic) + 4*4
	metaEntryBytes = 8 + 4 + 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Blobs walks the taxonomy as named byte strings, always in the same order with
// the same bytes for the same content. [Load] makes a taxonomy of them. The byte
// slices may be the taxonomy's own memory: read them or copy them, and never
// write to them.
func (t *Taxonomy) Blobs() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		columns := t.columns()
		blobs := make([][]byte, len(columns))
		for i, c := range columns {
			blobs[i] = c.encode()
		}
		if !yield(metaName, encodeMeta(t, columns, blobs)) {
			return
		}
		for i, c := range columns {
			if !yield(c.name, blobs[i]) {
				return
			}
		}
	}
}

func encodeMeta(t *Taxonomy, columns []column, blobs [][]byte) []byte {
	le := binary.LittleEndian
	meta := append([]byte(nil), metaMagic...)
	meta = le.AppendUint32(meta, FormatVersion)
	meta = le.AppendUint32(meta, uint32(len(t.ids)))
	meta = le.AppendUint32(meta, uint32(t.active))
	meta = le.AppendUint32(meta, uint32(len(columns)))
	for i, c := range columns {
		meta = le.AppendUint64(meta, uint64(c.count()))
		meta = le.AppendUint32(meta, uint32(c.size))
		meta = le.AppendUint32(meta, crc32.Checksum(blobs[i], castagnoli))
	}
	return le.AppendUint32(meta, crc32.Checksum(meta, castagnoli))
}

// metaEntry describes one blob.
type metaEntry struct {
	elements uint64
	checksum uint32
}

// decodeMeta reads the blob "meta" for a taxonomy with these columns.
func decodeMeta(meta []byte, columns []column) (concepts, active uint32, entries []metaEntry, err error) {
	le := binary.LittleEndian
	if len(meta) < metaHeadBytes || string(meta[:len(metaMagic)]) != metaMagic {
		return 0, 0, nil, damaged(metaName, "%d bytes that do not begin with %q", len(meta), metaMagic)
	}
	head := meta[len(metaMagic):]
	// The version comes before the checksum: another version may be laid out
	// differently from here on.
	if version := le.Uint32(head); version != FormatVersion {
		return 0, 0, nil, &VersionError{Found: version, Want: FormatVersion}
	}
	if want := metaHeadBytes + len(columns)*metaEntryBytes + 4; len(meta) != want {
		return 0, 0, nil, damaged(metaName, "%d bytes: expected %d", len(meta), want)
	}
	end := len(meta) - 4
	if le.Uint32(meta[end:]) != crc32.Checksum(meta[:end], castagnoli) {
		return 0, 0, nil, damaged(metaName, "wrong checksum")
	}
	concepts, active = le.Uint32(head[4:]), le.Uint32(head[8:])
	if n := le.Uint32(head[12:]); int(n) != len(columns) {
		return 0, 0, nil, damaged(metaName, "%d columns: expected %d", n, len(columns))
	}
	if concepts >= 1<<31 || active > concepts {
		return 0, 0, nil, damaged(metaName, "%d active of %d concepts", active, concepts)
	}
	rest := meta[metaHeadBytes:end]
	for _, c := range columns {
		if size := le.Uint32(rest[8:]); int(size) != c.size {
			return 0, 0, nil, damaged(metaName, "%q has elements of %d bytes: expected %d", c.name, size, c.size)
		}
		entries = append(entries, metaEntry{elements: le.Uint64(rest), checksum: le.Uint32(rest[12:])})
		rest = rest[metaEntryBytes:]
	}
	return concepts, active, entries, nil
}

// wrongLength tells that a blob and its entry in the meta blob disagree.
func wrongLength(c column, entry metaEntry, data []byte) error {
	if hi, want := entry.elements>>32, entry.elements*uint64(c.size); hi != 0 || want != uint64(len(data)) {
		return &DamageError{c.name, fmt.Sprintf("%d bytes: expected %d elements of %d bytes", len(data), entry.elements, c.size)}
	}
	return nil
}
