package rf2

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/testenv"
)

// Rows of the real subset, counted from its text files with wc.
var subsetRows = map[string]int64{
	"Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20250909.txt":              15909,
	"Refset/Metadata/der2_cissccRefset_MRCMAttributeDomainSnapshot_INT_20250909.txt": 81,
	"Refset/Metadata/der2_ssRefset_ModuleDependencySnapshot-en_INT_20250909.txt":     7,
	"Refset/Metadata/der2_ssccRefset_MRCMAttributeRangeSnapshot_INT_20250909.txt":    71,
	"Refset/der2_cRefset_AssociationSnapshot_INT_20250909.txt":                       33,
	"Terminology/sct2_Concept_Snapshot_INT_20250909.txt":                             2258,
	"Terminology/sct2_Description_Snapshot-en_INT_20250909.txt":                      7882,
	"Terminology/sct2_RelationshipConcreteValues_Snapshot_INT_20250909.txt":          8,
	"Terminology/sct2_Relationship_Snapshot_INT_20250909.txt":                        6945,
	"Terminology/sct2_TextDefinition_Snapshot-en_INT_20250909.txt":                   363,
	"Terminology/sct2_sRefset_OWLExpressionSnapshot_INT_20250909.txt":                2312,
}

// Every field of every row of the real subset, written back as text, equals
// what a plain reader with strings.Split sees.
func TestSubsetEqualsNaiveReading(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine")
	}
	dir := testenv.Subset(t)
	p, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	rows := make(map[string]int64)
	for _, f := range p.Files {
		opts := Options{
			OnNotice:   func(n Notice) { t.Errorf("unexpected notice: %v", n) },
			OnProgress: func(_, n int64) { rows[f.Inner] = n },
		}
		got, err := rewrite(t.Context(), f, opts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(naiveRows(t, f), got); diff != "" {
			t.Errorf("%s (-naive +read):\n%.2000s", f.Inner, diff)
		}
		if f.ReleaseType != Snapshot || f.EffectiveDate != 20250909 || f.Name.CountryNamespace != "INT" {
			t.Errorf("%s: %v, %v, %q", f.Inner, f.ReleaseType, f.EffectiveDate, f.Name.CountryNamespace)
		}
	}
	if diff := cmp.Diff(subsetRows, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(p.Ignored) != 1 || p.Ignored[0].Reason != "readme" {
		t.Errorf("ignored: %v", p.Ignored)
	}
}

// naiveRows reads a well-formed file the plain way.
func naiveRows(tb testing.TB, f *File) [][]string {
	tb.Helper()
	r, err := f.Open()
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	s := bufio.NewScanner(r)
	s.Buffer(nil, MaxLineBytes)
	s.Scan()
	var rows [][]string
	for s.Scan() {
		rows = append(rows, strings.Split(s.Text(), "\t"))
	}
	if s.Err() != nil {
		tb.Fatal(s.Err())
	}
	return rows
}

// rewrite reads a file of any kind and writes the typed fields of each row as
// RF2 text again.
func rewrite(ctx context.Context, f *File, opts Options) ([][]string, error) {
	var rows [][]string
	add := func(values ...any) error {
		row := make([]string, len(values))
		for i, v := range values {
			switch v := v.(type) {
			case bool:
				row[i] = map[bool]string{true: "1", false: "0"}[v]
			case []byte:
				row[i] = string(v)
			default:
				row[i] = fmt.Sprint(v)
			}
		}
		rows = append(rows, row)
		return nil
	}
	err := readAny(ctx, f, opts, func(row any) error {
		switch r := row.(type) {
		case *ConceptRow:
			return add(r.ID, r.EffectiveTime, r.Active, r.ModuleID, r.DefinitionStatusID)
		case *DescriptionRow:
			return add(r.ID, r.EffectiveTime, r.Active, r.ModuleID, r.ConceptID, r.LanguageCode, r.TypeID, r.Term, r.CaseSignificanceID)
		case *RelationshipRow:
			return add(r.ID, r.EffectiveTime, r.Active, r.ModuleID, r.SourceID, r.DestinationID, r.Group, r.TypeID, r.CharacteristicTypeID, r.ModifierID)
		case *ConcreteRelationshipRow:
			return add(r.ID, r.EffectiveTime, r.Active, r.ModuleID, r.SourceID, r.Value, r.Group, r.TypeID, r.CharacteristicTypeID, r.ModifierID)
		case *IdentifierRow:
			return add(r.AlternateIdentifier, r.EffectiveTime, r.Active, r.ModuleID, r.IdentifierSchemeID, r.ReferencedComponentID)
		case *MemberRow:
			values := []any{r.ID, r.EffectiveTime, r.Active, r.ModuleID, r.RefsetID, r.ReferencedComponentID}
			for i := range r.Fields {
				values = append(values, fieldValue(&r.Fields[i]))
			}
			return add(values...)
		}
		return fmt.Errorf("no case for %T", row)
	})
	return rows, err
}

func fieldValue(f *Field) any {
	switch {
	case len(f.Text) == 0:
		return ""
	case f.Type == ComponentColumn:
		return f.ID
	case f.Type == IntegerColumn:
		return f.Integer
	}
	return f.Text
}

// readAny reads a file with the reader of its kind.
func readAny(ctx context.Context, f *File, opts Options, fn func(row any) error) error {
	switch f.Kind {
	case KindConcept:
		return ReadConcepts(ctx, f, opts, func(r *ConceptRow) error { return fn(r) })
	case KindDescription, KindTextDefinition:
		return ReadDescriptions(ctx, f, opts, func(r *DescriptionRow) error { return fn(r) })
	case KindRelationship, KindStatedRelationship:
		return ReadRelationships(ctx, f, opts, func(r *RelationshipRow) error { return fn(r) })
	case KindConcreteRelationship:
		return ReadConcreteRelationships(ctx, f, opts, func(r *ConcreteRelationshipRow) error { return fn(r) })
	case KindIdentifier:
		return ReadIdentifiers(ctx, f, opts, func(r *IdentifierRow) error { return fn(r) })
	case KindRefset:
		return ReadMembers(ctx, f, opts, func(r *MemberRow) error { return fn(r) })
	}
	return fmt.Errorf("no reader for kind %v", f.Kind)
}

// The bytes that Tee gets and OnProgress counts are those of the file.
func TestSubsetTeeAndProgress(t *testing.T) {
	p, err := Open(t.Context(), testenv.Subset(t))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, f := range p.Files {
		var tee strings.Builder
		var bytes int64
		opts := Options{Tee: &tee, OnProgress: func(b, _ int64) { bytes = b }}
		if err := readAny(t.Context(), f, opts, func(any) error { return nil }); err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		want, err := io.ReadAll(r)
		r.Close()
		if err != nil {
			t.Fatal(err)
		}
		if tee.String() != string(want) || bytes != int64(len(want)) || bytes != f.Size {
			t.Errorf("%s: tee has %d bytes, progress %d, size %d, the file %d", f.Inner, tee.Len(), bytes, f.Size, len(want))
		}
	}
}
