package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// internationalModules are the modules that SNOMED International publishes in
// one release. Several of them depend on the core module and have nothing that
// depends on them, but what they make together is the International Edition,
// whose module is the core: they are taken as the core when an edition is worked
// out.
var internationalModules = []sctid.ID{
	terminology.CoreModule,
	terminology.ModelModule,
	449080006,   // ICD-10 maps
	1204363008,  // ICD-11 maps
	449079008,   // ICD-9-CM maps
	705115006,   // technology preview
	715515008,   // LOINC, the old cooperation
	11000241103, // common French
}

func editionModule(module sctid.ID) sctid.ID {
	if slices.Contains(internationalModules, module) {
		return terminology.CoreModule
	}
	return module
}

// dependency is an active row of the module dependency reference set.
type dependency struct {
	source, target         sctid.ID
	sourceTime, targetTime terminology.Date
}

// editionInput is what tells the edition of a set of packages.
type editionInput struct {
	dependencies []dependency
	newest       map[sctid.ID]terminology.Date // by module: its newest published effective time
	concepts     map[sctid.ID]bool             // the modules depended on whose concepts have a row
	named        []sctid.ID                    // modules that the packages' information files name
	unpublished  bool                          // a row without effective time, or a provisional file
	// fallback is the version where neither dependencies nor rows have a date:
	// from the information file or the files' names.
	fallback terminology.Date
	name     func(sctid.ID) string // a module's name for people, or ""
}

// workOutRelease finds the edition and its version. Extensions Guide and URI
// Standard: the edition's module is the one on which no other depends, its
// version the source effective time of its dependency rows.
func workOutRelease(in *editionInput) (terminology.ReleaseName, error) {
	version := in.versions()
	// Only the rows of a module's newest version speak of it.
	needed := map[sctid.ID]bool{}
	candidates := map[sctid.ID]bool{}
	for _, d := range in.dependencies {
		source, target := editionModule(d.source), editionModule(d.target)
		candidates[source] = true
		if source != target && (d.sourceTime == 0 || d.sourceTime == version[source]) {
			needed[target] = true
		}
	}
	if len(candidates) == 0 {
		// No dependency at all: whatever module has rows.
		for module := range in.newest {
			candidates[editionModule(module)] = true
		}
	}
	maps.DeleteFunc(candidates, func(module sctid.ID, _ bool) bool { return needed[module] })
	list := slices.Sorted(maps.Keys(candidates))
	if len(list) > 1 {
		named := slices.DeleteFunc(slices.Clone(list), func(module sctid.ID) bool { return !slices.Contains(in.named, module) })
		if len(named) == 1 {
			list = named
		}
	}
	if len(list) != 1 {
		return terminology.ReleaseName{}, in.unclear(list, version)
	}

	name := terminology.ReleaseName{Unpublished: in.unpublished, ModuleID: list[0], EffectiveTime: version[list[0]]}
	if name.EffectiveTime == 0 {
		for module, newest := range in.newest {
			if editionModule(module) == name.ModuleID {
				name.EffectiveTime = max(name.EffectiveTime, newest)
			}
		}
	}
	if name.EffectiveTime == 0 {
		name.EffectiveTime = in.fallback
	}
	if name.EffectiveTime == 0 {
		return name, &Error{
			Problem: ProblemReleaseUnclear,
			Message: fmt.Sprintf("the packages are the edition of module %s, but nothing tells its version: no dependency row, no row and no file name has a date", in.module(name.ModuleID)),
			Hint:    "say it with --release http://snomed.info/xsct/" + name.ModuleID.String() + "/version/YYYYMMDD",
		}
	}
	return name, nil
}

// unclear is the error for no candidate, or several.
func (in *editionInput) unclear(list []sctid.ID, version map[sctid.ID]terminology.Date) error {
	e := &Error{Problem: ProblemReleaseUnclear}
	system := "sct"
	if in.unpublished {
		system = "xsct"
	}
	if len(list) == 0 {
		e.Message = "the module dependency reference set has no module on which no other depends, so that the edition can't be worked out"
		e.Hint = "say it with --release http://snomed.info/" + system + "/MODULE/version/YYYYMMDD"
		return e
	}
	const most = 10
	var names []string
	for i, module := range list {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(list)-most))
			break
		}
		names = append(names, in.module(module))
	}
	date := "YYYYMMDD"
	if v := version[list[0]]; v != 0 {
		date = v.String()
	}
	e.Message = fmt.Sprintf("the packages have %d modules on which no other depends, any of which could be the edition's: %s", len(list), strings.Join(names, ", "))
	e.Hint = fmt.Sprintf("say which with --release, as in --release http://snomed.info/%s/%s/version/%s", system, list[0], date)
	return e
}

func (in *editionInput) module(id sctid.ID) string {
	return NamedConcept{id, in.name(id)}.String()
}

// editionInput gathers what the rows, the files and the information files tell
// of the edition.
func (r *rows) editionInput(information []*rf2.Information) *editionInput {
	in := &editionInput{newest: map[sctid.ID]terminology.Date{}, name: r.conceptName}
	for _, s := range r.dict.stamps.values {
		in.newest[s.module] = max(in.newest[s.module], s.time)
		in.unpublished = in.unpublished || s.time == 0
	}
	for _, f := range r.inputs {
		in.unpublished = in.unpublished || f.file.Provisional
		in.fallback = max(in.fallback, terminology.Date(f.file.EffectiveDate))
	}
	for _, i := range information {
		in.named = append(in.named, i.ModuleIDs...)
		if i.EffectiveTime != 0 {
			in.fallback = max(in.fallback, terminology.Date(i.EffectiveTime))
		}
	}
	for _, t := range r.members {
		if t.pattern != "ss" {
			continue
		}
		// Not collapsed yet: that wants to know the edition. Here the newest row
		// of each member is enough, and which of two contradicting ones is
		// taken is settled by the rule that needs no edition.
		c := collapse(t, 0)
		for _, row := range c.rows {
			if t.refset(row) != terminology.ModuleDependency || !t.active(row) {
				continue
			}
			s := t.stamp(row)
			sourceTime, err := terminology.ParseDate(t.field(0, row).Text)
			if err != nil {
				sourceTime = s.time
			}
			// An unreadable one names no version.
			targetTime, _ := terminology.ParseDate(t.field(1, row).Text)
			in.dependencies = append(in.dependencies, dependency{s.module, t.components[row], sourceTime, targetTime})
		}
	}
	in.concepts = map[sctid.ID]bool{}
	targets := map[sctid.ID]bool{}
	for _, d := range in.dependencies {
		targets[d.target] = true
	}
	for _, id := range r.concepts.ids {
		if targets[id] {
			in.concepts[id] = true
		}
	}
	return in
}

// conceptName returns a fully specified name of a concept from the rows as they
// were read, or "". It looks at every row: it is for error messages.
func (r *rows) conceptName(id sctid.ID) string {
	return r.conceptNames([]sctid.ID{id})[0].Name
}

// conceptNames is [rows.conceptName] for several concepts in one go: active
// names before inactive ones, newer before older, then by text.
func (r *rows) conceptNames(ids []sctid.ID) []NamedConcept {
	t := &r.descriptions
	best := map[sctid.ID]uint32{}
	wanted := map[sctid.ID]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	better := func(a, b uint32) int {
		s, k := t.stamp(a), t.stamp(b)
		return cmp.Or(
			cmp.Compare(bit(k.active), bit(s.active)),
			cmp.Compare(k.time-1, s.time-1), // 0, unpublished, is the newest
			cmp.Compare(t.term(a), t.term(b)),
		)
	}
	for row, concept := range t.concepts {
		row := uint32(row)
		if !wanted[concept] || t.key(row).typeID != terminology.FullySpecifiedName {
			continue
		}
		if b, ok := best[concept]; !ok || better(row, b) < 0 {
			best[concept] = row
		}
	}
	names := make([]NamedConcept, len(ids))
	for i, id := range ids {
		names[i].ID = id
		if row, ok := best[id]; ok {
			names[i].Name = t.term(row)
		}
	}
	return names
}
