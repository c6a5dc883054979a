package index

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFoldedForms(t *testing.T) {
	var tok tokenizer
	for _, c := range []struct {
		language, term string
		own            string
		others         string // the further forms, with | between them
	}{
		// Plain words, case, parting.
		{"en", "Heart failure", "heart failure", ""},
		{"en", "  Heart,  (left) failure.", "heart left failure", ""},
		{"en", "heart\tfailure\nacute\x00chronic", "heart failure acute chronic", ""},
		{"en", "", "", ""},
		{"en", " -- !?", "", ""},
		{"en", "word(s)", "word-s", ""},
		{"en", "and/or", "and-or", ""},
		{"en", "A - B", "a b", ""},
		{"en", "1,25-dihydroxyvitamin D3", "1-25-dihydroxyvitamin d3", ""},

		// Names that are written in several ways.
		{"en", "5-HT", "5-ht", ""},
		{"en", "HbA1c", "hba1c", ""},
		{"en", "T-cell", "t-cell", ""},
		{"en", "CD4+ T-cell, 2+", "cd4+ t-cell 2+", ""},
		{"en", "2+2", "2-2", ""},
		{"en", "RT+CTV3", "rt-ctv3", ""},
		{"en", "glucose +++", "glucose", ""},
		{"en", "Na+", "na", ""},
		{"en", "Crohn's disease", "crohn's disease", ""},
		{"en", "Crohn’s", "crohn's", "-"}, // not ASCII, but with the same forms
		{"en", "Crohn´s", "crohn's", "-"},
		{"en", "Crohnʼs", "crohn's", "-"},
		{"en", "Forbes' disease", "forbes disease", ""},
		{"en", "O'Brien", "o-brien", ""},
		{"en", "L'Hermitte's sign", "l-hermitte's sign", ""},
		{"en", "5'-nucleotidase", "5-nucleotidase", ""},
		{"en", "5's", "5-s", ""},
		{"en", "Down's-like", "down's-like", ""},
		{"en", "'s", "s", ""},
		{"en", "x''s", "x-s", ""},

		// Marks.
		{"en", "Sjögren Ménière", "sjogren meniere", "-"},
		{"en", "Sjo\u0308gren", "sjogren", "-"},
		{"fr", "Œdème cérébral", "oedeme cerebral", "-"},
		{"es", "Niño con ñoñería", "nino con noneria", "-"},
		{"de", "Größe über Müller", "grosse uber muller", "groesse ueber mueller"},
		{"de-AT", "Fußödem", "fussodem", "fussoedem"},
		{"en", "Straße, STRASSE, STRAẞE", "strasse strasse strasse", "-"},
		{"sv", "Hjärtåkomma Öga é", "hjärtåkomma öga e", "hjartakomma oga e|hjaertaakomma oega e"},
		{"sv", "Hja\u0308rta", "hjärta", "hjarta|hjaerta"},
		{"fi", "Äiti", "äiti", "aiti|aeiti"},
		{"sv", "æ ø", "ae o", "-"},
		{"da", "Ærø Å ä", "ærø å a", "aero a a|aeroe aa a"},
		{"nb", "Blåbær", "blåbær", "blabaer|blaabaer"},
		{"nn", "øye", "øye", "oye|oeye"},
		{"no", "A\u030angstrøm", "ångstrøm", "angstrom|aangstroem"},
		{"NO-bok", "å", "å", "a|aa"},
		{"en", "Łódź Đorđe þorn ı İ ſ", "lodz dorde thorn i i s", "-"},

		// Ligatures, Greek, micro, sub- and superscripts, widths, signs.
		{"en", "æ œ ﬁ ß", "ae oe fi ss", "-"},
		{"en", "β-blocker Ω Σς", "beta-blocker omega sigmasigma", "-"},
		{"en", "α₁-antitrypsin", "alpha1-antitrypsin", "-"},
		{"en", "μg", "mug", "ug|mcg"}, // U+03BC, mu
		{"en", "µg", "ug", "mug|mcg"}, // U+00B5, the micro sign
		{"en", "10⁹/L H₂O m² Ca²⁺", "109-l h2o m2 ca2+", "-"},
		{"en", "½ tablet", "1-2 tablet", "-"},
		{"en", "ＡＢＣ１", "abc1", "-"},
		{"en", "Brand™ name® 37 °C", "brand name 37 c", "-"},
		{"en", "soft\u00adhyphen zero\u200bwidth \u202eabc", "softhyphen zerowidth abc", "-"},
		{"en", "heart ❤️ 👩‍⚕️", "heart", "-"},
		{"en", "1️⃣", "1", "-"},

		// Other scripts.
		{"el", "Καρδιά", "kappaalpharhodeltaiotaalpha", "-"},
		{"ru", "Ёж", "еж", "-"},
		{"he", "שָׁלוֹם", "שלום", "-"},
		{"ar", "قَلْب", "قلب", "-"},
		{"hi", "हृदय", "हृदय", "-"},
		{"ja", "心不全", "心不全", "-"},

		// Bytes that are no UTF-8 part words.
		{"en", "a\xffb \xc3", "a-b", "-"},
	} {
		forms := strings.Split(tok.forms(c.term, languageOf(c.language)), string(formSeparator))
		if forms[0] != c.own {
			t.Errorf("%s %q folds to %q, want %q", c.language, c.term, forms[0], c.own)
		}
		want := c.others
		if want == "-" {
			want = ""
		}
		if got := strings.Join(forms[1:], "|"); got != want {
			t.Errorf("%s %q has the further forms %q, want %q", c.language, c.term, got, want)
		}
		if (c.others == "") != isASCII(c.term) {
			t.Errorf("%q: the row must say - for a term that isn't ASCII and has one form", c.term)
		}
	}
}

// Whatever the text: the forms have the same words, parted alike; nothing but
// letters and the four marks is in a folded text; folding what is folded
// changes nothing; offsets lie within the text, at characters, in order.
func checkTokenizer(t testingT, s, code string) {
	t.Helper()
	var tok tokenizer
	lang := languageOf(code)
	own := tok.words(s, lang, ownForm, true)
	for _, f := range []form{plainForm, spelledForm} {
		other := tok.words(s, lang, f, true)
		if len(other) != len(own) {
			t.Fatalf("%q has %d words in form %d and %d in the own one", s, len(other), f, len(own))
		}
		for i := range own {
			if own[i].joined != other[i].joined || own[i].offsets[0].start != other[i].offsets[0].start {
				t.Fatalf("%q: word %d differs between the forms: %q and %q", s, i, own[i].text, other[i].text)
			}
		}
	}
	last := int32(0)
	for _, w := range own {
		if w.text == "" || len(w.offsets) != len(w.text) || !utf8.ValidString(w.text) {
			t.Fatalf("%q has the word %q with %d offsets", s, w.text, len(w.offsets))
		}
		if strings.ContainsAny(w.text, " -\n\x00") {
			t.Fatalf("%q has the word %q", s, w.text)
		}
		for _, o := range w.offsets {
			if o.start < last || o.end <= o.start || int(o.end) > len(s) {
				t.Fatalf("%q: the word %q lies at %v, after %d", s, w.text, w.offsets, last)
			}
			last = o.start
		}
	}
	folded := joinWords(own)
	if again := tok.foldedText(folded, lang, ownForm); again != folded {
		t.Fatalf("%q folds to %q, and that to %q", s, folded, again)
	}
	check := func(term []byte) {
		if len(term) == 0 || len(term) > maxIndexedBytes || !utf8.Valid(term) {
			t.Fatalf("%q is indexed by %q", s, term)
		}
	}
	indexedTerms([]byte(tok.forms(s, lang)), func(term []byte, _ bool) { check(term) }, check)
}

func TestTokenizerProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"en", "sv", "da", "de", "el"}).Draw(t, "language")
		text := rapid.OneOf(
			rapid.String(),
			rapid.StringOf(rapid.SampledFrom([]rune("aAsåÅäöøæßµμβ12+-'’´ \u030a\u0308\u0301½ﷺ™\u200d\x00"))),
		).Draw(t, "text")
		checkTokenizer(t, text, code)
	})
}

func FuzzTokenizer(f *testing.F) {
	for _, s := range []string{"Heart failure", "5-HT2+ Crohn’s", "Hja\u030arta ½ ﷺ", "\xff\xc3(", "a\u0301\u0301\u0301", "'s''s+1++", "心不全 हृदय"} {
		f.Add(s, "en")
		f.Add(s, "sv")
		f.Add(s, "da")
	}
	f.Fuzz(func(t *testing.T, s, code string) {
		if len(s) > 4096 {
			return
		}
		checkTokenizer(t, s, code)
	})
}
