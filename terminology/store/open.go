package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// lockTimeout is how long opening waits for the file lock. Sealed files are
// never locked by a writer, so that waiting longer wouldn't help.
const lockTimeout = time.Second

// minimalSize is the size of bbolt's first pages, smaller than any store.
const minimalSize = 4 * pageSize

// Store reads a release's file. It implements [terminology.Store].
type Store struct {
	path string
	readers
	recordDecoder
	info      *terminology.ReleaseInfo
	refsetAt  map[sctid.ID]int
	perRefset []refsetCache
	tags      []string
	tagColumn []uint16
	blocks    blockPlaces
}

var _ terminology.Store = (*Store)(nil)

// refsetCache is what is read of a reference set at the first question that
// needs it, and kept.
type refsetCache struct {
	bitmap atomic.Pointer[roaring.Bitmap]
	reader atomic.Pointer[chunkReader]
}

// Open opens a store read-only. The file is locked for reading, and mapped into
// memory until [Store.Close].
//
// A file of another format version, or one whose taxonomy has another version,
// is refused with a [*terminology.Error] of kind failed precondition and reason
// [terminology.ReasonFormatUnknown]; so is a file that another process holds
// open for writing, with [terminology.ReasonDataDirectoryBusy]. A damaged file
// gives an error with [ErrDamaged] in its chain.
func Open(path string) (*Store, error) {
	s := &Store{path: path}
	err := s.open()
	if err == nil {
		err = s.read(s.load)
	}
	if err == nil {
		return s, nil
	}
	if s.db != nil {
		s.closeReaders()
	}
	var refused *terminology.Error
	if errors.As(err, &refused) {
		return nil, refused
	}
	return nil, fmt.Errorf("opening the store %q: %w", path, err)
}

// open maps the file and makes sure that it is as long as it says.
func (s *Store) open() (err error) {
	defer guard(&err)()
	stat, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	if !stat.Mode().IsRegular() {
		return fmt.Errorf("%s isn't a regular file", stat.Mode().Type())
	}
	if stat.Size() == 0 { // bbolt would try to fill it
		return damagedf("the file is empty")
	}
	s.db, err = bolt.Open(s.path, 0, &bolt.Options{ReadOnly: true, NoStatistics: true, Timeout: lockTimeout})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return &terminology.Error{
			Kind:    terminology.KindFailedPrecondition,
			Reason:  terminology.ReasonDataDirectoryBusy,
			Message: fmt.Sprintf("another process is writing the store %q", s.path),
			Hint:    "wait for it to end, or look for a process that hangs",
			Cause:   err,
		}
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		return damagedf("%w", err)
	case err != nil && stat.Size() < minimalSize:
		return damagedf("%w", err)
	case err != nil:
		return err
	}
	return s.db.View(func(tx *bolt.Tx) error {
		if want := tx.Size(); stat.Size() < want {
			return damagedf("the file has %d bytes of %d", stat.Size(), want)
		}
		return nil
	})
}

func unknownFormat(path, what string, cause error) error {
	return &terminology.Error{
		Kind:    terminology.KindFailedPrecondition,
		Reason:  terminology.ReasonFormatUnknown,
		Message: fmt.Sprintf("the store %q has %s", path, what),
		Hint:    "build the release again from its RF2 files: firn import",
		Cause:   cause,
	}
}

// load reads what is kept in memory.
func (s *Store) load(r *reader) error {
	format, err := r.get(r.meta, []byte(metaFormat))
	if err != nil {
		return err
	}
	if len(format) != 4 {
		return damagedf("a format version of %d bytes", len(format))
	}
	if v := binary.BigEndian.Uint32(format); v != FormatVersion {
		return unknownFormat(s.path, fmt.Sprintf("format version %d; this program knows version %d", v, FormatVersion), nil)
	}
	for _, name := range allBuckets {
		if r.tx.Bucket(name) == nil {
			return damagedf("no bucket %s", name)
		}
	}
	blobs, err := r.readBlobs()
	if err != nil {
		return err
	}
	s.tax, err = taxonomy.LoadFrom(blobs)
	switch {
	case errors.Is(err, taxonomy.ErrVersion):
		return unknownFormat(s.path, "a taxonomy of another version", err)
	case errors.Is(err, taxonomy.ErrDamaged):
		return damagedf("%w", err)
	case err != nil:
		return err
	}
	s.blocks = newBlockPlaces(s.tax.Len(), s.db.Info().Data, r.tx.Size())
	if err := s.loadTables(r); err != nil {
		return err
	}
	return s.loadTags(r)
}

func (s *Store) loadTables(r *reader) error {
	info, err := r.get(r.meta, []byte(metaInfo))
	if err != nil {
		return err
	}
	s.info = &terminology.ReleaseInfo{}
	if err := json.Unmarshal(info, s.info); err != nil {
		return damagedf("%s: %w", metaInfo, err)
	}
	for _, table := range []struct {
		name string
		read func(d *decoder)
	}{
		{metaStamps, func(d *decoder) { s.stamps = d.stamps() }},
		{metaStatuses, func(d *decoder) { s.statuses = d.ids() }},
		{metaSchemes, func(d *decoder) { s.schemes = d.ids() }},
		{metaDescriptionForms, func(d *decoder) { s.descriptionForms = d.descriptionForms() }},
		{metaRelationshipForms, func(d *decoder) { s.relationshipForms = d.relationshipForms() }},
		{metaAcceptabilities, func(d *decoder) { s.acceptabilities = d.acceptabilities() }},
		{metaRefsets, func(d *decoder) { s.refsets = d.refsets() }},
		{metaSpaces, func(d *decoder) { s.spaces = d.spaces() }},
		{metaWords, func(d *decoder) { s.words = d.words() }},
		{metaUsualConcepts, func(d *decoder) { s.usual = d.ordinals(s.tax.Len()) }},
		{metaHeads, func(d *decoder) { s.headColumn = d.headColumn(&s.tables, s.tax.Len()) }},
		{metaTags, func(d *decoder) { s.tags = d.texts() }},
	} {
		payload, err := r.get(r.meta, []byte(table.name))
		if err != nil {
			return err
		}
		d := decoder{b: payload}
		if table.read(&d); !d.done() {
			return damagedf("table %s", table.name)
		}
	}
	s.refsetAt = make(map[sctid.ID]int, len(s.refsets))
	for i := range s.refsets {
		s.refsetAt[s.refsets[i].ID] = i
	}
	s.perRefset = make([]refsetCache, len(s.refsets))
	return nil
}

func (s *Store) loadTags(r *reader) error {
	column, err := r.get(r.meta, []byte(metaTagColumn))
	if err != nil {
		return err
	}
	if len(column) != 2*s.tax.Len() {
		return damagedf("%d bytes of semantic tags for %d concepts", len(column), s.tax.Len())
	}
	s.tagColumn = make([]uint16, s.tax.Len())
	for i := range s.tagColumn {
		tag := binary.LittleEndian.Uint16(column[2*i:])
		if tag != noTag && int(tag) >= len(s.tags) {
			return damagedf("semantic tag %d of %d", tag, len(s.tags))
		}
		s.tagColumn[i] = tag
	}
	return nil
}

// Info returns what the release says of itself. It is shared and must not be
// changed.
func (s *Store) Info() *terminology.ReleaseInfo { return s.info }

// Taxonomy returns the release's taxonomy. It stays valid after [Store.Close].
func (s *Store) Taxonomy() *taxonomy.Taxonomy { return s.tax }

// Path returns the path that the store was opened with.
func (s *Store) Path() string { return s.path }

// Close implements [terminology.Store]. It waits for questions that are being
// answered, but not for sequences that are being walked: those end with
// [ErrClosed]. A second call does nothing.
func (s *Store) Close() error { return s.closeReaders() }
