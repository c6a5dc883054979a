package index

// appendFoldedASCII appends the folded text of a term of ASCII characters,
// which nearly all are: what foldedText makes in any form, in one pass and
// without memory of its own. The tests compare the two.
func appendFoldedASCII[T []byte | string](dst []byte, s T) []byte {
	begin := len(dst)
	gap := byte(joined) // what parts the next word from the last one
	for i := 0; i < len(s); {
		c := asciiClasses[s[i]]
		if c < firstASCIILetter {
			if c == asciiBlank {
				gap = apart
			}
			i++
			continue
		}
		if len(dst) > begin {
			dst = append(dst, gap)
		}
		gap = joined
		for i < len(s) {
			c := asciiClasses[s[i]]
			if c < firstASCIILetter {
				break
			}
			dst = append(dst, c)
			i++
		}
		dst, i = appendWordEnd(dst, s, i)
	}
	return dst
}

// appendWordEnd appends the possessive or the plus signs that stand at i, behind
// a run of letters, and belong to it.
func appendWordEnd[T []byte | string](dst []byte, s T, i int) ([]byte, int) {
	if i == len(s) {
		return dst, i
	}
	letterAt := func(i int) bool { return i < len(s) && asciiClasses[s[i]] >= firstASCIILetter }
	digit := dst[len(dst)-1] <= '9'
	switch asciiClasses[s[i]] {
	case asciiApostrophe:
		if !digit && letterAt(i+1) && s[i+1]|0x20 == 's' && !letterAt(i+2) {
			return append(dst, possessive, 's'), i + 2
		}
	case asciiPlus:
		end := i
		for end < len(s) && s[end] == '+' {
			end++
		}
		if digit && !letterAt(end) {
			for range end - i {
				dst = append(dst, plusSign)
			}
			return dst, end
		}
	}
	return dst, i
}

// The classes of ASCII characters: those of letters and digits are what they
// fold to.
const (
	asciiPunctuation = iota
	asciiBlank
	asciiApostrophe
	asciiPlus
	firstASCIILetter
)

var asciiClasses = func() (classes [128]byte) {
	for c := range classes {
		switch folded := foldASCII(byte(c), 0); folded.kind {
		case letter:
			classes[c] = byte(folded.r)
		case blank:
			classes[c] = asciiBlank
		case apostrophe:
			classes[c] = asciiApostrophe
		case plus:
			classes[c] = asciiPlus
		case punctuation:
			classes[c] = asciiPunctuation
		}
	}
	return classes
}()
