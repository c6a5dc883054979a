package rf2

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology/sctid"
)

// parser takes the fields of one row at a time. Its methods name a column by
// its place in the schema and return the zero value where the field is
// wrong; the first such field of a row is kept in err.
type parser struct {
	file     *File
	columns  []string
	order    []int  // see schema
	required []bool // by column of the file
	cols     [][]byte
	line     int64
	err      *RowError

	// cache holds the last good SCTID of each column. Most columns repeat
	// (module, type, case significance), and comparing the text costs a few
	// nanoseconds where parsing and checking costs tens.
	cache   []cachedID
	noticed map[NoticeKind]bool
	notice  func(Notice)
}

type cachedID struct {
	size uint8
	text [sctid.MaxDigits]byte
	id   sctid.ID
}

func newParser(f *File, notice func(Notice)) *parser {
	used := len(f.Columns)
	if s := schemaOf(f.Kind); f.Kind != KindRefset && used > 0 {
		used = len(s.columns)
	}
	p := &parser{
		file: f, columns: f.Columns[:used], order: f.order,
		required: make([]bool, used),
		cols:     make([][]byte, 0, used),
		cache:    make([]cachedID, used),
		noticed:  make(map[NoticeKind]bool),
		notice:   notice,
	}
	for i := range p.required {
		// Every column of the components and the six of all reference sets
		// are required; an empty effectiveTime is unpublished, but it is never last.
		p.required[i] = f.Kind != KindRefset || i < refsetColumns || f.Fields[i-refsetColumns].Required
	}
	return p
}

// begin splits a line into columns and checks their number and the encoding.
func (p *parser) begin(line []byte, number int64) {
	p.line, p.err = number, nil
	p.cols = p.cols[:0]
	rest := line
	for len(p.cols) < len(p.columns) {
		i := bytes.IndexByte(rest, '\t')
		if i < 0 {
			p.cols = append(p.cols, rest)
			rest = nil
			break
		}
		p.cols = append(p.cols, rest[:i])
		rest = rest[i+1:]
	}
	switch {
	case !utf8.Valid(line):
		p.badUTF8(line)
	case len(p.cols) < len(p.columns):
		p.tooFew()
	case rest != nil && len(p.file.Columns) == len(p.columns) && !p.noticed[NoticeExtraColumns]:
		n := bytes.Count(line, []byte{'\t'}) + 1
		p.noticeOnce(NoticeExtraColumns, number, fmt.Sprintf("%d columns where the header has %d: the rest is ignored, here and on later lines", n, len(p.columns)))
	}
}

// tooFew takes missing columns at the end as empty where they may be; some
// tools cut off trailing tabs.
func (p *parser) tooFew() {
	n := len(p.cols)
	for i := n; i < len(p.columns); i++ {
		if p.required[i] {
			p.fail(i, RowColumnCount, plural(n, "column"), plural(len(p.columns), "column"), nil)
			return
		}
	}
	if !p.noticed[NoticeMissingColumns] {
		p.noticeOnce(NoticeMissingColumns, p.line, fmt.Sprintf("%s where the header has %d: the missing ones are taken as empty, here and on later lines", plural(n, "column"), len(p.columns)))
	}
	for len(p.cols) < len(p.columns) {
		p.cols = append(p.cols, nil)
	}
}

// badUTF8 finds the byte at fault and its column.
func (p *parser) badUTF8(line []byte) {
	at := 0
	for at < len(line) {
		r, size := utf8.DecodeRune(line[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	column := min(bytes.Count(line[:at], []byte{'\t'}), len(p.columns)-1)
	p.fail(column, RowUTF8, fmt.Sprintf("byte 0x%02X at byte %d of the line", line[at], at+1), "UTF-8", nil)
	p.err.Byte = at + 1
}

func (p *parser) noticeOnce(kind NoticeKind, line int64, text string) {
	if !p.noticed[kind] {
		p.noticed[kind] = true
		p.notice(Notice{File: p.file.Path, Line: line, Kind: kind, Text: text})
	}
}

// fail records what is wrong with the file's column i, unless the row has an
// error already.
func (p *parser) fail(i int, reason RowReason, found, expected string, cause error) {
	if p.err != nil {
		return
	}
	p.err = &RowError{
		File: p.file.Path, Line: p.line, Column: i + 1, ColumnName: p.columns[i],
		Reason: reason, Found: found, Expected: expected, Err: cause,
	}
}

// place returns the file's column for a column of the schema.
func (p *parser) place(column int) int {
	if p.order != nil && column < len(p.order) {
		return p.order[column]
	}
	return column
}

// id reads an SCTID of the given kind; KindUnknown stands for any.
func (p *parser) id(column int, kind sctid.Kind) sctid.ID {
	i := p.place(column)
	text, last := p.cols[i], &p.cache[i]
	if last.size > 0 && string(last.text[:last.size]) == string(text) {
		return last.id
	}
	id, err := sctid.ParseBytes(text)
	if err != nil || kind != sctid.KindUnknown && id.Kind() != kind {
		p.badID(i, id, kind, err)
		return 0
	}
	last.size, last.id = uint8(copy(last.text[:], text)), id
	return id
}

// badID says what is wrong with an SCTID, outside of the fast path.
func (p *parser) badID(i int, id sctid.ID, kind sctid.Kind, err error) {
	text := p.cols[i]
	found, expected := quote(text), "an SCTID"
	if kind != sctid.KindUnknown {
		expected = article(kind.String()) + " id"
	}
	var e *sctid.Error
	switch {
	case err == nil:
		p.fail(i, RowPartition, found+", "+article(id.Kind().String())+" id", expected, nil)
	case !errors.As(err, &e):
		p.fail(i, RowSCTID, found, expected, err)
	case e.Reason == sctid.ReasonEmpty:
		p.fail(i, RowEmpty, "nothing", expected, err)
	case e.Reason == sctid.ReasonCheckDigit:
		p.fail(i, RowCheckDigit, found+", whose check digit is wrong", fmt.Sprintf("%s; these digits would end in %d", expected, e.Want), err)
	case e.Reason == sctid.ReasonPartition:
		p.fail(i, RowPartition, fmt.Sprintf("%s with partition %s", found, text[len(text)-3:len(text)-1]), expected, err)
	default:
		p.fail(i, RowSCTID, found, expected+" of 6 to 18 digits", err)
	}
}

// date reads an effective time.
func (p *parser) date(column int) Date {
	i := p.place(column)
	d, ok := parseDate(p.cols[i])
	if !ok {
		p.fail(i, RowDate, quote(p.cols[i]), "a date YYYYMMDD, or nothing", nil)
		return 0
	}
	return d
}

// boolean reads 1 or 0.
func (p *parser) boolean(column int) bool {
	i := p.place(column)
	if b := p.cols[i]; len(b) == 1 && (b[0] == '1' || b[0] == '0') {
		return b[0] == '1'
	}
	p.fail(i, RowBoolean, quote(p.cols[i]), "1 or 0", nil)
	return false
}

// text returns a text that must not be empty.
func (p *parser) text(column int) []byte {
	i := p.place(column)
	if len(p.cols[i]) == 0 {
		p.fail(i, RowEmpty, "nothing", "text", nil)
	}
	return p.cols[i]
}

// integer reads a 32-bit signed integer, RF2's Integer type.
func (p *parser) integer(column int) int32 {
	i := p.place(column)
	n, ok := parseInteger(p.cols[i])
	switch {
	case ok:
		return n
	case len(p.cols[i]) == 0:
		p.fail(i, RowEmpty, "nothing", "an integer", nil)
	default:
		p.fail(i, RowInteger, quote(p.cols[i]), "an integer of 32 bits", nil)
	}
	return 0
}

// group reads a relationship group: an integer that is not negative.
func (p *parser) group(column int) uint32 {
	n := p.integer(column)
	if n < 0 {
		p.fail(p.place(column), RowInteger, strconv.Itoa(int(n)), "a group of 0 or more", nil)
		return 0
	}
	return uint32(n)
}

func (p *parser) uuid(column int) UUID {
	i := p.place(column)
	u, ok := parseUUID(p.cols[i])
	if !ok {
		p.fail(i, RowUUID, quote(p.cols[i]), "a UUID", nil)
	}
	return u
}

// parseInteger reads decimal digits with an optional minus sign, as 32 bits.
func parseInteger(b []byte) (int32, bool) {
	digits := b
	if len(b) > 1 && b[0] == '-' {
		digits = b[1:]
	}
	// Ten digits hold every 32-bit number; zeros may stand before.
	if len(digits) == 0 || len(digits) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) < len(b) {
		n = -n
	}
	return int32(n), n == int64(int32(n))
}

// quote shows a field in a message, cut short.
func quote(b []byte) string {
	const most = 60
	if len(b) <= most {
		return strconv.Quote(string(b))
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(b[cut]) {
		cut--
	}
	return strconv.Quote(string(b[:cut]) + "…")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func article(noun string) string {
	if noun == "expression" || noun == "unknown" {
		return "an " + noun
	}
	return "a " + noun
}
