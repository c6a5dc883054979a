package ecldata

import (
	"math/rand/v2"
	"slices"
)

// Choices are the numbers from which something random was made. Fewer and
// smaller numbers make a simpler thing.
type Choices []int

// Replay returns a source that gives the choices again: each at most n-1, and 0
// when there are none left.
func (c Choices) Replay() func(n int) int {
	next := 0
	return func(n int) int {
		if next == len(c) {
			return 0
		}
		next++
		return min(c[next-1], n-1)
	}
}

// Record returns a source of random numbers that notes them down in c.
func Record(random *rand.Rand, c *Choices) func(n int) int {
	return func(n int) int {
		*c = append(*c, random.IntN(n))
		return (*c)[len(*c)-1]
	}
}

// Shrink looks for the simplest choices that still fail, by leaving out runs of
// them and by making single ones smaller, until neither helps.
func (c Choices) Shrink(fails func(Choices) bool) Choices {
	for better := true; better; {
		better = false
		try := func(d Choices) bool {
			if !fails(d) {
				return false
			}
			c, better = d, true
			return true
		}
		for length := len(c); length > 0; length /= 2 {
			for from := 0; from+length <= len(c); {
				if !try(slices.Delete(slices.Clone(c), from, from+length)) {
					from++
				}
			}
		}
		for i := 0; i < len(c); i++ {
			for _, smaller := range []int{0, c[i] / 2, c[i] - 1} {
				if i < len(c) && smaller >= 0 && smaller < c[i] {
					d := slices.Clone(c)
					d[i] = smaller
					if try(d) {
						break
					}
				}
			}
		}
	}
	return c
}
