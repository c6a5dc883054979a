package importer

import (
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
)

// Values that are no concept of the right kind are told with file and line; the
// specification's own, those below its parents, and retired ones in retired rows
// are right.
func TestWrongValues(t *testing.T) {
	const (
		date                              = "20250701"
		primitive, fsn, synonym           = "900000000000074008", "900000000000003001", "900000000000013009"
		insensitive, preferred            = "900000000000448009", "900000000000548007"
		inferred, existential             = "900000000000011006", "900000000000451002"
		ownType, retiredType, parentTypes = 51, 52, "900000000000446008"
	)
	p := newMini(t, date)
	p.concept(parentTypes, date, "1", "Description type", root)
	p.concept(conceptID(ownType), date, "1", "own type", parentTypes)
	p.concept(conceptID(retiredType), date, "0", "retired type", "")
	thing, absent := conceptID(3), conceptID(700)
	description := func(n int, active, typeID, caseSignificance string) {
		p.add("description", descriptionID(n), date, active, core, thing, "en", typeID, "words", caseSignificance)
	}
	relationship := func(file string, n int, characteristic, modifier string) {
		target := conceptID(4)
		if file == "concrete" {
			target = "#1"
		}
		p.add(file, relationshipID(n), date, "1", core, thing, target, 1, conceptID(5), characteristic, modifier)
	}
	member := func(n int, value string) {
		p.add("language", memberID("value of "+descriptionID(n)), date, "1", core, "900000000000509007", descriptionID(n), value)
	}

	p.add("concept", conceptID(60), date, "1", core, insensitive)
	p.add("concept", conceptID(61), date, "0", core, absent)
	description(701, "1", thing, insensitive)
	description(702, "1", parentTypes, insensitive) // the parent itself is none of the values
	description(703, "1", conceptID(retiredType), insensitive)
	description(704, "0", thing, thing) // both columns
	description(705, "1", synonym, preferred)
	description(706, "1", conceptID(ownType), insensitive)     // right
	description(707, "0", conceptID(retiredType), insensitive) // right
	relationship("relationship", 701, existential, inferred)   // swapped
	relationship("stated", 702, absent, existential)
	relationship("concrete", 703, inferred, absent)
	relationship("relationship", 704, "900000000000225001", "900000000000452009") // right
	relationship("relationship", 705, "900000000000006009", existential)          // right
	member(701, fsn)
	member(702, absent)
	for n := range 11 {
		description(720+n, "1", fsn, primitive)
	}

	found := map[string]catalog.Anomaly{}
	for _, a := range imported(t, Options{Paths: []string{p.write("Snapshot")}}).Manifest.Anomalies {
		found[a.Kind] = a
	}
	for _, want := range []struct {
		kind  string
		count int
		first []string // ends of the first examples, "" for any
	}{
		{"definition-status-wrong", 2, []string{
			"concept " + conceptID(60) + " (pack-20250701/Snapshot/sct2_Concept_Snapshot_INT_20250701.txt:28): definitionStatusId is 900000000000448009, not a definition status, and no concept of the release",
			"concept " + conceptID(61) + " (pack-20250701/Snapshot/sct2_Concept_Snapshot_INT_20250701.txt:29): definitionStatusId is " + absent + ", not a definition status, and no concept of the release",
		}},
		{"description-type-wrong", 4, []string{
			":54): typeId is " + thing + ", not a description type",
			":55): typeId is " + parentTypes + ", not a description type",
			":56): typeId is " + conceptID(retiredType) + ", not a description type",
			":57): typeId is " + thing + ", not a description type",
		}},
		{"case-significance-wrong", 13, []string{":57): caseSignificanceId is " + thing + ", not a case significance", ":58): caseSignificanceId is 900000000000548007, not a case significance, and no concept of the release"}},
		{"characteristic-type-wrong", 2, []string{"): characteristicTypeId is " + existential + ", not a characteristic type, and no concept of the release", "StatedRelationship_Snapshot_INT_20250701.txt:3): characteristicTypeId is " + absent + ", not a characteristic type, and no concept of the release"}},
		{"modifier-wrong", 2, []string{"): modifierId is " + inferred + ", not a modifier, and no concept of the release", "RelationshipConcreteValues_Snapshot_INT_20250701.txt:4): modifierId is " + absent + ", not a modifier, and no concept of the release"}},
		{"acceptability-wrong", 2, []string{"): acceptabilityId is 900000000000003001, not an acceptability, and no concept of the release", "): acceptabilityId is " + absent + ", not an acceptability, and no concept of the release"}},
	} {
		got := found[want.kind]
		if got.Count != want.count || len(got.First) != min(want.count, 10) {
			t.Errorf("%s: %+v, want %d", want.kind, got, want.count)
		}
		for i, end := range want.first {
			if i >= len(got.First) || !strings.HasSuffix(got.First[i], end) {
				t.Errorf("%s: %q, want the example %d to end in %q", want.kind, got.First, i, end)
			}
		}
		i := slices.IndexFunc(anomalyKinds, func(k struct{ kind, about string }) bool { return k.kind == want.kind })
		if i < 0 || got.About != anomalyKinds[i].about {
			t.Errorf("%s is about %q", want.kind, got.About)
		}
	}
}
