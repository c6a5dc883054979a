package terminology

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

func dialectRelease() *dialectTable {
	return newDialectTable(&ReleaseInfo{
		URI: "http://snomed.info/sct/900000000000207008/version/20250101",
		LanguageRefsets: []LanguageRefset{
			{swedish, "sv-SE", "sv", 10}, {999001261000000100, "en-x-nhs-clinical", "en", 5},
			{GBEnglish, "en-GB", "en", 10}, {USEnglish, "en-US", "en", 10}, {21000220103, "", "en", 1},
		},
		DefaultLanguageRefsets: []sctid.ID{USEnglish},
	})
}

func TestDialects(t *testing.T) {
	table := dialectRelease()
	r := &Release{dialects: table}
	const clinical, irish = sctid.ID(999001261000000100), sctid.ID(21000220103)
	tests := []struct {
		text string
		want Dialects
	}{
		{"", Dialects{USEnglish}},
		{"  ", Dialects{USEnglish}},
		{"*", Dialects{USEnglish}},
		{"en-GB", Dialects{GBEnglish}},
		{"EN-gb", Dialects{GBEnglish}},
		{"en-GB, en-US", Dialects{GBEnglish, USEnglish}},
		{"en-GB;q=0.5, sv", Dialects{swedish, GBEnglish}},
		{"en-GB;q=0.5, en-US;q=0.5", Dialects{GBEnglish, USEnglish}},
		{"en-GB ; q=0.5,en-US; q = 0.8", Dialects{USEnglish, GBEnglish}},
		{"en-GB;q=0, sv-SE", Dialects{swedish}},
		{"sv-se", Dialects{swedish}},
		{"sv-FI", Dialects{swedish}},                                              // RFC 4647 lookup
		{"en", Dialects{USEnglish, irish, GBEnglish, clinical}},                   // the default first
		{"en-AU", Dialects{USEnglish, irish, GBEnglish, clinical}},                // not in the release
		{"en-IE", Dialects{irish}},                                                // by alias alone
		{"en-x-nhs-clinical", Dialects{clinical}},                                 //
		{"en-nhs-clinical", Dialects{clinical}},                                   // older spelling
		{"900000000000508004", Dialects{GBEnglish}},                               //
		{"en-x-900000000000508004", Dialects{GBEnglish}},                          //
		{"en-x-90000000-00005080-04", Dialects{GBEnglish}},                        // cut as BCP 47 wants it
		{"en-GB, en-GB, *", Dialects{GBEnglish, USEnglish}},                       // once each
		{"fr-CH, fr;q=0.9, en-GB;q=0.8, *;q=0.5", Dialects{GBEnglish, USEnglish}}, // a browser's
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, err := r.Dialects(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	got, _ := r.Dialects("")
	got[0] = 0
	if again, _ := r.Dialects(""); again[0] != USEnglish {
		t.Error("the defaults are shared with the caller")
	}
}

func TestDialectErrors(t *testing.T) {
	r := &Release{dialects: dialectRelease()}
	for _, tt := range []struct {
		text   string
		reason Reason
	}{
		{"fr", ReasonDialectUnknown},
		{"fr, de-CH", ReasonDialectUnknown},
		{"en-GB;q=0", ReasonDialectUnknown},
		{",,", ReasonDialectUnknown},
		{"450828004", ReasonDialectUnknown},
		{"900000000000508005", ReasonDialectMalformed},
		{"en_GB", ReasonDialectMalformed},
		{"en-GB;q=2", ReasonDialectMalformed},
		{"en-GB;q=NaN", ReasonDialectMalformed},
		{"en-GB;level=1", ReasonDialectMalformed},
		{"en-GB;", ReasonDialectMalformed},
		{strings.Repeat("en-GB,", 100), ReasonDialectMalformed},
	} {
		got, err := r.Dialects(tt.text)
		var e *Error
		if !errors.As(err, &e) || e.Reason != tt.reason || e.Kind != KindInvalidArgument {
			t.Errorf("%q: %v, %v; want reason %s", tt.text, got, err, tt.reason)
		}
	}
	_, err := r.Dialects("fr")
	if !strings.Contains(err.Error(), "en-GB (900000000000508004)") {
		t.Errorf("the error doesn't list what there is: %v", err)
	}
}

func FuzzDialects(f *testing.F) {
	for _, s := range []string{"", "en-GB;q=0.9, en;q=0.5, *", "en-x-900000000000508004", "sv--", "-", ";q=1", "x-", "1", "\x00"} {
		f.Add(s)
	}
	r := &Release{dialects: dialectRelease()}
	f.Fuzz(func(t *testing.T, s string) {
		found, err := r.Dialects(s)
		if (err == nil) == (len(found) == 0) {
			t.Fatalf("%q: %v, %v", s, found, err)
		}
		for i, refset := range found {
			if !r.dialects.refsets[refset] || slices.Contains(found[:i], refset) {
				t.Fatalf("%q: %v", s, found)
			}
		}
		if err != nil && KindOf(err) != KindInvalidArgument {
			t.Fatalf("%q: %v", s, err)
		}
	})
}

func TestDialectAliases(t *testing.T) {
	if got := DialectAliases(450828004); !slices.Equal(got, []string{"es-AR"}) {
		t.Errorf("aliases of the Spanish reference set: %q", got)
	}
	if got := DialectAliases(GBEnglish); got != nil {
		t.Errorf("aliases of GB English: %q", got)
	}
}
