package main

import (
	"slices"
	"strings"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	"github.com/firn-sct/firn/importer"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// missingTitle heads the table of missing modules.
const missingTitle = "Missing: modules that the release depends on (module dependency reference set)"

// missingTable has a row for each module that the packages lack.
func missingTable(list []terminology.MissingModule) tables.Table {
	var t tables.Table
	for _, m := range list {
		needed := importer.NamedConcept{ID: m.ModuleID, Name: m.Name}.String()
		by := importer.NamedConcept{ID: m.NeededBy, Name: m.NeededByName}.String()
		found := "nothing of it is there"
		if m.Found != 0 {
			found = "that of " + day(m.Found.String()) + " is there"
		}
		t.Add(needed, "of "+versionText(m.EffectiveTime), found, "needed by "+by+" of "+versionText(m.NeededByTime))
	}
	return t
}

func versionText(date terminology.Date) string {
	if date == 0 {
		return "an unnamed version"
	}
	return day(date.String())
}

// missingModuleTable is the same for what a server tells.
func missingModuleTable(list []*firnv1.MissingModule) tables.Table {
	return missingTable(convert(list, func(m *firnv1.MissingModule) terminology.MissingModule {
		date := func(text string) terminology.Date {
			d, _ := terminology.ParseDate(text) // "" stands for none, and a server writes nothing else
			return d
		}
		return terminology.MissingModule{
			ModuleID: sctid.ID(m.GetModuleId()), EffectiveTime: date(m.GetEffectiveTime()), Found: date(m.GetFoundEffectiveTime()),
			NeededBy: sctid.ID(m.GetNeededByModuleId()), NeededByTime: date(m.GetNeededByEffectiveTime()),
			Name: m.GetModuleName(), NeededByName: m.GetNeededByName(),
		}
	}))
}

// warnOfMissing tells on standard error, which even --quiet shows, that a release
// isn't whole.
func warnOfMissing(p *process, list []terminology.MissingModule) {
	var modules []string
	for _, m := range list {
		module := importer.NamedConcept{ID: m.ModuleID, Name: m.Name}.String() + " of " + versionText(m.EffectiveTime)
		if m.Lacking() && !slices.Contains(modules, module) {
			modules = append(modules, module)
		}
	}
	if len(modules) == 0 {
		return
	}
	p.warn("the release isn't whole, because the packages lack modules that it depends on: %s; import it together with the package that has them", strings.Join(modules, ", "))
}
