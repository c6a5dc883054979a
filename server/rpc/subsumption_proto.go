package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

func outcomeProto(o terminology.SubsumptionOutcome) firnv1.SubsumptionOutcome {
	switch o {
	case terminology.Equivalent:
		return firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_EQUIVALENT
	case terminology.Subsumes:
		return firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMES
	case terminology.SubsumedBy:
		return firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMED_BY
	default:
		return firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_NOT_SUBSUMED
	}
}
