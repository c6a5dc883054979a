package rf2

import (
	"archive/zip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology/sctid"
)

// fileError asserts that err holds a FileError of the reason and returns it.
func fileError(t *testing.T, err error, reason FileReason) *FileError {
	t.Helper()
	var e *FileError
	if !errors.As(err, &e) || e.Reason != reason {
		t.Fatalf("got %v, want a *FileError with reason %q", err, reason)
	}
	return e
}

func openError(t *testing.T, path string) error {
	t.Helper()
	p, err := Open(t.Context(), path)
	if err == nil {
		p.Close()
		t.Fatalf("Open(%s) succeeded", path)
	}
	return err
}

func TestKindIsDecidedByTheHeader(t *testing.T) {
	refset := headerOf(KindRefset)
	tests := []struct {
		name, header string
		kind         Kind
		fields       string // letters, of a reference set
		notice       NoticeKind
	}{
		{conceptName, headerOf(KindConcept), KindConcept, "", ""},
		{descriptionName, headerOf(KindDescription), KindDescription, "", ""},
		{"sct2_TextDefinition_Full-en_INT_20250131.txt", headerOf(KindDescription), KindTextDefinition, "", ""},
		{"sct2_Relationship_Delta_INT_20250131.txt", headerOf(KindRelationship), KindRelationship, "", ""},
		{"sct2_StatedRelationship_Full_INT_20250131.txt", headerOf(KindRelationship), KindStatedRelationship, "", ""},
		{"sct2_RelationshipConcreteValues_Full_INT_20250131.txt", headerOf(KindConcreteRelationship), KindConcreteRelationship, "", ""},
		{"sct2_Relationship_Full_INT_20250131.txt", headerOf(KindConcreteRelationship), KindConcreteRelationship, "", NoticeNameAgainstKind},
		{"sct2_Identifier_Full_INT_20250131.txt", headerOf(KindIdentifier), KindIdentifier, "", ""},
		{"sct2_Identifier_Full_INT_20150131.txt", strings.Join(schemas[5].columns, "\t"), KindIdentifier, "", ""},
		{"sct2_sRefset_OWLAxiomFull_INT_20250131.txt", refset + "\towlExpression", KindRefset, "s", ""},
		{"der2_Refset_SimpleFull_INT_20250131.txt", refset, KindRefset, "", ""},
		{"der2_Refset_SimpleFull_INT_20250131.txt", strings.Replace(refset, "refsetId", "refSetId", 1), KindRefset, "", ""},
		{"der2_ccRefset_MapFull_INT_20250131.txt", refset + "\tmapTarget\tcorrelationId", KindRefset, "cc", ""},
		{"der2_scRefset_MapFull_INT_20250131.txt", refset + "\tmapTarget\tcorrelationId", KindRefset, "sc", ""},
		{"der2_iissscRefset_MapFull_INT_20250131.txt", refset + "\ta\tb\tc\td\te\tf", KindRefset, "iisssc", ""},
		{"der2_Refset_LanguageFull_INT_20250131.txt", refset + "\tacceptabilityId\tmapGroup\twhatever", KindRefset, "cis", NoticeUntypedColumns},
		{"languages.txt", refset + "\tacceptabilityId", KindRefset, "", ""}, // no type: see below
		{"sct2_Concept_Full_INT_20250131.txt", headerOf(KindConcept) + "\tnote", KindConcept, "", NoticeExtraHeader},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := writeFiles(t, map[string]string{tt.name: lines(tt.header)})
			if !strings.Contains(tt.name, "_") {
				e := fileError(t, openError(t, dir), FileNotUnderstood)
				if !strings.Contains(e.Error(), "neither its name nor a folder") {
					t.Errorf("message %v", e)
				}
				return
			}
			f := openPath(t, dir).Files[0]
			if f.Kind != tt.kind {
				t.Errorf("kind %v, want %v", f.Kind, tt.kind)
			}
			var letters strings.Builder
			for _, c := range f.Fields {
				letters.WriteString(string(c.Type))
			}
			if letters.String() != tt.fields {
				t.Errorf("columns %q, want %q", letters.String(), tt.fields)
			}
			var notices []NoticeKind
			if err := readAny(t.Context(), f, Options{OnNotice: func(n Notice) { notices = append(notices, n.Kind) }}, func(any) error { return nil }); err != nil {
				t.Error(err)
			}
			if (tt.notice == "") != (len(notices) == 0) || len(notices) > 0 && notices[0] != tt.notice {
				t.Errorf("notices %v, want %q", notices, tt.notice)
			}
		})
	}
}

func TestOldIdentifierColumns(t *testing.T) {
	header := strings.Join(schemas[5].columns, "\t")
	const name = "sct2_Identifier_Full_INT_20150131.txt"
	rows, _ := readText(t, name, lines(header, tabs("705114005 1234-5 20150131 1 900000000000207008 138875005")))
	wantRows(t, rows, tabs("1234-5 20150131 1 900000000000207008 705114005 138875005"))
	e := firstRowError(t, name, lines(header, tabs("705114006 1234-5 20150131 1 900000000000207008 138875005")))
	if e.Column != 1 || e.ColumnName != "identifierSchemeId" {
		t.Errorf("%v: want the file's own column", e)
	}
}

func TestReleaseTypeFromFolder(t *testing.T) {
	p := openFiles(t, map[string]string{
		"Full/Terminology/concepts.txt":   conceptFile(),
		"snapshot/concepts.tsv":           conceptFile(),
		"Full/" + conceptName:             conceptFile(), // the name goes before the folder
		"Full/Delta/sct2_Concept_INT.txt": conceptFile(),
	})
	got := make(map[string]ReleaseType)
	for _, f := range p.Files {
		got[f.Inner] = f.ReleaseType
	}
	want := map[string]ReleaseType{
		"Full/Terminology/concepts.txt": Full, "snapshot/concepts.tsv": Snapshot,
		"Full/" + conceptName: Snapshot, "Full/Delta/sct2_Concept_INT.txt": Delta,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What looks like RF2 and isn't understood is an error that names the file.
func TestNotUnderstood(t *testing.T) {
	refset := headerOf(KindRefset)
	tests := []struct{ name, text, message string }{
		{conceptName, lines("identifier\tactive"), `:1: column 1: found "identifier", expected "id"; a Concept file begins with the columns id, effectiveTime, active, moduleId, definitionStatusId`},
		{"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt", lines(conceptLine), `:1: column 1: found "138875005 20250131 1 900000000000207008 900000000000074008", expected "id"; a Refset file begins with`},
		{"sct2_Foo_Snapshot_INT_20250131.txt", lines("a"), `:1: column 1: its header is none of RF2's: found "a"; the first line must hold the column names`},
		{conceptName, "\r\n" + conceptFile(), `:1: column 1: found "", expected "id"`},
		{conceptName, "\xff\xfei\x00d\x00\r\x00\n\x00", "is UTF-16"},
		{conceptName, strings.ReplaceAll(conceptFile(), "\r\n", "\r"), "bare carriage return"},
		{conceptName, strings.Repeat("x", 200_000), `:1: column 1: found "xxx`},
		{"anything Snapshot.txt", lines("id\teffectiveTime\tactive\tmoduleId\tnewColumn"), `:1: column 5: found "newColumn", expected "definitionStatusId"; a Concept file`},
		{"anything Snapshot.txt", lines("id\teffectiveTime\tactive\tmoduleId\tconceptId\ttypeId"), `:1: column 6: found "typeId", expected "languageCode", which is missing; a Description file`},
		{"concepts of a Snapshot.txt", lines("id\teffectiveTime\tactive\tmoduleId"), `:1: column 5: found the end of the header, expected "definitionStatusId", which is missing`},
		{conceptName, lines("id\teffectiveTime\tactive\tmoduleId"), `:1: column 5: found the end of the header, expected "definitionStatusId", which is missing; a Concept file`},
		{conceptName, lines("id\tactive\tmoduleId\tdefinitionStatusId"), `:1: column 2: found "active", expected "effectiveTime", which is missing`},
		{conceptName, lines("id\teffectiveTime\tactive\tdefinitionStatusId\tmoduleId"), `:1: column 4: found "definitionStatusId", expected "moduleId", which stands in column 5`},
		{conceptName, "\ufeff" + lines("id\ttime\tactive"), `:1: column 2: found "time", expected "effectiveTime"`},
		{"sct2_TextDefinition_Snapshot-en_INT_20250131.txt", lines("id\ta"), `:1: column 2: found "a", expected "effectiveTime"; a TextDefinition file`},
		{"sct2_Identifier_Snapshot_INT_20250131.txt", lines("identifierSchemeId\talternateIdentifier\tactive"), `:1: column 3: found "active", expected "effectiveTime", which is missing; an Identifier file begins with the columns identifierSchemeId`},
		{"sct2_Relationship_Snapshot_INT_20250131.txt", lines("id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestination"), `:1: column 6: found "destination", expected "destinationId"`},
		{"der2_ccRefset_XSnapshot_INT_20250131.txt", lines(refset + "\ta"), `:1: column 8: the name's pattern "cc" has 2 additional columns, the header 1`},
		{"der2_tRefset_XSnapshot_INT_20250131.txt", lines(refset + "\ta"), `the letter 't'`},
		{"sct2_Concept_INT_20250131.txt", conceptFile(), "neither its name nor a folder"},
		{"sct2_Concept_Snapshot_INT_20250131.txt.gz", "\x1f\x8b", "compressed by itself"},
	}
	for _, tt := range tests {
		t.Run(tt.message, func(t *testing.T) {
			// A good file beside it doesn't hide the fault.
			dir := writeFiles(t, map[string]string{"other/" + descriptionName: lines(headerOf(KindDescription)), tt.name: tt.text})
			e := fileError(t, openError(t, dir), FileNotUnderstood)
			if e.Path != filepath.Join(dir, tt.name) || !strings.Contains(e.Error(), tt.message) {
				t.Errorf("%v: want %q about %s", e, tt.message, tt.name)
			}
		})
	}
}

func TestEveryFaultyFileIsNamed(t *testing.T) {
	err := openError(t, writeFiles(t, map[string]string{"a/" + conceptName: "x", "b/" + conceptName: "y", "c/" + conceptName: conceptFile()}))
	for _, folder := range []string{"a", "b"} {
		if !strings.Contains(err.Error(), filepath.Join(folder, conceptName)) {
			t.Errorf("%v doesn't name the file in %s", err, folder)
		}
	}
}

func TestIgnored(t *testing.T) {
	p := openFiles(t, map[string]string{
		conceptName:              conceptFile(),
		"z" + conceptName:        conceptFile(),
		"Readme_en_20250131.txt": "read me",
		"doc_Guide_Current-en-US_INT_20250131.txt": "text",
		"xres2_Thing_Snapshot_INT_20250131.txt":    conceptFile(),
		"tls_Tool_INT_20250131.txt":                "text",
		"sct1_Concepts_Core_INT_20150131.txt":      "text",
		"notes.txt":                                "some notes",
		"table.csv":                                "a,b",
		"LICENSE":                                  "text",
		"empty.txt":                                "",
		"der2_Odd_INT_20250131.txt":                "", // zero bytes, no kind to be told by its name
		"picture.png":                              "\x89PNG",
		".hidden":                                  "x",
		".git/" + conceptName:                      conceptFile(),
		"__MACOSX/._" + conceptName:                "x",
		conceptName + ".md5":                       "x",
		"release_package_information.json":         "no json",
	})
	want := map[string]string{
		"z" + conceptName:                          "archived file (the name begins with z)",
		"Readme_en_20250131.txt":                   "readme",
		"doc_Guide_Current-en-US_INT_20250131.txt": "documentation (doc)",
		"xres2_Thing_Snapshot_INT_20250131.txt":    "implementation resource (res)",
		"tls_Tool_INT_20250131.txt":                "tool (tls)",
		"sct1_Concepts_Core_INT_20150131.txt":      "Release Format 1",
		"notes.txt":                                "its first line is no RF2 header",
		"table.csv":                                "its first line is no RF2 header",
		"LICENSE":                                  "its first line is no RF2 header",
		"empty.txt":                                "empty",
		"der2_Odd_INT_20250131.txt":                "empty",
		"picture.png":                              "not an RF2 text file",
		".hidden":                                  "hidden",
		".git":                                     "hidden",
		"__MACOSX":                                 "macOS metadata",
		conceptName + ".md5":                       "not an RF2 text file",
	}
	got := make(map[string]string)
	last := ""
	for _, i := range p.Ignored {
		rel, err := filepath.Rel(p.Path, i.Path)
		if err != nil {
			t.Fatal(err)
		}
		got[rel] = i.Reason
		if i.Path < last {
			t.Errorf("%s stands behind %s", i.Path, last)
		}
		last = i.Path
	}
	if reason := got["release_package_information.json"]; !strings.HasPrefix(reason, "isn't JSON") {
		t.Errorf("the information file: %q", reason)
	}
	delete(got, "release_package_information.json")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
	if len(p.Files) != 1 {
		t.Errorf("files: %v", p.Files)
	}
}

func TestEmptyFileHasAKindByItsName(t *testing.T) {
	p := openFiles(t, map[string]string{
		"der2_cRefset_LanguageSnapshot-en_INT_20250131.txt": "",
		"sct2_Identifier_Snapshot_INT_20250131.txt":         "",
	})
	for i, want := range []Kind{KindRefset, KindIdentifier} {
		f := p.Files[i]
		if f.Kind != want || f.Columns != nil {
			t.Errorf("%s: %v with columns %q", f.Inner, f.Kind, f.Columns)
		}
		if err := readAny(t.Context(), f, Options{}, func(any) error { return errors.New("a row") }); err != nil {
			t.Error(err)
		}
	}
}

func TestNothingToRead(t *testing.T) {
	fileError(t, openError(t, filepath.Join(t.TempDir(), "absent.zip")), FileUnreadable)
	fileError(t, openError(t, t.TempDir()), FileNoRF2)
	fileError(t, openError(t, zipFile(t, zipOf(t))), FileNoRF2)
	e := fileError(t, openError(t, writeFiles(t, map[string]string{"notes.txt": "x"})), FileNoRF2)
	if !strings.Contains(e.Error(), "notes.txt") {
		t.Errorf("%v doesn't say what was there", e)
	}
}

func TestSingleTextFile(t *testing.T) {
	dir := writeFiles(t, map[string]string{conceptName: conceptFile()})
	p := openPath(t, filepath.Join(dir, conceptName))
	if len(p.Files) != 1 || p.Files[0].Inner != conceptName || p.Files[0].Path != filepath.Join(dir, conceptName) {
		t.Fatalf("files: %+v", p.Files)
	}
	if rows, err := rewrite(t.Context(), p.Files[0], Options{}); err != nil || len(rows) != 1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestDirectoryLinkAsPath(t *testing.T) {
	dir := writeFiles(t, map[string]string{conceptName: conceptFile()})
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "again")); err != nil {
		t.Fatal(err)
	}
	p := openPath(t, link)
	if len(p.Files) != 1 || len(p.Ignored) != 1 || p.Ignored[0].Reason != "link to a directory" {
		t.Errorf("files %v, ignored %v", p.Files, p.Ignored)
	}
}

// The same files come out of a directory, a zip, a stored or compressed zip
// within a zip, and a zip within a directory.
func TestEveryPacking(t *testing.T) {
	files := []file{
		{"Snapshot/Terminology/" + conceptName, conceptFile()},
		{"Snapshot/Terminology/" + descriptionName, lines(headerOf(KindDescription), tabs(descriptionLine))},
	}
	inner := zipOf(t, files...)
	asMap := map[string]string{files[0].name: files[0].text, files[1].name: files[1].text}
	paths := map[string]string{
		"directory":           writeFiles(t, asMap),
		"zip":                 zipFile(t, inner),
		"stored entries":      zipFile(t, storedZipOf(t, files...)),
		"stored in a zip":     zipFile(t, storedZipOf(t, file{"a.zip", string(inner)})),
		"compressed in a zip": zipFile(t, zipOf(t, file{"a.zip", string(inner)})),
		"three deep":          zipFile(t, zipOf(t, file{"x/a.zip", string(storedZipOf(t, file{"b.ZIP", string(zipOf(t, file{"c.zip", string(inner)}))}))})),
		"zip in a directory":  writeFiles(t, map[string]string{"sub/a.zip": string(inner)}),
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			p := openPath(t, path)
			if len(p.Files) != 2 {
				t.Fatalf("%d files", len(p.Files))
			}
			for i, f := range p.Files {
				if !strings.HasSuffix(f.Inner, files[i].name) || f.Size != int64(len(files[i].text)) {
					t.Errorf("%s of %d bytes, want %s of %d", f.Inner, f.Size, files[i].name, len(files[i].text))
				}
				// Twice: a file can be opened again.
				for range 2 {
					rows, err := rewrite(t.Context(), f, Options{})
					if err != nil {
						t.Fatal(err)
					}
					wantRows(t, rows, strings.Split(files[i].text, "\r\n")[1])
				}
			}
		})
	}
}

func TestNestedTooDeep(t *testing.T) {
	data := zipOf(t, file{conceptName, conceptFile()})
	for range MaxNestedDepth + 1 {
		data = storedZipOf(t, file{"in.zip", string(data)})
	}
	fileError(t, openError(t, zipFile(t, data)), FileNestedTooDeep)
}

func TestNestedTooLarge(t *testing.T) {
	inner := zipOf(t, file{conceptName, conceptFile()})
	data := zipOf(t, file{"first.zip", string(inner)}, file{"second.zip", string(inner)})
	f, err := os.Open(zipFile(t, data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// Room for the first only: the limit is for all of them together.
	c := &collector{ctx: t.Context(), pkg: &Package{}, prefix: "p!/", memory: int64(len(inner)) + 10}
	if err := c.zip(f, int64(len(data)), "p", "", 0); err != nil {
		t.Fatal(err)
	}
	if len(c.errs) != 1 || len(c.pkg.Files) != 1 {
		t.Fatalf("errors %v, files %v", c.errs, c.pkg.Files)
	}
	if e := fileError(t, c.errs[0], FileNestedTooLarge); e.Path != "p!/second.zip" {
		t.Errorf("path %s", e.Path)
	}
}

// A zip cut off anywhere is refused, by Open or by the reader: never read as
// if it were whole.
func TestTruncatedZip(t *testing.T) {
	var text strings.Builder
	text.WriteString(lines(headerOf(KindConcept)))
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		id, err := sctid.New(sctid.KindConcept, 0, uint64(random.IntN(1e9)+100))
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(lines(tabs(id.String() + " 20250131 1 900000000000207008 900000000000074008")))
	}
	data := zipOf(t, file{conceptName, text.String()})
	for _, n := range []int{0, 1, 4, 100, len(data) / 2, len(data) - 23, len(data) - 1} {
		fileError(t, openError(t, zipFile(t, data[:n])), FileDamaged)
		fileError(t, openError(t, zipFile(t, storedZipOf(t, file{"inner.zip", string(data[:n])}))), FileDamaged)
	}
	// The directory at the end is whole, but bytes in the middle are missing or wrong.
	damaged := append([]byte{}, data...)
	for i := len(data) / 2; i < len(data)/2+20; i++ {
		damaged[i] ^= 0x55
	}
	p := openZip(t, damaged)
	err := ReadConcepts(t.Context(), p.Files[0], Options{OnBadRow: func(*RowError) error { return nil }}, func(*ConceptRow) error { return nil })
	e := fileError(t, err, FileDamaged)
	if e.Path != p.Files[0].Path {
		t.Errorf("path %s", e.Path)
	}
}

func TestWrongChecksum(t *testing.T) {
	data := storedZipOf(t, file{conceptName, conceptFile()})
	i := strings.Index(string(data), "20250131\t1")
	data[i+7] = '0' // still a date, so only the checksum can tell
	p, err := Open(t.Context(), zipFile(t, data))
	if err == nil {
		defer p.Close()
		err = ReadConcepts(t.Context(), p.Files[0], Options{}, func(*ConceptRow) error { return nil })
	}
	if !errors.Is(fileError(t, err, FileDamaged), zip.ErrChecksum) {
		t.Errorf("%v: want the checksum as cause", err)
	}
}

func TestEncryptedAndUnknownMethod(t *testing.T) {
	set := func(data []byte, at, value int) []byte {
		data = append([]byte{}, data...)
		central := strings.Index(string(data), "PK\x01\x02")
		binary.LittleEndian.PutUint16(data[central+at:], uint16(value))
		return data
	}
	for _, name := range []string{conceptName, "inner.zip"} {
		data := zipOf(t, file{name, conceptFile()})
		fileError(t, openError(t, zipFile(t, set(data, 8, flagEncrypted))), FileEncrypted)
		fileError(t, openError(t, zipFile(t, set(data, 10, 9))), FileUnreadable) // deflate64
	}
}

func TestCancelWhileOpeningAnInnerZip(t *testing.T) {
	big := make([]byte, 8<<20)
	for i := range big {
		big[i] = byte(i * i >> 8)
	}
	path := zipFile(t, zipOf(t, file{"inner.zip", string(big)}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestInformation(t *testing.T) {
	tests := map[string]struct {
		text string
		want Information
	}{
		"international": {
			`{"effectiveTime":"20230131","deltaFromDate":"20221231","deltaToDate":"20230131","previousPublishedPackage":"old.zip",
			"languageRefset":[{"900000000000508004":"GB English"},{"900000000000509007":"US English"}],
			"includedModules":[{"900000000000207008":"core"},{"900000000000012004":"model"}],"licenceStatement":"terms"}`,
			Information{
				EffectiveTime: 20230131, DeltaFromDate: 20221231, DeltaToDate: 20230131, PreviousPublishedPackage: "old.zip", LicenceStatement: "terms",
				ModuleIDs: []sctid.ID{900000000000207008, 900000000000012004}, LanguageRefsetIDs: []sctid.ID{900000000000508004, 900000000000509007},
			},
		},
		"other forms": {
			`{"effectiveTime":20230131,"modules":["900000000000207008",900000000000012004,"900000000000207008"],"languageRefsets":[{"id":"900000000000508004","term":"x"}],"extra":{"a":[1]}}`,
			Information{
				EffectiveTime: 20230131,
				ModuleIDs:     []sctid.ID{900000000000207008, 900000000000012004}, LanguageRefsetIDs: []sctid.ID{900000000000508004},
			},
		},
		"odd types":       {`{"effectiveTime":["x"],"modules":"900000000000207008","languageRefsets":null,"licenceStatement":{}}`, Information{ModuleIDs: []sctid.ID{900000000000207008}}},
		"byte order mark": {"\uFEFF{}", Information{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := openZip(t, zipOf(t, file{conceptName, conceptFile()}, file{"top/release_package_information.json", tt.text}))
			if len(p.Information) != 1 {
				t.Fatalf("information %v, ignored %v", p.Information, p.Ignored)
			}
			tt.want.Path = p.Path + "!/top/release_package_information.json"
			if diff := cmp.Diff(&tt.want, p.Information[0]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Several files of one zip can be read at the same time.
func TestConcurrentReading(t *testing.T) {
	var all []file
	for _, folder := range []string{"a", "b", "c", "d"} {
		all = append(all, file{folder + "/" + conceptName, headerOf(KindConcept) + "\n" + strings.Repeat(tabs(conceptLine)+"\n", 3000)})
	}
	p := openZip(t, zipOf(t, all...))
	results := make(chan error)
	for _, f := range p.Files {
		go func() {
			rows := 0
			err := ReadConcepts(t.Context(), f, Options{}, func(r *ConceptRow) error { rows++; return nil })
			if err == nil && rows != 3000 {
				err = io.ErrShortBuffer
			}
			results <- err
		}()
	}
	for range p.Files {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}
