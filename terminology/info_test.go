package terminology

import (
	"encoding/json"
	"testing"
)

func TestParseReleaseURI(t *testing.T) {
	for _, tt := range []struct {
		uri  string
		want ReleaseName
	}{
		{"http://snomed.info/sct/900000000000207008/version/20250901", ReleaseName{false, CoreModule, 20250901}},
		{"http://snomed.info/sct/900000000000207008", ReleaseName{false, CoreModule, 0}},
		{"http://snomed.info/xsct/31000003106/version/20250909", ReleaseName{true, 31000003106, 20250909}},
	} {
		got, err := ParseReleaseURI(tt.uri)
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v", tt.uri, got, err)
		}
		if got.URI() != tt.uri {
			t.Errorf("%s prints as %s", tt.uri, got.URI())
		}
	}
	for _, uri := range []string{
		"", "http://snomed.info/sct", "https://snomed.info/sct/900000000000207008", "http://snomed.info/sct/900000000000207008/",
		"http://snomed.info/sct/900000000000207008/version/", "http://snomed.info/sct/900000000000207008/version/20250931",
		"http://snomed.info/sct/900000000000207009", "http://snomed.info/sct/900000000000207008/version/20250901x",
		"http://snomed.info/sct/754786011/version/20250901", "http://snomed.info/sct/900000000000207008/version/2025",
	} {
		if got, err := ParseReleaseURI(uri); err == nil || KindOf(err) != KindInvalidArgument {
			t.Errorf("%q: %+v, %v", uri, got, err)
		}
	}
}

func FuzzParseReleaseURI(f *testing.F) {
	f.Add("http://snomed.info/sct/900000000000207008/version/20250901")
	f.Add("http://snomed.info/xsct/31000003106")
	f.Add("http://snomed.info/sct/0/version/99999999")
	f.Fuzz(func(t *testing.T, s string) {
		if name, err := ParseReleaseURI(s); err == nil && name.URI() != s {
			t.Fatalf("%q prints as %q", s, name.URI())
		}
	})
}

func TestDate(t *testing.T) {
	for _, s := range []string{"20250901", "20240229", "20000229", ""} {
		d, err := ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%q: %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"20250931", "20230229", "19000229", "20251301", "20250001", "2025090", "202509011", "2025-9-1", "abcdefgh", "+2025090", "00000000"} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("%q was read as %v", s, d)
		}
	}
	if !Date(20250901).Newer(20250801) || Date(20250801).Newer(20250901) || Date(20250801).Newer(20250801) {
		t.Error("dates don't compare in calendar order")
	}
	if !Date(0).Newer(20250901) || Date(20250901).Newer(0) || Date(0).Newer(0) {
		t.Error("an unpublished row isn't the newest")
	}
}

func TestUUID(t *testing.T) {
	const s = "e12ff74f-2a71-4969-b00c-1eb981bea5d6"
	u, err := ParseUUID("E12FF74F-2A71-4969-B00C-1EB981BEA5D6")
	if err != nil || u.String() != s {
		t.Errorf("%v, %v", u, err)
	}
	b, err := json.Marshal(u)
	if err != nil || string(b) != `"`+s+`"` {
		t.Errorf("%s, %v", b, err)
	}
	var back UUID
	if err := json.Unmarshal(b, &back); err != nil || back != u {
		t.Errorf("%v, %v", back, err)
	}
	for _, bad := range []string{"", "e12ff74f2a714969b00c1eb981bea5d6", "e12ff74f-2a71-4969-b00c-1eb981bea5dg", s + "0", "{" + s + "}"} {
		if u, err := ParseUUID(bad); err == nil {
			t.Errorf("%q was read as %v", bad, u)
		}
	}
}
