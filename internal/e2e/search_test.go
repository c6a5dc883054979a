package e2e

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// fixedQueries are texts that are easy to get wrong.
var fixedQueries = []string{
	"heart", "HEART", "heart dis", "dis heart", "heart heart", "disease disease", "fracture of femur", "femur fracture of",
	"a", "of", "of of", "1", "type 1", "type1", "2+", "2 +", "x-ray", "xray", "x ray", "t-cell", "tcell", "t cell", "5-ht", "5ht",
	"mg/ml", "mcg", "ug", "mug", "crohn's", "crohns", "crohn", "non-", "no", "not", "with without",
	"ménière", "meniere", "MENIERE", "Sjögren", "sjogren", "hjartinfarkt",
	"disorder", "(disorder)", "finding)", "structure of", "left", "entire", "product", "zzzz", "heart zzzz", "qual val",
	"infarction, myocardial", "infarction/myocardial", "\"quoted\"", "  heart   ", "heart\tdis",
}

// typed makes a query of the kind that people type: some words of a term, cut
// short and in any order.
func typed(r *rand.Rand, term string) string {
	words := strings.FieldsFunc(term, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("()[],", c) })
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	words = words[:min(len(words), 1+r.IntN(3))]
	for i, word := range words {
		runes := []rune(word)
		if r.IntN(3) > 0 {
			runes = runes[:1+r.IntN(len(runes))]
		}
		words[i] = string(runes)
		if r.IntN(5) == 0 {
			words[i] = strings.ToUpper(words[i])
		}
	}
	return strings.Join(words, " ")
}

func (f *fixture) queries(r *rand.Rand, n int) []string {
	queries := slices.Clone(fixedQueries)
	var terms []string
	for _, id := range f.model.ConceptIDs() {
		for _, d := range f.model.DescriptionsOf(id) {
			terms = append(terms, d.Term)
		}
	}
	for len(queries) < n {
		queries = append(queries, typed(r, terms[r.IntN(len(terms))]))
	}
	return queries
}

// find returns all hits, page by page.
func (f *fixture) find(ctx context.Context, t *testing.T, request *firnv1.SearchRequest, pageSize uint32) []*firnv1.SearchHit {
	t.Helper()
	request = proto.CloneOf(request)
	var hits []*firnv1.SearchHit
	for {
		request.PageSize = pageSize
		got, err := f.search.Search(ctx, request)
		if err != nil {
			t.Fatalf("%v: %v", request, err)
		}
		if got.GetRelease() != f.uri || len(got.GetHits()) > int(pageSize) {
			t.Fatalf("%v: %d hits from %s", request, len(got.GetHits()), got.GetRelease())
		}
		hits = append(hits, got.GetHits()...)
		if request.PageToken = got.GetNextPageToken(); request.PageToken == "" {
			if int(got.GetTotalSize()) != len(hits) {
				t.Errorf("%q: %d hits, and total_size is %d", request.GetText(), len(hits), got.GetTotalSize())
			}
			return hits
		}
	}
}

// sameHits compares an answer with the model's: the concepts, their order, the
// descriptions that matched best, and how.
func sameHits(t *testing.T, query any, want []naive.Hit, got []*firnv1.SearchHit) bool {
	t.Helper()
	found := make([]naive.Hit, len(got))
	for i, hit := range got {
		found[i] = naive.Hit{ConceptID: hit.GetConceptId(), DescriptionID: hit.GetDescriptionId(), Class: int(hit.GetMatchClass())}
	}
	for i := range max(len(want), len(found)) {
		if i >= len(want) || i >= len(found) || want[i].ConceptID != found[i].ConceptID || want[i].DescriptionID != found[i].DescriptionID || want[i].Class != found[i].Class {
			t.Errorf("%v: got %d hits, want %d; at %d\n got %+v\nwant %+v", query, len(found), len(want), i, found[min(i, len(found)):min(i+3, len(found))], want[min(i, len(want)):min(i+3, len(want))])
			return false
		}
	}
	return true
}

// Several hundred queries: the concepts, their number, the order and the best
// description of each are those of a scan over all terms.
func TestSearch(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r, failed, found := within(t), random(t), 0, 0
		dialects := []uint64{naive.GBEnglish, naive.USEnglish}
		for _, text := range f.queries(r, many(500, 120)) {
			if strings.IndexFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }) < 0 {
				continue // an error, see TestErrors
			}
			want := f.model.Search(naive.Query{Text: text, Dialects: dialects})
			got := f.find(ctx, t, &firnv1.SearchRequest{Text: text, Dialects: "en-GB,en-US", Widen: firnv1.Widen_WIDEN_NEVER}, uint32(1+r.IntN(1000)))
			if !sameHits(t, text, want, got) {
				tooMany(t, &failed)
			}
			for _, hit := range got {
				f.checkHit(t, text, dialects, hit)
			}
			found += min(1, len(want))
		}
		if found < many(300, 60) {
			t.Errorf("only %d queries found anything: they test too little", found)
		}
	})
}

// checkHit holds a hit against the model and its own ranges against its term.
func (f *fixture) checkHit(t *testing.T, text string, dialects []uint64, hit *firnv1.SearchHit) {
	t.Helper()
	d, n := f.model.Descriptions[hit.GetDescriptionId()], f.model.Names(hit.GetConceptId(), dialects)
	want := &firnv1.SearchHit{
		ConceptId: d.ConceptID, DescriptionId: d.ID, Term: d.Term,
		PreferredTerm: n.PreferredTerm, FullySpecifiedName: n.FullySpecifiedName, SemanticTag: n.SemanticTag,
		Active: f.model.Concepts[d.ConceptID].Active, DescriptionType: descriptionTypes[d.TypeID], DescriptionActive: d.Active, LanguageCode: d.LanguageCode,
		Matches: hit.GetMatches(), MatchClass: hit.GetMatchClass(),
	}
	if !proto.Equal(want, hit) {
		t.Errorf("%q: got %v, want %v", text, hit, want)
	}
	end := uint32(0)
	matched := 0
	for _, m := range hit.GetMatches() {
		if m.GetStart() < end || m.GetEnd() <= m.GetStart() || int(m.GetEnd()) > len(d.Term) || !utf8.ValidString(d.Term[m.GetStart():m.GetEnd()]) {
			t.Errorf("%q: %q has the range %v", text, d.Term, m)
			return
		}
		end = m.GetEnd()
		matched += int(m.GetEnd() - m.GetStart())
	}
	if matched == 0 {
		t.Errorf("%q: nothing of %q matched", text, d.Term)
	}
	// For plain words, the ranges are these words and nothing else.
	plain := strings.ToLower(text)
	if strings.Trim(plain, "abcdefghijklmnopqrstuvwxyz ") != "" || strings.IndexFunc(d.Term, func(c rune) bool {
		return c > unicode.MaxASCII || c == '-' || c == '/' || c == '\'' || unicode.IsDigit(c)
	}) >= 0 {
		return
	}
	words := strings.Fields(plain)
	for _, m := range hit.GetMatches() {
		part := strings.ToLower(d.Term[m.GetStart():m.GetEnd()])
		i := slices.Index(words, part)
		if i < 0 || m.GetStart() > 0 && unicode.IsLetter(rune(d.Term[m.GetStart()-1])) {
			t.Errorf("%q: the range %q of %q is none of the words", text, part, d.Term)
			return
		}
		words = slices.Delete(words, i, i+1)
	}
	if len(words) > 0 && hit.GetMatchClass() > firnv1.MatchClass_MATCH_CLASS_TERM_BEGINS {
		t.Errorf("%q: no range of %q for %q", text, d.Term, words)
	}
}

// Every way to limit a search.
func TestSearchLimits(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx, r, failed := within(t), random(t), 0
		us := []uint64{naive.USEnglish}
		var tops []uint64
		for _, id := range f.model.ConceptIDs() {
			if len(f.model.Descendants(id)) > 3 {
				tops = append(tops, id)
			}
		}
		for _, text := range f.queries(r, many(90, 0)) {
			if strings.IndexFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }) < 0 {
				continue
			}
			top := tops[r.IntN(len(tops))]
			below := f.model.Descendants(top)
			members := f.model.MemberConcepts(733073007) // OWL axioms, which nearly every concept has
			tag := f.model.Names(below[0], f.defaults).SemanticTag
			tagged := slices.DeleteFunc(f.model.ConceptIDs(), func(id uint64) bool { return f.model.Names(id, f.defaults).SemanticTag != tag })
			both := slices.DeleteFunc(slices.Clone(below), func(id uint64) bool { return !slices.Contains(tagged, id) })
			for _, test := range []struct {
				naive   naive.Query
				request *firnv1.SearchRequest
			}{
				{naive.Query{Within: below}, &firnv1.SearchRequest{Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{top}}}},
				{naive.Query{Within: append(slices.Clone(below), top)}, &firnv1.SearchRequest{Limit: &firnv1.ConceptLimit{DescendantsOrSelfOf: []uint64{top}}}},
				{naive.Query{Within: members}, &firnv1.SearchRequest{Limit: &firnv1.ConceptLimit{MembersOf: []uint64{733073007}}}},
				{naive.Query{Within: tagged}, &firnv1.SearchRequest{SemanticTags: []string{tag}}},
				{naive.Query{Within: both}, &firnv1.SearchRequest{SemanticTags: []string{tag}, Limit: &firnv1.ConceptLimit{DescendantsOf: []uint64{top}}}},
				{naive.Query{Inactive: "too"}, &firnv1.SearchRequest{Status: firnv1.ConceptStatus_CONCEPT_STATUS_ANY}},
				{naive.Query{Inactive: "only"}, &firnv1.SearchRequest{Status: firnv1.ConceptStatus_CONCEPT_STATUS_INACTIVE}},
				{naive.Query{InactiveDescriptions: true}, &firnv1.SearchRequest{IncludeInactiveDescriptions: true}},
				{naive.Query{Types: []uint64{naive.TextDefinition}}, &firnv1.SearchRequest{DescriptionTypes: []firnv1.DescriptionType{firnv1.DescriptionType_DESCRIPTION_TYPE_DEFINITION}}},
				{naive.Query{Types: []uint64{naive.FullySpecifiedName}}, &firnv1.SearchRequest{DescriptionTypes: []firnv1.DescriptionType{firnv1.DescriptionType_DESCRIPTION_TYPE_FULLY_SPECIFIED_NAME}}},
			} {
				test.naive.Text, test.naive.Dialects = text, us
				test.request.Text, test.request.Dialects, test.request.Widen = text, "en-US", firnv1.Widen_WIDEN_NEVER
				if !sameHits(t, test.request, f.model.Search(test.naive), f.find(ctx, t, test.request, 1000)) {
					tooMany(t, &failed)
				}
			}
		}
	})
}

// The id of a concept or description finds its concept.
func TestSearchByID(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		ids := f.model.ConceptIDs()
		for i := 0; i < len(ids); i += max(1, len(ids)/40) {
			c := f.model.Concepts[ids[i]]
			texts := []string{decimal(c.ID)}
			for _, d := range f.model.DescriptionsOf(c.ID) {
				if d.Active && d.TypeID != naive.TextDefinition {
					texts = append(texts, decimal(d.ID))
				}
			}
			for _, text := range texts {
				for _, status := range []firnv1.ConceptStatus{firnv1.ConceptStatus_CONCEPT_STATUS_ANY, firnv1.ConceptStatus_CONCEPT_STATUS_ACTIVE} {
					wanted := c.Active || status == firnv1.ConceptStatus_CONCEPT_STATUS_ANY
					hits := f.find(ctx, t, &firnv1.SearchRequest{Text: text, Status: status}, 10)
					if found := len(hits) == 1 && hits[0].GetConceptId() == c.ID && len(hits[0].GetMatches()) == 0; found != wanted || !found && len(hits) > 0 {
						t.Errorf("%s, %v: got %v", text, status, hits)
					}
				}
			}
		}
	})
}
