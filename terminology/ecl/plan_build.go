package ecl

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// plan makes the plan of a query.
func (e *Engine) plan(ctx context.Context, query *Query, options EvaluateOptions) (*plan, error) {
	p := &planner{engine: e, ctx: ctx, query: query, options: options, known: map[string]*node{}}
	made := &plan{query: query}
	if m := query.Rows(); m != nil {
		sub := Unwrap(query.Constraint).(*SubExpression)
		rows, err := p.rows(sub, m)
		if err != nil {
			return nil, err
		}
		made.rows = rows
		made.nodes = p.finish(rows.nodes()...)
	} else {
		root, values, err := p.whole(query.Constraint)
		if err != nil {
			return nil, err
		}
		if values != nil {
			made.rows = values
			made.nodes = p.finish(values.nodes()...)
		} else {
			made.root = root
			made.nodes = p.finish(root)
		}
	}
	locateWarnings(query.Text, p.warnings)
	// A part that was planned twice warns twice.
	made.warnings = slices.CompactFunc(p.warnings, func(a, b Warning) bool {
		return a.Span == b.Span && a.Reason == b.Reason && a.Message == b.Message
	})
	return made, nil
}

// whole plans the outermost constraint, which may give the values of a field
// that holds no concepts: ^ [mapTarget] X.
func (p *planner) whole(c Constraint) (*node, *rowsSpec, error) {
	if s, ok := Unwrap(c).(*SubExpression); ok && s.Membership != nil && len(s.Membership.Fields) == 1 && isBareMembership(s) {
		operand, err := p.atom(s.Atom)
		if err != nil {
			return nil, nil, err
		}
		component, err := p.fieldIsComponent(operand, s.Membership.Fields[0])
		if err != nil {
			return nil, nil, err
		}
		if !component {
			rows, err := p.rows(s, s.Membership)
			if err != nil {
				return nil, nil, err
			}
			rows.distinct = true
			return nil, rows, nil
		}
	}
	n, err := p.constraint(c)
	return n, nil, err
}

// isBareMembership reports whether nothing follows the membership.
func isBareMembership(s *SubExpression) bool {
	return s.Hierarchy == NoHierarchy && len(s.Filters) == 0 && s.History == nil
}

func (p *planner) fail(span Span, reason terminology.Reason, hint, format string, args ...any) error {
	e := &Error{Reason: reason, Span: span, Message: fmt.Sprintf(format, args...), Hint: hint, Text: p.query.Text}
	e.locate()
	return e
}

// remark adds a warning, or fails under Strict. The warning has its reason, its
// place and whatever identifiers it is about; its message is made here.
func (p *planner) remark(w Warning, hint, format string, args ...any) error {
	if p.options.Strict {
		return p.fail(w.Span, w.Reason, hint, format, args...)
	}
	w.Message = fmt.Sprintf(format, args...)
	if hint != "" {
		w.Message += "; " + hint
	}
	p.warnings = append(p.warnings, w)
	return nil
}

func (p *planner) constraint(c Constraint) (*node, error) {
	switch c := c.(type) {
	case *SubExpression:
		return p.subExpression(c)
	case *Compound:
		args, err := p.subExpressions(c.Operands)
		if err != nil {
			return nil, err
		}
		if c.Operator == Or {
			return p.or(args), nil
		}
		return p.and(args), nil
	case *Minus:
		args, err := p.subExpressions([]*SubExpression{c.Left, c.Right})
		if err != nil {
			return nil, err
		}
		return p.minus(args[0], args[1]), nil
	case *Dotted:
		focus, err := p.subExpression(c.Focus)
		if err != nil {
			return nil, err
		}
		names, err := p.subExpressions(c.Attributes)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			focus = p.dotted(focus, name)
		}
		return focus, nil
	case *Refined:
		focus, err := p.subExpression(c.Focus)
		if err != nil {
			return nil, err
		}
		r, err := p.refinement(c.Refinement)
		if err != nil {
			return nil, err
		}
		return p.refine(focus, r), nil
	default:
		return nil, fmt.Errorf("ecl: a constraint of type %T", c)
	}
}

func (p *planner) subExpressions(list []*SubExpression) ([]*node, error) {
	nodes := make([]*node, len(list))
	for i, s := range list {
		var err error
		if nodes[i], err = p.subExpression(s); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

func (p *planner) subExpression(s *SubExpression) (*node, error) {
	const perCheck = 64 // of some microseconds each
	if p.steps++; p.steps%perCheck == 0 {
		if err := p.ctx.Err(); err != nil {
			return nil, exhausted(err)
		}
	}
	n, err := p.atom(s.Atom)
	if err != nil {
		return nil, err
	}
	if s.Membership != nil {
		p.warnNoMembers(s.Membership, s.Atom, n)
		if n, err = p.membership(s.Membership, n); err != nil {
			return nil, err
		}
	}
	n = p.hierarchical(s.Hierarchy, n)
	for _, f := range s.Filters {
		if n, err = p.filter(f, n); err != nil {
			return nil, err
		}
	}
	if s.History != nil {
		return p.supplement(s.History, n)
	}
	return n, nil
}

func (p *planner) atom(a Atom) (*node, error) {
	switch a := a.(type) {
	case *ConceptReference:
		return p.concept(a)
	case *Wildcard:
		return p.all(), nil
	case *AlternateIdentifier:
		return p.alternate(a)
	case *Nested:
		return p.constraint(a.Constraint)
	default:
		return nil, fmt.Errorf("ecl: an atom of type %T", a)
	}
}

// concept looks a concept up; one that isn't there is the empty set.
func (p *planner) concept(c *ConceptReference) (*node, error) {
	if o, ok := p.engine.tax.Ordinal(c.ID); ok {
		if !p.engine.tax.IsActive(o) {
			w := Warning{Reason: ReasonConceptInactive, Span: c.Span, ID: c.ID, Replacements: p.replacements(c.ID)}
			if err := p.remark(w, replacedBy(w.Replacements), "the concept %s is inactive", c.ID); err != nil {
				return nil, err
			}
		}
		return p.named(o), nil
	}
	return p.empty(), p.unknown(c)
}

// unknown says why a concept reference names no concept of the release.
func (p *planner) unknown(c *ConceptReference) error {
	w := Warning{Reason: ReasonConceptMalformed, Span: c.Span, ID: c.ID}
	if err := c.ID.Check(); err != nil {
		return p.remark(w, "", "%v; it stands for no concept", err)
	}
	if kind := c.ID.Kind(); kind != sctid.KindConcept {
		hint := ""
		if kind == sctid.KindDescription {
			if o, ok, err := p.engine.store.DescriptionConcept(c.ID); err == nil && ok {
				hint = "its concept is " + p.engine.tax.ID(o).String()
			}
		}
		return p.remark(w, hint, "%s is the identifier of a %s, not of a concept", c.ID, kind)
	}
	w.Reason = ReasonConceptUnknown
	return p.remark(w, "", "the concept %s is not in release %s", c.ID, p.engine.release.URI())
}

// replacements returns what took an inactive concept's place. Where that can't be
// read the warning does without.
func (p *planner) replacements(id sctid.ID) []sctid.ID {
	found, err := p.engine.release.Replacements(id)
	if err != nil {
		return nil
	}
	var ids []sctid.ID
	for _, r := range found {
		ids = append(ids, r.TargetID)
	}
	return ids
}

// replacedBy says it in words.
func replacedBy(found []sctid.ID) string {
	const most = 5
	if len(found) == 0 {
		return ""
	}
	var ids []string
	for _, id := range found[:min(len(found), most)] {
		ids = append(ids, id.String())
	}
	if len(found) > most {
		ids = append(ids, "…")
	}
	return "its place was taken by " + strings.Join(ids, ", ")
}

func (p *planner) alternate(a *AlternateIdentifier) (*node, error) {
	scheme, ok := p.engine.schemes[strings.ToLower(a.Scheme)]
	if !ok {
		return nil, p.fail(a.Span, ReasonSchemeUnknown, p.engine.schemeList(), "the scheme %s of alternate identifiers is not known", a.Scheme)
	}
	id, ok, err := p.engine.store.AlternateIdentifier(scheme, a.Code)
	if err != nil {
		return nil, err
	}
	if !ok {
		return p.empty(), p.remark(Warning{Reason: ReasonConceptUnknown, Span: a.Span}, "", "the release has no identifier %s in scheme %s", a.Code, a.Scheme)
	}
	o, ok := p.engine.tax.Ordinal(id)
	if !ok {
		return p.empty(), p.remark(Warning{Reason: ReasonConceptUnknown, Span: a.Span, ID: id}, "", "%s#%s names %s, which is no concept of release %s", a.Scheme, a.Code, id, p.engine.release.URI())
	}
	return p.named(o), nil
}

func (e *Engine) schemeList() string {
	names := make([]string, 0, len(e.schemes))
	for name := range e.schemes {
		names = append(names, strings.ToUpper(name))
	}
	return "known are " + strings.Join(sorted(names), ", ")
}

func (p *planner) dotted(focus, name *node) *node {
	if focus.op == opEmpty || name.op == opEmpty {
		return p.empty()
	}
	return p.intern(&node{op: opDotted, args: []*node{focus, name}}, joinKeys("-", []*node{focus, name})+".")
}
