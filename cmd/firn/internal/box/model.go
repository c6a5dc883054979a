package box

import (
	"slices"
	"strings"
	"time"
)

// Event is what happens to a box: a [Key], a [Resize], an [Answer] or [Details].
type Event interface{ event() }

// Resize says how large the terminal is now.
type Resize struct{ Width, Height int }

// Answer is what a query found, or why it found nothing.
type Answer struct {
	Number uint64 // of the query, see [Ask]
	Hits   []Hit  // the first ones, best first
	Total  int    // of all hits
	Capped bool   // there are more than Total
	Took   time.Duration
	Err    string // for people; "" for none
}

// Hit is a row of the list.
type Hit struct {
	ConceptID     string
	Term          string   // that matched
	Matches       [][2]int // the parts of Term that matched: bytes, ascending, not overlapping
	PreferredTerm string
	Tag           string
	Mark          string // how it was found if not by the text itself; "" for others
	Inactive      bool
	Depth         int          // of hits that it is shown under
	Why           []DetailLine // why it has its place; shown with the details
}

// Details are what there is to say of a concept, or why it can't be said.
type Details struct {
	ConceptID string
	Title     string
	Lines     []DetailLine
	Err       string // for people; "" for none
}

// DetailLine is a line of details, broken where it is too long.
type DetailLine struct {
	Label string // in a column of its own; may be empty
	Text  string
}

func (Key) event()     {}
func (Resize) event()  {}
func (Answer) event()  {}
func (Details) event() {}

// Effect is what a box wants done: [Ask], [Show], [Redraw] or [Leave].
type Effect interface{ effect() }

// Ask wants a text searched for. A newer one makes the older ones void.
type Ask struct {
	Number uint64 // ascending
	Text   string
}

// Show wants the details of a concept.
type Show struct{ ConceptID string }

// Redraw wants the whole screen drawn anew.
type Redraw struct{}

// Leave ends the box.
type Leave struct{}

func (Ask) effect()    {}
func (Show) effect()   {}
func (Redraw) effect() {}
func (Leave) effect()  {}

// The size of a terminal that doesn't tell its own.
const (
	DefaultWidth  = 80
	DefaultHeight = 24
)

// maxText bounds the text, in bytes: far more than a search takes, so that the
// search says what is wrong with it, and far less than a slip of the clipboard.
const maxText = 2000

// maxKept bounds the keys that are kept for a list that hasn't come.
const maxKept = 32

// Model is the state of a box. Make it with [New]; a Model is a value, and Update
// returns the next one.
type Model struct {
	width, height int

	text   string
	cursor int // a byte of text where a character begins, or its end

	asked  uint64 // the number of the newest query
	answer Answer // the newest that was taken
	kept   []Key  // that wait for the answer, or for the details

	selected, top int // of the hits; the first one on the screen

	wanted     string   // the concept whose details are awaited; "" for none
	details    *Details // that are shown
	detailsTop int      // the first line of them on the screen

	chosen *Hit // with Enter in its details
}

// New returns an empty box.
func New() Model { return Model{width: DefaultWidth, height: DefaultHeight} }

// Text returns the text in the box.
func (m Model) Text() string { return m.text }

// Chosen returns the hit that was chosen for good, or nil.
func (m Model) Chosen() *Hit { return m.chosen }

// Waiting reports whether an answer or details are awaited.
func (m Model) Waiting() bool { return m.wanted != "" || !m.fresh() }

// fresh reports whether the list is what the text found.
func (m *Model) fresh() bool { return m.answer.Number == m.asked }

// Update returns what an event makes of the box, and what is to be done, in order.
func (m Model) Update(event Event) (Model, []Effect) {
	var effects []Effect
	switch e := event.(type) {
	case Resize:
		if e.Width <= 0 || e.Height <= 0 {
			e = Resize{DefaultWidth, DefaultHeight}
		}
		if e == (Resize{m.width, m.height}) {
			return m, nil
		}
		m.width, m.height = e.Width, e.Height
		effects = []Effect{Redraw{}}
	case Key:
		effects = m.key(e)
	case Answer:
		if e.Number != m.asked || m.fresh() {
			return m, nil // of an older text, or there already
		}
		m.answer = e
		m.selected, m.top = 0, 0
		effects = m.replay()
	case Details:
		if e.ConceptID != m.wanted {
			return m, nil // nobody waits for it any more
		}
		m.wanted, m.details, m.detailsTop = "", &e, 0
		effects = m.replay()
	}
	m.scroll()
	return m, effects
}

// replay presses the keys that were kept, until one has to be kept again.
func (m *Model) replay() (effects []Effect) {
	kept := m.kept
	m.kept = nil
	for _, key := range kept {
		effects = append(effects, m.key(key)...)
	}
	return effects
}

func (m *Model) key(key Key) []Effect {
	switch key.Code {
	case KeyInterrupt:
		return []Effect{Leave{}}
	case KeyRedraw:
		return []Effect{Redraw{}}
	case KeyEscape:
		m.kept = nil
		if m.wanted != "" || m.details != nil {
			m.wanted, m.details = "", nil
			return nil
		}
		return []Effect{Leave{}}
	case KeyEnter, KeyUp, KeyDown, KeyPageUp, KeyPageDown, KeyHome, KeyEnd:
		if m.wanted != "" || !m.fresh() {
			if len(m.kept) < maxKept {
				// A model is a value: don't write into the array of an older one.
				m.kept = append(slices.Clip(m.kept), key)
			}
			return nil
		}
		if m.details != nil {
			return m.detailsKey(key.Code)
		}
		return m.listKey(key.Code)
	}
	return m.edit(key)
}

// listKey moves through the list, or asks for details.
func (m *Model) listKey(code KeyCode) []Effect {
	last := len(m.answer.Hits) - 1
	if last < 0 {
		return nil
	}
	page := max(m.listHeight(), 1)
	switch code {
	case KeyEnter:
		m.wanted = m.answer.Hits[m.selected].ConceptID
		return []Effect{Show{m.wanted}}
	case KeyUp:
		m.selected--
	case KeyDown:
		m.selected++
	case KeyPageUp:
		m.selected -= page
	case KeyPageDown:
		m.selected += page
	case KeyHome:
		m.selected = 0
	case KeyEnd:
		m.selected = last
	}
	m.selected = min(max(m.selected, 0), last)
	return nil
}

// detailsKey scrolls the details, or chooses the concept.
func (m *Model) detailsKey(code KeyCode) []Effect {
	page := max(m.listHeight(), 1)
	switch code {
	case KeyEnter:
		if m.details.Err != "" {
			m.details = nil
			return nil
		}
		hit := m.answer.Hits[m.selected]
		m.chosen = &hit
		return []Effect{Leave{}}
	case KeyUp:
		m.detailsTop--
	case KeyDown:
		m.detailsTop++
	case KeyPageUp:
		m.detailsTop -= page
	case KeyPageDown:
		m.detailsTop += page
	case KeyHome:
		m.detailsTop = 0
	case KeyEnd:
		m.detailsTop = len(m.detailLines())
	}
	return nil
}

// edit changes the text or moves the cursor. It leaves the details.
func (m *Model) edit(key Key) []Effect {
	m.kept, m.wanted, m.details = nil, "", nil
	before, text, cursor := m.text, m.text, m.cursor
	from, to := cursor, cursor // what goes
	insert := ""
	switch key.Code {
	case KeyText:
		insert = plain(key.Text)
		if len(text)+len(insert) > maxText {
			return nil
		}
	case KeyLeft:
		m.cursor = boundary(text, cursor-1)
		return nil
	case KeyRight:
		m.cursor = next(text, cursor)
		return nil
	case KeyTextStart:
		m.cursor = 0
		return nil
	case KeyTextEnd:
		m.cursor = len(text)
		return nil
	case KeyBackspace:
		from = boundary(text, cursor-1)
	case KeyDelete:
		to = next(text, cursor)
	case KeyDeleteWord:
		from = wordStart(text, cursor)
	case KeyDeleteToStart:
		from = 0
	case KeyDeleteToEnd:
		to = len(text)
	}
	m.text = text[:from] + insert + text[to:]
	m.cursor = from + len(insert)
	if at := boundary(m.text, m.cursor); at < m.cursor {
		// What was typed and what follows make one character: stand behind it.
		m.cursor = next(m.text, at)
	}
	if m.text == before {
		return nil
	}
	m.asked++
	return []Effect{Ask{Number: m.asked, Text: m.text}}
}

// scroll keeps the selected hit, and some line of the details, on the screen.
func (m *Model) scroll() {
	height := max(m.listHeight(), 1)
	m.top = min(m.top, m.selected)
	m.top = max(m.top, m.selected-height+1)
	m.top = max(min(m.top, len(m.answer.Hits)-height), 0)
	if m.details != nil {
		m.detailsTop = max(min(m.detailsTop, len(m.detailLines())-height), 0)
	}
}

// found says how much was found, in words.
func (m *Model) found() string {
	a := &m.answer
	took := ""
	if a.Took > 0 {
		took = " · " + milliseconds(a.Took)
	}
	switch {
	case a.Err != "":
		return plain(a.Err)
	case strings.TrimSpace(m.text) == "" && a.Total == 0:
		return "type to search"
	case a.Total == 0:
		return "nothing found" + took
	case a.Capped:
		return "more than " + thousands(a.Total) + " concepts" + took
	case a.Total == 1:
		return "1 concept" + took
	}
	return thousands(a.Total) + " concepts" + took
}
