package rf2

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// FuzzParseName looks for names that break the parser, and checks what its
// parts promise.
func FuzzParseName(f *testing.F) {
	for _, name := range []string{
		conceptName, descriptionName, "xsct2_Stated_Relationship_Delta_INT_20180131.txt",
		"der2_iisssciRefset_ExtendedMapUKEDSnapshot_GB_20240410.txt", "der2_sRefset_SnapshotICDO_INT_20160131.txt",
		"zder2_cRefset_Language_Full-en-GB_GB1000000_20200101T000000Z.txt", "doc_x.pdf", "_", "", ".", "x_", "sct2__", "Snapshot", "-_-",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, base string) {
		n := ParseName(base)
		if n.Base != base {
			t.Errorf("base %q", n.Base)
		}
		if n.EffectiveDate != 0 && !n.EffectiveDate.valid() {
			t.Errorf("date %d", n.EffectiveDate)
		}
		if (n.Provisional || n.Archived) && n.FileType == "" {
			t.Errorf("a mark without a file type: %+v", n)
		}
		if n.ReleaseType != ReleaseUnknown && !strings.Contains(strings.ToLower(base), strings.ToLower(n.ReleaseType.String())) {
			t.Errorf("release type %v isn't in the name", n.ReleaseType)
		}
	})
}

// FuzzHeader gives any text to the recognition of files: the outcome is a
// file with its columns, an ignored file, or an error about this file.
func FuzzHeader(f *testing.F) {
	for i := range schemas {
		f.Add(conceptName, strings.Join(schemas[i].columns, "\t")+"\r\n")
	}
	f.Add("der2_cRefset_LanguageSnapshot-en_INT_20250131.txt", "\uFEFF"+headerOf(KindRefset)+"\tacceptabilityId\n")
	f.Add("der2_iissscRefset_MapFull_INT_20250131.txt", headerOf(KindRefset)+"\ta\tb\tc\td\te\tf")
	f.Add("notes.txt", "hello")
	f.Add("sct2_Concept.txt", "")
	f.Add("Snapshot.txt", "id\teffectiveTime\tactive\tmoduleId\r\r\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		c := &collector{ctx: t.Context(), pkg: &Package{}}
		e := memoryEntry(name, text)
		if err := c.recognise(e, ParseName(name)); err != nil {
			t.Fatal(err)
		}
		if n := len(c.pkg.Files) + len(c.pkg.Ignored) + len(c.errs); n != 1 {
			t.Fatalf("%d outcomes", n)
		}
		for _, err := range c.errs {
			var fileErr *FileError
			if !errors.As(err, &fileErr) || fileErr.Path != name {
				t.Errorf("error %v", err)
			}
		}
		for _, file := range c.pkg.Files {
			if file.Kind == KindUnknown || file.ReleaseType == ReleaseUnknown {
				t.Errorf("unfinished %+v", file)
			}
			if file.Kind == KindRefset && len(file.Columns) > 0 && len(file.Fields) != len(file.Columns)-refsetColumns {
				t.Errorf("%d fields for columns %q", len(file.Fields), file.Columns)
			}
		}
	})
}

func memoryEntry(name, text string) *entry {
	return &entry{inner: name, size: int64(len(text)), open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

// FuzzRows gives any text to the reader of each kind of file and compares it
// with the plain model of the property test.
func FuzzRows(f *testing.F) {
	seeds := []string{
		conceptLine, descriptionLine,
		"100022 20250131 1 900000000000207008 404684003 138875005 0 116680003 900000000000011006 900000000000451002",
		"100022 2025-01-31 1 900000000000207008 404684003 #-0.5 0 1142135004 900000000000011006 900000000000451002",
		"1234-5 ~ 1 900000000000207008 705114005 138875005",
		memberLine, memberLine + " 900000000000548007", memberLine + " 1 text 138875005 -5 ~ ~", memberLine + " 1",
	}
	for i := range modelFiles {
		for _, s := range seeds {
			f.Add(uint8(i), tabs(s)+"\r\n")
		}
		f.Add(uint8(i), "\r\n\t\t\n\xff\t\n")
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		model := modelFiles[int(which)%len(modelFiles)]
		text = model.header + "\n" + text
		c := &collector{ctx: t.Context(), pkg: &Package{}}
		if err := c.recognise(memoryEntry(model.name, text), ParseName(model.name)); err != nil || len(c.pkg.Files) != 1 {
			t.Fatal(err, c.errs, c.pkg.Ignored)
		}
		bad := 0
		rows, err := rewrite(t.Context(), c.pkg.Files[0], Options{OnBadRow: func(e *RowError) error {
			bad++
			if e.Error() == "" || e.Column < 1 || e.Column > len(model.types) {
				t.Errorf("%+v", e)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		wantRows, wantBad := modelRead(model, text)
		if len(wantRows) != len(rows) || len(wantBad) != bad {
			t.Fatalf("%d rows, %d bad ones; the model has %d and %v", len(rows), bad, len(wantRows), wantBad)
		}
		for i := range rows {
			if !slices.Equal(rows[i], wantRows[i]) {
				t.Errorf("row %q, the model has %q", rows[i], wantRows[i])
			}
		}
	})
}

// FuzzZip gives any bytes to the opening of a zip, and reads what it finds.
func FuzzZip(f *testing.F) {
	inner := zipOf(f, file{"Snapshot/" + conceptName, conceptFile()})
	whole := zipOf(f, file{"a/" + conceptName, conceptFile()}, file{"inner.zip", string(inner)}, file{"release_package_information.json", "{}"})
	f.Add(inner)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(storedZipOf(f, file{"inner.zip", string(inner)}))
	f.Add(storedZipOf(f, file{`a\b\` + conceptName, conceptFile()}, file{"../../" + descriptionName, ""}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		// A low limit: the fuzzer would find out how to use much memory.
		c := &collector{ctx: t.Context(), pkg: &Package{}, memory: 1 << 20}
		if err := c.zip(bytes.NewReader(data), int64(len(data)), "pkg.zip", "", 0); err != nil {
			t.Fatal(err)
		}
		for _, err := range c.errs {
			var fileErr *FileError
			if !errors.As(err, &fileErr) || fileErr.Path == "" || fileErr.Detail == "" {
				t.Errorf("error %#v", err)
			}
		}
		for _, file := range c.pkg.Files {
			err := readAny(t.Context(), file, Options{OnBadRow: func(*RowError) error { return nil }}, func(any) error { return nil })
			var fileErr *FileError
			if err != nil && !errors.As(err, &fileErr) {
				t.Errorf("error %#v", err)
			}
		}
	})
}

// FuzzInformation gives any text to the reading of package information.
func FuzzInformation(f *testing.F) {
	f.Add([]byte(`{"effectiveTime":"20230131","includedModules":[{"900000000000207008":"core"}]}`))
	f.Add([]byte(`{"modules":[900000000000207008,"x",{"id":"900000000000012004"}],"languageRefset":null}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := parseInformation(data)
		if err != nil {
			return
		}
		for _, id := range slices.Concat(info.ModuleIDs, info.LanguageRefsetIDs) {
			if id.Check() != nil {
				t.Errorf("id %v", id)
			}
		}
		if info.EffectiveTime != 0 && !info.EffectiveTime.valid() {
			t.Errorf("date %v", info.EffectiveTime)
		}
	})
}
