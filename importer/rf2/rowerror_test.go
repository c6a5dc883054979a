package rf2

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

// firstRowError reads one file and returns the bad row that ends the reading.
func firstRowError(t *testing.T, name, text string) *RowError {
	t.Helper()
	p := openFiles(t, map[string]string{name: text})
	err := readAny(t.Context(), p.Files[0], Options{}, func(any) error { return nil })
	var e *RowError
	if !errors.As(err, &e) {
		t.Fatalf("reading %s: %v: want a *RowError", name, err)
	}
	return e
}

// Each kind of fault in each kind of column: reason, place and words.
func TestRowErrors(t *testing.T) {
	const (
		relationshipName = "sct2_Relationship_Snapshot_INT_20250131.txt"
		concreteName     = "sct2_RelationshipConcreteValues_Snapshot_INT_20250131.txt"
		identifierName   = "sct2_Identifier_Snapshot_INT_20250131.txt"
		mapName          = "der2_iissscRefset_ComplexMapSnapshot_INT_20250131.txt"

		concreteLine   = "100022 20250131 1 900000000000207008 404684003 #1 0 1142135004 900000000000011006 900000000000451002"
		relationLine   = "100022 20250131 1 900000000000207008 404684003 138875005 0 116680003 900000000000011006 900000000000451002"
		identifierLine = "1234-5 20250131 1 900000000000207008 705114005 138875005"
		mapLine        = memberLine + " 1 2 TRUE ALWAYS I21 447561005"
	)
	mapHeader := headerOf(KindRefset) + "\tmapGroup\tmapPriority\tmapRule\tmapAdvice\tmapTarget\tcorrelationId"
	tests := []struct {
		name, header, line, from, to string
		reason                       RowReason
		column                       int
		message                      string
	}{
		{conceptName, "", conceptLine, "138875005", "138875006", RowCheckDigit, 1, `column 1 (id): found "138875006", whose check digit is wrong, expected a concept id; these digits would end in 5`},
		{conceptName, "", conceptLine, "138875005", "100014", RowPartition, 1, `column 1 (id): found "100014", a description id, expected a concept id`},
		{conceptName, "", conceptLine, "138875005", "100033", RowPartition, 1, `column 1 (id): found "100033" with partition 03, expected a concept id`},
		{conceptName, "", conceptLine, "138875005", "abc", RowSCTID, 1, `column 1 (id): found "abc", expected a concept id of 6 to 18 digits`},
		{conceptName, "", conceptLine, "138875005", "_138875005", RowSCTID, 1, ""},
		{conceptName, "", conceptLine, "138875005", "0138875005", RowSCTID, 1, ""},
		{conceptName, "", conceptLine, "138875005", "1000000000000000000", RowSCTID, 1, ""},
		{conceptName, "", conceptLine, "138875005", "1.38875E+08", RowSCTID, 1, ""},
		{conceptName, "", conceptLine, "138875005", "~", RowEmpty, 1, `column 1 (id): found nothing, expected a concept id`},
		{conceptName, "", conceptLine, "20250131", "20251331", RowDate, 2, `column 2 (effectiveTime): found "20251331", expected a date YYYYMMDD, or nothing`},
		{conceptName, "", conceptLine, " 1 ", " 2 ", RowBoolean, 3, `column 3 (active): found "2", expected 1 or 0`},
		{conceptName, "", conceptLine, " 1 ", " true ", RowBoolean, 3, ""},
		{conceptName, "", conceptLine, " 1 ", " ~ ", RowBoolean, 3, ""},
		{conceptName, "", conceptLine, "900000000000207008", "~", RowEmpty, 4, ""},
		{conceptName, "", conceptLine, " 900000000000074008", "", RowColumnCount, 5, `column 5 (definitionStatusId): found 4 columns, expected 5 columns`},
		{descriptionName, "", descriptionLine, "517382016", "138875005", RowPartition, 1, `column 1 (id): found "138875005", a concept id, expected a description id`},
		{descriptionName, "", descriptionLine, " 138875005", " 517382016", RowPartition, 5, ""},
		{descriptionName, "", descriptionLine, " en ", " ~ ", RowEmpty, 6, `column 6 (languageCode): found nothing, expected text`},
		{descriptionName, "", descriptionLine, "SNOMED_CT_Concept", "~", RowEmpty, 8, ""},
		{descriptionName, "", descriptionLine, "SNOMED_CT_Concept", "a b", RowSCTID, 9, ""}, // a tab within the term
		{relationshipName, "", relationLine, "100022", "100014", RowPartition, 1, `column 1 (id): found "100014", a description id, expected a relationship id`},
		{relationshipName, "", relationLine, " 0 ", " -1 ", RowInteger, 7, `column 7 (relationshipGroup): found -1, expected a group of 0 or more`},
		{relationshipName, "", relationLine, " 0 ", " x ", RowInteger, 7, `column 7 (relationshipGroup): found "x", expected an integer of 32 bits`},
		{relationshipName, "", relationLine, " 0 ", " 2147483648 ", RowInteger, 7, ""},
		{relationshipName, "", relationLine, " 0 ", " 1.0 ", RowInteger, 7, ""},
		{relationshipName, "", relationLine, " 0 ", " ~ ", RowEmpty, 7, ""},
		{relationshipName, "", relationLine, " 138875005", " #1", RowSCTID, 6, ""},
		{concreteName, "", concreteLine, "#1", "1", RowConcreteValue, 6, `column 6 (value): found "1", expected a concrete value such as #1.5, "text" or true`},
		{concreteName, "", concreteLine, "#1", "~", RowEmpty, 6, ""},
		{concreteName, "", concreteLine, "#1", `"` + strings.Repeat("a", 4095) + `"`, RowConcreteValue, 6, `column 6 (value): found 4097 characters, expected 4096 characters at most`},
		{identifierName, "", identifierLine, "1234-5", "~", RowEmpty, 1, ""},
		{identifierName, "", identifierLine, "705114005", "517382016", RowPartition, 5, ""},
		{mapName, mapHeader, mapLine, memberUUID, "138875005", RowUUID, 1, `column 1 (id): found "138875005", expected a UUID`},
		{mapName, mapHeader, mapLine, "734139008", "517382016", RowPartition, 5, ""},
		{mapName, mapHeader, mapLine, " 1 2 ", " ~ 2 ", RowEmpty, 7, `column 7 (mapGroup): found nothing, expected an integer`},
		{mapName, mapHeader, mapLine, " 1 2 ", " 1 two ", RowInteger, 8, ""},
		{mapName, mapHeader, mapLine, "447561005", "447561006", RowCheckDigit, 12, `column 12 (correlationId): found "447561006", whose check digit is wrong, expected an SCTID; these digits would end in 5`},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %s to %.20s", tt.name, tt.from, tt.to), func(t *testing.T) {
			bad := strings.Replace(tt.line, tt.from, tt.to, 1)
			if bad == tt.line {
				t.Fatal("the test changes nothing")
			}
			header := tt.header
			if header == "" {
				name := ParseName(tt.name)
				header = headerOf(kindFromName(&name))
			}
			e := firstRowError(t, tt.name, lines(header, tabs(tt.line), tabs(bad)))
			if e.Reason != tt.reason || e.Column != tt.column || e.Line != 3 {
				t.Errorf("reason %q, line %d, column %d (%v), want %q, 3, %d", e.Reason, e.Line, e.Column, e, tt.reason, tt.column)
			}
			if want := strings.Split(header, "\t")[tt.column-1]; e.ColumnName != want {
				t.Errorf("column name %q, want %q", e.ColumnName, want)
			}
			if want := e.File + ":3: " + tt.message; tt.message != "" && e.Error() != want {
				t.Errorf("got  %s\nwant %s", e, want)
			}
		})
	}
}

func TestRowErrorKeepsItsCause(t *testing.T) {
	e := firstRowError(t, conceptName, lines(headerOf(KindConcept), tabs("138875006 20250131 1 900000000000207008 900000000000074008")))
	var cause *sctid.Error
	if !errors.As(e, &cause) || cause.Want != 5 {
		t.Errorf("cause %v", cause)
	}
}

// OnBadRow sees every bad row and the good ones come through.
func TestSkippingBadRows(t *testing.T) {
	good := tabs(conceptLine)
	text := lines(headerOf(KindConcept), good, "x", good, "y\tz", good)
	p := openFiles(t, map[string]string{conceptName: text})
	var bad, read []int64
	var total int64
	err := ReadConcepts(t.Context(), p.Files[0], Options{
		OnBadRow:   func(e *RowError) error { bad = append(bad, e.Line); return nil },
		OnProgress: func(_, rows int64) { total = rows },
	}, func(r *ConceptRow) error { read = append(read, r.Line); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(bad, read, total) != "[3 5] [2 4 6] 5" {
		t.Errorf("bad %v, read %v, rows %d", bad, read, total)
	}
}

func TestErrorsOfTheCallerEndTheReading(t *testing.T) {
	text := lines(headerOf(KindConcept), "x", tabs(conceptLine), tabs(conceptLine))
	p := openFiles(t, map[string]string{conceptName: text})
	mine := errors.New("mine")
	err := ReadConcepts(t.Context(), p.Files[0], Options{OnBadRow: func(*RowError) error { return mine }}, func(*ConceptRow) error { return nil })
	if err != mine {
		t.Errorf("from OnBadRow: %v", err)
	}
	calls := 0
	err = ReadConcepts(t.Context(), p.Files[0], Options{OnBadRow: func(*RowError) error { return nil }}, func(*ConceptRow) error { calls++; return mine })
	if err != mine || calls != 1 {
		t.Errorf("from the function: %v after %d calls", err, calls)
	}
	err = ReadConcepts(t.Context(), p.Files[0], Options{Tee: failingWriter{mine}}, func(*ConceptRow) error { return nil })
	if err != mine {
		t.Errorf("from Tee: %v", err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestReaderOfAnotherKind(t *testing.T) {
	p := openFiles(t, map[string]string{conceptName: conceptFile()})
	err := ReadDescriptions(t.Context(), p.Files[0], Options{}, func(*DescriptionRow) error { return nil })
	var e *FileError
	if !errors.As(err, &e) || e.Reason != FileWrongKind {
		t.Errorf("got %v", err)
	}
}

func TestCancelStopsReading(t *testing.T) {
	var b strings.Builder
	b.WriteString(lines(headerOf(KindConcept)))
	for range 10_000 {
		b.WriteString(lines(tabs(conceptLine)))
	}
	p := openFiles(t, map[string]string{conceptName: b.String()})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows := 0
	err := ReadConcepts(ctx, p.Files[0], Options{}, func(*ConceptRow) error {
		rows++
		if rows == 100 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || rows > 100+rowsPerCheck {
		t.Errorf("%v after %d rows: want a stop within %d rows of the hundredth", err, rows, rowsPerCheck)
	}
	if _, err := Open(ctx, p.Path); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
}

func TestLineTooLong(t *testing.T) {
	p := openFiles(t, map[string]string{conceptName: lines(headerOf(KindConcept), strings.Repeat("1", MaxLineBytes+1))})
	err := ReadConcepts(t.Context(), p.Files[0], Options{}, func(*ConceptRow) error { return nil })
	var e *FileError
	if !errors.As(err, &e) || e.Reason != FileLineTooLong || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v", err)
	}
}

func TestFileChangedSinceOpen(t *testing.T) {
	p := openFiles(t, map[string]string{conceptName: conceptFile()})
	p.Files[0].header = "something else"
	err := ReadConcepts(t.Context(), p.Files[0], Options{}, func(*ConceptRow) error { return nil })
	var e *FileError
	if !errors.As(err, &e) || e.Reason != FileDamaged {
		t.Errorf("got %v", err)
	}
}

func TestConcreteValues(t *testing.T) {
	tests := map[string]ValueType{
		"#123": NumberValue, "#-4": NumberValue, "#+4": NumberValue, "#0": NumberValue, "#0.5": NumberValue, "#-0.50": NumberValue, "#100.25": NumberValue,
		`"text"`: StringValue, `""`: StringValue, `"a \"b\" \\ c"`: StringValue, `"#1"`: StringValue, `"é"`: StringValue,
		"true": BooleanValue, "false": BooleanValue,
		`"` + strings.Repeat("é", MaxValueCharacters-2) + `"`: StringValue, // counted in characters, not bytes

		"": 0, "#": 0, "#-": 0, "#.5": 0, "#5.": 0, "#1,5": 0, "#1e5": 0, "#01": 0, "#00": 0, "#1.2.3": 0, "# 1": 0, "#--1": 0,
		`"`: 0, `"a`: 0, `"a"b"`: 0, `"a\"`: 0, `"a\n"`: 0, "text": 0, "TRUE": 0, "1": 0, "'a'": 0,
		`"` + strings.Repeat("é", MaxValueCharacters-1) + `"`: 0,
	}
	for text, want := range tests {
		got, ok := ParseValue([]byte(text))
		if ok != (want != 0) || ok && got != want {
			t.Errorf("%.20q: %v, %v, want %v", text, got, ok, want)
		}
	}
}
