package rf2

import (
	"fmt"
	"slices"
	"strings"
)

// headerFault is a place in a header line that fits no kind of file.
type headerFault struct {
	column int // counted from 1
	detail string
	hint   string
}

// unknownHeader explains a header that no kind of file begins with: the column at
// which it leaves the columns of the kind that the file's name speaks of, or,
// where the name speaks of none, of the kind that it follows furthest.
func unknownHeader(text string, header []string, name *Name) headerFault {
	switch {
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return headerFault{detail: "is UTF-16", hint: "convert it to UTF-8"}
	case strings.Contains(text, "\r"):
		return headerFault{detail: "its lines end in a bare carriage return", hint: "convert the line ends to CRLF or LF"}
	}
	named := kindFromName(name)
	var nearest *schema
	furthest := -1
	for i := range schemas {
		s := &schemas[i]
		if named != KindUnknown && s.kind != schemaOf(named).kind {
			continue
		}
		if n := agreement(header, s.columns); n > furthest {
			nearest, furthest = s, n
		}
	}
	if named == KindUnknown && furthest == 0 {
		return headerFault{column: 1, detail: "its header is none of RF2's: found " + quote([]byte(header[0])), hint: "the first line must hold the column names, separated by tabs"}
	}
	kind := nearest.kind.String()
	if named != KindUnknown {
		kind = named.String()
	}
	article := "a"
	if nearest.kind == KindIdentifier {
		article = "an"
	}
	return headerFault{
		column: furthest + 1,
		detail: headerDifference(header, nearest.columns, furthest),
		hint:   fmt.Sprintf("%s %s file begins with the columns %s, separated by tabs", article, kind, strings.Join(nearest.columns, ", ")),
	}
}

// agreement counts the columns that a header and a schema begin with in common.
func agreement(header, columns []string) int {
	n := 0
	for n < len(header) && n < len(columns) && strings.EqualFold(header[n], columns[n]) {
		n++
	}
	return n
}

// headerDifference tells what a header has and should have at the place i, and
// where the wanted column stands if it is there at all.
func headerDifference(header, columns []string, i int) string {
	found := "the end of the header"
	if i < len(header) {
		found = quote([]byte(header[i]))
	}
	detail := fmt.Sprintf("found %s, expected %q", found, columns[i])
	elsewhere := slices.IndexFunc(header, func(name string) bool { return strings.EqualFold(name, columns[i]) })
	switch {
	case elsewhere >= 0:
		detail += fmt.Sprintf(", which stands in column %d", elsewhere+1)
	case i >= len(header) || i+1 < len(columns) && strings.EqualFold(header[i], columns[i+1]):
		detail += ", which is missing"
	}
	return detail
}
