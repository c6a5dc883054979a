package synth

import (
	"fmt"
	"math"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Profile names a shape of release: how many concepts in which hierarchies,
// how they hang together, how many rows each file has.
type Profile string

// The profiles. The demo is grown by composing meanings and is a few thousand
// concepts with Swedish terms; the others are grown for scale.
const (
	ProfileDemo          Profile = "demo"
	ProfileSmall         Profile = "small"
	ProfileInternational Profile = "international"
	ProfileUK            Profile = "uk"
)

// Profiles lists the profiles, smallest first.
func Profiles() []Profile {
	return []Profile{ProfileDemo, ProfileSmall, ProfileInternational, ProfileUK}
}

// hierarchyShape is what one hierarchy of a profile should come to.
type hierarchyShape struct {
	top       sctid.ID
	size      int     // active concepts, the top itself among them
	parents   float64 // is-a a concept
	ancestors float64 // strict ancestors a concept
}

// shape is what a profile should come to.
type shape struct {
	name        Profile
	hierarchies []hierarchyShape
	retired     int
	// Snapshot rows.
	descriptions, activeDescriptions int
	languageMembers                  int
	relationships, activeRelations   int
	concrete                         int
	associations, attributeValues    int
	simpleMaps, extendedMaps         int
	refsets, largestRefset           int
	simpleMembers                    int
	nationalTypes                    int // attribute types of the edition's own
	attributeTypes                   int // that active relationships use
	words                            int
	closure                          int
	rows                             int
}

const (
	topFinding     sctid.ID = 404684003
	topProcedure   sctid.ID = 71388002
	topBody        sctid.ID = 123037004
	topOrganism    sctid.ID = 410607006
	topSubstance   sctid.ID = 105590001
	topProduct     sctid.ID = 373873005
	topObject      sctid.ID = 260787004
	topQualifier   sctid.ID = 362981000
	topObservable  sctid.ID = 363787002
	topSituation   sctid.ID = 243796009
	topSocial      sctid.ID = 48176007
	topEvent       sctid.ID = 272379006
	topModel       sctid.ID = 900000000000441003
	topEnvironment sctid.ID = 308916002
	topSpecimen    sctid.ID = 123038009
	topStaging     sctid.ID = 254291000
	topRecord      sctid.ID = 419891008
	topForce       sctid.ID = 78621006
)

// internationalShape follows the sizes of the International Edition of 2025.
var internationalShape = shape{
	name: ProfileInternational,
	hierarchies: []hierarchyShape{
		{topFinding, 126_809, 1.90, 26},
		{topProcedure, 59_650, 1.85, 24},
		{topBody, 42_775, 1.70, 24},
		{topOrganism, 34_495, 1.04, 9},
		{topSubstance, 27_768, 1.45, 11},
		{topProduct, 25_695, 1.75, 20},
		{topObject, 14_006, 1.50, 9},
		{topQualifier, 12_191, 1.10, 6.5},
		{topObservable, 10_950, 1.50, 10},
		{topSituation, 5_053, 1.60, 12},
		{topSocial, 4_180, 1.15, 7},
		{topEvent, 3_315, 1.40, 9},
		{topModel, 1_900, 1.0, 6},
		{topEnvironment, 1_876, 1.30, 7},
		{topSpecimen, 1_823, 1.70, 9},
		{topStaging, 1_665, 1.10, 5.5},
		{topRecord, 520, 1.10, 5},
		{topForce, 172, 1.10, 5},
	},
	retired:      149_200,
	descriptions: 1_650_000, activeDescriptions: 1_200_000, languageMembers: 3_200_000,
	relationships: 3_530_000, activeRelations: 1_400_000, concrete: 33_000,
	associations: 197_000, attributeValues: 678_000, simpleMaps: 565_000, extendedMaps: 194_000,
	refsets: 24, largestRefset: 140_000, simpleMembers: 320_000,
	words: 100_000, attributeTypes: 36, closure: 7_540_000, rows: 11_400_000,
}

// ukShape follows the UK Monolith of 2026: the international content, clinical
// content of its own, and a wide, flat drug hierarchy.
var ukShape = shape{
	name: ProfileUK,
	hierarchies: []hierarchyShape{
		{topFinding, 143_000, 1.90, 25},
		{topProcedure, 73_000, 1.85, 23},
		{topBody, 43_500, 1.70, 24},
		{topOrganism, 34_800, 1.04, 9},
		{topSubstance, 31_500, 1.45, 11},
		{topProduct, 432_000, 2.15, 9.8},
		{topObject, 16_500, 1.50, 9},
		{topQualifier, 14_500, 1.10, 6.5},
		{topObservable, 18_000, 1.50, 10},
		{topSituation, 10_500, 1.60, 12},
		{topSocial, 4_600, 1.15, 7},
		{topEvent, 3_800, 1.40, 9},
		{topModel, 3_300, 1.0, 6},
		{topEnvironment, 3_400, 1.30, 7},
		{topSpecimen, 2_300, 1.70, 9},
		{topStaging, 2_400, 1.10, 5.5},
		{topRecord, 2_000, 1.10, 5},
		{topForce, 180, 1.10, 5},
	},
	retired:      311_000,
	descriptions: 3_560_000, activeDescriptions: 2_350_000, languageMembers: 5_600_000,
	relationships: 9_400_000, activeRelations: 4_570_000, concrete: 322_000,
	associations: 450_000, attributeValues: 1_450_000, simpleMaps: 1_400_000, extendedMaps: 240_000,
	refsets: 560, largestRefset: 140_000, simpleMembers: 3_700_000,
	words: 115_000, nationalTypes: 95, attributeTypes: 127, closure: 11_600_000, rows: 29_600_000,
}

// scaled returns the shape with every size divided.
func (s shape) scaled(name Profile, by int) shape {
	out := s
	out.name = name
	out.hierarchies = nil
	for _, h := range s.hierarchies {
		h.size = max(h.size/by, smallestHierarchy)
		out.hierarchies = append(out.hierarchies, h)
	}
	for _, n := range []*int{
		&out.retired, &out.descriptions, &out.activeDescriptions, &out.languageMembers, &out.relationships, &out.activeRelations,
		&out.concrete, &out.associations, &out.attributeValues, &out.simpleMaps, &out.extendedMaps, &out.largestRefset,
		&out.simpleMembers, &out.closure, &out.rows,
	} {
		*n /= by
	}
	return out
}

// smallestHierarchy is the least that a hierarchy of a divided profile has.
const smallestHierarchy = 40

// smallPart is which part of the International Edition the small profile is.
const smallPart = 50

// part returns a part of the shape: fewer of everything. Fewer concepts have
// fewer levels, crossings and words too. How many fewer was measured at
// [smallPart] and follows a power of the size between that and the whole.
func (s shape) part(name Profile, by int) shape {
	out := s.scaled(name, by)
	power := math.Log(float64(by)) / math.Log(smallPart)
	parents, ancestors := math.Pow(0.84, power), math.Pow(0.45, power)
	out.closure = 0
	for i := range out.hierarchies {
		h := &out.hierarchies[i]
		h.parents = max(h.parents*parents, 1)
		h.ancestors *= ancestors
		out.closure += int(h.ancestors * float64(h.size))
	}
	out.words = int(float64(s.words) * math.Pow(0.045, power))
	out.concrete = int(float64(s.concrete) / float64(by) * math.Pow(1.97, power))
	return out
}

// shapeOf returns the shape of a profile that is grown for scale, or of a part
// of it; by is 1 for the whole.
func shapeOf(p Profile, by int) (shape, error) {
	switch p {
	case ProfileInternational, ProfileUK:
		s := internationalShape
		if p == ProfileUK {
			s = ukShape
		}
		if by > 1 {
			s = s.part(p, by)
		}
		return s, nil
	case ProfileSmall:
		s := internationalShape.scaled(ProfileSmall, smallPart)
		// A fiftieth of the concepts has fewer levels and crossings, and fewer
		// words; the model component is whole.
		const parents, ancestors = 0.84, 0.45
		s.closure = 0
		for i := range s.hierarchies {
			h := &s.hierarchies[i]
			h.parents = max(h.parents*parents, 1)
			h.ancestors *= ancestors
			if h.top == topModel {
				h.size, h.ancestors = 250, 5
			}
			s.closure += int(h.ancestors * float64(h.size))
		}
		s.words, s.concrete = 4_500, 1_300
		return s, nil
	default:
		return shape{}, fmt.Errorf("synth: Profile is %q: expected one of %q", p, Profiles())
	}
}
