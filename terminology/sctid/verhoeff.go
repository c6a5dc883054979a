package sctid

// The Verhoeff check digit works in the dihedral group D5: dihedral[a][b] is
// the group's product, permutation[i] the permutation for the digit i places
// from the right (it repeats after eight), and inverse the group's inverse.
// Any single wrong digit and any swap of two neighbours is found.
// Release File Specification, appendix "Check-digit computation".
var (
	dihedral    = makeDihedral()
	permutation = makePermutation()
	inverse     = [10]uint8{0, 4, 3, 2, 1, 5, 6, 7, 8, 9}
)

func makeDihedral() (d [10][10]uint8) {
	mod5 := func(n int) int { return (n%5 + 5) % 5 }
	for a := range 10 {
		for b := range 10 {
			var c int
			switch {
			case a < 5 && b < 5:
				c = mod5(a + b)
			case a < 5:
				c = 5 + mod5(a+b)
			case b < 5:
				c = 5 + mod5(a-b)
			default:
				c = mod5(a - b)
			}
			d[a][b] = uint8(c)
		}
	}
	return d
}

func makePermutation() (p [8][10]uint8) {
	base := [10]uint8{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	for j := range 10 {
		p[0][j] = uint8(j)
		p[1][j] = base[j]
	}
	for i := 2; i < 8; i++ {
		for j := range 10 {
			p[i][j] = p[i-1][base[j]]
		}
	}
	return p
}

// ValidCheckDigit reports whether the last digit is the Verhoeff check digit
// of those before it.
func (id ID) ValidCheckDigit() bool {
	var c uint8
	for i, n := 0, uint64(id); n > 0; i, n = i+1, n/10 {
		c = dihedral[c][permutation[i&7][n%10]]
	}
	return c == 0
}

// checkDigit returns the digit to be put behind the digits of n.
func checkDigit(n uint64) int {
	var c uint8
	for i := 1; n > 0; i, n = i+1, n/10 {
		c = dihedral[c][permutation[i&7][n%10]]
	}
	return int(inverse[c])
}
