package store

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"
)

// payloadOf returns a copy of what stands below a key, without the checksum.
func payloadOf(tx *bolt.Tx, bucket, key []byte) []byte {
	value := tx.Bucket(bucket).Get(key)
	return append([]byte(nil), value[:len(value)-checksumSize]...)
}

// firstKey returns a copy of the n-th key that begins with prefix.
func firstKey(tx *bolt.Tx, bucket, prefix []byte) []byte {
	k, _ := tx.Bucket(bucket).Cursor().Seek(prefix)
	return append([]byte(nil), k...)
}

// TestVerifyFinds tampers with one place at a time, with right checksums, so
// that only comparing one place with another can find it.
func TestVerifyFinds(t *testing.T) {
	f := mediumFake()
	index := func(id any) uint32 {
		for i, r := range f.refsets {
			if r.ID == id {
				return uint32(i)
			}
		}
		panic(id)
	}
	drop := func(bucket []byte, prefix []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Delete(firstKey(tx, bucket, prefix)) }
	}
	set := func(bucket, key, payload []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error { return replace(tx, bucket, key, payload) }
	}
	empty, err := roaring.New().ToBytes()
	if err != nil {
		t.Fatal(err)
	}
	refset := func(r uint32) []byte { return appendUint32Key(nil, r) }
	// records changes the records of the first block.
	records := func(change func(records [][]byte)) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			block := payloadOf(tx, bucketConcepts, refset(0))
			var all [][]byte
			for i := range blockConcepts {
				record, ok := recordOf(block, i, blockConcepts)
				if !ok {
					return errors.New("no block of records")
				}
				all = append(all, append([]byte(nil), record...))
			}
			change(all)
			var lengths []int
			for _, r := range all {
				lengths = append(lengths, len(r))
			}
			return replace(tx, bucketConcepts, refset(0), appendBlock(nil, bytes.Join(all, nil), lengths))
		}
	}
	for name, c := range map[string]struct {
		change func(tx *bolt.Tx) error
		want   string
	}{
		"a bitmap":                   {set(bucketBitmaps, refset(index(fakeSimple)), empty), "bitmap differs"},
		"a malformed bitmap":         {set(bucketBitmaps, refset(index(fakeSimple)), []byte("junk")), "bitmap"},
		"no association index":       {drop(bucketAssociations, refset(index(fakeAssociation))), "association index differs"},
		"a chunk of members is gone": {drop(bucketMembers, refset(index(fakeMap))), "announces"},
		"recurring values are gone":  {drop(bucketValues, refset(index(fakeMap))), "is missing"},
		"no map of descriptions":     {drop(bucketDescriptions, nil), "the map from descriptions to concepts"},
		"an identifier is gone":      {drop(bucketIdentifiers, nil), "Identifiers"},
		"records are gone":           {drop(bucketConcepts, refset(3)), "is missing"},
		"a block beyond the last":    {set(bucketConcepts, refset(uint32(len(f.concepts))), nil), "the last block of records"},
		"a malformed block":          {set(bucketConcepts, refset(2), []byte{0, 0, 1, 200}), "malformed block"},
		"a malformed record":         {records(func(r [][]byte) { r[2] = []byte{1, 200} }), "malformed record"},
		"a malformed chunk of places": {func(tx *bolt.Tx) error {
			return replace(tx, bucketDescriptions, firstKey(tx, bucketDescriptions, nil), []byte{9})
		}, "description map"},
		"records of two concepts exchanged": {records(func(r [][]byte) { r[0], r[1] = r[1], r[0] }), "the map from descriptions to concepts"},
		"definition statuses": {func(tx *bolt.Tx) error {
			heads := payloadOf(tx, bucketMeta, []byte(metaHeads))
			for i := len(heads) - len(f.concepts); i < len(heads); i++ {
				heads[i] = 0 // the first head for all
			}
			return replace(tx, bucketMeta, []byte(metaHeads), heads)
		}, "but the taxonomy says"},
		"semantic tags": {func(tx *bolt.Tx) error {
			column := payloadOf(tx, bucketMeta, []byte(metaTagColumn))
			for i := range column {
				column[i] = 0xFF
			}
			return replace(tx, bucketMeta, []byte(metaTagColumn), column)
		}, "semantic tag"},
		"a count": {func(tx *bolt.Tx) error {
			info := string(payloadOf(tx, bucketMeta, []byte(metaInfo)))
			info = strings.Replace(info, `"activeConcepts":`, `"activeConcepts":1`, 1)
			return replace(tx, bucketMeta, []byte(metaInfo), []byte(info))
		}, "announces"},
		"an acceptability": {func(tx *bolt.Tx) error {
			sets := payloadOf(tx, bucketMeta, []byte(metaAcceptabilities))
			for i := range sets { // the first non-empty set's last byte is its active flag
				if i > 12 && sets[i] <= 1 && sets[i-1] != 0 {
					sets[i] ^= 1
					break
				}
			}
			return replace(tx, bucketMeta, []byte(metaAcceptabilities), sets)
		}, "acceptabilities"},
		"a wrong checksum": {func(tx *bolt.Tx) error {
			value := append([]byte(nil), tx.Bucket(bucketConcepts).Get(refset(1))...)
			value[0] ^= 1
			return tx.Bucket(bucketConcepts).Put(refset(1), value)
		}, "checksum"},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeFake(t, f)
			edit(t, path, c.change)
			s, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			err = s.Verify(t.Context())
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Verify: %v\nwant a finding with %q", err, c.want)
			}
		})
	}
}

func TestVerifyStops(t *testing.T) {
	s := writeAndOpen(t, makeFake(seeded(2), largeShape))
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped")
	cancel(stopped)
	if err := s.Verify(ctx); !errors.Is(err, stopped) {
		t.Errorf("Verify: %v", err)
	}
}
