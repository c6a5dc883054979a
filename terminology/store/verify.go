package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// maxFindings bounds how many findings [Store.Verify] tells one by one.
const maxFindings = 100

// Verify checks the store against itself, for firn check:
//
//   - every value fits its checksum, and the keys of each bucket ascend;
//   - the taxonomy is consistent ([taxonomy.Taxonomy.Verify]);
//   - each concept has a well-formed record, whose status, definition status,
//     parents and semantic tag agree with the taxonomy and the tag column, and
//     whose rows are in the documented order;
//   - the map from descriptions to concepts holds each description once, and
//     nothing else;
//   - each reference set has as many rows, and as many active ones, as its
//     table says, in order; its bitmap and its association index are what its
//     rows give;
//   - the reference set lists, acceptabilities, axioms and identifiers in the
//     records of concepts are those of the rows;
//   - all of it adds up to the counts of [terminology.ReleaseInfo].
//
// What can't be verified is the content itself: that a term is the one that the
// RF2 file had. Verify takes some ten seconds for a release of International
// size. It goes on after a finding; the error joins the first hundred, each with
// [ErrDamaged] in its chain. When ctx is done it returns the cause of that.
func (s *Store) Verify(ctx context.Context) error {
	v := &verifier{
		Store: s, ctx: ctx, seed: maphash.MakeSeed(),
		claims: make([]claims, len(s.refsets)),
	}
	for _, step := range []func() error{
		v.verifyValues, v.verifyTaxonomy, v.verifyConcepts, v.verifyDescriptions, v.verifyIdentifiers, v.verifyRefsets, v.verifyCounts,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if len(v.findings) == 0 {
		return nil
	}
	if v.more > 0 {
		v.findings = append(v.findings, damagedf("%d findings more", v.more))
	}
	return fmt.Errorf("verifying the store %q: %w", s.path, errors.Join(v.findings...))
}

// verifier is the state of one Verify. Where two places must hold the same set
// of things, both add up the hashes of theirs, so that neither needs to be held
// in memory or looked up at random: equal sums are equal sets, but for a chance
// of 2⁻⁶⁴.
type verifier struct {
	*Store
	ctx      context.Context
	seed     maphash.Seed
	findings []error
	more     int

	counts           terminology.Counts // added up
	descriptions     uint64             // sum over records of (description, ordinal)
	descriptionCount int
	identifiers      uint64 // sum over records
	claims           []claims
}

// claims are the sums, by reference set, of what the records of concepts say.
type claims struct {
	memberships     uint64 // (component, whether it has an active row)
	acceptabilities uint64 // (description, acceptability, active)
	axioms          uint64 // (concept, member, stamp)
}

type membershipClaim struct {
	component sctid.ID
	awake     bool
}

type acceptabilityClaim struct {
	description, acceptability sctid.ID
	active                     bool
}

type axiomClaim struct {
	concept sctid.ID
	member  terminology.UUID
	stamp   terminology.Stamp
}

func (v *verifier) find(format string, args ...any) {
	if len(v.findings) == maxFindings {
		v.more++
		return
	}
	v.findings = append(v.findings, damagedf(format, args...))
}

// finding takes an error of reading for a finding, unless the question was
// broken off.
func (v *verifier) finding(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrClosed) {
		return err
	}
	v.find("%w", err)
	return nil
}

// verifyValues walks all keys.
func (v *verifier) verifyValues() error {
	for _, name := range allBuckets {
		err := v.read(func(r *reader) error {
			return eachKey(v.ctx, r.tx.Bucket(name).Cursor(), func(key, value []byte) error {
				if _, err := unseal(key, value); err != nil {
					v.find("bucket %s: %w", name, err)
				}
				return nil
			})
		})
		if err != nil {
			if err := v.outcome(fmt.Errorf("bucket %s: %w", name, err)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) verifyTaxonomy() error {
	if err := v.tax.Verify(); err != nil {
		v.find("%w", err)
	}
	return nil
}

func (v *verifier) verifyConcepts() error {
	for o := range taxonomy.Ordinal(v.tax.Len()) {
		if o%1024 == 0 && v.ctx.Err() != nil {
			return context.Cause(v.ctx)
		}
		c, err := v.Concept(o, terminology.PartAll)
		if err == nil {
			v.verifyConcept(o, c)
			err = v.addMemberships(o)
		}
		if err := v.finding(err); err != nil {
			return err
		}
	}
	return v.finding(v.read(func(r *reader) error {
		if k, _ := r.concepts.Last(); v.tax.Len() > 0 && !bytes.Equal(k, appendUint32Key(nil, uint32(v.tax.Len()-1)/blockConcepts)) {
			v.find("the last block of records has key %x, of %d concepts", k, v.tax.Len())
		}
		return nil
	}))
}

func (v *verifier) addMemberships(o taxonomy.Ordinal) error {
	return v.read(func(r *reader) error {
		record, err := v.record(r, o)
		if err != nil {
			return err
		}
		if !v.eachMembership(record, v.tax.ID(o), func(component, refset sctid.ID, awake bool) {
			v.claims[v.refsetAt[refset]].memberships += maphash.Comparable(v.seed, membershipClaim{component, awake})
		}) {
			return damagedf("concept %d: malformed lists of reference sets", v.tax.ID(o))
		}
		return nil
	})
}

func (v *verifier) verifyConcept(o taxonomy.Ordinal, c *terminology.Concept) {
	if c.Active != v.tax.IsActive(o) || c.Defined() != v.tax.IsDefined(o) {
		v.find("concept %d: active %t, defined %t, but the taxonomy says %t, %t", c.ID, c.Active, c.Defined(), v.tax.IsActive(o), v.tax.IsDefined(o))
	}
	add := func(active bool, all, some *int) {
		*all++
		if active {
			*some++
		}
	}
	n := &v.counts
	add(c.Active, &n.Concepts, &n.ActiveConcepts)
	if c.Active && c.Defined() {
		n.DefinedConcepts++
	}
	for i := range c.Descriptions {
		d := &c.Descriptions[i]
		if i > 0 && d.ID <= c.Descriptions[i-1].ID {
			v.find("concept %d: description %d isn't in order", c.ID, d.ID)
		}
		if d.TypeID == terminology.TextDefinition {
			add(d.Active, &n.TextDefinitions, &n.ActiveTextDefinitions)
		} else {
			add(d.Active, &n.Descriptions, &n.ActiveDescriptions)
		}
		v.descriptionCount++
		v.descriptions += maphash.Comparable(v.seed, descriptionPlace{d.ID, o})
		v.addAcceptabilities(d)
	}
	for i := range c.Relationships {
		r := &c.Relationships[i]
		if r.Value != (terminology.ConcreteValue{}) {
			add(r.Active, &n.ConcreteRelationships, &n.ActiveConcreteRelationships)
		} else {
			add(r.Active, &n.Relationships, &n.ActiveRelationships)
		}
	}
	v.verifyParents(o, c)
	for i := range c.Axioms {
		a := &c.Axioms[i]
		if i > 0 && bytes.Compare(a.MemberID[:], c.Axioms[i-1].MemberID[:]) <= 0 {
			v.find("concept %d: axiom %s isn't in order", c.ID, a.MemberID)
		}
		v.claims[v.refsetAt[a.RefsetID]].axioms += maphash.Comparable(v.seed, axiomClaim{c.ID, a.MemberID, a.Stamp})
	}
	for _, row := range c.Identifiers {
		v.identifiers += maphash.Comparable(v.seed, row)
	}
	tag := ""
	if i := v.SemanticTag(o); i >= 0 {
		tag = v.tags[i]
	}
	if want := terminology.SemanticTag(fullySpecifiedName(c, v.info)); tag != want {
		v.find("concept %d has the semantic tag %q, but its name says %q", c.ID, tag, want)
	}
}

func (v *verifier) addAcceptabilities(d *terminology.Description) {
	for _, a := range d.Acceptability {
		i, known := v.refsetAt[a.RefsetID]
		if !known {
			v.find("description %d is in language reference set %d, which isn't listed", d.ID, a.RefsetID)
			continue
		}
		v.claims[i].acceptabilities += maphash.Comparable(v.seed, acceptabilityClaim{d.ID, a.AcceptabilityID, a.Active})
	}
}

// verifyParents compares the is-a relationships that count with the taxonomy.
func (v *verifier) verifyParents(o taxonomy.Ordinal, c *terminology.Concept) {
	var parents []taxonomy.Ordinal
	if c.Active {
		for i := range c.Relationships {
			r := &c.Relationships[i]
			if p, known := v.tax.Ordinal(r.DestinationID); known && r.Defining() && r.TypeID == terminology.IsA && p != o && v.tax.IsActive(p) {
				parents = append(parents, p)
			}
		}
	}
	// The taxonomy has them in ascending identifier.
	slices.SortFunc(parents, func(a, b taxonomy.Ordinal) int {
		if v.tax.ID(a) < v.tax.ID(b) {
			return -1
		}
		if a == b {
			return 0
		}
		return 1
	})
	if parents = slices.Compact(parents); !slices.Equal(parents, v.tax.Parents(o)) {
		v.find("concept %d: its relationships give other parents than the taxonomy has", c.ID)
	}
}

func (v *verifier) verifyDescriptions() error {
	var sum uint64
	n := 0
	var last sctid.ID
	err := v.read(func(r *reader) error {
		return eachValue(v.ctx, r.descriptions, func(key, payload []byte) error {
			first, ok := parseIDKey(key)
			if !ok || !eachPlace(payload, v.spaces, first, func(p descriptionPlace) {
				if n > 0 && p.id <= last {
					v.find("description map: %d comes after %d", p.id, last)
				}
				last = p.id
				n++
				sum += maphash.Comparable(v.seed, p)
			}) {
				v.find("description map: malformed chunk %x", key)
			}
			return nil
		})
	})
	if n != v.descriptionCount || sum != v.descriptions {
		v.find("the map from descriptions to concepts (%d entries) differs from the records (%d descriptions)", n, v.descriptionCount)
	}
	return v.outcome(err)
}

func (v *verifier) verifyIdentifiers() error {
	var sum uint64
	err := v.read(func(r *reader) error {
		return eachValue(v.ctx, r.identifiers, func(key, payload []byte) error {
			v.counts.Identifiers++
			row, ok := v.decodeIdentifier(payload)
			if !ok || len(key) < 8 {
				v.find("malformed identifier %x", key)
				return nil
			}
			if _, known := v.tax.Ordinal(row.ReferencedComponentID); known {
				row.SchemeID, _ = parseIDKey(key[:8])
				row.Code = string(key[8:])
				sum += maphash.Comparable(v.seed, row)
			}
			return nil
		})
	})
	if sum != v.identifiers {
		v.find("the identifiers differ from those in the records of concepts")
	}
	return v.outcome(err)
}

// outcome tells a question that was broken off from a finding.
func (v *verifier) outcome(err error) error {
	if v.ctx.Err() != nil {
		return context.Cause(v.ctx)
	}
	return v.finding(err)
}

func (v *verifier) verifyCounts() error {
	want := v.info.Counts
	want.StatedRelationships = 0 // set aside at import
	if v.counts != want {
		v.find("the release announces %+v, but holds %+v", want, v.counts)
	}
	return nil
}

// eachKey calls f for each key of a bucket. It stops where keys don't ascend: in
// damaged pages a walk might never end. It looks at ctx now and then.
func eachKey(ctx context.Context, c *bolt.Cursor, f func(key, value []byte) error) error {
	var last []byte
	n := 0
	for k, value := c.First(); k != nil; k, value = c.Next() {
		if n++; n%256 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if n > 1 && bytes.Compare(k, last) <= 0 {
			return damagedf("key %x comes after %x", k, last)
		}
		last = append(last[:0], k...)
		if err := f(k, value); err != nil {
			return err
		}
	}
	return nil
}

// eachValue calls f for each key that has a whole value; verifyValues tells of
// the others.
func eachValue(ctx context.Context, c *bolt.Cursor, f func(key, payload []byte) error) error {
	return eachKey(ctx, c, func(key, value []byte) error {
		payload, err := unseal(key, value)
		if err != nil {
			return nil
		}
		return f(key, payload)
	})
}
