package rpc

import (
	"context"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/terminology"
)

// releaseService serves ReleaseService.
type releaseService struct {
	firnv1.UnimplementedReleaseServiceServer
	server *Server
}

// ListReleases implements the rpc.
func (s *releaseService) ListReleases(ctx context.Context, request *firnv1.ListReleasesRequest) (*firnv1.ListReleasesResponse, error) {
	response, err := s.listReleases(request)
	return answer(ctx, s.server, response, err)
}

func (s *releaseService) listReleases(request *firnv1.ListReleasesRequest) (*firnv1.ListReleasesResponse, error) {
	response := &firnv1.ListReleasesResponse{}
	var err error
	if response.Release, err = s.defaultRelease(); err != nil {
		return nil, err
	}
	for _, info := range s.server.catalog.Releases() {
		summary, err := s.summary(info.URI, request.GetDialects(), response.Release)
		if err != nil {
			if terminology.KindOf(err) == terminology.KindNotFound {
				continue // let go since the list was made
			}
			return nil, err
		}
		response.Releases = append(response.Releases, summary)
	}
	return response, nil
}

// defaultRelease returns the URI of the default release, "" where none is loaded.
func (s *releaseService) defaultRelease() (string, error) {
	release, free, err := s.server.open("")
	if err != nil {
		if terminology.KindOf(err) == terminology.KindNotFound {
			return "", nil
		}
		return "", err
	}
	defer free()
	return release.URI(), nil
}

// summary describes one of the loaded releases. It chooses the release's default
// dialects where the release has none of those that were asked for.
func (s *releaseService) summary(uri, dialects, defaultRelease string) (*firnv1.ReleaseSummary, error) {
	l, free, err := s.server.openWith(uri, dialects)
	if err != nil && grpcerror.Reason(err) == terminology.ReasonDialectUnknown {
		l, free, err = s.server.openWith(uri, "")
	}
	if err != nil {
		return nil, err
	}
	defer free()
	return l.releaseProto(defaultRelease)
}

// GetRelease implements the rpc.
func (s *releaseService) GetRelease(ctx context.Context, request *firnv1.GetReleaseRequest) (*firnv1.GetReleaseResponse, error) {
	response, err := s.getRelease(request)
	return answer(ctx, s.server, response, err)
}

func (s *releaseService) getRelease(request *firnv1.GetReleaseRequest) (*firnv1.GetReleaseResponse, error) {
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	defaultRelease, err := s.defaultRelease()
	if err != nil {
		return nil, err
	}
	response := &firnv1.GetReleaseResponse{Release: l.release.URI(), Manifest: manifestProto(l.release.Info())}
	if response.Summary, err = l.releaseProto(defaultRelease); err != nil {
		return nil, err
	}
	if response.Modules, err = l.modulesProto(); err != nil {
		return nil, err
	}
	if response.Dialects, err = l.dialectsProto(); err != nil {
		return nil, err
	}
	response.DefaultDialects = listOf(l.release.Info().DefaultLanguageRefsets)
	return response, s.server.fits(response, "read the manifest in the release directory")
}
