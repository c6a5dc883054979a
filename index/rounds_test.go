package index

import (
	"flag"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// someRounds is the number of rounds of what takes long: a quarter of rapid's, 25
// unless RAPID_CHECKS or -rapid.checks says otherwise. RAPID_CHECKS=10000 go test
// ./index is a night's work.
func someRounds(t *testing.T) int {
	t.Helper()
	all, err := strconv.Atoi(flag.Lookup("rapid.checks").Value.String())
	if err != nil {
		t.Fatal(err)
	}
	return (all + 3) / 4
}

// checkSome is rapid.Check for properties of which each round makes an index: it
// does someRounds.
func checkSome(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	checks := flag.Lookup("rapid.checks").Value
	all, some := checks.String(), strconv.Itoa(someRounds(t))
	if err := checks.Set(some); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := checks.Set(all); err != nil {
			t.Error(err)
		}
	}()
	rapid.Check(t, property)
}
