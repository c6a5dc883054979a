package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

var update = flag.Bool("update", false, "write the sample file of the current format version, and what it holds")

// TestFormats opens a sample file of each format version that there ever was.
// The current one must read as it did when the sample was made; older ones, when
// there are any, must be refused with the right words or read. A change of the
// layout that fails here needs a new FormatVersion, and its own sample.
func TestFormats(t *testing.T) {
	sample := filepath.Join("testdata", fmt.Sprintf("format-%d.db", FormatVersion))
	golden := filepath.Join("testdata", fmt.Sprintf("format-%d.json", FormatVersion))
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		os.Remove(sample)
		f := makeFake(seeded(21), shape{concepts: 12, descriptions: 4, relationships: 4, members: 30, lifelike: true})
		if err := Write(t.Context(), sample, f, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(sample)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	got := dump(t, s)
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s no longer reads as %s says:\n%s", sample, golden, got)
	}
}

// TestOldFormats opens the samples of the versions that this program no longer
// reads: they are told apart from damage, with what to do.
func TestOldFormats(t *testing.T) {
	for version := 1; version < FormatVersion; version++ {
		path := filepath.Join("testdata", fmt.Sprintf("format-%d.db", version))
		_, err := Open(path)
		var e *terminology.Error
		if !errors.As(err, &e) || e.Reason != terminology.ReasonFormatUnknown || !strings.Contains(e.Hint, "firn import") ||
			!strings.Contains(e.Message, fmt.Sprintf("has format version %d", version)) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// dump returns everything in a store as indented JSON.
func dump(t *testing.T, s *Store) []byte {
	t.Helper()
	var all struct {
		Info     *terminology.ReleaseInfo
		Tags     []string
		Concepts []*terminology.Concept
		TagOf    []int
		Stamps   []terminology.Stamp
		Statuses []sctid.ID
		Refsets  []terminology.Refset
		Members  []terminology.Member
		Sets     [][]uint32
	}
	all.Info, all.Tags, all.Refsets = s.Info(), s.SemanticTags(), s.Refsets()
	for o := range taxonomy.Ordinal(s.Taxonomy().Len()) {
		c, err := s.Concept(o, terminology.PartAll)
		all.Concepts = append(all.Concepts, must(t, c, err))
		all.TagOf = append(all.TagOf, s.SemanticTag(o))
		all.Stamps = append(all.Stamps, s.ConceptStamp(o))
		all.Statuses = append(all.Statuses, s.DefinitionStatus(o))
	}
	for _, r := range s.Refsets() {
		all.Members = append(all.Members, collect(t, s.Members(r.ID, terminology.MemberKey{}))...)
		set, err := s.MemberConcepts(r.ID)
		all.Sets = append(all.Sets, must(t, set, err).ToArray())
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}
