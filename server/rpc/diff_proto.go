package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/diff"
	"github.com/firn-sct/firn/terminology/history"
	"github.com/firn-sct/firn/terminology/sctid"
)

// summary returns the row of a concept by the new release, or by the old one where
// the new one doesn't hold it.
func (p pair) summary(id sctid.ID) (*firnv1.ConceptSummary, error) {
	if _, held := p.new.release.Taxonomy().Ordinal(id); !held {
		return p.old.summaryProto(id)
	}
	return p.new.summaryProto(id)
}

func (p pair) summaries(list []sctid.ID) ([]*firnv1.ConceptSummary, error) {
	var rows []*firnv1.ConceptSummary
	for _, id := range list {
		row, err := p.summary(id)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// changeProto converts a change; index is the new release's history.
func (p pair) changeProto(index *history.Index, c *diff.Change) (*firnv1.ConceptChange, error) {
	m := &firnv1.ConceptChange{
		// The enums have the same order as the constants, behind UNSPECIFIED; the
		// tests compare their words.
		Kind: firnv1.ChangeKind(c.Kind + 1), Reason: firnv1.MembershipReason(c.Why),
		OldActive: c.OldActive, OldTerm: c.OldTerm, NewTerm: c.NewTerm,
		OldDefinitionStatus: definitionStatusProto(c.OldStatusID), NewDefinitionStatus: definitionStatusProto(c.NewStatusID),
	}
	var err error
	if m.Concept, err = p.summary(c.ConceptID); err != nil {
		return nil, err
	}
	if c.AnchorID != 0 {
		if m.Anchor, err = p.summary(c.AnchorID); err != nil {
			return nil, err
		}
	}
	if c.Kind == diff.Retired || c.Why == diff.WhyRetired {
		if m.History, err = p.new.historyProto(index, c.New); err != nil {
			return nil, err
		}
	}
	for _, dialect := range c.Dialects {
		m.Dialects = append(m.Dialects, &firnv1.DiffDialect{RefsetId: uint64(dialect), Tag: terminology.DialectTag(dialect)})
	}
	if m.LostParents, err = p.summaries(c.LostParents); err != nil {
		return nil, err
	}
	m.GainedParents, err = p.summaries(c.GainedParents)
	return m, err
}
