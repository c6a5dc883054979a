package store

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Write makes the store of a release at path, where no file may exist yet. The
// file is synced to disk when Write returns nil; syncing its directory is left
// to the caller. After any error there is no file.
//
// Write holds one batch of 32 MB, the map from descriptions to concepts (16
// bytes each), the association index (some 8 bytes a member) and the
// dictionaries in memory. It looks at ctx at least once a batch and returns
// its cause when it is done. An error with [ErrSource] in its chain tells that
// the source broke its promises.
func Write(ctx context.Context, path string, src Source, opts Options) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	out, err := createFile(ctx, path)
	if err != nil {
		return fmt.Errorf("creating the store %q: %w", path, err)
	}
	w := newWriter(out, src, opts)
	if err := w.write(); err != nil {
		out.abandon()
		return fmt.Errorf("writing the store %q: %w", path, err)
	}
	return nil
}

// writer is the state of one [Write].
type writer struct {
	out     *batchWriter
	src     Source
	opts    Options
	info    *terminology.ReleaseInfo
	tax     *taxonomy.Taxonomy
	refsets []terminology.Refset
	encoder recordEncoder
	heads   headWriter
	dormant []dormantRefset
	axioms  []axiomBalance // by reference set
	seed    maphash.Seed
	derived map[string][]entry // by bucket
	places  []descriptionPlace
	ahead   errgroup.Group    // makes the following two
	words   []string          // of terms
	blobs   map[string][]byte // of the taxonomy, packed
	block   []byte            // records of concepts
	lengths []int             // of each of them
	tags    tagColumn
	key     []byte
	buf     []byte
	rows    int // since ctx was looked at
}

func newWriter(out *batchWriter, src Source, opts Options) *writer {
	w := &writer{out: out, src: src, opts: opts, info: src.Info(), tax: src.Taxonomy(), refsets: src.Refsets()}
	w.encoder.tax = w.tax
	w.encoder.refsetIndex = make(map[sctid.ID]uint64, len(w.refsets))
	w.encoder.dormant = w.dormantRefsets
	for i := range w.refsets {
		w.encoder.refsetIndex[w.refsets[i].ID] = uint64(i)
	}
	w.encoder.owl = newOWLCoder(w.tax, usualConcepts(w.tax))
	w.axioms = make([]axiomBalance, len(w.refsets))
	w.seed = maphash.MakeSeed()
	w.derived = make(map[string][]entry)
	return w
}

// write writes all. The table of words and the packed taxonomy are made beside
// the members, which leave a processor free.
func (w *writer) write() error {
	w.ahead.Go(func() (err error) {
		w.chooseWords()
		w.blobs, err = packTaxonomy(w.tax)
		return err
	})
	defer func() { _ = w.ahead.Wait() }() // the source is the caller's again
	for _, step := range []func() error{
		w.checkRefsets, w.writeMembers, w.writeConcepts, w.writeDescriptions, w.writeIdentifiers, w.seal,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// axiomBalance is what the members of a reference set that stand in concepts'
// records are, minus what the records have: their number, and the sum of their
// hashes.
type axiomBalance struct {
	count int
	sum   uint64
}

func (w *writer) progress(stage Stage, done, total int) {
	if w.opts.Progress != nil {
		w.opts.Progress(Progress{Stage: stage, Done: done, Total: total})
	}
}

// step counts a row, and now and then tells of progress and looks at ctx.
func (w *writer) step(stage Stage, done, total int) error {
	if w.rows++; w.rows < 4096 {
		return nil
	}
	w.rows = 0
	w.progress(stage, done, total)
	if w.out.ctx.Err() != nil {
		return context.Cause(w.out.ctx)
	}
	return nil
}

func (w *writer) checkRefsets() error {
	var last sctid.ID
	for i := range w.refsets {
		r := &w.refsets[i]
		if r.ID <= last {
			return sourcef("reference set %d comes after %d", r.ID, last)
		}
		last = r.ID
		for _, c := range r.Columns {
			if !validKind(c.Kind) {
				return sourcef("reference set %d: column %q has the unknown kind %q", r.ID, c.Name, c.Kind)
			}
		}
	}
	return nil
}

func (w *writer) writeConcepts() error {
	total := w.tax.Len()
	w.progress(StageConcepts, 0, total)
	w.sortDormant()
	w.tags.codes = make([]uint32, 0, total)
	w.places = make([]descriptionPlace, 0, w.info.Counts.Descriptions+w.info.Counts.TextDefinitions)
	if err := w.ahead.Wait(); err != nil {
		return err
	}
	w.encoder.terms = newTermEncoder(w.words)
	next := 0
	for c, err := range w.src.Concepts() {
		if err != nil {
			return err
		}
		if err := w.addConcept(c, next); err != nil {
			return err
		}
		next++
		if next%blockConcepts == 0 || next == total {
			if err := w.putBlock(taxonomy.Ordinal(next - 1)); err != nil {
				return err
			}
		}
		if err := w.step(StageConcepts, next, total); err != nil {
			return err
		}
	}
	if next != total {
		return sourcef("%d concepts, where the taxonomy has %d", next, total)
	}
	for i, surplus := range w.axioms {
		if surplus.count != 0 {
			return sourcef("reference set %d has %d more members than axioms for concepts of the release", w.refsets[i].ID, surplus.count)
		}
		if surplus.sum != 0 {
			return sourcef("reference set %d has other members than the axioms of the release's concepts", w.refsets[i].ID)
		}
	}
	w.progress(StageConcepts, total, total)
	return nil
}

// chooseWords makes the table of words from a sample of all terms.
func (w *writer) chooseWords() {
	every := max(1, (w.info.Counts.Descriptions+w.info.Counts.TextDefinitions)/sampledTerms)
	w.words = chooseWords(func(yield func(string) bool) {
		i := 0
		for term := range w.src.Terms() {
			if i%every == 0 && !yield(term) {
				return
			}
			i++
		}
	})
}

// addConcept adds a record to the block.
func (w *writer) addConcept(c *terminology.Concept, place int) error {
	o := taxonomy.Ordinal(place)
	if place >= w.tax.Len() || w.tax.ID(o) != c.ID || w.tax.IsActive(o) != c.Active {
		return sourcef("concept %d (active %t) has place %d, where the taxonomy has %d (active %t)",
			c.ID, c.Active, place, w.tax.ID(o), w.tax.IsActive(o))
	}
	before := len(w.block)
	var err error
	if w.block, err = w.encoder.encode(w.block, c); err != nil {
		return err
	}
	w.lengths = append(w.lengths, len(w.block)-before)
	w.heads.add(w.encoder.stamp(c.Stamp), w.encoder.statuses.code(c.DefinitionStatusID))
	for i := range c.Descriptions {
		w.places = append(w.places, descriptionPlace{c.Descriptions[i].ID, o})
	}
	for i := range c.Axioms {
		a := &c.Axioms[i]
		balance := &w.axioms[w.encoder.refsetIndex[a.RefsetID]]
		balance.count--
		balance.sum -= maphash.Comparable(w.seed, axiomClaim{c.ID, a.MemberID, a.Stamp})
	}
	return w.tags.add(c, w.info)
}

// putBlock writes the block that ends with a concept.
func (w *writer) putBlock(last taxonomy.Ordinal) error {
	w.key = appendUint32Key(w.key[:0], uint32(last/blockConcepts))
	w.buf = appendBlock(w.buf[:0], w.block, w.lengths)
	w.block, w.lengths = w.block[:0], w.lengths[:0]
	return w.out.put(bucketConcepts, w.key, w.buf)
}

func (w *writer) writeDescriptions() error {
	total := len(w.places)
	w.progress(StageDescriptions, 0, total)
	slices.SortFunc(w.places, func(a, b descriptionPlace) int {
		if a.id < b.id {
			return -1
		}
		return 1 // equal ones are refused below
	})
	for i := 1; i < total; i++ {
		if a, b := w.places[i-1], w.places[i]; a.id == b.id {
			return sourcef("description %d belongs to the concepts %d and %d", a.id, w.tax.ID(a.concept), w.tax.ID(b.concept))
		}
	}
	done := 0
	for chunk := range slices.Chunk(w.places, pairsPerChunk) {
		w.key = appendIDKey(w.key[:0], chunk[0].id)
		w.buf = appendPlaces(w.buf[:0], chunk, &w.encoder.spaces)
		if err := w.out.put(bucketDescriptions, w.key, w.buf); err != nil {
			return err
		}
		done += len(chunk)
		if err := w.step(StageDescriptions, done, total); err != nil {
			return err
		}
	}
	w.progress(StageDescriptions, total, total)
	w.places = nil
	return nil
}

func (w *writer) writeIdentifiers() error {
	total := w.info.Counts.Identifiers
	w.progress(StageIdentifiers, 0, total)
	done := 0
	var last []byte
	for row, err := range w.src.Identifiers() {
		if err != nil {
			return err
		}
		w.key = appendIdentifierKey(w.key[:0], row.SchemeID, row.Code)
		if done > 0 && string(w.key) <= string(last) {
			return sourcef("identifier %q of scheme %d isn't in order", row.Code, row.SchemeID)
		}
		last = append(last[:0], w.key...)
		w.buf = appendUvarint(w.buf[:0], w.encoder.stamp(row.Stamp))
		w.buf = appendUvarint(w.buf, row.ReferencedComponentID)
		if err := w.out.put(bucketIdentifiers, w.key, w.buf); err != nil {
			return err
		}
		done++
		if err := w.step(StageIdentifiers, done, total); err != nil {
			return err
		}
	}
	w.progress(StageIdentifiers, done, done)
	return nil
}

func (w *writer) seal() error {
	w.progress(StageSeal, 0, 1)
	if err := w.writeTaxonomy(); err != nil {
		return err
	}
	info, err := json.Marshal(w.info)
	if err != nil {
		return err
	}
	sets := appendCount(nil, len(w.encoder.acceptabilities.items))
	for _, set := range w.encoder.acceptabilities.items {
		sets = append(sets, set...)
	}
	tags, column := w.tags.sorted()
	for _, entry := range []struct {
		name    string
		payload []byte
	}{
		{metaFormat, appendUint32Key(nil, FormatVersion)},
		{metaInfo, info},
		{metaStamps, appendStamps(nil, w.encoder.stamps.items)},
		{metaStatuses, appendIDs(nil, w.encoder.statuses.items)},
		{metaSchemes, appendIDs(nil, w.encoder.schemes.items)},
		{metaDescriptionForms, appendDescriptionForms(nil, w.encoder.descriptionForms.items)},
		{metaRelationshipForms, appendRelationshipForms(nil, w.encoder.relationshipForms.items)},
		{metaAcceptabilities, sets},
		{metaRefsets, appendRefsets(nil, w.refsets)},
		{metaSpaces, appendSpaces(nil, w.encoder.spaces.items)},
		{metaWords, appendWords(nil, w.words)},
		{metaUsualConcepts, appendOrdinals(nil, usualConcepts(w.tax))},
		{metaHeads, w.heads.appendTo(nil)},
		{metaTags, appendTexts(nil, tags)},
		{metaTagColumn, column},
	} {
		if err := w.out.put(bucketMeta, []byte(entry.name), entry.payload); err != nil {
			return err
		}
	}
	if err := w.out.finish(); err != nil {
		return err
	}
	w.progress(StageSeal, 1, 1)
	return nil
}

func packTaxonomy(tax *taxonomy.Taxonomy) (map[string][]byte, error) {
	packer, err := newBlobWriter()
	if err != nil {
		return nil, err
	}
	blobs := map[string][]byte{}
	for name, blob := range tax.Blobs() {
		blobs[name] = packer.append(nil, blob)
	}
	return blobs, nil
}

// writeTaxonomy writes the blobs in ascending order of name, see batchWriter.
func (w *writer) writeTaxonomy() error {
	for _, name := range slices.Sorted(maps.Keys(w.blobs)) {
		if err := w.out.put(bucketTaxonomy, []byte(name), w.blobs[name]); err != nil {
			return err
		}
	}
	return nil
}
