package ecl

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of [Parse] where [Options] names none.
const (
	// DefaultMaxLength bounds the text, in bytes.
	DefaultMaxLength = 1 << 20
	// DefaultMaxDepth bounds how deep brackets of all kinds stand in one another.
	DefaultMaxDepth = 200
	// DefaultMaxNodes bounds the nodes of the tree.
	DefaultMaxNodes = 200_000
	// MaxMaxDepth bounds Options.MaxDepth: each bracket takes room on the stack.
	MaxMaxDepth = 10_000
)

// Options are the choices of [Parse]. The zero value takes what Firn takes.
type Options struct {
	// Strict refuses what the specification's grammar has no rule for and Firn
	// takes all the same: see "Leniencies" in the package documentation.
	Strict bool

	MaxLength int // in bytes; 0 means DefaultMaxLength
	MaxDepth  int // of brackets; 0 means DefaultMaxDepth, and MaxMaxDepth is the most
	MaxNodes  int // of the tree; 0 means DefaultMaxNodes
}

// Parse reads a query. Brief and long forms may be mixed. The error is always
// an [*Error]. Warnings, in the order of their places, tell of forms that the
// specification doesn't have, and of parts that are legal and do nothing.
//
// Parse looks at nothing but the text: whether there are such concepts,
// dialects and columns, [Check] tells. It takes time and memory in proportion
// to the length of the text.
func Parse(text string, options Options) (*Query, []Warning, error) {
	p := newParser(text, options)
	query, err := p.parse()
	if err != nil {
		err.locate()
		return nil, nil, err
	}
	locateWarnings(text, p.warnings)
	return query, p.warnings, nil
}

// parser is the recursive descent. Each method is entered at the first byte of
// what it reads and left behind the last, so that spans hold no white space at
// their ends; it leaves by panicking with a [failure] if it can't.
type parser struct {
	scanner
	depth int
	nodes int
	// trying is set while one more operand is read for the hint of an error.
	trying bool
}

func newParser(text string, options Options) *parser {
	if options.MaxLength == 0 {
		options.MaxLength = DefaultMaxLength
	}
	if options.MaxDepth == 0 {
		options.MaxDepth = DefaultMaxDepth
	}
	options.MaxDepth = min(options.MaxDepth, MaxMaxDepth)
	if options.MaxNodes == 0 {
		options.MaxNodes = DefaultMaxNodes
	}
	return &parser{scanner: scanner{text: text, options: options}}
}

func (p *parser) parse() (query *Query, err *Error) {
	err = p.catch(func() {
		p.characters()
		if p.take(byteOrderMark) {
			p.lenient(Span{0, p.pos}, "a byte order mark stands before the query")
		}
		p.skip()
		if p.pos == len(p.text) {
			e := p.fail(ReasonEmpty, Span{p.pos, p.pos}, "the query is empty")
			e.Hint = "all concepts are *"
			throw(e)
		}
		constraint := p.constraint()
		p.skip()
		if p.pos < len(p.text) {
			throw(p.behindConstraint(constraint))
		}
		p.node()
		query = &Query{Span: constraint.Pos(), Text: p.text, Constraint: constraint}
		p.rows(query)
	})
	return query, err
}

// catch runs a piece of the parse and returns the failure that ended it.
func (p *parser) catch(run func()) (err *Error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case failure:
			err = thrown.err
		default:
			panic(thrown)
		}
	}()
	run()
	return nil
}

// characters refuses a text that is too long or has what no text may have.
func (p *parser) characters() {
	if len(p.text) > p.options.MaxLength {
		throw(p.fail(ReasonTooLong, Span{}, fmt.Sprintf("the query has %d bytes: expected %d at most", len(p.text), p.options.MaxLength)))
	}
	for i, r := range p.text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(p.text[i:]); size == 1 {
				e := p.fail(ReasonSyntax, Span{i, i + 1}, fmt.Sprintf("the byte %#02x here isn't UTF-8", p.text[i]))
				e.Hint = "a query is UTF-8"
				throw(e)
			}
		}
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F {
			e := p.fail(ReasonSyntax, Span{i, i + 1}, fmt.Sprintf("the control character %U can't stand in a query", r))
			e.Hint = "of control characters there are tab and line ends only"
			throw(e)
		}
	}
	p.steps += len(p.text)
}

// node counts a node of the tree.
func (p *parser) node() {
	p.nodes++
	if p.nodes > p.options.MaxNodes {
		throw(p.fail(ReasonTooManyNodes, Span{p.pos, p.pos}, fmt.Sprintf("the query has more than %d parts", p.options.MaxNodes)))
	}
}

// open passes over an opening bracket and returns its place.
func (p *parser) open(bracket string) Span {
	start := p.pos
	p.move(len(bracket))
	p.depth++
	if p.depth > p.options.MaxDepth {
		throw(p.fail(ReasonTooDeep, Span{start, p.pos}, fmt.Sprintf("more than %d brackets stand in one another here", p.options.MaxDepth)))
	}
	p.skip()
	return Span{start, start + len(bracket)}
}

// close passes over the closing bracket, or fails, naming it and what else
// could stand here.
func (p *parser) close(opened Span, bracket string, expected ...string) {
	p.skip()
	if p.take(bracket) {
		p.depth--
		return
	}
	throw(p.notClosed(opened, bracket, expected...))
}

func (p *parser) notClosed(opened Span, bracket string, expected ...string) *Error {
	e := p.unexpected(append(expected, `"`+bracket+`"`)...)
	if p.pos == len(p.text) {
		e.Reason = ReasonBracketOpen
		line, column := Locate(p.text, opened.Start)
		e.Hint = fmt.Sprintf("%q of line %d, column %d isn't closed", p.text[opened.Start:opened.End], line, column)
	}
	return e
}

// span returns the place from an offset to the last token.
func (p *parser) span(start int) Span { return Span{start, p.end} }

// rows refuses ^ with several fields anywhere but as the query's result.
func (p *parser) rows(query *Query) {
	allowed := query.Rows()
	Walk(query, func(n Node) bool {
		if m, ok := n.(*Membership); ok && m.Rows() && m != allowed {
			e := p.fail(ReasonRowsNotASet, m.Span, "several fields give rows, and here a set of concepts is needed")
			e.Hint = "name one field that holds concepts, or make this the whole query"
			throw(e)
		}
		return true
	})
}

// snip quotes a piece of the text in a hint.
func (p *parser) snip(span Span) string {
	return ellipsis(strings.Join(strings.Fields(p.text[span.Start:span.End]), " "), 40)
}
