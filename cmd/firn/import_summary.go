package main

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
)

// importObject is the answer of `firn import --json`.
type importObject struct {
	Release    string                  `json:"release"`
	Directory  string                  `json:"directory"`
	Replaced   bool                    `json:"replaced"`
	Counts     terminology.Counts      `json:"counts"`
	Files      []terminology.InputFile `json:"files"`
	Phases     []catalog.Phase         `json:"phases"`
	Seconds    float64                 `json:"seconds"`
	PeakMemory int64                   `json:"peakMemory"`
	DiskSize   int64                   `json:"diskSize"`
	PassedOver int64                   `json:"passedOver"`
	Skipped    []catalog.Skipped       `json:"skipped"`
	Anomalies  []catalog.Anomaly       `json:"anomalies"`

	MissingModules []terminology.MissingModule `json:"missingModules"`

	Ignored []ignoredObject `json:"ignored"`
	Notices []noticeObject  `json:"notices"`
	Swept   []string        `json:"swept"`
}

type ignoredObject struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

type noticeObject struct {
	File string `json:"file"`
	Line int64  `json:"line"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

func newImportObject(s *importer.Summary) importObject {
	return importObject{
		Release: s.Manifest.URI, Directory: s.Dir, Replaced: s.Replaced,
		Counts: s.Manifest.Counts, Files: notNil(s.Manifest.Files),
		Phases: notNil(s.Phases), Seconds: s.Elapsed.Seconds(), PeakMemory: s.PeakMemory, DiskSize: s.DiskSize,
		PassedOver: s.PassedOver,
		Skipped:    notNil(s.Manifest.Skipped), Anomalies: notNil(s.Manifest.Anomalies),
		MissingModules: notNil(s.Manifest.MissingModules),
		Ignored:        convert(s.Ignored, func(i rf2.Ignored) ignoredObject { return ignoredObject(i) }),
		Notices:        convert(s.Notices, func(n rf2.Notice) noticeObject { return noticeObject{n.File, n.Line, string(n.Kind), n.Text} }),
		Swept:          notNil(s.Swept),
	}
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// printImport is the closing summary for people.
func printImport(p *process, s *importer.Summary) error {
	verb := "imported"
	if s.Replaced {
		verb = "imported anew"
	}
	p.line("%s %s", verb, s.Manifest.URI)
	p.line("into %s", s.Dir)
	for _, section := range []struct {
		title string
		table tables.Table
	}{
		{"Files", fileTable(s.Manifest.Files)},
		{"Components", countTable(s.Manifest.Counts)},
		{"Cost", costTable(s)},
		{missingTitle, missingTable(s.Manifest.MissingModules)},
		{"Left out because they aren't RF2 (--lenient)", skippedTable(s.Manifest.Skipped)},
		{"Odd, but no hindrance", anomalyTable(s.Manifest.Anomalies)},
		{"Remarks", noticeTable(s)},
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

func fileTable(files []terminology.InputFile) tables.Table {
	t := tables.Table{Right: []bool{true, true}}
	rows, size := 0, int64(0)
	for _, f := range files {
		t.Add(thousands(f.Rows), bytesText(f.Size), f.Kind, path.Base(f.Path))
		rows += f.Rows
		size += f.Size
	}
	t.Add(thousands(rows), bytesText(size), "in all", plural(len(files), "file", "files"))
	return t
}

func countTable(c terminology.Counts) tables.Table {
	t := tables.Table{Right: []bool{false, true, true}, Header: []string{"", "ROWS", "ACTIVE"}}
	t.Add("concepts", thousands(c.Concepts), thousands(c.ActiveConcepts), plural(c.DefinedConcepts, "is defined", "are defined"))
	t.Add("descriptions", thousands(c.Descriptions), thousands(c.ActiveDescriptions))
	t.Add("text definitions", thousands(c.TextDefinitions), thousands(c.ActiveTextDefinitions))
	t.Add("relationships", thousands(c.Relationships), thousands(c.ActiveRelationships))
	t.Add("concrete values", thousands(c.ConcreteRelationships), thousands(c.ActiveConcreteRelationships))
	t.Add("stated relationships", thousands(c.StatedRelationships), "", "set aside")
	t.Add("members", thousands(c.Members), thousands(c.ActiveMembers), "of "+plural(c.Refsets, "reference set", "reference sets"))
	t.Add("  of languages", thousands(c.LanguageMembers))
	t.Add("  OWL expressions", thousands(c.AxiomMembers))
	t.Add("alternate identifiers", thousands(c.Identifiers))
	return t
}

func costTable(s *importer.Summary) tables.Table {
	t := tables.Table{}
	for _, phase := range s.Phases {
		t.Add(phase.Name, seconds(time.Duration(phase.Seconds*float64(time.Second))))
	}
	t.Add("in all", seconds(s.Elapsed))
	if s.PeakMemory > 0 {
		t.Add("peak memory", bytesText(s.PeakMemory))
	}
	t.Add("on disk", bytesText(s.DiskSize))
	return t
}

func skippedTable(skipped []catalog.Skipped) tables.Table {
	t := tables.Table{Right: []bool{true}}
	for _, s := range skipped {
		addSkipped(&t, s.Rows, s.Reason, s.File, s.Line, s.Column, s.Found, s.Expected)
	}
	return t
}

// addSkipped tells of rows that were left out; the same words in the summary of
// an import and in the description of a release.
func addSkipped(t *tables.Table, rows int, reason, file string, line int, column, found, expected string) {
	where := file + ":" + strconv.Itoa(line)
	if column != "" {
		where += ": " + column
	}
	t.Add(plural(rows, "row", "rows"), reason, "first in "+where+": found "+found+", expected "+expected)
}

// anomalyTable has a row for each kind, and below it one for each of the first.
func anomalyTable(anomalies []catalog.Anomaly) tables.Table {
	t := tables.Table{Right: []bool{true}}
	for _, a := range anomalies {
		addAnomaly(&t, a.Count, a.About, a.First)
	}
	return t
}

func addAnomaly(t *tables.Table, count int, about string, first []string) {
	t.Add(thousands(count), about)
	for _, which := range first {
		t.Add("", "  "+which)
	}
	if count > len(first) {
		t.Add("", "  …")
	}
}

func noticeTable(s *importer.Summary) tables.Table {
	var t tables.Table
	if s.PassedOver > 0 {
		t.Add(plural(int(s.PassedOver), "row", "rows") + " of a later date passed over")
	}
	for _, n := range s.Notices {
		t.Add(n.String())
	}
	t.Rows = append(t.Rows, ignoredRows(s.Ignored)...)
	for _, name := range s.Swept {
		t.Add("removed what an earlier import left: " + name)
	}
	return t
}

// ignoredRows tells which files weren't read. Of many for one reason, as the Full
// files of a package are, the first stands for all; --json has every one.
func ignoredRows(ignored []rf2.Ignored) [][]string {
	const most = 3
	var reasons []string
	files := make(map[string][]string)
	for _, i := range ignored {
		if files[i.Reason] == nil {
			reasons = append(reasons, i.Reason)
		}
		files[i.Reason] = append(files[i.Reason], path.Base(i.Path))
	}
	var rows [][]string
	for _, reason := range reasons {
		names := files[reason]
		if more := len(names) - most; more > 0 {
			names = append(slices.Clone(names[:most-1]), plural(more+1, "other file", "other files"))
		}
		rows = append(rows, []string{"not read (" + reason + "): " + strings.Join(names, ", ")})
	}
	return rows
}
