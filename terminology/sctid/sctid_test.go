package sctid

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestParseValid(t *testing.T) {
	tests := []struct {
		text      string
		kind      Kind
		namespace uint32
		long      bool
	}{
		{"100005", KindConcept, 0, false},
		{"100014", KindDescription, 0, false},
		{"100022", KindRelationship, 0, false},
		{"11000001102", KindConcept, 1000001, true},
		{"10989121108", KindConcept, 989121, true},
		{"1290989121103", KindConcept, 989121, true},
		{"1290000001117", KindDescription, 1, true},
		{"9940000001126", KindRelationship, 1, true},
		{"999999990989121104", KindConcept, 989121, true},
		{"138875005", KindConcept, 0, false},
		{"900000000000207008", KindConcept, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			id, err := Parse(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := id.String(); got != tt.text {
				t.Errorf("String() = %q", got)
			}
			if got := id.Kind(); got != tt.kind {
				t.Errorf("Kind() = %v, want %v", got, tt.kind)
			}
			ns, ok := id.Namespace()
			if ns != tt.namespace || ok != tt.long {
				t.Errorf("Namespace() = %d, %v, want %d, %v", ns, ok, tt.namespace, tt.long)
			}
		})
	}
}

func TestParseInvalid(t *testing.T) {
	tests := []struct {
		text   string
		reason Reason
	}{
		{"", ReasonEmpty},
		{"abc", ReasonNotDigits},
		{" 138875005", ReasonNotDigits},
		{"138875005 ", ReasonNotDigits},
		{"-138875005", ReasonNotDigits},
		{"+138875005", ReasonNotDigits},
		{"1388٧5005", ReasonNotDigits},
		{"10005", ReasonLength},
		{"1000000000000000000", ReasonLength},
		{"99999999999999999999999999", ReasonLength},
		{"0138875005", ReasonLeadingZero},
		{"138875006", ReasonCheckDigit},
		{"138857005", ReasonCheckDigit},
		{"100033", ReasonPartition},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			id, err := Parse(tt.text)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("Parse = %v, %v: want an *Error", id, err)
			}
			if e.Reason != tt.reason {
				t.Errorf("reason %q (%v), want %q", e.Reason, err, tt.reason)
			}
			if err.Error() == "" {
				t.Error("no message")
			}
		})
	}
}

func TestShortNamespace(t *testing.T) {
	// Ten digits with a long partition: no room for item and namespace.
	body := uint64(123456710)
	id := ID(body*10 + uint64(checkDigit(body)))
	var e *Error
	if err := id.Check(); !errors.As(err, &e) || e.Reason != ReasonNamespace {
		t.Errorf("Check(%v) = %v, want reason %q", id, err, ReasonNamespace)
	}
}

// A made identifier parses back to its parts, and every single wrong digit and
// every swap of two different neighbours is found, as Verhoeff promises.
func TestVerhoeffFindsTypingErrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{KindConcept, KindDescription, KindRelationship}).Draw(t, "kind")
		namespace := rapid.SampledFrom([]uint32{0, 1, 989121, 1000124, 9999999}).Draw(t, "namespace")
		item := rapid.Uint64Range(100, 99_999_999).Draw(t, "item")
		id, err := New(kind, namespace, item)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Parse(id.String()); err != nil || got != id {
			t.Fatalf("Parse(%v) = %v, %v", id, got, err)
		}
		ns, _ := id.Namespace()
		if id.Kind() != kind || id.Item() != item || ns != namespace {
			t.Fatalf("%v: kind %v item %d namespace %d", id, id.Kind(), id.Item(), ns)
		}
		digits := []byte(id.String())
		at := rapid.IntRange(0, len(digits)-1).Draw(t, "at")
		wrong := byte(rapid.IntRange('0', '9').Draw(t, "wrong"))
		if wrong != digits[at] {
			bad := append([]byte(nil), digits...)
			bad[at] = wrong
			if _, err := ParseBytes(bad); err == nil {
				t.Fatalf("%s parsed, one digit off %s", bad, digits)
			}
		}
		if at+1 < len(digits) && digits[at] != digits[at+1] {
			bad := append([]byte(nil), digits...)
			bad[at], bad[at+1] = bad[at+1], bad[at]
			if _, err := ParseBytes(bad); err == nil {
				t.Fatalf("%s parsed, two digits of %s swapped", bad, digits)
			}
		}
	})
}

func TestNewRefuses(t *testing.T) {
	for _, tt := range []struct {
		kind      Kind
		namespace uint32
		item      uint64
	}{
		{KindUnknown, 0, 1000},
		{KindExpression, 0, 1000},
		{KindConcept, 0, 99},
		{KindConcept, 0, 1_000_000_000_000_000},
		{KindConcept, 10_000_000, 1},
		{KindConcept, 1, 0},
		{KindConcept, 1, 100_000_000},
	} {
		if id, err := New(tt.kind, tt.namespace, tt.item); err == nil {
			t.Errorf("New(%v, %d, %d) = %v, want an error", tt.kind, tt.namespace, tt.item, id)
		}
	}
}

func TestJSON(t *testing.T) {
	type box struct{ ID ID }
	b, err := json.Marshal(box{900000000000207008})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(b), `{"ID":"900000000000207008"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	var back box
	if err := json.Unmarshal(b, &back); err != nil || back.ID != 900000000000207008 {
		t.Errorf("back: %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"ID":"900000000000207009"}`), &back); err == nil {
		t.Error("a bad check digit was accepted")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "0", "138875005", "900000000000207008", "999999990989121104", "100033", "1388\xff", "00000000000000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := Parse(s)
		if err != nil {
			if id != 0 || err.Error() == "" {
				t.Fatalf("Parse(%q) = %v, %q", s, id, err)
			}
			return
		}
		if id.String() != s {
			t.Fatalf("Parse(%q) prints as %q", s, id)
		}
		if id.Check() != nil {
			t.Fatalf("Parse(%q) accepted what Check refuses: %v", s, id.Check())
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := []byte("900000000000207008")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseBytes(text); err != nil {
			b.Fatal(err)
		}
	}
}
