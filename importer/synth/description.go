package synth

import (
	"strings"
	"unicode"

	"github.com/firn-sct/firn/terminology/sctid"
)

// acceptability of a description in a dialect.
type acceptability uint8

const (
	notUsed acceptability = iota
	acceptable
	preferred
)

// Dialects, in the order of description.in.
const (
	dialectUS = iota
	dialectGB
	dialectSV
	dialects
)

// description is one description, as the concept's data give it.
type description struct {
	typ      sctid.ID
	term     string
	language string
	in       [dialects]acceptability
	history  history
	inactive bool
	reason   sctid.ID // of its inactivation
	refersTo int32    // the concept that it really names, or none
	caseID   sctid.ID
	module   module
}

const (
	typeFSN        sctid.ID = 900000000000003001
	typeSynonym    sctid.ID = 900000000000013009
	typeDefinition sctid.ID = 900000000000550004

	caseInsensitive  sctid.ID = 900000000000448009
	caseSensitive    sctid.ID = 900000000000017005
	caseFirstInsens  sctid.ID = 900000000000020002
	maxTermRunes              = 255
	inactiveDescPart          = 0.12
)

// describe lists the descriptions of a concept, always the same in the same
// order: their identifiers follow it.
func (b *builder) describe(i int32) []description {
	c := &b.concepts[i]
	out := make([]description, 0, 8)
	born := history{c.history.created, c.history.created}
	add := func(d description) {
		for _, o := range out {
			if o.typ == d.typ && o.language == d.language && strings.EqualFold(o.term, d.term) {
				return
			}
		}
		if n := len([]rune(d.term)); n == 0 || n > maxTermRunes && d.typ != typeDefinition {
			return
		}
		d.history = born
		d.caseID = caseSignificance(d.term, c.namedCase)
		d.refersTo = none
		out = append(out, d)
	}
	en := func(typ sctid.ID, term string, us, gb acceptability) {
		add(description{typ: typ, term: term, language: "en", in: [dialects]acceptability{us, gb, notUsed}, module: c.module})
	}
	en(typeFSN, c.name+" ("+c.tag+")", preferred, preferred)
	us := c.preferred
	if us == "" {
		us = c.name
	}
	gb := c.british
	other := acceptable // a name of its own, known in both dialects
	if gb == "" {
		gb = b.spelling.british(us)
		other = notUsed // a matter of spelling
	}
	if us == gb {
		en(typeSynonym, us, preferred, preferred)
	} else {
		en(typeSynonym, us, preferred, other)
		en(typeSynonym, gb, other, preferred)
	}
	for _, s := range c.synonyms {
		if british := b.spelling.british(s); british != s {
			en(typeSynonym, s, acceptable, notUsed)
			en(typeSynonym, british, notUsed, acceptable)
		} else {
			en(typeSynonym, s, acceptable, acceptable)
		}
	}
	if c.swedish != "" && !c.structural {
		add(description{typ: typeSynonym, term: upperFirst(c.swedish), language: "sv", in: [dialects]acceptability{dialectSV: preferred}, module: moduleEdition})
	}
	if !c.structural && c.retired == nil {
		if d, ok := b.oldDescription(i, us); ok {
			n := len(out)
			h := d.history
			add(d)
			if len(out) > n {
				out[n].history, out[n].refersTo = h, d.refersTo
			}
		}
	}
	if c.definition != "" {
		en(typeDefinition, c.definition, preferred, preferred)
	}
	return out
}

// oldDescription makes the withdrawn description that some concepts have. It
// depends on the seed and the concept alone.
func (b *builder) oldDescription(i int32, us string) (description, bool) {
	c := &b.concepts[i]
	last := uint8(b.cfg.Releases - 1)
	r := rng{mix(b.cfg.Seed ^ uint64(c.id))}
	if !r.chance(inactiveDescPart) || last > 0 && c.history.created == last {
		return description{}, false
	}
	d := description{typ: typeSynonym, language: "en", in: [dialects]acceptability{acceptable, acceptable, notUsed}, module: c.module, inactive: true, refersTo: none}
	switch r.intN(4) {
	case 0:
		d.term, d.reason = us+" - "+c.tag, 900000000000483008
	case 1:
		d.term, d.reason = us+", NOS", 723277005
	case 2:
		d.term, d.reason = strings.ReplaceAll(us, " of ", " off "), 1217318005
	default:
		d.term, d.reason = us+" and related condition", 723278000
		if !b.concepts[c.parents[0]].structural {
			d.refersTo = c.parents[0]
		}
	}
	d.history = history{c.history.created, c.history.created}
	if last > 0 {
		d.history.changed += 1 + uint8(r.intN(int(last-c.history.created)))
	}
	return d, true
}

// caseSignificance tells from the capitals of a term what may change: named
// says that it begins with a proper name.
func caseSignificance(term string, named bool) sctid.ID {
	if named && term != "" && unicode.IsUpper([]rune(term)[0]) {
		return caseSensitive
	}
	first, _, _ := strings.Cut(term, " ")
	if len(first) > 1 && strings.ToUpper(first) == first && strings.ToLower(first) != first {
		return caseSensitive // MRI, ADHD
	}
	for i, r := range term {
		if i > 0 && unicode.IsUpper(r) {
			return caseFirstInsens
		}
	}
	return caseInsensitive
}
