package e2e

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// differ fails the test with what differs between two messages.
func differ(t *testing.T, what any, want, got proto.Message) bool {
	t.Helper()
	if proto.Equal(want, got) {
		return false
	}
	t.Errorf("%v (-want +got):\n%s", what, cmp.Diff(want, got, protocmp.Transform()))
	return true
}

// tooMany ends a test that has gone wrong often enough to see why.
func tooMany(t *testing.T, failed *int) {
	if *failed++; *failed == 5 {
		t.Fatal("and so on: stopped after five")
	}
}

// languages are the ways in which the tests ask for terms, with the language
// reference sets that they stand for.
func (f *fixture) languages() map[string][]uint64 {
	languages := map[string][]uint64{
		"":                   f.defaults,
		"en-US":              {naive.USEnglish},
		"en-GB, en-US;q=0.5": {naive.GBEnglish, naive.USEnglish},
	}
	if f.model.LanguageOf(swedish) != "" {
		languages["900000000000508004"] = []uint64{naive.GBEnglish}
		languages["999999999104"] = []uint64{swedish}
		languages["en-GB;q=0.1,sv"] = []uint64{swedish, naive.GBEnglish}
	}
	if f.model.LanguageOf(norwegian) != "" {
		languages["nb, 999999999104, en"] = []uint64{norwegian, swedish, naive.USEnglish, naive.GBEnglish}
	}
	return languages
}

// Every concept, with everything that belongs to it, in several dialects.
func TestGetConcept(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		failed := 0
		for dialects, refsets := range f.languages() {
			for _, inactive := range []bool{false, true} {
				if inactive && dialects != "" {
					continue // choosing terms has nothing to do with inactive content
				}
				e := expecting{Release: f.model, dialects: refsets, inactive: inactive, additional: inactive}
				for i, id := range f.model.ConceptIDs() {
					if i%many(1, 10) != 0 {
						continue
					}
					got, err := f.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{
						ConceptId: id, Dialects: dialects, View: firnv1.ConceptView_CONCEPT_VIEW_FULL, IncludeInactive: inactive, IncludeAdditional: inactive,
					})
					if err != nil {
						t.Fatalf("concept %d: %v", id, err)
					}
					if differ(t, dialects, &firnv1.GetConceptResponse{Release: f.uri, Concept: e.concept(id)}, got) {
						tooMany(t, &failed)
					}
				}
			}
		}
	})
}

// viewFields are the fields of the views, by the comments of ConceptView.
var viewFields = map[firnv1.ConceptView][]string{
	firnv1.ConceptView_CONCEPT_VIEW_BASIC: {
		"concept_id", "active", "effective_time", "module_id", "definition_status", "definition_status_id", "fully_specified_name", "preferred_term", "semantic_tag",
	},
	firnv1.ConceptView_CONCEPT_VIEW_STANDARD: {
		"descriptions", "parents", "child_count", "descendant_count", "role_groups", "inactivation", "replacements",
	},
	firnv1.ConceptView_CONCEPT_VIEW_FULL: {"relationships", "axioms", "refset_ids", "alternate_identifiers"},
}

// only returns a copy of a concept with no other fields than these.
func only(c *firnv1.Concept, fields []string) *firnv1.Concept {
	kept := proto.CloneOf(c)
	m := kept.ProtoReflect()
	for i := range m.Descriptor().Fields().Len() {
		if field := m.Descriptor().Fields().Get(i); !slices.Contains(fields, string(field.Name())) {
			m.Clear(field)
		}
	}
	return kept
}

func TestConceptViewsAndMasks(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: f.defaults}
		ids := f.model.ConceptIDs()
		failed := 0
		for i := 0; i < len(ids); i += max(1, len(ids)/50) {
			whole := e.concept(ids[i])
			check := func(request *firnv1.GetConceptRequest, fields []string) {
				t.Helper()
				request.ConceptId = ids[i]
				got, err := f.concepts.GetConcept(ctx, request)
				if err != nil {
					t.Fatalf("%v: %v", request, err)
				}
				if differ(t, request, only(whole, fields), got.GetConcept()) {
					tooMany(t, &failed)
				}
			}
			var fields []string
			for _, view := range []firnv1.ConceptView{firnv1.ConceptView_CONCEPT_VIEW_BASIC, firnv1.ConceptView_CONCEPT_VIEW_STANDARD, firnv1.ConceptView_CONCEPT_VIEW_FULL} {
				fields = append(fields, viewFields[view]...)
				check(&firnv1.GetConceptRequest{View: view}, fields)
				if view == firnv1.ConceptView_CONCEPT_VIEW_STANDARD {
					check(&firnv1.GetConceptRequest{}, fields)
				}
			}
			for _, field := range fields {
				// A mask takes the place of the view, and the id is always given.
				check(&firnv1.GetConceptRequest{View: firnv1.ConceptView_CONCEPT_VIEW_BASIC, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{field}}}, []string{"concept_id", field})
			}
		}
	})
}

func TestBatchGetConcepts(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: f.defaults}
		const unknown, malformed, description = 7000009, 404684004, 101000003112 // not one of them a concept of these releases
		if _, ok := f.model.Concepts[unknown]; ok {
			t.Fatal("the unknown concept is known")
		}
		ids := f.model.ConceptIDs()
		if len(ids) > 997 {
			ids = ids[:997]
		}
		asked := slices.Concat([]uint64{unknown, malformed}, ids, []uint64{ids[0]})
		got, err := f.concepts.BatchGetConcepts(ctx, &firnv1.BatchGetConceptsRequest{ConceptIds: asked, View: firnv1.ConceptView_CONCEPT_VIEW_FULL})
		if err != nil {
			t.Fatal(err)
		}
		if got.GetRelease() != f.uri || len(got.GetResults()) != len(asked) {
			t.Fatalf("%d results from %s, want %d", len(got.GetResults()), got.GetRelease(), len(asked))
		}
		for i, result := range got.GetResults() {
			if result.GetConceptId() != asked[i] {
				t.Fatalf("result %d is of %d, want %d", i, result.GetConceptId(), asked[i])
			}
			switch asked[i] {
			case unknown, malformed:
				reason := map[uint64]string{unknown: "CONCEPT_NOT_FOUND", malformed: "SCTID_MALFORMED"}[asked[i]]
				if got := result.GetFailure(); got.GetReason() != reason || got.GetMessage() == "" {
					t.Errorf("%d: got %v, want %s", asked[i], got, reason)
				}
			default:
				differ(t, asked[i], e.concept(asked[i]), result.GetConcept())
			}
		}
		got, err = f.concepts.BatchGetConcepts(ctx, &firnv1.BatchGetConceptsRequest{ConceptIds: []uint64{description}})
		if err != nil || got.GetResults()[0].GetFailure().GetReason() != "NOT_A_CONCEPT_ID" {
			t.Errorf("a description's id: %v, %v", got, err)
		}
	})
}

// Known answers of the real subset that stand in the project's issue: two
// dialects, and the one concept without a preferred term of its own in GB English.
func TestKnownTerms(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for every concept twice")
	}
	f := subset(t)
	ctx := within(t)
	differing, lacking := 0, []uint64{}
	for _, id := range f.model.ConceptIDs() {
		if !f.model.Concepts[id].Active {
			continue
		}
		terms := map[string]string{}
		preferred := map[uint64]bool{}
		for _, dialect := range []string{"en-US", "en-GB"} {
			got, err := f.concepts.GetConcept(ctx, &firnv1.GetConceptRequest{ConceptId: id, Dialects: dialect})
			if err != nil {
				t.Fatal(err)
			}
			terms[dialect] = got.GetConcept().GetPreferredTerm()
			for _, d := range got.GetConcept().GetDescriptions() {
				for _, a := range d.GetAcceptabilities() {
					if d.GetTypeId() == naive.Synonym && a.GetAcceptability() == firnv1.Acceptability_ACCEPTABILITY_PREFERRED {
						preferred[a.GetRefsetId()] = true
					}
				}
			}
		}
		if terms["en-US"] != terms["en-GB"] {
			differing++
		}
		if !preferred[naive.GBEnglish] {
			lacking = append(lacking, id)
		}
	}
	if differing != 89 {
		t.Errorf("US and GB preferred terms differ on %d concepts, want 89", differing)
	}
	if !slices.Equal(lacking, []uint64{31000003106}) {
		t.Errorf("without GB preferred term: %d, want 31000003106 alone", lacking)
	}
}
