package synth

import (
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"
)

// speller turns terms in US spelling into the British ones: whole words that
// differ (acetaminophen, paracetamol), and spellings that follow a rule.
type speller struct {
	words map[string]string // lower-case US word to British word
}

var britishWords = map[string]string{
	"color": "colour", "center": "centre", "fiber": "fibre", "goiter": "goitre",
	"feces": "faeces", "mold": "mould", "gray": "grey", "behavioral": "behavioural",
	"airplane": "aeroplane", "theater": "theatre", "gastroesophageal": "gastro-oesophageal",
}

// britishStarts and britishParts are replaced at the start of a word and
// anywhere in it; britishEnds only at its end, where the first that fits wins:
// "aemia" stands there to be left alone.
var (
	britishStarts = [][2]string{{"hemo", "haemo"}, {"hema", "haema"}, {"edema", "oedema"}, {"estr", "oestr"}, {"cecum", "caecum"}, {"cecal", "caecal"}, {"celiac", "coeliac"}, {"cesar", "caesar"}, {"pediatric", "paediatric"}}
	britishParts  = [][2]string{{"esophag", "oesophag"}, {"tumor", "tumour"}, {"hemorrh", "haemorrh"}, {"hematol", "haematol"}, {"ischem", "ischaem"}, {"anesthe", "anaesthe"}, {"leukem", "leukaem"}, {"phedema", "phoedema"}, {"glycem", "glycaem"}}
	britishEnds   = [][2]string{{"aemia", "aemia"}, {"emia", "aemia"}, {"aemic", "aemic"}, {"emic", "aemic"}, {"rrhea", "rrhoea"}, {"pnea", "pnoea"}, {"liter", "litre"}, {"ization", "isation"}}
)

// keptAmerican are words that the endings would spoil.
var keptAmerican = map[string]bool{"systemic": true, "epidemic": true, "endemic": true, "academic": true, "polemic": true, "pandemic": true}

func newSpeller() *speller {
	s := &speller{words: map[string]string{}}
	maps.Copy(s.words, britishWords)
	return s
}

// prefer makes gb the British word for us in every composed term.
func (s *speller) prefer(us, gb string) {
	if us != gb && !strings.Contains(us, " ") {
		s.words[us] = gb
	}
}

// british returns the term as written in Britain, which often is the same.
func (s *speller) british(term string) string {
	var b strings.Builder
	changed := false
	start := 0
	for i := 0; i <= len(term); {
		r, size := rune(' '), 1
		if i < len(term) {
			r, size = utf8.DecodeRuneInString(term[i:])
		}
		if unicode.IsLetter(r) {
			i += size
			continue
		}
		if word := term[start:i]; word != "" {
			gb := s.word(word)
			changed = changed || gb != word
			b.WriteString(gb)
		}
		if i < len(term) {
			b.WriteString(term[i : i+size])
		}
		i += size
		start = i
	}
	if !changed {
		return term
	}
	return b.String()
}

func (s *speller) word(word string) string {
	lower := strings.ToLower(word)
	gb, ok := s.words[lower]
	if !ok {
		gb = spell(lower)
		s.words[lower] = gb
	}
	switch {
	case gb == lower:
		return word
	case word == lower:
		return gb
	default:
		return upperFirst(gb)
	}
}

func spell(w string) string {
	if keptAmerican[w] {
		return w
	}
	for _, p := range britishStarts {
		if strings.HasPrefix(w, p[0]) {
			w = p[1] + w[len(p[0]):]
			break
		}
	}
	for _, p := range britishParts {
		if !strings.Contains(w, p[1]) { // "oesophag" holds "esophag"
			w = strings.ReplaceAll(w, p[0], p[1])
		}
	}
	for _, p := range britishEnds {
		if strings.HasSuffix(w, p[0]) {
			return w[:len(w)-len(p[0])] + p[1]
		}
	}
	return w
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || unicode.IsUpper(r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// lowerFirst makes a term fit the middle of another one, but leaves words like
// "MRI" and names as they are.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || !unicode.IsUpper(r) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}
