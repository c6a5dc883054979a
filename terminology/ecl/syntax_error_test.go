package ecl

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/firn-sct/firn/terminology"
)

func mustFail(t *testing.T, text string, options Options) *Error {
	t.Helper()
	query, _, err := Parse(text, options)
	if err == nil {
		t.Fatalf("%.80q is read as %.80s", text, query)
	}
	e, ok := err.(*Error)
	if !ok {
		t.Fatalf("%.80q: error of type %T", text, err)
	}
	return e
}

func TestErrorMessages(t *testing.T) {
	tests := []struct{ text, want string }{
		{"<", `line 1, column 2: expected a concept, "*" or "(", found the end of the query`},
		{"<< abc", `line 1, column 4: expected a concept, "*" or "(", found "abc"`},
		{"100005\n  foo", `line 2, column 3: expected AND, OR, MINUS, ":", "." or "{{", found "foo"`},
		{"< 100005 AND < 100005 OR ^ 100005",
			`line 1, column 23: OR and AND don't go together without brackets ` +
				`(write (< 100005 AND < 100005) OR ^ 100005 or < 100005 AND (< 100005 OR ^ 100005))`},
		{"* : * = < 100005 OR * = * , * = #1",
			`line 1, column 27: AND and OR don't go together without brackets ` +
				`(write (* = < 100005 OR * = *) AND * = #1 or * = < 100005 OR (* = * AND * = #1))`},
		{"* MINUS * MINUS *", `line 1, column 11: a second MINUS needs brackets (write (* MINUS *) MINUS * or * MINUS (* MINUS *))`},
		{"* AND * OR", `line 1, column 9: OR and AND don't go together without brackets (write (* AND *) OR …)`},
		{"* AND * OR ( * AND * OR", `line 1, column 9: OR and AND don't go together without brackets (write (* AND *) OR …)`},
		{"* AND < 100005 : * = *", `line 1, column 16: ":" belongs to a single sub-expression: what stands before it needs brackets ` +
			`(write (* AND < 100005) : … or … (< 100005 : …))`},
		{"* {{ X active = 1 }}", `line 1, column 6: there is no filter X (filters are C for concepts, D for descriptions and M for members)`},
		{"* : [5..2] * = *", `line 1, column 5: the minimum of the cardinality is greater than its maximum (did you mean [2..5]?)`},
		{"(\n(*", `line 2, column 3: expected AND, OR, MINUS, ":", ".", "{{" or ")", found the end of the query ("(" of line 2, column 1 isn't closed)`},
		{"* : * > 100005", `line 1, column 7: > compares numbers, and concepts have no order (a number is written with #, as #5)`},
	}
	for _, test := range tests {
		if got := mustFail(t, test.text, Options{}).Error(); got != test.want {
			t.Errorf("%q gives\n%s, want\n%s", test.text, got, test.want)
		}
	}
}

func TestErrorParts(t *testing.T) {
	e := mustFail(t, "<< äbc AND\r\n*", Options{})
	if e.Line != 1 || e.Column != 4 || e.Found != "ä" || e.Reason != ReasonSyntax || strings.Join(e.Expected, ";") != `a concept;"*";"("` {
		t.Errorf("%+v", e)
	}
	e = mustFail(t, "<< 100005 AND\r\nfoo", Options{})
	if e.Line != 2 || e.Column != 1 || e.Found != "foo" || e.End-e.Start != 3 {
		t.Errorf("%+v", e)
	}
	e = mustFail(t, "*:*=*,", Options{})
	if e.Found != "the end of the query" || e.Start != 6 || e.End != 6 {
		t.Errorf("%+v", e)
	}
}

func TestErrorIsTerminologys(t *testing.T) {
	_, _, err := Parse("* : [5..2] * = *", Options{})
	if got := terminology.KindOf(err); got != terminology.KindInvalidArgument {
		t.Errorf("kind %v, want invalid argument", got)
	}
	var domain *terminology.Error
	if !errors.As(err, &domain) || domain.Reason != ReasonCardinalityInvalid || domain.Hint == "" ||
		domain.Message != "ECL, line 1, column 5: the minimum of the cardinality is greater than its maximum" {
		t.Errorf("%+v", domain)
	}
	inField := terminology.InField(err, "ecl")
	var syntax *Error
	if !errors.As(inField, &domain) || domain.Field != "ecl" || !errors.As(inField, &syntax) || syntax.Start != 4 {
		t.Errorf("%+v, %+v", domain, syntax)
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("<< 100005 OR ", 20)
	tests := []struct{ text, want string }{
		{"* : [5..2] * = *", "* : [5..2] * = *\n    ^~~~~~"},
		{"*\n\tfoo\n*", " foo\n ^~~"},
		{"(*", "(*\n  ^"},
		{"", "\n^"},
		{"100005 |中国| foo", "100005 |中国| foo\n              ^~~"}, // each takes two columns
		{"100005 |e\u0301| foo", "100005 |e\u0301| foo\n           ^~~"},
	}
	for _, test := range tests {
		if got := mustFail(t, test.text, Options{}).Snippet(); got != test.want {
			t.Errorf("%q is shown as\n%s\nwant\n%s", test.text, got, test.want)
		}
	}
	for _, text := range []string{long + "foo", long + "foo " + long, "foo " + long, "* AND " + strings.Repeat("x", 500)} {
		lines := strings.Split(mustFail(t, text, Options{}).Snippet(), "\n")
		if len(lines) != 2 || utf8.RuneCountInString(lines[0]) > snippetWidth || utf8.RuneCountInString(lines[1]) > snippetWidth {
			t.Errorf("%s is too wide", strings.Join(lines, "\n"))
		}
		caret := strings.Index(lines[1], "^")
		if at := string([]rune(lines[0])[caret]); at != "f" && at != "x" {
			t.Errorf("the caret of\n%s\nstands below %q", strings.Join(lines, "\n"), at)
		}
	}
}

func TestLocate(t *testing.T) {
	text := "ab\ncä\r\n\rd"
	for offset, want := range map[int][2]int{
		0: {1, 1}, 2: {1, 3}, 3: {2, 1}, 4: {2, 2}, 6: {2, 3}, 7: {2, 4}, 8: {3, 1}, 9: {4, 1}, 10: {4, 2}, 99: {4, 2},
	} {
		if line, column := Locate(text, offset); line != want[0] || column != want[1] {
			t.Errorf("byte %d is line %d, column %d, want %v", offset, line, column, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	_, warnings, err := Parse("\uFEFF* AND(*\u00A0:\n [0..*] *\u00A0= wild:\"a\")", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range warnings {
		got = append(got, w.String()[:strings.Index(w.String(), ":")]+" "+string(w.Reason))
	}
	want := "line 1, column 1 ECL_LENIENT; line 1, column 4 ECL_LENIENT; line 1, column 9 ECL_LENIENT; " +
		"line 2, column 2 ECL_POINTLESS; line 2, column 13 ECL_LENIENT"
	if strings.Join(got, "; ") != want {
		t.Errorf("warnings\n%s, want\n%s", strings.Join(got, "; "), want)
	}
	query, warnings, err := Parse("*\n: [0..*] * = *", Options{})
	if err != nil || len(warnings) != 1 {
		t.Fatal(err, warnings)
	}
	if e := warnings[0].AsError(query); e.Line != 2 || e.Column != 3 || e.Reason != ReasonPointless {
		t.Errorf("%+v", e)
	}
}

func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("(", n) + "*" + strings.Repeat(")", n) }
	tests := []struct {
		text    string
		options Options
		reason  terminology.Reason
	}{
		{"100005", Options{MaxLength: 6}, ""},
		{"100005 ", Options{MaxLength: 6}, ReasonTooLong},
		{strings.Repeat(" ", DefaultMaxLength-1) + "*", Options{}, ""},
		{strings.Repeat(" ", DefaultMaxLength) + "*", Options{}, ReasonTooLong},
		{deep(DefaultMaxDepth), Options{}, ""},
		{deep(DefaultMaxDepth + 1), Options{}, ReasonTooDeep},
		{"*:" + deep(DefaultMaxDepth) + "=*", Options{}, ""},
		{"*:" + deep(DefaultMaxDepth+1) + "=*", Options{}, ReasonTooDeep},
		{"*:*=" + deep(DefaultMaxDepth+1), Options{}, ReasonTooDeep},
		{deep(5), Options{MaxDepth: 5}, ""},
		{deep(6), Options{MaxDepth: 5}, ReasonTooDeep},
		{deep(MaxMaxDepth + 1), Options{MaxDepth: 1 << 30}, ReasonTooDeep},
		{"*{{C moduleId=*{{C moduleId=*}}}}", Options{MaxDepth: 1}, ReasonTooDeep},
		{"*:{*=*{{C active=1}}}", Options{MaxDepth: 1}, ReasonTooDeep},
		{"*" + strings.Repeat(",*", 100), Options{MaxNodes: 300}, ""},
		{"*" + strings.Repeat(",*", 200), Options{MaxNodes: 300}, ReasonTooManyNodes},
		{"*" + strings.Repeat(",*", DefaultMaxNodes), Options{}, ReasonTooManyNodes},
		{"*:*=(\"a\"" + strings.Repeat(" \"a\"", 200) + ")", Options{MaxNodes: 100}, ReasonTooManyNodes},
		{"*{{id=(100005" + strings.Repeat(" 100005", 200) + ")}}", Options{MaxNodes: 100}, ReasonTooManyNodes},
		{"*{{type=(fsn" + strings.Repeat(" fsn", 200) + ")}}", Options{MaxNodes: 100}, ReasonTooManyNodes},
		{"^[a" + strings.Repeat(",a", 200) + "]*", Options{MaxNodes: 100}, ReasonTooManyNodes},
	}
	for _, test := range tests {
		_, _, err := Parse(test.text, test.options)
		reason := terminology.Reason("")
		if err != nil {
			reason = err.(*Error).Reason
		}
		if reason != test.reason {
			t.Errorf("%.40q with %+v: reason %q, want %q", test.text, test.options, reason, test.reason)
		}
	}
}
