package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A profile is written with its report, and records are made against it and
// against the profile itself: the same.
func TestSynthProfileAndRecords(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutines but those of package synth")
	}
	dir := t.TempDir()
	release := filepath.Join(dir, "small.zip")
	r := runFirn(t, "", "synth", "--profile", "small", "--json", release)
	if r.code != 0 || !strings.Contains(r.stderr, "closure pairs") {
		t.Fatalf("exit %d, standard error %q", r.code, r.stderr)
	}
	var made synthObject
	if err := json.Unmarshal([]byte(r.stdout), &made); err != nil {
		t.Fatal(err)
	}
	if made.Path != release || made.Profile != "small" || made.Concepts < 10_000 || len(made.Figures) < 40 {
		t.Errorf("answer %+v", made)
	}
	file := filepath.Join(dir, "records.csv")
	if r := runFirn(t, "", "synth", "--records", "300", "--seed", "0", "--release", release, file); r.code != 0 || r.stdout != file+"\n" {
		t.Fatalf("exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r = runFirn(t, "", "synth", "--records", "300", "--profile", "small", "-")
	if r.code != 0 || r.stdout != string(want) || strings.Count(r.stdout, "\n") != 301 {
		t.Errorf("exit %d: the records of the profile differ from those of its zip\n%s", r.code, r.stderr)
	}
	if !strings.Contains(r.stderr, "bad check digit") {
		t.Errorf("no summary: %q", r.stderr)
	}
}

func TestSynthUsage(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutines but those of package synth")
	}
	for _, args := range [][]string{
		{"--profile", "small", "--concepts", "5", "x.zip"},
		{"--profile", "huge", "x.zip"},
		{"--release", "x.zip", "y.csv"},
		{"--records", "-1", "y.csv"},
		{"--records", "5", "--full", "y.csv"},
		{"--records", "5", "--json", "-"},
		{"--records", "5", "--below", "12", "y.csv"},
		{"--records", "5", "--below", "100005", "y.csv"},
	} {
		if r := runFirn(t, "", append([]string{"synth"}, args...)...); r.code != 2 {
			t.Errorf("%v: exit %d, want 2\n%s", args, r.code, r.stderr)
		}
	}
}
