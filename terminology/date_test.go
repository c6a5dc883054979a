package terminology

import (
	"fmt"
	"testing"
)

// TestDateString compares the digits with those that fmt writes.
func TestDateString(t *testing.T) {
	for _, d := range []Date{1, 9, 10, 123, 101, 20260131, 19000101, 29991231, 99_999_999, 100_000_000, 4_294_967_295} {
		if got, want := d.String(), fmt.Sprintf("%08d", uint32(d)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := Date(0).String(); got != "" {
		t.Errorf("an unpublished row: got %q, want nothing", got)
	}
}
