package diff_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/internal/testrelease"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/diff"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

var testdata = filepath.Join(testenv.Root(), "testdata")

// tell writes a change as a line, as the twin does.
func tell(c *diff.Change) string {
	line := fmt.Sprintf("%d %s", c.ConceptID, c.Kind)
	became := func() string {
		targets := []sctid.ID{}
		for i := range c.Resolution.Len() {
			targets = append(targets, c.Resolution.Replacement(i).TargetID)
		}
		slices.Sort(targets)
		return fmt.Sprintf(" %d %s %d", c.Inactivation.ReasonID, c.Inactivation.Since, targets)
	}
	switch c.Kind {
	case diff.Vanished:
		line += fmt.Sprintf(" active=%v", c.OldActive)
	case diff.Added:
		line += fmt.Sprintf(" active=%v", c.NewActive)
	case diff.Retired:
		line += became()
	case diff.LostMember, diff.NewMember:
		line += " " + c.Why.String()
		if c.AnchorID != 0 {
			line += " " + c.AnchorID.String()
		}
		if c.Why == diff.WhyRetired {
			line += became()
		}
	case diff.FullySpecifiedName:
		line += fmt.Sprintf(" %q %q", c.OldTerm, c.NewTerm)
	case diff.PreferredTerm:
		line += fmt.Sprintf(" %q %q %d", c.OldTerm, c.NewTerm, c.Dialects)
	case diff.Moved:
		line += fmt.Sprintf(" %d %d", c.LostParents, c.GainedParents)
	case diff.DefinitionStatus:
		line += fmt.Sprintf(" %d %d", c.OldStatusID, c.NewStatusID)
	}
	return line
}

// changes tells all changes of a comparison.
func changes(t testing.TB, old, new *terminology.Release, options diff.Options) []string {
	t.Helper()
	comparison, err := diff.New(old, new, options)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for c, err := range comparison.Changes(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, tell(c))
	}
	return lines
}

func expect(t *testing.T, got []string, want string) {
	t.Helper()
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// valueSet evaluates a constraint in both releases.
func valueSet(t *testing.T, old, new *terminology.Release, constraint string) *diff.ValueSet {
	t.Helper()
	query, _, err := ecl.Parse(constraint, ecl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	set, _, _, err := diff.EvaluateValueSet(t.Context(), ecl.NewEngine(old, ecl.EngineOptions{}), ecl.NewEngine(new, ecl.EngineOptions{}), query, ecl.EvaluateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// What happened to mini by its Full files, read by eye: see testdata/README.md.
func TestMiniByDate(t *testing.T) {
	mini := []string{filepath.Join(testdata, "mini")}
	first := testrelease.Import(t, importer.Options{Paths: mini, AsOf: 20240131})
	second := testrelease.Import(t, importer.Options{Paths: mini, AsOf: 20240731})
	third := testrelease.Import(t, importer.Options{Paths: mini})
	expect(t, changes(t, second, third, diff.Options{}), "1409999999101 retired 900000000000485001 20250131 [1249999999102]")
	expect(t, changes(t, third, second, diff.Options{}), "1409999999101 reactivated")
	expect(t, changes(t, first, second, diff.Options{}), `1379999999103 definition-status 900000000000074008 900000000000073002
1399999999104 retired 900000000000482003 20240731 [1249999999102]
1419999999104 retired 900000000000484002 20240731 [1249999999102 1259999999104]
1429999999106 retired 900000000000483008 20240731 [1289999999106 1299999999108]
1439999999108 retired 1186917008 20240731 [1279999999109 1299999999108]
1449999999103 retired 723277005 20240731 [1259999999104]
1459999999100 retired 1186919006 20240731 []
1469999999102 retired 900000000000487009 20240731 [1039999999102]
1479999999105 retired 900000000000486000 20240731 [64572001]
1489999999107 retired 900000000000485001 20240731 []
1499999999109 retired 900000000000485001 20240731 []
1509999999102 retired 0 20240731 []`)

	// What was retired last was below Disease.
	set := valueSet(t, second, third, "<< 64572001")
	expect(t, changes(t, second, third, diff.Options{ValueSet: set}), `1409999999101 retired 900000000000485001 20250131 [1249999999102]
1409999999101 lost-member retired 900000000000485001 20250131 [1249999999102]`)
	// The simple reference set lost a member whose concept stayed as it was.
	set = valueSet(t, second, third, "^ 1069999999108")
	expect(t, changes(t, second, third, diff.Options{ValueSet: set}), "1299999999108 lost-member no-longer-matches")
	expect(t, changes(t, third, second, diff.Options{ValueSet: valueSet(t, third, second, "^ 1069999999108")}), "1299999999108 new-member now-matches")

	// A list of codes, unordered, with one twice and one that no release has.
	codes := []sctid.ID{1509999999102, 22298006, 1379999999103, 1409999999101, 1509999999102}
	expect(t, changes(t, first, third, diff.Options{Codes: codes, Kinds: diff.KindsOf(diff.NotFound, diff.Retired)}), `22298006 not-found
1409999999101 retired 900000000000485001 20250131 [1249999999102]
1509999999102 retired 0 20240731 []`)
	expect(t, changes(t, first, third, diff.Options{Codes: []sctid.ID{}}), "")
	expect(t, changes(t, third, third, diff.Options{}), "")
}

// What mini-extension says that it adds to mini.
func TestMiniAndItsExtension(t *testing.T) {
	mini, extension := filepath.Join(testdata, "mini"), filepath.Join(testdata, "mini-extension")
	old := testrelease.Import(t, importer.Options{Paths: []string{mini}})
	new := testrelease.Import(t, importer.Options{Paths: []string{mini, extension}})
	const (
		added   = "999999998108 added active=true\n1009999998100 added active=true\n1019999998102 added active=true"
		retired = "1359999999108 retired 900000000000483008 20250331 []"
	)
	expect(t, changes(t, old, new, diff.Options{Kinds: diff.KindsOf(diff.Added)}), added)
	expect(t, changes(t, old, new, diff.Options{Kinds: diff.KindsOf(diff.Retired, diff.Vanished, diff.Moved, diff.DefinitionStatus, diff.FullySpecifiedName)}), retired)
	gb := terminology.Dialects{terminology.GBEnglish}
	expect(t, changes(t, old, new, diff.Options{Kinds: diff.KindsOf(diff.PreferredTerm), Dialects: gb}),
		`1249999999102 preferred-term "Myocardial infarction" "Heart attack" [900000000000508004]`)
	us := terminology.Dialects{terminology.USEnglish}
	expect(t, changes(t, old, new, diff.Options{Kinds: diff.KindsOf(diff.PreferredTerm), Dialects: us}), "")
	// Norwegian terms where there were none.
	expect(t, changes(t, old, new, diff.Options{Kinds: diff.KindsOf(diff.PreferredTerm), Codes: []sctid.ID{1249999999102}}),
		`1249999999102 preferred-term "" "hjerteinfarkt" [999999998108]
1249999999102 preferred-term "Myocardial infarction" "Heart attack" [900000000000508004]`)
	// The other way round the added ones are gone.
	expect(t, changes(t, new, old, diff.Options{Kinds: diff.KindsOf(diff.Vanished, diff.Reactivated)}),
		strings.ReplaceAll(added, "added", "vanished")+"\n1359999999108 reactivated")
	expect(t, changes(t, old, new, diff.Options{ValueSet: valueSet(t, old, new, "< 1249999999102")}), "1019999998102 added active=true\n1019999998102 new-member added")
	expect(t, changes(t, new, old, diff.Options{ValueSet: valueSet(t, new, old, "< 1249999999102")}), "1019999998102 vanished active=true\n1019999998102 lost-member vanished")
}

// A few rows of mini are changed by hand: names, parents, and what follows of a
// value set.
func TestChangedByHand(t *testing.T) {
	base := readMini(t)
	changed := base.clone()
	// Pneumonia goes from Disease to Disorder of heart.
	changed.change(relationships, 4, "1299999999108", func(row []string) {
		if row[7] == "116680003" && row[2] == "1" {
			row[5] = "1239999999107"
		}
	})
	changed.change(descriptions, 7, "Pneumonia (disorder)", func(row []string) { row[7] = "Inflammation of lung (disorder)" })
	changed.change(descriptions, 7, "Pneumonia", func(row []string) { row[7] = "Lung inflammation" })
	old := testrelease.Import(t, importer.Options{Paths: []string{base.write(t)}})
	new := testrelease.Import(t, importer.Options{Paths: []string{changed.write(t)}})
	const named = `1299999999108 fully-specified-name "Pneumonia (disorder)" "Inflammation of lung (disorder)"
1299999999108 preferred-term "Pneumonia" "Lung inflammation" [900000000000508004 900000000000509007]`
	moved := ofKind(changes(t, old, new, diff.Options{}), "moved")
	if len(moved) != 1 || !strings.HasPrefix(moved[0], "1299999999108 moved [") || !strings.HasSuffix(moved[0], " [1239999999107]") {
		t.Fatalf("moved: %q", moved)
	}
	expect(t, changes(t, old, new, diff.Options{}), named+"\n"+moved[0])
	expect(t, changes(t, old, new, diff.Options{ValueSet: valueSet(t, old, new, "< 1239999999107"), Kinds: diff.KindsOf(diff.NewMember, diff.LostMember)}),
		"1299999999108 new-member moved-in 1239999999107")
	expect(t, changes(t, old, new, diff.Options{ValueSet: valueSet(t, old, new, "< 64572001 MINUS < 1239999999107"), Kinds: diff.KindsOf(diff.NewMember, diff.LostMember)}),
		"1299999999108 lost-member moved-out 1239999999107")
	// By term, not by place.
	expect(t, changes(t, old, new, diff.Options{ValueSet: valueSet(t, old, new, `< 404684003 {{ term = "pneumonia" }}`), Kinds: diff.KindsOf(diff.LostMember)}),
		"1299999999108 lost-member no-longer-matches")
}

// Of the real subset there is one release.
func TestSubsetAgainstItself(t *testing.T) {
	dir := testenv.Subset(t)
	release := testrelease.Import(t, importer.Options{Paths: []string{dir}, Release: testenv.SubsetRelease})
	if got := changes(t, release, release, diff.Options{}); got != nil {
		t.Errorf("a release differs from itself: %q", got)
	}
}

func TestOptionsContradict(t *testing.T) {
	release := testrelease.Import(t, importer.Options{Paths: []string{filepath.Join(testdata, "mini")}})
	_, err := diff.New(release, release, diff.Options{ValueSet: &diff.ValueSet{}, Codes: []sctid.ID{1}})
	if err == nil || terminology.KindOf(err) != terminology.KindInvalidArgument {
		t.Errorf("got %v", err)
	}
	query, _, err := ecl.Parse("^ [targetComponentId, referencedComponentId] 900000000000526001", ecl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	engine := ecl.NewEngine(release, ecl.EngineOptions{})
	_, _, _, err = diff.EvaluateValueSet(t.Context(), engine, engine, query, ecl.EvaluateOptions{})
	var domain *terminology.Error
	if !errors.As(err, &domain) || domain.Reason != ecl.ReasonRowsNotASet {
		t.Errorf("got %v", err)
	}
}

// A walk ends with its context and with its consumer.
func TestWalkEnds(t *testing.T) {
	mini := []string{filepath.Join(testdata, "mini")}
	old, new := testrelease.Import(t, importer.Options{Paths: mini, AsOf: 20240131}), testrelease.Import(t, importer.Options{Paths: mini})
	comparison, err := diff.New(old, new, diff.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	seen := 0
	for c, err := range comparison.Changes(ctx) {
		seen++
		if c != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, %v", c, err)
		}
	}
	if seen != 1 {
		t.Errorf("%d results of a walk that was cancelled before", seen)
	}
	for n := range 4 {
		seen = 0
		for _, err := range comparison.Changes(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen > n {
				break
			}
		}
		if seen != n+1 {
			t.Errorf("%d changes, and the consumer stopped after %d", seen, n+1)
		}
	}
}

// Many concepts are compared, and the context ends in between.
func TestWalkIsCancelledInBetween(t *testing.T) {
	release := testrelease.Import(t, importer.Options{Paths: []string{filepath.Join(testdata, "mini")}})
	codes := make([]sctid.ID, 2000) // none of them a concept
	for i := range codes {
		codes[i] = sctid.ID(i + 1)
	}
	comparison, err := diff.New(release, release, diff.Options{Codes: codes})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	var end error
	for c, err := range comparison.Changes(ctx) {
		if end = err; err != nil {
			break
		}
		if c.Kind != diff.NotFound {
			t.Fatalf("got %s", tell(c))
		}
		if seen++; seen == 10 {
			cancel()
		}
	}
	cancel()
	if !errors.Is(end, context.Canceled) || seen > 10+256 {
		t.Errorf("ended after %d changes with %v", seen, end)
	}
}

func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for k := range diff.DefinitionStatus + 1 {
		if k.String() == "" || seen[k.String()] || !diff.AllKinds.Has(k) {
			t.Errorf("kind %d is %q", k, k)
		}
		seen[k.String()] = true
	}
	if (diff.DefinitionStatus+1).String() != "" || diff.AllKinds.Has(diff.DefinitionStatus+1) {
		t.Error("there is a kind behind the last one")
	}
}
