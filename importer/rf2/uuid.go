package rf2

import "encoding/hex"

// UUID is the identifier of a reference set member.
type UUID [16]byte

// String returns the usual 36 characters, in lower case.
func (u UUID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// nibbles gives the value of a hexadecimal digit, and 0xff for other bytes.
var nibbles = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range 10 {
		t['0'+i] = byte(i)
	}
	for i := range 6 {
		t['a'+i], t['A'+i] = byte(10+i), byte(10+i)
	}
	return t
}()

// uuidPairs are the places of the sixteen pairs of digits.
var uuidPairs = [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// parseUUID reads 36 characters in either case, also within braces.
func parseUUID(b []byte) (u UUID, ok bool) {
	if len(b) == 38 && b[0] == '{' && b[37] == '}' {
		b = b[1:37]
	}
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return u, false
	}
	var bad byte
	for i, p := range uuidPairs {
		high, low := nibbles[b[p]], nibbles[b[p+1]]
		bad |= high | low
		u[i] = high<<4 | low&0x0f
	}
	// Only 0xff has a bit above the low four.
	return u, bad < 16
}
