package store

import (
	"encoding/binary"
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
	owlPhrases      = 0x90 // the first of owlPhraseTable
	owlByte         = 0xFF // the byte that follows
)

// owlPhraseTable is part of the file format: entries are never changed, and
// there may be 0xFF-0x90 of them. Where several match, the longest is taken.
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

// appendOWL appends the tokens of an expression to dst.
func appendOWL(dst []byte, text string, tax *taxonomy.Taxonomy) []byte {
	for text != "" {
		if id, length := owlReference(text); length > 0 {
			o, known := tax.Ordinal(id)
			text = text[length:]
			if !known {
				dst = appendUvarint(append(dst, owlID), id)
				continue
			}
			token := byte(owlConcept)
			if strings.HasPrefix(text, " ") {
				token = owlConceptSpace
			} else if strings.HasPrefix(text, ")") {
				token = owlConceptClose
			}
			if token != owlConcept {
				text = text[1:]
			}
			dst = appendUvarint(append(dst, token), uint32(o))
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

// decodeOWL appends the text of an expression to dst. It reports whether the
// tokens are well formed.
func decodeOWL(dst, tokens []byte, tax *taxonomy.Taxonomy) ([]byte, bool) {
	for i := 0; i < len(tokens); {
		token := tokens[i]
		i++
		switch {
		case token < 0x80:
			dst = append(dst, token)
		case token <= owlID:
			v, n := binary.Uvarint(tokens[i:])
			if n <= 0 {
				return dst, false
			}
			i += n
			id := sctid.ID(v)
			if token != owlID {
				if v >= uint64(tax.Len()) {
					return dst, false
				}
				id = tax.ID(taxonomy.Ordinal(v))
			}
			dst = id.Append(append(dst, ':'))
			if token == owlConceptSpace {
				dst = append(dst, ' ')
			} else if token == owlConceptClose {
				dst = append(dst, ')')
			}
		case token == owlByte:
			if i == len(tokens) {
				return dst, false
			}
			dst = append(dst, tokens[i])
			i++
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
