package bulk

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// maxJSONDepth bounds how deep objects and lists stand in one another.
const maxJSONDepth = 200

// jsonStep is a step of the way to a value: a key, or the place in a list.
type jsonStep struct {
	key   []byte // as it stands in the text, without quotes; nil in a list
	index int
}

// jsonVisitor is told of the values of a row of JSON.
type jsonVisitor interface {
	// scalar is told of each string, number, truth value and null, by its bytes.
	scalar(path []jsonStep, from, to int)
	// composite is told of each value of a key that is an object or a list.
	composite(path []jsonStep)
	// begin and end are told of each object.
	begin()
	end(path []jsonStep)
}

// jsonWalker checks the grammar of a row of JSON (RFC 8259) and tells a visitor of its
// values. It doesn't make any values, which takes far longer. Its memory is used over
// and over.
type jsonWalker struct {
	data    []byte
	at      int
	path    []jsonStep
	visitor jsonVisitor
}

// walk reports whether a row is one JSON object with nothing but blanks around it.
func (w *jsonWalker) walk(data []byte, visitor jsonVisitor) bool {
	w.data, w.at, w.path, w.visitor = data, 0, w.path[:0], visitor
	w.blanks()
	if w.at == len(data) || data[w.at] != '{' || !w.object() {
		return false
	}
	w.blanks()
	return w.at == len(data) && utf8.Valid(data)
}

func (w *jsonWalker) blanks() {
	for w.at < len(w.data) {
		switch w.data[w.at] {
		case ' ', '\t', '\r', '\n':
			w.at++
		default:
			return
		}
	}
}

func (w *jsonWalker) next(c byte) bool {
	w.blanks()
	if w.at < len(w.data) && w.data[w.at] == c {
		w.at++
		return true
	}
	return false
}

func (w *jsonWalker) object() bool {
	w.at++
	w.visitor.begin()
	if !w.next('}') {
		for {
			w.blanks()
			from := w.at
			if !w.text() || !w.keyValue(w.data[from+1:w.at-1]) {
				return false
			}
			if w.next('}') {
				break
			}
			if !w.next(',') {
				return false
			}
		}
	}
	w.visitor.end(w.path)
	return true
}

func (w *jsonWalker) keyValue(key []byte) bool {
	if !w.next(':') {
		return false
	}
	return w.value(jsonStep{key: key})
}

func (w *jsonWalker) list() bool {
	w.at++
	if w.next(']') {
		return true
	}
	for i := 0; ; i++ {
		if !w.value(jsonStep{index: i}) {
			return false
		}
		if w.next(']') {
			return true
		}
		if !w.next(',') {
			return false
		}
	}
}

func (w *jsonWalker) value(step jsonStep) bool {
	if len(w.path) == maxJSONDepth {
		return false
	}
	w.path = append(w.path, step)
	ok := w.valueAt()
	w.path = w.path[:len(w.path)-1]
	return ok
}

func (w *jsonWalker) valueAt() bool {
	w.blanks()
	if w.at == len(w.data) {
		return false
	}
	from := w.at
	ok := false
	switch w.data[w.at] {
	case '{':
		w.visitor.composite(w.path)
		return w.object()
	case '[':
		w.visitor.composite(w.path)
		return w.list()
	case '"':
		ok = w.text()
	case 't':
		ok = w.literal("true")
	case 'f':
		ok = w.literal("false")
	case 'n':
		ok = w.literal("null")
	default:
		ok = w.number()
	}
	if ok {
		w.visitor.scalar(w.path, from, w.at)
	}
	return ok
}

func (w *jsonWalker) literal(word string) bool {
	if !bytes.HasPrefix(w.data[w.at:], []byte(word)) {
		return false
	}
	w.at += len(word)
	return true
}

func (w *jsonWalker) text() bool {
	if w.at == len(w.data) || w.data[w.at] != '"' {
		return false
	}
	for w.at++; w.at < len(w.data); w.at++ {
		switch c := w.data[w.at]; {
		case c == '"':
			w.at++
			return true
		case c < ' ':
			return false
		case c == '\\':
			if w.at++; w.at == len(w.data) {
				return false
			}
			switch w.data[w.at] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					if w.at++; w.at == len(w.data) || !isHex(w.data[w.at]) {
						return false
					}
				}
			default:
				return false
			}
		}
	}
	return false
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func (w *jsonWalker) digits() bool {
	from := w.at
	for w.at < len(w.data) && w.data[w.at] >= '0' && w.data[w.at] <= '9' {
		w.at++
	}
	return w.at > from
}

func (w *jsonWalker) number() bool {
	if w.data[w.at] == '-' {
		w.at++
	}
	from := w.at
	if !w.digits() || w.data[from] == '0' && w.at > from+1 {
		return false
	}
	if w.at < len(w.data) && w.data[w.at] == '.' {
		w.at++
		if !w.digits() {
			return false
		}
	}
	if w.at < len(w.data) && w.data[w.at]|0x20 == 'e' {
		w.at++
		if w.at < len(w.data) && (w.data[w.at] == '+' || w.data[w.at] == '-') {
			w.at++
		}
		return w.digits()
	}
	return true
}

// jsonText returns what a scalar says: a string's text, a number's digits, nothing for
// null; ok is false for a truth value. The text is the row's own bytes unless it has
// escapes.
func jsonText(raw []byte) (text []byte, ok bool) {
	switch raw[0] {
	case '"':
		if bytes.IndexByte(raw, '\\') < 0 {
			return raw[1 : len(raw)-1], true
		}
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return nil, false
		}
		return []byte(s), true
	case 'n':
		return nil, true
	case 't', 'f':
		return nil, false
	}
	return raw, true
}

// appendJSON appends a text as a JSON string. What isn't UTF-8 becomes U+FFFD.
func appendJSON(dst []byte, text string) []byte {
	dst = append(dst, '"')
	plain := true
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		dst = append(dst, text...)
		return append(dst, '"')
	}
	const hex = "0123456789abcdef"
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r == '\t':
			dst = append(dst, '\\', 't')
		case r == '\r':
			dst = append(dst, '\\', 'r')
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendPath appends a way as FHIRPath writes it: code.coding[0].
func appendPath(dst []byte, path []jsonStep) []byte {
	for i, step := range path {
		if step.key == nil {
			dst = append(dst, '[')
			dst = strconv.AppendInt(dst, int64(step.index), 10)
			dst = append(dst, ']')
			continue
		}
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = append(dst, step.key...)
	}
	return dst
}
