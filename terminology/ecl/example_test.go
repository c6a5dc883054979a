package ecl_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func ExampleParse() {
	query, _, err := ecl.Parse("descendantOf 404684003 |Clinical finding|: 363698007 = ANY", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	refined := query.Constraint.(*ecl.Refined)
	attribute := refined.Refinement.(*ecl.Attribute)
	fmt.Println(refined.Focus.Hierarchy, refined.Focus.Atom.(*ecl.ConceptReference).ID)
	fmt.Println(attribute.Name.Atom.(*ecl.ConceptReference).ID, attribute.Operator)
	fmt.Println(query)
	// Output:
	// < 404684003
	// 363698007 =
	// < 404684003 : 363698007 = *
}

func ExampleParse_error() {
	_, _, err := ecl.Parse("<< 128045006 OR << 10200004 AND << 64572001", ecl.Options{})
	e, ok := errors.AsType[*ecl.Error](err)
	if !ok {
		return
	}
	fmt.Println(e.Reason, "at byte", e.Start)
	fmt.Println(e.Message)
	fmt.Println(e.Snippet())
	fmt.Println(e.Hint)
	fmt.Println(terminology.KindOf(err))
	// Output:
	// ECL_OPERATORS_MIXED at byte 28
	// AND and OR don't go together without brackets
	// << 128045006 OR << 10200004 AND << 64572001
	//                             ^~~
	// write (<< 128045006 OR << 10200004) AND << 64572001 or << 128045006 OR (<< 10200004 AND << 64572001)
	// invalid argument
}

func ExampleParse_warning() {
	query, warnings, err := ecl.Parse(`* : 3460481009 = wild:"PAN*"`, ecl.Options{})
	fmt.Println(query, err)
	for _, w := range warnings {
		fmt.Println(w)
	}
	_, _, err = ecl.Parse(`* : 3460481009 = wild:"PAN*"`, ecl.Options{Strict: true})
	fmt.Println(err)
	// Output:
	// * : 3460481009 = wild:"PAN*" <nil>
	// line 1, column 18: ECL 2.3 compares an attribute's text exactly: match: and wild: are of version 2.2
	// line 1, column 18: ECL 2.3 compares an attribute's text exactly: match: and wild: are of version 2.2
}

func ExampleFormat() {
	query, _, err := ecl.Parse("<<404684003|old name|:[0..1]363698007!=39057004", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	terms := map[sctid.ID]string{404684003: "Clinical finding", 363698007: "Finding site"}
	term := func(id sctid.ID) string { return terms[id] }
	fmt.Println(ecl.Format(query, ecl.Style{}))
	fmt.Println(ecl.Format(query, ecl.Style{Term: term}))
	fmt.Println(ecl.Format(query, ecl.Style{Long: true}))
	// Output:
	// << 404684003 : [0..1] 363698007 != 39057004
	// << 404684003 |Clinical finding| : [0..1] 363698007 |Finding site| != 39057004
	// descendantOrSelfOf 404684003 : [0 to 1] 363698007 NOT = 39057004
}

// The concepts that a query names, with where they stand.
func ExampleWalk() {
	query, _, err := ecl.Parse("< 404684003\n  MINUS ^ 700043003", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ecl.Walk(query, func(n ecl.Node) bool {
		if concept, ok := n.(*ecl.ConceptReference); ok {
			line, column := ecl.Locate(query.Text, concept.Start)
			fmt.Printf("%d:%d %s\n", line, column, concept.ID)
		}
		return true
	})
	// Output:
	// 1:3 404684003
	// 2:11 700043003
}

// fewNames is a vocabulary of one active and one inactive concept.
type fewNames struct{}

func (fewNames) Concept(id sctid.ID) (known, active bool) {
	return id == 404684003 || id == 31978002, id == 404684003
}
func (fewNames) Dialect(alias string) bool { return alias == "en-gb" }
func (fewNames) Scheme(string) bool        { return false }
func (fewNames) Columns(sctid.ID) []string { return nil }

func ExampleCheck() {
	for _, text := range []string{
		"< 404684003 {{ dialect = en-GB }}",
		"404684003 OR 31978002 OR 404684004",
		"* {{ dialect = en-xx }}",
	} {
		query, _, err := ecl.Parse(text, ecl.Options{})
		if err != nil {
			fmt.Println(err)
			continue
		}
		warnings, err := ecl.Check(query, fewNames{})
		fmt.Println(len(warnings), "warnings, error", err)
		for _, w := range warnings {
			fmt.Println(w.Reason, w)
		}
	}
	// Output:
	// 0 warnings, error <nil>
	// 2 warnings, error <nil>
	// ECL_CONCEPT_INACTIVE line 1, column 14: concept 31978002 is inactive
	// ECL_CONCEPT_MALFORMED line 1, column 26: SCTID "404684004" has a wrong check digit: these digits would end in 3
	// 0 warnings, error line 1, column 16: there is no dialect en-xx
}

// exampleRelease imports testdata/mini, a release of some 100 made-up concepts,
// into a folder. A program opens the releases that firn import has made.
func exampleRelease(folder string) (*terminology.Release, error) {
	summary, err := importer.Import(context.Background(), importer.Options{
		DataDir: folder, Paths: []string{filepath.Join(testenv.Root(), "testdata", "mini")},
	})
	if err != nil {
		return nil, err
	}
	release, _, err := catalog.OpenRelease(summary.Dir)
	return release, err
}

// exampleEngine is an engine over that release; close frees it.
func exampleEngine() (engine *ecl.Engine, close func(), err error) {
	folder, err := os.MkdirTemp("", "firn-example-")
	if err != nil {
		return nil, nil, err
	}
	release, err := exampleRelease(folder)
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(folder))
	}
	return ecl.NewEngine(release, ecl.EngineOptions{}), func() { _, _ = release.Close(), os.RemoveAll(folder) }, nil
}

// The concepts of a constraint, and what it names that isn't there.
func ExampleEngine_Evaluate() {
	engine, done, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	query, _, err := ecl.Parse("< 64572001 |Disease| : { 363698007 = 1149999999108, 116676008 = * } OR 363698007 = 22298006", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := engine.Evaluate(context.Background(), query, ecl.EvaluateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for it := result.Concepts.Iterator(); it.HasNext(); {
		fmt.Println(engine.Release().Taxonomy().ID(taxonomy.Ordinal(it.Next())))
	}
	for _, w := range result.Warnings {
		fmt.Println(w.Reason, w.ID)
	}
	// Output:
	// 1249999999102
	// 1309999999107
	// ECL_CONCEPT_UNKNOWN 22298006
}

// The rows of a reference set.
func ExampleEngine_Evaluate_rows() {
	engine, done, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	query, _, err := ecl.Parse("^ [referencedComponentId, order] 1079999999100 {{ M order > #10 }}", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := engine.Evaluate(context.Background(), query, ecl.EvaluateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range result.Rows {
		fmt.Println(ecl.FieldText(row[0]), ecl.FieldText(row[1]))
	}
	// Output:
	// 1249999999102 20
	// 1279999999109 30
}

// A query that is asked about many concepts is prepared once.
func ExampleEngine_Prepare() {
	engine, done, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	query, _, err := ecl.Parse("<< 1239999999107 MINUS 1309999999107", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	prepared, err := engine.Prepare(context.Background(), query, true)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, id := range []sctid.ID{1249999999102, 1309999999107} {
		o, _ := engine.Release().Taxonomy().Ordinal(id)
		in, err := prepared.Contains(context.Background(), o)
		fmt.Println(id, in, err)
	}
	// Output:
	// 1249999999102 true <nil>
	// 1309999999107 false <nil>
}

// How a query is evaluated: String gives the whole plan with its times.
func ExampleEngine_Explain() {
	engine, done, err := exampleEngine()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer done()
	query, _, err := ecl.Parse("< 64572001 : 363698007 = << 123037004", ecl.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	explanation, err := engine.Explain(context.Background(), query, ecl.EvaluateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, n := range explanation.Nodes {
		if n.Evaluated {
			fmt.Printf("#%d %s, %s: %d concepts, %d expected\n", i, n.Operation, n.Detail, n.Size, n.Estimate)
		}
	}
	// Output:
	// #0 refine, < 64572001 |Disease| : 363698007 |Finding site| = << 123037004 |Body structure|: 7 concepts, 1 expected
	// #4 descendantOf, < 64572001 |Disease|: 8 concepts, 8 expected
}
