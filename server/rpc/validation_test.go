package rpc_test

import (
	"slices"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

func TestValidateCode(t *testing.T) {
	c := winter(t)
	limit := &firnv1.ConceptLimit{DescendantsOrSelfOf: []uint64{uint64(fixture.ColdInjury)}}
	const (
		valid, malformed, unknown, inactive = firnv1.Verdict_VERDICT_VALID, firnv1.Verdict_VERDICT_MALFORMED, firnv1.Verdict_VERDICT_UNKNOWN, firnv1.Verdict_VERDICT_INACTIVE
		in, out                             = firnv1.LimitCheck_LIMIT_CHECK_IN, firnv1.LimitCheck_LIMIT_CHECK_NOT_IN
	)
	frostbite, toe, absent, old, lost, description := fixture.Frostbite.String(), fixture.Toe.String(), fixture.Absent.String(), fixture.OldName.String(), fixture.Lost.String(), fixture.OldTerm.String()
	for _, test := range []struct {
		code, display string
		verdict       firnv1.Verdict
		reason        string
		check         firnv1.DisplayCheck
		limit         firnv1.LimitCheck
		replacements  int
	}{
		{frostbite, "", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, in, 0},
		{frostbite, "Frostbite", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_PREFERRED, in, 0},
		{frostbite, "Freezing injury", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_ACCEPTABLE, in, 0},
		{frostbite, "Frostbite (disorder)", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_FULLY_SPECIFIED_NAME, in, 0},
		{frostbite, "Congelation", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_ANOTHER_DIALECT, in, 0},
		{frostbite, "Frost bite", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_INACTIVE_DESCRIPTION, in, 0},
		{frostbite, "FROSTBITE", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_DIFFERS_IN_CASE, in, 0},
		{frostbite, "Sunburn", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_NOT_A_DESCRIPTION, in, 0},
		{toe, "Toe", valid, "", firnv1.DisplayCheck_DISPLAY_CHECK_PREFERRED, out, 0},
		{absent, "Toe", unknown, "not-in-release", firnv1.DisplayCheck_DISPLAY_CHECK_NO_CONCEPT, out, 0},
		{description, "", malformed, "not-a-concept-id", firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, out, 0},
		{"", "", malformed, "empty", firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, out, 0},
		{" " + frostbite, "", malformed, "not-digits", firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, out, 0},
		{"12345678", "x", malformed, "check-digit", firnv1.DisplayCheck_DISPLAY_CHECK_NO_CONCEPT, out, 0},
		{old, "Frozen toe", inactive, "900000000000482003", firnv1.DisplayCheck_DISPLAY_CHECK_PREFERRED, out, 1},
		{lost, "", inactive, "no-reason-given", firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, out, 0},
	} {
		got := must(c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: test.code, Display: test.display, Dialects: "en-US", Limit: limit}))(t)
		if got.Release != fixture.URI || got.Code != test.code || got.Verdict != test.verdict || got.Reason != test.reason ||
			got.DisplayCheck != test.check || got.LimitCheck != test.limit || len(got.Replacements) != test.replacements {
			t.Errorf("code %q, display %q: got %v, want %+v", test.code, test.display, got, test)
		}
		if (got.ReasonText == "") != (test.verdict == valid) {
			t.Errorf("code %q: reason text %q", test.code, got.ReasonText)
		}
		if known := test.verdict == valid || test.verdict == inactive; (got.Concept != nil) != known || known && got.Concept.PreferredTerm == "" {
			t.Errorf("code %q: concept %v", test.code, got.Concept)
		}
	}
	free := must(c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: old}))(t)
	if free.LimitCheck != firnv1.LimitCheck_LIMIT_CHECK_NOT_ASKED || free.ReasonText != "Duplicate" || free.Replacements[0].Target.ConceptId != uint64(fixture.Frostbite) {
		t.Errorf("without a limit: %v", free)
	}
	_, err := c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: old, Limit: &firnv1.ConceptLimit{MembersOf: []uint64{uint64(fixture.Toe)}}})
	expect(t, err, codes.NotFound, terminology.ReasonRefsetNotFound, "limit.members_of")
	_, err = c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: old, Dialects: "nl"})
	expect(t, err, codes.InvalidArgument, terminology.ReasonDialectUnknown, "dialects")
}

// codesOfEveryKind are a code of each verdict, and displays for them.
func codesOfEveryKind() (list []string, numbers []uint64, displays []string) {
	list = []string{fixture.Frostbite.String(), "12345678", fixture.Absent.String(), fixture.OldName.String(), fixture.Toe.String()}
	numbers = []uint64{uint64(fixture.Frostbite), 12345678, uint64(fixture.Absent), uint64(fixture.OldName), uint64(fixture.Toe)}
	return list, numbers, []string{"Frostbite", "x", "", "Frostbite", "toe"}
}

func TestValidateCodes(t *testing.T) {
	t.Run("written by hand", func(t *testing.T) { validateCodes(t, winter(t)) })
	t.Run("gRPC's codec", func(t *testing.T) { validateCodes(t, serveCoded(t, fixture.Winter(), rpc.Options{})) })
}

func validateCodes(t *testing.T, c *clients) {
	stream := must(c.ValidateCodes(soon(t)))(t)
	list, numbers, displays := codesOfEveryKind()
	limit := &firnv1.ConceptLimit{DescendantsOf: []uint64{uint64(fixture.ColdInjury)}}
	ask := func(request *firnv1.ValidateCodesRequest) *firnv1.ValidateCodesResponse {
		t.Helper()
		if err := stream.Send(request); err != nil {
			t.Fatal(err)
		}
		return must(stream.Recv())(t)
	}
	got := ask(&firnv1.ValidateCodesRequest{Codes: list, Displays: displays, Correlation: 7, Limit: limit, Dialects: "en-US", IncludePreferredTerms: true})
	target := row(uint64(fixture.Frostbite), "Frostbite", "disorder")
	target.DefinitionStatus = firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED
	want := &firnv1.ValidateCodesResponse{
		Release: fixture.URI, Correlation: 7,
		Verdicts: []firnv1.Verdict{firnv1.Verdict_VERDICT_VALID, firnv1.Verdict_VERDICT_MALFORMED, firnv1.Verdict_VERDICT_UNKNOWN, firnv1.Verdict_VERDICT_INACTIVE, firnv1.Verdict_VERDICT_VALID},
		DisplayChecks: []firnv1.DisplayCheck{firnv1.DisplayCheck_DISPLAY_CHECK_PREFERRED, firnv1.DisplayCheck_DISPLAY_CHECK_NO_CONCEPT,
			firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, firnv1.DisplayCheck_DISPLAY_CHECK_NOT_A_DESCRIPTION, firnv1.DisplayCheck_DISPLAY_CHECK_DIFFERS_IN_CASE},
		LimitChecks: []firnv1.LimitCheck{firnv1.LimitCheck_LIMIT_CHECK_IN, firnv1.LimitCheck_LIMIT_CHECK_NOT_IN, firnv1.LimitCheck_LIMIT_CHECK_NOT_IN,
			firnv1.LimitCheck_LIMIT_CHECK_NOT_IN, firnv1.LimitCheck_LIMIT_CHECK_NOT_IN},
		PreferredTerms: []string{"Frostbite", "", "", "Frozen toe", "Toe"},
		Details: []*firnv1.CodeDetail{
			{Row: 1, Reason: "check-digit", ReasonText: got.Details[0].ReasonText},
			{Row: 2, Reason: "not-in-release", ReasonText: got.Details[1].ReasonText},
			{Row: 3, Reason: "900000000000482003", ReasonText: "Duplicate", Replacements: []*firnv1.Replacement{{
				AssociationRefsetId: uint64(terminology.SameAs), AssociationTerm: "SAME AS association reference set", Target: target, TargetActive: true,
				Chain: []*firnv1.ReplacementStep{
					{AssociationRefsetId: uint64(terminology.SameAs), ConceptId: uint64(fixture.Forgotten)},
					{AssociationRefsetId: uint64(terminology.ReplacedBy), ConceptId: uint64(fixture.Frostbite)},
				},
			}}},
		},
	}
	equal(t, got, want)
	// As numbers, and with the settings repeated; then with them left out.
	equal(t, ask(&firnv1.ValidateCodesRequest{CodeNumbers: numbers, Displays: displays, Correlation: 7, Limit: limit, Dialects: "en-US",
		IncludePreferredTerms: true, Release: fixture.URI}), want)
	want.DisplayChecks = nil
	equal(t, ask(&firnv1.ValidateCodesRequest{Codes: list, Correlation: 7}), want)
	equal(t, ask(&firnv1.ValidateCodesRequest{Correlation: 8}), &firnv1.ValidateCodesResponse{Release: fixture.URI, Correlation: 8})
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	ends(t, stream)

	stream = must(c.ValidateCodes(soon(t)))(t)
	want.PreferredTerms, want.LimitChecks = nil, nil
	want.PreferredTermsText, want.PreferredTermLengths = "FrostbiteFrozen toeToe", []uint32{9, 0, 0, 10, 3}
	equal(t, ask(&firnv1.ValidateCodesRequest{Codes: list, Correlation: 7, Dialects: "en-US", IncludePreferredTerms: true, PackPreferredTerms: true}), want)
	equal(t, ask(&firnv1.ValidateCodesRequest{CodeNumbers: numbers, Correlation: 7}), want)
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	ends(t, stream)

	stream = must(c.ValidateCodes(soon(t)))(t)
	got = ask(&firnv1.ValidateCodesRequest{Codes: list, OmitDetails: true, PackPreferredTerms: true})
	equal(t, got, &firnv1.ValidateCodesResponse{Release: fixture.URI, Verdicts: want.Verdicts})

	stream = must(c.ValidateCodes(soon(t)))(t)
	got = ask(&firnv1.ValidateCodesRequest{Codes: list, OmitDetails: true})
	equal(t, got, &firnv1.ValidateCodesResponse{Release: fixture.URI, Verdicts: want.Verdicts})
}

// TestValidateCodesAgree compares the stream with the simple rpc.
func TestValidateCodesAgree(t *testing.T) {
	c := winter(t)
	list, _, displays := codesOfEveryKind()
	stream := must(c.ValidateCodes(soon(t)))(t)
	if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: list, Displays: displays}); err != nil {
		t.Fatal(err)
	}
	many := must(stream.Recv())(t)
	for i := range list {
		one := must(c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: list[i], Display: displays[i]}))(t)
		if one.Verdict != many.Verdicts[i] || one.DisplayCheck != many.DisplayChecks[i] {
			t.Errorf("%s: %v and %v; %v and %v", list[i], one.Verdict, many.Verdicts[i], one.DisplayCheck, many.DisplayChecks[i])
		}
		at := slices.IndexFunc(many.Details, func(d *firnv1.CodeDetail) bool { return int(d.Row) == i })
		if one.Verdict == firnv1.Verdict_VERDICT_VALID {
			if at >= 0 {
				t.Errorf("%s: details of a valid code", list[i])
			}
			continue
		}
		detail := many.Details[at]
		equal(t, detail, &firnv1.CodeDetail{Row: uint32(i), Reason: one.Reason, ReasonText: one.ReasonText, Replacements: one.Replacements})
	}
}

func TestValidateCodesErrors(t *testing.T) {
	c := winter(t)
	const invalid = codes.InvalidArgument
	good := &firnv1.ValidateCodesRequest{Codes: []string{"1"}}
	limit := &firnv1.ConceptLimit{DescendantsOf: []uint64{uint64(fixture.ColdInjury)}}
	for name, test := range map[string]struct {
		first, second *firnv1.ValidateCodesRequest
		code          codes.Code
		reason        terminology.Reason
		field         string
	}{
		"both columns":   {&firnv1.ValidateCodesRequest{Codes: []string{"1"}, CodeNumbers: []uint64{1}}, nil, invalid, terminology.ReasonArrayLengthsDiffer, "code_numbers"},
		"displays":       {&firnv1.ValidateCodesRequest{Codes: []string{"1"}, Displays: []string{"a", "b"}}, nil, invalid, terminology.ReasonArrayLengthsDiffer, "displays"},
		"displays alone": {&firnv1.ValidateCodesRequest{Displays: []string{"a"}}, nil, invalid, terminology.ReasonArrayLengthsDiffer, "displays"},
		"too many":       {&firnv1.ValidateCodesRequest{Codes: make([]string, 10_001)}, nil, invalid, terminology.ReasonTooManyItems, "codes"},
		"too many ids":   {&firnv1.ValidateCodesRequest{CodeNumbers: make([]uint64, 10_001)}, nil, invalid, terminology.ReasonTooManyItems, "code_numbers"},
		"release":        {&firnv1.ValidateCodesRequest{Release: "x"}, nil, invalid, terminology.ReasonReleaseMalformed, "release"},
		"no release":     {&firnv1.ValidateCodesRequest{Release: "31000003106"}, nil, codes.NotFound, terminology.ReasonReleaseNotFound, "release"},
		"dialects":       {&firnv1.ValidateCodesRequest{Dialects: "nl"}, nil, invalid, terminology.ReasonDialectUnknown, "dialects"},
		"limit": {&firnv1.ValidateCodesRequest{Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{uint64(fixture.Absent)}}}, nil,
			codes.NotFound, terminology.ReasonConceptNotFound, "limit.descendants_of"},
		"later release":  {good, &firnv1.ValidateCodesRequest{Release: "31000003106"}, invalid, "STREAM_SETTINGS_CHANGED", "release"},
		"later dialects": {good, &firnv1.ValidateCodesRequest{Dialects: "en"}, invalid, "STREAM_SETTINGS_CHANGED", "dialects"},
		"later limit":    {good, &firnv1.ValidateCodesRequest{Limit: limit}, invalid, "STREAM_SETTINGS_CHANGED", "limit"},
		"later terms":    {good, &firnv1.ValidateCodesRequest{IncludePreferredTerms: true}, invalid, "STREAM_SETTINGS_CHANGED", "include_preferred_terms"},
		"later packing":  {good, &firnv1.ValidateCodesRequest{PackPreferredTerms: true}, invalid, "STREAM_SETTINGS_CHANGED", "pack_preferred_terms"},
		"later details":  {good, &firnv1.ValidateCodesRequest{OmitDetails: true}, invalid, "STREAM_SETTINGS_CHANGED", "omit_details"},
	} {
		t.Run(name, func(t *testing.T) {
			stream := must(c.ValidateCodes(soon(t)))(t)
			if err := stream.Send(test.first); err != nil {
				t.Fatal(err)
			}
			if test.second != nil {
				must(stream.Recv())(t)
				if err := stream.Send(test.second); err != nil {
					t.Fatal(err)
				}
			}
			_, err := stream.Recv()
			expect(t, err, test.code, test.reason, test.field)
		})
	}
	small := serve(t, fixture.Winter(), rpc.Options{MaxAnswerBytes: 1000})
	stream := must(small.ValidateCodes(soon(t)))(t)
	if err := stream.Send(&firnv1.ValidateCodesRequest{Codes: slices.Repeat([]string{fixture.OldName.String()}, 100)}); err != nil {
		t.Fatal(err)
	}
	_, err := stream.Recv()
	expect(t, err, codes.ResourceExhausted, terminology.ReasonBudgetExceeded, "")
}
