package e2e

import (
	"cmp"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/ecldata"
	"github.com/firn-sct/firn/internal/naive/naiveecl"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/ecl"
)

// eclQuery is a random constraint with what the model says of it.
type eclQuery struct {
	text     string
	concepts []uint64   // ascending; nil for rows
	rows     [][]string // in the order of the answer
}

// eclQueries makes random constraints over what the release has. Those that the
// model refuses are left out: what the text of an error is, others test.
func (f *fixture) eclQueries(t *testing.T, n int) []eclQuery {
	t.Helper()
	model, vocabulary, r := naiveecl.New(f.model), ecldata.NewVocabulary(f.model), random(t)
	model.Schemes = map[string]uint64{"LOINC": uint64(ecl.LOINC)}
	var queries []eclQuery
	for tries := 0; len(queries) < n; tries++ {
		if tries > 100*n {
			t.Fatalf("%d of %d random constraints can't be evaluated", tries-len(queries), tries)
		}
		var choices ecldata.Choices
		q := vocabulary.Query(ecldata.Record(r, &choices), 0)
		result, err := model.Evaluate(q)
		if err != nil {
			continue
		}
		query := eclQuery{text: q.String()}
		if !f.eclWhole(query.text) {
			continue
		}
		if result.Concepts == nil {
			query.rows = append([][]string{}, result.Rows...)
		} else {
			query.concepts = append([]uint64{}, result.Concepts.Sorted()...)
		}
		queries = append(queries, query)
	}
	return queries
}

var eclID = regexp.MustCompile(`[1-9][0-9]{5,17}`)

// eclWhole reports whether a constraint is about what the release has whole. The
// releases of testdata lack concepts that every real one has, such as those of the
// definition statuses and of some reference sets, and a filter that names such a
// concept is then a question of taste.
func (f *fixture) eclWhole(text string) bool {
	for _, id := range eclID.FindAllString(text, -1) {
		number, _ := strconv.ParseUint(id, 10, 64)
		if _, ok := f.model.Concepts[number]; !ok {
			return false
		}
	}
	for _, refset := range f.model.Refsets() {
		if _, ok := f.model.Concepts[refset]; !ok {
			return !strings.Contains(text, "^")
		}
	}
	return true
}

// Random constraints by every rpc of EclService, and as a limit of a search: all
// agree with the naive model.
func TestEcl(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		failed, found := 0, 0
		r := random(t)
		for _, query := range f.eclQueries(t, many(80, 20)) {
			if query.rows != nil {
				if !f.sameRows(t, query, uint32(1+r.IntN(500))) {
					tooMany(t, &failed)
				}
				continue
			}
			found += min(1, len(query.concepts))
			if !f.sameSet(t, r, query) {
				tooMany(t, &failed)
			}
		}
		if found < many(20, 4) {
			t.Errorf("only %d constraints found anything: they test too little", found)
		}
	})
}

func (f *fixture) sameSet(t *testing.T, r *rand.Rand, query eclQuery) bool {
	t.Helper()
	ctx, ok := within(t), true
	differ := func(rpc string, got []uint64) {
		if !slices.Equal(got, query.concepts) {
			t.Errorf("%s\n%s gives %d\nwant %d", query.text, rpc, got, query.concepts)
			ok = false
		}
	}

	count, err := f.ecl.Evaluate(ctx, &firnv1.EvaluateRequest{Ecl: query.text, CountOnly: true})
	if err != nil || int(count.GetTotalSize()) != len(query.concepts) {
		t.Errorf("%s\ncounted %d, want %d (%v)", query.text, count.GetTotalSize(), len(query.concepts), err)
		return false
	}
	for _, order := range []firnv1.EclOrder{firnv1.EclOrder_ECL_ORDER_CONCEPT_ID, firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM, firnv1.EclOrder_ECL_ORDER_HIERARCHY} {
		request := &firnv1.EvaluateRequest{Ecl: query.text, Order: order, PageSize: uint32(1 + r.IntN(1000))}
		var concepts []*firnv1.ConceptSummary
		for {
			page, err := f.ecl.Evaluate(ctx, request)
			if err != nil {
				t.Errorf("%s: %v", query.text, err)
				return false
			}
			concepts = append(concepts, page.GetConcepts()...)
			if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
				break
			}
		}
		ids := make([]uint64, len(concepts))
		for i, c := range concepts {
			ids[i] = c.GetConceptId()
		}
		if order == firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM && !slices.IsSortedFunc(concepts, func(a, b *firnv1.ConceptSummary) int {
			return cmp.Compare(strings.ToLower(a.GetPreferredTerm()), strings.ToLower(b.GetPreferredTerm()))
		}) {
			t.Errorf("%s: not in the order of terms", query.text)
		}
		if order != firnv1.EclOrder_ECL_ORDER_CONCEPT_ID {
			slices.Sort(ids)
		}
		differ("Evaluate, "+order.String(), append([]uint64{}, ids...))
	}

	stream, err := f.ecl.StreamConceptIds(ctx, &firnv1.StreamConceptIdsRequest{Ecl: query.text})
	if err != nil {
		t.Fatal(err)
	}
	streamed := []uint64{}
	for {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Errorf("%s: %v", query.text, err)
			return false
		}
		streamed = append(streamed, message.GetConceptIds()...)
	}
	differ("StreamConceptIds", streamed)

	all := f.model.ConceptIDs()
	contains, err := f.ecl.Contains(ctx, &firnv1.ContainsRequest{Ecl: query.text, ConceptIds: all})
	if err != nil || len(contains.GetMemberships()) != len(all) {
		t.Errorf("%s: %d memberships, %v", query.text, len(contains.GetMemberships()), err)
		return false
	}
	in := []uint64{}
	for i, membership := range contains.GetMemberships() {
		if membership == firnv1.EclMembership_ECL_MEMBERSHIP_IN {
			in = append(in, all[i])
		}
	}
	slices.Sort(in)
	differ("Contains", in)

	explained, err := f.ecl.Explain(ctx, &firnv1.ExplainRequest{Ecl: query.text})
	if err != nil || int(explained.GetCount()) != len(query.concepts) || len(explained.GetNodes()) == 0 {
		t.Errorf("%s: explained %d, want %d (%v)", query.text, explained.GetCount(), len(query.concepts), err)
		return false
	}
	parsed, err := f.ecl.Parse(ctx, &firnv1.ParseRequest{Ecl: query.text})
	if err != nil || parsed.GetCanonical() != query.text {
		t.Errorf("%s: canonical %s (%v)", query.text, parsed.GetCanonical(), err)
		return false
	}
	return ok
}

func (f *fixture) sameRows(t *testing.T, query eclQuery, pageSize uint32) bool {
	t.Helper()
	request := &firnv1.EvaluateRequest{Ecl: query.text, PageSize: pageSize}
	rows := [][]string{}
	for {
		page, err := f.ecl.Evaluate(within(t), request)
		if err != nil {
			t.Errorf("%s: %v", query.text, err)
			return false
		}
		for _, row := range page.GetRows() {
			var values []string
			for _, value := range row.GetValues() {
				values = append(values, eclText(value))
			}
			rows = append(rows, values)
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	if !slices.EqualFunc(rows, query.rows, slices.Equal[[]string]) {
		t.Errorf("%s\ngives %q\nwant  %q", query.text, rows, query.rows)
		return false
	}
	return true
}

func eclText(value *firnv1.EclValue) string {
	switch v := value.GetValue().(type) {
	case *firnv1.EclValue_ComponentId:
		if v.ComponentId != 0 {
			return decimal(v.ComponentId)
		}
	case *firnv1.EclValue_Integer:
		return strconv.FormatInt(v.Integer, 10)
	case *firnv1.EclValue_Text:
		return v.Text
	}
	return ""
}

// `firn ecl` with --ids, --count and --json, of a data directory and of a server.
func TestEclCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		queries := f.eclQueries(t, 24)
		f.sample(t, 24, func(r *rand.Rand, _ uint64) {
			query := queries[r.IntN(len(queries))]
			if query.rows != nil || strings.HasPrefix(query.text, "-") {
				return
			}
			var lines strings.Builder
			for _, id := range query.concepts {
				lines.WriteString(decimal(id) + "\n")
			}
			code := 0
			if len(query.concepts) == 0 {
				code = 1
			}
			if got := f.both(t, "", "ecl", "--ids", query.text); got.stdout != lines.String() || got.code != code {
				t.Errorf("%s: exit code %d, want %d; got %q, want %q", query.text, got.code, code, got.stdout, lines.String())
			}
			if got := f.both(t, query.text, "ecl", "--count", "-"); got.stdout != strconv.Itoa(len(query.concepts))+"\n" || got.code != code {
				t.Errorf("%s: exit code %d, want %d; counted %q, want %d", query.text, got.code, code, got.stdout, len(query.concepts))
			}
			list := objects(t, f.both(t, "", "ecl", "--json", "--limit", "0", query.text).stdout)
			if len(list) != len(query.concepts) {
				t.Errorf("%s: %d objects, want %d", query.text, len(list), len(query.concepts))
				return
			}
			for i, o := range list {
				if o["conceptId"] != decimal(query.concepts[i]) {
					t.Errorf("%s: object %d is of %v, want %d", query.text, i, o["conceptId"], query.concepts[i])
				}
			}
		})
	})
}
