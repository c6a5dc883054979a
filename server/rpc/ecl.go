package rpc

import (
	"context"
	"errors"
	"strconv"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
)

// eclService serves EclService.
type eclService struct {
	firnv1.UnimplementedEclServiceServer
	server *Server
}

// engineKey is the place of a release's engine among its memos, see
// [terminology.Release.Memo]: servers with other options have other engines.
type engineKey struct{ server *Server }

// engine returns the engine of a release.
func (s *Server) engine(release *terminology.Release) *ecl.Engine {
	return release.Memo(engineKey{s}, func() any {
		options := s.ecl
		if options.Schemes != nil {
			options.Schemes = ecl.DefaultSchemes(release)
			for alias, scheme := range s.ecl.Schemes {
				options.Schemes[strings.ToLower(alias)] = scheme
			}
		}
		return ecl.NewEngine(release, options)
	}).(*ecl.Engine)
}

// constraint is a request for what a constraint stands for.
type constraint interface {
	GetEcl() string
	GetStrict() bool
}

// parseConstraint reads the constraint of a request.
func parseConstraint(request constraint) (*ecl.Query, []ecl.Warning, error) {
	if request.GetEcl() == "" {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "ecl is not given")
		e.Hint = "all concepts are *"
		return nil, nil, e.WithField("ecl")
	}
	query, warnings, err := ecl.Parse(request.GetEcl(), ecl.Options{})
	return query, warnings, eclError(err, "ecl")
}

// prepare reads the constraint of a request and plans it. The warnings are those of
// both.
func (s *Server) prepare(ctx context.Context, release *terminology.Release, request constraint) (*ecl.Prepared, []*firnv1.EclWarning, error) {
	query, warnings, err := parseConstraint(request)
	if err != nil {
		return nil, nil, err
	}
	prepared, err := s.engine(release).Prepare(ctx, query, request.GetStrict())
	if err != nil {
		return nil, nil, eclError(err, "ecl")
	}
	return prepared, warningProtos(warnings, prepared.Warnings()), nil
}

// limitOf converts a limit, and evaluates its expression constraint, if there is
// one. The field of an error begins with "limit".
func (s *Server) limitOf(ctx context.Context, release *terminology.Release, m *firnv1.ConceptLimit) (terminology.Limit, error) {
	limit := terminology.Limit{
		DescendantsOf:       ids(m.GetDescendantsOf()),
		DescendantsOrSelfOf: ids(m.GetDescendantsOrSelfOf()),
		MembersOf:           ids(m.GetMembersOf()),
		ExcludeMembersOf:    ids(m.GetExcludeMembersOf()),
		SemanticTags:        m.GetSemanticTags(),
		ModuleIDs:           ids(m.GetModuleIds()),
		DefinitionStatusIDs: ids(m.GetDefinitionStatusIds()),
	}
	if m.GetEcl() == "" {
		return limit, nil
	}
	var err error
	limit.Set, err = s.engine(release).Set(ctx, m.GetEcl())
	return limit, eclError(err, "limit.ecl")
}

// eclError names the field of an error about a constraint, and says in details
// where in the text it is.
func eclError(err error, field string) error {
	var e *ecl.Error
	if !errors.As(err, &e) {
		return terminology.InField(err, field)
	}
	domain := e.Terminology()
	domain.Details = map[string]string{
		"start":   strconv.Itoa(e.Start),
		"end":     strconv.Itoa(e.End),
		"line":    strconv.Itoa(e.Line),
		"column":  strconv.Itoa(e.Column),
		"snippet": e.Snippet(),
	}
	if e.Found != "" {
		domain.Details["found"] = e.Found
	}
	if len(e.Expected) > 0 {
		domain.Details["expected"] = strings.Join(e.Expected, ", ")
	}
	return domain.WithField(field)
}

// Parse implements the rpc.
func (s *eclService) Parse(ctx context.Context, request *firnv1.ParseRequest) (*firnv1.ParseResponse, error) {
	response, err := s.parse(ctx, request)
	return answer(ctx, s.server, response, err)
}

func (s *eclService) parse(ctx context.Context, request *firnv1.ParseRequest) (*firnv1.ParseResponse, error) {
	if request.GetEcl() == "" {
		_, _, err := parseConstraint(request)
		return nil, err
	}
	query, warnings, err := ecl.Parse(request.GetEcl(), ecl.Options{Strict: request.GetStrict()})
	if err != nil {
		return nil, eclError(err, "ecl")
	}
	response := &firnv1.ParseResponse{
		Canonical: ecl.Format(query, ecl.Style{}),
		LongForm:  ecl.Format(query, ecl.Style{Long: true}),
		Tree:      treeProto(query.Constraint),
	}
	if request.GetSyntaxOnly() {
		response.Warnings = warningProtos(warnings)
		return response, s.server.fits(response, "ask with a shorter constraint")
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	prepared, err := s.server.engine(l.release).Prepare(ctx, query, false)
	if err != nil {
		return nil, eclError(err, "ecl")
	}
	response.Warnings = warningProtos(warnings, prepared.Warnings())
	response.Release = l.release.URI()
	var failed error
	style := ecl.Style{Term: func(id sctid.ID) string {
		term, err := l.concept(id)
		failed = errors.Join(failed, err)
		return term
	}}
	response.CanonicalWithTerms = ecl.Format(query, style)
	style.Long = true
	response.LongFormWithTerms = ecl.Format(query, style)
	if failed != nil {
		return nil, failed
	}
	return response, s.server.fits(response, "ask with a shorter constraint")
}
