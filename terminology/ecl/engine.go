package ecl

import (
	"context"
	"maps"
	"strings"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Defaults of [EngineOptions].
const (
	// DefaultTimeout bounds how long one evaluation may take.
	DefaultTimeout = 30 * time.Second
	// DefaultMemory bounds, in bytes, the sets and rows that one evaluation may
	// hold.
	DefaultMemory = 256 << 20
	// DefaultColumnMemory bounds, in bytes, the columns of reference set members
	// that an engine keeps.
	DefaultColumnMemory = 256 << 20
)

// EngineOptions are the choices of [NewEngine]. The zero value takes the
// defaults.
type EngineOptions struct {
	// Dialects are the dialect aliases, in lower case; nil means
	// [terminology.DialectAliasTable].
	Dialects map[string]sctid.ID

	// Schemes are the schemes of alternate identifiers by alias, in lower case;
	// nil means [DefaultSchemes] of the release.
	Schemes map[string]sctid.ID

	// Timeout bounds an evaluation, besides the deadline of its context. 0 means
	// DefaultTimeout, a negative one no bound.
	Timeout time.Duration

	// Memory bounds, in bytes, the sets and rows that an evaluation holds. 0
	// means DefaultMemory, a negative number no bound.
	Memory int64

	// ColumnMemory bounds, in bytes, the columns of members that the engine
	// keeps, see docs/ecl.md, "What is made at the first question". 0 means
	// DefaultColumnMemory, a negative number keeps none.
	ColumnMemory int64

	// CacheMemory bounds, in bytes, the cache of sub-expressions' results. 0
	// means no cache: every evaluation computes everything.
	CacheMemory int64
}

// Engine evaluates queries over one release. It is safe for use by many
// goroutines at once. It keeps no file open and needs no closing; the release
// must stay open as long as it is in use.
type Engine struct {
	release *terminology.Release
	tax     *taxonomy.Taxonomy
	store   terminology.Store

	dialects map[string]sctid.ID
	schemes  map[string]sctid.ID
	timeout  time.Duration
	memory   int64

	derived derived
	columns columnCache
	cache   *resultCache // nil without one
	dense   densePool
}

// NewEngine returns an engine for a release.
func NewEngine(release *terminology.Release, options EngineOptions) *Engine {
	e := &Engine{
		release:  release,
		tax:      release.Taxonomy(),
		store:    release.Store(),
		dialects: lowerKeys(options.Dialects),
		schemes:  lowerKeys(options.Schemes),
		timeout:  options.Timeout,
		memory:   options.Memory,
	}
	if options.Dialects == nil {
		e.dialects = terminology.DialectAliasTable()
	}
	if options.Schemes == nil {
		e.schemes = DefaultSchemes(release)
	}
	if e.timeout == 0 {
		e.timeout = DefaultTimeout
	}
	if e.memory == 0 {
		e.memory = DefaultMemory
	}
	e.columns.limit = options.ColumnMemory
	if e.columns.limit == 0 {
		e.columns.limit = DefaultColumnMemory
	}
	if options.CacheMemory > 0 {
		e.cache = newResultCache(options.CacheMemory)
	}
	e.dense.words = (e.tax.Len() + 63) / 64
	return e
}

func lowerKeys(m map[string]sctid.ID) map[string]sctid.ID {
	lower := make(map[string]sctid.ID, len(m))
	for k, v := range m {
		lower[strings.ToLower(k)] = v
	}
	return lower
}

// LOINC is 705114005 |LOINC Code System|, the scheme that the specification's
// examples call LOINC.
const LOINC sctid.ID = 705114005

// DefaultSchemes returns the scheme aliases of a release, in lower case: "loinc",
// and for each scheme that a row of its Identifier File has, the first word of
// the scheme's fully specified name, if it can be an alias. Of two schemes with
// one alias the lower id has it, but LOINC always means 705114005.
func DefaultSchemes(release *terminology.Release) map[string]sctid.ID {
	schemes := map[string]sctid.ID{}
	if lister, ok := release.Store().(interface{ IdentifierSchemes() []sctid.ID }); ok {
		for _, id := range lister.IdentifierSchemes() {
			alias := schemeAlias(release, id)
			if other, taken := schemes[alias]; alias != "" && (!taken || id < other) {
				schemes[alias] = id
			}
		}
	}
	maps.Copy(schemes, map[string]sctid.ID{"loinc": LOINC})
	return schemes
}

func schemeAlias(release *terminology.Release, id sctid.ID) string {
	c, err := release.Concept(id, terminology.PartDescriptions)
	if err != nil {
		return "" // no concept of the release: no name
	}
	for i := range c.Descriptions {
		if c.Descriptions[i].TypeID != terminology.FullySpecifiedName {
			continue
		}
		word, _, _ := strings.Cut(c.Descriptions[i].Term, " ")
		if validAlias(word) {
			return strings.ToLower(word)
		}
	}
	return ""
}

// validAlias reports whether the grammar has a rule for such a scheme: a letter,
// then letters, digits and dashes.
func validAlias(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// Release returns the release that the engine evaluates over.
func (e *Engine) Release() *terminology.Release { return e.release }

// EvaluateOptions are the choices of one evaluation.
type EvaluateOptions struct {
	// Strict makes an error of what is a warning otherwise: an identifier that is
	// malformed, that the release doesn't have, or that is inactive.
	Strict bool

	// Timeout and Memory override those of the engine, if they aren't 0.
	Timeout time.Duration
	Memory  int64

	// Within limits the result to these concepts; nil is no limit. It may be
	// shared and isn't changed. Rows and values aren't limited by it.
	Within *roaring.Bitmap
}

// Evaluate returns what a query stands for. See [Result] for its forms.
//
// Errors about the query are [*Error], of kind invalid argument: an unknown
// dialect alias, scheme or field, and under Strict what [Result.Warnings] has
// otherwise. A deadline that passed and a budget that was used up are of kind
// resource exhausted, with [ReasonDeadline] and [terminology.ReasonBudgetExceeded];
// a cancelled context gives its own error. Others are internal.
func (e *Engine) Evaluate(ctx context.Context, query *Query, options EvaluateOptions) (Result, error) {
	ctx = e.bounded(ctx, options)
	p, err := e.plan(ctx, query, options)
	if err != nil {
		return Result{}, err
	}
	return e.execution(ctx, p, options).run(options.Within)
}

// Count returns the number of concepts, values or rows of the result.
func (e *Engine) Count(ctx context.Context, query *Query, options EvaluateOptions) (int, error) {
	r, err := e.Evaluate(ctx, query, options)
	if err != nil {
		return 0, err
	}
	return r.Count(), nil
}

// Contains reports whether a concept is in the query's set. For most queries it
// doesn't make the set: a constraint on the hierarchy takes a microsecond or
// two. A query that gives rows or values is an error, with
// [ReasonRowsNotASet]. An ordinal that isn't in the release is in no set.
func (e *Engine) Contains(ctx context.Context, query *Query, o taxonomy.Ordinal) (bool, error) {
	ctx = e.bounded(ctx, EvaluateOptions{})
	p, err := e.plan(ctx, query, EvaluateOptions{})
	if err != nil {
		return false, err
	}
	return e.execution(ctx, p, EvaluateOptions{}).containsRoot(o)
}

// Prepared is a query that was planned once, to be asked about many concepts. It
// keeps the sets that its questions made, for those that follow, and so may hold
// as much memory as one evaluation may. It is safe for use by many goroutines at
// once.
type Prepared struct {
	engine *Engine
	plan   *plan
}

// Prepare plans a query. Its errors are those of [Engine.Evaluate]. Nothing is
// evaluated yet, but for an expression whose reference sets have to be known to
// tell what a field holds: ^ [field] (…) and ^ (…) {{ M field = … }}.
func (e *Engine) Prepare(ctx context.Context, query *Query, strict bool) (*Prepared, error) {
	options := EvaluateOptions{Strict: strict}
	p, err := e.plan(e.bounded(ctx, options), query, options)
	if err != nil {
		return nil, err
	}
	p.shared = make([]atomic.Pointer[roaring.Bitmap], len(p.nodes))
	return &Prepared{e, p}, nil
}

// Warnings returns what [Result.Warnings] will.
func (p *Prepared) Warnings() []Warning { return p.plan.warnings }

// Evaluate is [Engine.Evaluate] for the prepared query; options.Strict has no
// effect.
func (p *Prepared) Evaluate(ctx context.Context, options EvaluateOptions) (Result, error) {
	return p.engine.execution(p.engine.bounded(ctx, options), p.plan, options).run(options.Within)
}

// Contains is [Engine.Contains] for the prepared query.
func (p *Prepared) Contains(ctx context.Context, o taxonomy.Ordinal) (bool, error) {
	return p.engine.execution(p.engine.bounded(ctx, EvaluateOptions{}), p.plan, EvaluateOptions{}).containsRoot(o)
}

// ContainsEach is [Prepared.Contains] for many concepts: answers[i] tells of
// concepts[i]; both have the same length. What one question computed serves the
// others.
func (p *Prepared) ContainsEach(ctx context.Context, concepts []taxonomy.Ordinal, answers []bool) error {
	x := p.engine.execution(p.engine.bounded(ctx, EvaluateOptions{}), p.plan, EvaluateOptions{})
	for i, o := range concepts {
		var err error
		if answers[i], err = x.containsRoot(o); err != nil {
			return err
		}
	}
	return nil
}
