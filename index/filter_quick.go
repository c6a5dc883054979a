package index

import (
	"bytes"
	"context"
	"slices"

	"github.com/firn-sct/firn/terminology"
)

// Most terms and most patterns are ASCII, and between those the rules of collation
// come down to comparing bytes without regard to case. So such a row is judged on
// the pieces of its text, a fifth of the work of putting the term together and
// folding it. Danish and Norwegian, where aa is a letter, are not among them. The
// test of filters runs over both ways.

// quickCondition is a condition on the term, prepared for ASCII.
type quickCondition struct {
	negate   bool
	patterns []quickPattern

	// unlikely are rows beyond which no pattern matches, of a negated condition;
	// nil where that isn't known.
	unlikely *flat
}

// quickPattern is a pattern in lower case; ok is false if it isn't ASCII.
type quickPattern struct {
	ok, wild bool
	parts    [][]byte // words, or what stands between asterisks
}

// verdict is the answer of a quick look.
type verdict uint8

const (
	unknown verdict = iota
	holds
	fails
)

// prepare makes the quick conditions.
func (f *filter) prepare() {
	f.quick = make([]quickCondition, len(f.q.Terms))
	for i := range f.q.Terms {
		c := &f.q.Terms[i]
		f.quick[i].negate = c.Negate
		for _, p := range c.Patterns {
			f.quick[i].patterns = append(f.quick[i].patterns, quicken(p))
		}
	}
	f.danish = make([]bool, len(f.x.rows.groups))
	for i := range f.danish {
		f.danish[i] = languageOf(f.x.rows.groups[i].language).alphabet == danishAlphabet
	}
}

func quicken(p *terminology.TermPattern) quickPattern {
	quick := quickPattern{ok: !p.Nothing(), wild: p.Wild()}
	for _, text := range p.Text() {
		part := []byte(text)
		if !isASCII(text) {
			quick.ok = false
		}
		lowerASCII(part)
		quick.parts = append(quick.parts, part)
	}
	return quick
}

func lowerASCII(b []byte) {
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
}

// judge looks at a row's term without folding it, if that is enough.
func (f *filter) judge(row int) verdict {
	ascii, read := false, false
	result := holds
	for i := range f.quick {
		c := &f.quick[i]
		if c.unlikely != nil && !c.unlikely.has(uint32(row)) {
			continue // no pattern matches, so that it holds
		}
		if !read {
			read = true
			ascii = !f.danish[f.x.rows.group(row)] && f.readPieces(row)
		}
		v := unknown
		if ascii {
			v = f.judgeCondition(c)
		}
		switch v {
		case fails:
			return fails
		case unknown:
			result = unknown
		}
	}
	return result
}

func (f *filter) judgeCondition(c *quickCondition) verdict {
	v := fails
	for i := range c.patterns {
		p := &c.patterns[i]
		switch {
		case !p.ok:
			// A letter with a mark can't match an ASCII letter, but where the part of
			// the pattern without it decides, and folding may give ASCII.
			v = unknown
		case p.wild && f.matchesWild(p.parts), !p.wild && f.matchesWords(p.parts):
			if c.negate {
				return fails
			}
			return holds
		}
	}
	if v == fails && c.negate {
		return holds
	}
	return v
}

// readPieces reads the pieces of a row's term. It reports whether all are ASCII.
func (f *filter) readPieces(row int) bool {
	r := f.x.rows
	text := r.textRecord(row)
	f.pieces = f.pieces[:0]
	f.joined = false
	for len(text) > 0 {
		code, n := nextCode(text)
		if n <= 0 {
			return false
		}
		text = text[n:]
		switch code {
		case formsFollow:
			return true // what follows is no part of the term
		case tagFollows:
			continue
		}
		i := int(code - firstPiece)
		if i < 0 || i+1 >= r.pieceOffsets.count || f.beyondASCII[i/64]>>(i%64)&1 != 0 {
			return false
		}
		start, end, pieces := r.pieceOffsets.at(i), r.pieceOffsets.at(i+1), r.sections[pieceSection]
		if start > end || end > uint64(len(pieces)) {
			return false
		}
		f.pieces = append(f.pieces, pieces[start:end])
	}
	return true
}

// matchesWords reports whether each word is the beginning of a word of the pieces.
// No word goes over two pieces.
func (f *filter) matchesWords(words [][]byte) bool {
	for _, word := range words {
		if !slices.ContainsFunc(f.pieces, func(piece []byte) bool { return hasWordBeginning(piece, word) }) {
			return false
		}
	}
	return len(words) > 0
}

func hasWordBeginning(piece, word []byte) bool {
	for i := 0; i < len(piece); {
		if !inWord(piece[i]) {
			i++
			continue
		}
		if len(piece)-i >= len(word) && equalASCII(piece[i:i+len(word)], word) {
			return true
		}
		for i < len(piece) && inWord(piece[i]) {
			i++
		}
	}
	return false
}

// equalASCII compares a text with one in lower case.
func equalASCII(text, lower []byte) bool {
	for i, c := range text {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// matchesWild is the wildcard match on bytes.
func (f *filter) matchesWild(parts [][]byte) bool {
	if first := parts[0]; len(first) > 0 && len(f.pieces) > 0 {
		if n := min(len(first), len(f.pieces[0])); !equalASCII(f.pieces[0][:n], first[:n]) {
			return false
		}
	}
	if !f.joined {
		f.joined = true
		f.term = f.term[:0]
		for _, piece := range f.pieces {
			f.term = append(f.term, piece...)
		}
		lowerASCII(f.term)
	}
	text := f.term
	if len(parts) == 1 {
		return bytes.Equal(text, parts[0])
	}
	last := parts[len(parts)-1]
	if !bytes.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	if !bytes.HasSuffix(text, last) {
		return false
	}
	text = text[:len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		i := bytes.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return true
}

// beyondASCII returns a bit for each piece that isn't ASCII.
func (r *rows) beyondASCII(ctx context.Context) ([]uint64, error) {
	count := max(0, r.pieceOffsets.count-1)
	marks := make([]uint64, (count+63)/64)
	var piece []byte
	for i := range count {
		if i%8192 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if piece = r.appendPiece(piece[:0], uint64(i+firstPiece)); !isASCII(string(piece)) {
			marks[i/64] |= 1 << (i % 64)
		}
	}
	return marks, nil
}
