package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/cmd/firn/internal/diffpage"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// TestSameDiff puts the same questions about two releases to a data directory and to
// a server of it.
func TestSameDiff(t *testing.T) {
	if testing.Short() {
		t.Skip("the streams are those of server/rpc, whose tests run")
	}
	data := t.TempDir()
	for _, day := range []terminology.Date{20240131, 20250131} {
		options := importer.Options{DataDir: data, Paths: []string{filepath.Join(testenv.Root(), "testdata", "mini")}, AsOf: day}
		if _, err := importer.Import(t.Context(), options); err != nil {
			t.Fatal(err)
		}
	}
	server := startServer(t, firn("serve", "--data", data, "--grpc", "127.0.0.1:0"))
	for _, args := range []string{
		"diff 20240131 20250131",
		"diff 20240131 20250131 --json",
		"diff 20240131 20250131 --csv --ecl <<64572001",
		"diff 20250131 20240131 --html -",
		"diff 20240131 20250131 --codes - --limit 1",
		"diff 20240131 20240731",
		"diff 20250131 20250131",
	} {
		const codes = "1409999999101\n22298006\n"
		local := runFirn(t, codes, append(strings.Fields(args), "--data", data)...)
		remote := runFirn(t, codes, append(strings.Fields(args), "--server", server.address)...)
		if local != remote {
			t.Errorf("firn %s: the answers differ:\n%v\n%v", args, local, remote)
		}
		if local.code == exitFailed || local.stdout == "" && local.code == 0 {
			t.Errorf("firn %s: %v", args, local)
		}
	}
}

func TestReleaseOfVersion(t *testing.T) {
	known := []*firnv1.ReleaseSummary{
		{Release: "a/version/20250131", EffectiveTime: "20250131"},
		{Release: "a/version/20250731", EffectiveTime: "20250731"},
		{Release: "b/version/20250731", EffectiveTime: "20250731"},
	}
	for name, want := range map[string]string{
		"20250131": "a/version/20250131", "900000000000207008": "900000000000207008", "http://x": "http://x",
		"20251331": "20251331", // no date: the server says what it thinks of it
	} {
		if got, err := releaseOfVersion(known, name); err != nil || got != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	for name, want := range map[string]string{"20250731": "2 releases have", "20240101": "no release has", "": "has no name"} {
		if _, err := releaseOfVersion(known, name); err == nil || !strings.Contains(err.Error(), want) || exitCode(err) != exitUsage {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Every kind has a table, and the page knows what it is.
func TestEveryKindIsPrinted(t *testing.T) {
	if len(changeKinds) != len(firnv1.ChangeKind_name)-1 {
		t.Errorf("%d kinds", len(changeKinds))
	}
	for name, kind := range changeKinds {
		if cells := changeCells(&firnv1.ConceptChange{Kind: kind, Concept: &firnv1.ConceptSummary{ConceptId: 138875005}}); len(cells) > len(changeColumns(kind)) || cells[0] != "138875005" {
			t.Errorf("%s: %q below %q", name, cells, changeColumns(kind))
		}
		if s := (&diffpage.Section{Kind: name}); s.About() == "" || s.Title() == name {
			t.Errorf("the page doesn't know %s", name)
		}
	}
	if len(changeRow(&firnv1.ConceptChange{})) != len(diffColumns) {
		t.Error("a row of CSV has another number of cells than the header")
	}
}

func codesFrom(text string) ([]sctid.ID, error) {
	return readCodes(newProcess(context.Background(), "firn", strings.NewReader(text), io.Discard, io.Discard), "-")
}

func TestReadCodes(t *testing.T) {
	for text, want := range map[string][]sctid.ID{
		"22298006":                         {22298006},
		"404684003\r\n22298006\r\n":        {22298006, 404684003},
		"\ufeffcode\tterm\n22298006\tx\n":  {22298006},
		"22298006|MI|\n\n  22298006 again": {22298006},
		"\"22298006\",\"MI\"\n404684003;x": {22298006, 404684003},
	} {
		if got, err := codesFrom(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"": "has no codes", "code\n": "has no codes", "22298006\ncode\n": "line 2", "22298007": "line 1", "2659999999113": "description",
	} {
		var usage *usageError
		if _, err := codesFrom(text); !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzReadCodes: a list of codes is read into concept ids, ascending and each once, or
// refused as bad usage.
func FuzzReadCodes(f *testing.F) {
	for _, seed := range []string{"22298006\n404684003\n", "code,term\n22298006,x", "\ufeff22298006\r\n\r\n", "22298006|x|", "\"22298006\"", "x\ny"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ids, err := codesFrom(text)
		if err != nil {
			if exitCode(err) != exitUsage {
				t.Errorf("%v has the exit code %d", err, exitCode(err))
			}
			return
		}
		if len(ids) == 0 || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("read %v", ids)
		}
		for _, id := range ids {
			if id.Check() != nil || id.Kind() != sctid.KindConcept {
				t.Errorf("%v is no concept id", id)
			}
		}
	})
}
