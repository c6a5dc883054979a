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
	response, err := s.validateCode(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *validationService) validateCode(ctx context.Context, request *firnv1.ValidateCodeRequest) (*firnv1.ValidateCodeResponse, error) {
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	limit, err := s.server.limitOf(ctx, l.release, request.GetLimit())
	if err != nil {
		return nil, err
	}
	validator, err := l.release.NewValidator(l.dialects, limit, false)
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
	columns  validatedColumns
}

func (s *validateSession) close() {
	if s.free != nil {
		s.free()
	}
}

// begin reads the settings from the first message, and compares those of a later
// one with them.
func (s *validateSession) begin(ctx context.Context, request *firnv1.ValidateCodesRequest) (err error) {
	if s.settings != nil {
		return s.sameSettings(request)
	}
	s.settings = &firnv1.ValidateCodesRequest{
		Release: request.GetRelease(), Dialects: request.GetDialects(), Limit: request.GetLimit(),
		IncludePreferredTerms: request.GetIncludePreferredTerms(), OmitDetails: request.GetOmitDetails(),
		PackPreferredTerms: request.GetPackPreferredTerms(),
	}
	s.labels, s.free, err = s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return err
	}
	limit, err := s.server.limitOf(ctx, s.labels.release, request.GetLimit())
	if err != nil {
		return err
	}
	s.limited = !limit.IsZero()
	s.validator, err = s.labels.release.NewValidator(s.labels.dialects, limit, request.GetIncludePreferredTerms())
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
	case request.GetPackPreferredTerms() && !s.settings.GetPackPreferredTerms():
		return settingsChanged("pack_preferred_terms")
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
	if err := s.begin(ctx, request); err != nil {
		return nil, err
	}
	rows, err := rowsOf(request)
	if err != nil {
		return nil, err
	}
	s.columns.clear()
	s.columns.packed = s.settings.GetPackPreferredTerms()
	if err := s.judgeAll(ctx, request, rows); err != nil {
		return nil, err
	}
	response, err := s.columns.answer(s.labels.release.URI(), request.GetCorrelation())
	if err != nil {
		return nil, err
	}
	return response, s.server.fitsBytes(len(response.Bytes), "send fewer codes in each message")
}

// judgeAll judges the rows of a message into s.columns.
func (s *validateSession) judgeAll(ctx context.Context, request *firnv1.ValidateCodesRequest, rows int) error {
	if rows == 0 {
		return nil
	}
	displays, terms := request.GetDisplays() != nil, s.settings.GetIncludePreferredTerms()
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
				return err
			}
			if terms || displays {
				s.validator.Prepare(s.ordinals[min(row, len(s.ordinals)):min(row+checkEvery, len(s.ordinals))])
			}
		}
		if err := s.judge(request, row); err != nil {
			return err
		}
		judged, columns := &s.judged, &s.columns
		columns.verdicts = append(columns.verdicts, byte(verdictProto(judged.Verdict)))
		if displays {
			columns.displayChecks = append(columns.displayChecks, byte(displayCheckProto(judged.Display)))
		}
		if s.limited {
			columns.limitChecks = append(columns.limitChecks, byte(limitCheckProto(judged.Limit)))
		}
		if terms {
			columns.term(judged.PreferredTerm)
		}
		if judged.Verdict != terminology.Valid && !s.settings.GetOmitDetails() {
			detail, err := s.labels.detailProto(row, judged)
			if err != nil {
				return err
			}
			columns.details = append(columns.details, detail)
		}
	}
	return nil
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
