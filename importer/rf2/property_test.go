package rf2

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
)

// The model: a plain reader with strings.Split, strconv, time.Parse and
// regular expressions, which shares nothing with the fast one but sctid.Parse.

// modelFile is a kind of file as the model sees it: a letter for each column.
// D date, b boolean, C D R ids by kind, a any id, t text, g group, v value, u UUID;
// in reference sets c, i, s for columns that may be empty, A for an id that may not.
type modelFile struct{ name, header, types string }

var modelFiles = []modelFile{
	{conceptName, headerOf(KindConcept), "CdbCC"},
	{descriptionName, headerOf(KindDescription), "DdbCCtCtC"},
	{"sct2_Relationship_Snapshot_INT_20250131.txt", headerOf(KindRelationship), "RdbCCCgCCC"},
	{"sct2_RelationshipConcreteValues_Snapshot_INT_20250131.txt", headerOf(KindConcreteRelationship), "RdbCCvgCCC"},
	{"sct2_Identifier_Snapshot_INT_20250131.txt", headerOf(KindIdentifier), "tdbCCa"},
	{"der2_Refset_SimpleSnapshot_INT_20250131.txt", headerOf(KindRefset), "udbCCa"},
	{"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt", headerOf(KindRefset) + "\tacceptabilityId", "udbCCaA"},
	{"der2_isciscRefset_XSnapshot_INT_20250131.txt", headerOf(KindRefset) + "\ta\tb\tc\td\te\tf", "udbCCaiscisc"},
}

var (
	modelDate   = regexp.MustCompile(`^(?:(\d{8})|(\d{4}-\d{2}-\d{2}))(?:\d{6}|[T ][0-9:.+\-Z]{2,24})?$`)
	modelUUID   = regexp.MustCompile(`^(?:\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$`)
	modelNumber = regexp.MustCompile(`^#[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	modelString = regexp.MustCompile(`(?s)^"([^"\\]|\\["\\])*"$`)
)

// modelField returns the field as the typed reader would write it back.
func modelField(kind byte, s string) (string, bool) {
	switch kind {
	case 'C', 'D', 'R', 'a', 'A', 'c':
		if kind == 'c' && s == "" {
			return "", true
		}
		id, err := sctid.Parse(s)
		want, bound := map[byte]sctid.Kind{'C': sctid.KindConcept, 'D': sctid.KindDescription, 'R': sctid.KindRelationship}[kind]
		return s, err == nil && (!bound || id.Kind() == want)
	case 'd':
		if s == "" || s == "-" {
			return "", true
		}
		m := modelDate.FindStringSubmatch(s)
		if m == nil {
			return "", false
		}
		digits := strings.ReplaceAll(m[1]+m[2], "-", "")
		day, err := time.Parse("20060102", digits)
		return digits, err == nil && day.Year() >= 1900 && day.Year() < 3000
	case 'b':
		return s, s == "0" || s == "1"
	case 't':
		return s, s != ""
	case 's':
		return s, true
	case 'g', 'i':
		if kind == 'i' && s == "" {
			return "", true
		}
		if strings.HasPrefix(s, "+") || len(s) > 18 {
			return "", false
		}
		n, err := strconv.ParseInt(s, 10, 32)
		return strconv.FormatInt(n, 10), err == nil && (kind == 'i' || n >= 0)
	case 'v':
		return s, utf8.RuneCountInString(s) <= MaxValueCharacters &&
			(s == "true" || s == "false" || modelNumber.MatchString(s) || modelString.MatchString(s))
	case 'u':
		return strings.ToLower(strings.Trim(s, "{}")), modelUUID.MatchString(s)
	}
	panic("no such column type")
}

// modelRead returns the good rows and "line:column" of the bad ones.
func modelRead(f modelFile, text string) (rows [][]string, bad []string) {
	text = strings.TrimSuffix(text, "\n")
	for i, line := range strings.Split(text, "\n")[1:] {
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			continue
		}
		row, column := modelRow(f, line)
		if column > 0 {
			bad = append(bad, fmt.Sprintf("%d:%d", i+2, column))
		} else {
			rows = append(rows, row)
		}
	}
	return rows, bad
}

// modelRow returns the row, or the number of its first bad column.
func modelRow(f modelFile, line string) ([]string, int) {
	fields := strings.Split(line, "\t")
	if !utf8.ValidString(line) {
		for i, field := range fields {
			// A broken character can't reach over a tab.
			if !utf8.ValidString(field) {
				return nil, min(i+1, len(f.types))
			}
		}
	}
	for i := len(fields); i < len(f.types); i++ {
		if !strings.ContainsRune("cis", rune(f.types[i])) {
			return nil, i + 1
		}
	}
	for len(fields) < len(f.types) {
		fields = append(fields, "")
	}
	fields = fields[:len(f.types)]
	for i := range fields {
		value, ok := modelField(f.types[i], fields[i])
		if !ok {
			return nil, i + 1
		}
		fields[i] = value
	}
	return fields, 0
}

// goodFields are right for their type; the generators below also make wrong ones.
func goodField(t *rapid.T, kind byte) string {
	id := func(k sctid.Kind) string {
		namespace := rapid.SampledFrom([]uint32{0, 0, 1, 1000124, 9999999}).Draw(t, "namespace")
		id, err := sctid.New(k, namespace, rapid.Uint64Range(100, 99_999_999).Draw(t, "item"))
		if err != nil {
			t.Fatal(err)
		}
		return id.String()
	}
	switch kind {
	case 'C':
		return id(sctid.KindConcept)
	case 'D':
		return id(sctid.KindDescription)
	case 'R':
		return id(sctid.KindRelationship)
	case 'a', 'A', 'c':
		return id(rapid.SampledFrom([]sctid.Kind{sctid.KindConcept, sctid.KindDescription, sctid.KindRelationship}).Draw(t, "kind"))
	case 'd':
		return rapid.SampledFrom([]string{"", "-", "20250131", "2025-01-31", "20250131T120000Z", "20240229", "20250131120000"}).Draw(t, "date")
	case 'b':
		return rapid.SampledFrom([]string{"0", "1"}).Draw(t, "boolean")
	case 'g':
		return strconv.Itoa(rapid.IntRange(0, 1<<31-1).Draw(t, "group"))
	case 'i':
		return strconv.Itoa(rapid.IntRange(-1<<31, 1<<31-1).Draw(t, "integer"))
	case 'v':
		return rapid.SampledFrom([]string{"#1", "#-0.5", "#100", `"text"`, `"a \"b\""`, "true", "false"}).Draw(t, "value")
	case 'u':
		return rapid.StringMatching(`\{[0-9a-f]{8}-[0-9A-F]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}|[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).Draw(t, "uuid")
	default:
		return rapid.SampledFrom([]string{"Heart", `5" needle`, "é", "心", " two  blanks ", "'", "x"}).Draw(t, "text")
	}
}

func anyField(t *rapid.T, kind byte) string {
	field := goodField(t, kind)
	switch rapid.IntRange(0, 59).Draw(t, "fault") {
	case 0:
		return ""
	case 1: // a byte changed, into anything but what separates fields
		if field == "" {
			return field
		}
		b := []byte(field)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[i] = rapid.SampledFrom([]byte("0123456789aZ-#\" .{}\xff\xc3\x80")).Draw(t, "byte")
		return string(b)
	case 2:
		return field + rapid.SampledFrom([]string{"0", " ", "Z", "\"", "\xe9"}).Draw(t, "suffix")
	case 3:
		return rapid.SampledFrom([]string{"-", "-0", "00", "+1", "0x1", "1_0", "2147483648", "-2147483649", "20250230", "#", "#01", `"`, `"\"`, "000000000000000001", "0000000000000000001", "900000000000207008", "100014"}).Draw(t, "odd")
	}
	return field
}

func anyText(t *rapid.T, f modelFile) string {
	var b strings.Builder
	b.WriteString(f.header)
	b.WriteString(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "header's end"))
	for range rapid.IntRange(0, 30).Draw(t, "rows") {
		columns := len(f.types)
		switch rapid.IntRange(0, 19).Draw(t, "row") {
		case 0:
			columns = rapid.IntRange(0, columns-1).Draw(t, "columns")
		case 1:
			columns += rapid.IntRange(0, 3).Draw(t, "more columns")
		}
		for i := range columns {
			if i > 0 {
				b.WriteByte('\t')
			}
			kind := byte('t')
			if i < len(f.types) {
				kind = f.types[i]
			}
			b.WriteString(anyField(t, kind))
		}
		b.WriteString(rapid.SampledFrom([]string{"\n", "\r\n", "\r\n"}).Draw(t, "end"))
	}
	text := b.String()
	if rapid.Bool().Draw(t, "no last line end") {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	}
	return text
}

// The fast reader accepts the rows that the plain one accepts, with the same
// values, and finds fault in the same column of the others, however the bytes arrive.
func TestReaderEqualsModel(t *testing.T) {
	packages := make([]*Package, len(modelFiles))
	for i, f := range modelFiles {
		packages[i] = openFiles(t, map[string]string{f.name: f.header})
	}
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(modelFiles)-1).Draw(t, "file")
		model := modelFiles[i]
		text := anyText(t, model)
		wrap := rapid.SampledFrom([]func(io.Reader) io.Reader{
			func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader,
		}).Draw(t, "reader")

		f := *packages[i].Files[0]
		f.Size = 0 // the smallest buffer, so that rows lie across its end
		f.entry = &entry{open: func() (io.ReadCloser, error) {
			return io.NopCloser(wrap(strings.NewReader(text))), nil
		}}
		var bad []string
		rows, err := rewrite(ctx, &f, Options{OnBadRow: func(e *RowError) error {
			bad = append(bad, fmt.Sprintf("%d:%d", e.Line, e.Column))
			if e.Found == "" || e.Expected == "" || e.Reason == "" || e.ColumnName == "" {
				t.Errorf("incomplete: %+v", e)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		wantRows, wantBad := modelRead(model, text)
		if diff := cmp.Diff(wantRows, rows); diff != "" {
			t.Errorf("rows (-model +reader):\n%s", diff)
		}
		if !slices.Equal(wantBad, bad) {
			t.Errorf("bad rows %v, the model says %v", bad, wantBad)
		}
	})
}

// The scanner cuts any bytes as bytes.Split does.
func TestScannerEqualsSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "\r", "\n", "\r\n", "\t", strings.Repeat("long", 1500)})).Draw(t, "pieces"), ""))
		f := &File{Size: 0}
		s := newScanner(t.Context(), f, &Options{}, iotest.HalfReader(bytes.NewReader(data)))
		var got []string
		for {
			line, ok, err := s.next()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			got = append(got, string(line))
		}
		var want []string
		for line := range bytes.SplitSeq(data, []byte("\n")) {
			want = append(want, string(bytes.TrimSuffix(line, []byte("\r"))))
		}
		if len(data) == 0 || data[len(data)-1] == '\n' {
			want = want[:len(want)-1] // what is behind the last line's end is no line
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %.200q, want %.200q", got, want)
		}
	})
}
