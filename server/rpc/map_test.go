package rpc_test

import (
	"io"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

const (
	icd10         = sctid.ID(447562003) // extended map
	exactMatch    = sctid.ID(447557004)
	contextual    = sctid.ID(447639009)
	undecided     = firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_UNDECIDED
	holds         = firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_HOLDS
	ruleFails     = firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_FAILS
	decided       = firnv1.MapDecision_MAP_DECISION_DECIDED
	open          = firnv1.MapDecision_MAP_DECISION_OPEN
	underOneYear  = "IFA 445518008 | Age at onset of clinical finding (observable entity) | < 1.0 year"
	chilblainRule = "IFA 248152002 | Female (finding) |"
)

// mapped is the winter world with an extended map to ICD-10: frostbite by age, injury
// by cold by a rule that is none, chilblain for women only.
func mapped() *fixture.World {
	w := fixture.Winter()
	c := w.Concept(icd10, terminology.Root)
	c.Name(3100, terminology.Synonym, "ICD-10 extended map", terminology.USEnglish)
	w.Concept(exactMatch, terminology.Root).Name(3110, terminology.Synonym, "Exact match", terminology.USEnglish)
	column := func(name string, kind terminology.FieldKind) terminology.RefsetColumn {
		return terminology.RefsetColumn{Name: name, Kind: kind}
	}
	w.Refset(icd10, terminology.ExtendedMapRefsetType,
		column("mapGroup", terminology.FieldInteger), column("mapPriority", terminology.FieldInteger), column("mapRule", terminology.FieldString),
		column("mapAdvice", terminology.FieldString), column("mapTarget", terminology.FieldString), column("correlationId", terminology.FieldComponent),
		column("mapCategoryId", terminology.FieldComponent))
	row := func(concept sctid.ID, priority int64, rule, advice, target string) {
		w.Member(icd10, concept, fixture.Integer(1), fixture.Integer(priority), fixture.Text(rule), fixture.Text(advice), fixture.Text(target),
			fixture.Component(exactMatch), fixture.Component(contextual))
	}
	row(fixture.Frostbite, 2, "OTHERWISE TRUE", "ALWAYS T35", "T35")
	row(fixture.Frostbite, 1, underOneYear, "IF BELOW 1 YEAR CHOOSE P80", "P80")
	row(fixture.ColdInjury, 1, "IF COLD", "", "T69")
	row(fixture.Chilblain, 1, chilblainRule, "", "T69.1")
	row(fixture.Absent, 1, "TRUE", "", "Z00")
	return w
}

func TestListMaps(t *testing.T) {
	c := serve(t, mapped(), rpc.Options{})
	got := must(c.ListMaps(soon(t), &firnv1.ListMapsRequest{}))(t)
	equal(t, got, &firnv1.ListMapsResponse{Release: fixture.URI, Maps: []*firnv1.MapRefset{
		{
			RefsetId: uint64(fixture.Map), RefsetTerm: "Map to codes of winter", Kind: firnv1.MapKind_MAP_KIND_EXTENDED,
			Direction: firnv1.MapDirection_MAP_DIRECTION_FROM_SNOMED_CT, ActiveMemberCount: 2,
		},
		{
			RefsetId: uint64(icd10), RefsetTerm: "ICD-10 extended map", Kind: firnv1.MapKind_MAP_KIND_EXTENDED,
			Direction: firnv1.MapDirection_MAP_DIRECTION_FROM_SNOMED_CT, SystemName: "ICD-10", SystemUri: "http://hl7.org/fhir/sid/icd-10", ActiveMemberCount: 5,
		},
	}})
}

// mapRow is what is told of a row of the map.
func mapRow(priority int32, rule, advice, code string, outcome firnv1.MapRuleOutcome, chosen bool) *firnv1.MapRow {
	m := &firnv1.MapRow{
		Code: code, Priority: priority, Rule: rule, Outcome: outcome, Chosen: chosen, Advice: advice,
		CorrelationId: uint64(exactMatch), CorrelationTerm: "Exact match", CategoryId: uint64(contextual),
	}
	if rule == "IF COLD" {
		m.RuleError = `map rule "IF COLD": expected TRUE, OTHERWISE TRUE or IFA at byte 1`
	}
	return m
}

func frostbiteRows(decision firnv1.MapDecision, child firnv1.MapRuleOutcome) *firnv1.MapGroup {
	return &firnv1.MapGroup{Number: 1, Decision: decision, Rows: []*firnv1.MapRow{
		mapRow(1, underOneYear, "IF BELOW 1 YEAR CHOOSE P80", "P80", child, child == holds),
		mapRow(2, "OTHERWISE TRUE", "ALWAYS T35", "T35", holds, child != holds),
	}}
}

func TestMapConcept(t *testing.T) {
	c := serve(t, mapped(), rpc.Options{})
	years := func(n uint32) *firnv1.PatientRecord {
		return &firnv1.PatientRecord{Age: &firnv1.Age{Number: n, Unit: firnv1.AgeUnit_AGE_UNIT_YEARS}}
	}
	chosen := &firnv1.MapGroup{Number: 1, Decision: decided, Rows: []*firnv1.MapRow{mapRow(2, "OTHERWISE TRUE", "ALWAYS T35", "T35", holds, true)}}
	chilblain := func(d firnv1.MapDecision, o firnv1.MapRuleOutcome) *firnv1.MapGroup {
		return &firnv1.MapGroup{Number: 1, Decision: d, Rows: []*firnv1.MapRow{mapRow(1, chilblainRule, "", "T69.1", o, o == holds)}}
	}
	for name, tt := range map[string]struct {
		request *firnv1.MapConceptRequest
		groups  []*firnv1.MapGroup
		nearest []*firnv1.BorrowedMap
	}{
		"nothing known":              {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Frostbite), Map: "icd-10"}, []*firnv1.MapGroup{frostbiteRows(open, undecided)}, nil},
		"a child":                    {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Frostbite), Map: icd10.String(), Record: years(0)}, []*firnv1.MapGroup{frostbiteRows(decided, holds)}, nil},
		"an adult":                   {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Frostbite), Map: "http://hl7.org/fhir/sid/icd-10", Record: years(40)}, []*firnv1.MapGroup{frostbiteRows(decided, ruleFails)}, nil},
		"chosen only":                {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Frostbite), Map: "icd-10", Record: years(40), ChosenOnly: true}, []*firnv1.MapGroup{chosen}, nil},
		"chosen only, nothing known": {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Frostbite), Map: "icd-10", ChosenOnly: true}, []*firnv1.MapGroup{frostbiteRows(open, undecided)}, nil},
		"a rule that is none": {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.ColdInjury), Map: "icd-10"},
			[]*firnv1.MapGroup{{Number: 1, Decision: open, Rows: []*firnv1.MapRow{mapRow(1, "IF COLD", "", "T69", undecided, false)}}}, nil},
		"a woman": {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Chilblain), Map: "icd-10", Record: &firnv1.PatientRecord{Sex: firnv1.Sex_SEX_FEMALE}}, []*firnv1.MapGroup{chilblain(decided, holds)}, nil},
		"a man":   {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Chilblain), Map: "icd-10", Record: &firnv1.PatientRecord{Sex: firnv1.Sex_SEX_MALE}}, []*firnv1.MapGroup{chilblain(firnv1.MapDecision_MAP_DECISION_NO_ROW, ruleFails)}, nil},
		"a man, chosen only": {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Chilblain), Map: "icd-10", ChosenOnly: true, Record: &firnv1.PatientRecord{Sex: firnv1.Sex_SEX_MALE}},
			[]*firnv1.MapGroup{{Number: 1, Decision: firnv1.MapDecision_MAP_DECISION_NO_ROW}}, nil},
		"nothing else in the record": {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Chilblain), Map: "icd-10", Record: &firnv1.PatientRecord{Complete: true, ConceptIds: []uint64{uint64(fixture.Toe), 5}}},
			[]*firnv1.MapGroup{chilblain(open, undecided)}, nil}, // which says nothing of the sex
		"no row":           {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Toe), Map: "icd-10", NearestAncestors: true}, nil, nil},
		"a retired one":    {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.OldName), Map: "icd-10", NearestAncestors: true}, nil, nil},
		"not asked for it": {&firnv1.MapConceptRequest{ConceptId: uint64(fixture.FrostbiteOf), Map: "icd-10"}, nil, nil},
		"of the nearest": {
			&firnv1.MapConceptRequest{ConceptId: uint64(fixture.FrostbiteOf), Map: "icd-10", Record: years(3), NearestAncestors: true}, nil,
			[]*firnv1.BorrowedMap{
				{Ancestor: summary(t, c, fixture.Frostbite), Distance: 1, Groups: []*firnv1.MapGroup{frostbiteRows(decided, ruleFails)}},
				{Ancestor: summary(t, c, fixture.Chilblain), Distance: 1, Groups: []*firnv1.MapGroup{chilblain(open, undecided)}},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := must(c.MapConcept(soon(t), tt.request))(t)
			equal(t, got, &firnv1.MapConceptResponse{
				Release: fixture.URI, RefsetId: uint64(icd10), Concept: summary(t, c, sctid.ID(tt.request.ConceptId)), Groups: tt.groups, Nearest: tt.nearest,
			})
		})
	}
	// A map without priorities and rules.
	got := must(c.MapConcept(soon(t), &firnv1.MapConceptRequest{ConceptId: uint64(fixture.Frostbite), Map: fixture.Map.String()}))(t)
	if len(got.GetGroups()) != 2 || got.GetGroups()[0].GetRows()[0].GetCode() != "T33" || !got.GetGroups()[1].GetRows()[0].GetChosen() {
		t.Errorf("%v", got)
	}
}

func TestMapErrors(t *testing.T) {
	c := serve(t, mapped(), rpc.Options{})
	frostbite := uint64(fixture.Frostbite)
	with := func(record *firnv1.PatientRecord) *firnv1.MapConceptRequest {
		return &firnv1.MapConceptRequest{ConceptId: frostbite, Map: "icd-10", Record: record}
	}
	for _, tt := range []struct {
		request *firnv1.MapConceptRequest
		code    codes.Code
		reason  terminology.Reason
		field   string
	}{
		{&firnv1.MapConceptRequest{Map: "icd-10"}, codes.InvalidArgument, terminology.ReasonFieldRequired, "concept_id"},
		{&firnv1.MapConceptRequest{ConceptId: frostbite}, codes.InvalidArgument, terminology.ReasonFieldRequired, "map"},
		{&firnv1.MapConceptRequest{ConceptId: frostbite, Map: "icd-11"}, codes.InvalidArgument, terminology.ReasonFieldInvalid, "map"},
		{&firnv1.MapConceptRequest{ConceptId: frostbite, Map: "icd-10-cm"}, codes.NotFound, terminology.ReasonRefsetNotFound, "map"},
		{&firnv1.MapConceptRequest{ConceptId: frostbite, Map: fixture.Skiers.String()}, codes.InvalidArgument, terminology.ReasonFieldInvalid, "map"},
		{&firnv1.MapConceptRequest{ConceptId: frostbite, Map: "447562004"}, codes.InvalidArgument, terminology.ReasonSCTIDMalformed, "map"},
		{&firnv1.MapConceptRequest{ConceptId: uint64(fixture.Absent), Map: "icd-10"}, codes.NotFound, terminology.ReasonConceptNotFound, "concept_id"},
		{with(&firnv1.PatientRecord{Sex: 9}), codes.InvalidArgument, terminology.ReasonFieldInvalid, "record.sex"},
		{with(&firnv1.PatientRecord{Age: &firnv1.Age{Number: 3}}), codes.InvalidArgument, terminology.ReasonFieldRequired, "record.age.unit"},
		{with(&firnv1.PatientRecord{Age: &firnv1.Age{Number: 3, Unit: 9}}), codes.InvalidArgument, terminology.ReasonFieldInvalid, "record.age.unit"},
		{with(&firnv1.PatientRecord{Age: &firnv1.Age{Number: 1 << 31, Unit: 2}}), codes.InvalidArgument, terminology.ReasonFieldInvalid, "record.age.number"},
		{with(&firnv1.PatientRecord{ConceptIds: make([]uint64, 1001)}), codes.InvalidArgument, terminology.ReasonTooManyItems, "record.concept_ids"},
	} {
		_, err := c.MapConcept(soon(t), tt.request)
		expect(t, err, tt.code, tt.reason, tt.field)
	}
	_, err := c.MapConcept(soon(t), &firnv1.MapConceptRequest{ConceptId: frostbite, Map: "icd-10-cm"})
	if hint := fails(t, err).metadata["hint"]; !strings.Contains(hint, icd10.String()) {
		t.Errorf("the hint is %q", hint)
	}
	_, err = c.ListMappedConcepts(soon(t), &firnv1.ListMappedConceptsRequest{Map: "icd-10", Match: 9})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldInvalid, "match")
	_, err = c.ListMappedConcepts(soon(t), &firnv1.ListMappedConceptsRequest{Code: "T35"})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "map")
	_, err = c.MapInto(soon(t), &firnv1.MapIntoRequest{ConceptIds: []uint64{frostbite}})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "limit")
	_, err = c.MapInto(soon(t), &firnv1.MapIntoRequest{ConceptIds: make([]uint64, 1001), Limit: &firnv1.ConceptLimit{Ecl: "*"}})
	expect(t, err, codes.InvalidArgument, terminology.ReasonTooManyItems, "concept_ids")
	_, err = c.MapInto(soon(t), &firnv1.MapIntoRequest{ConceptIds: []uint64{frostbite}, Limit: &firnv1.ConceptLimit{Ecl: "<<"}})
	if got := fails(t, err); got.code != codes.InvalidArgument || got.field != "limit.ecl" {
		t.Errorf("%+v", got)
	}
}

func TestListMappedConcepts(t *testing.T) {
	c := serve(t, mapped(), rpc.Options{})
	got := must(c.ListMappedConcepts(soon(t), &firnv1.ListMappedConceptsRequest{Map: "icd-10", Code: "T35"}))(t)
	equal(t, got, &firnv1.ListMappedConceptsResponse{
		Release: fixture.URI, RefsetId: uint64(icd10), TotalSize: 1,
		MappedConcepts: []*firnv1.MappedConcept{{
			Concept: summary(t, c, fixture.Frostbite), Group: 1,
			Row: mapRow(2, "OTHERWISE TRUE", "ALWAYS T35", "T35", firnv1.MapRuleOutcome_MAP_RULE_OUTCOME_UNSPECIFIED, false),
		}},
	})
	request := &firnv1.ListMappedConceptsRequest{Map: "icd-10", Match: firnv1.CodeMatch_CODE_MATCH_PREFIX, PageSize: 2}
	var found []string
	for {
		page := must(c.ListMappedConcepts(soon(t), request))(t)
		if page.GetTotalSize() != 5 {
			t.Fatal(page)
		}
		for _, one := range page.GetMappedConcepts() {
			found = append(found, one.GetRow().GetCode()+" "+sctid.ID(one.GetConcept().GetConceptId()).String())
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	equal(t, found, []string{
		"P80 " + fixture.Frostbite.String(), "T35 " + fixture.Frostbite.String(), "T69 " + fixture.ColdInjury.String(),
		"T69.1 " + fixture.Chilblain.String(), "Z00 " + fixture.Absent.String(),
	})
	got = must(c.ListMappedConcepts(soon(t), &firnv1.ListMappedConceptsRequest{Map: "icd-10", Code: "t35"}))(t)
	equal(t, got, &firnv1.ListMappedConceptsResponse{Release: fixture.URI, RefsetId: uint64(icd10)})
}

func TestMapConceptStream(t *testing.T) {
	c := serve(t, mapped(), rpc.Options{})
	stream := must(c.MapConceptStream(soon(t)))(t)
	asked := []uint64{uint64(fixture.Frostbite), 12, uint64(fixture.Toe), uint64(fixture.FrostbiteOf), uint64(fixture.Frostbite)}
	age := &firnv1.PatientRecord{Age: &firnv1.Age{Number: 40, Unit: firnv1.AgeUnit_AGE_UNIT_YEARS}}
	records := []*firnv1.PatientRecord{{}, {}, {}, age, age}
	if err := stream.Send(&firnv1.MapConceptStreamRequest{ConceptIds: asked, Records: records, Correlation: 3, Map: "icd-10", NearestAncestors: true}); err != nil {
		t.Fatal(err)
	}
	want := &firnv1.MapConceptStreamResponse{
		Release: fixture.URI, RefsetId: uint64(icd10), Correlation: 3,
		Statuses: []firnv1.MapStatus{
			firnv1.MapStatus_MAP_STATUS_MAPPED, firnv1.MapStatus_MAP_STATUS_UNKNOWN_CONCEPT, firnv1.MapStatus_MAP_STATUS_UNMAPPED,
			firnv1.MapStatus_MAP_STATUS_BORROWED, firnv1.MapStatus_MAP_STATUS_MAPPED,
		},
	}
	for _, row := range []uint32{0, 3, 4} {
		one := must(c.MapConcept(soon(t), &firnv1.MapConceptRequest{ConceptId: asked[row], Map: "icd-10", Record: records[row], NearestAncestors: true}))(t)
		want.Details = append(want.Details, &firnv1.MapDetail{Row: row, Groups: one.GetGroups(), Nearest: one.GetNearest()})
	}
	equal(t, must(stream.Recv())(t), want)
	if err := stream.Send(&firnv1.MapConceptStreamRequest{ConceptIds: asked[:1]}); err != nil { // settings left out, no records
		t.Fatal(err)
	}
	if got := must(stream.Recv())(t); len(got.GetDetails()) != 1 || got.GetDetails()[0].GetGroups()[0].GetDecision() != open {
		t.Errorf("%v", got)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != io.EOF {
		t.Errorf("got %v", err)
	}
	first := &firnv1.MapConceptStreamRequest{Map: "icd-10"}
	for _, tt := range []struct {
		first, second *firnv1.MapConceptStreamRequest
		reason        terminology.Reason
		field         string
	}{
		{nil, &firnv1.MapConceptStreamRequest{}, terminology.ReasonFieldRequired, "map"},
		{first, &firnv1.MapConceptStreamRequest{ConceptIds: make([]uint64, 10_001)}, terminology.ReasonTooManyItems, "concept_ids"},
		{first, &firnv1.MapConceptStreamRequest{ConceptIds: asked, Records: records[:2]}, terminology.ReasonArrayLengthsDiffer, "records"},
		{first, &firnv1.MapConceptStreamRequest{ConceptIds: asked[:1], Records: []*firnv1.PatientRecord{{Sex: 7}}}, terminology.ReasonFieldInvalid, "records[0].sex"},
		{first, &firnv1.MapConceptStreamRequest{Map: icd10.String()}, "STREAM_SETTINGS_CHANGED", "map"},
		{first, &firnv1.MapConceptStreamRequest{NearestAncestors: true}, "STREAM_SETTINGS_CHANGED", "nearest_ancestors"},
		{first, &firnv1.MapConceptStreamRequest{ChosenOnly: true}, "STREAM_SETTINGS_CHANGED", "chosen_only"},
		{first, &firnv1.MapConceptStreamRequest{Dialects: "en-GB"}, "STREAM_SETTINGS_CHANGED", "dialects"},
		{first, &firnv1.MapConceptStreamRequest{Release: "900000000000207008"}, "STREAM_SETTINGS_CHANGED", "release"},
	} {
		stream := must(c.MapConceptStream(soon(t)))(t)
		if tt.first != nil {
			if err := stream.Send(tt.first); err != nil {
				t.Fatal(err)
			}
			must(stream.Recv())(t)
		}
		if err := stream.Send(tt.second); err != nil {
			t.Fatal(err)
		}
		_, err := stream.Recv()
		expect(t, err, codes.InvalidArgument, tt.reason, tt.field)
	}
}

func TestMapInto(t *testing.T) {
	c := winter(t)
	member := func(id sctid.ID, distance uint32) *firnv1.MapIntoMember {
		return &firnv1.MapIntoMember{Concept: summary(t, c, id), Distance: distance}
	}
	const isMember, subsumed, none, unknown = firnv1.MapIntoStatus_MAP_INTO_STATUS_MEMBER, firnv1.MapIntoStatus_MAP_INTO_STATUS_SUBSUMED,
		firnv1.MapIntoStatus_MAP_INTO_STATUS_NONE, firnv1.MapIntoStatus_MAP_INTO_STATUS_UNKNOWN_CONCEPT
	asked := []uint64{uint64(fixture.FrostbiteOf), uint64(fixture.Frostbite), uint64(fixture.Toe), uint64(fixture.OldName), uint64(fixture.Absent)}
	for _, tt := range []struct {
		limit *firnv1.ConceptLimit
		want  []*firnv1.MapIntoResult
	}{
		{&firnv1.ConceptLimit{MembersOf: []uint64{uint64(fixture.Skiers)}}, []*firnv1.MapIntoResult{
			{Concept: summary(t, c, fixture.FrostbiteOf), Status: subsumed, Members: []*firnv1.MapIntoMember{member(fixture.Frostbite, 1), member(fixture.Chilblain, 1)}},
			{Concept: summary(t, c, fixture.Frostbite), Status: isMember, Members: []*firnv1.MapIntoMember{member(fixture.Frostbite, 0)}},
			{Concept: summary(t, c, fixture.Toe), Status: none},
			{Concept: summary(t, c, fixture.OldName), Status: none},
			{Concept: &firnv1.ConceptSummary{ConceptId: uint64(fixture.Absent)}, Status: unknown},
		}},
		{&firnv1.ConceptLimit{Ecl: fixture.Injury.String() + " OR " + fixture.ColdInjury.String() + " OR " + fixture.OldName.String()}, []*firnv1.MapIntoResult{
			{Concept: summary(t, c, fixture.FrostbiteOf), Status: subsumed, Members: []*firnv1.MapIntoMember{member(fixture.ColdInjury, 2)}},
			{Concept: summary(t, c, fixture.Frostbite), Status: subsumed, Members: []*firnv1.MapIntoMember{member(fixture.ColdInjury, 1)}},
			{Concept: summary(t, c, fixture.Toe), Status: none},
			{Concept: summary(t, c, fixture.OldName), Status: isMember, Members: []*firnv1.MapIntoMember{member(fixture.OldName, 0)}},
			{Concept: &firnv1.ConceptSummary{ConceptId: uint64(fixture.Absent)}, Status: unknown},
		}},
	} {
		got := must(c.MapInto(soon(t), &firnv1.MapIntoRequest{ConceptIds: asked, Limit: tt.limit}))(t)
		equal(t, got, &firnv1.MapIntoResponse{Release: fixture.URI, Results: tt.want})

		// The stream says the same in columns.
		want := &firnv1.MapIntoStreamResponse{Release: fixture.URI, Correlation: 9}
		for _, result := range tt.want {
			want.Statuses, want.MemberCounts = append(want.Statuses, result.Status), append(want.MemberCounts, uint32(len(result.Members)))
			for _, m := range result.Members {
				want.MemberIds, want.Distances = append(want.MemberIds, m.Concept.ConceptId), append(want.Distances, m.Distance)
			}
		}
		stream := must(c.MapIntoStream(soon(t)))(t)
		for _, limit := range []*firnv1.ConceptLimit{tt.limit, nil, tt.limit} {
			if err := stream.Send(&firnv1.MapIntoStreamRequest{ConceptIds: asked, Limit: limit, Correlation: 9}); err != nil {
				t.Fatal(err)
			}
			equal(t, must(stream.Recv())(t), want)
		}
		if err := stream.Send(&firnv1.MapIntoStreamRequest{Limit: &firnv1.ConceptLimit{Ecl: "*"}}); err != nil {
			t.Fatal(err)
		}
		_, err := stream.Recv()
		expect(t, err, codes.InvalidArgument, "STREAM_SETTINGS_CHANGED", "limit")
	}
	stream := must(c.MapIntoStream(soon(t)))(t)
	if err := stream.Send(&firnv1.MapIntoStreamRequest{ConceptIds: asked}); err != nil {
		t.Fatal(err)
	}
	_, err := stream.Recv()
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "limit")
}
