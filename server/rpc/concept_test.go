package rpc_test

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
)

const core = uint64(terminology.CoreModule)

// row makes the summary of an active concept of the winter.
func row(id uint64, term, tag string) *firnv1.ConceptSummary {
	return &firnv1.ConceptSummary{
		ConceptId: id, Active: true, PreferredTerm: term, FullySpecifiedName: term + " (" + tag + ")", SemanticTag: tag,
		DefinitionStatus: firnv1.DefinitionStatus_DEFINITION_STATUS_PRIMITIVE, EffectiveTime: "20250101", ModuleId: core,
	}
}

func TestGetConceptBasic(t *testing.T) {
	c := winter(t)
	got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{
		ConceptId: uint64(fixture.Frostbite), View: firnv1.ConceptView_CONCEPT_VIEW_BASIC,
	}))(t)
	equal(t, got, &firnv1.GetConceptResponse{Release: fixture.URI, Concept: &firnv1.Concept{
		ConceptId: uint64(fixture.Frostbite), Active: true, EffectiveTime: "20250101", ModuleId: core,
		DefinitionStatus: firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED, DefinitionStatusId: uint64(terminology.Defined),
		FullySpecifiedName: "Frostbite (disorder)", PreferredTerm: "Frostbite", SemanticTag: "disorder",
	}})
	british := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Frostbite), Dialects: "en-GB;q=0.9, fr"}))(t)
	if got := british.Concept.PreferredTerm; got != "Congelation" {
		t.Errorf("British preferred term %q", got)
	}
}

func TestGetConceptStandard(t *testing.T) {
	got := must(winter(t).GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Frostbite)}))(t).Concept
	equal(t, got.Parents, []*firnv1.ConceptSummary{row(uint64(fixture.ColdInjury), "Injury by cold", "disorder")})
	if got.ChildCount != 1 || got.DescendantCount != 1 {
		t.Errorf("%d children, %d descendants", got.ChildCount, got.DescendantCount)
	}
	attribute := func(typeID uint64, typeTerm string, destination uint64, term string) *firnv1.Attribute {
		return &firnv1.Attribute{TypeId: typeID, TypeTerm: typeTerm, Target: &firnv1.Attribute_DestinationId{DestinationId: destination}, DestinationTerm: term}
	}
	want := []*firnv1.RoleGroup{
		{Group: 1, Attributes: []*firnv1.Attribute{
			attribute(uint64(fixture.Site), "Site", uint64(fixture.Toe), "Toe"),
			attribute(uint64(fixture.Morphology), "Morphology", uint64(fixture.Necrosis), "Necrosis"),
		}},
		{Group: 2, Attributes: []*firnv1.Attribute{{
			TypeId: uint64(fixture.Degree), TypeTerm: "Degree",
			Target: &firnv1.Attribute_Value{Value: &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Decimal{Decimal: "2.5"}}},
		}}},
	}
	for _, group := range got.RoleGroups {
		for _, a := range group.Attributes {
			if a.RelationshipId == 0 {
				t.Errorf("attribute %v doesn't name its relationship", a)
			}
			a.RelationshipId = 0
		}
	}
	equal(t, got.RoleGroups, want)
	var terms []string
	for _, d := range got.Descriptions {
		terms = append(terms, d.Term)
	}
	if want := []string{"Frostbite (disorder)", "Frostbite", "Congelation", "Freezing injury", "Injury of tissue by freezing."}; !slices.Equal(terms, want) {
		t.Errorf("descriptions %q, want %q", terms, want)
	}
	equal(t, got.Descriptions[3], &firnv1.Description{
		DescriptionId: uint64(fixture.DescriptionID(2034)), Active: true, EffectiveTime: "20250101", ModuleId: core, ConceptId: uint64(fixture.Frostbite),
		LanguageCode: "en", Type: firnv1.DescriptionType_DESCRIPTION_TYPE_SYNONYM, TypeId: uint64(terminology.Synonym), Term: "Freezing injury",
		CaseSignificance: firnv1.CaseSignificance_CASE_SIGNIFICANCE_INSENSITIVE, CaseSignificanceId: uint64(terminology.CaseInsensitive),
		Acceptabilities: []*firnv1.DescriptionAcceptability{
			{RefsetId: uint64(terminology.USEnglish), Dialect: "en-US", Acceptability: firnv1.Acceptability_ACCEPTABILITY_ACCEPTABLE, AcceptabilityId: uint64(terminology.Acceptable), Active: true},
			{RefsetId: uint64(terminology.GBEnglish), Dialect: "en-GB", Acceptability: firnv1.Acceptability_ACCEPTABILITY_ACCEPTABLE, AcceptabilityId: uint64(terminology.Acceptable), Active: true},
		},
	})
	if got.Relationships != nil || got.Axioms != nil || got.RefsetIds != nil || got.AlternateIdentifiers != nil || got.Inactivation != nil || got.Replacements != nil {
		t.Errorf("more than the standard view of an active concept: %v", got)
	}
}

func TestGetConceptFull(t *testing.T) {
	c := winter(t)
	request := &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Frostbite), View: firnv1.ConceptView_CONCEPT_VIEW_FULL}
	counts := func() [5]int {
		got := must(c.GetConcept(soon(t), request))(t).Concept
		return [...]int{len(got.Descriptions), len(got.Relationships), len(got.Axioms), len(got.RefsetIds), len(got.AlternateIdentifiers)}
	}
	if got := counts(); got != [...]int{5, 4, 1, 2, 1} {
		t.Errorf("active and inferred: %v", got)
	}
	request.IncludeAdditional = true
	if got := counts(); got != [...]int{5, 5, 1, 2, 1} {
		t.Errorf("and additional: %v", got)
	}
	request.IncludeInactive = true
	if got := counts(); got != [...]int{6, 6, 2, 2, 1} {
		t.Errorf("and inactive: %v", got)
	}
	got := must(c.GetConcept(soon(t), request))(t).Concept
	if want := []uint64{uint64(fixture.Skiers), uint64(fixture.Map)}; !slices.Equal(got.RefsetIds, want) {
		t.Errorf("reference sets %v, want %v", got.RefsetIds, want)
	}
	equal(t, got.AlternateIdentifiers, []*firnv1.AlternateIdentifier{{
		AlternateIdentifier: "FB-1", SchemeId: uint64(fixture.Scheme), SchemeTerm: "Codes of winter", Active: true, EffectiveTime: "20250101", ModuleId: core,
	}})
	equal(t, got.Axioms[0], &firnv1.Axiom{
		MemberId: "01000000-0000-0000-0000-000000000000", Active: true, EffectiveTime: "20250101", ModuleId: core,
		RefsetId: uint64(terminology.OWLAxiom), OwlExpression: "SubClassOf(:1 :2)",
	})
	isA := slices.IndexFunc(got.Relationships, func(r *firnv1.Relationship) bool { return r.TypeId == uint64(terminology.IsA) })
	if r := got.Relationships[isA]; r.GetDestinationId() != uint64(fixture.ColdInjury) || r.DestinationTerm != "Injury by cold" || r.TypeTerm != "Is a" ||
		r.SourceId != uint64(fixture.Frostbite) || r.SourceTerm != "" || r.CharacteristicType != firnv1.CharacteristicType_CHARACTERISTIC_TYPE_INFERRED || !r.Active {
		t.Errorf("is-a: %v", r)
	}
	if i := slices.IndexFunc(got.Descriptions, func(d *firnv1.Description) bool { return !d.Active }); got.Descriptions[i].DescriptionId != uint64(fixture.OldTerm) ||
		got.Descriptions[i].GetInactivation().GetTerm() != "Duplicate" {
		t.Errorf("inactive description: %v", got.Descriptions[i])
	}
}

// A release that lacks the concepts of inactivation values, as subsets do, has
// reasons in words all the same.
func TestInactivationValuesOutsideTheRelease(t *testing.T) {
	const ambiguous, own = 900000000000484002, 1009999999109
	w := fixture.Winter()
	w.Member(terminology.ConceptInactivation, fixture.Lost, fixture.Component(ambiguous))
	c := serve(t, w, rpc.Options{})
	got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Lost)}))(t).Concept
	equal(t, got.Inactivation, &firnv1.Inactivation{ValueId: ambiguous, Term: "Ambiguous", EffectiveTime: "20250701"})
	judged := must(c.ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: fixture.Lost.String()}))(t)
	if judged.Reason != "900000000000484002" || judged.ReasonText != "Ambiguous" {
		t.Errorf("reason %q, %q", judged.Reason, judged.ReasonText)
	}

	w = fixture.Winter()
	w.Member(terminology.ConceptInactivation, fixture.Lost, fixture.Component(own))
	judged = must(serve(t, w, rpc.Options{}).ValidateCode(soon(t), &firnv1.ValidateCodeRequest{Code: fixture.Lost.String()}))(t)
	if judged.Reason != "1009999999109" || judged.ReasonText != "Inactivation value 1009999999109" {
		t.Errorf("reason %q, %q", judged.Reason, judged.ReasonText)
	}
}

func TestGetConceptRetired(t *testing.T) {
	c := winter(t)
	got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.OldName)}))(t).Concept
	equal(t, got.Inactivation, &firnv1.Inactivation{ValueId: uint64(fixture.Duplicate), Term: "Duplicate", EffectiveTime: "20250701"})
	target := row(uint64(fixture.Frostbite), "Frostbite", "disorder")
	target.DefinitionStatus = firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED
	equal(t, got.Replacements, []*firnv1.Replacement{{
		AssociationRefsetId: uint64(terminology.SameAs), AssociationTerm: "SAME AS association reference set", Target: target, TargetActive: true,
		Chain: []*firnv1.ReplacementStep{
			{AssociationRefsetId: uint64(terminology.SameAs), ConceptId: uint64(fixture.Forgotten)},
			{AssociationRefsetId: uint64(terminology.ReplacedBy), ConceptId: uint64(fixture.Frostbite)},
		},
	}})
	mark := got.Descriptions[1].GetInactivation()
	if got.Descriptions[0].Inactivation != nil || mark.GetTerm() != "Concept non-current" {
		t.Errorf("marks of the descriptions: %v", got.Descriptions)
	}
	lost := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Lost)}))(t).Concept
	equal(t, lost.Inactivation, &firnv1.Inactivation{EffectiveTime: "20250701"})
	if lost.Replacements != nil || lost.ChildCount != 0 || lost.Parents != nil {
		t.Errorf("a retired concept without history: %v", lost)
	}
}

// TestReadMask asks for each field of Concept by itself, and compares with the
// whole: so the mask names the right fields, and each view holds what it says.
func TestReadMask(t *testing.T) {
	c := winter(t)
	views := map[firnv1.ConceptView][]string{
		firnv1.ConceptView_CONCEPT_VIEW_BASIC: {"concept_id", "active", "effective_time", "module_id", "definition_status", "definition_status_id",
			"fully_specified_name", "preferred_term", "semantic_tag"},
		firnv1.ConceptView_CONCEPT_VIEW_UNSPECIFIED: {"descriptions", "parents", "child_count", "descendant_count", "role_groups", "inactivation", "replacements"},
		firnv1.ConceptView_CONCEPT_VIEW_FULL:        {"relationships", "axioms", "refset_ids", "alternate_identifiers"},
	}
	for _, id := range []uint64{uint64(fixture.Frostbite), uint64(fixture.OldName)} {
		whole := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: id, View: firnv1.ConceptView_CONCEPT_VIEW_FULL}))(t).Concept.ProtoReflect()
		fields := whole.Descriptor().Fields()
		for i := range fields.Len() {
			field := fields.Get(i)
			got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{
				ConceptId: id, View: firnv1.ConceptView_CONCEPT_VIEW_FULL,
				ReadMask: &fieldmaskpb.FieldMask{Paths: []string{string(field.Name())}},
			}))(t).Concept.ProtoReflect()
			if !got.Get(field).Equal(whole.Get(field)) {
				t.Errorf("%s alone is %v, and %v in the whole", field.Name(), got.Get(field), whole.Get(field))
			}
			got.Range(func(other protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
				if other != field && other.Name() != "concept_id" {
					t.Errorf("asked for %s and got %s", field.Name(), other.Name())
				}
				return true
			})
		}
		var expected []string
		for _, view := range []firnv1.ConceptView{firnv1.ConceptView_CONCEPT_VIEW_BASIC, firnv1.ConceptView_CONCEPT_VIEW_UNSPECIFIED, firnv1.ConceptView_CONCEPT_VIEW_FULL} {
			expected = append(expected, views[view]...)
			got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: id, View: view}))(t).Concept.ProtoReflect()
			whole.Range(func(field protoreflect.FieldDescriptor, _ protoreflect.Value) bool {
				if want := slices.Contains(expected, string(field.Name())); got.Has(field) != want {
					t.Errorf("%v: %s given: %t, want %t", view, field.Name(), !want, want)
				}
				return true
			})
		}
		if len(expected) != fields.Len() {
			t.Errorf("the views name %d fields of %d", len(expected), fields.Len())
		}
	}
}

func TestGetConceptErrors(t *testing.T) {
	c := winter(t)
	const invalid, missing = codes.InvalidArgument, codes.NotFound
	for name, test := range map[string]struct {
		request *firnv1.GetConceptRequest
		code    codes.Code
		reason  terminology.Reason
		field   string
	}{
		"no id":            {&firnv1.GetConceptRequest{}, invalid, terminology.ReasonFieldRequired, "concept_id"},
		"check digit":      {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe) + 1}, invalid, terminology.ReasonSCTIDMalformed, "concept_id"},
		"description":      {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.OldTerm)}, invalid, terminology.ReasonNotAConceptID, "concept_id"},
		"absent":           {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Absent)}, missing, terminology.ReasonConceptNotFound, "concept_id"},
		"view":             {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), View: 77}, invalid, terminology.ReasonFieldInvalid, "view"},
		"mask":             {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"parents.active"}}}, invalid, terminology.ReasonFieldInvalid, "read_mask"},
		"release":          {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), Release: "latest"}, invalid, terminology.ReasonReleaseMalformed, "release"},
		"other release":    {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), Release: "http://snomed.info/sct/900000000000207008/version/19990101"}, missing, terminology.ReasonReleaseNotFound, "release"},
		"unknown dialect":  {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), Dialects: "sv"}, invalid, terminology.ReasonDialectUnknown, "dialects"},
		"dialect's weight": {&firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), Dialects: "en;q=2"}, invalid, terminology.ReasonDialectMalformed, "dialects"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.GetConcept(soon(t), test.request)
			expect(t, err, test.code, test.reason, test.field)
		})
	}
	_, err := c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.OldTerm)})
	if f := fails(t, err); !strings.Contains(f.metadata["hint"], fixture.Frostbite.String()) {
		t.Errorf("the hint %q doesn't name the description's concept", f.metadata["hint"])
	}
	empty := serveCatalog(t, &fixture.Catalog{}, rpc.Options{})
	_, err = empty.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe)})
	expect(t, err, codes.NotFound, terminology.ReasonNoRelease, "release")
}

func TestReleaseNames(t *testing.T) {
	c := winter(t)
	for _, name := range []string{"", fixture.URI, "http://snomed.info/sct/900000000000207008", "900000000000207008"} {
		got := must(c.GetConcept(soon(t), &firnv1.GetConceptRequest{ConceptId: uint64(fixture.Toe), Release: name}))(t)
		if got.Release != fixture.URI {
			t.Errorf("%q: answered from %q", name, got.Release)
		}
	}
}

func TestBatchGetConcepts(t *testing.T) {
	c := winter(t)
	bad := uint64(fixture.Toe) + 1
	asked := []uint64{uint64(fixture.Toe), uint64(fixture.Absent), bad, uint64(fixture.OldTerm), uint64(fixture.Toe), 0}
	got := must(c.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{ConceptIds: asked, View: firnv1.ConceptView_CONCEPT_VIEW_BASIC}))(t)
	var outcomes []string
	for i, result := range got.Results {
		if result.ConceptId != asked[i] {
			t.Errorf("result %d is about %d, want %d", i, result.ConceptId, asked[i])
		}
		if failure := result.GetFailure(); failure != nil {
			if failure.Message == "" {
				t.Errorf("%s without a message", failure.Reason)
			}
			outcomes = append(outcomes, failure.Reason)
		} else {
			outcomes = append(outcomes, result.GetConcept().PreferredTerm)
		}
	}
	want := []string{"Toe", "CONCEPT_NOT_FOUND", "SCTID_MALFORMED", "NOT_A_CONCEPT_ID", "Toe", "SCTID_MALFORMED"}
	if got.Release != fixture.URI || !slices.Equal(outcomes, want) {
		t.Errorf("from %s: %q, want %q", got.Release, outcomes, want)
	}
	_, err := c.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "concept_ids")
	_, err = c.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{ConceptIds: make([]uint64, 1001)})
	expect(t, err, codes.InvalidArgument, terminology.ReasonTooManyItems, "concept_ids")
	_, err = c.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{ConceptIds: asked, View: 9})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldInvalid, "view")
	small := serve(t, fixture.Winter(), rpc.Options{MaxAnswerBytes: 2000})
	_, err = small.BatchGetConcepts(soon(t), &firnv1.BatchGetConceptsRequest{ConceptIds: slices.Repeat([]uint64{uint64(fixture.Frostbite)}, 10)})
	expect(t, err, codes.ResourceExhausted, terminology.ReasonBudgetExceeded, "")
}
