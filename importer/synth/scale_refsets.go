package synth

import (
	"fmt"
	"math"

	"github.com/firn-sct/firn/terminology/sctid"
)

// scaleRefset is a simple reference set of a scale profile.
type scaleRefset struct {
	id   sctid.ID
	size int
}

var specialties = []string{"cardiology", "dermatology", "endocrinology", "gastroenterology", "general practice", "geriatrics", "hematology", "infectious diseases", "intensive care", "nephrology", "neurology", "nursing", "obstetrics", "oncology", "ophthalmology", "orthopedics", "otolaryngology", "palliative care", "pathology", "pediatrics", "pharmacy", "psychiatry", "radiology", "respiratory medicine", "rheumatology", "surgery", "urology", "dentistry"}

var refsetTopics = []string{"record", "diagnosis", "allergy", "outcome", "referral", "audit", "screening", "order", "result", "device", "registry", "consultation", "discharge", "triage", "history", "plan", "research", "billing", "quality", "alert"}

// scaleAttributes are attribute types that the demo has no use for.
var scaleAttributes = []struct {
	id, parent sctid.ID
	name       string
}{
	{774158006, 762705008, "Has product name"},
	{774159003, 762705008, "Has supplier"},
	{1142142004, 762706009, "Has pack size"},
}

// readScaleMetadata adds the reference sets of the profile to the core. Their
// sizes go from 20 to the largest in equal ratios, and then all but the ends
// are scaled so that the sum comes out.
func (w *world) readScaleMetadata() error {
	b := w.b
	for _, a := range scaleAttributes {
		parent := b.must(a.parent)
		i := b.add(concept{
			id: a.id, name: a.name, tag: "attribute", parents: []int32{parent}, top: b.concepts[parent].top, module: moduleModel, structural: true,
		}, &b.core)
		if i == none {
			return fmt.Errorf("synth: attribute type %v stands there twice", a.id)
		}
	}
	for k := range w.shape.nationalTypes {
		parent := b.must(762705008)
		i := b.add(concept{
			name: fmt.Sprintf("Firn %s %s category", specialties[k%len(specialties)], refsetTopics[k/len(specialties)]), tag: "attribute",
			parents: []int32{parent}, top: b.concepts[parent].top, module: moduleEdition, structural: true,
		}, &b.core)
		if i == none {
			return fmt.Errorf("synth: national attribute type %d has the name of another one", k)
		}
		w.national = append(w.national, i)
	}
	parent := b.must(446609009)
	n := w.shape.refsets
	top := float64(max(w.shape.largestRefset, 40))
	size := func(k int, bend float64) float64 {
		x := float64(k) / float64(n-1)
		return 20 * math.Pow(top/20, math.Pow(x, bend))
	}
	bend := 1.0
	for low, high, step := 0.02, 50.0, 0; step < 60; step++ {
		bend = math.Sqrt(low * high)
		sum := 0.0
		for k := range n {
			sum += size(k, bend)
		}
		if sum > float64(w.shape.simpleMembers) {
			low = bend
		} else {
			high = bend
		}
	}
	for k := range n {
		specialty := specialties[k%len(specialties)]
		topic := refsetTopics[(k/len(specialties))%len(refsetTopics)]
		i := b.add(concept{
			name: fmt.Sprintf("Firn %s %s simple reference set", specialty, topic), tag: "foundation metadata concept",
			parents: []int32{parent}, top: b.concepts[parent].top, module: moduleContent, structural: true,
		}, &b.core)
		if i == none {
			return fmt.Errorf("synth: reference set %d has the name of another one", k)
		}
		b.moreRefsets = append(b.moreRefsets, b.concepts[i].id)
		w.refsets = append(w.refsets, scaleRefset{b.concepts[i].id, int(size(k, bend) + 0.5)})
	}
	return b.err
}
