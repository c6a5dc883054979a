package validate

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Limit is a set of codes to stay within. It is read-only and safe for use by many
// goroutines at once; nil is no limit.
type Limit struct {
	// words are a bit for each ordinal: a test reads one word, where a compressed
	// bitmap searches.
	words []uint64
	ids   map[sctid.ID]struct{} // ids in a list that the release doesn't have
}

// NewLimit makes a limit of a set of concepts of a release.
func NewLimit(release *terminology.Release, set *roaring.Bitmap) *Limit {
	l := &Limit{words: make([]uint64, (release.Taxonomy().Len()+63)/64)}
	set.Iterate(func(o uint32) bool {
		if int(o/64) < len(l.words) {
			l.words[o/64] |= 1 << (o % 64)
		}
		return true
	})
	return l
}

// ReadLimit reads a limit from a list: a concept id at the beginning of each line,
// with anything behind a blank, tab, comma, semicolon or bar. Empty lines and those
// that begin with # are passed over, and so is a first line that doesn't begin with
// a digit. Ids that the release doesn't have are kept: unknown counts them.
func ReadLimit(release *terminology.Release, in io.Reader) (l *Limit, unknown int, err error) {
	set := roaring.New()
	ids := map[sctid.ID]struct{}{}
	lines := bufio.NewScanner(in)
	for number := 1; lines.Scan(); number++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\xef\xbb\xbf")))
		line = bytes.Trim(line, `"`)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if end := bytes.IndexAny(line, " \t,;|\""); end >= 0 {
			line = line[:end]
		}
		id, err := sctid.ParseBytes(line)
		if err != nil {
			if number == 1 && (len(line) == 0 || line[0] < '0' || line[0] > '9') {
				continue
			}
			return nil, 0, fmt.Errorf("line %d: %w", number, err)
		}
		if o, ok := release.Taxonomy().Ordinal(id); ok {
			set.Add(uint32(o))
		} else {
			ids[id] = struct{}{}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, 0, err
	}
	l = NewLimit(release, set)
	l.ids = ids
	return l, len(ids), nil
}

func (l *Limit) holds(o taxonomy.Ordinal) bool {
	return int(o/64) < len(l.words) && l.words[o/64]>>(o%64)&1 != 0
}

// check returns whether a concept is in the limit. id may be 0, and o NoOrdinal.
func (l *Limit) check(id sctid.ID, o taxonomy.Ordinal) terminology.LimitCheck {
	if l == nil {
		return terminology.LimitNotAsked
	}
	if l.holds(o) {
		return terminology.InLimit
	}
	if o == taxonomy.NoOrdinal && id != 0 && len(l.ids) > 0 {
		if _, ok := l.ids[id]; ok {
			return terminology.InLimit
		}
	}
	return terminology.NotInLimit
}
