package main

import (
	"cmp"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

// oneReleaseObject is the answer of `firn releases RELEASE --json`.
type oneReleaseObject struct {
	releaseObject
	DefaultDialects string          `json:"defaultDialects"`
	Modules         []moduleObject  `json:"modules"`
	Dialects        []dialectObject `json:"dialects"`
	Manifest        *manifestObject `json:"manifest"`
}

type moduleObject struct {
	ModuleID      componentID `json:"moduleId"`
	Term          string      `json:"term"`
	EffectiveTime string      `json:"effectiveTime"`
	Rows          uint32      `json:"rows"`
	Concepts      uint32      `json:"concepts"`
	EditionModule bool        `json:"editionModule"`
}

type dialectObject struct {
	RefsetID      componentID `json:"refsetId"`
	Term          string      `json:"term"`
	Tag           string      `json:"tag"`
	Aliases       []string    `json:"aliases"`
	LanguageCode  string      `json:"languageCode"`
	ActiveMembers uint32      `json:"activeMembers"`
}

// manifestObject is how a release was made.
type manifestObject struct {
	FormatVersion uint32            `json:"formatVersion"`
	Program       string            `json:"program"`
	Started       string            `json:"started"`
	Seconds       float64           `json:"seconds"`
	Settings      []settingObject   `json:"settings"`
	Files         []inputFileObject `json:"files"`
	Skipped       []skippedObject   `json:"skipped"`
	Anomalies     []anomalyObject   `json:"anomalies"`

	MissingModules []missingModuleObject `json:"missingModules"`
}

// settingObject is one thing that the import was asked to do.
type settingObject struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type inputFileObject struct {
	Path    string `json:"path"`
	Kind    string `json:"kind"`
	Size    uint64 `json:"size"`
	Rows    uint32 `json:"rows"`
	SHA256  string `json:"sha256"`
	Skipped uint32 `json:"skipped"`
}

type skippedObject struct {
	File       string `json:"file"`
	Reason     string `json:"reason"`     // column and expected in one text
	ReasonCode string `json:"reasonCode"` // a stable word
	Column     string `json:"column"`     // "" for a whole row
	Found      string `json:"found"`      // in the first such row
	Expected   string `json:"expected"`
	Rows       uint32 `json:"rows"`
	Line       uint32 `json:"line"` // of the first such row
}

type missingModuleObject struct {
	ModuleID              componentID `json:"moduleId"`
	EffectiveTime         string      `json:"effectiveTime"`      // the version that is needed
	FoundEffectiveTime    string      `json:"foundEffectiveTime"` // "" where nothing of the module is there
	NeededByModuleID      componentID `json:"neededByModuleId"`
	NeededByEffectiveTime string      `json:"neededByEffectiveTime"`
	Name                  string      `json:"name"`         // of the module
	NeededByName          string      `json:"neededByName"` // of the one that needs it
}

type anomalyObject struct {
	Kind  string   `json:"kind"`
	About string   `json:"about"`
	Count uint32   `json:"count"`
	First []string `json:"first"`
}

func newOneReleaseObject(r *firnv1.GetReleaseResponse) oneReleaseObject {
	return oneReleaseObject{
		releaseObject:   newReleaseObject(r.GetSummary()),
		DefaultDialects: r.GetDefaultDialects(),
		Modules: convert(r.GetModules(), func(m *firnv1.Module) moduleObject {
			return moduleObject{componentID(m.GetModuleId()), m.GetTerm(), m.GetEffectiveTime(), m.GetRows(), m.GetConcepts(), m.GetEditionModule()}
		}),
		Dialects: convert(r.GetDialects(), func(d *firnv1.Dialect) dialectObject {
			return dialectObject{componentID(d.GetRefsetId()), d.GetTerm(), d.GetTag(), notNil(d.GetAliases()), d.GetLanguageCode(), d.GetActiveMemberCount()}
		}),
		Manifest: newManifestObject(r.GetManifest()),
	}
}

func newManifestObject(m *firnv1.ReleaseManifest) *manifestObject {
	if m == nil {
		return nil
	}
	return &manifestObject{
		FormatVersion: m.GetFormatVersion(), Program: m.GetProgram(),
		Started: m.GetStartTime().AsTime().Format(time.RFC3339), Seconds: m.GetDurationSeconds(),
		Settings: convert(m.GetSettings(), func(s *firnv1.ImportSetting) settingObject {
			return settingObject{s.GetName(), s.GetValue()}
		}),
		Files: convert(m.GetFiles(), func(f *firnv1.InputFile) inputFileObject {
			return inputFileObject{f.GetPath(), f.GetKind(), f.GetSizeBytes(), f.GetRows(), f.GetSha256(), f.GetSkippedRows()}
		}),
		Skipped: convert(m.GetSkippedRows(), func(s *firnv1.SkippedRows) skippedObject {
			return skippedObject{s.GetPath(), s.GetReason(), s.GetReasonCode(), s.GetColumn(), s.GetFound(), s.GetExpected(), s.GetRows(), s.GetFirstLine()}
		}),
		Anomalies: convert(m.GetAnomalies(), func(a *firnv1.Anomaly) anomalyObject {
			return anomalyObject{a.GetKind(), a.GetAbout(), a.GetCount(), notNil(a.GetFirst())}
		}),
		MissingModules: convert(m.GetMissingModules(), func(m *firnv1.MissingModule) missingModuleObject {
			return missingModuleObject{
				componentID(m.GetModuleId()), m.GetEffectiveTime(), m.GetFoundEffectiveTime(),
				componentID(m.GetNeededByModuleId()), m.GetNeededByEffectiveTime(),
				m.GetModuleName(), m.GetNeededByName(),
			}
		}),
	}
}

// describe shows one release.
func (f *releasesCommand) describe(p *process, c *client) error {
	r, err := c.releases.GetRelease(c.ctx, &firnv1.GetReleaseRequest{Release: f.Name, Dialects: f.Dialect})
	if s, ok := grpcStatus(err); ok && reasonOf(s) == string(terminology.ReasonReleaseNotFound) {
		return &codedError{exitNo, err} // it is what was asked for, not the place to ask
	}
	if err != nil {
		return err
	}
	if f.JSON {
		return p.json(newOneReleaseObject(r))
	}
	p.line("%s", r.GetRelease())
	for _, section := range []struct {
		title string
		table tables.Table
	}{
		{"Import", manifestTable(r.GetManifest())},
		{"Components", summaryTable(r.GetSummary().GetCounts())},
		{"Modules", moduleTable(r.GetModules())},
		{"Dialects", dialectTable(r)},
		{"Files", inputFileTable(r.GetManifest().GetFiles())},
		{missingTitle, missingModuleTable(r.GetManifest().GetMissingModules())},
		{"Left out because they aren't RF2", skippedRowsTable(r.GetManifest().GetSkippedRows())},
		{"Odd, but no hindrance", anomaliesTable(r.GetManifest().GetAnomalies())},
	} {
		if len(section.table.Rows) == 0 {
			continue
		}
		p.line("\n%s", section.title)
		section.table.Indent = "  "
		if err := section.table.Write(p.out); err != nil {
			return err
		}
	}
	return nil
}

func manifestTable(m *firnv1.ReleaseManifest) tables.Table {
	var t tables.Table
	if m == nil {
		return t
	}
	for _, setting := range m.GetSettings() {
		t.Add(setting.GetName(), setting.GetValue())
	}
	t.Add("program", fmt.Sprintf("%s, format version %d", m.GetProgram(), m.GetFormatVersion()))
	t.Add("when", m.GetStartTime().AsTime().Format("2006-01-02 15:04 UTC"))
	return t
}

func summaryTable(c *firnv1.ReleaseCounts) tables.Table {
	t := tables.Table{Right: []bool{false, true, true}, Header: []string{"", "ROWS", "ACTIVE"}}
	t.Add("concepts", thousands(c.GetConcepts()), thousands(c.GetActiveConcepts()), plural(int(c.GetDefinedConcepts()), "is defined", "are defined"))
	t.Add("descriptions", thousands(c.GetDescriptions()), thousands(c.GetActiveDescriptions()))
	t.Add("text definitions", thousands(c.GetTextDefinitions()), thousands(c.GetActiveTextDefinitions()))
	t.Add("relationships", thousands(c.GetRelationships()), thousands(c.GetActiveRelationships()))
	t.Add("concrete values", thousands(c.GetConcreteRelationships()), thousands(c.GetActiveConcreteRelationships()))
	t.Add("stated relationships", thousands(c.GetStatedRelationships()), "", "set aside")
	t.Add("members", thousands(c.GetMembers()), thousands(c.GetActiveMembers()), "of "+plural(int(c.GetRefsets()), "reference set", "reference sets"))
	t.Add("  of languages", thousands(c.GetLanguageMembers()))
	t.Add("  OWL expressions", thousands(c.GetOwlExpressions()))
	t.Add("alternate identifiers", thousands(c.GetAlternateIdentifiers()))
	return t
}

func moduleTable(modules []*firnv1.Module) tables.Table {
	t := tables.Table{Right: []bool{false, false, false, true, true}, Header: []string{"ID", "MODULE", "NEWEST ROW", "ROWS", "CONCEPTS", ""}}
	for _, m := range modules {
		mark := ""
		if m.GetEditionModule() {
			mark = "the edition's"
		}
		t.Add(componentID(m.GetModuleId()).String(), m.GetTerm(), day(m.GetEffectiveTime()), thousands(m.GetRows()), thousands(m.GetConcepts()), mark)
	}
	return t
}

func dialectTable(r *firnv1.GetReleaseResponse) tables.Table {
	t := tables.Table{Right: []bool{false, false, false, true}, Header: []string{"TAG", "ID", "LANGUAGE REFERENCE SET", "MEMBERS", ""}}
	defaults := strings.Split(r.GetDefaultDialects(), ",")
	for _, d := range r.GetDialects() {
		mark := ""
		for i, id := range defaults {
			if strings.TrimSpace(id) == componentID(d.GetRefsetId()).String() {
				mark = "default " + strconv.Itoa(i+1)
			}
		}
		t.Add(cmp.Or(d.GetTag(), "-"), componentID(d.GetRefsetId()).String(), d.GetTerm(), thousands(d.GetActiveMemberCount()), mark)
	}
	return t
}

func inputFileTable(files []*firnv1.InputFile) tables.Table {
	t := tables.Table{Right: []bool{true, true}}
	for _, f := range files {
		t.Add(thousands(f.GetRows()), bytesText(int64(f.GetSizeBytes())), f.GetKind(), path.Base(f.GetPath()))
	}
	return t
}

func skippedRowsTable(skipped []*firnv1.SkippedRows) tables.Table {
	t := tables.Table{Right: []bool{true}}
	for _, s := range skipped {
		addSkipped(&t, int(s.GetRows()), s.GetReasonCode(), s.GetPath(), int(s.GetFirstLine()), s.GetColumn(), s.GetFound(), s.GetExpected())
	}
	return t
}

func anomaliesTable(anomalies []*firnv1.Anomaly) tables.Table {
	t := tables.Table{Right: []bool{true}}
	for _, a := range anomalies {
		addAnomaly(&t, int(a.GetCount()), a.GetAbout(), a.GetFirst())
	}
	return t
}
