package e2e

import (
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

var (
	verdicts = map[string]firnv1.Verdict{
		"valid": firnv1.Verdict_VERDICT_VALID, "malformed": firnv1.Verdict_VERDICT_MALFORMED,
		"unknown": firnv1.Verdict_VERDICT_UNKNOWN, "inactive": firnv1.Verdict_VERDICT_INACTIVE,
	}
	displayChecks = map[string]firnv1.DisplayCheck{
		"preferred":            firnv1.DisplayCheck_DISPLAY_CHECK_PREFERRED,
		"acceptable":           firnv1.DisplayCheck_DISPLAY_CHECK_ACCEPTABLE,
		"fully-specified-name": firnv1.DisplayCheck_DISPLAY_CHECK_FULLY_SPECIFIED_NAME,
		"another-dialect":      firnv1.DisplayCheck_DISPLAY_CHECK_ANOTHER_DIALECT,
		"inactive-description": firnv1.DisplayCheck_DISPLAY_CHECK_INACTIVE_DESCRIPTION,
		"differs-in-case":      firnv1.DisplayCheck_DISPLAY_CHECK_DIFFERS_IN_CASE,
		"not-a-description":    firnv1.DisplayCheck_DISPLAY_CHECK_NOT_A_DESCRIPTION,
	}
)

// recorded is a code as somebody recorded it, with its display.
type recorded struct{ code, display string }

// badCodes are malformed in every way there is, or of another kind.
var badCodes = []string{
	"", "0", "1", "12345", "404684004", "4046840033", "0404684003", "404684003 ", " 404684003", "40468400x", "４０４６８４００３",
	"-404684003", "404684003.0", "1234567890123456789012", "heart", "100014", "100022", "101000003112", "1011000003024", "100057", "7000009",
}

// codes makes codes that are mostly real, with displays that are mostly right.
func (f *fixture) codes(r *rand.Rand, n int) []recorded {
	ids := f.model.ConceptIDs()
	var inactive []uint64
	for _, id := range ids {
		if !f.model.Concepts[id].Active {
			inactive = append(inactive, id)
		}
	}
	var codes []recorded
	for range n {
		id := ids[r.IntN(len(ids))]
		code := decimal(id)
		switch r.IntN(10) {
		case 0:
			code = badCodes[r.IntN(len(badCodes))]
		case 1:
			id = inactive[r.IntN(len(inactive))]
			code = decimal(id)
		case 2: // a slip of one digit
			i := r.IntN(len(code))
			code = code[:i] + strconv.Itoa(r.IntN(10)) + code[i+1:]
		}
		descriptions := f.model.DescriptionsOf(id)
		display := ""
		if len(descriptions) > 0 && r.IntN(5) > 0 {
			display = descriptions[r.IntN(len(descriptions))].Term
			switch r.IntN(8) {
			case 0:
				display = strings.ToUpper(display)
			case 1:
				display += " of something else"
			}
		}
		codes = append(codes, recorded{code, display})
	}
	return codes
}

// judged is what the API must say of a code.
func (e *expecting) judged(c recorded, limit []uint64) *firnv1.ValidateCodeResponse {
	verdict, reason := e.Verdict(c.code)
	want := &firnv1.ValidateCodeResponse{
		Code: c.code, Verdict: verdicts[verdict], Reason: reason,
		DisplayCheck: firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN, LimitCheck: firnv1.LimitCheck_LIMIT_CHECK_NOT_ASKED,
	}
	id, _ := strconv.ParseUint(c.code, 10, 64)
	known := verdict == "valid" || verdict == "inactive"
	if known {
		want.Concept = e.summary(id)
		want.Replacements = e.replacements(id)
	}
	switch {
	case c.display == "":
	case known:
		want.DisplayCheck = displayChecks[e.Display(id, strings.TrimSpace(c.display), e.dialects)]
	default:
		want.DisplayCheck = firnv1.DisplayCheck_DISPLAY_CHECK_NO_CONCEPT
	}
	if limit != nil {
		want.LimitCheck = firnv1.LimitCheck_LIMIT_CHECK_NOT_IN
		if known && slices.Contains(limit, id) {
			want.LimitCheck = firnv1.LimitCheck_LIMIT_CHECK_IN
		}
	}
	return want
}

// checkReasonText looks at the text for people, whose wording may change: an
// inactivation value's term, or words for it where the release doesn't hold its
// concept; or some words.
func (e *expecting) checkReasonText(t *testing.T, verdict firnv1.Verdict, reason, text string) {
	t.Helper()
	if id, err := strconv.ParseUint(reason, 10, 64); err == nil {
		if want := e.inactivationValue(id); text != want {
			t.Errorf("reason %s is called %q, want %q", reason, text, want)
		}
	} else if (text == "") != (verdict == firnv1.Verdict_VERDICT_VALID) {
		t.Errorf("%v, %s: the text for people is %q", verdict, reason, text)
	}
}

// limits are sets to validate against, with their members.
func (f *fixture) limits() (top uint64, limits []*firnv1.ConceptLimit, members [][]uint64) {
	top = 404684003
	below := f.model.Descendants(top)
	// 734139008 has concepts in the subset, 1069999999108 in mini.
	refset := uint64(734139008)
	if len(f.model.MembersIn(refset, true)) == 0 {
		refset = 1069999999108
	}
	concepts := f.model.MemberConcepts(refset)
	both := slices.DeleteFunc(slices.Clone(concepts), func(id uint64) bool { return !slices.Contains(below, id) })
	return top, []*firnv1.ConceptLimit{
			nil,
			{DescendantsOf: []uint64{top}},
			{DescendantsOrSelfOf: []uint64{top}},
			{MembersOf: []uint64{refset}},
			{DescendantsOf: []uint64{top}, MembersOf: []uint64{refset}},
		}, [][]uint64{
			nil,
			below,
			append(slices.Clone(below), top),
			concepts,
			append([]uint64{}, both...),
		}
}

func TestValidateCode(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r, failed := within(t), random(t), 0
		seen := map[any]int{}
		codes := f.codes(r, 700)
		for _, code := range badCodes {
			codes = append(codes, recorded{code: code, display: "Heart"})
		}
		inactive := 0
		for _, id := range f.model.ConceptIDs() {
			for _, d := range f.model.DescriptionsOf(id) {
				if !d.Active && inactive < 50 {
					codes = append(codes, recorded{decimal(id), d.Term})
					inactive++
				}
			}
		}
		_, limits, members := f.limits()
		for i, c := range codes {
			which := i % len(limits)
			for dialects, refsets := range map[string][]uint64{"en-US": {naive.USEnglish}, "": f.defaults} {
				e := expecting{Release: f.model, dialects: refsets}
				got, err := f.validation.ValidateCode(ctx, &firnv1.ValidateCodeRequest{Code: c.code, Display: c.display, Dialects: dialects, Limit: limits[which]})
				if err != nil {
					t.Fatalf("%+v: %v", c, err)
				}
				want := e.judged(c, members[which])
				want.Release = f.uri
				e.checkReasonText(t, got.GetVerdict(), got.GetReason(), got.GetReasonText())
				want.ReasonText = got.GetReasonText()
				if differ(t, c, want, got) {
					tooMany(t, &failed)
				}
				seen[want.Verdict]++
				seen[want.DisplayCheck]++
				seen[want.LimitCheck]++
			}
		}
		for _, verdict := range verdicts {
			if seen[verdict] == 0 {
				t.Errorf("no code is %v: they test too little", verdict)
			}
		}
		for _, check := range displayChecks {
			if seen[check] == 0 && check != firnv1.DisplayCheck_DISPLAY_CHECK_ANOTHER_DIALECT {
				t.Errorf("no display is %v: they test too little", check)
			}
		}
	})
}

// Twenty thousand codes in one stream, in messages of different sizes.
func TestValidateCodesStream(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r := within(t), random(t)
		top, limits, members := f.limits()
		e := expecting{Release: f.model, dialects: []uint64{naive.GBEnglish}}
		codes := f.codes(r, 400)
		var wants []*firnv1.ValidateCodeResponse
		for _, c := range codes {
			wants = append(wants, e.judged(c, members[1]))
		}
		if got, _ := f.validation.ValidateCode(ctx, &firnv1.ValidateCodeRequest{Code: decimal(top), Limit: limits[1]}); got.GetLimitCheck() != firnv1.LimitCheck_LIMIT_CHECK_NOT_IN {
			t.Errorf("the top of the limit: %v", got)
		}

		stream, err := f.validation.ValidateCodes(ctx)
		if err != nil {
			t.Fatal(err)
		}
		const items = 20_000
		var sizes []int
		for sum := 0; sum < items; {
			size := min(items-sum, 1+r.IntN(2000))
			sizes, sum = append(sizes, size), sum+size
		}
		sent := make(chan error, 1)
		go func() {
			row := 0
			for i, size := range sizes {
				request := &firnv1.ValidateCodesRequest{Correlation: uint64(i)}
				if i == 0 {
					request.Dialects, request.Limit, request.IncludePreferredTerms = "en-GB", limits[1], true
				}
				for range size {
					c := codes[row%len(codes)]
					request.Codes, request.Displays = append(request.Codes, c.code), append(request.Displays, c.display)
					row++
				}
				if err := stream.Send(request); err != nil {
					sent <- err
					return
				}
			}
			sent <- stream.CloseSend()
		}()
		row, failed := 0, 0
		for i, size := range sizes {
			got, err := stream.Recv()
			if err != nil {
				t.Fatalf("answer %d: %v", i, err)
			}
			want := &firnv1.ValidateCodesResponse{Release: f.uri, Correlation: uint64(i)}
			for j := range size {
				w := wants[row%len(codes)]
				want.Verdicts, want.DisplayChecks, want.LimitChecks = append(want.Verdicts, w.Verdict), append(want.DisplayChecks, w.DisplayCheck), append(want.LimitChecks, w.LimitCheck)
				want.PreferredTerms = append(want.PreferredTerms, w.GetConcept().GetPreferredTerm())
				if w.Verdict != firnv1.Verdict_VERDICT_VALID {
					want.Details = append(want.Details, &firnv1.CodeDetail{Row: uint32(j), Reason: w.Reason, Replacements: w.Replacements})
				}
				row++
			}
			for _, detail := range got.GetDetails() {
				e.checkReasonText(t, firnv1.Verdict_VERDICT_UNSPECIFIED, detail.GetReason(), detail.GetReasonText())
				detail.ReasonText = ""
			}
			if !proto.Equal(want, got) && differ(t, i, want, got) {
				tooMany(t, &failed)
			}
		}
		if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
			t.Errorf("at the end of the stream: %v", err)
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
	})
}

// Codes as numbers, without details.
func TestValidateCodesAsNumbers(t *testing.T) {
	f := extension(t)
	stream, err := f.validation.ValidateCodes(within(t))
	if err != nil {
		t.Fatal(err)
	}
	request := &firnv1.ValidateCodesRequest{OmitDetails: true}
	want := &firnv1.ValidateCodesResponse{Release: f.uri}
	for _, id := range append(f.model.ConceptIDs(), 0, 404684004, 7000009, 100014, 1<<63) {
		request.CodeNumbers = append(request.CodeNumbers, id)
		verdict, _ := f.model.Verdict(decimal(id))
		want.Verdicts = append(want.Verdicts, verdicts[verdict])
	}
	if err := stream.Send(request); err != nil {
		t.Fatal(err)
	}
	got, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	differ(t, f.name, want, got)
}
