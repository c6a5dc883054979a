package ecl

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology/sctid"
)

// sharedCase is a row of the shared table of expressions.
type sharedCase struct {
	number, verdict, rule, grammar, text string
}

// sharedCases reads the shared table, or skips the test.
func sharedCases(t *testing.T) []sharedCase {
	t.Helper()
	file, err := os.Open(filepath.Join(testenv.Shared(t), "spec", "ecl_cases.tsv"))
	if err != nil {
		t.Skipf("no shared table of expressions: %v", err)
	}
	defer file.Close()
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t")
	var cases []sharedCase
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "n\t") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 9 {
			t.Fatalf("row %q has %d columns, want 9", line, len(f))
		}
		cases = append(cases, sharedCase{f[0], f[1], f[2], f[3], unescape.Replace(f[6])})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 434 {
		t.Fatalf("the shared table has %d rows, want 434 at least", len(cases))
	}
	return cases
}

func TestSharedCases(t *testing.T) {
	for _, c := range sharedCases(t) {
		query, warnings, err := Parse(c.text, Options{})
		_, _, strict := Parse(c.text, Options{Strict: true})
		lenient := false
		for _, w := range warnings {
			lenient = lenient || w.Reason == ReasonLenient
		}
		bad := ""
		switch {
		case c.verdict == "valid" && (err != nil || strict != nil || lenient):
			bad = "it is valid"
		case c.verdict == "lenient" || c.grammar == "2.2 only":
			if err != nil || !lenient || strict == nil {
				bad = "it wants a warning, and no place in strict parsing"
			}
		case c.verdict == "invalid" && (err == nil || strict == nil):
			bad = "it is invalid"
		case c.verdict == "semantic" && err == nil:
			remarks, err := Check(query, sharedVocabulary{})
			if err == nil && len(remarks) == 0 {
				bad = "neither parser nor check has anything to say"
			}
		}
		if bad != "" {
			t.Errorf("row %s, %q: %s; got %v, warnings %v, strict %v", c.number, c.text, bad, err, warnings, strict)
		}
		if err != nil {
			sensiblePlace(t, c, err.(*Error))
		}
	}
}

// sensiblePlace holds an error to what can be told without knowing the right
// answer: what stands before it could be the beginning of a good query. A way to
// finish it is looked for among short endings. Errors of meaning stand at what
// they are about, which the parser has already read past.
func sensiblePlace(t *testing.T, c sharedCase, e *Error) {
	t.Helper()
	if e.Start > len(c.text) || e.End < e.Start {
		t.Errorf("row %s, %q: the error stands at %v", c.number, c.text, e.Span)
		return
	}
	before := c.text[:e.Start]
	for _, middle := range []string{"", " ", "*", " *", "100005", "* = *", " = *", `"a"`, " * = *", `"20190131"`, "active = 1", "en", "syn", "#1", "/", "code", "a]*", "]*", "0..1]*=*", "{*=*", "/* */", "prefer", "primitive", "HISTORY", `> "20190131"`} {
		for _, end := range []string{"", ")", "}", `"`, "}}", " }}", ") }}", ")}}", "))", "] *", "|", ") = *", " = *", "} = *", "* = *"} {
			if _, _, err := Parse(before+middle+end, Options{}); err == nil {
				return
			}
		}
	}
	t.Errorf("row %s, %q: no query begins with what stands before the error, %q: %v", c.number, c.text, before, e)
}

// sharedVocabulary knows what the rows of the shared table mean to exist.
type sharedVocabulary struct{}

func (sharedVocabulary) Concept(id sctid.ID) (known, active bool) { return id != 99999999, true }
func (sharedVocabulary) Dialect(alias string) bool                { return alias != "xx-yy" }
func (sharedVocabulary) Scheme(alias string) bool                 { return alias == "loinc" }
func (sharedVocabulary) Columns(sctid.ID) []string {
	return []string{"mapTarget", "mapGroup", "mapPriority", "targetComponentId", "correlationId", "sourceEffectiveTime"}
}

// What needs a release is checked with one: the rows that are valid have names
// that there are, but for identifiers that their editions alone have.
func TestCheckSharedCases(t *testing.T) {
	for _, c := range sharedCases(t) {
		if c.verdict != "valid" {
			continue
		}
		query, _, err := Parse(c.text, Options{})
		if err != nil {
			t.Fatalf("row %s: %v", c.number, err)
		}
		if _, err := Check(query, sharedVocabulary{}); err != nil && !strings.Contains(c.text, "my-scheme") {
			t.Errorf("row %s, %q: %v", c.number, c.text, err)
		}
	}
}
