package main

import (
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/sctid"
)

// limitFlags name a set of concepts to stay within.
type limitFlags struct {
	DescendantsOf       []sctid.ID `group:"limits" placeholder:"ID" help:"Only proper descendants of this concept; several, with commas or by repeating the flag: of any of them."`
	DescendantsOrSelfOf []sctid.ID `group:"limits" placeholder:"ID" help:"The same, the concept itself included."`
	MembersOf           []sctid.ID `group:"limits" placeholder:"ID" help:"Only concepts with an active member in this reference set; several: in any of them."`
	ExcludeMembersOf    []sctid.ID `group:"limits" placeholder:"ID" help:"Only concepts with no active member in this reference set; several: in none of them."`
	Module              []sctid.ID `group:"limits" placeholder:"ID" help:"Only concepts of this module; several: of any of them."`
	DefinitionStatus    []string   `group:"limits" enum:"primitive,defined" placeholder:"STATUS" help:"Only concepts that are primitive, or sufficiently defined: primitive, defined."`
	ECL                 string     `name:"ecl" group:"limits" placeholder:"EXPR" help:"Only concepts that this expression constraint stands for."`
}

// definitionStatuses are the concepts by which a request names the statuses.
var definitionStatuses = map[string]uint64{
	"primitive": 900000000000074008,
	"defined":   900000000000073002,
}

// limit returns nil for none.
func (f *limitFlags) limit() *firnv1.ConceptLimit {
	if len(f.DescendantsOf)+len(f.DescendantsOrSelfOf)+len(f.MembersOf)+len(f.ExcludeMembersOf)+len(f.Module)+len(f.DefinitionStatus) == 0 && f.ECL == "" {
		return nil
	}
	return &firnv1.ConceptLimit{
		DescendantsOf:       numbers(f.DescendantsOf),
		DescendantsOrSelfOf: numbers(f.DescendantsOrSelfOf),
		MembersOf:           numbers(f.MembersOf),
		ExcludeMembersOf:    numbers(f.ExcludeMembersOf),
		ModuleIds:           numbers(f.Module),
		DefinitionStatusIds: convert(f.DefinitionStatus, func(status string) uint64 { return definitionStatuses[status] }),
		Ecl:                 f.ECL,
	}
}

// numbers are ids as requests have them.
func numbers(ids []sctid.ID) []uint64 {
	return convert(ids, func(id sctid.ID) uint64 { return uint64(id) })
}
