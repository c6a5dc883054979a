package rpc

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/wire"
)

// The numbers of fields, as in validation_service.proto.
const (
	validatedRelease       = 1
	validatedCorrelation   = 2
	validatedVerdicts      = 3
	validatedDisplayChecks = 4
	validatedLimitChecks   = 5
	validatedTerms         = 6
	validatedDetails       = 7
	validatedTermsText     = 8
	validatedTermLengths   = 9
)

var validatedType = (*firnv1.ValidateCodesResponse)(nil).ProtoReflect().Type()

// validatedColumns is a ValidateCodesResponse that is being made, column by column
// in the form that is sent. Its memory is used again for the next one.
type validatedColumns struct {
	verdicts, displayChecks, limitChecks []byte // a byte a row: their numbers are small

	terms       []byte // the whole field, or with packed the text alone
	packed      bool
	termLengths []byte // with packed

	details []*firnv1.CodeDetail
}

// clear begins another answer.
func (c *validatedColumns) clear() {
	c.verdicts, c.displayChecks, c.limitChecks = c.verdicts[:0], c.displayChecks[:0], c.limitChecks[:0]
	c.terms, c.termLengths = c.terms[:0], c.termLengths[:0]
	clear(c.details)
	c.details = c.details[:0]
}

// term adds the right display of a row.
func (c *validatedColumns) term(term string) {
	if c.packed {
		c.termLengths = protowire.AppendVarint(c.termLengths, uint64(len(term)))
		c.terms = append(c.terms, term...)
		return
	}
	c.terms = append(wire.AppendLength(c.terms, validatedTerms, len(term)), term...)
}

// answer puts the columns together.
func (c *validatedColumns) answer(release string, correlation uint64) (*wire.Answer, error) {
	details, err := proto.Marshal(&firnv1.ValidateCodesResponse{Details: c.details})
	if err != nil {
		return nil, err
	}
	size := overhead + len(release) + len(c.verdicts) + len(c.displayChecks) + len(c.limitChecks) + len(c.terms) + len(c.termLengths) + len(details)
	b := make([]byte, 0, size)
	b = wire.AppendString(b, validatedRelease, release)
	b = wire.AppendUint64(b, validatedCorrelation, correlation)
	column := func(number protowire.Number, column []byte) {
		if len(column) > 0 {
			b = append(wire.AppendLength(b, number, len(column)), column...)
		}
	}
	column(validatedVerdicts, c.verdicts)
	column(validatedDisplayChecks, c.displayChecks)
	column(validatedLimitChecks, c.limitChecks)
	if !c.packed {
		b = append(b, c.terms...)
	}
	b = append(b, details...)
	if c.packed {
		column(validatedTermsText, c.terms)
		column(validatedTermLengths, c.termLengths)
	}
	return &wire.Answer{Bytes: b, Type: validatedType}, nil
}
