package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

const (
	// batchBytes is how much is put into one transaction. bbolt keeps all of it
	// in memory until the commit, and writes the path to the last leaf again
	// with each.
	batchBytes = 32 << 20
	// slabBytes is the size of the pieces in which values wait for the commit.
	slabBytes = 1 << 20
	// initialMap spares bbolt from mapping the growing file anew each time that
	// it doubles, for which it copies all that isn't committed.
	initialMap = 512 << 20
	allocBytes = 4 << 20
)

// batchWriter puts key after key into a new bbolt file. Buckets must come one
// after the other, and within a bucket keys in ascending order.
//
// The blobs of the taxonomy make one transaction, whatever their size: the next
// one would write the last leaf anew, with the largest of them, and leave a hole
// of its size.
//
// A transaction writes to one bucket alone. bbolt gives out pages to the buckets
// of a transaction in the random order of a map, and the file of a release shall
// be the same each time.
type batchWriter struct {
	ctx     context.Context
	path    string
	db      *bolt.DB
	tx      *bolt.Tx
	bucket  *bolt.Bucket // the one being written
	name    string       // its name
	pending int
	slabs   [][]byte // in use; their memory is used again after a commit
	free    [][]byte
}

// createFile makes the file, which must not exist.
func createFile(ctx context.Context, path string) (*batchWriter, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	db, err := bolt.Open(path, 0o644, &bolt.Options{
		PageSize:        pageSize,
		NoSync:          true, // synced once, at the end
		NoGrowSync:      true,
		NoFreelistSync:  true,
		FreelistType:    bolt.FreelistArrayType, // the same pages each time, where the map type takes any
		InitialMmapSize: initialMap,
		NoStatistics:    true,
		Timeout:         lockTimeout,
	})
	if err != nil {
		return nil, errors.Join(err, os.Remove(path))
	}
	db.AllocSize = allocBytes
	w := &batchWriter{ctx: ctx, path: path, db: db}
	if err := w.createBuckets(); err != nil {
		w.abandon()
		return nil, err
	}
	return w, nil
}

func (w *batchWriter) createBuckets() error {
	return w.db.Update(func(tx *bolt.Tx) error {
		for _, name := range allBuckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
}

// begin begins a transaction for a bucket.
func (w *batchWriter) begin(bucket []byte) error {
	tx, err := w.db.Begin(true)
	if err != nil {
		return err
	}
	w.tx = tx
	w.pending = 0
	w.free = append(w.free, w.slabs...)
	w.slabs = w.slabs[:0]
	w.name = string(bucket)
	w.bucket = tx.Bucket(bucket)
	w.bucket.FillPercent = 1
	return nil
}

// put writes a value with its checksum. Neither key nor payload is kept.
func (w *batchWriter) put(bucket, key, payload []byte) error {
	full := w.pending >= batchBytes && w.name != string(bucketTaxonomy)
	if full || w.name != string(bucket) {
		if err := w.commit(); err != nil {
			return err
		}
		if err := w.begin(bucket); err != nil {
			return err
		}
	}
	value := w.alloc(len(payload) + checksumSize)
	n := copy(value, payload)
	binary.LittleEndian.PutUint32(value[n:], checksum(key, payload))
	if err := w.bucket.Put(key, value); err != nil {
		return fmt.Errorf("key %x of bucket %s: %w", key, bucket, err)
	}
	w.pending += len(key) + len(value)
	return nil
}

// alloc returns n bytes that stay as they are until the commit, as bbolt wants
// it for values.
func (w *batchWriter) alloc(n int) []byte {
	if n > slabBytes {
		return make([]byte, n)
	}
	last := len(w.slabs) - 1
	if last < 0 || cap(w.slabs[last])-len(w.slabs[last]) < n {
		var slab []byte
		if k := len(w.free) - 1; k >= 0 {
			slab, w.free = w.free[k][:0], w.free[:k]
		} else {
			slab = make([]byte, 0, slabBytes)
		}
		w.slabs = append(w.slabs, slab)
		last++
	}
	slab := w.slabs[last]
	begin := len(slab)
	w.slabs[last] = slab[:begin+n]
	return slab[begin : begin+n : begin+n]
}

func (w *batchWriter) commit() error {
	if err := w.ctx.Err(); err != nil {
		return context.Cause(w.ctx)
	}
	if w.tx == nil {
		return nil
	}
	tx := w.tx
	w.tx = nil
	return tx.Commit()
}

// finish commits the rest, cuts off what bbolt allocated beyond its last page,
// and syncs the file to disk.
func (w *batchWriter) finish() error {
	if err := w.commit(); err != nil {
		return err
	}
	var size int64
	if err := w.db.View(func(tx *bolt.Tx) error { size = tx.Size(); return nil }); err != nil {
		return err
	}
	if err := w.db.Close(); err != nil {
		return err
	}
	f, err := os.OpenFile(w.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Truncate(size); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// abandon closes and removes the file.
func (w *batchWriter) abandon() {
	if w.tx != nil {
		_ = w.tx.Rollback() // the file goes away: nothing is left to save
	}
	_ = w.db.Close()
	_ = os.Remove(w.path)
}
