package store

// The Verhoeff check digit is the inverse of a product, in the dihedral group
// D5, of the id's digits, each permuted by its place. Products are associative:
// so those of three digits at a time stand in tables, for each of the eight
// places where the permutations begin anew. Package sctid has the plain
// algorithm; the tests compare the two.
var (
	checkProducts = makeCheckProducts()
	checkInverse  = [10]uint8{0, 4, 3, 2, 1, 5, 6, 7, 8, 9}
	checkDigits   = makeCheckDigits()
	// wholeGroups has the product of three digits, with leading zeros;
	// lastGroups that of the digits without them, for the last group of a
	// number: a zero in front isn't there and takes no part.
	wholeGroups, lastGroups = makeCheckGroups()
)

func makeCheckProducts() (d [10][10]uint8) {
	for a := range 10 {
		for b := range 10 {
			turn, flip := a%5+b%5, a/5 != b/5
			if a >= 5 {
				turn = a%5 - b%5 + 5
			}
			d[a][b] = uint8(turn % 5)
			if flip {
				d[a][b] += 5
			}
		}
	}
	return d
}

func makeCheckDigits() (p [8][10]uint8) {
	base := [10]uint8{1, 5, 7, 6, 2, 8, 3, 0, 9, 4}
	for j := range 10 {
		p[0][j] = uint8(j)
	}
	for i := 1; i < 8; i++ {
		for j := range 10 {
			p[i][j] = p[i-1][base[j]]
		}
	}
	return p
}

// fixedProduct is the product of the last digits of n, as many as told, of
// which the rightmost has the given place.
func fixedProduct(n uint64, place, digits int) (c uint8) {
	for i := range digits {
		c = checkProducts[c][checkDigits[(place+i)&7][n%10]]
		n /= 10
	}
	return c
}

func makeCheckGroups() (whole, last [8][1000]uint8) {
	for place := range 8 {
		for n := range uint64(1000) {
			digits := 0
			for m := n; m > 0; m /= 10 {
				digits++
			}
			whole[place][n] = fixedProduct(n, place, 3)
			last[place][n] = fixedProduct(n, place, digits)
		}
	}
	return whole, last
}
