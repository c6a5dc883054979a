package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// missingModules lists the modules that others of the packages depend on and that
// the packages don't have in the version that is needed, in ascending order of
// module and of the one that needs it.
//
// A module is there if the packages have its concept, or rows and dependencies of
// its own. Rows alone don't tell: an extension may bring newer rows of components
// that belong to its base. Which version is there is told by the dependency rows,
// which every release of a module states anew. A module without dependencies of
// its own, such as the model component, has no version that could be told: its
// newest row may well be older than the release. The modules that SNOMED
// International publishes together have one version.
func (in *editionInput) missingModules() []terminology.MissingModule {
	version := in.versions()
	var list []terminology.MissingModule
	for _, d := range in.dependencies {
		source, target := editionModule(d.source), editionModule(d.target)
		if d.sourceTime != 0 && d.sourceTime != version[source] {
			continue // of an older version of the module
		}
		m := terminology.MissingModule{ModuleID: d.target, EffectiveTime: d.targetTime, NeededBy: d.source, NeededByTime: d.sourceTime}
		_, hasRows := in.newest[d.target]
		found := version[target]
		switch {
		case !in.concepts[d.target] && (!hasRows || found == 0):
		case source == target, d.targetTime == 0, found == 0, found == d.targetTime:
			continue
		default:
			m.Found = found
		}
		list = append(list, m)
	}
	compare := func(a, b terminology.MissingModule) int {
		return cmp.Or(cmp.Compare(a.ModuleID, b.ModuleID), cmp.Compare(a.NeededBy, b.NeededBy), cmp.Compare(a.EffectiveTime, b.EffectiveTime), cmp.Compare(a.NeededByTime, b.NeededByTime))
	}
	slices.SortFunc(list, compare)
	return slices.CompactFunc(list, func(a, b terminology.MissingModule) bool { return compare(a, b) == 0 })
}

// versions returns the newest version of each module that dependency rows tell.
func (in *editionInput) versions() map[sctid.ID]terminology.Date {
	version := map[sctid.ID]terminology.Date{}
	for _, d := range in.dependencies {
		if source := editionModule(d.source); d.sourceTime != 0 {
			version[source] = max(version[source], d.sourceTime)
		}
	}
	return version
}

// smaller is the part of an old release's rows below which a new build of it
// counts as much smaller: a corrected package has nearly the same number, and one
// that lost a package or a file has not.
const smaller = 0.5

// mayReplace refuses to put a release in the place of one of the same name that
// has what the new one lacks. A lenient import may do so.
func (i *importing) mayReplace(r *release) error {
	if i.options.Lenient {
		return nil
	}
	old, err := catalog.ReadManifest(catalog.ReleaseDir(i.options.DataDir, r.name))
	if err != nil {
		return nil // none, or one that can't be served: nothing is lost
	}
	const hint = "pass every package of the edition, as in firn import EXTENSION BASE; --lenient replaces it all the same"
	if lacking := lackingModules(r.missing); len(lacking) > 0 && len(lackingModules(old.MissingModules)) == 0 {
		return &Error{
			Problem: ProblemBaseMissing,
			Message: fmt.Sprintf("the packages lack what %s depends on (%s), and would replace the whole release that was imported on %s",
				old.URI, missingText(lacking), old.Build.Started.Format("2006-01-02")),
			Hint: hint,
		}
	}
	was, is := &old.Counts, &r.info.Counts
	for _, c := range []struct {
		what    string
		was, is int
	}{
		{"concepts", was.Concepts, is.Concepts},
		{"descriptions", was.Descriptions, is.Descriptions},
		{"relationships", was.Relationships, is.Relationships},
		{"reference set members", was.Members, is.Members},
	} {
		if float64(c.is) < smaller*float64(c.was) {
			return &Error{
				Problem: ProblemMuchSmaller,
				Message: fmt.Sprintf("the packages have %d %s, and would replace %s, imported on %s, which has %d", c.is, c.what, old.URI, old.Build.Started.Format("2006-01-02"), c.was),
				Hint:    hint,
			}
		}
	}
	return nil
}

func lackingModules(list []terminology.MissingModule) []terminology.MissingModule {
	return slices.DeleteFunc(slices.Clone(list), func(m terminology.MissingModule) bool { return !m.Lacking() })
}

// missingText names modules and versions in one phrase.
func missingText(list []terminology.MissingModule) string {
	const most = 3
	var parts []string
	for _, m := range list {
		text := "module " + NamedConcept{m.ModuleID, m.Name}.String()
		if m.EffectiveTime != 0 {
			text += " of " + m.EffectiveTime.String()
		}
		if m.Found != 0 {
			text += ", in whose place there is that of " + m.Found.String()
		}
		if slices.Contains(parts, text) {
			continue // several modules need it
		}
		parts = append(parts, text)
	}
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, "; ")
}
