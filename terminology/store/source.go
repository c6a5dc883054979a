package store

import (
	"iter"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Source is a whole release, ready to be written. [Write] asks for each part
// once, in the order Info, Taxonomy, Refsets, Members of each reference set,
// Concepts, Identifiers, and never for two of them at the same time. Terms
// it asks for at any time before Concepts, beside the others.
//
// An error that a sequence yields ends the writing and is returned by Write.
// Write checks the order and the counts that are promised here and refuses a
// source that breaks them: the file would answer wrongly.
type Source interface {
	// Info describes the release. It is stored as it is.
	Info() *terminology.ReleaseInfo
	// Taxonomy is the release's taxonomy: it gives each concept its ordinal.
	Taxonomy() *taxonomy.Taxonomy

	// Refsets returns the reference sets that have a member, in ascending order
	// of id, with their columns, their type and their counts. A reference set
	// of type [terminology.OWLExpressionRefsetType] with exactly one additional
	// column, a string, is one whose members for concepts of the release are
	// those concepts' Axioms.
	Refsets() []terminology.Refset
	// Members yields all rows of a reference set, active and inactive, in
	// ascending order of (ReferencedComponentID, ID). No two have the same key.
	// Each has one field a column, of the column's kind. A member stays valid
	// and unchanged only until the next one is asked for.
	Members(refset sctid.ID) iter.Seq2[*terminology.Member, error]

	// Terms yields the terms of the release's descriptions, all of them or many,
	// in an order that is always the same: Write makes the table of words from
	// them that it codes terms with. A term that isn't among them costs more room,
	// no more. Terms are asked for before the concepts.
	Terms() iter.Seq[string]
	// Concepts yields every concept of the taxonomy in ascending order of
	// ordinal, with all parts filled, inactive rows included, in the order that
	// [terminology.Concept] documents. RefsetIDs of concepts and descriptions
	// name the reference sets with an active member for them; for descriptions
	// those of type [terminology.LanguageRefsetType] are left out, because
	// Acceptability has a row for each of their members, inactive ones too. A
	// concept, with its slices, stays valid and unchanged only until the next
	// one is asked for.
	Concepts() iter.Seq2[*terminology.Concept, error]

	// Identifiers yields all rows of the Identifier File in ascending order of
	// scheme, then code in byte order. No two have the same scheme and code.
	Identifiers() iter.Seq2[terminology.AlternateIdentifier, error]
}

// Options says how to write a store. The zero value is good.
type Options struct {
	// Progress, when set, is told how far the writing has come: at the
	// beginning and the end of each stage and some times a second's worth of
	// rows between. It is called from the goroutine that called [Write] and
	// should return quickly.
	Progress func(Progress)
}

// Progress is how far a stage of [Write] has come.
type Progress struct {
	Stage Stage
	Done  int // rows of the stage that are written
	Total int // rows of the stage in all; 0 where it isn't known beforehand
}

// Stage is a part of the work of [Write].
type Stage string

// The stages of writing, in their order.
const (
	StageMembers      Stage = "members"      // rows of reference sets
	StageConcepts     Stage = "concepts"     // concept records
	StageDescriptions Stage = "descriptions" // the map from description to concept
	StageIdentifiers  Stage = "identifiers"  // alternate identifiers
	StageSeal         Stage = "seal"         // dictionaries, taxonomy, sync to disk
)
