package importer

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// release is the rows of a release, arranged as store and index want them. It
// implements [store.Source].
type release struct {
	*rows
	name terminology.ReleaseName
	info *terminology.ReleaseInfo

	missing []terminology.MissingModule

	keptConcepts, keptDescriptions, keptRelationships collapsed
	keptConcrete, keptStated, keptIdentifiers         collapsed
	keptMembers                                       []collapsed // by table

	taxonomy *taxonomy.Taxonomy
	report   *taxonomy.Report
	found    *anomalies

	refsets []*refset // in ascending order of id
	// membersWritten is closed when the store has asked for all members.
	membersWritten chan struct{}

	// By ordinal; descriptions in ascending order of id.
	descriptionRows, relationshipRows, concreteRows grouping[uint32]
	axioms                                          grouping[membership]
	conceptRefsets                                  grouping[uint32] // indexes of refsets, ascending, active members
	// By row of the description table.
	acceptability      grouping[membership]
	descriptionRefsets grouping[uint32]
	// Alternate identifiers by ordinal, and all in order of scheme and code.
	conceptIdentifiers grouping[uint32]
	identifierRows     []uint32
}

// membership is a row of a reference set.
type membership struct {
	refset uint32 // index in release.refsets
	row    uint32
}

// collapseAll keeps the newest row of every component in every table. With
// contradictions it fails, or, leniently, records them.
func (r *release) collapseAll(ctx context.Context, lenient bool) error {
	type job struct {
		t    table
		into *collapsed
	}
	r.keptMembers = make([]collapsed, len(r.members))
	jobs := []job{
		{&r.concepts, &r.keptConcepts},
		{&r.descriptions, &r.keptDescriptions},
		{&r.relationships, &r.keptRelationships},
		{&r.concrete, &r.keptConcrete},
		{&r.stated, &r.keptStated},
		{&r.identifiers, &r.keptIdentifiers},
	}
	for i, t := range r.members {
		jobs = append(jobs, job{t, &r.keptMembers[i]})
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, j := range jobs {
		group.Go(func() error {
			if ctx.Err() == nil {
				*j.into = collapse(j.t, r.name.ModuleID)
			}
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, j := range jobs {
		for _, row := range j.into.conflicts {
			if !lenient {
				return j.into.conflict(j.t, row)
			}
			r.skipConflict(j.t, j.into, row)
		}
	}
	slices.SortStableFunc(r.skipped, func(a, b catalog.Skipped) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return nil
}

// conflictReason is the [catalog.Skipped.Reason] of a row that contradicted
// another.
const conflictReason = "conflict"

func (r *release) skipConflict(t table, c *collapsed, row uint32) {
	kept, _ := c.find(t, row)
	file, line := t.origin(row)
	file.skipped++
	column, found, other := t.difference(row, kept)
	i := slices.IndexFunc(r.skipped, func(s catalog.Skipped) bool {
		return s.File == file.path && s.Reason == conflictReason && s.Column == column
	})
	if i >= 0 {
		r.skipped[i].Rows++
		return
	}
	otherFile, otherLine := t.origin(kept)
	what, id := t.describe(row)
	r.skipped = append(r.skipped, catalog.Skipped{
		File: file.path, Column: column, Reason: conflictReason, Rows: 1, Line: line, Found: strconv.Quote(shorten(found)),
		Expected: strconv.Quote(shorten(other)) + " as in " + otherFile.path + ":" + integerText(int64(otherLine)) + " (" + what + " " + id + ", same effective time)",
	})
}

// buildTaxonomy numbers the concepts and lays out hierarchy and attributes.
func (r *release) buildTaxonomy() error {
	in := taxonomy.Input{Concepts: make([]taxonomy.Concept, 0, len(r.keptConcepts.rows))}
	for _, row := range r.keptConcepts.rows {
		in.Concepts = append(in.Concepts, taxonomy.Concept{
			ID: r.concepts.ids[row], Active: r.concepts.active(row), Defined: r.concepts.status(row) == terminology.Defined,
		})
	}
	t := &r.relationships
	for _, row := range r.keptRelationships.rows {
		if !t.defining(row) {
			continue
		}
		typeID := t.key(row).typeID
		if typeID == terminology.IsA {
			in.Edges = append(in.Edges, taxonomy.Edge{Child: t.sources[row], Parent: t.destinations[row]})
			continue
		}
		in.Attributes = append(in.Attributes, taxonomy.AttributeRow{
			Source: t.sources[row], Type: typeID, Destination: t.destinations[row], Group: t.groups[row],
		})
	}
	t = &r.concrete
	values := map[string]uint32{}
	for _, row := range r.keptConcrete.rows {
		if !t.defining(row) {
			continue
		}
		text := t.value(row)
		index, ok := values[text]
		if !ok {
			index = uint32(len(in.ConcreteValues))
			values[text] = index
			in.ConcreteValues = append(in.ConcreteValues, concreteValue(text))
		}
		in.Attributes = append(in.Attributes, taxonomy.AttributeRow{
			Source: t.sources[row], Type: t.key(row).typeID, Concrete: index, Group: t.groups[row],
		})
	}
	built, report, err := taxonomy.Build(in)
	if cycle, ok := errors.AsType[*taxonomy.CycleError](err); ok {
		return &CycleError{Concepts: r.conceptNames(cycle.Concepts), cause: cycle}
	}
	if err != nil {
		return err
	}
	r.taxonomy, r.report = built, report
	return nil
}

// concreteValue reads a value that package rf2 has accepted.
func concreteValue(text string) terminology.ConcreteValue {
	switch text[0] {
	case '#':
		return terminology.ConcreteValue{Kind: taxonomy.ConcreteNumber, Text: text[1:]}
	case '"':
		inside := text[1 : len(text)-1]
		if strings.IndexByte(inside, '\\') >= 0 {
			inside = strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(inside)
		}
		return terminology.ConcreteValue{Kind: taxonomy.ConcreteString, Text: inside}
	default:
		return terminology.ConcreteValue{Kind: taxonomy.ConcreteBoolean, Text: text}
	}
}
