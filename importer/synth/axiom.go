package synth

import (
	"slices"
	"strings"
)

// proximalPrimitives returns the lowest primitive proper ancestors: what a
// definition states as parents, the way SNOMED CT's authors do.
func (b *builder) proximalPrimitives(i int32) []int32 {
	var found []int32
	seen := map[int32]bool{}
	var walk func(i int32)
	walk = func(i int32) {
		for _, p := range b.concepts[i].parents {
			if seen[p] {
				continue
			}
			seen[p] = true
			if b.concepts[p].defined {
				walk(p)
			} else {
				found = append(found, p)
			}
		}
	}
	walk(i)
	if len(found) < 2 {
		return found
	}
	// Drop those that another one is below.
	var out []int32
	for _, p := range found {
		if !slices.ContainsFunc(found, func(q int32) bool { return q != p && b.below(q, p) }) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// below reports whether a is a proper ancestor of d, by a walk.
func (b *builder) below(d, a int32) bool {
	for _, p := range b.concepts[d].parents {
		if p == a || b.below(p, a) {
			return true
		}
	}
	return false
}

// axiom writes the OWL axiom of a concept in functional syntax.
func (b *builder) axiom(dst []byte, i int32, defined bool) []byte {
	c := &b.concepts[i]
	word := "SubClassOf"
	if defined {
		word = "EquivalentClasses"
	}
	if property := b.propertyAxiom(i); property != "" {
		word = property
	}
	dst = append(dst, word...)
	dst = append(dst, "(:"...)
	dst = append(c.id.Append(dst), ' ')
	parents := c.parents
	if word == "SubClassOf" || word == "EquivalentClasses" {
		parents = b.proximalPrimitives(i)
	}
	defining := defining(c.attributes)
	several := len(parents)+len(defining) > 1
	if several {
		dst = append(dst, "ObjectIntersectionOf("...)
	}
	for n, p := range parents {
		if n > 0 {
			dst = append(dst, ' ')
		}
		dst = b.class(dst, p)
	}
	for len(defining) > 0 {
		n := 1
		for n < len(defining) && defining[n].group == defining[0].group && defining[0].group != 0 {
			n++
		}
		dst = append(dst, ' ')
		dst = b.roleGroup(dst, defining[:n])
		defining = defining[n:]
	}
	if several {
		dst = append(dst, ')')
	}
	return append(dst, ')')
}

func (b *builder) class(dst []byte, i int32) []byte {
	return b.concepts[i].id.Append(append(dst, ':'))
}

// defining returns the attributes that take part in the axiom, by group.
func defining(all []attribute) []attribute {
	out := slices.DeleteFunc(slices.Clone(all), func(a attribute) bool { return a.additional })
	slices.SortStableFunc(out, func(x, y attribute) int { return int(x.group) - int(y.group) })
	return out
}

// roleGroup writes the attributes of one group; group 0 stands bare.
func (b *builder) roleGroup(dst []byte, attributes []attribute) []byte {
	grouped := attributes[0].group != 0
	if grouped {
		dst = append(dst, "ObjectSomeValuesFrom(:609096000 "...)
		if len(attributes) > 1 {
			dst = append(dst, "ObjectIntersectionOf("...)
		}
	}
	for n, a := range attributes {
		if n > 0 {
			dst = append(dst, ' ')
		}
		dst = b.restriction(dst, a)
	}
	if grouped {
		if len(attributes) > 1 {
			dst = append(dst, ')')
		}
		dst = append(dst, ')')
	}
	return dst
}

func (b *builder) restriction(dst []byte, a attribute) []byte {
	if a.value != none {
		dst = append(dst, "ObjectSomeValuesFrom("...)
		dst = append(b.class(dst, a.typ), ' ')
		return append(b.class(dst, a.value), ')')
	}
	dst = append(dst, "DataHasValue("...)
	dst = append(b.class(dst, a.typ), ' ')
	number := strings.TrimPrefix(a.concrete, "#")
	kind := "integer"
	if strings.Contains(number, ".") {
		kind = "decimal"
	}
	dst = append(append(append(dst, '"'), number...), '"')
	dst = append(append(dst, "^^xsd:"...), kind...)
	return append(dst, ')')
}

// propertyAxiom returns the kind of axiom that makes an attribute a
// sub-property, or nothing for a concept that is a class.
func (b *builder) propertyAxiom(i int32) string {
	for p := b.concepts[i].parents; len(p) > 0; p = b.concepts[p[0]].parents {
		switch b.concepts[p[0]].id {
		case 762705008:
			return "SubObjectPropertyOf"
		case 762706009:
			return "SubDataPropertyOf"
		case 1295447006:
			return "SubAnnotationPropertyOf"
		}
	}
	return ""
}
