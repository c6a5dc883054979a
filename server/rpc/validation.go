package rpc

import (
	"context"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// validationService serves ValidationService.
type validationService struct {
	firnv1.UnimplementedValidationServiceServer
	server *Server
}

// ValidateCode implements the rpc.
func (s *validationService) ValidateCode(ctx context.Context, request *firnv1.ValidateCodeRequest) (*firnv1.ValidateCodeResponse, error) {
	response, err := s.validateCode(request)
	return answer(ctx, s.server, response, err)
}

func (s *validationService) validateCode(request *firnv1.ValidateCodeRequest) (*firnv1.ValidateCodeResponse, error) {
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	validator, err := l.release.NewValidator(l.dialects, limitOf(request.GetLimit()), false)
	if err != nil {
		return nil, terminology.InField(err, "limit")
	}
	judged, err := validator.Validate(request.GetCode(), request.GetDisplay())
	if err != nil {
		return nil, err
	}
	response := &firnv1.ValidateCodeResponse{
		Release:      l.release.URI(),
		Code:         request.GetCode(),
		Verdict:      verdictProto(judged.Verdict),
		Reason:       judged.Reason,
		DisplayCheck: displayCheckProto(judged.Display),
		LimitCheck:   limitCheckProto(judged.Limit),
	}
	if response.ReasonText, err = l.reasonText(&judged); err != nil {
		return nil, err
	}
	if judged.Verdict == terminology.Valid || judged.Verdict == terminology.Inactive {
		if response.Concept, err = l.summaryProto(judged.ConceptID); err != nil {
			return nil, err
		}
	}
	if judged.Verdict == terminology.Inactive {
		if response.Replacements, err = l.replacementsProto(judged.ConceptID); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// ValidateCodes implements the rpc.
func (s *validationService) ValidateCodes(stream grpc.BidiStreamingServer[firnv1.ValidateCodesRequest, firnv1.ValidateCodesResponse]) error {
	session := validateSession{server: s.server}
	defer session.close()
	err := serveStream(s.server, stream, session.answer)
	return grpcerror.From(stream.Context(), s.server.log, err)
}

// validateSession is what a stream keeps from message to message.
type validateSession struct {
	server    *Server
	settings  *firnv1.ValidateCodesRequest // the first message's, without its rows
	labels    *labels
	free      func()
	validator *terminology.Validator
	limited   bool

	ordinals []taxonomy.Ordinal // of the message being answered, if it has numbers
	judged   terminology.Validation
}

func (s *validateSession) close() {
	if s.free != nil {
		s.free()
	}
}

// begin reads the settings from the first message, and compares those of a later
// one with them.
func (s *validateSession) begin(request *firnv1.ValidateCodesRequest) (err error) {
	if s.settings != nil {
		return s.sameSettings(request)
	}
	s.settings = &firnv1.ValidateCodesRequest{
		Release: request.GetRelease(), Dialects: request.GetDialects(), Limit: request.GetLimit(),
		IncludePreferredTerms: request.GetIncludePreferredTerms(), OmitDetails: request.GetOmitDetails(),
	}
	s.labels, s.free, err = s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return err
	}
	s.limited = !limitOf(request.GetLimit()).IsZero()
	s.validator, err = s.labels.release.NewValidator(s.labels.dialects, limitOf(request.GetLimit()), request.GetIncludePreferredTerms())
	return terminology.InField(err, "limit")
}

func (s *validateSession) sameSettings(request *firnv1.ValidateCodesRequest) error {
	switch {
	case request.GetDialects() != "" && request.GetDialects() != s.settings.GetDialects():
		return settingsChanged("dialects")
	case request.Limit != nil && !proto.Equal(request.Limit, s.settings.Limit):
		return settingsChanged("limit")
	case request.GetIncludePreferredTerms() && !s.settings.GetIncludePreferredTerms():
		return settingsChanged("include_preferred_terms")
	case request.GetOmitDetails() && !s.settings.GetOmitDetails():
		return settingsChanged("omit_details")
	}
	return sameReleaseNamed(request.GetRelease(), s.settings.GetRelease(), s.labels.release)
}

// rowsOf returns how many rows a message has, and refuses columns that don't fit
// each other.
func rowsOf(request *firnv1.ValidateCodesRequest) (int, error) {
	differ := func(field, format string, args ...any) error {
		return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonArrayLengthsDiffer, format, args...).WithField(field)
	}
	codes, numbers, displays := len(request.GetCodes()), len(request.GetCodeNumbers()), len(request.GetDisplays())
	if codes > 0 && numbers > 0 {
		return 0, differ("code_numbers", "codes has %d items and code_numbers has %d: expected one of them to be empty", codes, numbers)
	}
	rows, field := codes, "codes"
	if numbers > 0 {
		rows, field = numbers, "code_numbers"
	}
	if displays > 0 && displays != rows {
		return 0, differ("displays", "%s has %d items and displays has %d: expected as many, or none", field, rows, displays)
	}
	return rows, atMost(rows, maxStreamItems, field)
}

func (s *validateSession) answer(ctx context.Context, request *firnv1.ValidateCodesRequest) (any, error) {
	if err := s.begin(request); err != nil {
		return nil, err
	}
	rows, err := rowsOf(request)
	if err != nil {
		return nil, err
	}
	response := &firnv1.ValidateCodesResponse{Release: s.labels.release.URI(), Correlation: request.GetCorrelation()}
	if rows == 0 {
		return response, nil
	}
	response.Verdicts = make([]firnv1.Verdict, rows)
	displays := request.GetDisplays()
	if displays != nil {
		response.DisplayChecks = make([]firnv1.DisplayCheck, rows)
	}
	if s.limited {
		response.LimitChecks = make([]firnv1.LimitCheck, rows)
	}
	if s.settings.GetIncludePreferredTerms() {
		response.PreferredTerms = make([]string, rows)
	}
	s.ordinals = s.ordinals[:0]
	if numbers := request.GetCodeNumbers(); numbers != nil {
		s.ordinals = slices.Grow(s.ordinals[:0], rows)[:rows]
		s.labels.release.Taxonomy().Ordinals(numbers, s.ordinals)
	}
	work := s.server.lanes.begin(ctx, rows)
	defer work.end()
	for row := range rows {
		if row%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
			if response.PreferredTerms != nil || response.DisplayChecks != nil {
				s.validator.Prepare(s.ordinals[min(row, len(s.ordinals)):min(row+checkEvery, len(s.ordinals))])
			}
		}
		if err := s.judge(request, row); err != nil {
			return nil, err
		}
		judged := &s.judged
		response.Verdicts[row] = verdictProto(judged.Verdict)
		if response.DisplayChecks != nil {
			response.DisplayChecks[row] = displayCheckProto(judged.Display)
		}
		if response.LimitChecks != nil {
			response.LimitChecks[row] = limitCheckProto(judged.Limit)
		}
		if response.PreferredTerms != nil {
			response.PreferredTerms[row] = judged.PreferredTerm
		}
		if judged.Verdict != terminology.Valid && !s.settings.GetOmitDetails() {
			detail, err := s.labels.detailProto(row, judged)
			if err != nil {
				return nil, err
			}
			response.Details = append(response.Details, detail)
		}
	}
	return response, s.fits(response)
}

// fits refuses an answer that is too large. Its exact size takes a pass over all
// the terms, which is made only where the answer may come near the limit.
func (s *validateSession) fits(response *firnv1.ValidateCodesResponse) error {
	most := overhead + len(response.Release)
	most += 2 * (len(response.Verdicts) + len(response.DisplayChecks) + len(response.LimitChecks))
	for _, term := range response.PreferredTerms {
		most += len(term) + 4 // its tag and length
	}
	if len(response.Details) == 0 && most <= s.server.maxAnswer {
		return nil
	}
	return s.server.fits(response, "send fewer codes in each message")
}

// judge judges one row into s.judged.
func (s *validateSession) judge(request *firnv1.ValidateCodesRequest, row int) (err error) {
	var display string
	if displays := request.GetDisplays(); displays != nil {
		display = displays[row]
	}
	if numbers := request.GetCodeNumbers(); numbers != nil {
		o := s.ordinals[row]
		return s.validator.ValidateOrdinal(sctid.ID(numbers[row]), o, o != taxonomy.NoOrdinal, display, &s.judged)
	}
	s.judged, err = s.validator.Validate(request.GetCodes()[row], display)
	return err
}
