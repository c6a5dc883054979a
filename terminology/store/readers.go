package store

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"

	bolt "go.etcd.io/bbolt"
)

// reader is a read transaction with a cursor for each bucket. One goroutine at
// a time uses it, as bbolt wants it. What get and the cursors return aliases
// the memory map: it must be decoded or copied before the reader is given back.
type reader struct {
	tx *bolt.Tx

	meta, concepts, descriptions, members, bitmaps,
	associations, values, identifiers, taxonomy *bolt.Cursor

	key [4]byte // memory for the key of a record
}

func newReader(db *bolt.DB) (*reader, error) {
	tx, err := db.Begin(false)
	if err != nil {
		return nil, err
	}
	// Without its end, a transaction that a damaged page made panic would keep
	// the file from being closed.
	whole := false
	defer func() {
		if !whole {
			_ = tx.Rollback()
		}
	}()
	r := &reader{tx: tx}
	for _, c := range []struct {
		name   []byte
		cursor **bolt.Cursor
	}{
		{bucketMeta, &r.meta}, {bucketConcepts, &r.concepts}, {bucketDescriptions, &r.descriptions},
		{bucketMembers, &r.members}, {bucketBitmaps, &r.bitmaps}, {bucketAssociations, &r.associations},
		{bucketValues, &r.values}, {bucketIdentifiers, &r.identifiers}, {bucketTaxonomy, &r.taxonomy},
	} {
		// A bucket that isn't there leaves nil; only files that aren't ours lack one.
		if b := tx.Bucket(c.name); b != nil {
			*c.cursor = b.Cursor()
		}
	}
	whole = true
	return r, nil
}

var errNoKey = errors.New("no such key")

// get returns the payload of a key that must be there.
func (r *reader) get(c *bolt.Cursor, key []byte) ([]byte, error) {
	payload, err := r.find(c, key)
	if errors.Is(err, errNoKey) {
		return nil, damagedf("key %x is missing", key)
	}
	return payload, err
}

// find returns the payload of a key, or errNoKey.
func (r *reader) find(c *bolt.Cursor, key []byte) ([]byte, error) {
	if c == nil {
		return nil, damagedf("a bucket is missing")
	}
	k, v := c.Seek(key)
	if !bytes.Equal(k, key) {
		return nil, errNoKey
	}
	return unseal(k, v)
}

// floor moves a cursor to the chunk that may hold key: the one with the greatest
// first key up to it, or else the next one. Only keys that share the first
// prefix bytes with key count: beyond them it returns nil.
func floor(c *bolt.Cursor, key []byte, prefix int) (k, v []byte) {
	k, v = c.Seek(key)
	if bytes.Equal(k, key) {
		return k, v
	}
	var before []byte
	if k == nil {
		before, v = c.Last()
	} else {
		before, v = c.Prev()
	}
	if before != nil && len(before) >= prefix && bytes.Equal(before[:prefix], key[:prefix]) {
		return before, v
	}
	// The cursor went one too far back.
	k, v = c.Seek(key)
	return within(k, v, key[:prefix])
}

// within returns a key and its value if the key begins with prefix.
func within(k, v, prefix []byte) ([]byte, []byte) {
	if k == nil || !bytes.HasPrefix(k, prefix) {
		return nil, nil
	}
	return k, v
}

// readers is a pool of readers over one file.
type readers struct {
	db *bolt.DB

	mu     sync.Mutex
	idle   []*reader
	busy   int
	closed bool
	ended  sync.Cond // busy has become 0; its lock is mu
}

// read calls f with a reader. A fault or a panic under f, as damaged pages or a
// failing disk cause them, comes back as an error.
func (p *readers) read(f func(*reader) error) (err error) {
	r, err := p.take()
	if err != nil {
		return err
	}
	defer p.give(r)
	defer guard(&err)()
	return f(r)
}

func (p *readers) take() (*reader, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, ErrClosed
	}
	p.busy++
	if n := len(p.idle); n > 0 {
		r := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return r, nil
	}
	p.mu.Unlock()
	r, err := p.open()
	if err != nil {
		p.give(nil)
	}
	return r, err
}

func (p *readers) open() (r *reader, err error) {
	defer guard(&err)()
	return newReader(p.db)
}

func (p *readers) give(r *reader) {
	p.mu.Lock()
	if r != nil {
		p.idle = append(p.idle, r)
	}
	if p.busy--; p.busy == 0 && p.closed {
		p.ended.Broadcast()
	}
	p.mu.Unlock()
}

func (p *readers) closeReaders() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	p.ended.L = &p.mu
	for p.busy > 0 {
		p.ended.Wait()
	}
	var errs []error
	for _, r := range p.idle {
		errs = append(errs, r.tx.Rollback())
	}
	p.idle = nil
	return errors.Join(append(errs, p.db.Close())...)
}

// guard makes the goroutine survive what reading a damaged map does: a fault at
// an address outside the file becomes a panic, and a panic becomes an error
// with [ErrDamaged] in its chain. Use it as defer guard(&err)().
//
// bbolt trusts its pages, whose own links no checksum covers, so that this is
// the place where such damage shows. It can't help against everything: pages
// that form a circle would be walked for ever.
func guard(err *error) func() {
	faults := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(faults)
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			*err = damagedf("%w", p)
		default:
			*err = damagedf("%s", fmt.Sprint(p))
		}
	}
}
