package rpc

import (
	"google.golang.org/protobuf/proto"

	"github.com/firn-sct/firn/terminology"
)

// Sizes of pages, as the protocol documents them.
const (
	defaultPageSize = 100
	maxPageSize     = 10_000

	defaultSearchPageSize = 20
	maxSearchPageSize     = 1_000
)

// pagedRequest is the request of an rpc that answers in pages.
type pagedRequest interface {
	proto.Message
	GetPageSize() uint32
	GetPageToken() string
}

// page is the part of a list that a request asks for.
type page struct {
	size    int
	after   position // what width bytes of the token say; the zero value at the start
	begins  bool     // whether it is the first page
	release *terminology.Release
	request pagedRequest
}

// newPage reads what part of its list a request asks for. width is how many
// bytes a position of this rpc has.
func newPage(release *terminology.Release, request pagedRequest, width int) (page, error) {
	return newPageOf(release, request, width, defaultPageSize, maxPageSize)
}

func newPageOf(release *terminology.Release, request pagedRequest, width, normal, most int) (page, error) {
	p := page{size: normal, release: release, request: request, begins: true}
	if size := request.GetPageSize(); size > uint32(most) {
		return p, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageSizeInvalid,
			"page_size is %d: expected %d at most", size, most).WithField("page_size")
	} else if size > 0 {
		p.size = int(size)
	}
	text := request.GetPageToken()
	if text == "" {
		return p, nil
	}
	token, ok := parseToken(text)
	if !ok {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageTokenInvalid, "page_token is no token of this server")
		e.Hint = "pass next_page_token of the page before as it is, or nothing to start"
		return p, e.WithField("page_token")
	}
	if token.query != queryHash(request) || len(token.position) != width {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonPageTokenOtherQuery, "page_token came from another request")
		e.Hint = "between two pages only page_size may change; start again without a token"
		return p, e.WithField("page_token")
	}
	if err := sameRelease(token, release.Info()); err != nil {
		return p, err
	}
	p.begins = false
	p.after = position{token.position}
	return p, nil
}

func sameRelease(token pageToken, info *terminology.ReleaseInfo) error {
	var e *terminology.Error
	switch {
	case token.release != info.URI:
		e = terminology.Errorf(terminology.KindFailedPrecondition, terminology.ReasonPageTokenOtherRelease,
			"the release was swapped between two pages: page_token came from %s, and this page would come from %s", token.release, info.URI)
	case token.built != builtAt(info):
		e = terminology.Errorf(terminology.KindFailedPrecondition, terminology.ReasonPageTokenOtherRelease,
			"the release was swapped between two pages: %s was imported again", info.URI)
	default:
		return nil
	}
	e.Hint = "start again without a token"
	return e.WithField("page_token")
}

// next makes the token for the page behind a position.
func (p *page) next(at position) string {
	info := p.release.Info()
	return pageToken{query: queryHash(p.request), built: builtAt(info), release: info.URI, position: at.b}.String()
}

// room is what is left of an answer's bytes for the items of a page.
type room struct {
	left  int
	items int
}

// overhead is more than all of a page that isn't items: the token, the release,
// the total.
const overhead = 1024

func (s *Server) newRoom() room { return room{left: s.maxAnswer - overhead} }

// take reports whether one more item fits. The first one always does, so that
// pages make progress.
func (r *room) take(item proto.Message) bool {
	r.left -= proto.Size(item) + 6 // its tag and length
	r.items++
	return r.left >= 0 || r.items == 1
}
