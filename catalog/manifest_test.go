package catalog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology"
)

func TestManifestRoundTrip(t *testing.T) {
	want := manifest(testRelease, "firn test")
	want.FormatVersion = FormatVersion
	want.Counts = terminology.Counts{Concepts: 3, ActiveConcepts: 2}
	want.Modules = []terminology.ModuleVersion{{ModuleID: terminology.CoreModule, EffectiveTime: 20250701, Rows: 7, Concepts: 3}}
	want.Build.Started = time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC)
	want.Build.Phases = []Phase{{"read", 1.5}}
	want.Skipped = []Skipped{{File: "f", Column: "term", Reason: "utf-8", Expected: "UTF-8", Rows: 2, Line: 3, Found: "<&>"}}
	want.Anomalies = []Anomaly{{Kind: "orphan", About: "…", Count: 1, First: []string{"x"}}}
	want.Contents = []ContentFile{{Path: "store.db", Size: 1, SHA256: "00"}}
	text, err := want.encode()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, manifestName), text, 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// Scripts read these names.
	for _, key := range []string{`"release": "` + testRelease + `"`, `"formatVersion": 1`, `"asOf": "20250701"`, `"moduleId": "900000000000207008"`} {
		if !strings.Contains(string(text), key) {
			t.Errorf("the manifest has no %s:\n%s", key, text)
		}
	}
}

func TestManifestOfUnknownFormat(t *testing.T) {
	const data = "/var/lib/firn data"
	for _, test := range []struct{ name, text, hint string }{
		{
			"with everything",
			`{"formatVersion": 99, "release": "` + testRelease + `", "build": {"settings": {"paths": ["a.zip", "b c.zip"], "lenient": true, "asOf": "20250701"}}}`,
			"build it again: firn import --data '/var/lib/firn data' --release " + testRelease + " --lenient --as-of 20250701 a.zip 'b c.zip'",
		},
		{
			"with other types",
			`{"formatVersion": 2, "release": {"uri": 1}, "build": []}`,
			"build it again: firn import --data '/var/lib/firn data' --release " + testRelease + " PATH...",
		},
		{
			"before versions",
			`{}`,
			"build it again: firn import --data '/var/lib/firn data' --release " + testRelease + " PATH...",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			name, _ := terminology.ParseReleaseURI(testRelease)
			version := 0
			switch {
			case strings.Contains(test.text, "99"):
				version = 99
			case strings.Contains(test.text, "2,"):
				version = 2
			}
			e := unknownFormat(ReleaseDir(data, name), version, []byte(test.text)).(*terminology.Error)
			if e.Reason != terminology.ReasonFormatUnknown || e.Kind != terminology.KindFailedPrecondition {
				t.Errorf("reason %s, kind %s", e.Reason, e.Kind)
			}
			if e.Hint != test.hint {
				t.Errorf("hint\n%s\nwant\n%s", e.Hint, test.hint)
			}
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(test.text), 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := ReadManifest(dir); err == nil || !strings.Contains(err.Error(), "format version") {
				t.Errorf("ReadManifest: %v", err)
			}
		})
	}
}

func TestManifestThatIsNone(t *testing.T) {
	if _, err := ReadManifest(t.TempDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of an empty directory: %v, want not exist", err)
	}
	for _, text := range []string{"", "{", `{"formatVersion": 1}`, `{"formatVersion": 1, "release": "http://snomed.info/sct/900000000000207008"}`, `{"formatVersion": 1, "release": 5}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if m, err := ReadManifest(dir); err == nil {
			t.Errorf("of %q: %+v, want an error", text, m)
		} else if !strings.Contains(err.Error(), dir) {
			t.Errorf("of %q: %v doesn't name the directory", text, err)
		}
	}
}
