package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"github.com/blevesearch/mmap-go"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// rows is an open rows file. It is read-only.
type rows struct {
	path     string
	data     mmap.MMap
	sections [sectionCount][]byte
	count    int // rows
	concepts int // one more than the highest ordinal
	groups   []group

	wordsSize uint64
	wordsSum  uint32
}

// openRows maps a rows file and checks it, all but the texts: the columns of
// numbers must be sound, because they are used as indices without a look.
func openRows(dir string) (_ *rows, err error) {
	path := filepath.Join(dir, rowsFile)
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	if info.Size() < headerFixed {
		return nil, &DamageError{path, fmt.Sprintf("it has only %d bytes", info.Size())}
	}
	data, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("mapping %s: %w", path, err)
	}
	r := &rows{path: path, data: data}
	if err := r.parse(); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func (r *rows) parse() error {
	b := []byte(r.data)
	if string(b[:8]) != magic {
		return r.damaged("it doesn't begin with %q", magic)
	}
	if version := binary.LittleEndian.Uint32(b[8:]); version != formatVersion {
		err := terminology.Errorf(terminology.KindFailedPrecondition, terminology.ReasonFormatUnknown,
			"the search index has format version %d; this program reads version %d", version, formatVersion)
		err.Hint = "import the release again with this program"
		return err
	}
	if len(b) < headerSize {
		return r.damaged("its header is cut short")
	}
	if crc32.Checksum(b[:headerSize-4], castagnoli) != binary.LittleEndian.Uint32(b[headerSize-4:]) {
		return r.damaged("the checksum of its header doesn't fit")
	}
	if size := binary.LittleEndian.Uint64(b[16:]); size != uint64(len(b)) {
		return r.damaged("it has %d bytes and should have %d", len(b), size)
	}
	rowCount, concepts := binary.LittleEndian.Uint64(b[24:]), binary.LittleEndian.Uint64(b[32:])
	if binary.LittleEndian.Uint32(b[12:]) != uint32(sectionCount) || rowCount > 1<<32-2 || concepts > 1<<32 {
		return r.damaged("its header makes no sense")
	}
	r.count, r.concepts = int(rowCount), int(concepts)
	r.wordsSize, r.wordsSum = binary.LittleEndian.Uint64(b[40:]), binary.LittleEndian.Uint32(b[48:])
	for s := range sectionCount {
		entry := b[headerFixed+sectionEntry*int(s):]
		offset, length := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
		if offset > uint64(len(b)) || length > uint64(len(b))-offset {
			return r.damaged("section %d lies outside", s)
		}
		r.sections[s] = b[offset : offset+length : offset+length]
	}
	for s, width := range map[section]int{conceptSection: 4, idSection: 8, groupSection: 4, lengthSection: 2, conceptRowsSection: 4} {
		if len(r.sections[s]) != width*r.count {
			return r.damaged("section %d has the wrong length", s)
		}
	}
	for s, n := range map[section]int{foldedOffsetSection: r.count, termOffsetSection: r.count, conceptRowsOffsetSection: r.concepts} {
		if len(r.sections[s]) != 4*(n+1) {
			return r.damaged("section %d has the wrong length", s)
		}
	}
	for s := range sectionCount {
		if s == foldedSection || s == termSection {
			continue
		}
		if err := r.checkSum(s); err != nil {
			return err
		}
	}
	groups, err := parseGroups(r.sections[groupsSection])
	if err != nil {
		return r.damaged("%v", err)
	}
	r.groups = groups
	return nil
}

func (r *rows) damaged(format string, args ...any) error {
	return &DamageError{r.path, fmt.Sprintf(format, args...)}
}

func (r *rows) sum(s section) uint32 {
	return binary.LittleEndian.Uint32(r.data[headerFixed+sectionEntry*int(s)+16:])
}

// checkSum compares a section with its checksum.
func (r *rows) checkSum(s section) error {
	if crc32.Checksum(r.sections[s], castagnoli) != r.sum(s) {
		return r.damaged("the checksum of section %d doesn't fit", s)
	}
	return nil
}

func (r *rows) close() error { return r.data.Unmap() }

func (r *rows) uint32(s section, i int) uint32 {
	return binary.LittleEndian.Uint32(r.sections[s][4*i:])
}

func (r *rows) concept(row int) taxonomy.Ordinal {
	return taxonomy.Ordinal(r.uint32(conceptSection, row))
}

func (r *rows) descriptionID(row int) sctid.ID {
	return sctid.ID(binary.LittleEndian.Uint64(r.sections[idSection][8*row:]))
}

func (r *rows) length(row int) uint16 {
	return binary.LittleEndian.Uint16(r.sections[lengthSection][2*row:])
}

// text returns row's part of a section of texts.
func (r *rows) text(offsets, texts section, row int) []byte {
	return r.sections[texts][r.uint32(offsets, row):r.uint32(offsets, row+1)]
}

// folded returns a row's folded texts, see words.go.
func (r *rows) folded(row int) []byte { return r.text(foldedOffsetSection, foldedSection, row) }

// term returns a row's whole term.
func (r *rows) term(row int) string { return string(r.text(termOffsetSection, termSection, row)) }

// conceptRows returns the range in the section of rows by concept that holds
// the concept's rows; empty for a concept without descriptions.
func (r *rows) conceptRows(o taxonomy.Ordinal) (start, end int) {
	if int64(o) >= int64(r.concepts) {
		return 0, 0
	}
	return int(r.uint32(conceptRowsOffsetSection, int(o))), int(r.uint32(conceptRowsOffsetSection, int(o)+1))
}

// conceptRow returns entry i of the section of rows by concept.
func (r *rows) conceptRow(i int) int { return int(r.uint32(conceptRowsSection, i)) }
