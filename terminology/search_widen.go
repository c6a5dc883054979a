package terminology

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/firn-sct/firn/terminology/equivalents"
)

// WidenMode says when a search looks for more than what was typed. Whatever it
// finds so is marked, on the page and on each hit.
//
// Two steps widen a search. The first takes word equivalents: it looks for the
// texts that [equivalents.Table.Expand] makes of the typed one. The second allows
// for spelling, see [TermQuery.Fuzzy], and is taken only when everything before
// found nothing.
//
// Widened hits come after all others, except for short forms and lay words, which
// collide with the beginnings of ordinary words: a clinician who types MI isn't
// looking for migraine. A term that is, as a whole, what the table says that the
// text stands for (its lines with an equals sign) comes right behind the terms that
// are, as a whole, the text; it is marked as widened like any other.
type WidenMode uint8

// The modes.
const (
	// WidenWhenNothingFound takes each step only when those before found nothing,
	// beside the short forms.
	WidenWhenNothingFound WidenMode = iota
	// WidenNever takes the text as it is typed.
	WidenNever
	// WidenAlways takes the word equivalents at once, whatever the text finds.
	WidenAlways
)

// WidenStep is how a search found something, in the order in which it is tried.
type WidenStep uint8

// The steps.
const (
	AsTyped       WidenStep = iota // the text as it was typed
	ByEquivalents                  // a text that means the same
	BySpelling                     // a text that is spelled nearly so
)

// String returns the step in lower case.
func (s WidenStep) String() string {
	switch s {
	case ByEquivalents:
		return "word equivalents"
	case BySpelling:
		return "spelling"
	default:
		return "as typed"
	}
}

// HitWidening is how a hit was found.
type HitWidening struct {
	Step WidenStep // AsTyped: not widened at all
	// Text is what was searched for instead, where Step is ByEquivalents.
	Text string
	// Words are the words that were taken for others, where Step is BySpelling.
	Words []RespelledWord
}

// Bounds of widening.
const (
	// MaxExpansions bounds the texts that a search looks for in the place of one.
	MaxExpansions = 32
	// MaxStandsFor bounds the texts that a text may stand for as a whole, and
	// maxPlaced the concepts of each of them.
	MaxStandsFor = 6
	maxPlaced    = 4
)

// searching is the state of one [Release.Search].
type searching struct {
	ctx     context.Context
	release *Release
	query   *SearchQuery
	table   *equivalents.Table
	terms   TermQuery // the text as it was typed
}

// searched is what a step, or all of them together, found.
type searched struct {
	TermResult // without its Hits
	step       WidenStep
	hits       []SearchHit
}

// run takes the steps.
func (s *searching) run() (searched, error) {
	if s.query.Widen == WidenNever || len(s.query.Text) > MaxQueryCharacters*utf8.UTFMax { // too long: an error
		return s.ask(s.terms, AsTyped, nil)
	}
	placed, err := s.placed()
	if err != nil {
		return searched{}, err
	}
	if len(placed.hits) > 0 {
		return s.around(placed)
	}
	return s.steps(s.terms, BySpelling)
}

// ask asks the searcher, and marks the hits that other texts than the typed one
// found: instead[Widening.Text].
func (s *searching) ask(q TermQuery, step WidenStep, instead []string) (searched, error) {
	result, err := s.release.searcher.Search(s.ctx, q)
	if err != nil {
		return searched{}, err
	}
	found := searched{TermResult: result, step: step, hits: make([]SearchHit, len(result.Hits))}
	found.TermResult.Hits = nil
	for i, hit := range result.Hits {
		found.hits[i] = SearchHit{TermHit: hit}
		switch {
		case hit.Widening == nil:
		case hit.Widening.Text < 0:
			found.hits[i].Widened = HitWidening{Step: BySpelling, Words: hit.Widening.Words}
		default:
			found.hits[i].Widened = HitWidening{Step: ByEquivalents, Text: instead[hit.Widening.Text]}
		}
	}
	return found, nil
}

// steps widens step by step up to last, as the mode of the query says. A search that
// found something by a short form goes no further than equivalents.
func (s *searching) steps(q TermQuery, last WidenStep) (searched, error) {
	sign := s.table.HasSign(s.query.Text)
	always := s.query.Widen == WidenAlways
	if sign { // what is left of the text without its sign means something else
		found, err := s.equivalents(q, false)
		if err != nil || found.Total > 0 || last < BySpelling {
			return found, err
		}
	}
	if always && !sign {
		found, err := s.equivalents(q, true)
		if err != nil || found.Total > 0 || last < BySpelling {
			return found, err
		}
	} else {
		found, err := s.ask(q, AsTyped, nil)
		if err != nil || found.Total > 0 {
			return found, err
		}
		if !sign {
			if found, err = s.equivalents(q, true); err != nil || found.Total > 0 {
				return found, err
			}
		}
		if last < BySpelling {
			found.step = last
			return found, nil
		}
	}
	if !hasLongWord(s.query.Text) {
		return searched{step: BySpelling}, nil
	}
	q.Fuzzy = true
	return s.ask(q, BySpelling, nil)
}

// hasLongWord reports whether a text may have a word that is long enough for other
// spellings, see [TermQuery.Fuzzy]: words with a digit may be read as one with their
// neighbours, those of other scripts may be folded to longer ones.
func hasLongWord(text string) bool {
	const shortest = 5
	run := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= utf8.RuneSelf || '0' <= c && c <= '9':
			return true
		case c == ' ':
			run = 0
		default:
			if run++; run == shortest {
				return true
			}
		}
	}
	return false
}

// equivalents asks for the texts that mean the same, beside the typed one or in
// its place.
func (s *searching) equivalents(q TermQuery, beside bool) (searched, error) {
	var texts []string
	if repeats(s.query.Text) <= maxRepeats {
		texts = s.table.Expand(s.query.Text, MaxExpansions)
	}
	if !beside {
		if len(texts) == 0 {
			return searched{step: ByEquivalents}, nil
		}
		q.Text, q.Widened = texts[0], texts[1:]
		found, err := s.ask(q, ByEquivalents, q.Widened)
		for i := range found.hits {
			if h := &found.hits[i]; h.Widened.Step == AsTyped {
				h.Widened = HitWidening{Step: ByEquivalents, Text: texts[0]}
			}
		}
		return found, err
	}
	if len(texts) == 0 && s.query.Widen != WidenAlways {
		return searched{step: ByEquivalents}, nil // the text itself was asked for before
	}
	q.Widened = texts
	step := ByEquivalents
	found, err := s.ask(q, step, texts)
	if err == nil && s.query.Widen == WidenAlways && found.Total > 0 && !s.anyWidened(q, found) {
		found.step = AsTyped
	}
	return found, err
}

// maxRepeats is how many words of a text may have stood there before for it to have
// word equivalents: "fracture of neck of femur" has one such word. "left left left
// left" has three, and a text for each choice of equivalents; to match one of them
// with a term is to deal its like words out, which took up to a second. Long names
// may repeat more, and are then found only as they are, or by other spellings.
const maxRepeats = 1

// repeats counts the words of a text that stand further left as well.
func repeats(text string) (n int) {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for i, w := range words {
		if slices.Contains(words[:i], w) {
			n++
		}
	}
	return n
}

// anyWidened reports whether a search that was asked for equivalents at once found
// something that the text as typed doesn't find. Widened hits come last, so the
// last hit of all would tell; counting the plain ones tells as well.
func (s *searching) anyWidened(q TermQuery, found searched) bool {
	if n := len(found.hits); n > 0 && found.hits[n-1].Widened.Step != AsTyped {
		return true
	}
	q.Widened, q.Offset, q.Limit, q.Collect = nil, 0, 0, false
	plain, err := s.release.searcher.Search(s.ctx, q)
	return err != nil || plain.Total < found.Total || found.TotalCapped
}

// placedHits are the hits that a text stands for as a whole, without those whose
// terms are the text itself, of which there are before: they take the places
// before to before+len(hits).
type placedHits struct {
	hits     []SearchHit
	concepts *roaring.Bitmap
	before   int
}

// placed finds them. Nearly all texts have no short form, and cost a look into the
// table.
func (s *searching) placed() (p placedHits, err error) {
	texts := s.table.StandsFor(s.query.Text, MaxStandsFor)
	if len(texts) == 0 {
		return p, nil
	}
	p.concepts = roaring.New()
	for _, text := range texts {
		q := s.terms
		q.Text, q.Offset, q.Limit, q.Collect, q.TotalCap = text, 0, maxPlaced, false, 1
		found, err := s.ask(q, ByEquivalents, nil)
		if err != nil {
			return placedHits{}, err
		}
		for _, h := range found.hits {
			if h.Class == MatchWholeTerm && p.concepts.CheckedAdd(uint32(h.Concept)) {
				h.Widened = HitWidening{Step: ByEquivalents, Text: text}
				p.hits = append(p.hits, h)
			}
		}
	}
	if len(p.hits) == 0 || s.table.HasSign(s.query.Text) {
		return p, nil
	}
	return p, s.wholeTerms(&p)
}

// wholeTerms takes out of the placed hits those whose term is the typed text, and
// counts such terms. Of very many the first eight go before.
func (s *searching) wholeTerms(p *placedHits) error {
	const most = 8
	q := s.terms
	q.Offset, q.Limit, q.Collect, q.TotalCap = 0, most, false, 1
	found, err := s.ask(q, AsTyped, nil)
	if err != nil {
		return err
	}
	for _, h := range found.hits {
		if h.Class != MatchWholeTerm {
			break
		}
		p.before++
		p.concepts.Remove(uint32(h.Concept))
	}
	kept := p.hits[:0]
	for _, h := range p.hits {
		if p.concepts.Contains(uint32(h.Concept)) {
			kept = append(kept, h)
		}
	}
	p.hits = kept
	return nil
}

// around puts placed hits between what the text finds otherwise. The other hits
// are asked for without the placed concepts, and the page is cut out of the three
// parts: whole terms, placed hits, the rest.
func (s *searching) around(p placedHits) (searched, error) {
	n := len(p.hits)
	rest := func(at int) int { // the place among the other hits
		return min(at, p.before) + max(0, at-p.before-n)
	}
	// No more concepts than there are can be found: sums stay small.
	all := s.release.taxonomy.Len()
	start := min(s.query.Offset, all)
	end := start + min(s.query.Size, all)
	q := s.terms
	if q.Within == nil {
		q.Within = s.release.taxonomy.Active()
		q.Within.AndNot(p.concepts)
	} else {
		q.Within = roaring.AndNot(q.Within, p.concepts)
	}
	q.Offset, q.Limit = rest(start), rest(end)-rest(start)
	if q.TotalCap > 0 {
		q.TotalCap = max(1, q.TotalCap-n)
	}
	found, err := s.steps(q, ByEquivalents)
	if err != nil {
		return searched{}, err
	}
	found.step = ByEquivalents
	found.Total += n
	if found.Concepts != nil {
		found.Concepts.Or(p.concepts)
	} else if q.Collect {
		found.Concepts = p.concepts
	}
	others := found.hits
	found.hits = nil
	for at := start; at < end; at++ {
		switch i := at - p.before; {
		case i >= 0 && i < n:
			found.hits = append(found.hits, p.hits[i])
		case len(others) > 0:
			found.hits = append(found.hits, others[0])
			others = others[1:]
		}
	}
	return found, nil
}
