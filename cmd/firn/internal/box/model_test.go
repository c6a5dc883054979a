package box

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// play gives a box a series of events, and returns it with all that it wanted.
func play(m Model, events ...Event) (Model, []Effect) {
	var all []Effect
	for _, event := range events {
		var effects []Effect
		m, effects = m.Update(event)
		all = append(all, effects...)
	}
	return m, all
}

// found is the answer to a query, with so many hits.
func found(number uint64, hits int) Answer {
	a := Answer{Number: number, Total: hits, Took: 300 * time.Microsecond}
	for i := range hits {
		a.Hits = append(a.Hits, Hit{ConceptID: fmt.Sprintf("%d%03d", number, i), Term: fmt.Sprintf("Query %d hit %d", number, i)})
	}
	return a
}

func wants(effects []Effect) string {
	return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T%+v", effects, effects), "[]box.Effect["), "]")
}

func typed(s string) (events []Event) {
	for _, r := range s {
		events = append(events, text(string(r)))
	}
	return events
}

func pressed(list ...KeyCode) (events []Event) {
	for _, key := range codes(list...) {
		events = append(events, key)
	}
	return events
}

func series(parts ...[]Event) (events []Event) {
	for _, part := range parts {
		events = append(events, part...)
	}
	return events
}

func TestEveryKeystrokeAsks(t *testing.T) {
	m, effects := play(New(), typed("my i")...)
	if got := wants(effects); got != "{Number:1 Text:m} {Number:2 Text:my} {Number:3 Text:my } {Number:4 Text:my i}" {
		t.Errorf("it wants %s", got)
	}
	if m.Text() != "my i" {
		t.Errorf("the text is %q", m.Text())
	}
	// What changes nothing asks nothing.
	if _, effects := play(m, pressed(KeyRight, KeyDelete, KeyTextStart, KeyBackspace, KeyDeleteToStart, KeyDeleteWord, KeyLeft)...); len(effects) > 0 {
		t.Errorf("it wants %s", wants(effects))
	}
}

func TestEditing(t *testing.T) {
	const clock = "a\u030a" // one character of two code points
	for _, test := range []struct {
		name   string
		events []Event
		text   string
		column int // behind the prompt
	}{
		{"in the middle", series(typed("hart"), pressed(KeyLeft, KeyLeft, KeyLeft), typed("e")), "heart", 2},
		{"backspace", series(typed("heartt"), pressed(KeyBackspace)), "heart", 5},
		{"backspace takes marks with their letter", []Event{text("h" + clock), Key{Code: KeyBackspace}}, "h", 1},
		{"and left passes both", []Event{text("h" + clock), Key{Code: KeyLeft}, text("x")}, "hx" + clock, 2},
		{"a mark typed behind its letter", []Event{text("a"), text("\u030a")}, clock, 1},
		{"a letter typed before a mark", []Event{text("\u030a"), Key{Code: KeyTextStart}, text("a")}, clock, 1},
		{"wide letters", series([]Event{text("心臓")}, pressed(KeyLeft)), "心臓", 2},
		{"delete", series(typed("xheart"), pressed(KeyTextStart, KeyDelete)), "heart", 0},
		{"a word", series(typed("heart att  "), pressed(KeyDeleteWord)), "heart ", 6},
		{"to the start", series(typed("heart attack"), pressed(KeyLeft, KeyLeft, KeyDeleteToStart)), "ck", 0},
		{"to the end", series(typed("heart"), pressed(KeyTextStart, KeyRight, KeyDeleteToEnd)), "h", 1},
		{"to the front and to the end", series(typed("ear"), pressed(KeyTextStart), typed("h"), pressed(KeyTextEnd), typed("t")), "heart", 5},
		{"beyond both ends", series(typed("a"), pressed(KeyLeft, KeyLeft, KeyRight, KeyRight), typed("b")), "ab", 2},
		{"control characters and direction marks", []Event{text("a\x1b[31m\u202eb")}, "a [31mb", 7},
		{"more than there is room for", []Event{text(strings.Repeat("a", 3000)), text("b")}, "b", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, _ := play(New(), test.events...)
			v := m.View()
			if m.Text() != test.text || v.Row != 0 || v.Column != Width(prompt)+test.column {
				t.Errorf("text %q, cursor at %d,%d", m.Text(), v.Row, v.Column-Width(prompt))
			}
		})
	}
}

func TestOldAnswersArePassedOver(t *testing.T) {
	m, _ := play(New(), typed("my")...)
	m, _ = play(m, found(1, 3))
	if got := len(m.answer.Hits); got != 0 {
		t.Errorf("%d hits of an older query", got)
	}
	m, _ = play(m, found(2, 5), found(1, 3))
	if len(m.answer.Hits) != 5 || m.answer.Number != 2 {
		t.Errorf("the list is that of query %d", m.answer.Number)
	}
	// A list that is no longer the text's stays, faint and without a selected row.
	m, _ = play(m, text("o"))
	v := m.View()
	if len(m.answer.Hits) != 5 || v.Lines[1].Selected || v.Lines[1].Spans[0].Style != Faint {
		t.Errorf("%+v", v.Lines[1])
	}
	// The same answer twice doesn't move what was selected meanwhile.
	m, _ = play(m, found(3, 5), Key{Code: KeyDown}, found(3, 5))
	if m.selected != 1 {
		t.Errorf("row %d is selected", m.selected)
	}
}

func TestMoving(t *testing.T) {
	begin, _ := play(New(), text("m"), found(1, 50)) // 22 rows of the list are on the screen
	for _, test := range []struct {
		name          string
		keys          []KeyCode
		selected, top int
	}{
		{"at first", nil, 0, 0},
		{"down", []KeyCode{KeyDown}, 1, 0},
		{"up at the top", []KeyCode{KeyUp}, 0, 0},
		{"a page", []KeyCode{KeyPageDown}, 22, 1},
		{"two pages", []KeyCode{KeyPageDown, KeyPageDown}, 44, 23},
		{"more pages than there are", []KeyCode{KeyPageDown, KeyPageDown, KeyPageDown}, 49, 28},
		{"there and back", []KeyCode{KeyPageDown, KeyPageDown, KeyPageUp}, 22, 22},
		{"end", []KeyCode{KeyEnd}, 49, 28},
		{"down at the end", []KeyCode{KeyEnd, KeyDown}, 49, 28},
		{"end and home", []KeyCode{KeyEnd, KeyHome}, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, _ := play(begin, pressed(test.keys...)...)
			if m.selected != test.selected || m.top != test.top {
				t.Errorf("selected %d, top %d", m.selected, m.top)
			}
			for i, line := range m.View().Lines {
				if line.Selected != (i == 1+m.selected-m.top) {
					t.Errorf("line %d: selected is %v", i, line.Selected)
				}
			}
		})
	}
}

func TestDetails(t *testing.T) {
	m, effects := play(New(), text("m"), found(1, 3), Key{Code: KeyDown}, Key{Code: KeyEnter})
	if got := wants(effects); got != "{Number:1 Text:m} {ConceptID:1001}" {
		t.Fatalf("it wants %s", got)
	}
	d := Details{ConceptID: "1001", Title: "1001  Thing (disorder)", Lines: []DetailLine{{"synonyms", "Something"}, {"", "Anything"}}}
	if m, _ := play(m, Details{ConceptID: "1000"}); m.details != nil {
		t.Error("details of another concept are shown")
	}
	m, _ = play(m, d)
	lines := m.View().Lines
	if got := lines[1].String() + "/" + lines[2].String() + "/" + lines[3].String(); got != "1001  Thing (disorder)/synonyms        Something/                Anything" {
		t.Errorf("they are shown as %q", got)
	}
	t.Run("Esc goes back", func(t *testing.T) {
		m, effects := play(m, pressed(KeyEscape)...)
		if m.details != nil || m.selected != 1 || len(effects) > 0 {
			t.Errorf("selected %d, wants %s", m.selected, wants(effects))
		}
		if _, effects = play(m, pressed(KeyEscape)...); wants(effects) != "{}" {
			t.Errorf("and again: %s", wants(effects))
		}
	})
	t.Run("Enter chooses", func(t *testing.T) {
		m, effects := play(m, pressed(KeyEnter)...)
		if hit := m.Chosen(); hit == nil || hit.ConceptID != "1001" || wants(effects) != "{}" {
			t.Errorf("%v, wants %s", hit, wants(effects))
		}
	})
	t.Run("typing goes on", func(t *testing.T) {
		m, effects := play(m, typed("y")...)
		if m.details != nil || wants(effects) != "{Number:2 Text:my}" {
			t.Errorf("wants %s", wants(effects))
		}
	})
	t.Run("an error", func(t *testing.T) {
		begin, _ := play(New(), text("m"), found(1, 3), Key{Code: KeyEnter})
		m, _ := play(begin, Details{ConceptID: "1000", Err: "no answer in time"})
		if got := m.View().Lines[1]; got.String() != "no answer in time" || got.Spans[0].Style != Alarming {
			t.Errorf("shown as %+v", got)
		}
		if m, effects := play(m, pressed(KeyEnter)...); m.details != nil || m.Chosen() != nil || len(effects) > 0 {
			t.Error("Enter chooses what can't be shown")
		}
	})
	t.Run("long ones scroll", func(t *testing.T) {
		for i := range 40 {
			d.Lines = append(d.Lines, DetailLine{Text: fmt.Sprint("line ", i)})
		}
		begin, _ := play(New(), text("m"), found(1, 3), Key{Code: KeyDown}, Key{Code: KeyEnter}, d)
		m, _ := play(begin, pressed(KeyEnd, KeyUp, KeyDown, KeyDown)...)
		lines := m.View().Lines
		if got := strings.TrimSpace(lines[len(lines)-2].String()); got != "line 39" {
			t.Errorf("the last line is %q", got)
		}
		m, _ = play(m, pressed(KeyHome, KeyUp)...)
		if got := m.View().Lines[1].String(); got != d.Title {
			t.Errorf("the first line is %q", got)
		}
	})
}

// TestTypingAhead presses keys for a list that hasn't come.
func TestTypingAhead(t *testing.T) {
	m, effects := play(New(), series(typed("my"), pressed(KeyDown, KeyEnter, KeyEnter))...)
	if got := wants(effects); got != "{Number:1 Text:m} {Number:2 Text:my}" {
		t.Fatalf("before the answer it wants %s", got)
	}
	early, _ := play(m, found(1, 3))
	if early.Chosen() != nil || !early.Waiting() {
		t.Error("the keys are taken for an older list")
	}
	m, effects = play(m, found(2, 3))
	if got := wants(effects); got != "{ConceptID:2001}" {
		t.Fatalf("then it wants %s", got)
	}
	m, effects = play(m, Details{ConceptID: "2001"})
	if got := wants(effects); got != "{}" || m.Chosen() == nil || m.Chosen().ConceptID != "2001" {
		t.Errorf("and then %s, chosen %v", got, m.Chosen())
	}

	// Typing on, or Esc, drops what was pressed.
	for _, key := range []Key{text("o"), {Code: KeyEscape}} {
		m, _ := play(New(), series(typed("my"), pressed(KeyEnter), []Event{key})...)
		if _, effects := play(m, found(m.asked, 3)); len(effects) > 0 {
			t.Errorf("after %v it still wants %s", key, wants(effects))
		}
	}
	// Ctrl-C leaves whatever is awaited.
	if _, effects := play(m, series(typed("x"), pressed(KeyEnter, KeyInterrupt))...); !strings.HasSuffix(wants(effects), "{}") {
		t.Errorf("it wants %s", wants(effects))
	}
}

func TestFoot(t *testing.T) {
	for _, test := range []struct {
		name   string
		events []Event
		want   string
	}{
		{"nothing typed", nil, "type to search                                                         Esc leave"},
		{"waiting", typed("m"), "…                                            ↑↓ move · Enter details · Esc leave"},
		{"hits", []Event{text("m"), found(1, 3), Key{Code: KeyDown}}, "2 of 3 concepts · 0.3 ms                     ↑↓ move · Enter details · Esc leave"},
		{"one", []Event{text("m"), found(1, 1)}, "1 of 1 concept · 0.3 ms                      ↑↓ move · Enter details · Esc leave"},
		{"nothing found", []Event{text("m"), found(1, 0)}, "nothing found · 0.3 ms                                                 Esc leave"},
		{"capped", []Event{text("m"), Answer{Number: 1, Hits: []Hit{{}}, Total: 10000, Capped: true, Took: 12 * time.Millisecond}},
			"1 of more than 10,000 concepts · 12 ms       ↑↓ move · Enter details · Esc leave"},
		{"refused", []Event{text("m"), Answer{Number: 1, Err: "the text is too long\x1b"}}, "the text is too long                                                   Esc leave"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, _ := play(New(), test.events...)
			lines := m.View().Lines
			if got := lines[len(lines)-1].String(); got != test.want || len(lines) != DefaultHeight {
				t.Errorf("line %d is\n%q, want\n%q", len(lines), got, test.want)
			}
		})
	}
}

func TestRows(t *testing.T) {
	for _, test := range []struct {
		hit  Hit
		want string // with the styles Strong and Faint in brackets
	}{
		{Hit{Term: "Heart attack", Matches: [][2]int{{0, 3}, {6, 9}}, PreferredTerm: "Myocardial infarction", Tag: "disorder"},
			"▸ [Hea]rt [att]ack<  (disorder)><  = Myocardial infarction>"},
		{Hit{Term: "Diabetes", PreferredTerm: "Diabetes", Mark: "by spelling: diabtes → diabetes"}, "▸ <≈ >Diabetes<  by spelling: diabtes → diabetes>"},
		{Hit{Term: "Old", Inactive: true, Tag: "disorder", Depth: 2}, "▸     Old<  (disorder, inactive)>"},
		{Hit{Term: "Short", Matches: [][2]int{{3, 99}, {4, 2}}}, "▸ Short"},
		{Hit{Term: "a\x1b[31mb\u202e"}, "▸ a [31mb"},
	} {
		m, _ := play(New(), text("m"), Answer{Number: 1, Hits: []Hit{test.hit}, Total: 1})
		var b strings.Builder
		for _, span := range m.View().Lines[1].Spans {
			if span.Text != "" {
				b.WriteString(map[Style]string{Normal: "%s", Strong: "[%s]", Faint: "<%s>"}[span.Style])
			}
		}
		var pieces []any
		for _, span := range m.View().Lines[1].Spans {
			if span.Text != "" {
				pieces = append(pieces, span.Text)
			}
		}
		if got := fmt.Sprintf(b.String(), pieces...); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestSmallWindows(t *testing.T) {
	for _, test := range []struct {
		size Resize
		want []string
	}{
		{Resize{30, 4}, []string{"› m", "▸ Query 1 hit 0", "  Query 1 hit 1", "1 of 3 concepts · 0.3 ms"}},
		{Resize{30, 3}, []string{"› m", "▸ Query 1 hit 0", "1 of 3 concepts · 0.3 ms"}},
		{Resize{30, 2}, []string{"› m", "▸ Query 1 hit 0"}},
		{Resize{30, 1}, []string{"› m"}},
		{Resize{8, 2}, []string{"› m", "▸ Query…"}},
		{Resize{1, 2}, []string{"", "…"}},
	} {
		m, _ := play(New(), text("m"), found(1, 3), test.size)
		var got []string
		for _, line := range m.View().Lines {
			got = append(got, line.String())
		}
		if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
			t.Errorf("%v: got %q, want %q", test.size, got, test.want)
		}
	}
	// A terminal that doesn't tell its size has the usual one.
	if m, effects := play(New(), Resize{0, 0}); m.width != 80 || m.height != 24 || len(effects) > 0 {
		t.Errorf("%d x %d", m.width, m.height)
	}
	if _, effects := play(New(), Resize{100, 24}); len(effects) != 1 {
		t.Error("another size isn't drawn anew")
	}
}

// TestLongText moves the text so that the cursor can be seen.
func TestLongText(t *testing.T) {
	m, _ := play(New(), Resize{20, 5}, text(strings.Repeat("abcdefghij", 5)))
	if v := m.View(); v.Lines[0].String() != "› defghijabcdefghij" || v.Column != 19 {
		t.Errorf("at the end: %q, cursor at %d", v.Lines[0].String(), v.Column)
	}
	m, _ = play(m, pressed(KeyTextStart)...)
	if v := m.View(); v.Lines[0].String() != "› abcdefghijabcdefg…" || v.Column != 2 {
		t.Errorf("at the front: %q, cursor at %d", v.Lines[0].String(), v.Column)
	}
}
