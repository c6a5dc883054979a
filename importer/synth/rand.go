package synth

// rng is a splitmix64 generator. It is our own, and not one of math/rand's,
// because a release must come out the same from the same seed under every
// version of Go.
type rng struct{ state uint64 }

// newRand makes the generator of one purpose. Each hierarchy and each file has
// its own, so that a change to one doesn't disturb the others.
func newRand(seed uint64, purpose string) *rng {
	h := mix(seed + 0x9e3779b97f4a7c15)
	for i := range len(purpose) {
		h = mix(h ^ uint64(purpose[i]))
	}
	return &rng{h}
}

func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

func (r *rng) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	return mix(r.state)
}

// intN returns a number from 0 to n-1; n is at least 1.
func (r *rng) intN(n int) int { return int(r.next() % uint64(n)) }

// float returns a number from 0 up to, not including, 1.
func (r *rng) float() float64 { return float64(r.next()>>11) / (1 << 53) }

func (r *rng) chance(p float64) bool { return r.float() < p }

// skewed returns a number from 0 to n-1 that is small more often than large:
// what stands first in a list is used most, as in real terminologies.
func (r *rng) skewed(n int) int {
	u := r.float()
	return int(u * u * float64(n))
}

func pick[T any](r *rng, list []T) T { return list[r.intN(len(list))] }

func pickSkewed[T any](r *rng, list []T) T { return list[r.skewed(len(list))] }
