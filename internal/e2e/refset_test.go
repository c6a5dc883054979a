package e2e

import (
	"slices"
	"testing"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// refsetTypes are what the reference sets of these releases are for, with the
// concept of the type: by hand, from rf2.md's table.
var refsetTypes = map[uint64]struct {
	kind firnv1.RefsetType
	id   uint64
}{
	naive.USEnglish:    {firnv1.RefsetType_REFSET_TYPE_LANGUAGE, 900000000000506000},
	naive.GBEnglish:    {firnv1.RefsetType_REFSET_TYPE_LANGUAGE, 900000000000506000},
	swedish:            {firnv1.RefsetType_REFSET_TYPE_LANGUAGE, 900000000000506000},
	norwegian:          {firnv1.RefsetType_REFSET_TYPE_LANGUAGE, 900000000000506000},
	733073007:          {firnv1.RefsetType_REFSET_TYPE_OWL_EXPRESSION, 762676003},
	734139008:          {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000526001: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000527005: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000523009: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000489007: {firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE, 900000000000480006},
	900000000000490003: {firnv1.RefsetType_REFSET_TYPE_ATTRIBUTE_VALUE, 900000000000480006},
	900000000000534007: {firnv1.RefsetType_REFSET_TYPE_MODULE_DEPENDENCY, 900000000000534007},
	900000000000538005: {firnv1.RefsetType_REFSET_TYPE_DESCRIPTION_FORMAT, 900000000000538005},
	900000000000456007: {firnv1.RefsetType_REFSET_TYPE_REFSET_DESCRIPTOR, 900000000000456007},
	723560006:          {firnv1.RefsetType_REFSET_TYPE_MRCM_DOMAIN, 723589008},
	723561005:          {firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_DOMAIN, 723604009},
	723562003:          {firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_RANGE, 723592007},
	723563008:          {firnv1.RefsetType_REFSET_TYPE_MRCM_MODULE_SCOPE, 723563008},
	1069999999108:      {firnv1.RefsetType_REFSET_TYPE_SIMPLE, 446609009},
	1079999999100:      {firnv1.RefsetType_REFSET_TYPE_ORDERED, 733619002},
	1089999999103:      {firnv1.RefsetType_REFSET_TYPE_UNSPECIFIED, 0},
	1099999999101:      {firnv1.RefsetType_REFSET_TYPE_SIMPLE_MAP, 900000000000496009},
	1109999999105:      {firnv1.RefsetType_REFSET_TYPE_EXTENDED_MAP, 609331003},
	1292992004:         {firnv1.RefsetType_REFSET_TYPE_ANNOTATION, 1292992004},
	// These have no concept in the release: their columns tell.
	1186921001:         {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	1186924009:         {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000524003: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000525002: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000528000: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000530003: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
	900000000000531004: {firnv1.RefsetType_REFSET_TYPE_ASSOCIATION, 900000000000521006},
}

var columnKinds = map[rune]firnv1.ColumnKind{
	'c': firnv1.ColumnKind_COLUMN_KIND_COMPONENT, 'i': firnv1.ColumnKind_COLUMN_KIND_INTEGER, 's': firnv1.ColumnKind_COLUMN_KIND_STRING,
}

func TestListRefsets(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: []uint64{naive.GBEnglish, naive.USEnglish}}
		var want, got []*firnv1.Refset
		for _, id := range f.model.Refsets() {
			members, c, n := f.model.MembersIn(id, true), f.model.Concepts[id], f.model.Names(id, e.dialects)
			refset := &firnv1.Refset{
				RefsetId: id, PreferredTerm: n.PreferredTerm, FullySpecifiedName: n.FullySpecifiedName, Active: c.Active, ModuleId: c.ModuleID,
				Pattern: members[0].Pattern, ActiveMemberCount: uint32(len(f.model.MembersIn(id, false))), MemberCount: uint32(len(members)),
			}
			for i, name := range members[0].Columns {
				refset.Columns = append(refset.Columns, &firnv1.RefsetColumn{Name: name, Kind: columnKinds[rune(members[0].Pattern[i])]})
			}
			known, ok := refsetTypes[id]
			if !ok {
				t.Errorf("reference set %d is new: say in refsetTypes what it is for", id)
			}
			refset.Type, refset.TypeId = known.kind, known.id
			want = append(want, refset)
		}
		for token := ""; ; {
			page, err := f.refsets.ListRefsets(ctx, &firnv1.ListRefsetsRequest{Dialects: "en-GB,en-US", PageSize: 3, PageToken: token})
			if err != nil {
				t.Fatal(err)
			}
			if page.GetRelease() != f.uri || int(page.GetTotalSize()) != len(want) {
				t.Errorf("%d reference sets of %s, want %d", page.GetTotalSize(), page.GetRelease(), len(want))
			}
			got = append(got, page.GetRefsets()...)
			if token = page.GetNextPageToken(); token == "" {
				break
			}
		}
		differ(t, f.name, &firnv1.ListRefsetsResponse{Refsets: want}, &firnv1.ListRefsetsResponse{Refsets: got})
	})
}

func TestListMembers(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: f.defaults}
		failed := 0
		for _, refset := range f.model.Refsets() {
			for _, inactive := range []bool{false, true} {
				for _, omitTerms := range []bool{false, true} {
					if omitTerms && !inactive || testing.Short() && omitTerms == inactive {
						continue
					}
					members := f.model.MembersIn(refset, inactive)
					request := &firnv1.ListMembersRequest{RefsetId: refset, IncludeInactive: inactive, OmitTerms: omitTerms, PageSize: 997}
					var got []*firnv1.Member
					for {
						page, err := f.refsets.ListMembers(ctx, request)
						if err != nil {
							t.Fatal(err)
						}
						if page.GetRelease() != f.uri || int(page.GetTotalSize()) != len(members) {
							t.Errorf("%d has %d members in %s, want %d", refset, page.GetTotalSize(), page.GetRelease(), len(members))
						}
						got = append(got, page.GetMembers()...)
						if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
							break
						}
					}
					if len(got) != len(members) {
						t.Fatalf("%d: got %d members, want %d", refset, len(got), len(members))
					}
					for i := range members {
						if differ(t, refset, e.member(&members[i], !omitTerms), got[i]) {
							tooMany(t, &failed)
						}
					}
				}
			}
			first := f.model.MembersIn(refset, true)[0]
			about := slices.DeleteFunc(f.model.MembersIn(refset, true), func(m naive.Member) bool { return m.ReferencedComponentID != first.ReferencedComponentID })
			got, err := f.refsets.ListMembers(ctx, &firnv1.ListMembersRequest{RefsetId: refset, ReferencedComponentId: first.ReferencedComponentID, IncludeInactive: true})
			if err != nil {
				t.Fatal(err)
			}
			want := &firnv1.ListMembersResponse{Release: f.uri, TotalSize: uint32(len(about))}
			for i := range about {
				want.Members = append(want.Members, e.member(&about[i], true))
			}
			differ(t, refset, want, got)
		}
	})
}

// The memberships of concepts, descriptions and relationships.
func TestListMemberships(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		ctx := within(t)
		e := expecting{Release: f.model, dialects: f.defaults}
		ids, failed := f.model.ConceptIDs(), 0
		for i := 0; i < len(ids); i += max(1, len(ids)/150) {
			components := []uint64{ids[i]}
			for _, d := range f.model.DescriptionsOf(ids[i]) {
				components = append(components, d.ID)
			}
			if relationships := f.model.RelationshipsOf(ids[i]); len(relationships) > 0 {
				components = append(components, relationships[0].ID)
			}
			for _, component := range components {
				for _, inactive := range []bool{false, true} {
					members := f.model.MembersOf(component, inactive)
					want := &firnv1.ListMembershipsResponse{Release: f.uri, TotalSize: uint32(len(members))}
					for i := range members {
						want.Members = append(want.Members, e.member(&members[i], true))
					}
					got := &firnv1.ListMembershipsResponse{}
					for token := ""; ; {
						page, err := f.refsets.ListMemberships(ctx, &firnv1.ListMembershipsRequest{ComponentId: component, IncludeInactive: inactive, PageSize: 2, PageToken: token})
						if err != nil {
							t.Fatalf("%d: %v", component, err)
						}
						got.Release, got.TotalSize = page.GetRelease(), page.GetTotalSize()
						got.Members = append(got.Members, page.GetMembers()...)
						if token = page.GetNextPageToken(); token == "" {
							break
						}
					}
					if differ(t, component, want, got) {
						tooMany(t, &failed)
					}
				}
			}
		}
	})
}
