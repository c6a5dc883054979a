package store

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// OWL expressions are the longest texts of a release, some 200 characters for
// nearly every active concept, and consist of concept ids and a few words. So
// they are stored as tokens: a byte below 0x80 stands for itself, one above is
// one of the following. Real expressions shrink to about a sixth. The coding is
// lossless for any text, well formed or not.
const (
	owlConcept      = 0x80 // ":" and the id of the concept whose ordinal follows
	owlConceptSpace = 0x81 // the same and a space
	owlConceptClose = 0x82 // the same and ")"
	owlID           = 0x83 // ":" and the number that follows, not a concept of the release
	owlSelf         = 0x84 // ":" and the id of the concept whose record it is
	owlSelfSpace    = 0x85 // the same and a space
	owlSelfClose    = 0x86 // the same and ")"
	owlPhrases      = 0x90 // the first of owlPhraseTable
	owlUsual        = 0xB0 // ":", the id of the first usual concept, and a space
	owlByte         = 0xFF // the byte that follows

	owlUsualMost = owlByte - owlUsual
)

// owlPhraseTable is part of the file format: entries are never changed, and
// there may be 0xB0-0x90 of them. Where several match, the longest is taken.
var owlPhraseTable = [...]string{
	"SubClassOf(",
	"EquivalentClasses(",
	"SubClassOf(ObjectIntersectionOf(",
	"ObjectIntersectionOf(",
	"ObjectSomeValuesFrom(",
	"ObjectSomeValuesFrom(:609096000 ObjectSomeValuesFrom(",
	"ObjectSomeValuesFrom(:609096000 ObjectIntersectionOf(",
	" ObjectSomeValuesFrom(",
	" ObjectSomeValuesFrom(:609096000 ObjectSomeValuesFrom(",
	" ObjectSomeValuesFrom(:609096000 ObjectIntersectionOf(",
	" DataHasValue(",
	"DataHasValue(",
	"^^xsd:decimal)",
	"^^xsd:integer)",
	"^^xsd:string)",
	"SubObjectPropertyOf(",
	"SubDataPropertyOf(",
	"ObjectPropertyChain(",
	"TransitiveObjectProperty(",
	"ReflexiveObjectProperty(",
	"))",
	")))",
	"))))",
	")) ",
	")) ObjectSomeValuesFrom(",
	")) ObjectSomeValuesFrom(:609096000 ObjectSomeValuesFrom(",
	") ObjectSomeValuesFrom(",
	")) ObjectSomeValuesFrom(:609096000 ObjectIntersectionOf(ObjectSomeValuesFrom(",
}

// owlCoder writes expressions as tokens.
type owlCoder struct {
	tax   *taxonomy.Taxonomy
	usual map[taxonomy.Ordinal]byte // their tokens
}

// usualConcepts returns the concepts that have tokens of their own: the
// attribute types that the most relationships have, commonest first.
func usualConcepts(tax *taxonomy.Taxonomy) []taxonomy.Ordinal {
	types := slices.Clone(tax.AttributeTypes())
	count := make(map[taxonomy.Ordinal]int, len(types))
	for _, t := range types {
		for _, sources := range tax.SourcesByValue(t) {
			count[t] += len(sources)
		}
	}
	slices.SortFunc(types, func(a, b taxonomy.Ordinal) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	})
	return types[:min(len(types), owlUsualMost)]
}

func newOWLCoder(tax *taxonomy.Taxonomy, usual []taxonomy.Ordinal) owlCoder {
	c := owlCoder{tax: tax, usual: make(map[taxonomy.Ordinal]byte, len(usual))}
	for i, o := range usual {
		c.usual[o] = byte(owlUsual + i)
	}
	return c
}

// append appends to dst the tokens of an expression in the record of a concept.
func (c *owlCoder) append(dst []byte, text string, self sctid.ID) []byte {
	for text != "" {
		if id, length := owlReference(text); length > 0 {
			o, known := c.tax.Ordinal(id)
			text = text[length:]
			if !known {
				dst = appendUvarint(append(dst, owlID), id)
				continue
			}
			var behind byte
			if text != "" {
				behind = text[0]
			}
			if usual, ok := c.usual[o]; ok && behind == ' ' {
				dst, text = append(dst, usual), text[1:]
				continue
			}
			token := byte(owlConcept)
			if id == self {
				token = owlSelf
			}
			switch behind {
			case ' ':
				token, text = token+owlConceptSpace-owlConcept, text[1:]
			case ')':
				token, text = token+owlConceptClose-owlConcept, text[1:]
			}
			if dst = append(dst, token); id != self {
				dst = appendUvarint(dst, uint32(o))
			}
			continue
		}
		if phrase := owlPhrase(text); phrase >= 0 {
			dst = append(dst, byte(owlPhrases+phrase))
			text = text[len(owlPhraseTable[phrase]):]
			continue
		}
		if text[0] >= 0x80 {
			dst = append(dst, owlByte)
		}
		dst = append(dst, text[0])
		text = text[1:]
	}
	return dst
}

// owlReference reads a colon and a number in its only spelling from the
// beginning of text. The length is 0 where there is none.
func owlReference(text string) (id sctid.ID, length int) {
	if text[0] != ':' {
		return 0, 0
	}
	n := 1
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n == 1 || n > 1+sctid.MaxDigits || text[1] == '0' {
		return 0, 0
	}
	v, err := strconv.ParseUint(text[1:n], 10, 64)
	if err != nil {
		return 0, 0
	}
	return sctid.ID(v), n
}

// owlPhrase returns the longest phrase that text begins with, or -1.
func owlPhrase(text string) int {
	switch text[0] {
	case 'S', 'E', 'O', 'D', 'T', 'R', ' ', ')', '^':
	default:
		return -1
	}
	best := -1
	for i, phrase := range owlPhraseTable {
		if strings.HasPrefix(text, phrase) && (best < 0 || len(phrase) > len(owlPhraseTable[best])) {
			best = i
		}
	}
	return best
}

// appendExpression appends to dst the text of an expression in the record of a
// concept. It reports whether the tokens are well formed.
func (r *recordDecoder) appendExpression(dst, tokens []byte, self sctid.ID) ([]byte, bool) {
	for i := 0; i < len(tokens); {
		token := tokens[i]
		i++
		switch {
		case token < 0x80:
			dst = append(dst, token)
		case token <= owlSelfClose:
			id := self
			if token < owlSelf {
				v, n := binary.Uvarint(tokens[i:])
				if n <= 0 {
					return dst, false
				}
				i += n
				if id = sctid.ID(v); token != owlID {
					if v >= uint64(r.tax.Len()) {
						return dst, false
					}
					id = r.tax.ID(taxonomy.Ordinal(v))
				}
			}
			dst = id.Append(append(dst, ':'))
			switch token {
			case owlConceptSpace, owlSelfSpace:
				dst = append(dst, ' ')
			case owlConceptClose, owlSelfClose:
				dst = append(dst, ')')
			}
		case token == owlByte:
			if i == len(tokens) {
				return dst, false
			}
			dst = append(dst, tokens[i])
			i++
		case token >= owlUsual:
			usual := int(token) - owlUsual
			if usual >= len(r.usual) {
				return dst, false
			}
			dst = append(r.tax.ID(r.usual[usual]).Append(append(dst, ':')), ' ')
		default:
			phrase := int(token) - owlPhrases
			if phrase < 0 || phrase >= len(owlPhraseTable) {
				return dst, false
			}
			dst = append(dst, owlPhraseTable[phrase]...)
		}
	}
	return dst, true
}
