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
	sizes    []sizeRun

	conceptOf, idOf, groupOf         column
	textOffsets, pieceOffsets        column
	conceptRowsOffsets, conceptRowOf column

	// severalForms are the rows whose folded terms have more than one form;
	// lastOfConcept those that lastSection lists, and lastPlain those of them that
	// have but one form.
	severalForms, lastOfConcept, lastPlain flat

	wordsSize uint64
	wordsSum  uint32
}

// sizeRun is a run of rows whose folded terms have the same number of words and
// characters.
type sizeRun struct {
	first  uint32 // row
	words  uint32 // those that punctuation joins count as one
	length uint32 // characters
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
	if binary.LittleEndian.Uint32(b[12:]) != uint32(sectionCount) || rowCount > maxRows || concepts > 1<<32 {
		return r.damaged("its header makes no sense")
	}
	r.count, r.concepts = int(rowCount), int(concepts)
	r.wordsSize, r.wordsSum = binary.LittleEndian.Uint64(b[40:]), binary.LittleEndian.Uint32(b[48:])
	for s := range sectionCount {
		entry := b[headerFixed+sectionEntry*int(s):]
		offset, length := binary.LittleEndian.Uint64(entry), binary.LittleEndian.Uint64(entry[8:])
		if offset > uint64(len(b)) || length > uint64(len(b))-offset || uint64(len(b))-offset-length < sectionGap {
			return r.damaged("section %d lies outside", s)
		}
		r.sections[s] = b[offset : offset+length : offset+length]
	}
	columns := map[section]*column{
		conceptSection: &r.conceptOf, idSection: &r.idOf, groupSection: &r.groupOf,
		textOffsetSection: &r.textOffsets, pieceOffsetSection: &r.pieceOffsets,
		sizeSection: new(column), formsSection: new(column), lastSection: new(column),
		conceptRowsOffsetSection: &r.conceptRowsOffsets, conceptRowsSection: &r.conceptRowOf,
	}
	for s := range sectionCount {
		c := columns[s]
		if c == nil {
			if r.width(s) != 0 {
				return r.damaged("section %d is no column", s)
			}
			continue
		}
		if !r.column(s, c) {
			return r.damaged("section %d is no column", s)
		}
		if err := r.checkSum(s); err != nil {
			return err
		}
	}
	for s, n := range map[section]int{
		conceptSection: r.count, idSection: r.count, groupSection: r.count, conceptRowsSection: r.count,
		textOffsetSection: (r.count + blockRows - 1) / blockRows, conceptRowsOffsetSection: r.concepts + 1,
	} {
		if columns[s].count != n {
			return r.damaged("section %d has the wrong length", s)
		}
	}
	if err := r.checkSum(groupsSection); err != nil {
		return err
	}
	groups, err := parseGroups(r.sections[groupsSection])
	if err != nil {
		return r.damaged("%v", err)
	}
	r.groups = groups
	return r.parseDerived(columns)
}

// parseDerived reads the sections that are kept in memory in another shape.
func (r *rows) parseDerived(columns map[section]*column) error {
	sizes := columns[sizeSection]
	n := sizes.count / 3
	if sizes.count%3 != 0 || (n == 0) != (r.count == 0) {
		return r.damaged("section %d has the wrong length", sizeSection)
	}
	r.sizes = make([]sizeRun, n)
	for i := range r.sizes {
		r.sizes[i] = sizeRun{uint32(sizes.at(i)), uint32(sizes.at(n + i)), uint32(sizes.at(2*n + i))}
		if first := r.sizes[i].first; i == 0 && first != 0 || i > 0 && first <= r.sizes[i-1].first || int64(first) >= int64(r.count) {
			return r.damaged("section %d isn't ascending", sizeSection)
		}
	}
	for s, to := range map[section]*flat{formsSection: &r.severalForms, lastSection: &r.lastOfConcept} {
		c := columns[s]
		*to = newFlat(r.count)
		for i := range c.count {
			row := c.at(i)
			if row >= uint64(r.count) || i > 0 && row <= c.at(i-1) {
				return r.damaged("section %d isn't ascending", s)
			}
			to.add(uint32(row))
		}
	}
	r.lastPlain = newFlat(r.count)
	for c := range r.lastPlain.chunks {
		for i := range chunkWords {
			r.lastPlain.setWord(c*chunkRows+i*64, r.lastOfConcept.chunks[c][i]&^r.severalForms.chunks[c][i])
		}
	}
	return nil
}

// width returns the width of a section's numbers, as the header says.
func (r *rows) width(s section) uint32 {
	return binary.LittleEndian.Uint32(r.data[headerFixed+sectionEntry*int(s)+20:])
}

// column takes a section as a column, if it is one.
func (r *rows) column(s section, c *column) bool {
	width, size := r.width(s), len(r.sections[s])
	if width < 1 || width > 8 || size%int(width) != 0 {
		return false
	}
	offset := binary.LittleEndian.Uint64(r.data[headerFixed+sectionEntry*int(s):])
	*c = column{
		data: r.data[offset : int(offset)+size+sectionGap], width: int(width), mask: ^uint64(0) >> (64 - 8*width), count: size / int(width),
	}
	return true
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

func (r *rows) concept(row int) taxonomy.Ordinal { return taxonomy.Ordinal(r.conceptOf.at(row)) }

func (r *rows) descriptionID(row int) sctid.ID { return sctid.ID(r.idOf.at(row)) }

// group returns the number of a row's group.
func (r *rows) group(row int) int { return int(r.groupOf.at(row)) }

// language returns how a row's term is folded.
func (r *rows) language(row int) language { return languageOf(r.groups[r.group(row)].language) }

// sizeRun returns the number of the run of rows of one size that a row is in.
func (r *rows) sizeRun(row int) int {
	low, high := 0, len(r.sizes)
	for high-low > 1 {
		if middle := int(uint(low+high) / 2); int64(r.sizes[middle].first) <= int64(row) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// firstOfWords returns the first row with more than so many words.
func (r *rows) firstOfWords(words int) int {
	for i := range r.sizes {
		if int(r.sizes[i].words) > words {
			return int(r.sizes[i].first)
		}
	}
	return r.count
}

// conceptRows returns the range in the section of rows by concept that holds
// the concept's rows; empty for a concept without descriptions.
func (r *rows) conceptRows(o taxonomy.Ordinal) (start, end int) {
	if int64(o) >= int64(r.concepts) {
		return 0, 0
	}
	return int(r.conceptRowsOffsets.at(int(o))), int(r.conceptRowsOffsets.at(int(o) + 1))
}

// conceptRow returns entry i of the section of rows by concept.
func (r *rows) conceptRow(i int) int { return int(r.conceptRowOf.at(i)) }
