package store

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func mediumFake() *fake {
	return makeFake(seeded(11), shape{concepts: 40, descriptions: 4, relationships: 5, members: 150})
}

// TestSameBytes: the file is a function of the source.
func TestSameBytes(t *testing.T) {
	var files [5][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "store.db")
		if err := Write(t.Context(), path, makeFake(seeded(7), largeShape), Options{}); err != nil {
			t.Fatal(err)
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(files[0], files[i]) {
			t.Errorf("file %d differs from the first", i+1)
		}
	}
}

func TestWriteKeepsExistingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(t.Context(), path, mediumFake(), Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("Write over a file: %v", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "precious" {
		t.Errorf("the file is now %q", content)
	}
}

func TestProgress(t *testing.T) {
	f := mediumFake()
	var stages []Stage
	last := map[Stage]Progress{}
	path := filepath.Join(t.TempDir(), "store.db")
	err := Write(t.Context(), path, f, Options{Progress: func(p Progress) {
		if !slices.Contains(stages, p.Stage) {
			stages = append(stages, p.Stage)
		} else if p.Done < last[p.Stage].Done || stages[len(stages)-1] != p.Stage {
			t.Errorf("%v comes after %v", p, last[p.Stage])
		}
		last[p.Stage] = p
	}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Stage{StageMembers, StageConcepts, StageDescriptions, StageIdentifiers, StageSeal}; !slices.Equal(stages, want) {
		t.Errorf("stages %v, want %v", stages, want)
	}
	for stage, want := range map[Stage]int{
		StageMembers: f.info.Counts.Members, StageConcepts: len(f.concepts), StageIdentifiers: len(f.identifiers),
	} {
		if p := last[stage]; p.Done != want || p.Total != want {
			t.Errorf("%s ended with %+v, want %d of %d", stage, p, want, want)
		}
	}
}

// interrupted calls stop before the concept with the given number.
type interrupted struct {
	*fake
	at   int
	stop func() error
}

func (i *interrupted) Concepts() iter.Seq2[*terminology.Concept, error] {
	return func(yield func(*terminology.Concept, error) bool) {
		n := 0
		for c, err := range i.fake.Concepts() {
			if n == i.at {
				err = i.stop()
			}
			if n++; !yield(c, err) {
				return
			}
		}
	}
}

// TestWriteBrokenOff: whatever ends the writing, no file is left.
func TestWriteBrokenOff(t *testing.T) {
	broken := errors.New("broken source")
	stopped := errors.New("stopped by the user")
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(stopped)
	running, cancelRunning := context.WithCancelCause(t.Context())
	for name, c := range map[string]struct {
		ctx  context.Context
		stop func() error
		want error
	}{
		"the source fails":        {t.Context(), func() error { return broken }, broken},
		"cancelled before":        {cancelled, func() error { return nil }, stopped},
		"cancelled while writing": {running, func() error { cancelRunning(stopped); return nil }, stopped},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			src := &interrupted{fake: mediumFake(), at: 7, stop: c.stop}
			if err := Write(c.ctx, filepath.Join(dir, "store.db"), src, Options{}); !errors.Is(err, c.want) {
				t.Errorf("Write returned %v, want %v", err, c.want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// TestContradictions: a source that breaks a promise is refused, and no file is
// left.
func TestContradictions(t *testing.T) {
	withDescriptions := func(f *fake) *terminology.Concept {
		i := slices.IndexFunc(f.concepts, func(c *terminology.Concept) bool { return len(c.Descriptions) > 1 })
		return f.concepts[i]
	}
	for name, change := range map[string]func(f *fake){
		"concepts out of order": func(f *fake) { f.concepts[3], f.concepts[4] = f.concepts[4], f.concepts[3] },
		"a concept too few":     func(f *fake) { f.concepts = f.concepts[:len(f.concepts)-1] },
		"a concept too many":    func(f *fake) { f.concepts = append(f.concepts, f.concepts[0]) },
		"an inactive concept among the active": func(f *fake) {
			f.concepts[0].Active = false
		},
		"descriptions out of order": func(f *fake) { slices.Reverse(withDescriptions(f).Descriptions) },
		"a description twice": func(f *fake) {
			c := withDescriptions(f)
			c.Descriptions[1].ID = c.Descriptions[0].ID
		},
		"a description of two concepts": func(f *fake) {
			c := withDescriptions(f)
			for _, other := range f.concepts {
				if other != c && len(other.Descriptions) > 0 {
					other.Descriptions = []terminology.Description{{ID: c.Descriptions[0].ID, ConceptID: other.ID}}
					return
				}
			}
		},
		"a description of another concept": func(f *fake) { withDescriptions(f).Descriptions[0].ConceptID++ },
		"a relationship of another concept": func(f *fake) {
			f.concepts[0].Relationships = []terminology.Relationship{{ID: 1, SourceID: 2}}
		},
		"a destination and a value": func(f *fake) {
			f.concepts[0].Relationships = []terminology.Relationship{{
				SourceID: f.concepts[0].ID, DestinationID: 1, Value: terminology.ConcreteValue{Kind: 1, Text: "1"},
			}}
		},
		"a value without a kind": func(f *fake) {
			f.concepts[0].Relationships = []terminology.Relationship{{
				SourceID: f.concepts[0].ID, Value: terminology.ConcreteValue{Text: "1"},
			}}
		},
		"an axiom that is no member": func(f *fake) {
			c := f.concepts[0]
			c.Axioms = append(c.Axioms, terminology.Axiom{RefsetID: terminology.OWLAxiom})
		},
		"an axiom of an unknown reference set": func(f *fake) {
			c := f.concepts[0]
			c.Axioms = append(c.Axioms, terminology.Axiom{RefsetID: 5})
		},
		"an unknown reference set":          func(f *fake) { f.concepts[0].RefsetIDs = []sctid.ID{5} },
		"reference sets out of order":       func(f *fake) { slices.Reverse(f.refsets) },
		"a column of no kind":               func(f *fake) { f.refsets[0].Columns = []terminology.RefsetColumn{{Name: "x", Kind: 'x'}} },
		"a wrong number of members":         func(f *fake) { f.refsets[0].Members++ },
		"a wrong number of active members":  func(f *fake) { f.refsets[0].ActiveMembers-- },
		"members out of order":              func(f *fake) { slices.Reverse(f.members[fakeSimple]) },
		"a member twice":                    func(f *fake) { f.members[fakeSimple][1] = f.members[fakeSimple][0] },
		"a member of another reference set": func(f *fake) { f.members[fakeSimple][0].RefsetID++ },
		"a field too few":                   func(f *fake) { f.members[fakeMap][0].Fields = nil },
		"a field of another kind":           func(f *fake) { f.members[fakeMap][0].Fields[0].Kind = terminology.FieldString },
		"identifiers out of order":          func(f *fake) { slices.Reverse(f.identifiers) },
	} {
		t.Run(name, func(t *testing.T) {
			f := mediumFake()
			change(f)
			dir := t.TempDir()
			if err := Write(t.Context(), filepath.Join(dir, "store.db"), f, Options{}); !errors.Is(err, ErrSource) {
				t.Errorf("Write returned %v", err)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
