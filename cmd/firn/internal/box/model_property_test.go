package box

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// anyEvent draws an event: keys of all kinds, sizes, answers to any query so far, and
// details of any concept.
func anyEvent(t *rapid.T, asked uint64) Event {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return Resize{rapid.IntRange(-1, 60).Draw(t, "width"), rapid.IntRange(-1, 12).Draw(t, "height")}
	case 1, 2, 3:
		number := rapid.Uint64Range(asked-min(asked, 2), asked).Draw(t, "number")
		if rapid.IntRange(0, 7).Draw(t, "fails") == 0 {
			return Answer{Number: number, Err: hardText(t)}
		}
		a := Answer{Number: number, Total: rapid.IntRange(0, 20_000).Draw(t, "total")}
		for i := range rapid.IntRange(0, 15).Draw(t, "hits") {
			a.Hits = append(a.Hits, Hit{
				ConceptID: fmt.Sprint(number, "-", i), Term: fmt.Sprint("query ", number, " ") + hardText(t), Tag: "disorder",
				Matches: [][2]int{{0, 5}}, Depth: rapid.IntRange(0, 2).Draw(t, "depth"),
			})
		}
		return a
	case 4:
		number := rapid.Uint64Range(asked-min(asked, 2), asked).Draw(t, "number")
		d := Details{ConceptID: fmt.Sprint(number, "-", rapid.IntRange(0, 3).Draw(t, "hit")), Title: hardText(t)}
		for range rapid.IntRange(0, 8).Draw(t, "lines") {
			d.Lines = append(d.Lines, DetailLine{"label", hardText(t)})
		}
		return d
	case 5, 6:
		return text(rapid.SampledFrom(words).Draw(t, "word"))
	}
	return Key{Code: KeyCode(rapid.IntRange(int(KeyEnter), int(KeyRedraw)).Draw(t, "key"))}
}

// TestAnySeries checks what must hold after any series of events.
func TestAnySeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New()
		newest := Ask{}
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			before := m
			event := anyEvent(t, newest.Number)
			var effects []Effect
			m, effects = m.Update(event)
			for _, effect := range effects {
				switch e := effect.(type) {
				case Leave:
					if m.Chosen() != nil && m.details == nil {
						t.Fatal("a concept is chosen that isn't shown")
					}
					return
				case Ask:
					if e.Number <= newest.Number {
						t.Fatalf("query %d follows %d", e.Number, newest.Number)
					}
					newest = e
				case Show:
					// Only a hit that the present text found can be wanted.
					if !strings.HasPrefix(e.ConceptID, fmt.Sprint(newest.Number, "-")) {
						t.Fatalf("details of %s are wanted when query %d is the newest", e.ConceptID, newest.Number)
					}
				}
			}
			if m.Text() != newest.Text {
				t.Fatalf("the text is %q, and what was asked last %q", m.Text(), newest.Text)
			}
			if a, ok := event.(Answer); ok && a.Number < newest.Number && m.answer.Number != before.answer.Number {
				t.Fatalf("an answer to query %d is taken when %d is the newest", a.Number, newest.Number)
			}
			if m.Chosen() != nil {
				t.Fatal("a concept is chosen, and the box stays")
			}
			checkView(t, m, newest)
		}
	})
}

func checkView(t *rapid.T, m Model, newest Ask) {
	if m.cursor < 0 || m.cursor > len(m.text) || boundary(m.text, m.cursor) != m.cursor || !utf8.ValidString(m.text) {
		t.Fatalf("the cursor is at byte %d of %q", m.cursor, m.text)
	}
	if hits := len(m.answer.Hits); m.selected < 0 || m.selected >= max(hits, 1) || m.top < 0 || m.top > m.selected {
		t.Fatalf("of %d hits %d is selected, the first on the screen is %d", hits, m.selected, m.top)
	}
	v := m.View()
	if len(v.Lines) > m.height || v.Row < 0 || v.Row >= len(v.Lines) || v.Column < 0 || v.Column >= m.width {
		t.Fatalf("%d lines, the cursor at %d,%d, on a screen of %d x %d", len(v.Lines), v.Row, v.Column, m.width, m.height)
	}
	selected := 0
	for i, line := range v.Lines {
		if w := Width(line.String()); w > m.width {
			t.Fatalf("line %d is %d wide of %d: %q", i, w, m.width, line)
		}
		if line.Selected {
			selected++
		}
		if m.details != nil || i == 0 || !strings.Contains(line.String(), "query ") {
			continue
		}
		// Rows that another text found must be told by their looks.
		faint := !slices.ContainsFunc(line.Spans, func(s Span) bool { return s.Text != "" && s.Style != Faint })
		if current := strings.Contains(line.String(), fmt.Sprintf("query %d ", newest.Number)); !current && !faint && m.width > 30 {
			t.Fatalf("line %d is shown as though query %d had found it: %q", i, newest.Number, line)
		}
	}
	if rows := m.listHeight(); m.details == nil && m.fresh() && rows > 0 && len(m.answer.Hits) > 0 && selected != 1 {
		t.Fatalf("%d lines are selected", selected)
	}
}

// TestEditingAgainstNaive compares with a slice of letters and an index, for texts
// whose letters are one code point each.
func TestEditingAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New()
		var letters []rune
		at := 0
		for range rapid.IntRange(1, 60).Draw(t, "keys") {
			key := Key{Code: KeyCode(rapid.IntRange(int(KeyLeft), int(KeyDeleteToEnd)).Draw(t, "key"))}
			if rapid.Bool().Draw(t, "types") {
				key = text(rapid.StringOfN(rapid.SampledFrom([]rune("ab å心 ")), 1, 3, -1).Draw(t, "text"))
			}
			m, _ = m.Update(key)
			from, to := at, at
			switch key.Code {
			case KeyText:
				insert := []rune(key.Text)
				letters = slices.Insert(letters, at, insert...)
				at += len(insert)
				from, to = at, at
			case KeyLeft:
				at = max(at-1, 0)
				from, to = at, at
			case KeyRight:
				at = min(at+1, len(letters))
				from, to = at, at
			case KeyTextStart:
				from, to = 0, 0
			case KeyTextEnd:
				from, to = len(letters), len(letters)
			case KeyBackspace:
				from = max(at-1, 0)
			case KeyDelete:
				to = min(at+1, len(letters))
			case KeyDeleteWord:
				for from > 0 && letters[from-1] == ' ' {
					from--
				}
				for from > 0 && letters[from-1] != ' ' {
					from--
				}
			case KeyDeleteToStart:
				from = 0
			case KeyDeleteToEnd:
				to = len(letters)
			}
			letters, at = slices.Delete(letters, from, to), from
			if m.text != string(letters) || m.cursor != len(string(letters[:at])) {
				t.Fatalf("after %v: %q, cursor at byte %d; want %q, letter %d", key, m.text, m.cursor, string(letters), at)
			}
		}
	})
}

// TestUpdateLeavesTheOldModelAlone checks that a Model is a value.
func TestUpdateLeavesTheOldModelAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New()
		for range rapid.IntRange(1, 20).Draw(t, "events") {
			before := fmt.Sprintf("%+v %+v", m, m.View())
			event := anyEvent(t, m.asked)
			after, _ := m.Update(event)
			_, _ = m.Update(Key{Code: KeyEnter})
			if now := fmt.Sprintf("%+v %+v", m, m.View()); now != before {
				t.Fatalf("%#v changed the old model from\n%s\nto\n%s", event, before, now)
			}
			m = after
		}
	})
}
