package ecl

import (
	"fmt"
	"strings"
	"testing"
)

// hard are texts that make a careless parser slow: each is a beginning, a piece
// that is repeated, and an end.
var hard = [][3]string{
	{"", "(", ""}, {"*:", "(", ""}, {"*:*=", "(", ""}, {"*:{", "(", ""}, {"*{{C moduleId=", "(", ""}, {"*{{dialectId=", "(", ""},
	{"*:", "((*", ""}, {"", "(*:", ""}, {"", "(* OR ", ""}, {"*:", "(*=*,", ""}, {"*:", "(*=(", ""}, {"", "*:(", ""},
	{"", "<", ""}, {"", "< ", ""}, {"", "^", ""}, {"", "^R ", ""}, {"", "!", ""}, {"*", " <", ""}, {"*:*", "=", ""},
	{"", " ", ""}, {"", "\u00A0", ""}, {"", "/**/", ""}, {"", "/* **/", ""}, {"/*", "*", ""}, {"/*", "/", ""}, {"", "/", ""},
	{"", "1", ""}, {"", "a", ""}, {"", "a#", ""}, {"", "a-", "#1"}, {"<", "descendantOf ", ""}, {"", "\"", ""}, {"\"", "a", ""}, {"\"", "\\\"", ""},
	{"100005|", "a", ""}, {"100005|", "\t", "|"}, {"100005", "|", ""}, {"*", "|a|", ""},
	{"*", ",*", ""}, {"*", " AND(*)", ""}, {"*", " OR *", " AND *"}, {"*", " OR *", " AND (* AND * OR"}, {"*", ".*", ""}, {"*", "AND", ""},
	{"*:*=*", ",*=*", ""}, {"*:*=*", " OR *=*", ",*=*"}, {"*:", "R ", ""}, {"*:", "[", ""}, {"*:[0..", "1", ""}, {"*:", "{*=*},", ""},
	{"*:*=#", "1", ""}, {"*:*=#1.", "0", ""}, {"*:*=#", "-", ""},
	{"*:*=(", "\"a\" ", ")"}, {"*:*=(", "\"a\" ", ""}, {"*:*=(", "\"a#1\" ", "OR"}, {"*:*=(", "\"a#1\" /**/", "|"}, {"*:*=(", "\"a#1\"", ""},
	{"*:*=(", "wild:\"a\" ", ")"}, {"*:*=(", "match ", ""}, {"*:*=", "match:", ""}, {"*:*=\"a#1\"", " ", "|a|"},
	{"*", "{{", ""}, {"*", "{{C ", ""}, {"*", "{{C active=1}}", ""}, {"*{{C active=1", ",active=1", ""}, {"*{{+HISTORY(", "*{{+HISTORY(", ""},
	{"*{{", "D", ""}, {"*{{term=\"", " a", "\"}}"}, {"*{{id=(", "100005 ", ""}, {"*{{typeId=(", "100005 ", "OR"}, {"*{{typeId=(", "100005|a| ", ")}}"},
	{"*{{dialect=(", "a(prefer) ", ")}}"}, {"*{{dialectId=(", "100005(prefer) ", "OR"}, {"*{{dialectId=(", "100005 ", ""},
	{"^*{{M a=(", "\"\" ", ")}}"}, {"^*{{M ", "a", ""}, {"^[", "a,", ""}, {"^[a", ",a", "]*"}, {"", "ä", ""}, {"*", "\n", "foo"},
	{"", "(^[*]", ""}, {"*:*=(\"a#1\" {{", "C active=1,", ""},
}

// A parse looks at each byte of its text a bounded number of times, whatever the
// text: it never goes back over what may be long. The bytes are counted, so that
// the test does not depend on the machine.
func TestLinear(t *testing.T) {
	const most = 12 // looks at a byte; the worst of these takes 8
	size := 1 << 17
	if testing.Short() {
		size = 1 << 15
	}
	worst := 0.0
	for _, h := range hard {
		for _, options := range []Options{{}, {MaxDepth: MaxMaxDepth, MaxNodes: 1 << 30}} {
			text := h[0] + strings.Repeat(h[1], size/len(h[1])) + h[2]
			options.MaxLength = len(text)
			p := newParser(text, options)
			_, _ = p.parse()
			looks := float64(p.steps) / float64(len(text))
			worst = max(worst, looks)
			if looks > most {
				t.Errorf("%q, %q again and again, %q: %.1f looks at a byte, want %d at most", h[0], h[1], h[2], looks, most)
			}
		}
	}
	t.Logf("%d texts of %d bytes: %.1f looks at a byte at most", len(hard), size, worst)
}

// What is made of a parse's result, position and warnings and error, is linear
// too: the allocations for a text twice as long are about twice as many.
func TestLinearMemory(t *testing.T) {
	for _, h := range hard {
		var allocated [2]float64
		for i, size := range []int{1 << 12, 1 << 13} {
			text := h[0] + strings.Repeat(h[1], size/len(h[1])) + h[2]
			allocated[i] = testing.AllocsPerRun(1, func() { _, _, _ = Parse(text, Options{}) })
		}
		if allocated[1] > 2.5*allocated[0]+100 {
			t.Errorf("%q, %q again and again, %q: %v allocations for a text, and %v for one twice as long", h[0], h[1], h[2], allocated[0], allocated[1])
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, text := range []string{
		"<< 404684003",
		"< 404684003 |Clinical finding| : { 363698007 |Finding site| = << 39057004, 116676008 = << 415582006 }",
		"(< 195967001 {{ D term = \"heart att\", dialect = en-gb (prefer) }} {{ C active = 1 }}) MINUS ^ 447562003 {{ M mapTarget = wild:\"J45*\" }}",
		"*" + strings.Repeat(" OR << 404684003", 5000),
	} {
		b.Run(fmt.Sprintf("%dB", len(text)), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Parse(text, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, piece := range []string{"(", "<", "(*:", "*AND(", "\"a#1\" "} {
		text := strings.Repeat(piece, 1<<20/len(piece))
		b.Run("megabyte of "+piece, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_, _, _ = Parse(text, Options{MaxDepth: MaxMaxDepth})
			}
		})
	}
}
