package main

import (
	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/rpc"
)

type releasesCommand struct {
	Name string `arg:"" optional:"" name:"release" help:"Release to describe: its URI, its edition's URI, or a module id for the newest version."`
	source
	dialects
	JSON bool `name:"json" help:"Print one JSON object a line; see above."`
}

// Help implements [kong.HelpProvider].
func (releasesCommand) Help() string {
	return `
Lists the releases in the data directory, or those that the server has loaded, in ascending order of release URI. The star marks the one that answers when none is named.

With --json each object has: release, edition, moduleId, moduleTerm, effectiveTime, default, and the counts: concepts, activeConcepts, definedConcepts, descriptions, activeDescriptions, textDefinitions, activeTextDefinitions, relationships, activeRelationships, concreteRelationships, activeConcreteRelationships, statedRelationships, members, activeMembers, languageMembers, owlExpressions, refsets, alternateIdentifiers. Counts are of rows in both states unless the name says otherwise; relationships leaves out those with concrete values; members has those of every reference set.

With RELEASE it describes that one instead: also its modules, its dialects (what --dialect takes), the files that it was made from, and what the import left out, missed or found odd. With --json the object has further: defaultDialects, modules (moduleId, term, effectiveTime, rows, concepts, editionModule), dialects (refsetId, term, tag, aliases, languageCode, activeMembers) and manifest (formatVersion, program, started, seconds, settings, files, skipped, anomalies and missingModules; or null).

Examples:

    firn releases
    firn releases --json | jq -r .release
    firn releases 900000000000207008

Exit codes: 0 found, 1 there is none, 2 bad usage or input, 3 the system failed.
`
}

// releaseObject is a release of --json.
type releaseObject struct {
	Release                     string      `json:"release"`
	Edition                     string      `json:"edition"`
	ModuleID                    componentID `json:"moduleId"`
	ModuleTerm                  string      `json:"moduleTerm"`
	EffectiveTime               string      `json:"effectiveTime"`
	Default                     bool        `json:"default"`
	Concepts                    uint32      `json:"concepts"`
	ActiveConcepts              uint32      `json:"activeConcepts"`
	DefinedConcepts             uint32      `json:"definedConcepts"`
	Descriptions                uint32      `json:"descriptions"`
	ActiveDescriptions          uint32      `json:"activeDescriptions"`
	TextDefinitions             uint32      `json:"textDefinitions"`
	ActiveTextDefinitions       uint32      `json:"activeTextDefinitions"`
	Relationships               uint32      `json:"relationships"`
	ActiveRelationships         uint32      `json:"activeRelationships"`
	ConcreteRelationships       uint32      `json:"concreteRelationships"`
	ActiveConcreteRelationships uint32      `json:"activeConcreteRelationships"`
	StatedRelationships         uint32      `json:"statedRelationships"`
	Members                     uint32      `json:"members"`
	ActiveMembers               uint32      `json:"activeMembers"`
	LanguageMembers             uint32      `json:"languageMembers"`
	OWLExpressions              uint32      `json:"owlExpressions"`
	Refsets                     uint32      `json:"refsets"`
	AlternateIdentifiers        uint32      `json:"alternateIdentifiers"`
}

func newReleaseObject(r *firnv1.ReleaseSummary) releaseObject {
	c := r.GetCounts()
	return releaseObject{
		Release: r.GetRelease(), Edition: r.GetEdition(),
		ModuleID: componentID(r.GetModuleId()), ModuleTerm: r.GetModuleTerm(),
		EffectiveTime: r.GetEffectiveTime(), Default: r.GetDefaultRelease(),
		Concepts: c.GetConcepts(), ActiveConcepts: c.GetActiveConcepts(), DefinedConcepts: c.GetDefinedConcepts(),
		Descriptions: c.GetDescriptions(), ActiveDescriptions: c.GetActiveDescriptions(),
		TextDefinitions: c.GetTextDefinitions(), ActiveTextDefinitions: c.GetActiveTextDefinitions(),
		Relationships: c.GetRelationships(), ActiveRelationships: c.GetActiveRelationships(),
		ConcreteRelationships: c.GetConcreteRelationships(), ActiveConcreteRelationships: c.GetActiveConcreteRelationships(),
		StatedRelationships: c.GetStatedRelationships(),
		Members:             c.GetMembers(), ActiveMembers: c.GetActiveMembers(), LanguageMembers: c.GetLanguageMembers(),
		OWLExpressions: c.GetOwlExpressions(), Refsets: c.GetRefsets(), AlternateIdentifiers: c.GetAlternateIdentifiers(),
	}
}

// Run implements the command.
func (f *releasesCommand) Run(p *process) error {
	c, err := f.openAny(p)
	if err != nil {
		return err
	}
	defer c.close()
	if f.Name != "" {
		return f.describe(p, c)
	}
	r, err := c.releases.ListReleases(c.ctx, &firnv1.ListReleasesRequest{Dialects: f.Dialect})
	if err != nil {
		return err
	}
	if len(r.GetReleases()) == 0 {
		if f.Server == "" {
			printError(p.stderr, noReleaseIn(p, f.Data))
		} else {
			p.say("the server has no release loaded")
		}
		return errNo
	}
	table := tables.Table{
		Header: []string{"", "RELEASE", "CONCEPTS", "ACTIVE", "DESCRIPTIONS", "RELATIONSHIPS", "MEMBERS", "EDITION"},
		Right:  []bool{false, false, true, true, true, true, true},
	}
	for _, release := range r.GetReleases() {
		if f.JSON {
			if err := p.json(newReleaseObject(release)); err != nil {
				return err
			}
			continue
		}
		mark := ""
		if release.GetDefaultRelease() {
			mark = "*"
		}
		n := release.GetCounts()
		table.Add(mark, release.GetRelease(), thousands(n.GetConcepts()), thousands(n.GetActiveConcepts()),
			thousands(n.GetDescriptions()), thousands(n.GetRelationships()), thousands(n.GetMembers()), release.GetModuleTerm())
	}
	if f.JSON {
		return nil
	}
	return table.Write(p.out)
}

// openAny is open for a question that an empty data directory can answer.
func (f *releasesCommand) openAny(p *process) (*client, error) {
	if f.Server != "" {
		return f.address.open(p)
	}
	if err := dataDirectory(f.Data); err != nil {
		return nil, err
	}
	releases, err := catalog.Open(f.Data, catalog.Options{})
	if err != nil {
		return nil, err
	}
	return serveInProcess(p, releases, f.Timeout, rpc.Options{})
}
