package rpc

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// maxSortedByTerm bounds the sets that are sorted by preferred term for a page.
const maxSortedByTerm = 100_000

// Evaluate implements the rpc.
func (s *eclService) Evaluate(ctx context.Context, request *firnv1.EvaluateRequest) (*firnv1.EvaluateResponse, error) {
	response, err := s.evaluate(ctx, request)
	return answer(ctx, s.server, response, err)
}

// A position is how many concepts or rows have been shown; in the order of ids, the
// last id.
func (s *eclService) evaluate(ctx context.Context, request *firnv1.EvaluateRequest) (*firnv1.EvaluateResponse, error) {
	switch request.GetOrder() {
	case firnv1.EclOrder_ECL_ORDER_UNSPECIFIED, firnv1.EclOrder_ECL_ORDER_CONCEPT_ID, firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM, firnv1.EclOrder_ECL_ORDER_HIERARCHY:
	default:
		return nil, invalid("order", "order %d is not known: expected CONCEPT_ID, PREFERRED_TERM or HIERARCHY", request.GetOrder())
	}
	l, free, err := s.server.openWith(request.GetRelease(), request.GetDialects())
	if err != nil {
		return nil, err
	}
	defer free()
	p, err := newPage(l.release, request, 8)
	if err != nil {
		return nil, err
	}
	prepared, warnings, err := s.server.prepare(ctx, l.release, request)
	if err != nil {
		return nil, err
	}
	result, err := prepared.Evaluate(ctx, ecl.EvaluateOptions{})
	if err != nil {
		return nil, eclError(err, "ecl")
	}
	response := &firnv1.EvaluateResponse{
		Release: l.release.URI(), TotalSize: uint32(result.Count()), Columns: columnProtos(result.Columns), Warnings: warnings,
	}
	switch {
	case request.GetCountOnly():
	case result.Concepts == nil:
		s.pageOfRows(&p, &result, response)
	default:
		err = s.pageOfConcepts(ctx, l, &p, request, result.Concepts, response)
	}
	return response, err
}

// takeOffset returns how many things have been shown. A token that someone made up
// may hold any number: nothing stands behind the total.
func (p *page) takeOffset(total int) int {
	if p.begins {
		return 0
	}
	return int(min(p.after.takeNumber(), uint64(total)))
}

func (s *eclService) pageOfRows(p *page, result *ecl.Result, response *firnv1.EvaluateResponse) {
	from := p.takeOffset(len(result.Rows))
	room := s.server.newRoom()
	for _, fields := range result.Rows[from:min(from+p.size, len(result.Rows))] {
		row := rowProto(fields)
		if !room.take(row) {
			break
		}
		response.Rows = append(response.Rows, row)
	}
	if shown := from + len(response.Rows); shown < len(result.Rows) {
		response.NextPageToken = p.next(position{}.number(uint64(shown)))
	}
}

// pageOfConcepts fills in the concepts of a page.
func (s *eclService) pageOfConcepts(ctx context.Context, l *labels, p *page, request *firnv1.EvaluateRequest, set *roaring.Bitmap, response *firnv1.EvaluateResponse) error {
	var ids []sctid.ID
	var next func(shown int) position
	more := false
	switch request.GetOrder() {
	case firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM:
		sorted, err := s.byTerm(ctx, l, set)
		if err != nil {
			return err
		}
		from := p.takeOffset(len(sorted))
		ids = sorted[from:min(from+p.size, len(sorted))]
		more = from+len(ids) < len(sorted)
		next = func(shown int) position { return position{}.number(uint64(from + shown)) }
	case firnv1.EclOrder_ECL_ORDER_HIERARCHY:
		total := int(set.GetCardinality())
		from := p.takeOffset(total)
		ids = ordinalsFrom(l.release.Taxonomy(), set, from, p.size)
		more = from+len(ids) < total
		next = func(shown int) position { return position{}.number(uint64(from + shown)) }
	default:
		var after sctid.ID
		if !p.begins {
			after = sctid.ID(p.after.takeNumber())
		}
		found := l.release.PageOf(set, after, p.size)
		ids, more = found.IDs, found.More
		next = func(shown int) position { return position{}.number(uint64(ids[shown-1])) }
	}
	shown := len(ids)
	if request.GetIdsOnly() {
		response.ConceptIds = numbers(ids)
	} else {
		concepts, err := s.server.summaries(ctx, l, ids)
		if err != nil {
			return err
		}
		response.Concepts, shown = concepts, len(concepts)
	}
	if more || shown < len(ids) {
		response.NextPageToken = p.next(next(shown))
	}
	return nil
}

// ordinalsFrom returns the ids of a set in the order of ordinals, which is depth
// first: some of them, from a place on.
func ordinalsFrom(t *taxonomy.Taxonomy, set *roaring.Bitmap, from, size int) []sctid.ID {
	var ids []sctid.ID
	if from >= int(set.GetCardinality()) {
		return nil
	}
	first, err := set.Select(uint32(from))
	if err != nil {
		return nil // there is such a place
	}
	it := set.Iterator()
	it.AdvanceIfNeeded(first)
	for it.HasNext() && len(ids) < size {
		ids = append(ids, t.ID(taxonomy.Ordinal(it.Next())))
	}
	return ids
}

// byTerm sorts a set by preferred term, without regard to case, then by id.
func (s *eclService) byTerm(ctx context.Context, l *labels, set *roaring.Bitmap) ([]sctid.ID, error) {
	n := int(set.GetCardinality())
	if n > maxSortedByTerm {
		e := terminology.Errorf(terminology.KindResourceExhausted, terminology.ReasonBudgetExceeded,
			"the constraint stands for %d concepts: by preferred term at most %d are sorted", n, maxSortedByTerm)
		e.Hint = "ask for another order"
		return nil, e.WithField("order")
	}
	type row struct {
		term string
		id   sctid.ID
	}
	rows := make([]row, 0, n)
	work := s.server.lanes.begin(ctx, n)
	defer work.end()
	for it := set.Iterator(); it.HasNext(); {
		o := taxonomy.Ordinal(it.Next())
		term, err := l.concepts.Of(o)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{strings.ToLower(term), l.release.Taxonomy().ID(o)})
		if len(rows)%checkEvery == 0 {
			if err := work.step(); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(strings.Compare(a.term, b.term), cmp.Compare(a.id, b.id)) })
	ids := make([]sctid.ID, n)
	for i := range rows {
		ids[i] = rows[i].id
	}
	return ids, nil
}
