package rf2

import (
	"archive/zip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology/sctid"
)

// These tests follow the list of what goes wrong with real packages, by its
// numbers. Collapsing by id and time (4), cycles and orphans (15) are the
// importer's; sizes (16) are the benchmarks'.

// readText reads one file of the given name and returns its rows as text.
func readText(t *testing.T, name, text string) (rows [][]string, notices []NoticeKind) {
	t.Helper()
	p := openFiles(t, map[string]string{name: text})
	if len(p.Files) != 1 {
		t.Fatalf("%d files, want 1", len(p.Files))
	}
	rows, err := rewrite(t.Context(), p.Files[0], Options{
		OnNotice: func(n Notice) { notices = append(notices, n.Kind) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, notices
}

func wantRows(t *testing.T, got [][]string, want ...string) {
	t.Helper()
	var rows [][]string
	for _, w := range want {
		rows = append(rows, strings.Split(w, "\t"))
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestPitfall1LineEndsAndByteOrderMark(t *testing.T) {
	header, row := headerOf(KindConcept), tabs(conceptLine)
	second := tabs("404684003 20020131 0 900000000000207008 900000000000074008")
	tests := []struct {
		name, text string
		rows       []string
		notices    []NoticeKind
	}{
		{"CRLF", header + "\r\n" + row + "\r\n" + second + "\r\n", []string{row, second}, nil},
		{"LF", header + "\n" + row + "\n" + second + "\n", []string{row, second}, nil},
		{"mixed", header + "\n" + row + "\r\n" + second + "\n", []string{row, second}, nil},
		{"no last line end", header + "\r\n" + row + "\r\n" + second, []string{row, second}, nil},
		{"byte order mark", "\uFEFF" + header + "\r\n" + row + "\r\n", []string{row}, []NoticeKind{NoticeByteOrderMark}},
		{"blank lines", header + "\r\n\r\n" + row + "\n\n\r\n", []string{row}, []NoticeKind{NoticeBlankLine}},
		{"header only", header + "\r\n", nil, nil},
		{"header only, no line end", header, nil, nil},
		{"zero bytes", "", nil, nil},
		{"byte order mark only", "\uFEFF", nil, []NoticeKind{NoticeByteOrderMark}},
		{"line end only", "\r\n", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, notices := readText(t, conceptName, tt.text)
			wantRows(t, rows, tt.rows...)
			if !slices.Equal(notices, tt.notices) {
				t.Errorf("notices %v, want %v", notices, tt.notices)
			}
		})
	}
}

func TestPitfall2QuotesMeanNothing(t *testing.T) {
	term := strings.Replace(tabs(descriptionLine), "SNOMED CT Concept", `"Quoted, 5" needle" and "`, 1)
	rows, _ := readText(t, descriptionName, lines(headerOf(KindDescription), term, tabs(descriptionLine)))
	wantRows(t, rows, term, tabs(descriptionLine))

	owl := tabs(memberLine) + "\t" + `DataHasValue(:1142135004 "0.5"^^xsd:decimal)`
	rows, _ = readText(t, "sct2_sRefset_OWLExpressionSnapshot_INT_20250131.txt", lines(headerOf(KindRefset)+"\towlExpression", owl))
	wantRows(t, rows, owl)
}

func TestPitfall3MissingColumnsAtTheEnd(t *testing.T) {
	const mapName = "der2_sscRefset_SomeMapSnapshot_XX_20250131.txt"
	header := headerOf(KindRefset) + "\tmapTarget\tmapAdvice\tcorrelationId"
	full := tabs(memberLine) + "\tI21\tALWAYS\t447561005"
	rows, notices := readText(t, mapName, lines(header, full, tabs(memberLine)+"\tI22", tabs(memberLine)))
	wantRows(t, rows, full, tabs(memberLine)+"\tI22\t\t", tabs(memberLine)+"\t\t\t")
	if !slices.Equal(notices, []NoticeKind{NoticeMissingColumns}) {
		t.Errorf("notices %v: want one for all rows", notices)
	}

	for name, text := range map[string]string{
		conceptName: lines(headerOf(KindConcept), tabs("138875005 20250131 1 900000000000207008")),
		"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt": lines(headerOf(KindRefset)+"\tacceptabilityId", tabs(memberLine)),
		"der2_Refset_SimpleSnapshot_INT_20250131.txt":       lines(headerOf(KindRefset), tabs(memberUUID+" 20170731 1 900000000000207008 734139008")),
	} {
		e := firstRowError(t, name, text)
		if e.Reason != RowColumnCount {
			t.Errorf("%s: %v: want a wrong column count, as the last column is required", name, e)
		}
	}
}

func TestPitfall3MoreColumns(t *testing.T) {
	row := tabs(conceptLine)
	rows, notices := readText(t, conceptName, lines(headerOf(KindConcept), row+"\textra", row+"\t", row))
	wantRows(t, rows, row, row, row)
	if !slices.Equal(notices, []NoticeKind{NoticeExtraColumns}) {
		t.Errorf("notices %v: want one for all rows", notices)
	}
	// Columns that the header names are no surprise in the rows.
	rows, notices = readText(t, conceptName, lines(headerOf(KindConcept)+"\tcomment", row+"\textra", row))
	wantRows(t, rows, row, row)
	if !slices.Equal(notices, []NoticeKind{NoticeExtraHeader}) {
		t.Errorf("notices %v: want one for the header", notices)
	}
}

func TestPitfall3BrokenUTF8(t *testing.T) {
	term := strings.Replace(tabs(descriptionLine), "SNOMED CT", "Sj\xf6gren", 1) // Windows-1252
	text := lines(headerOf(KindDescription), tabs(descriptionLine), term)
	e := firstRowError(t, descriptionName, text)
	if e.Reason != RowUTF8 || e.Line != 3 || e.Column != 8 || e.ColumnName != "term" {
		t.Errorf("%+v: want UTF-8 at line 3, column 8", e)
	}
	if want := strings.IndexByte(term, 0xf6) + 1; e.Byte != want {
		t.Errorf("byte %d, want %d", e.Byte, want)
	}
}

func TestPitfall4RowsComeInFileOrder(t *testing.T) {
	older := tabs("138875005 20020131 0 900000000000207008 900000000000074008")
	rows, _ := readText(t, conceptName, lines(headerOf(KindConcept), tabs(conceptLine), older))
	wantRows(t, rows, tabs(conceptLine), older)
}

func TestPitfall5PackagesAsTheyAreShipped(t *testing.T) {
	concept := conceptFile()
	inner := string(zipOf(t, file{"Snapshot/" + conceptName, concept}))
	p := openZip(t, zipOf(t,
		file{"__MACOSX/Snapshot/._" + conceptName, "junk"},
		file{"Snapshot/.DS_Store", "junk"},
		file{`Beta\Snapshot\Terminology\x` + conceptName, concept},
		file{"odd place/" + conceptName, concept},
		file{"extension.zip", inner},
	))
	var paths []string
	for _, f := range p.Files {
		paths = append(paths, f.Inner)
		if rows, err := rewrite(t.Context(), f, Options{}); err != nil || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", f.Path, len(rows), err)
		}
		if f.Path != p.Path+"!/"+f.Inner {
			t.Errorf("path %s doesn't go with inner path %s", f.Path, f.Inner)
		}
	}
	want := []string{
		"Beta/Snapshot/Terminology/x" + conceptName,
		"extension.zip!/Snapshot/" + conceptName,
		"odd place/" + conceptName,
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if !p.Files[0].Provisional || p.Files[1].Provisional {
		t.Error("only the x file is provisional")
	}
	if len(p.Ignored) != 2 {
		t.Errorf("ignored: %v", p.Ignored)
	}
}

// More than 65,535 entries need the zip64 form of a zip's directory.
func TestPitfall5Zip64(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine")
	}
	files := []file{{conceptName, conceptFile()}}
	for i := range 66_000 {
		files = append(files, file{"notes/" + strconv.Itoa(i) + "/", ""})
	}
	data := packed(t, zip.Store, files...)
	if !strings.Contains(string(data[len(data)-200:]), "PK\x06\x07") {
		t.Fatal("the test's zip isn't zip64")
	}
	p := openZip(t, data)
	if len(p.Files) != 1 || p.Files[0].Name.Base != conceptName {
		t.Errorf("files: %v", p.Files)
	}
}

func TestPitfall6TextDefinitions(t *testing.T) {
	definition := strings.Replace(tabs(descriptionLine), "900000000000013009", "900000000000550004", 1)
	text := lines(headerOf(KindDescription), definition)
	p := openFiles(t, map[string]string{
		"sct2_TextDefinition_Snapshot-en_INT_20250131.txt": text,
		descriptionName: text, // a definition inside the Description file
	})
	kinds := []Kind{KindDescription, KindTextDefinition}
	for i, f := range p.Files {
		if f.Kind != kinds[i] {
			t.Errorf("%s: %v, want %v", f.Inner, f.Kind, kinds[i])
		}
		err := ReadDescriptions(t.Context(), f, Options{}, func(r *DescriptionRow) error {
			if r.TypeID != 900000000000550004 {
				t.Errorf("%s: type %v", f.Inner, r.TypeID)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestPitfall7StatedRelationships(t *testing.T) {
	row := tabs("100022 20020131 1 900000000000207008 404684003 138875005 0 116680003 900000000000010007 900000000000451002")
	text := lines(headerOf(KindRelationship), row)
	p := openFiles(t, map[string]string{
		"sct2_Relationship_Snapshot_INT_20250131.txt":        text,
		"sct2_StatedRelationship_Snapshot_INT_20250131.txt":  text,
		"sct2_Stated_Relationship_Snapshot_INT_20250131.txt": text,
	})
	want := []Kind{KindRelationship, KindStatedRelationship, KindStatedRelationship}
	for i, f := range p.Files {
		if f.Kind != want[i] {
			t.Errorf("%s: %v, want %v", f.Inner, f.Kind, want[i])
		}
		rows, err := rewrite(t.Context(), f, Options{})
		if err != nil {
			t.Error(err)
		}
		wantRows(t, rows, row)
	}
}

func TestPitfall8MembersOfAnyKindOfComponent(t *testing.T) {
	var members []string
	for _, id := range []string{"138875005", "517382016", "100022", "1290000001117", "9940000001126", "999999990989121104"} {
		members = append(members, tabs(memberUUID+" 20170731 1 900000000000207008 734139008 "+id))
	}
	rows, _ := readText(t, "der2_Refset_SimpleSnapshot_INT_20250131.txt", lines(append([]string{headerOf(KindRefset)}, members...)...))
	wantRows(t, rows, members...)
}

func TestPitfall9LanguageIsOnlyAHint(t *testing.T) {
	a := tabs(memberUUID + " 20170731 1 900000000000207008 900000000000509007 517382016 900000000000548007")
	b := tabs(memberUUID + " 20170731 1 900000000000207008 900000000000508004 517382016 900000000000549004")
	text := lines(headerOf(KindRefset)+"\tacceptabilityId", a, b)
	p := openFiles(t, map[string]string{
		"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt": text,
		"der2_cRefset_LanguageSnapshot-fr_INT_20250131.txt": text,
		"der2_cRefset_LanguageSnapshot_INT_20250131.txt":    text,
	})
	var hints []string
	for _, f := range p.Files {
		hints = append(hints, f.Language)
		rows, err := rewrite(t.Context(), f, Options{})
		if err != nil {
			t.Error(err)
		}
		wantRows(t, rows, a, b)
	}
	if !slices.Equal(hints, []string{"en", "fr", ""}) {
		t.Errorf("hints %q", hints)
	}
}

func TestPitfall10EffectiveTimes(t *testing.T) {
	tests := []struct {
		text string
		want Date
		bad  bool
	}{
		{text: "20250131", want: 20250131},
		{text: "20240229", want: 20240229},
		{text: "", want: 0},
		{text: "-", want: 0},
		{text: "2025-01-31", want: 20250131},
		{text: "20250131T120000Z", want: 20250131},
		{text: "2025-01-31T12:00:00.000Z", want: 20250131},
		{text: "2025-01-31 12:00:00", want: 20250131},
		{text: "20250131120000", want: 20250131},
		{text: "2025", bad: true},
		{text: "2025013", bad: true},
		{text: "202501310", bad: true},
		{text: "20250132", bad: true},
		{text: "20251301", bad: true},
		{text: "20230229", bad: true},
		{text: "19000229", bad: true},
		{text: "18991231", bad: true},
		{text: "00000000", bad: true},
		{text: "2025-0131", bad: true},
		{text: "202501-31", bad: true},
		{text: "2025/01/31", bad: true},
		{text: "31.01.2025", bad: true},
		{text: "20250131Z", bad: true},
		{text: "20250131T", bad: true},
		{text: " 20250131", bad: true},
		{text: "--", bad: true},
		{text: "٢٠٢٥٠١٣١", bad: true},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			text := lines(headerOf(KindConcept), strings.Replace(tabs(conceptLine), "20250131", tt.text, 1))
			if tt.bad {
				if e := firstRowError(t, conceptName, text); e.Reason != RowDate || e.Column != 2 {
					t.Errorf("%v: want a bad date in column 2", e)
				}
				return
			}
			rows, _ := readText(t, conceptName, text)
			if got := rows[0][1]; got != tt.want.String() {
				t.Errorf("got %q, want %v", got, tt.want)
			}
		})
	}
}

func TestPitfall11Groups(t *testing.T) {
	var want []string
	for _, group := range []string{"0", "7", "2147483647"} {
		want = append(want, tabs("100022 20020131 1 900000000000207008 404684003 138875005 "+group+" 116680003 900000000000011006 900000000000451002"))
	}
	rows, _ := readText(t, "sct2_Relationship_Snapshot_INT_20250131.txt", lines(append([]string{headerOf(KindRelationship)}, want...)...))
	wantRows(t, rows, want...)
}

func TestPitfall12UUIDs(t *testing.T) {
	name := "der2_Refset_SimpleSnapshot_INT_20250131.txt"
	for _, id := range []string{memberUUID, strings.ToUpper(memberUUID), "{" + memberUUID + "}"} {
		rows, _ := readText(t, name, lines(headerOf(KindRefset), strings.Replace(tabs(memberLine), memberUUID, id, 1)))
		wantRows(t, rows, tabs(memberLine))
	}
	for _, id := range []string{"", "93c2b74b", "93c2b74bd9334f3eac5e181eecfb5894", "93c2b74b-d933-4f3e-ac5e-181eecfb589g", "{" + memberUUID, "93c2b74b-d933-4f3e-ac5e_181eecfb5894", memberUUID + "0"} {
		e := firstRowError(t, name, lines(headerOf(KindRefset), strings.Replace(tabs(memberLine), memberUUID, id, 1)))
		if e.Reason != RowUUID || e.Column != 1 {
			t.Errorf("%q: %v: want a bad UUID in column 1", id, e)
		}
	}
}

func TestPitfall13LongIdentifiers(t *testing.T) {
	row := tabs("999999990989121104 20250131 1 999999990989121104 900000000000074008")
	p := openFiles(t, map[string]string{conceptName: lines(headerOf(KindConcept), row)})
	err := ReadConcepts(t.Context(), p.Files[0], Options{}, func(r *ConceptRow) error {
		if r.ID != sctid.ID(999999990989121104) {
			t.Errorf("id %d lost digits", uint64(r.ID))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPitfall14TermsStayAsTheyAre(t *testing.T) {
	term := strings.Replace(tabs(descriptionLine), "SNOMED CT Concept", "  two  blanks\u00a0, e\u0301 and é, 心筋梗塞 ", 1)
	rows, _ := readText(t, descriptionName, lines(headerOf(KindDescription), term))
	wantRows(t, rows, term)
}
