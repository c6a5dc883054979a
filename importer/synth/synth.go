// Package synth makes synthetic SNOMED CT releases in Release Format 2 (RF2),
// of any size, from a seed: to try Firn without a licence, to test it, and to
// measure it.
//
// The content is our own. The names are composed from a hand-written lexicon
// of plain medical English (data/*.txt): sites, morphologies, organisms,
// substances, courses, severities. What is SNOMED CT's is structure only: the
// root, the top-level hierarchies, the metadata and the attribute types stand
// under their well-known identifiers, because without them no reader would
// understand the release. Every other identifier is in the unassigned
// namespace [Namespace]. Synthetic content is no source of medical knowledge.
//
// Beside the demo there are profiles for scale ([ProfileInternational],
// [ProfileUK], [ProfileSmall]), with the hand-written core and the sizes and
// proportions of real editions; docs/synth.md has their figures.
//
// A release is consistent: the is-a graph is what the OWL axioms entail, the
// inferred attributes are those of the axioms, every reference resolves, the
// Snapshot is the newest row of each component of the Full files. The same
// seed, size and dates give the same bytes, whichever sink takes them.
package synth

import (
	"context"
	"fmt"
	"time"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Config says what to make. The zero value is the demo release.
type Config struct {
	// Seed chooses among the releases of one size. Zero is a seed like others.
	Seed uint64
	// Profile is the shape of the release; empty means [ProfileDemo]. The
	// others have a size of their own.
	Profile Profile
	// Concepts is how many concepts to make, active and retired together; 0
	// means [DefaultConcepts]; for the demo alone. The hand-written core is always there whole: a
	// release below [MinConcepts] comes out larger than asked for.
	Concepts int
	// Part makes one part in so many of [ProfileInternational] or [ProfileUK], for
	// measuring how something grows; 0 and 1 mean the whole. From 2 to [MostParts].
	Part int
	// Date is the release date, YYYYMMDD; empty means [DefaultDate].
	Date string
	// Releases is over how many half-yearly releases, up to Date, the content
	// grew; 0 means 4 (16 for the profiles other than the demo), at most 40. One
	// release has no history.
	Releases int
	// Full also writes the Full files, Delta the rows of Date alone.
	Full, Delta bool
}

// Defaults of [Config], and the size from which a release has just as many
// concepts as asked for.
const (
	DefaultConcepts = 4000
	DefaultDate     = "20260131"
	MinConcepts     = 3500
	// MostParts is the largest [Config.Part]: the size of [ProfileSmall].
	MostParts = smallPart
)

// Summary says what was made.
type Summary struct {
	// Package is the name of the release package, without ".zip".
	Package string
	// Release is the URI of the edition's version.
	Release string
	// Date is the release date, YYYYMMDD.
	Date string
	// Module is the edition's module, ContentModule the one it builds on.
	Module, ContentModule sctid.ID
	// SwedishRefset is the language reference set of the Swedish terms.
	SwedishRefset sctid.ID
	// Concepts, ActiveConcepts and DefinedConcepts count the Snapshot.
	Concepts, ActiveConcepts, DefinedConcepts int
	// Rows counts the rows of each file by its path in the package, header
	// lines aside.
	Rows map[string]int
	// Figures compare what was made with what the profile wants; nil for the demo.
	Figures []Figure
	// Examples are concepts worth showing, in a stable order.
	Examples []Example
}

// Example is a concept worth showing.
type Example struct {
	// Key says why: "heart attack", "retired with replacement", "drug with
	// strength" and so on; see the Example constants.
	Key string
	ID  sctid.ID
	// Term is the US preferred term.
	Term string
}

// Keys of the examples that aren't hand-written names.
const (
	ExampleRetired  = "retired with replacement"
	ExampleChain    = "retired, replacement retired too"
	ExampleDrug     = "drug with strength"
	ExampleGrouped  = "several role groups"
	ExampleLateral  = "left and right"
	ExampleMultiple = "several parents"
)

// Generate makes a release and writes it to the sink, whose Close it leaves to
// the caller. The error is of the sink, of ctx, or says which field of cfg is
// out of range.
func Generate(ctx context.Context, cfg Config, sink Sink) (*Summary, error) {
	return GenerateWithProgress(ctx, cfg, sink, nil)
}

// GenerateWithProgress is [Generate] and calls report, which may be nil, now
// and then. The demo is made too fast to report. Report is called from one
// goroutine at a time.
func GenerateWithProgress(ctx context.Context, cfg Config, sink Sink, report func(Progress)) (*Summary, error) {
	cfg, dates, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	if cfg.Profile != ProfileDemo {
		return generateScale(ctx, cfg, dates, sink, report)
	}
	b, err := build(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return write(ctx, b, dates, sink)
}

// complete fills in the defaults and works out the release dates, oldest first.
func (c Config) complete() (Config, []string, error) {
	if c.Profile == "" {
		c.Profile = ProfileDemo
	}
	if c.Profile != ProfileDemo {
		if _, err := shapeOf(c.Profile, 1); err != nil {
			return c, nil, err
		}
		if c.Concepts != 0 {
			return c, nil, fmt.Errorf("synth: Concepts is %d: the profile %s has a size of its own", c.Concepts, c.Profile)
		}
		if c.Releases == 0 {
			c.Releases = 16
		}
	}
	if c.Part < 0 || c.Part > MostParts {
		return c, nil, fmt.Errorf("synth: Part is %d: expected 1 to %d", c.Part, MostParts)
	}
	if c.Part > 1 && c.Profile != ProfileInternational && c.Profile != ProfileUK {
		return c, nil, fmt.Errorf("synth: Part is %d: only %s and %s are made in part", c.Part, ProfileInternational, ProfileUK)
	}
	if c.Part == 0 {
		c.Part = 1
	}
	if c.Concepts == 0 && c.Profile == ProfileDemo {
		c.Concepts = DefaultConcepts
	}
	if c.Date == "" {
		c.Date = DefaultDate
	}
	if c.Releases == 0 {
		c.Releases = 4
	}
	if c.Concepts < 0 || c.Concepts > 50_000_000 {
		return c, nil, fmt.Errorf("synth: Concepts is %d: expected 0 to 50000000", c.Concepts)
	}
	if c.Releases < 1 || c.Releases > 40 {
		return c, nil, fmt.Errorf("synth: Releases is %d: expected 1 to 40", c.Releases)
	}
	date, err := time.Parse("20060102", c.Date)
	if err != nil || date.Year() < 1900 {
		return c, nil, fmt.Errorf("synth: Date is %q: expected YYYYMMDD from 1900 on", c.Date)
	}
	// From the first of a month, so that half a year back is never a day that
	// the month lacks; the last date is the one asked for.
	first := time.Date(date.Year(), date.Month(), 1, 0, 0, 0, 0, time.UTC)
	dates := make([]string, c.Releases)
	for i := range dates {
		dates[i] = first.AddDate(0, -6*(c.Releases-1-i), 0).Format("20060102")
	}
	dates[c.Releases-1] = c.Date
	return c, dates, nil
}
