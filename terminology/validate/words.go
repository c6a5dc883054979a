package validate

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// AssociationWord returns a stable word for a historical association, such as
// "same-as", or the decimal id of one that isn't SNOMED International's.
func AssociationWord(id sctid.ID) string {
	switch id {
	case terminology.SameAs:
		return "same-as"
	case terminology.ReplacedBy:
		return "replaced-by"
	case terminology.PossiblyReplacedBy:
		return "possibly-replaced-by"
	case terminology.PossiblyEquivalentTo:
		return "possibly-equivalent-to"
	case terminology.PartiallyEquivalentTo:
		return "partially-equivalent-to"
	case terminology.Alternative:
		return "alternative"
	case terminology.WasA:
		return "was-a"
	case terminology.SimilarTo:
		return "similar-to"
	case terminology.MovedTo:
		return "moved-to"
	}
	return id.String()
}

// InactivationWord returns a stable word for why a concept is inactive, such as
// "duplicate"; "no-reason-given" for 0, and the decimal id for a value that isn't
// known.
func InactivationWord(id sctid.ID) string {
	switch id {
	case 0:
		return NoReasonGiven.String()
	case 900000000000482003:
		return "duplicate"
	case 900000000000483008:
		return "outdated"
	case 900000000000484002:
		return "ambiguous"
	case 900000000000485001:
		return "erroneous"
	case 900000000000486000:
		return "limited"
	case 900000000000487009:
		return "moved-elsewhere"
	case 900000000000492006:
		return "pending-move"
	case 1186917008:
		return "classification-derived"
	case 1186919006:
		return "meaning-unknown"
	case 723277005:
		return "nonconformance"
	}
	return id.String()
}
