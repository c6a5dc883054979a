package store

// Terms are a third of a release's text, and say the same words over and over:
// those of a concept repeat each other, and all of them share a vocabulary. So
// the terms of a section, one behind the other, are stored as tokens:
//
//	00–7F        itself
//	80–BF        word 0 to 63
//	C0–EF, b     words of the second rank: 64 + 256 × (token − C0) + b
//	F0–F3, b, b  words of the third rank, likewise, big-endian
//	F4           a copy: distance back in the text, and length, as numbers
//	FF, b        the byte b
//
// The text that a copy may come from begins with the section's first term; for
// the section of inactive descriptions, with the first active one. A word is a
// piece of text from a table that is made for each release: mostly a word with
// the space before it.
const (
	wordToken    = 0x80
	word2Token   = 0xC0
	word3Token   = 0xF0
	copyToken    = 0xF4
	byteToken    = 0xFF
	firstRank    = word2Token - wordToken
	secondRank   = (word3Token - word2Token) << 8
	thirdRank    = (copyToken - word3Token) << 16
	maxWords     = firstRank + secondRank + thirdRank
	maxCopy      = 1 << 15
	maxWordBytes = 64
)

// wordTable is the words of a release, as one text that they are cut from: a
// slice of strings would cost the garbage collector more than they are long.
type wordTable struct {
	text string
	end  []uint32 // by word
}

func (t *wordTable) len() int { return len(t.end) }

func (t *wordTable) word(i int) string {
	begin := uint32(0)
	if i > 0 {
		begin = t.end[i-1]
	}
	return t.text[begin:t.end[i]]
}

// appendWords writes the table: count, the length of each word, then the words.
func appendWords(b []byte, words []string) []byte {
	b = appendCount(b, len(words))
	for _, w := range words {
		b = append(b, byte(len(w)))
	}
	for _, w := range words {
		b = append(b, w...)
	}
	return b
}

func (d *decoder) words() wordTable {
	lengths := d.bytes(d.count(1))
	t := wordTable{end: make([]uint32, len(lengths))}
	end := uint32(0)
	for i, n := range lengths {
		if n > maxWordBytes {
			d.fail()
		}
		end += uint32(n)
		t.end[i] = end
	}
	text := d.bytes(int(end))
	if d.failed || len(lengths) > maxWords {
		d.fail()
		return wordTable{}
	}
	t.text = string(text)
	return t
}

// appendTerms appends to dst the text of tokens, of the given size. Copies may
// come from what is behind dst[base:]. It reports whether the tokens are well
// formed and give that size.
func (t *wordTable) appendTerms(dst, tokens []byte, base, size int) ([]byte, bool) {
	end := len(dst) + size
	for i := 0; i < len(tokens); {
		token := tokens[i]
		i++
		var index int
		switch {
		case token < wordToken:
			if len(dst) == end {
				return dst, false
			}
			dst = append(dst, token)
			continue
		case token < word2Token:
			index = int(token) - wordToken
		case token < word3Token:
			if i == len(tokens) {
				return dst, false
			}
			index = firstRank + (int(token)-word2Token)<<8 + int(tokens[i])
			i++
		case token < copyToken:
			if i+1 >= len(tokens) {
				return dst, false
			}
			index = firstRank + secondRank + (int(token)-word3Token)<<16 + int(tokens[i])<<8 + int(tokens[i+1])
			i += 2
		case token == copyToken:
			d := decoder{b: tokens[i:]}
			distance, length := d.uvarint(), d.uvarint()
			if d.failed || distance > uint64(len(dst)-base) || length > distance || length > uint64(end-len(dst)) {
				return dst, false
			}
			i = len(tokens) - len(d.b)
			from := len(dst) - int(distance)
			dst = append(dst, dst[from:from+int(length)]...)
			continue
		case token == byteToken && i < len(tokens) && len(dst) < end:
			dst = append(dst, tokens[i])
			i++
			continue
		default:
			return dst, false
		}
		if index >= len(t.end) {
			return dst, false
		}
		word := t.word(index)
		if len(word) > end-len(dst) {
			return dst, false
		}
		dst = append(dst, word...)
	}
	return dst, len(dst) == end
}
