package ecldata

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Case is a query and what it must give over the hand-made release: exactly one
// of Concepts, Rows and Error.
type Case struct {
	Line    int // in cases.txt
	Section string
	Query   string // with identifiers in place of names
	Written string // the query as it stands in the file

	Concepts []uint64   // ascending; not nil
	Rows     [][]string // in any order; not nil
	Error    string     // the reason of the error
}

// Table is the file of cases.
type Table struct {
	Cases   []Case
	Schemes map[string]uint64 // of alternate identifiers, by alias in upper case
	names   map[string]string // names to identifiers
	sets    map[string][]string
}

// ReadCases reads names.txt and cases.txt in a folder. The format is described
// in testdata/ecl/README.md.
func ReadCases(dir string) (*Table, error) {
	t := &Table{Schemes: map[string]uint64{}, names: map[string]string{}, sets: map[string][]string{}}
	err := eachLine(filepath.Join(dir, "names.txt"), func(_ int, line string) error {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return fmt.Errorf("%d columns", len(fields))
		}
		t.names[fields[1]] = fields[2]
		if fields[0] == "concept" {
			t.sets["all"] = append(t.sets["all"], fields[1])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	section := ""
	err = eachLine(filepath.Join(dir, "cases.txt"), func(n int, line string) error {
		word, rest, _ := strings.Cut(line, " ")
		if word == "section" {
			section = rest
			return nil
		}
		if word == "eval" {
			query, err := t.replace(rest)
			t.Cases = append(t.Cases, Case{Line: n, Section: section, Query: query, Written: rest})
			return err
		}
		return t.answer(word, rest)
	})
	return t, err
}

func eachLine(path string, do func(n int, line string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := do(n, line); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

// replace puts identifiers in the place of names with a dollar sign.
func (t *Table) replace(text string) (string, error) {
	parts := strings.Split(text, "$")
	for i, part := range parts[1:] {
		end := strings.IndexFunc(part, func(r rune) bool { return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') })
		if end < 0 {
			end = len(part)
		}
		id, ok := t.names[part[:end]]
		if !ok {
			return "", fmt.Errorf("no name %q", part[:end])
		}
		parts[i+1] = id + part[end:]
	}
	return strings.Join(parts, ""), nil
}

// answer reads a line other than a query's.
func (t *Table) answer(word, rest string) error {
	fields := strings.Fields(rest)
	switch word {
	case "scheme":
		id, err := t.replace(fields[1])
		t.Schemes[fields[0]], _ = strconv.ParseUint(id, 10, 64)
		return err
	case "set":
		t.sets[fields[0]] = fields[1:]
		return nil
	}
	if len(t.Cases) == 0 {
		return fmt.Errorf("%q before any query", word)
	}
	c := &t.Cases[len(t.Cases)-1]
	if c.Concepts != nil || c.Error != "" || c.Rows != nil && word != "row" {
		return fmt.Errorf("a second answer")
	}
	switch word {
	case "expect":
		in, out, _ := strings.Cut(" "+rest+" ", " but ")
		c.Concepts = []uint64{}
		without, err := t.concepts(out)
		if err != nil {
			return err
		}
		with, err := t.concepts(in)
		for _, id := range with {
			if !slices.Contains(without, id) {
				c.Concepts = append(c.Concepts, id)
			}
		}
		slices.Sort(c.Concepts)
		c.Concepts = slices.Compact(c.Concepts)
		return err
	case "norows":
		c.Rows = [][]string{}
	case "row":
		replaced, err := t.replace(rest)
		var values []string
		for value := range strings.SplitSeq(replaced, "|") {
			values = append(values, strings.TrimSpace(value))
		}
		c.Rows = append(c.Rows, values)
		return err
	case "error":
		c.Error = rest
	default:
		return fmt.Errorf("line of kind %q", word)
	}
	return nil
}

func (t *Table) concepts(text string) ([]uint64, error) {
	var ids []uint64
	for name := range strings.FieldsSeq(text) {
		names := []string{name}
		if set, ok := strings.CutPrefix(name, "@"); ok {
			names = t.sets[set]
			if names == nil {
				return nil, fmt.Errorf("no set %q", set)
			}
		} else if name == "none" {
			continue
		}
		for _, name := range names {
			id, err := strconv.ParseUint(t.names[name], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("no concept %q", name)
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Named returns the names of identifiers, for messages, in ascending order.
func (t *Table) Named(ids []uint64) []string {
	byID := map[string]string{}
	for name, id := range t.names {
		byID[id] = name
	}
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		text := strconv.FormatUint(id, 10)
		names = append(names, cmp.Or(byID[text], text))
	}
	slices.Sort(names)
	return names
}
