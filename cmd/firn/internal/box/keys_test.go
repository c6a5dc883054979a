package box

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func text(s string) Key { return Key{Code: KeyText, Text: s} }

func codes(list ...KeyCode) (keys []Key) {
	for _, code := range list {
		keys = append(keys, Key{Code: code})
	}
	return keys
}

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		name, input string
		want        []Key
	}{
		{"letters", "heart", []Key{text("heart")}},
		{"letters beyond ASCII", "hjärta 心臓 β", []Key{text("hjärta 心臓 β")}},
		{"a combining mark", "e\u0301", []Key{text("e\u0301")}},
		{"enter", "a\r", []Key{text("a"), {Code: KeyEnter}}},
		{"line feed", "\n", codes(KeyEnter)},
		{"arrows", "\x1b[A\x1b[B\x1b[C\x1b[D", codes(KeyUp, KeyDown, KeyRight, KeyLeft)},
		{"arrows in application mode", "\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF", codes(KeyUp, KeyDown, KeyRight, KeyLeft, KeyHome, KeyEnd)},
		{"arrow with Ctrl", "\x1b[1;5A", codes(KeyUp)},
		{"home and end", "\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", codes(KeyHome, KeyEnd, KeyHome, KeyEnd, KeyHome, KeyEnd)},
		{"pages", "\x1b[5~\x1b[6~", codes(KeyPageUp, KeyPageDown)},
		{"delete", "\x1b[3~\x04", codes(KeyDelete, KeyDelete)},
		{"backspace", "\x7f\x08", codes(KeyBackspace, KeyBackspace)},
		{"line editing", "\x01\x05\x15\x17\x0b\x02\x06", codes(KeyTextStart, KeyTextEnd, KeyDeleteToStart, KeyDeleteWord, KeyDeleteToEnd, KeyLeft, KeyRight)},
		{"up and down by letters", "\x10\x0e", codes(KeyUp, KeyDown)},
		{"interrupt", "\x03", codes(KeyInterrupt)},
		{"redraw", "\x0c", codes(KeyRedraw)},
		{"Esc twice, and a letter later", "\x1b\x1b[A", codes(KeyEscape, KeyUp)},
		{"Alt-Backspace", "\x1b\x7f", codes(KeyDeleteWord)},
		{"Alt and a letter", "\x1bx\x1bäa", []Key{text("a")}},
		{"unknown keys type nothing", "\x1b[15~\x1b[1;2P\x1b[[A\x1bOPa\x1b[Za\x00\x07\t", []Key{text("aa")}},
		{"a sequence that is broken off", "\x1b[1\x1b[A", codes(KeyUp)},
		{"bytes that are no text", "a\xff\xc3(b\u0085", []Key{text("a(b")}},
		{"a paste", "\x1b[200~heart\r\nattack\x03\x1b[A\x1b[201~\r", []Key{text("heart  attack "), {Code: KeyEnter}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var whole Decoder
			if got := whole.Decode([]byte(test.input)); !reflect.DeepEqual(got, test.want) || whole.Pending() {
				t.Errorf("at once: got %v, want %v; pending %v", got, test.want, whole.Pending())
			}
			var single Decoder
			var got []Key
			for i := range len(test.input) {
				for _, key := range single.Decode([]byte(test.input[i : i+1])) {
					got = appendKey(got, key)
				}
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("byte by byte: got %v, want %v", got, test.want)
			}
		})
	}
}

func TestFlush(t *testing.T) {
	for _, test := range []struct {
		input string
		want  []Key
	}{
		{"", nil},
		{"\x1b", codes(KeyEscape)},
		{"\x1b[", nil},
		{"\x1b[5", nil},
		{"\xe5\xbf", nil}, // two bytes of three
	} {
		var d Decoder
		if got := d.Decode([]byte(test.input)); got != nil {
			t.Errorf("%q: %v before its end", test.input, got)
		}
		if d.Pending() != (test.input != "") {
			t.Errorf("%q: pending is %v", test.input, d.Pending())
		}
		if got := d.Flush(); !reflect.DeepEqual(got, test.want) || d.Pending() {
			t.Errorf("%q: got %v, want %v", test.input, got, test.want)
		}
		if got := d.Decode([]byte("a")); !reflect.DeepEqual(got, []Key{text("a")}) {
			t.Errorf("%q: and then %v", test.input, got)
		}
	}
}

// FuzzDecode checks that no bytes make anything but known keys and clean text, that
// nothing piles up, and that it doesn't matter how the bytes are parted.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"heart\r", "\x1b[A\x1b[1;5D\x1bOH", "\x1b[200~a\nb\x1b[201~", "\x1b\x1b[", "å\u0301心\xff", "\x1b[[E\x1b[99;99;99;99;99;99~"} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, input string, at int) {
		if len(input) > 1000 {
			return
		}
		var whole, parted Decoder
		want := whole.Decode([]byte(input))
		at = min(max(at, 0), len(input))
		var got []Key
		for _, part := range []string{input[:at], input[at:]} {
			for _, key := range parted.Decode([]byte(part)) {
				got = appendKey(got, key)
			}
		}
		if len(whole.pending) > maxSequence {
			t.Errorf("%d bytes are pending", len(whole.pending))
		}
		// A sequence that is longer than any is given up where the bytes end.
		if !strings.Contains(input, "\x1b") && !reflect.DeepEqual(got, want) {
			t.Errorf("in two parts: %v, at once: %v", got, want)
		}
		for _, key := range want {
			if key.Code < KeyText || key.Code > KeyRedraw || (key.Code == KeyText) != (key.Text != "") {
				t.Errorf("key %v", key)
			}
			if !utf8.ValidString(key.Text) || strings.ContainsFunc(key.Text, unicode.IsControl) {
				t.Errorf("text %q", key.Text)
			}
		}
	})
}
