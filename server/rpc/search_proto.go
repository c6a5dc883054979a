package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// descriptionTypeID returns the SCTID of a description type.
func descriptionTypeID(t firnv1.DescriptionType) (sctid.ID, bool) {
	switch t {
	case firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME:
		return terminology.FullySpecifiedName, true
	case firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM:
		return terminology.Synonym, true
	case firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION:
		return terminology.TextDefinition, true
	}
	return 0, false
}

func matchClassProto(c terminology.MatchClass) firnv1.MatchClass {
	switch c {
	case terminology.MatchWholeTerm:
		return firnv1.MatchClass_MATCH_CLASS_WHOLE_TERM
	case terminology.MatchPreferredTermBegins:
		return firnv1.MatchClass_MATCH_CLASS_PREFERRED_TERM_BEGINS
	case terminology.MatchTermBegins:
		return firnv1.MatchClass_MATCH_CLASS_TERM_BEGINS
	case terminology.MatchWholeWords:
		return firnv1.MatchClass_MATCH_CLASS_WHOLE_WORDS
	default:
		return firnv1.MatchClass_MATCH_CLASS_PREFIXES
	}
}

func hitProto(h *terminology.SearchHit) *firnv1.SearchHit {
	m := &firnv1.SearchHit{
		ConceptId:          uint64(h.Summary.ConceptID),
		DescriptionId:      uint64(h.DescriptionID),
		Term:               h.Term,
		PreferredTerm:      h.Summary.PreferredTerm,
		FullySpecifiedName: h.Summary.FullySpecifiedName,
		SemanticTag:        h.Summary.SemanticTag,
		Active:             h.Summary.Active,
		DescriptionType:    descriptionTypeProto(h.TypeID),
		DescriptionActive:  h.TermHit.Active,
		LanguageCode:       h.LanguageCode,
		MatchClass:         matchClassProto(h.Class),
	}
	for _, r := range h.Matches {
		m.Matches = append(m.Matches, &firnv1.ByteRange{Start: uint32(r.Start), End: uint32(r.End)})
	}
	return m
}
