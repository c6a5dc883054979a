package terminology

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// UsageTable tells how often concepts are chosen, at a site or in a country. It
// isn't bound to a release, and is safe for use by many goroutines at once.
type UsageTable struct {
	ids    []sctid.ID
	counts []uint64
}

// Len returns the number of concepts in the table.
func (t *UsageTable) Len() int { return len(t.ids) }

// MaxUsageLevel is the highest [UsageLevel].
const MaxUsageLevel = 5

// UsageLevel is how much a count weighs: 0 for none, 1 from 1 on, 2 from 10 on, 3
// from 100, 4 from 1,000, 5 from 10,000. Counts are as uneven as the diseases of a
// population, and a difference of less than ten times says little.
func UsageLevel(count uint64) int {
	level := 0
	for ; count > 0 && level < MaxUsageLevel; count /= 10 {
		level++
	}
	return level
}

// UsageError is a fault in a usage table's text.
type UsageError struct {
	Name         string // of the file
	Line, Column int    // from 1; the column counts bytes
	Message      string // what is wrong, without a full stop
}

// Error implements error: name, line, column and message.
func (e *UsageError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
}

// MaxUsageRows bounds the rows of a usage table.
const MaxUsageRows = 5_000_000

// ParseUsage reads a usage table: lines of a concept id, a tab and a count, in any
// order, each concept once. A first line "conceptId<TAB>count" and empty lines are
// skipped. name is what its errors call the text. The first fault ends it, as a
// [*UsageError]; other errors are those of the reader.
func ParseUsage(name string, r io.Reader) (*UsageTable, error) {
	t := &UsageTable{}
	lines := map[sctid.ID]int{}
	scanner := bufio.NewScanner(r)
	number := 0
	fault := func(column int, format string, args ...any) error {
		return &UsageError{Name: name, Line: number, Column: column, Message: fmt.Sprintf(format, args...)}
	}
	for scanner.Scan() {
		number++
		line := strings.TrimSuffix(scanner.Text(), "\r")
		if number == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if line == "" || number == 1 && line == "conceptId\tcount" {
			continue
		}
		code, count, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fault(len(line)+1, "a tab and a count are missing: expected conceptId<TAB>count")
		}
		id, err := ParseConceptID(code)
		if err != nil {
			return nil, fault(1, "%v", err)
		}
		n, err := strconv.ParseUint(count, 10, 64)
		if err != nil {
			return nil, fault(len(code)+2, "%.40q is no count: expected a whole number from 0 on", count)
		}
		if first := lines[id]; first > 0 {
			return nil, fault(1, "concept %s stands in line %d already", id, first)
		}
		if len(t.ids) == MaxUsageRows {
			return nil, fault(1, "more than %d rows", MaxUsageRows)
		}
		lines[id] = number
		t.ids, t.counts = append(t.ids, id), append(t.counts, n)
	}
	switch err := scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		number++
		return nil, fault(1, "the line is longer than %d bytes", bufio.MaxScanTokenSize)
	case err != nil:
		return nil, fmt.Errorf("reading usage from %q: %w", name, err)
	}
	return t, nil
}

// usageLevels are the concepts of a release by [UsageLevel].
type usageLevels struct {
	table   *UsageTable
	levels  [MaxUsageLevel + 1]*roaring.Bitmap // nothing at 0
	unknown int
}

// usageLevels finds a table's concepts in the release. A site has one table, so the
// last one is kept; two of them in turn are slower, and right.
func (r *Release) usageLevels(t *UsageTable) *usageLevels {
	if u := r.usage.Load(); u != nil && u.table == t {
		return u
	}
	u := &usageLevels{table: t}
	for i := 1; i <= MaxUsageLevel; i++ {
		u.levels[i] = roaring.New()
	}
	ids := make([]uint64, len(t.ids))
	for i, id := range t.ids {
		ids[i] = uint64(id)
	}
	ordinals := make([]taxonomy.Ordinal, len(ids))
	r.taxonomy.Ordinals(ids, ordinals)
	for i, o := range ordinals {
		level := UsageLevel(t.counts[i])
		switch {
		case o == taxonomy.NoOrdinal:
			u.unknown++
		case level > 0:
			u.levels[level].Add(uint32(o))
		}
	}
	r.usage.Store(u)
	return u
}

// UsageUnknown returns how many concepts of a table the release doesn't have. They
// do no harm; a large number tells that the table belongs to another edition.
func (r *Release) UsageUnknown(t *UsageTable) int { return r.usageLevels(t).unknown }
