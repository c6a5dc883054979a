package synth

import (
	"embed"
	"fmt"
	"strings"
)

// The lexicon is plain text that a person can read and mend: one entry a line,
// indented by two blanks below its parent, fields separated by " | ".
//
//go:embed data/*.txt
var lexiconFiles embed.FS

// entry is one line of a lexicon file.
type entry struct {
	name    string
	fields  map[string]string // key=value; a bare flag has an empty value
	bare    []string          // the bare flags in order
	parent  *entry
	section string // the identifier of the last "! id" line
	line    int
	index   int32 // the concept made of it
}

func (e *entry) get(key string) string { return e.fields[key] }

func (e *entry) has(key string) bool { _, ok := e.fields[key]; return ok }

// positional returns the n-th field without a key, or nothing.
func (e *entry) positional(n int) string {
	if n >= len(e.bare) {
		return ""
	}
	return e.bare[n]
}

// inherited returns the value of the key here or at the nearest ancestor.
func (e *entry) inherited(key string) (string, bool) {
	for ; e != nil; e = e.parent {
		if v, ok := e.fields[key]; ok {
			return v, true
		}
	}
	return "", false
}

// list splits a field at the separator and trims the parts.
func (e *entry) list(key, separator string) []string {
	v := e.fields[key]
	if v == "" {
		return nil
	}
	parts := strings.Split(v, separator)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// lexicon is one parsed file, in file order, with its "!" sections.
type lexicon struct {
	entries  []*entry
	sections []*entry
}

func readLexicon(file string) (*lexicon, error) {
	data, err := lexiconFiles.ReadFile("data/" + file)
	if err != nil {
		return nil, fmt.Errorf("synth: lexicon: %w", err)
	}
	lex, err := parseLexicon(string(data))
	if err != nil {
		return nil, fmt.Errorf("synth: lexicon %s: %w", file, err)
	}
	return lex, nil
}

func parseLexicon(text string) (*lexicon, error) {
	lex := &lexicon{}
	var stack []*entry
	section := ""
	for i, line := range strings.Split(text, "\n") {
		body := strings.TrimLeft(line, " ")
		if body == "" || body[0] == '#' {
			continue
		}
		indent := len(line) - len(body)
		depth := indent / 2
		if indent%2 != 0 || depth > len(stack) {
			return nil, fmt.Errorf("line %d: indented by %d blanks: expected at most %d, in steps of two", i+1, indent, 2*len(stack))
		}
		parts := strings.Split(body, " | ")
		e := &entry{name: strings.TrimSpace(parts[0]), fields: map[string]string{}, line: i + 1, index: none}
		for _, part := range parts[1:] {
			key, value, keyed := strings.Cut(strings.TrimSpace(part), "=")
			if !keyed {
				e.bare = append(e.bare, key)
			}
			if key == "" {
				key, value = "=", ""
			}
			e.fields[key] = value
		}
		if rest, ok := strings.CutPrefix(e.name, "! "); ok {
			section, stack = rest, stack[:0]
			e.section = section
			lex.sections = append(lex.sections, e)
			continue
		}
		e.section = section
		if depth > 0 {
			e.parent = stack[depth-1]
		}
		stack = append(stack[:depth], e)
		lex.entries = append(lex.entries, e)
	}
	return lex, nil
}
