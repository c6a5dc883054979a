package index

import (
	"strings"

	"github.com/firn-sct/firn/terminology"
)

// maxStreams is the number of readings of a text up to which each is looked for
// on its own. Only absurd texts have more; they are looked for by what all their
// readings need.
const maxStreams = 8

// stream is the descriptions that may match one reading of one text in one
// alphabet. Its sets hold all that match; all but those of the class prefixes may
// hold more, and that one too unless certain is set.
type stream struct {
	variant  int // the text: 0 is what was typed, see search.variants
	alphabet alphabet
	reading  reading // nil: all readings of the text
	// words is the number of query words at most: a description with more words has
	// at least the rest of them unmatched.
	words int
	// beginning is the letters of all query words, if they are ASCII and can be
	// written in one way only: what terms that begin with the query begin with.
	beginning string
	// prefixes are, for each query word, the rows with a word that begins so.
	prefixes []clause
	// certain: what is in all of prefixes matches, unless its text has more than
	// one form.
	certain bool
	// done: no description of the stream that hasn't been judged can come onto the
	// page.
	done bool
}

// plan finds out what to look through for a text.
func (s *search) plan(variant int) (err error) {
	defer damageFromPanic(s.x.words.path, &err)
	for a := range alphabetCount {
		if !s.x.alphabets[a] {
			continue
		}
		folded := &s.variants[variant].folded[a]
		if len(folded.readings) > maxStreams {
			st := stream{variant: variant, alphabet: a, words: len(folded.readings[0])}
			for _, texts := range folded.lookups() {
				c, err := s.prefixClause(a, texts)
				if err != nil {
					return err
				}
				st.prefixes = append(st.prefixes, c)
			}
			s.addStream(st)
			continue
		}
		for _, r := range folded.readings {
			if err := s.planReading(variant, a, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// addStream adds a stream, unless it is empty.
func (s *search) addStream(st stream) {
	for i := range st.prefixes {
		if st.prefixes[i].empty() {
			return
		}
	}
	s.streams = append(s.streams, st)
}

func (s *search) planReading(variant int, a alphabet, r reading) error {
	st := stream{variant: variant, alphabet: a, reading: r, words: len(r), certain: true}
	texts := make([][]string, len(r))
	plain := true
	for i := range r {
		texts[i] = shortest(r[i].spellings)
		plain = plain && len(r[i].spellings) == 1
		st.beginning += r[i].spellings[0]
		for _, spelling := range r[i].spellings {
			st.certain = st.certain && len(spelling) <= maxIndexedBytes
		}
	}
	if !plain || !isASCII(st.beginning) || strings.ContainsRune(st.beginning, plusSign) {
		st.beginning = ""
	}
	for i := range r {
		clauses, certain, err := s.wordClauses(a, texts, i)
		if err != nil {
			return err
		}
		st.certain = st.certain && certain
		st.prefixes = append(st.prefixes, clauses...)
	}
	s.addStream(st)
	return nil
}

// wordClauses returns the rows that have what query word i needs: a word that
// begins so or, where others begin so too, as many words. There are none if an equal
// query word came before. The clauses of all query words together are certain if
// no two query words can want the same word; or if, for each text, there are as
// many words of the term that begin with it as there are query words: such
// sets of words, of which two have either nothing in common or one is within the
// other, can always be dealt out (by Hall's theorem).
func (s *search) wordClauses(a alphabet, texts [][]string, i int) (clauses []clause, certain bool, err error) {
	certain = true
	begin := 0 // query words that begin with this one
	for j := range texts {
		// A word of several spellings begins so only if each of them does.
		begins := true
		for _, other := range texts[j] {
			related := false
			for _, text := range texts[i] {
				related = related || strings.HasPrefix(other, text)
				if i != j && (strings.HasPrefix(other, text) || strings.HasPrefix(text, other)) {
					certain = certain && len(texts[i]) == 1 && len(texts[j]) == 1
				}
			}
			begins = begins && related
		}
		if !begins {
			continue
		}
		begin++
		if j < i && len(texts[i]) == 1 && len(texts[j]) == 1 && texts[i][0] == texts[j][0] {
			return nil, certain, nil
		}
	}
	if begin > 1 && len(texts[i]) == 1 {
		// Of longer texts only the beginnings are known to stand there so often.
		text, all := beginningOf(texts[i][0])
		kind := twiceField
		if begin > 2 {
			kind = thriceField
		}
		rows, err := s.lookup.list(a, kind, text)
		if err != nil {
			return nil, false, err
		}
		clauses = append(clauses, clause{[]list{rows}})
		if all {
			return clauses, certain && begin <= 3, nil
		}
		certain = false
	}
	c, err := s.prefixClause(a, texts[i])
	return append(clauses, c), certain, err
}

// beginningOf returns the first maxBeginning characters of a text, and whether they
// are all.
func beginningOf(text string) (beginning string, all bool) {
	n := 0
	for at := range text {
		if n == maxBeginning {
			return text[:at], false
		}
		n++
	}
	return text, true
}

// prefixClause returns the rows with a word that begins with one of the texts.
func (s *search) prefixClause(a alphabet, texts []string) (c clause, err error) {
	for _, text := range texts {
		if c.lists, err = s.lookup.appendPrefix(c.lists, a, text); err != nil {
			return c, err
		}
	}
	return c, nil
}

// wholeClause returns the rows of which one of the spellings is a whole word.
func (s *search) wholeClause(a alphabet, spellings []string) (c clause, err error) {
	for _, spelling := range spellings {
		rows, err := s.lookup.list(a, wordField, cut(spelling))
		if err != nil {
			return c, err
		}
		c.lists = append(c.lists, rows)
	}
	return c, nil
}

// classClauses returns clauses that hold all rows of a stream that are of a
// class; some is false if there are none.
func (s *search) classClauses(st *stream, class terminology.MatchClass) (clauses []clause, some bool, err error) {
	defer damageFromPanic(s.x.words.path, &err)
	if st.reading == nil || class >= terminology.MatchPrefixes {
		return st.prefixes, true, nil
	}
	last := len(st.reading) - 1
	for i := range st.reading {
		w := &st.reading[i]
		if i == 0 && class != terminology.MatchWholeWords {
			var beginnings []string
			for _, spelling := range w.spellings {
				eachBeginning([]byte(spelling), maxBeginning, func(characters int, b []byte) {
					if characters == maxBeginning || len(b) == len(spelling) {
						beginnings = append(beginnings, string(b))
					}
				})
			}
			var first clause
			for _, b := range shortest(beginnings) {
				rows, err := s.lookup.list(st.alphabet, firstField, b)
				if err != nil {
					return nil, false, err
				}
				first.lists = append(first.lists, rows)
			}
			clauses = append(clauses, first)
		}
		var c clause
		switch {
		case i < last || class == terminology.MatchWholeTerm || class == terminology.MatchWholeWords:
			c, err = s.wholeClause(st.alphabet, w.spellings)
		default:
			c, err = s.prefixClause(st.alphabet, shortest(w.spellings))
		}
		if err != nil {
			return nil, false, err
		}
		clauses = append(clauses, c)
	}
	for i := range clauses {
		if clauses[i].empty() {
			return nil, false, nil
		}
	}
	return clauses, true, nil
}
