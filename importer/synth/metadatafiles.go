package synth

import (
	"fmt"

	"github.com/firn-sct/firn/terminology/sctid"
)

// metadataFiles writes the Refset/Metadata folder.
func (w *writer) metadataFiles() error {
	const folder = "Refset/Metadata"
	return inOrder([]func() error{
		func() error {
			return w.file(folder, "der2_ssRefset_ModuleDependency%s", headerMember+" sourceEffectiveTime targetEffectiveTime", w.moduleDependencies)
		},
		func() error {
			return w.file(folder, "der2_cciRefset_RefsetDescriptor%s", headerMember+" attributeDescription attributeType attributeOrder", w.descriptors)
		},
		func() error {
			return w.file(folder, "der2_ciRefset_DescriptionType%s", headerMember+" descriptionFormat descriptionLength", w.descriptionTypes)
		},
		func() error {
			return w.file(folder, "der2_sssssssRefset_MRCMDomain%s", headerMember+" domainConstraint parentDomain proximalPrimitiveConstraint proximalPrimitiveRefinement domainTemplateForPrecoordination domainTemplateForPostcoordination guideURL", w.mrcmDomains)
		},
		func() error {
			return w.file(folder, "der2_cissccRefset_MRCMAttributeDomain%s", headerMember+" domainId grouped attributeCardinality attributeInGroupCardinality ruleStrengthId contentTypeId", w.mrcmAttributeDomains)
		},
		func() error {
			return w.file(folder, "der2_ssccRefset_MRCMAttributeRange%s", headerMember+" rangeConstraint attributeRule ruleStrengthId contentTypeId", w.mrcmAttributeRanges)
		},
		func() error {
			return w.file(folder, "der2_cRefset_MRCMModuleScope%s", headerMember+" mrcmRuleRefsetId", w.mrcmScope)
		},
		func() error {
			return w.file(folder, "der2_scsRefset_ComponentAnnotationStringValue%s", headerMember+" languageDialectCode typeId value", w.annotations)
		},
	})
}

// moduleDependencies writes one member a pair of modules, with a row for every
// release: a Snapshot shows the last.
func (w *writer) moduleDependencies(t *table) {
	pairs := [][2]module{
		{moduleEdition, moduleContent}, {moduleEdition, moduleCore}, {moduleEdition, moduleModel},
		{moduleContent, moduleCore}, {moduleContent, moduleModel}, {moduleCore, moduleModel},
	}
	for _, p := range pairs {
		for date := range w.dates {
			if w.typ != fullType && date != len(w.dates)-1 {
				continue
			}
			target := w.modules[p[1]]
			t.member(version{date, false, true}, p[0], 900000000000534007, target, uint64(p[0]))
			t.text(w.dates[date]).text(w.dates[date]).end()
		}
	}
}

// column is one column of a reference set: what it means and its type.
type column struct{ meaning, typ sctid.ID }

// describedRefset is a reference set with its columns.
type describedRefset struct {
	refset  sctid.ID
	of      sctid.ID // the type of referencedComponentId
	columns []column
}

func (w *writer) descriptors(t *table) {
	const (
		attributeValue = 900000000000491004
		component      = 900000000000460005
		conceptType    = 900000000000461009
		descriptionTyp = 900000000000462002
		text           = 900000000000465000
		parsable       = 707000009
		integer        = 900000000000476001
		unsigned       = 900000000000478000
		timeType       = 900000000000475002
		target         = 900000000000533001
		mapTarget      = 900000000000505001
		mapSource      = 900000000000500006
		order          = 900000000000479008
	)
	sets := []describedRefset{
		{w.named("Firn everyday concepts simple reference set"), conceptType, nil},
		{w.named("Firn emergency department simple reference set"), conceptType, nil},
		{w.named("Firn problem list simple reference set"), conceptType, nil},
		{w.named("Firn preferred spelling reviewed descriptions simple reference set"), descriptionTyp, nil},
		{refsetPatientSummary, conceptType, nil},
		{refsetLateralizable, conceptType, nil},
		{refsetConceptInactivation, conceptType, []column{{attributeValue, conceptType}}},
		{refsetDescriptionInactivity, descriptionTyp, []column{{attributeValue, conceptType}}},
		{900000000000522004, component, []column{{target, component}}},
		{734139008, conceptType, []column{{target, conceptType}}},
		{refsetUS, descriptionTyp, []column{{900000000000511003, conceptType}}},
		{refsetGB, descriptionTyp, []column{{900000000000511003, conceptType}}},
		{w.named(swedishRefset), descriptionTyp, []column{{900000000000511003, conceptType}}},
		{w.named("Firn catalog number simple map reference set"), conceptType, []column{{mapTarget, text}}},
		{w.named("Firn legacy code simple map reference set"), conceptType, []column{{mapSource, text}}},
		{w.named("Firn triage order reference set"), conceptType, []column{{order, unsigned}}},
		{w.named("Firn navigation order reference set"), conceptType, []column{{target, conceptType}, {order, unsigned}}},
		{refsetOWLAxiom, conceptType, []column{{762677007, 762678002}}},
		{refsetOWLOntology, conceptType, []column{{762677007, 762678002}}},
		{900000000000534007, conceptType, []column{{900000000000536009, timeType}, {900000000000537000, timeType}}},
		{900000000000538005, conceptType, []column{{900000000000458008, conceptType}, {900000000000458008, integer}}},
		{w.named("Firn Imaginary Classification of Diseases extended map reference set"), conceptType, []column{
			{order, unsigned}, {order, unsigned}, {attributeValue, parsable}, {attributeValue, text}, {mapTarget, text}, {attributeValue, conceptType}, {attributeValue, conceptType},
		}},
	}
	for _, id := range w.b.moreRefsets {
		sets = append(sets, describedRefset{id, conceptType, nil})
	}
	for _, s := range sets {
		row := func(order int, c column) {
			t.versions(history{}, false, func(v version) {
				t.member(v, moduleModel, 900000000000456007, s.refset, uint64(order)).id(c.meaning, c.typ).int(order).end()
			})
		}
		row(0, column{449608002, s.of})
		for n, c := range s.columns {
			row(n+1, c)
		}
	}
}

func (w *writer) descriptionTypes(t *table) {
	for _, d := range []struct {
		id     sctid.ID
		length int
	}{{typeFSN, 255}, {typeSynonym, 255}, {typeDefinition, 4096}} {
		t.versions(history{}, false, func(v version) {
			t.member(v, moduleModel, 900000000000538005, d.id, 0).id(900000000000540000).int(d.length).end()
		})
	}
}

const (
	mandatoryRule sctid.ID = 723597001
	allContent    sctid.ID = 723596005
)

// mrcmDomain is a domain with the attributes that its concepts may have.
type mrcmDomain struct {
	id         sctid.ID
	constraint string
	attributes []mrcmAttribute
}

type mrcmAttribute struct {
	id          sctid.ID
	grouped     int
	cardinality string
	inGroup     string
	values      string
}

var mrcmModel = []mrcmDomain{
	{404684003, "<< 404684003 |Clinical finding|", []mrcmAttribute{
		{363698007, 1, "0..*", "0..1", "<< 91723000 |Anatomical structure|"},
		{116676008, 1, "0..*", "0..1", "<< 49755003 |Morphologically abnormal structure|"},
		{246075003, 1, "0..*", "0..1", "<< 410607006 |Organism| OR << 105590001 |Substance|"},
		{370135005, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{263502005, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{246112005, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{246454002, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{42752001, 1, "0..*", "0..1", "<< 404684003 |Clinical finding|"},
	}},
	{71388002, "<< 71388002 |Procedure|", []mrcmAttribute{
		{260686004, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{405813007, 1, "0..*", "0..1", "<< 91723000 |Anatomical structure|"},
		{425391005, 1, "0..*", "0..1", "<< 260787004 |Physical object|"},
		{363701004, 1, "0..*", "0..1", "<< 105590001 |Substance|"},
		{246093002, 1, "0..*", "0..1", "<< 105590001 |Substance|"},
		{116686009, 1, "0..*", "0..1", "<< 123038009 |Specimen|"},
	}},
	{91723000, "<< 91723000 |Anatomical structure|", []mrcmAttribute{
		{272741003, 0, "0..1", "0..0", "<< 362981000 |Qualifier value|"},
	}},
	{763158003, "<< 763158003 |Medicinal product|", []mrcmAttribute{
		{411116001, 0, "0..1", "0..0", "<< 362981000 |Qualifier value|"},
		{127489000, 1, "0..*", "0..1", "<< 105590001 |Substance|"},
		{1142135004, 1, "0..*", "0..1", "dec(>#0..)"},
		{732945000, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{1142136003, 1, "0..*", "0..1", "dec(>#0..)"},
		{732947008, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{1142139005, 0, "0..1", "0..0", "int(>#0..)"},
		{763032000, 0, "0..1", "0..0", "<< 362981000 |Qualifier value|"},
	}},
	{105590001, "<< 105590001 |Substance|", []mrcmAttribute{
		{738774007, 0, "0..*", "0..0", "<< 105590001 |Substance|"},
	}},
	{243796009, "<< 243796009 |Situation with explicit context|", []mrcmAttribute{
		{246090004, 1, "0..*", "0..1", "<< 404684003 |Clinical finding|"},
		{363589002, 1, "0..*", "0..1", "<< 71388002 |Procedure|"},
		{408729009, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{408730004, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{408731000, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{408732007, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
	}},
	{363787002, "<< 363787002 |Observable entity|", []mrcmAttribute{
		{370130000, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{704327008, 1, "0..*", "0..1", "<< 91723000 |Anatomical structure| OR << 105590001 |Substance|"},
		{370132008, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
		{370134009, 1, "0..*", "0..1", "<< 362981000 |Qualifier value|"},
	}},
}

func (w *writer) mrcmDomains(t *table) {
	for _, d := range mrcmModel {
		template := "[[+id(" + d.constraint + ")]]: [[0..*]] { }"
		t.versions(history{}, false, func(v version) {
			t.member(v, moduleModel, 723560006, d.id, 0).text(d.constraint).text("").text(d.constraint).text("").text(template).text(template).text("").end()
		})
	}
}

func (w *writer) mrcmAttributeDomains(t *table) {
	for _, d := range mrcmModel {
		for _, a := range d.attributes {
			t.versions(history{}, false, func(v version) {
				t.member(v, moduleModel, 723561005, a.id, uint64(d.id)).id(d.id).int(a.grouped).text(a.cardinality).text(a.inGroup).id(mandatoryRule, allContent).end()
			})
		}
	}
}

func (w *writer) mrcmAttributeRanges(t *table) {
	done := map[sctid.ID]bool{}
	for _, d := range mrcmModel {
		for _, a := range d.attributes {
			if done[a.id] {
				continue
			}
			done[a.id] = true
			name := w.b.concepts[w.b.must(a.id)].name
			rule := fmt.Sprintf("%s: [%s] { [%s] %v |%s| = %s }", d.constraint, a.cardinality, a.inGroup, a.id, name, a.values)
			if a.grouped == 0 {
				rule = fmt.Sprintf("%s: [%s] %v |%s| = %s", d.constraint, a.cardinality, a.id, name, a.values)
			}
			t.versions(history{}, false, func(v version) {
				t.member(v, moduleModel, 723562003, a.id, 0).text(a.values).text(rule).id(mandatoryRule, allContent).end()
			})
		}
	}
}

func (w *writer) mrcmScope(t *table) {
	for _, refset := range []sctid.ID{723560006, 723561005, 723562003} {
		t.versions(history{}, false, func(v version) {
			t.member(v, moduleModel, 723563008, w.modules[moduleEdition], uint64(refset)).id(refset).end()
		})
	}
}

// annotations writes a note on each everyday concept.
func (w *writer) annotations(t *table) {
	typ := w.named("Synthetic content note")
	for i := range w.b.concepts {
		if c := &w.b.concepts[i]; c.key != "" {
			t.versions(history{c.history.created, c.history.created}, false, func(v version) {
				t.member(v, c.module, 1292992004, c.id, 0).text("en").id(typ).text("Synthetic: made up for trying \"Firn\", not for care").end()
			})
		}
	}
}
