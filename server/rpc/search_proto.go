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
	case terminology.MatchWidened:
		return firnv1.MatchClass_MATCH_CLASS_WIDENED
	default:
		return firnv1.MatchClass_MATCH_CLASS_PREFIXES
	}
}

func widenStepProto(step terminology.WidenStep) firnv1.WidenStep {
	switch step {
	case terminology.ByEquivalents:
		return firnv1.WidenStep_WIDEN_STEP_EQUIVALENTS
	case terminology.BySpelling:
		return firnv1.WidenStep_WIDEN_STEP_SPELLING
	default:
		return firnv1.WidenStep_WIDEN_STEP_AS_TYPED
	}
}

// searchProto converts a page but for its token.
func (l *labels) searchProto(page *terminology.SearchPage, explain bool) (*firnv1.SearchResponse, error) {
	m := &firnv1.SearchResponse{
		Release: l.release.URI(), TotalSize: uint32(page.Total), TotalCapped: page.TotalCapped, WidenStep: widenStepProto(page.Step),
	}
	if f := page.Facets; f != nil {
		for _, tag := range f.Tags {
			m.SemanticTags = append(m.SemanticTags, &firnv1.SemanticTagCount{SemanticTag: tag.Tag, Count: uint32(tag.Count)})
		}
		for _, h := range f.Hierarchies {
			m.Hierarchies = append(m.Hierarchies, &firnv1.HierarchyCount{ConceptId: uint64(h.ConceptID), PreferredTerm: h.PreferredTerm, Count: uint32(h.Count)})
		}
	}
	for i := range page.Hits {
		hit, err := l.hitProto(&page.Hits[i])
		if err != nil {
			return nil, err
		}
		if explain {
			for _, reason := range page.Hits[i].Explain(l.dialects) {
				hit.Reasons = append(hit.Reasons, &firnv1.RankReason{Key: reason.Key, Value: reason.Value, Text: reason.Text})
			}
		}
		m.Hits = append(m.Hits, hit)
	}
	return m, nil
}

func (l *labels) hitProto(h *terminology.SearchHit) (*firnv1.SearchHit, error) {
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
		Widening:           wideningProto(&h.Widened),
		BoostRefsetId:      uint64(h.Boost.RefsetID),
		UsageLevel:         uint32(h.Boost.UsageLevel),
		FoldedUnder:        uint64(h.FoldedUnder),
	}
	ranges := make([]firnv1.ByteRange, len(h.Matches))
	for i, r := range h.Matches {
		ranges[i].Start, ranges[i].End = uint32(r.Start), uint32(r.End)
		m.Matches = append(m.Matches, &ranges[i])
	}
	var err error
	if len(h.Replacements) > 0 {
		m.Replacements, err = l.replacementProtos(h.Replacements)
	}
	return m, err
}

// wideningProto returns nil for what wasn't widened.
func wideningProto(w *terminology.HitWidening) *firnv1.Widening {
	if w.Step == terminology.AsTyped {
		return nil
	}
	m := &firnv1.Widening{Step: widenStepProto(w.Step), Text: w.Text}
	for _, word := range w.Words {
		m.Words = append(m.Words, &firnv1.RespelledWord{Typed: word.Typed, Found: word.Found})
	}
	return m
}
