package ecl_test

import (
	"errors"
	"fmt"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
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
