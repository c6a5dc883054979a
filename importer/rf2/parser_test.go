package rf2

import "testing"

func TestParseInteger(t *testing.T) {
	good := map[string]int32{
		"0": 0, "-0": 0, "7": 7, "-1": -1, "007": 7, "2147483647": 2147483647, "-2147483648": -2147483648,
		"000000000000000001": 1, // 18 digits
	}
	for text, want := range good {
		if got, ok := parseInteger([]byte(text)); !ok || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "-", "--1", "+1", " 1", "1 ", "1.0", "x", "2147483648", "-2147483649",
		"18446744073709551616", "0000000000000000001", // more digits than are looked at
	} {
		if got, ok := parseInteger([]byte(text)); ok {
			t.Errorf("%q: %d, want a refusal", text, got)
		}
	}
}
