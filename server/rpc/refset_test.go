package rpc_test

import (
	"slices"
	"strconv"
	"testing"

	"google.golang.org/grpc/codes"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/terminology"
)

func terminologyID(id uint64) string { return strconv.FormatUint(id, 10) }

func TestListRefsets(t *testing.T) {
	got := must(winter(t).ListRefsets(soon(t), &firnv1.ListRefsetsRequest{}))(t)
	want := []uint64{uint64(fixture.Skiers), uint64(fixture.Map), uint64(terminology.ConceptInactivation), uint64(terminology.DescriptionInactivation),
		uint64(terminology.ReplacedBy), uint64(terminology.SameAs)}
	var found []uint64
	for _, r := range got.Refsets {
		found = append(found, r.RefsetId)
	}
	if !slices.Equal(found, want) {
		t.Fatalf("reference sets %v, want %v", found, want)
	}
	equal(t, got.Refsets[0], &firnv1.Refset{
		RefsetId: uint64(fixture.Skiers), PreferredTerm: "Skiers' conditions", FullySpecifiedName: "Skiers' conditions (foundation metadata concept)",
		Active: true, ModuleId: core, Type: firnv1.RefsetType_REFSET_TYPE_SIMPLE, TypeId: uint64(terminology.SimpleRefsetType),
		ActiveMemberCount: 2, MemberCount: 3,
	})
	equal(t, got.Refsets[1], &firnv1.Refset{
		RefsetId: uint64(fixture.Map), PreferredTerm: "Map to codes of winter", FullySpecifiedName: "Map to codes of winter (foundation metadata concept)",
		Active: true, ModuleId: core, Type: firnv1.RefsetType_REFSET_TYPE_EXTENDED_MAP, TypeId: uint64(terminology.ExtendedMapRefsetType),
		Pattern: "isc", Columns: []*firnv1.RefsetColumn{
			{Name: "mapGroup", Kind: firnv1.ColumnKind_COLUMN_KIND_INTEGER},
			{Name: "mapTarget", Kind: firnv1.ColumnKind_COLUMN_KIND_STRING},
			{Name: "mapCategoryId", Kind: firnv1.ColumnKind_COLUMN_KIND_COMPONENT},
		},
		ActiveMemberCount: 2, MemberCount: 2,
	})
	// The release doesn't hold this concept.
	equal(t, got.Refsets[2], &firnv1.Refset{
		RefsetId: uint64(terminology.ConceptInactivation), Type: firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE, TypeId: uint64(terminology.AttributeValueRefsetType),
		Pattern: "c", Columns: []*firnv1.RefsetColumn{{Name: "valueId", Kind: firnv1.ColumnKind_COLUMN_KIND_COMPONENT}},
		ActiveMemberCount: 2, MemberCount: 2,
	})
}

func TestListMembers(t *testing.T) {
	c := winter(t)
	got := must(c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Map)}))(t)
	member := func(uuid, target string, group int64, category uint64, term string) *firnv1.Member {
		return &firnv1.Member{
			MemberId: uuid, Active: true, EffectiveTime: "20250101", ModuleId: core,
			RefsetId: uint64(fixture.Map), RefsetTerm: "Map to codes of winter",
			ReferencedComponentId: uint64(fixture.Frostbite), ReferencedComponentTerm: "Frostbite",
			Fields: []*firnv1.MemberField{
				{Name: "mapGroup", Value: &firnv1.MemberField_Integer{Integer: group}},
				{Name: "mapTarget", Value: &firnv1.MemberField_Text{Text: target}},
				{Name: "mapCategoryId", Value: &firnv1.MemberField_ComponentId{ComponentId: category}, ComponentTerm: term},
			},
		}
	}
	first, second := got.Members[0].MemberId, got.Members[1].MemberId
	if first >= second || got.TotalSize != 2 {
		t.Errorf("members %s, %s of %d", first, second, got.TotalSize)
	}
	want := []*firnv1.Member{
		member(first, "T33", 1, uint64(fixture.Duplicate), "Duplicate"),
		member(second, "T34", 2, uint64(fixture.Absent), ""),
	}
	equal(t, got.Members, want)

	bare := must(c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Map), OmitTerms: true}))(t)
	for _, m := range want {
		m.RefsetTerm, m.ReferencedComponentTerm, m.Fields[2].ComponentTerm = "", "", ""
	}
	equal(t, bare.Members, want)

	components := func(request *firnv1.ListMembersRequest) (ids []uint64) {
		request.RefsetId = uint64(fixture.Skiers)
		for _, m := range must(c.ListMembers(soon(t), request))(t).Members {
			ids = append(ids, m.ReferencedComponentId)
		}
		return ids
	}
	if got, want := components(&firnv1.ListMembersRequest{}), []uint64{uint64(fixture.Frostbite), uint64(fixture.Chilblain)}; !slices.Equal(got, want) {
		t.Errorf("active members of %v, want %v", got, want)
	}
	if got, want := components(&firnv1.ListMembersRequest{IncludeInactive: true}), []uint64{uint64(fixture.Frostbite), uint64(fixture.Chilblain), uint64(fixture.Toe)}; !slices.Equal(got, want) {
		t.Errorf("members of %v, want %v", got, want)
	}
	if got := components(&firnv1.ListMembersRequest{ReferencedComponentId: uint64(fixture.Injury)}); got != nil {
		t.Errorf("members of a component that has none: %v", got)
	}
	// A member about a description shows the description's term.
	described := must(c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(terminology.DescriptionInactivation)}))(t)
	if got := described.Members[0]; got.ReferencedComponentId != uint64(fixture.OldTerm) || got.ReferencedComponentTerm != "Frost bite" {
		t.Errorf("member about a description: %v", got)
	}

	_, err := c.ListMembers(soon(t), &firnv1.ListMembersRequest{})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "refset_id")
	_, err = c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Toe)})
	expect(t, err, codes.NotFound, terminology.ReasonRefsetNotFound, "refset_id")
	_, err = c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: 7})
	expect(t, err, codes.InvalidArgument, terminology.ReasonSCTIDMalformed, "refset_id")
	_, err = c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(fixture.OldTerm)})
	expect(t, err, codes.InvalidArgument, terminology.ReasonNotAConceptID, "refset_id")
	_, err = c.ListMembers(soon(t), &firnv1.ListMembersRequest{RefsetId: uint64(fixture.Skiers), ReferencedComponentId: 7})
	expect(t, err, codes.InvalidArgument, terminology.ReasonSCTIDMalformed, "referenced_component_id")
}

func TestListMemberships(t *testing.T) {
	c := winter(t)
	refsets := func(request *firnv1.ListMembershipsRequest) (ids []uint64) {
		for _, m := range must(c.ListMemberships(soon(t), request))(t).Members {
			ids = append(ids, m.RefsetId)
		}
		return ids
	}
	if got, want := refsets(&firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.Frostbite)}),
		[]uint64{uint64(fixture.Skiers), uint64(fixture.Map), uint64(fixture.Map)}; !slices.Equal(got, want) {
		t.Errorf("memberships in %v, want %v", got, want)
	}
	toe := &firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.Toe)}
	if got := refsets(toe); got != nil {
		t.Errorf("active memberships in %v, want none", got)
	}
	toe.IncludeInactive = true
	if got, want := refsets(toe), []uint64{uint64(fixture.Skiers)}; !slices.Equal(got, want) {
		t.Errorf("memberships in %v, want %v", got, want)
	}
	if got, want := refsets(&firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.OldTerm)}), []uint64{uint64(terminology.DescriptionInactivation)}; !slices.Equal(got, want) {
		t.Errorf("memberships of a description in %v, want %v", got, want)
	}
	bare := must(c.ListMemberships(soon(t), &firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.Frostbite), OmitTerms: true}))(t)
	for _, m := range bare.Members {
		if m.RefsetTerm != "" || m.ReferencedComponentTerm != "" {
			t.Errorf("terms in %v", m)
		}
	}
	_, err := c.ListMemberships(soon(t), &firnv1.ListMembershipsRequest{})
	expect(t, err, codes.InvalidArgument, terminology.ReasonFieldRequired, "component_id")
	_, err = c.ListMemberships(soon(t), &firnv1.ListMembershipsRequest{ComponentId: 7})
	expect(t, err, codes.InvalidArgument, terminology.ReasonSCTIDMalformed, "component_id")
	_, err = c.ListMemberships(soon(t), &firnv1.ListMembershipsRequest{ComponentId: uint64(fixture.Absent)})
	expect(t, err, codes.NotFound, terminology.ReasonComponentNotFound, "component_id")
}
