package store

import (
	"encoding/binary"
	"hash/crc32"
)

// appendUvarint and appendZigzag write the numbers of all records.
func appendUvarint[T ~uint64 | ~uint32 | ~uint8](b []byte, v T) []byte {
	return binary.AppendUvarint(b, uint64(v))
}

func appendCount(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendZigzag(b []byte, v int64) []byte { return binary.AppendVarint(b, v) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// decoder reads what the append functions wrote. It never reads beyond its
// bytes and never panics: the first thing that isn't there, or can't be, sets
// failed, and from then on every read gives zero. So decoding code reads
// straight on and asks once, at the end.
type decoder struct {
	b      []byte // what is left
	failed bool
}

func (d *decoder) fail() {
	d.failed = true
	d.b = nil
}

func (d *decoder) uvarint() uint64 {
	if len(d.b) > 0 && d.b[0] < 0x80 { // most are this short
		v := d.b[0]
		d.b = d.b[1:]
		return uint64(v)
	}
	return d.longUvarint()
}

func (d *decoder) longUvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) zigzag() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// count reads a number of things of which each takes size bytes or more, so
// that it can't be larger than what is left allows. That bounds what damaged
// content can make us allocate.
func (d *decoder) count(size int) int {
	n := d.uvarint()
	if n > uint64(len(d.b)/size) {
		d.fail()
		return 0
	}
	return int(n)
}

// index reads an index into a table of the given length.
func (d *decoder) index(length int) int {
	n := d.uvarint()
	if n >= uint64(length) {
		d.fail()
		return -1
	}
	return int(n)
}

// bytes returns the next n bytes. They alias the input.
func (d *decoder) bytes(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.fail()
		return nil
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

// text reads what appendText wrote, as a copy.
func (d *decoder) text() string { return string(d.bytes(d.count(1))) }

// skip passes over n uvarints.
func (d *decoder) skip(n int) {
	for i, c := range d.b {
		if n == 0 {
			d.b = d.b[i:]
			return
		}
		if c < 0x80 {
			n--
		}
	}
	if n > 0 {
		d.fail()
		return
	}
	d.b = nil
}

// done tells whether everything was read, to the last byte, without failure.
func (d *decoder) done() bool { return !d.failed && len(d.b) == 0 }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumSize = 4

// checksum is the CRC-32C of key and payload together, so that a value that
// stands below a wrong key is found out too.
func checksum(key, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, payload)
}

// unseal returns the payload of a value: all but its checksum, which must fit.
func unseal(key, value []byte) ([]byte, error) {
	n := len(value) - checksumSize
	if n < 0 || binary.LittleEndian.Uint32(value[n:]) != checksum(key, value[:n]) {
		return nil, damagedf("checksum of key %x", key)
	}
	return value[:n:n], nil
}
