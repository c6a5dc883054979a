package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

func judgementProto(j history.Judgement) firnv1.ReplacementJudgement {
	switch j {
	case history.Safe:
		return firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SAFE
	case history.NotExact:
		return firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_NOT_EXACT
	case history.SeveralTargets:
		return firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_SEVERAL_TARGETS
	case history.ReasonDisagrees:
		return firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_REASON_DISAGREES
	default:
		return firnv1.ReplacementJudgement_REPLACEMENT_JUDGEMENT_TARGET_UNUSABLE
	}
}

func historyEndProto(k history.EndKind) firnv1.HistoryEndKind {
	switch k {
	case history.EndNotInRelease:
		return firnv1.HistoryEndKind_HISTORY_END_KIND_NOT_IN_RELEASE
	case history.EndDead:
		return firnv1.HistoryEndKind_HISTORY_END_KIND_DEAD_END
	default:
		return firnv1.HistoryEndKind_HISTORY_END_KIND_LOOP
	}
}

// association returns an association reference set's preferred term, or English words
// where the release doesn't hold it.
func (l *labels) association(refset sctid.ID) (string, error) {
	term, err := l.concept(refset)
	if term == "" {
		term = history.AssociationWords(refset)
	}
	return term, err
}

func (l *labels) wayProto(way history.Way) []*firnv1.HistoryStep {
	steps := make([]*firnv1.HistoryStep, way.Len())
	for i := range steps {
		s := way.Step(i)
		steps[i] = &firnv1.HistoryStep{
			AssociationRefsetId: uint64(s.AssociationID), ConceptId: uint64(s.ConceptID), EffectiveTime: l.dates.text(s.Since),
		}
	}
	return steps
}

// historyProto tells what became of a concept.
func (l *labels) historyProto(index *history.Index, o taxonomy.Ordinal) (*firnv1.ConceptHistory, error) {
	m := &firnv1.ConceptHistory{ReplacedCount: uint32(index.Replaced(o).Len())}
	var err error
	if m.Concept, err = l.summaryProto(l.release.Taxonomy().ID(o)); err != nil {
		return nil, err
	}
	if why, inactive := index.Inactivation(o); inactive {
		if m.Inactivation, err = l.inactivationProto(why); err != nil {
			return nil, err
		}
	}
	resolved, err := index.Resolve(o)
	if err != nil {
		return nil, err
	}
	for i := range resolved.Len() {
		r := resolved.Replacement(i)
		replacement := &firnv1.HistoricalReplacement{
			AssociationRefsetId: uint64(r.AssociationID), Judgement: judgementProto(r.Judgement), SafeToSwap: r.Safe(), Way: l.wayProto(r.Way),
		}
		if replacement.AssociationTerm, err = l.association(r.AssociationID); err != nil {
			return nil, err
		}
		if replacement.Target, err = l.summaryProto(r.TargetID); err != nil {
			return nil, err
		}
		m.Replacements = append(m.Replacements, replacement)
	}
	for i := range resolved.Ends() {
		e := resolved.End(i)
		end := &firnv1.HistoryEnd{Kind: historyEndProto(e.Kind), Way: l.wayProto(e.Way)}
		if end.Concept, err = l.summaryProto(e.ConceptID); err != nil {
			return nil, err
		}
		m.Ends = append(m.Ends, end)
	}
	return m, nil
}

// replacedProto tells of a retired concept that another took the place of.
func (l *labels) replacedProto(index *history.Index, p *history.Predecessor) (*firnv1.ReplacedConcept, error) {
	m := &firnv1.ReplacedConcept{
		AssociationRefsetId: uint64(p.AssociationID), Judgement: judgementProto(p.Judgement), SafeToSwap: p.Judgement == history.Safe,
		Way: l.wayProto(p.Way),
	}
	var err error
	if m.Concept, err = l.summaryProto(p.ConceptID); err != nil {
		return nil, err
	}
	if m.AssociationTerm, err = l.association(p.AssociationID); err != nil {
		return nil, err
	}
	why, _ := index.Inactivation(p.Ordinal)
	m.Inactivation, err = l.inactivationProto(why)
	return m, err
}
