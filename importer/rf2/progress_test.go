package rf2

import (
	"strings"
	"testing"
)

// Progress rises, comes about every megabyte and ends with the whole file.
func TestProgress(t *testing.T) {
	row := tabs(conceptLine) + "\r\n"
	rows := 3 * readBytes / len(row)
	text := lines(headerOf(KindConcept)) + strings.Repeat(row, rows)
	p := openZip(t, zipOf(t, file{conceptName, text}))
	type call struct{ bytes, rows int64 }
	var calls []call
	opts := Options{OnProgress: func(bytes, rows int64) { calls = append(calls, call{bytes, rows}) }}
	if err := ReadConcepts(t.Context(), p.Files[0], opts, func(*ConceptRow) error { return nil }); err != nil {
		t.Fatal(err)
	}
	last := call{}
	for _, c := range calls {
		if c.bytes < last.bytes || c.rows < last.rows || c.bytes-last.bytes > readBytes {
			t.Errorf("%+v behind %+v", c, last)
		}
		last = c
	}
	if want := (call{int64(len(text)), int64(rows)}); last != want {
		t.Errorf("last call %+v, want %+v", last, want)
	}
	if len(calls) < 4 || len(calls) > 6 {
		t.Errorf("%d calls for 3 MB", len(calls))
	}
}

// Reading doesn't allocate for rows: what it needs doesn't grow with them.
func TestNoAllocationPerRow(t *testing.T) {
	member := tabs(memberLine) + "\t900000000000548007\r\n"
	text := headerOf(KindRefset) + "\tacceptabilityId\r\n" + strings.Repeat(member, 20_000)
	p := openFiles(t, map[string]string{"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt": text})
	allocations := testing.AllocsPerRun(3, func() {
		if err := ReadMembers(t.Context(), p.Files[0], Options{}, func(*MemberRow) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 100 {
		t.Errorf("%v allocations for 20,000 rows", allocations)
	}
}
