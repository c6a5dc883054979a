package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/blevesearch/mmap-go"
	"github.com/blevesearch/vellum"
)

// words is the segment file of the bleve index (segment_writer.go), read without
// bleve: its searchers can't be told when a page is full, and make objects for
// each hit. vellum reads the dictionaries, containers.go the postings. words is
// read-only and safe for many goroutines.
type words struct {
	path   string // of the folder
	data   mmap.MMap
	fields [alphabetCount][fieldKinds]*vellum.FST // nil where there is no such field
}

// openWords maps the segment that belongs to the rows. Like bleve itself it
// trusts what is inside: Verify compares the checksum and all postings.
func openWords(dir string, r *rows) (*words, error) {
	w := &words{path: filepath.Join(dir, wordsName)}
	name, err := segmentPath(w.path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the words of the search index: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening the words of the search index: %w", err)
	}
	if uint64(info.Size()) != r.wordsSize || info.Size() == 0 {
		return nil, w.damaged("its segment has %d bytes and should have %d", info.Size(), r.wordsSize)
	}
	if w.data, err = mmap.Map(f, mmap.RDONLY, 0); err != nil {
		return nil, fmt.Errorf("mapping %s: %w", name, err)
	}
	if err := w.parse(uint64(r.count)); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// segmentPath returns the path of the one segment file in a folder.
func segmentPath(dir string) (string, error) {
	segments, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		return "", err
	}
	if len(segments) != 1 {
		return "", &DamageError{dir, fmt.Sprintf("it has %d segments instead of one", len(segments))}
	}
	return segments[0], nil
}

func (w *words) close() error { return w.data.Unmap() }

func (w *words) damaged(format string, args ...any) error {
	return &DamageError{w.path, fmt.Sprintf(format, args...)}
}

// damageFromPanic turns a panic into an error. vellum and bleve trust their
// files: a flipped bit in one of them can send them outside a slice. That must
// not take down a server that serves other releases too.
func damageFromPanic(path string, err *error) {
	if p := recover(); p != nil {
		*err = &DamageError{path, fmt.Sprintf("reading it failed: %v", p)}
	}
}

const zapFooter = 4 + 8 + 8 + 8 + 4 + 4 + 4

// parse reads the footer and the fields.
func (w *words) parse(documents uint64) (err error) {
	defer damageFromPanic(w.path, &err)
	b := []byte(w.data)
	if len(b) < zapFooter {
		return w.damaged("its segment has only %d bytes", len(b))
	}
	footer := b[len(b)-zapFooter:]
	if version := binary.BigEndian.Uint32(footer[32:]); version != zapVersion {
		return w.damaged("its segment has version %d", version)
	}
	if n := binary.BigEndian.Uint64(footer[4:]); n != documents {
		return w.damaged("it has %d documents and should have %d", n, documents)
	}
	at := binary.BigEndian.Uint64(footer[20:])
	count, n := binary.Uvarint(b[at:])
	at += uint64(n)
	for range count {
		place := b[binary.BigEndian.Uint64(b[at:]):]
		at += 8
		length, n := binary.Uvarint(place)
		name := string(place[n : n+int(length)])
		place = place[n+int(length):]
		_, n = binary.Uvarint(place) // options
		place = place[n:]
		_, n = binary.Uvarint(place) // sections
		section := b[binary.BigEndian.Uint64(place[n+2:]):]
		for range 2 {
			_, n = binary.Uvarint(section)
			section = section[n:]
		}
		dictionary, _ := binary.Uvarint(section)
		size, n := binary.Uvarint(b[dictionary:])
		dictionary += uint64(n)
		for a := range alphabetCount {
			for kind := range fieldKinds {
				if fieldNames[a][kind] != name {
					continue
				}
				if w.fields[a][kind], err = vellum.Load(b[dictionary : dictionary+size]); err != nil {
					return w.damaged("the dictionary of %s: %v", name, err)
				}
			}
		}
	}
	return nil
}

// lookup is what one goroutine at a time needs to look terms up. vellum's readers
// can't be shared.
type lookup struct {
	words   *words
	readers [alphabetCount][fieldKinds]*vellum.Reader
	arena   arena
}

// list returns the rows of a term; an empty list where there is no such term.
func (l *lookup) list(a alphabet, kind fieldKind, term string) (list, error) {
	fst := l.words.fields[a][kind]
	if fst == nil {
		return list{}, nil
	}
	reader := l.readers[a][kind]
	if reader == nil {
		var err error
		if reader, err = fst.Reader(); err != nil {
			return list{}, err
		}
		l.readers[a][kind] = reader
	}
	place, ok, err := reader.Get([]byte(term))
	if err != nil || !ok {
		return list{}, err
	}
	return l.at(place)
}

// at returns the rows that a dictionary leads to.
func (l *lookup) at(place uint64) (list, error) {
	if place&zapOneHit == zapOneHit {
		return l.arena.single(uint32(place) &^ (1 << 31)), nil
	}
	b := []byte(l.words.data)
	if place >= uint64(len(b)) {
		return list{}, l.words.damaged("postings at %d of %d bytes", place, len(b))
	}
	b = b[place:]
	var size uint64
	for range 3 { // frequencies, positions, size
		var n int
		if size, n = binary.Uvarint(b); n <= 0 {
			return list{}, l.words.damaged("postings at %d make no sense", place)
		}
		b = b[n:]
	}
	if size > uint64(len(b)) {
		return list{}, l.words.damaged("postings at %d reach beyond the end", place)
	}
	found, ok := l.arena.parse(b[:size])
	if !ok {
		return list{}, l.words.damaged("postings at %d make no sense", place)
	}
	return found, nil
}

// appendPrefix appends the lists of which the union is the rows with a word that
// begins so.
func (l *lookup) appendPrefix(dst []list, a alphabet, text string) ([]list, error) {
	characters := utf8.RuneCountInString(text)
	if characters <= maxLongBeginning {
		found, err := l.list(a, beginningField, text)
		if err != nil {
			return dst, err
		}
		if characters <= maxBeginning || len(found.containers) > 0 {
			return append(dst, found), nil
		}
	}
	fst := l.words.fields[a][wordField]
	if fst == nil {
		return dst, nil
	}
	terms, err := fst.Iterator([]byte(text), prefixEnd(text))
	for ; err == nil; err = terms.Next() {
		_, place := terms.Current()
		found, err := l.at(place)
		if err != nil {
			return dst, err
		}
		dst = append(dst, found)
	}
	if errors.Is(err, vellum.ErrIteratorDone) {
		err = nil
	}
	return dst, err
}

// prefixEnd returns the least key behind all that begin with a text. UTF-8 has
// no byte 255.
func prefixEnd(text string) []byte {
	end := []byte(text)
	end[len(end)-1]++
	return end
}
