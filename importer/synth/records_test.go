package synth

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Every record has the fault of its kind and no other, told from the files of
// the release by plain means.
func TestRecordsAreWhatTheySay(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	cfg := Config{Seed: 12, Profile: ProfileSmall}
	files, _ := generate(t, cfg)
	snapshot := tables(t, files, "Snapshot")
	g := readGraph(t, snapshot)
	terms := map[string]map[string]bool{}
	described := map[string]bool{}
	for _, row := range tableOf(t, snapshot, "sct2_Description_Snapshot-en").rows {
		described[row[0]] = true
		if row[2] == "1" {
			if terms[row[4]] == nil {
				terms[row[4]] = map[string]bool{}
			}
			terms[row[4]][row[7]] = true
		}
	}
	replaced := map[string]bool{}
	for _, row := range tableOf(t, snapshot, "der2_cRefset_Association").rows {
		if row[2] == "1" && (row[4] == assocSameAs.String() || row[4] == assocReplacedBy.String()) {
			replaced[row[5]] = true
		}
	}
	source, err := GenerateRecordSource(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	holds := map[RecordKind]func(code, display string) bool{
		RecordGood: func(code, display string) bool {
			return g.active[code] && terms[code][display] && g.above(t, code)["404684003"]
		},
		RecordMalformed: func(code, _ string) bool {
			var e *sctid.Error
			_, err := sctid.Parse(code)
			return errors.As(err, &e) && e.Reason != sctid.ReasonCheckDigit
		},
		RecordCheckDigit: func(code, _ string) bool {
			var e *sctid.Error
			_, err := sctid.Parse(code)
			return errors.As(err, &e) && e.Reason == sctid.ReasonCheckDigit
		},
		RecordUnknown: func(code, _ string) bool {
			_, err := sctid.Parse(code)
			_, known := g.active[code]
			return err == nil && !known
		},
		RecordReplaced: func(code, display string) bool {
			active, known := g.active[code]
			return known && !active && replaced[code] && terms[code][display]
		},
		RecordRetired: func(code, display string) bool {
			active, known := g.active[code]
			return known && !active && !replaced[code] && terms[code][display]
		},
		RecordWrongDisplay: func(code, display string) bool { return g.active[code] && !terms[code][display] },
		RecordDescription:  func(code, _ string) bool { return described[code] },
		RecordOutOfHierarchy: func(code, display string) bool {
			return g.active[code] && terms[code][display] && !g.above(t, code)["404684003"]
		},
	}
	for kind, holds := range holds {
		var out bytes.Buffer
		counts, err := WriteRecords(context.Background(), RecordsConfig{Seed: 3, Records: 500, Shares: []RecordShare{{kind, 1}}}, source, &out)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 501 || counts[0] != (RecordCount{kind, 500}) || strings.Join(rows[0], ",") != "id,date,code,display" {
			t.Fatalf("%s: %d rows, counts %v, header %v", kind, len(rows), counts, rows[0])
		}
		wrong := 0
		for _, row := range rows[1:] {
			if !holds(row[2], row[3]) {
				wrong++
				t.Logf("%s: %v", kind, row)
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d of 500 records aren't", kind, wrong)
		}
	}
}

// Read from a directory, a zip or made anew, the release gives the same records.
func TestRecordSourcesAgree(t *testing.T) {
	if testing.Short() {
		t.Skip("about content: the goroutines at work are those of TestScaleIsTheSameOnAnyMachine")
	}
	cfg := Config{Seed: 12, Profile: ProfileSmall}
	dir := t.TempDir()
	if _, err := Generate(context.Background(), cfg, NewDirSink(filepath.Join(dir, "d"))); err != nil {
		t.Fatal(err)
	}
	archive, err := os.Create(filepath.Join(dir, "z.zip"))
	if err != nil {
		t.Fatal(err)
	}
	sink := NewParallelZipSink(archive, "folder")
	if _, err := Generate(context.Background(), cfg, sink); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sink.Close(), archive.Close()); err != nil {
		t.Fatal(err)
	}
	made, err := GenerateRecordSource(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	records := func(s *RecordSource) string {
		var out bytes.Buffer
		counts, err := WriteRecords(context.Background(), RecordsConfig{Seed: 1, Records: 5000}, s, &out)
		if err != nil {
			t.Fatal(err)
		}
		for i, share := range DefaultRecordShares() {
			if want := share.Share * 5000; float64(counts[i].Rows) < want*0.6 || float64(counts[i].Rows) > want*1.4 {
				t.Errorf("%d records of kind %s, want about %.0f", counts[i].Rows, share.Kind, want)
			}
		}
		return out.String()
	}
	want := records(made)
	for _, name := range []string{"d", "z.zip"} {
		s, err := ReadRecordSource(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if records(s) != want {
			t.Errorf("%s gives other records", name)
		}
	}
}

func TestRecordErrors(t *testing.T) {
	ctx := context.Background()
	s, err := ReadRecordSource("../../testdata/mini")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		cfg  RecordsConfig
		want string
	}{
		{RecordsConfig{}, "Records is 0"},
		{RecordsConfig{Records: 1, Shares: []RecordShare{{RecordGood, 0.5}}}, "sum to 0.5"},
		{RecordsConfig{Records: 1, Shares: []RecordShare{{RecordGood, 2}, {RecordUnknown, -1}}}, "is -1"},
		{RecordsConfig{Records: 1, Below: 100005}, string(RecordGood)},
	} {
		_, err := WriteRecords(ctx, tt.cfg, s, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one with %q", tt.cfg, err, tt.want)
		}
	}
	if _, err := ReadRecordSource(t.TempDir()); err == nil || !strings.Contains(err.Error(), "sct2_Concept_") {
		t.Errorf("an empty directory: error %v", err)
	}
	if _, err := WriteRecords(ctx, RecordsConfig{Records: 100_000}, s, &failing{}); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// A table in pieces of any length has the rows that it has in one.
func TestLineWriter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a\t\r]{0,6}\n){0,6}[a\t]{0,4}`).Draw(t, "text")
		var want []string
		for i, line := range strings.Split(text, "\n") {
			if line = strings.TrimSuffix(line, "\r"); i > 0 && line != "" {
				want = append(want, strings.ReplaceAll(line, "\t", "|"))
			}
		}
		var got []string
		w := &lineWriter{row: func(row [][]byte) error {
			got = append(got, string(bytes.Join(row, []byte("|"))))
			return nil
		}}
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "piece")
			if _, err := w.Write([]byte(rest[:n])); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("%q: rows %q, want %q", text, got, want)
		}
	})
}
