package rpc

import (
	"bytes"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// TestValidatedColumns compares answers with those of the generated code. The
// memory of one answer is used for the next.
func TestValidatedColumns(t *testing.T) {
	var columns validatedColumns
	rapid.Check(t, func(t *rapid.T) {
		columns.clear()
		columns.packed = rapid.Bool().Draw(t, "packed")
		message := &firnv1.ValidateCodesResponse{Release: rapid.StringN(0, 200, 200).Draw(t, "release"), Correlation: rapid.Uint64().Draw(t, "correlation")}
		displays, limited, terms := rapid.Bool().Draw(t, "displays"), rapid.Bool().Draw(t, "limited"), rapid.Bool().Draw(t, "terms")
		for row := range rapid.IntRange(0, 20).Draw(t, "rows") {
			verdict := firnv1.Verdict(rapid.IntRange(1, 4).Draw(t, "verdict"))
			message.Verdicts = append(message.Verdicts, verdict)
			columns.verdicts = append(columns.verdicts, byte(verdict))
			if displays {
				check := firnv1.DisplayCheck(rapid.IntRange(1, 9).Draw(t, "display"))
				message.DisplayChecks = append(message.DisplayChecks, check)
				columns.displayChecks = append(columns.displayChecks, byte(check))
			}
			if limited {
				check := firnv1.LimitCheck(rapid.IntRange(1, 3).Draw(t, "limit"))
				message.LimitChecks = append(message.LimitChecks, check)
				columns.limitChecks = append(columns.limitChecks, byte(check))
			}
			if terms {
				term := rapid.StringN(0, 300, 300).Draw(t, "term")
				columns.term(term)
				if columns.packed {
					message.PreferredTermsText += term
					message.PreferredTermLengths = append(message.PreferredTermLengths, uint32(len(term)))
				} else {
					message.PreferredTerms = append(message.PreferredTerms, term)
				}
			}
			if rapid.Bool().Draw(t, "detail") {
				detail := &firnv1.CodeDetail{Row: uint32(row), Reason: "length"}
				message.Details = append(message.Details, detail)
				columns.details = append(columns.details, detail)
			}
		}
		want, err := proto.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		got, err := columns.answer(message.GetRelease(), message.GetCorrelation())
		if err != nil || !bytes.Equal(got.Bytes, want) || !proto.Equal(got, message) {
			t.Fatalf("got %x, %v; want %x", got.Bytes, err, want)
		}
	})
}
