package box

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// KeyCode is which key was pressed.
type KeyCode int

// The keys that the box knows. Control keys are those of most line editors.
const (
	KeyText          KeyCode = iota // letters, see [Key.Text]
	KeyEnter                        // Enter
	KeyEscape                       // Esc
	KeyInterrupt                    // Ctrl-C
	KeyUp                           // up, Ctrl-P
	KeyDown                         // down, Ctrl-N
	KeyPageUp                       // page up
	KeyPageDown                     // page down
	KeyHome                         // home: the first hit
	KeyEnd                          // end: the last hit
	KeyLeft                         // left, Ctrl-B
	KeyRight                        // right, Ctrl-F
	KeyTextStart                    // Ctrl-A: the cursor to the front
	KeyTextEnd                      // Ctrl-E: the cursor to the end
	KeyBackspace                    // backspace
	KeyDelete                       // delete, Ctrl-D
	KeyDeleteWord                   // Ctrl-W: the word before the cursor
	KeyDeleteToStart                // Ctrl-U: all before the cursor
	KeyDeleteToEnd                  // Ctrl-K: all behind the cursor
	KeyRedraw                       // Ctrl-L
)

// Key is a press of a key, or text that came at once.
type Key struct {
	Code KeyCode
	// Text is what [KeyText] types: valid UTF-8 without control characters.
	Text string
}

// Decoder makes keys of the bytes that a terminal in raw mode sends. The zero value
// is ready for use.
//
// Sequences of ECMA-48 (ESC [ …, ESC O …) are read to their end whether they are
// known or not, so that a key that the box doesn't know types nothing. In pasted
// text (bracketed paste) control characters are blanks, so that a paste of several
// lines doesn't press Enter.
type Decoder struct {
	pending []byte // begins what isn't complete yet
	pasting bool
}

// maxSequence bounds what is kept for one key.
const maxSequence = 64

// Decode takes the next bytes. What ends in the middle of a key waits for the rest,
// see [Decoder.Pending].
func (d *Decoder) Decode(input []byte) []Key {
	d.pending = append(d.pending, input...)
	var keys []Key
	for len(d.pending) > 0 {
		key, size, known := d.next()
		if size == 0 {
			if len(d.pending) > maxSequence {
				d.pending = nil // no terminal sends such
			}
			break
		}
		d.pending = d.pending[size:]
		if known {
			keys = appendKey(keys, key)
		}
	}
	return keys
}

// Pending reports whether the bytes so far end in the middle of a key. An Esc that
// is pressed begins like many other keys: only time tells.
func (d *Decoder) Pending() bool { return len(d.pending) > 0 }

// Flush takes what is pending as it is: nothing more has come for a while.
func (d *Decoder) Flush() []Key {
	pending := d.pending
	d.pending = nil
	if len(pending) == 1 && pending[0] == escape {
		return []Key{{Code: KeyEscape}}
	}
	return nil
}

// appendKey joins text that came at once: it is one change.
func appendKey(keys []Key, key Key) []Key {
	if n := len(keys); key.Code == KeyText && n > 0 && keys[n-1].Code == KeyText {
		keys[n-1].Text += key.Text
		return keys
	}
	return append(keys, key)
}

const escape = 0x1b

// controls are the keys of single bytes.
var controls = map[byte]KeyCode{
	0x01: KeyTextStart, 0x02: KeyLeft, 0x03: KeyInterrupt, 0x04: KeyDelete, 0x05: KeyTextEnd, 0x06: KeyRight,
	0x08: KeyBackspace, '\n': KeyEnter, 0x0b: KeyDeleteToEnd, 0x0c: KeyRedraw, '\r': KeyEnter,
	0x0e: KeyDown, 0x10: KeyUp, 0x15: KeyDeleteToStart, 0x17: KeyDeleteWord, 0x7f: KeyBackspace,
}

// next reads one key from the front. Its size is 0 when more is needed; known is
// false for bytes that mean nothing here.
func (d *Decoder) next() (key Key, size int, known bool) {
	first := d.pending[0]
	if first == escape {
		return d.sequence()
	}
	if first < ' ' || first == 0x7f {
		if d.pasting {
			return Key{Code: KeyText, Text: " "}, 1, true
		}
		code, ok := controls[first]
		return Key{Code: code}, 1, ok
	}
	if !utf8.FullRune(d.pending) {
		return Key{}, 0, false
	}
	r, size := utf8.DecodeRune(d.pending)
	if r == utf8.RuneError && size == 1 || unicode.IsControl(r) {
		return Key{}, size, false
	}
	return Key{Code: KeyText, Text: string(r)}, size, true
}

// sequence reads what begins with ESC.
func (d *Decoder) sequence() (key Key, size int, known bool) {
	rest := d.pending[1:]
	if len(rest) == 0 {
		return Key{}, 0, false
	}
	switch rest[0] {
	case '[':
		return d.controlSequence(rest[1:])
	case 'O': // as many terminals send arrows
		if len(rest) < 2 {
			return Key{}, 0, false
		}
		code, ok := finals[rest[1]]
		return Key{Code: code}, 3, ok && !d.pasting
	case escape:
		return Key{Code: KeyEscape}, 1, !d.pasting
	case 0x7f, 0x08: // Alt-Backspace
		return Key{Code: KeyDeleteWord}, 2, !d.pasting
	}
	if !utf8.FullRune(rest) {
		return Key{}, 0, false
	}
	_, size = utf8.DecodeRune(rest)
	return Key{}, 1 + size, false // Alt and a letter
}

// finals are the keys of ESC [ … and a letter.
var finals = map[byte]KeyCode{'A': KeyUp, 'B': KeyDown, 'C': KeyRight, 'D': KeyLeft, 'H': KeyHome, 'F': KeyEnd}

// numbered are the keys of ESC [ number ~.
var numbered = map[string]KeyCode{
	"1": KeyHome, "7": KeyHome, "4": KeyEnd, "8": KeyEnd, "5": KeyPageUp, "6": KeyPageDown, "3": KeyDelete,
}

// controlSequence reads what follows ESC [.
func (d *Decoder) controlSequence(rest []byte) (key Key, size int, known bool) {
	const before = len("\x1b[")
	if len(rest) > 0 && rest[0] == '[' { // a function key of the Linux console
		if len(rest) < 2 {
			return Key{}, 0, false
		}
		return Key{}, before + 2, false
	}
	end := bytes.IndexFunc(rest, func(r rune) bool { return r < ' ' || r > '?' })
	if end < 0 {
		return Key{}, 0, false
	}
	final, parameters := rest[end], string(rest[:end])
	if final < '@' || final > '~' {
		return Key{}, before + end, false // broken off: that byte begins something else
	}
	size = before + end + 1
	number, _, _ := strings.Cut(parameters, ";") // what follows are Shift and the like
	switch {
	case final == '~' && number == "200":
		d.pasting = true
		return Key{}, size, false
	case final == '~' && number == "201":
		d.pasting = false
		return Key{}, size, false
	case d.pasting:
		return Key{}, size, false
	case final == '~':
		code, ok := numbered[number]
		return Key{Code: code}, size, ok
	}
	code, ok := finals[final]
	return Key{Code: code}, size, ok
}
