package terminology

import (
	"testing"

	"github.com/firn-sct/firn/terminology/sctid"
)

const swedish sctid.ID = 46011000052107

func TestChooseNames(t *testing.T) {
	w := &world{}
	anemia := w.concept(Root, true)
	anemia.describe(101, FullySpecifiedName, "en", "Anemia (disorder)", true, preferredIn(USEnglish, GBEnglish)...)
	anemia.describe(102, Synonym, "en", "Anemia", true, append(preferredIn(USEnglish), acceptableIn(GBEnglish)...)...)
	anemia.describe(103, Synonym, "en", "Anaemia", true, preferredIn(GBEnglish)...)
	anemia.describe(104, Synonym, "sv", "anemi", true, preferredIn(swedish)...)
	anemia.describe(105, Synonym, "en", "Low blood", false, preferredIn(USEnglish)...)
	anemia.describe(106, TextDefinition, "en", "Too little haemoglobin.", true, preferredIn(USEnglish)...)

	onlyUS := w.concept(id(200), true)
	onlyUS.describe(201, FullySpecifiedName, "en", "Hemostasis (observable entity)", true, preferredIn(USEnglish)...)
	onlyUS.describe(202, Synonym, "en", "Hemostasis", true, preferredIn(USEnglish)...)
	onlyUS.describe(203, Synonym, "en", "Stopping of bleeding", true, acceptableIn(GBEnglish)...)

	noLanguage := w.concept(id(300), true)
	noLanguage.describe(301, FullySpecifiedName, "en", "Bare (finding)", true)
	noLanguage.describe(302, Synonym, "en", "Bare thing", true)

	onlySynonym := w.concept(id(400), true)
	onlySynonym.describe(401, Synonym, "en", "Loose name", true)

	retired := w.concept(id(500), false)
	retired.describe(501, FullySpecifiedName, "en", "Old thing (finding)", false)
	retired.describe(502, Synonym, "en", "Old thing", false)

	twoPreferred := w.concept(id(600), true)
	twoPreferred.describe(601, Synonym, "en", "First", true, preferredIn(USEnglish)...)
	twoPreferred.describe(602, Synonym, "en", "Second", true, preferredIn(USEnglish)...)

	swedishName := w.concept(id(700), true)
	swedishName.describe(701, FullySpecifiedName, "en", "Fever (finding)", true, preferredIn(USEnglish)...)
	swedishName.describe(702, FullySpecifiedName, "sv", "feber (fynd)", true)
	swedishName.describe(703, Synonym, "sv", "feber", true, preferredIn(swedish)...)

	retiredMember := w.concept(id(800), true)
	retiredMember.describe(801, FullySpecifiedName, "en", "Cough (finding)", true, preferredIn(USEnglish)...)
	retiredMember.describe(802, Synonym, "en", "Coughing", true, Acceptability{USEnglish, Preferred, false})

	r := w.release(t, LanguageRefset{USEnglish, "en-US", "en", 1}, LanguageRefset{GBEnglish, "en-GB", "en", 1}, LanguageRefset{swedish, "sv-SE", "sv", 1})
	tests := []struct {
		name     string
		concept  sctid.ID
		dialects Dialects
		pt, fsn  string
	}{
		{"US", Root, Dialects{USEnglish}, "Anemia", "Anemia (disorder)"},
		{"GB", Root, Dialects{GBEnglish}, "Anaemia", "Anemia (disorder)"},
		{"Swedish has no name of its own", Root, Dialects{swedish}, "anemi", "Anemia (disorder)"},
		{"first wish wins", Root, Dialects{swedish, GBEnglish}, "anemi", "Anemia (disorder)"},
		{"no dialect at all", Root, nil, "Anemia", "Anemia (disorder)"},
		{"preferred in a later dialect before acceptable in the first", id(200), Dialects{GBEnglish, USEnglish}, "Hemostasis", "Hemostasis (observable entity)"},
		{"acceptable where none is preferred", id(200), Dialects{GBEnglish}, "Stopping of bleeding", "Hemostasis (observable entity)"},
		{"name without tag where no dialect helps", id(300), Dialects{GBEnglish}, "Bare", "Bare (finding)"},
		{"only a synonym", id(400), Dialects{GBEnglish}, "Loose name", ""},
		{"nothing active", id(500), Dialects{GBEnglish}, "Old thing", "Old thing (finding)"},
		{"tie goes to the lowest id", id(600), Dialects{USEnglish}, "First", ""},
		{"name in the language of the dialect", id(700), Dialects{swedish}, "feber", "feber (fynd)"},
		{"inactive member", id(800), Dialects{USEnglish}, "Cough", "Cough (finding)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, ok, err := r.SummaryOf(tt.concept, tt.dialects)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			if s.PreferredTerm != tt.pt || s.FullySpecifiedName != tt.fsn || s.SemanticTag != SemanticTag(tt.fsn) {
				t.Errorf("got %q, %q, tag %q; want %q, %q", s.PreferredTerm, s.FullySpecifiedName, s.SemanticTag, tt.pt, tt.fsn)
			}
		})
	}
}

func TestSemanticTag(t *testing.T) {
	for _, tt := range []struct{ name, tag, rest string }{
		{"Asthma (disorder)", "disorder", "Asthma"},
		{"Product containing aspirin (medicinal product form)", "medicinal product form", "Product containing aspirin"},
		{"Antigen of A (B) (substance)", "substance", "Antigen of A (B)"},
		{"Asthma", "", "Asthma"},
		{"(disorder)", "", "(disorder)"},
		{"Asthma ()", "", "Asthma ()"},
		{"Asthma(disorder)", "", "Asthma(disorder)"},
		{"Asthma (disorder", "", "Asthma (disorder"},
		{"", "", ""},
		{"öga (kroppsstruktur)", "kroppsstruktur", "öga"},
	} {
		if got := SemanticTag(tt.name); got != tt.tag {
			t.Errorf("SemanticTag(%q) = %q, want %q", tt.name, got, tt.tag)
		}
		if got := WithoutSemanticTag(tt.name); got != tt.rest {
			t.Errorf("WithoutSemanticTag(%q) = %q, want %q", tt.name, got, tt.rest)
		}
	}
}
