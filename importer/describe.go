package importer

import (
	"cmp"
	"maps"
	"slices"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// describe counts what is in the release.
func (r *release) describe() {
	info := &terminology.ReleaseInfo{URI: r.name.URI(), ModuleID: r.name.ModuleID, EffectiveTime: r.name.EffectiveTime}
	r.info = info
	r.countComponents(&info.Counts)
	info.Modules = r.modules()
	info.LanguageRefsets = r.languageRefsets()
	info.DefaultLanguageRefsets = r.defaultLanguageRefsets(info.LanguageRefsets)
	for _, s := range r.refsets {
		s.numbers = nil // no longer needed
	}
	for _, in := range r.inputs {
		info.Files = append(info.Files, terminology.InputFile{
			Path: in.path, Kind: in.file.Kind.String(), Size: in.file.Size, Rows: int(in.rows), SHA256: in.sha256, Skipped: in.skipped,
		})
	}
	slices.SortStableFunc(info.Files, func(a, b terminology.InputFile) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.SHA256, b.SHA256))
	})
}

func (r *release) countComponents(c *terminology.Counts) {
	c.Concepts = r.taxonomy.Len()
	c.ActiveConcepts = r.taxonomy.ActiveCount()
	for o := range taxonomy.Ordinal(r.taxonomy.ActiveCount()) {
		if r.taxonomy.IsDefined(o) {
			c.DefinedConcepts++
		}
	}
	for _, row := range r.descriptionRows.items {
		all, active := &c.Descriptions, &c.ActiveDescriptions
		if r.descriptions.key(row).typeID == terminology.TextDefinition {
			all, active = &c.TextDefinitions, &c.ActiveTextDefinitions
		}
		*all++
		if r.descriptions.active(row) {
			*active++
		}
	}
	c.Relationships, c.ActiveRelationships = countActive(&r.relationships.head, r.relationshipRows.items)
	c.ConcreteRelationships, c.ActiveConcreteRelationships = countActive(&r.concrete.head, r.concreteRows.items)
	c.StatedRelationships = len(r.keptStated.rows)
	c.Identifiers = len(r.identifierRows)
	c.Refsets = len(r.refsets)
	for _, s := range r.refsets {
		c.Members += s.Members
		c.ActiveMembers += s.ActiveMembers
		if s.isLanguage() {
			c.LanguageMembers += s.Members
		}
		if s.isAxioms() {
			c.AxiomMembers += s.Members
		}
	}
}

func countActive(h *head, rows []uint32) (all, active int) {
	for _, row := range rows {
		if h.active(row) {
			active++
		}
	}
	return len(rows), active
}

// modules counts the rows of the release by module; stated relationships are
// no part of it.
func (r *release) modules() []terminology.ModuleVersion {
	byStamp := make([]int, len(r.dict.stamps.values))
	conceptsByStamp := make([]int, len(byStamp))
	count := func(h *head, rows []uint32) {
		for _, row := range rows {
			byStamp[h.stamps[row]]++
		}
	}
	count(&r.concepts.head, r.keptConcepts.rows)
	for _, row := range r.keptConcepts.rows {
		conceptsByStamp[r.concepts.stamps[row]]++
	}
	count(&r.descriptions.head, r.descriptionRows.items)
	count(&r.relationships.head, r.relationshipRows.items)
	count(&r.concrete.head, r.concreteRows.items)
	count(&r.identifiers.head, r.identifierRows)
	for _, s := range r.refsets {
		count(&s.table.head, s.rows)
	}
	modules := map[sctid.ID]*terminology.ModuleVersion{}
	for i, s := range r.dict.stamps.values {
		if byStamp[i] == 0 {
			continue
		}
		m := modules[s.module]
		if m == nil {
			m = &terminology.ModuleVersion{ModuleID: s.module, EffectiveTime: s.time}
			modules[s.module] = m
		}
		if s.time.Newer(m.EffectiveTime) {
			m.EffectiveTime = s.time
		}
		m.Rows += byStamp[i]
		m.Concepts += conceptsByStamp[i]
	}
	var list []terminology.ModuleVersion
	for _, id := range slices.Sorted(maps.Keys(modules)) {
		list = append(list, *modules[id])
	}
	return list
}

func (r *release) languageRefsets() []terminology.LanguageRefset {
	var list []terminology.LanguageRefset
	for _, s := range r.refsets {
		if !s.isLanguage() {
			continue
		}
		byLanguage := map[string]int{}
		for j, row := range s.rows {
			isDescription := s.table.components[row].Kind() == sctid.KindDescription
			if isDescription && s.numbers[j] != absent && s.table.active(row) {
				byLanguage[r.descriptions.key(s.numbers[j]).language]++
			}
		}
		list = append(list, terminology.LanguageRefset{
			RefsetID: s.ID, Dialect: terminology.DialectTag(s.ID), Language: commonest(byLanguage), Members: s.ActiveMembers,
		})
	}
	return list
}

// commonest returns the most frequent key, the first in byte order among equals.
func commonest(count map[string]int) string {
	best := ""
	for i, key := range slices.Sorted(maps.Keys(count)) {
		if i == 0 || count[key] > count[best] {
			best = key
		}
	}
	return best
}

// britishModules are the modules of editions whose English is that of the
// British reference set where they have none of their own.
var britishModules = []sctid.ID{
	83821000000107,     // United Kingdom
	999000021000000109, // United Kingdom, clinical
	999000011000001104, // United Kingdom, drugs
	11000220105,        // Ireland
	32506021000036107,  // Australia
	21000210109,        // New Zealand
}

// defaultLanguageRefsets chooses the order in which terms are taken when a
// question names no dialect:
//
//  1. the language reference sets of the edition itself, those whose concept
//     stands in a module other than SNOMED International's, the one with most
//     active members first: a national edition is published to be read in its
//     own words;
//  2. US English, then GB English; the other way round for the editions of the
//     United Kingdom, Ireland, Australia and New Zealand;
//  3. if none of these is there, all others, most active members first.
//
// Equal numbers of members are settled by the lower id.
func (r *release) defaultLanguageRefsets(all []terminology.LanguageRefset) []sctid.ID {
	bySize := slices.Clone(all)
	slices.SortFunc(bySize, func(a, b terminology.LanguageRefset) int {
		return cmp.Or(cmp.Compare(b.Members, a.Members), cmp.Compare(a.RefsetID, b.RefsetID))
	})
	english := []sctid.ID{terminology.USEnglish, terminology.GBEnglish}
	if slices.Contains(britishModules, r.name.ModuleID) {
		slices.Reverse(english)
	}
	var chosen []sctid.ID
	for _, l := range bySize {
		if r.isNational(l.RefsetID) {
			chosen = append(chosen, l.RefsetID)
		}
	}
	for _, id := range english {
		if slices.ContainsFunc(all, func(l terminology.LanguageRefset) bool { return l.RefsetID == id }) {
			chosen = append(chosen, id)
		}
	}
	if len(chosen) == 0 {
		for _, l := range bySize {
			chosen = append(chosen, l.RefsetID)
		}
	}
	return chosen
}

// isNational reports whether a reference set's concept stands in a module that
// isn't SNOMED International's.
func (r *release) isNational(refset sctid.ID) bool {
	if refset == terminology.USEnglish || refset == terminology.GBEnglish {
		return false
	}
	row, ok := r.keptConcepts.findID(r.concepts.ids, refset)
	return ok && editionModule(r.concepts.stamp(row).module) != terminology.CoreModule
}

// lookAtNames finds concepts whose names break the rules of the language
// reference sets.
func (r *release) lookAtNames() {
	var dialect sctid.ID
	if len(r.info.DefaultLanguageRefsets) > 0 {
		dialect = r.info.DefaultLanguageRefsets[0]
	}
	f := filler{release: r}
	for o := range taxonomy.Ordinal(r.taxonomy.ActiveCount()) {
		f.acceptability = f.acceptability[:0]
		r.lookAtConcept(&f, o, dialect)
	}
}

func (r *release) lookAtConcept(f *filler, o taxonomy.Ordinal, dialect sctid.ID) {
	t := &r.descriptions
	id := r.taxonomy.ID(o)
	type use struct {
		refset, typeID sctid.ID
	}
	var names []string // languages of the fully specified names
	var uses []use
	hasPreferred := dialect == 0
	for _, row := range r.descriptionRows.of(uint32(o)) {
		if !t.active(row) {
			continue
		}
		key := t.key(row)
		if key.typeID == terminology.FullySpecifiedName {
			if slices.Contains(names, key.language) {
				r.found.add("concept-two-fully-specified-names", id, func() string { return "concept " + id.String() + ", language " + key.language })
			}
			names = append(names, key.language)
		}
		if key.typeID == terminology.TextDefinition {
			continue
		}
		for _, a := range f.acceptabilityList(row) {
			if !a.Active || a.AcceptabilityID != terminology.Preferred {
				continue
			}
			u := use{a.RefsetID, key.typeID}
			if slices.Contains(uses, u) {
				r.found.add("concept-two-preferred-terms", id, func() string {
					return "concept " + id.String() + ", dialect " + u.refset.String() + ", description type " + u.typeID.String()
				})
			}
			uses = append(uses, u)
			hasPreferred = hasPreferred || u == use{dialect, terminology.Synonym}
		}
	}
	if len(names) == 0 {
		r.found.add("concept-no-fully-specified-name", id, func() string { return "concept " + id.String() })
	}
	if !hasPreferred {
		r.found.add("concept-no-preferred-term", id, func() string { return "concept " + id.String() + ", dialect " + dialect.String() })
	}
}
