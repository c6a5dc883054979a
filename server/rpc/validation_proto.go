package rpc

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

func verdictProto(v terminology.Verdict) firnv1.Verdict {
	switch v {
	case terminology.Valid:
		return firnv1.Verdict_VERDICT_VALID
	case terminology.Malformed:
		return firnv1.Verdict_VERDICT_MALFORMED
	case terminology.Unknown:
		return firnv1.Verdict_VERDICT_UNKNOWN
	default:
		return firnv1.Verdict_VERDICT_INACTIVE
	}
}

func displayCheckProto(c terminology.DisplayCheck) firnv1.DisplayCheck {
	switch c {
	case terminology.DisplayNotGiven:
		return firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN
	case terminology.DisplayPreferred:
		return firnv1.DisplayCheck_DISPLAY_CHECK_PREFERRED
	case terminology.DisplayAcceptable:
		return firnv1.DisplayCheck_DISPLAY_CHECK_ACCEPTABLE
	case terminology.DisplayFullySpecifiedName:
		return firnv1.DisplayCheck_DISPLAY_CHECK_FULLY_SPECIFIED_NAME
	case terminology.DisplayAnotherDialect:
		return firnv1.DisplayCheck_DISPLAY_CHECK_ANOTHER_DIALECT
	case terminology.DisplayInactiveDescription:
		return firnv1.DisplayCheck_DISPLAY_CHECK_INACTIVE_DESCRIPTION
	case terminology.DisplayDiffersInCase:
		return firnv1.DisplayCheck_DISPLAY_CHECK_DIFFERS_IN_CASE
	case terminology.DisplayNotADescription:
		return firnv1.DisplayCheck_DISPLAY_CHECK_NOT_A_DESCRIPTION
	default:
		return firnv1.DisplayCheck_DISPLAY_CHECK_NO_CONCEPT
	}
}

func limitCheckProto(c terminology.LimitCheck) firnv1.LimitCheck {
	switch c {
	case terminology.LimitNotAsked:
		return firnv1.LimitCheck_LIMIT_CHECK_NOT_ASKED
	case terminology.InLimit:
		return firnv1.LimitCheck_LIMIT_CHECK_IN
	default:
		return firnv1.LimitCheck_LIMIT_CHECK_NOT_IN
	}
}

// reasonText says for people why a code isn't valid.
func (l *labels) reasonText(judged *terminology.Validation) (string, error) {
	if judged.Inactivation.ReasonID != 0 {
		return l.inactivationValue(judged.Inactivation.ReasonID)
	}
	return judged.Message, nil
}

// detailProto tells more about a code that isn't valid.
func (l *labels) detailProto(row int, judged *terminology.Validation) (*firnv1.CodeDetail, error) {
	m := &firnv1.CodeDetail{Row: uint32(row), Reason: judged.Reason}
	var err error
	if m.ReasonText, err = l.reasonText(judged); err != nil {
		return nil, err
	}
	if judged.Verdict == terminology.Inactive {
		m.Replacements, err = l.replacementsProto(judged.ConceptID)
	}
	return m, err
}
