package ecl

import (
	"strings"
	"testing"
)

// FuzzParse holds any text to what the package promises of all: a query that is
// written in its canonical or long form is the same query; an error has a place,
// a reason and a snippet; strict parsing takes no more than lenient parsing; and
// no text takes more than a bounded number of looks at each of its bytes.
func FuzzParse(f *testing.F) {
	for _, test := range accepted {
		f.Add(test.text)
	}
	for _, test := range refused {
		f.Add(strings.Replace(test.text, "‸", "", 1))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			t.Skip()
		}
		query, warnings, err := Parse(text, Options{})
		strict, strictWarnings, strictErr := Parse(text, Options{Strict: true})
		p := newParser(text, Options{})
		if _, _ = p.parse(); p.steps > 12*len(text)+100 {
			t.Errorf("%q: %d looks at %d bytes", text, p.steps, len(text))
		}
		if err != nil {
			checkError(t, text, err)
			if strictErr == nil {
				t.Errorf("%q: strict parsing takes what lenient parsing refuses: %v", text, err)
			}
			return
		}
		lenient := false
		for _, w := range warnings {
			lenient = lenient || w.Reason == ReasonLenient
			if w.Start < 0 || w.End < w.Start || w.End > len(text) || w.Line < 1 || w.Column < 1 || w.Message == "" {
				t.Errorf("%q: warning %+v", text, w)
			}
		}
		if lenient == (strictErr == nil) {
			t.Errorf("%q: warnings %v, and strict parsing says %v", text, warnings, strictErr)
		}
		canonical := query.String()
		if strictErr == nil && (strict.String() != canonical || len(strictWarnings) != len(warnings)) {
			t.Errorf("%q: strict parsing gives %s, lenient parsing %s", text, strict, canonical)
		}
		for _, style := range []Style{{}, {Long: true}, {KeepTerms: true}} {
			written := Format(query, style)
			again, _, err := Parse(written, Options{MaxLength: 1 << 24})
			if err != nil {
				t.Fatalf("%q is written as %q: %v", text, written, err)
			}
			if again.String() != canonical {
				t.Fatalf("%q is written as %q, which is another query:\n%s, want\n%s", text, written, again, canonical)
			}
			if got := Format(again, style); got != written {
				t.Fatalf("%q is written as %q, and that as %q", text, written, got)
			}
		}
		checkSpans(t, query)
	})
}

func checkError(t *testing.T, text string, err error) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok {
		t.Fatalf("%q: error of type %T", text, err)
	}
	line, column := Locate(text, e.Start)
	if e.Start < 0 || e.End < e.Start || e.End > len(text) || e.Line != line || e.Column != column ||
		e.Reason == "" || e.Message == "" || e.Found == "" || e.Text != text {
		t.Errorf("%q: %+v", text, e)
	}
	if lines := strings.Split(e.Snippet(), "\n"); len(lines) != 2 || !strings.Contains(lines[1], "^") {
		t.Errorf("%q: snippet %q", text, lines)
	}
}

// checkSpans holds the nodes of a tree to their places: none is empty or begins
// or ends with a blank, and each lies in the node that holds it.
func checkSpans(t *testing.T, query *Query) {
	t.Helper()
	var open []Node
	Walk(query, func(n Node) bool {
		span := n.Pos()
		if span.Start < 0 || span.End <= span.Start || span.End > len(query.Text) {
			t.Fatalf("%q: %T stands at %v", query.Text, n, span)
		}
		piece := query.Text[span.Start:span.End]
		if strings.TrimSpace(piece) != piece || strings.HasPrefix(piece, "/*") {
			t.Fatalf("%q: %T is %q", query.Text, n, piece)
		}
		for len(open) > 0 && open[len(open)-1].Pos().End <= span.Start {
			open = open[:len(open)-1]
		}
		if f, ok := n.(*Filter); ok && f.Kind == FilterMember {
			return false // it stands behind the membership that holds it
		}
		if len(open) > 0 {
			if outer := open[len(open)-1].Pos(); span.Start < outer.Start || span.End > outer.End {
				t.Fatalf("%q: %T at %v isn't in %T at %v", query.Text, n, span, open[len(open)-1], outer)
			}
		}
		open = append(open, n)
		return true
	})
}
