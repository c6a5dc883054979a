package ecl

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// This is the naive twin of the parser: a recogniser that follows a grammar in
// EBNF rule by rule, with the set of all places where each rule can end. The
// grammar is read from the shared restatement of the specification's, which was
// checked against the published one; it isn't part of the project.

// grammar maps a rule's name to what it derives.
type grammar map[string]matcher

// matcher adds to the set of ends all places where what begins at a place can end.
type matcher func(r *recogniser, at int, ends map[int]bool)

type recogniser struct {
	grammar grammar
	text    string
	memo    map[string]map[int]map[int]bool
}

// derives reports whether the text is one of a rule's.
func (g grammar) derives(rule, text string) bool {
	r := &recogniser{g, text, map[string]map[int]map[int]bool{}}
	return r.rule(rule, 0)[len(text)]
}

func (r *recogniser) rule(name string, at int) map[int]bool {
	if r.memo[name] == nil {
		r.memo[name] = map[int]map[int]bool{}
	}
	if ends, ok := r.memo[name][at]; ok {
		return ends
	}
	ends := map[int]bool{}
	r.grammar[name](r, at, ends)
	r.memo[name][at] = ends
	return ends
}

// ebnfReader reads the grammar's own notation.
type ebnfReader struct {
	tokens []string
	pos    int
}

var ebnfToken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|[A-Za-z0-9]+|[()|?*+]`)

func readGrammar(t *testing.T) grammar {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(testenv.Shared(t), "spec", "ecl.md"))
	if err != nil {
		t.Skipf("no shared grammar: %v", err)
	}
	_, block, _ := strings.Cut(string(page), "```ebnf\n")
	block, _, ok := strings.Cut(block, "```")
	if !ok {
		t.Fatal("the shared page has no grammar")
	}
	g := grammar{}
	rules := regexp.MustCompile(`(?m)^([A-Za-z0-9]+)\s*::=`).FindAllStringSubmatchIndex(block, -1)
	for i, rule := range rules {
		end := len(block)
		if i+1 < len(rules) {
			end = rules[i+1][0]
		}
		reader := &ebnfReader{tokens: ebnfToken.FindAllString(block[rule[1]:end], -1)}
		g[block[rule[2]:rule[3]]] = reader.choice()
		if reader.pos != len(reader.tokens) {
			t.Fatalf("rule %s isn't read to its end", block[rule[2]:rule[3]])
		}
	}
	return g
}

func (e *ebnfReader) peek() string {
	if e.pos < len(e.tokens) {
		return e.tokens[e.pos]
	}
	return ""
}

func (e *ebnfReader) choice() matcher {
	choices := []matcher{e.sequence()}
	for e.peek() == "|" {
		e.pos++
		choices = append(choices, e.sequence())
	}
	return func(r *recogniser, at int, ends map[int]bool) {
		for _, c := range choices {
			c(r, at, ends)
		}
	}
}

func (e *ebnfReader) sequence() matcher {
	var parts []matcher
	for token := e.peek(); token != "" && token != "|" && token != ")"; token = e.peek() {
		parts = append(parts, e.repeated())
	}
	return func(r *recogniser, at int, ends map[int]bool) {
		places := map[int]bool{at: true}
		for _, part := range parts {
			next := map[int]bool{}
			for place := range places {
				part(r, place, next)
			}
			places = next
		}
		for place := range places {
			ends[place] = true
		}
	}
}

func (e *ebnfReader) repeated() matcher {
	part := e.primary()
	sign := e.peek()
	if sign == "" || !strings.Contains("?*+", sign) {
		return part
	}
	e.pos++
	return func(r *recogniser, at int, ends map[int]bool) {
		if sign != "+" {
			ends[at] = true
		}
		queue, seen := []int{at}, map[int]bool{at: true}
		for len(queue) > 0 {
			next := map[int]bool{}
			part(r, queue[0], next)
			queue = queue[1:]
			for place := range next {
				ends[place] = true
				if !seen[place] && sign != "?" {
					seen[place] = true
					queue = append(queue, place)
				}
			}
		}
	}
}

func (e *ebnfReader) primary() matcher {
	token := e.peek()
	e.pos++
	switch {
	case token == "(":
		inner := e.choice()
		e.pos++
		return inner
	case token[0] == '"':
		literal, err := strconv.Unquote(token)
		if err != nil {
			panic(fmt.Sprintf("literal %s: %v", token, err))
		}
		return func(r *recogniser, at int, ends map[int]bool) {
			if at+len(literal) <= len(r.text) && strings.EqualFold(r.text[at:at+len(literal)], literal) {
				ends[at+len(literal)] = true
			}
		}
	case token[0] == '[':
		// The bytes of a character beyond ASCII are in a class that excludes, and
		// in no other.
		class := regexp.MustCompile(`^(?s:` + token + `)$`)
		var in [256]bool
		for c := range in {
			in[c] = c < 0x80 && class.MatchString(string(rune(c))) || c >= 0x80 && token[1] == '^'
		}
		return func(r *recogniser, at int, ends map[int]bool) {
			if at < len(r.text) && in[r.text[at]] {
				ends[at+1] = true
			}
		}
	default:
		return func(r *recogniser, at int, ends map[int]bool) {
			for end := range r.rule(token, at) {
				ends[end] = true
			}
		}
	}
}

// refusedDeliberately are the reasons for which the parser refuses what the
// grammar derives: see the package documentation.
var refusedDeliberately = []terminology.Reason{
	ReasonCardinalityInvalid, ReasonOrderOfSet, ReasonMemberFilterMisplaced, ReasonRowsNotASet, ReasonReverseOfValue,
	ReasonFilterFieldUnknown, ReasonNotStrict,
}

// The shared grammar bounds no identifier's length; its text does.
func tooLong(e *Error) bool {
	return e.Reason == ReasonIdentifierInvalid && e.End-e.Start > sctid.MaxDigits
}

// ownColumns finds a member filter's conditions of its own, which the grammar also
// reads as comparisons of a column of that name with any value: the parser takes
// the first reading only.
var ownColumns = regexp.MustCompile(`(?is)\{\{.*m.*(active|moduleId|effectiveTime)`)

// anyActive finds active = ANY, which the published grammar of the long syntax
// has and the shared one hasn't.
var anyActive = regexp.MustCompile(`(?is)active.*any`)

// greedy are queries that the grammar derives only if the code of an alternate
// identifier, or an alias, ends before letters that could belong to it.
var greedy = regexp.MustCompile(`(?i)#[a-z0-9._-]*(and|or|minus|not|match|wild)|#[a-z0-9_-]*\.`)

func TestAgainstGrammar(t *testing.T) {
	g := readGrammar(t)
	var seeds []string
	for _, test := range accepted {
		if test.canonical != "-" && len(test.text) < 120 {
			seeds = append(seeds, test.text)
		}
	}
	for _, test := range refused {
		seeds = append(seeds, strings.Replace(test.text, "‸", "", 1))
	}
	compare := func(text string) {
		_, _, err := Parse(text, Options{Strict: true, MaxNodes: 1 << 20})
		derives := g.derives("Query", text)
		e, _ := err.(*Error)
		switch {
		case derives == (err == nil), !utf8.ValidString(text), strings.ContainsAny(text, "\x00\x7f"):
		case derives && (slices.Contains(refusedDeliberately, e.Reason) || tooLong(e) || greedy.MatchString(text) || ownColumns.MatchString(text)):
		case !derives && anyActive.MatchString(text):
		default:
			t.Errorf("%q: the grammar derives it: %v, the parser says %v", text, derives, err)
		}
	}
	for _, seed := range seeds {
		compare(seed)
	}
	n := 8_000
	if testing.Short() {
		n = 1_000
	}
	random := rand.New(rand.NewPCG(5, 23))
	for range n {
		text := seeds[random.IntN(len(seeds))]
		for range 1 + random.IntN(3) {
			text = mutate(random, text, seeds)
		}
		if len(text) < 160 {
			compare(text)
		}
	}
}

var pieces = []string{
	" ", "(", ")", "{", "}", "{{", "}}", "[", "]", ",", ".", ":", "=", "!=", "<", "<<", ">", "!", "^", "^R", "R", "*", "#", "|", "\"", "\\",
	"AND", "OR", "MINUS", " AND ", " OR ", "NOT", "ANY", "100005", "1", "0", "[0..1]", "#5", "\"a\"", "\"20190131\"", "true", "C", "D", "M",
	"active", "active=1", "term", "match:", "wild:", "HISTORY", "-MIN", "+", "descendantOf ", "memberOf", "reverseOf", "top ", "LOINC#1", "/**/", "\n", "ä", "(prefer)", "en",
}

// mutate changes a text in one place.
func mutate(random *rand.Rand, text string, seeds []string) string {
	from := random.IntN(len(text) + 1)
	to := min(len(text), from+random.IntN(4))
	switch random.IntN(6) {
	case 0:
		return text[:from] + text[to:]
	case 1:
		return text[:to] + text[from:]
	case 2:
		other := seeds[random.IntN(len(seeds))]
		return text[:from] + other[random.IntN(len(other)+1):]
	case 3:
		return text[:from] + "(" + text[from:to] + ")" + text[to:]
	default:
		return text[:from] + pieces[random.IntN(len(pieces))] + text[to:]
	}
}
