package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"github.com/firn-sct/firn/importer/synth"
	"github.com/firn-sct/firn/terminology/sctid"
)

// recordsObject is the answer of --records --json.
type recordsObject struct {
	Path    string              `json:"path"`
	Records int                 `json:"records"`
	Kinds   []synth.RecordCount `json:"kinds"`
}

// records writes a file of coded records.
func (f *synthCommand) records(p *process, config synth.Config) error {
	records := synth.RecordsConfig{Seed: f.Seed, Records: f.Records}
	if f.Records < 0 {
		return usagef("give a number from 1 on", "--records is %d", f.Records)
	}
	if f.Full || f.Delta {
		return usagef("leave them out", "--full and --delta are for releases, not for --records")
	}
	if f.JSON && f.Out == "-" {
		return usagef("write the records to a file", "--json and the records can't both go to standard output")
	}
	if f.Below != "" {
		id, err := sctid.Parse(f.Below)
		if err != nil {
			return usagef("", "--below: %v", err)
		}
		records.Below = id
	}
	var source *synth.RecordSource
	var err error
	if f.Release != "" {
		source, err = synth.ReadRecordSource(f.Release)
	} else {
		source, err = synth.GenerateRecordSource(p.ctx, config)
	}
	if err != nil {
		return err
	}
	var counts []synth.RecordCount
	fill := func(out io.Writer) error {
		counts, err = synth.WriteRecords(p.ctx, records, source, out)
		return err
	}
	if f.Out == "-" {
		err = fill(p.out)
	} else {
		err = writeWhole(f.Out, func(file *os.File) error { return fill(file) })
	}
	if errors.Is(err, synth.ErrNoCandidates) {
		return usagef("choose another hierarchy with --below", "%s", strings.TrimPrefix(err.Error(), "synth: "))
	}
	if err != nil {
		return err
	}
	if !f.Quiet {
		for _, c := range counts {
			p.say("%-25s %12s", c.Kind, thousands(c.Rows))
		}
	}
	switch {
	case f.JSON:
		return p.json(recordsObject{f.Out, f.Records, counts})
	case f.Out != "-":
		p.line("%s", f.Out)
	}
	return nil
}
