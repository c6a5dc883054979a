package rpc

import (
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// releaseProto describes the release in short.
func (l *labels) releaseProto(defaultRelease string) (*firnv1.ReleaseSummary, error) {
	info := l.release.Info()
	term, err := l.concept(info.ModuleID)
	if err != nil {
		return nil, err
	}
	edition, _, _ := strings.Cut(info.URI, "/version/")
	return &firnv1.ReleaseSummary{
		Release:        info.URI,
		Edition:        edition,
		ModuleId:       uint64(info.ModuleID),
		ModuleTerm:     term,
		EffectiveTime:  info.EffectiveTime.String(),
		DefaultRelease: info.URI == defaultRelease,
		Counts:         countsProto(&info.Counts),
	}, nil
}

func countsProto(c *terminology.Counts) *firnv1.ReleaseCounts {
	return &firnv1.ReleaseCounts{
		Concepts:                    uint32(c.Concepts),
		ActiveConcepts:              uint32(c.ActiveConcepts),
		DefinedConcepts:             uint32(c.DefinedConcepts),
		Descriptions:                uint32(c.Descriptions),
		ActiveDescriptions:          uint32(c.ActiveDescriptions),
		TextDefinitions:             uint32(c.TextDefinitions),
		ActiveTextDefinitions:       uint32(c.ActiveTextDefinitions),
		Relationships:               uint32(c.Relationships),
		ActiveRelationships:         uint32(c.ActiveRelationships),
		ConcreteRelationships:       uint32(c.ConcreteRelationships),
		ActiveConcreteRelationships: uint32(c.ActiveConcreteRelationships),
		StatedRelationships:         uint32(c.StatedRelationships),
		Members:                     uint32(c.Members),
		ActiveMembers:               uint32(c.ActiveMembers),
		LanguageMembers:             uint32(c.LanguageMembers),
		OwlExpressions:              uint32(c.AxiomMembers),
		Refsets:                     uint32(c.Refsets),
		AlternateIdentifiers:        uint32(c.Identifiers),
	}
}

// manifestProto tells how the release was made; nil where nobody told.
func manifestProto(info *terminology.ReleaseInfo) *firnv1.ReleaseManifest {
	made := info.Import
	if made == nil {
		return nil
	}
	m := &firnv1.ReleaseManifest{
		FormatVersion:   uint32(made.FormatVersion),
		Program:         made.Program,
		DurationSeconds: made.Duration.Seconds(),
	}
	if !made.Time.IsZero() {
		m.StartTime = timestamppb.New(made.Time)
	}
	for _, setting := range made.Settings {
		m.Settings = append(m.Settings, &firnv1.ImportSetting{Name: setting.Name, Value: setting.Value})
	}
	for _, f := range info.Files {
		m.Files = append(m.Files, &firnv1.InputFile{
			Path: f.Path, Kind: f.Kind, SizeBytes: uint64(f.Size), Rows: uint32(f.Rows), Sha256: f.SHA256, SkippedRows: uint32(f.Skipped),
		})
	}
	for _, s := range made.Skipped {
		m.SkippedRows = append(m.SkippedRows, &firnv1.SkippedRows{
			Path: s.Path, Reason: s.Reason, Rows: uint32(s.Rows), FirstLine: uint32(s.Line),
			ReasonCode: s.Code, Column: s.Column, Found: s.Found, Expected: s.Expected,
		})
	}
	for _, a := range made.Anomalies {
		m.Anomalies = append(m.Anomalies, &firnv1.Anomaly{Kind: a.Kind, About: a.About, Count: uint32(a.Count), First: a.First})
	}
	for _, missing := range made.MissingModules {
		m.MissingModules = append(m.MissingModules, &firnv1.MissingModule{
			ModuleId: uint64(missing.ModuleID), EffectiveTime: missing.EffectiveTime.String(), FoundEffectiveTime: missing.Found.String(),
			NeededByModuleId: uint64(missing.NeededBy), NeededByEffectiveTime: missing.NeededByTime.String(),
			ModuleName: missing.Name, NeededByName: missing.NeededByName,
		})
	}
	return m
}

func (l *labels) modulesProto() ([]*firnv1.Module, error) {
	info := l.release.Info()
	var list []*firnv1.Module
	for _, module := range info.Modules {
		term, err := l.concept(module.ModuleID)
		if err != nil {
			return nil, err
		}
		list = append(list, &firnv1.Module{
			ModuleId: uint64(module.ModuleID), Term: term, EffectiveTime: module.EffectiveTime.String(),
			Rows: uint32(module.Rows), Concepts: uint32(module.Concepts), EditionModule: module.ModuleID == info.ModuleID,
		})
	}
	return list, nil
}

func (l *labels) dialectsProto() ([]*firnv1.Dialect, error) {
	var list []*firnv1.Dialect
	for _, refset := range l.release.Info().LanguageRefsets {
		term, err := l.concept(refset.RefsetID)
		if err != nil {
			return nil, err
		}
		list = append(list, &firnv1.Dialect{
			RefsetId: uint64(refset.RefsetID), Term: term, Tag: refset.Dialect, Aliases: terminology.DialectAliases(refset.RefsetID),
			LanguageCode: refset.Language, ActiveMemberCount: uint32(refset.Members),
		})
	}
	return list, nil
}

// listOf writes reference sets as a request's dialects has them.
func listOf(refsets []sctid.ID) string {
	texts := make([]string, len(refsets))
	for i, id := range refsets {
		texts[i] = id.String()
	}
	return strings.Join(texts, ", ")
}
