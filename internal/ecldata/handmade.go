package ecldata

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Handmade is a release as people write it: see the head of
// testdata/ecl/release.txt for the format.
type Handmade struct {
	Files Files
	// Names are the identifiers of concepts and descriptions, by name.
	Names map[string]string
	// Concepts are the names of the concepts, in the order of the text.
	Concepts []string
}

const handmadeDate = "20240131"

// handmade reads a release's text.
type handmade struct {
	*Handmade
	tables  *tables
	refsets map[string]refsetColumns
}

type refsetColumns struct {
	letters string
	names   []string
}

// ReadHandmade reads the text of a hand-made release.
func ReadHandmade(path string) (*Handmade, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	h := &handmade{&Handmade{Names: map[string]string{"absent": conceptID(999)}}, newTables(handmadeDate), map[string]refsetColumns{}}
	var lines [][]string
	for n, line := range strings.Split(string(text), "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		lines = append(lines, append(fields, strconv.Itoa(n+1)))
	}
	for _, pass := range []func([]string) error{h.name, h.row} { // names may be used before they are given
		for _, fields := range lines {
			if err := pass(fields[:len(fields)-1]); err != nil {
				return nil, fmt.Errorf("%s:%s: %w", path, fields[len(fields)-1], err)
			}
		}
	}
	h.Files = h.tables.files()
	var names strings.Builder
	names.WriteString("# Names and identifiers, made of release.txt.\n")
	for _, name := range append(slices.Clone(h.Concepts), slices.Sorted(maps.Keys(h.Names))...) {
		if isConcept := slices.Contains(h.Concepts, name); isConcept || strings.HasPrefix(name, "d_") || name == "absent" {
			kind := map[bool]string{true: "concept", false: "other"}[isConcept]
			if line := kind + " " + name + " " + h.Names[name] + "\n"; !strings.Contains(names.String(), "\n"+line) {
				names.WriteString(line)
			}
		}
	}
	h.Files["names.txt"] = []byte(names.String())
	return h.Handmade, nil
}

// fields are how many a row of each kind has, words among them.
var fieldCount = map[string]int{"concept": 6, "attribute": 6, "description": 8, "refset": 4, "identifier": 5}

// name gives the identifiers of a row.
func (h *handmade) name(fields []string) error {
	kind := sctid.KindConcept
	switch fields[0] {
	case "concept":
	case "description":
		kind = sctid.KindDescription
	default:
		return nil
	}
	if len(fields) != fieldCount[fields[0]] {
		return fmt.Errorf("%d columns, expected %d", len(fields), fieldCount[fields[0]])
	}
	name := fields[1]
	if h.Names[name] != "" {
		return fmt.Errorf("%s is named twice", name)
	}
	if id, ok := strings.CutPrefix(fields[2], "="); ok {
		if _, err := sctid.Parse(id); err != nil {
			return err
		}
		h.Names[name] = id
	} else {
		n, err := strconv.Atoi(fields[2])
		if err != nil {
			return err
		}
		h.Names[name] = newID(kind, n)
	}
	if kind == sctid.KindConcept {
		h.Concepts = append(h.Concepts, name)
	}
	return nil
}

// words are the last column of a row.
type words struct {
	stamp
	flags   map[string]bool
	accepts [][2]string // language reference set and acceptability
}

func (h *handmade) words(text string) (words, error) {
	w := words{stamp: stamp{time: handmadeDate, module: h.Names["main"]}, flags: map[string]bool{}}
	for word := range strings.FieldsSeq(text) {
		key, value, assigned := strings.Cut(word, "=")
		switch {
		case word == "inactive":
			w.inactive = true
		case word == "defined" || word == "additional":
			w.flags[word] = true
		case key == "time" && value == "none":
			w.time = ""
		case key == "time":
			w.time = value
		case key == "module":
			w.module = h.Names[value]
		case assigned && strings.Contains("pax", value):
			w.accepts = append(w.accepts, [2]string{key, value})
		default:
			return w, fmt.Errorf("word %q", word)
		}
	}
	return w, nil
}

// id looks a name up.
func (h *handmade) id(name string) string {
	id, ok := h.Names[name]
	if !ok {
		panic(fmt.Errorf("no %q", name))
	}
	return id
}

func (h *handmade) row(fields []string) (err error) {
	defer func() {
		if e, ok := recover().(error); ok {
			err = e
		}
	}()
	if want := fieldCount[fields[0]]; want != 0 && len(fields) != want {
		return fmt.Errorf("%d columns, expected %d", len(fields), want)
	}
	w, err := h.words(fields[len(fields)-1])
	if err != nil && fields[0] != "refset" {
		return err
	}
	switch fields[0] {
	case "concept":
		h.concept(fields, w)
	case "attribute":
		group, err := strconv.Atoi(fields[2])
		if err != nil {
			return err
		}
		value := fields[4]
		if strings.Trim(value[:1], `#"`) != "" && value != "true" && value != "false" {
			value = h.id(value)
		}
		characteristic := inferred
		if w.flags["additional"] {
			characteristic = additional
		}
		h.tables.relationship(w.stamp, h.id(fields[1]), value, group, h.id(fields[3]), characteristic)
	case "description":
		term := strings.ReplaceAll(fields[6], `\u0301`, "\u0301")
		h.described(fields[1], w, h.id(fields[3]), fields[4], h.id(fields[5]), term)
	case "refset":
		h.refsets[fields[1]] = refsetColumns{fields[2], strings.Fields(fields[3])}
	case "member":
		return h.member(fields, w)
	case "identifier":
		h.tables.identifier(fields[2], w.stamp, h.id(fields[1]), h.id(fields[3]))
	default:
		return fmt.Errorf("row of kind %q", fields[0])
	}
	return nil
}

func (h *handmade) concept(fields []string, w words) {
	id, name := h.id(fields[1]), fields[3]
	status := h.Names["primitive"]
	if w.flags["defined"] {
		status = h.Names["definedas"]
	}
	h.tables.concept(id, w.stamp, status)
	for parent := range strings.FieldsSeq(fields[4]) {
		h.tables.relationship(stamp{time: handmadeDate, module: w.module}, id, h.id(parent), 0, isA, inferred)
	}
	number := 20000 + 2*len(h.tables.rows[conceptFile])
	d := words{stamp: stamp{time: handmadeDate, module: h.Names["main"]}, accepts: [][2]string{{"us", "p"}, {"gb", "p"}}}
	for i, term := range []string{name, strings.TrimSpace(name[:strings.LastIndex(name, "(")])} {
		key := "." + strconv.Itoa(number+i)
		h.Names[key] = newID(sctid.KindDescription, number+i)
		h.described(key, d, id, "en", []string{h.Names["fsn"], h.Names["syn"]}[i], term)
		delete(h.Names, key)
	}
}

func (h *handmade) described(name string, w words, concept, language, kind, term string) {
	id := h.id(name)
	h.tables.description(id, w.stamp, concept, language, kind, term)
	for _, a := range w.accepts {
		s := stamp{time: handmadeDate, module: h.Names["main"], inactive: a[1] == "x"}
		acceptability := h.Names["preferred"]
		if a[1] == "a" {
			acceptability = h.Names["acceptable"]
		}
		h.tables.member("Language", "c", "Language", []string{"acceptabilityId"}, s, h.id(a[0]), id, acceptability)
	}
}

func (h *handmade) member(fields []string, w words) error {
	columns, ok := h.refsets[fields[1]]
	if !ok || len(fields) != 4+len(columns.names) {
		return fmt.Errorf("member of %s with %d columns", fields[1], len(fields)-4)
	}
	values := fields[3 : len(fields)-1]
	for i, letter := range columns.letters {
		if letter == 'c' && values[i] != "" {
			values[i] = h.id(values[i])
		}
	}
	name := "Test" + strings.ToUpper(fields[1][:1]) + fields[1][1:]
	h.tables.member("Content", columns.letters, name, columns.names, w.stamp, h.id(fields[1]), h.id(fields[2]), values...)
	return nil
}
