package validate

import (
	"context"
	"hash/maphash"
	"math/bits"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/internal/once"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// titles finds the concepts that a text is a description of, in the form of
// appendFolded. It is one sorted list of numbers: the upper bits are a hash of the
// folded term, and the lower ones the concept's ordinal. So it takes eight bytes a
// description, and a look-up some tens of nanoseconds. What it finds is compared
// with the concept's record, because hashes may agree by chance.
type titles struct {
	release *terminology.Release
	shift   uint
	entries []uint64
}

// titleSeed is that of all hashes of a process: they are never stored.
var titleSeed = maphash.MakeSeed()

// titlesKey is the place of a release's titles among its memos.
type titlesKey struct{}

// titlesOf makes the titles of a release at the first question, in a few seconds for
// a release as large as the International Edition.
func titlesOf(ctx context.Context, release *terminology.Release) (*titles, error) {
	made := release.Memo(titlesKey{}, func() any { return new(once.Value[*titles]) }).(*once.Value[*titles])
	return made.Get(ctx, func(ctx context.Context) (*titles, error) { return makeTitles(ctx, release) })
}

func makeTitles(ctx context.Context, release *terminology.Release) (*titles, error) {
	n := release.Taxonomy().Len()
	t := &titles{release: release, shift: uint(bits.Len(uint(n)))}
	parts := make([][]uint64, runtime.GOMAXPROCS(0))
	group, ctx := errgroup.WithContext(ctx)
	for i := range parts {
		group.Go(func() (err error) {
			parts[i], err = t.read(ctx, n*i/len(parts), n*(i+1)/len(parts))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	t.entries = slices.Concat(parts...)
	slices.Sort(t.entries)
	return t, nil
}

// read makes the entries of some concepts.
func (t *titles) read(ctx context.Context, from, to int) ([]uint64, error) {
	entries := make([]uint64, 0, 4*(to-from))
	var b terminology.ConceptBuffer
	var folded []byte
	for o := from; o < to; o++ {
		if o%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := t.release.Store().ReadConcept(taxonomy.Ordinal(o), terminology.PartDescriptions, &b); err != nil {
			return nil, err
		}
		for i := range b.Descriptions {
			d := &b.Descriptions[i]
			if !isTitle(d) {
				continue
			}
			folded = appendFolded(folded[:0], []byte(d.Term))
			entries = append(entries, t.key(folded)|uint64(o))
		}
	}
	return entries, nil
}

// isTitle reports whether a description can be a display.
func isTitle(d *terminology.Description) bool {
	return d.Active && d.TypeID != terminology.TextDefinition
}

func (t *titles) key(folded []byte) uint64 { return maphash.Bytes(titleSeed, folded) << t.shift }

// find returns the concept that has a description of a folded form, other than but:
// active concepts go before others, and low ids before high ones. It is 0 for none.
// b is memory.
func (t *titles) find(folded []byte, but taxonomy.Ordinal, b *terminology.ConceptBuffer, memory *[]byte) (found sctid.ID, err error) {
	key := t.key(folded)
	at, _ := slices.BinarySearch(t.entries, key)
	tax, active, last := t.release.Taxonomy(), false, taxonomy.NoOrdinal
	for ; at < len(t.entries) && t.entries[at]>>t.shift == key>>t.shift; at++ {
		o := taxonomy.Ordinal(t.entries[at] & (1<<t.shift - 1))
		if o == but || o == last {
			continue
		}
		last = o
		if found != 0 && (active && !tax.IsActive(o) || active == tax.IsActive(o) && tax.ID(o) > found) {
			continue
		}
		same, err := t.has(o, folded, b, memory)
		if err != nil {
			return 0, err
		}
		if same {
			found, active = tax.ID(o), tax.IsActive(o)
		}
	}
	return found, nil
}

// has reports whether a concept has a description of a folded form.
func (t *titles) has(o taxonomy.Ordinal, folded []byte, b *terminology.ConceptBuffer, memory *[]byte) (bool, error) {
	if err := t.release.Store().ReadConcept(o, terminology.PartDescriptions, b); err != nil {
		return false, err
	}
	for i := range b.Descriptions {
		if d := &b.Descriptions[i]; isTitle(d) {
			*memory = appendFolded((*memory)[:0], []byte(d.Term))
			if string(*memory) == string(folded) {
				return true, nil
			}
		}
	}
	return false, nil
}
