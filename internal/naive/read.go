package naive

import (
	"bufio"
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Release is everything that the files say, the newest row of each component.
type Release struct {
	Files         []File // in order of reading: folders as given, then by path
	Concepts      map[uint64]Concept
	Descriptions  map[uint64]Description // text definitions among them
	Relationships map[uint64]Relationship
	Stated        map[uint64]Relationship
	Members       map[string]Member
	Identifiers   []Identifier

	descriptionsOf  map[uint64][]Description
	relationshipsOf map[uint64][]Relationship
	membersOf       map[uint64][]Member // by referenced component
	membersIn       map[uint64][]Member // by reference set
	parents         map[uint64][]uint64
	children        map[uint64][]uint64

	termsOnce sync.Once
	termWords map[uint64][][]word
}

// ReadSnapshot reads the Snapshot files in the folders and below them, of
// several packages together as one edition.
func ReadSnapshot(folders ...string) (*Release, error) {
	return read("Snapshot", "", folders)
}

// ReadFull reads the Full files, up to an effective time; "" means all. For each
// component the newest row counts.
func ReadFull(asOf string, folders ...string) (*Release, error) {
	return read("Full", asOf, folders)
}

func read(releaseType, asOf string, folders []string) (*Release, error) {
	r := &Release{
		Concepts:      map[uint64]Concept{},
		Descriptions:  map[uint64]Description{},
		Relationships: map[uint64]Relationship{},
		Stated:        map[uint64]Relationship{},
		Members:       map[string]Member{},
	}
	identifiers := map[[2]string]Identifier{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !wanted(entry.Name(), releaseType) {
				return err
			}
			return r.readFile(path, asOf, identifiers)
		})
		if err != nil {
			return nil, err
		}
	}
	for _, i := range identifiers {
		r.Identifiers = append(r.Identifiers, i)
	}
	slices.SortFunc(r.Identifiers, func(a, b Identifier) int {
		return cmp.Or(cmp.Compare(a.IdentifierSchemeID, b.IdentifierSchemeID), cmp.Compare(a.AlternateIdentifier, b.AlternateIdentifier))
	})
	r.arrange()
	return r, nil
}

// wanted tells by its name whether a file is one of RF2's, of the release type.
func wanted(name, releaseType string) bool {
	name = strings.TrimPrefix(name, "x")
	if !strings.HasPrefix(name, "sct2_") && !strings.HasPrefix(name, "der2_") || !strings.HasSuffix(name, ".txt") {
		return false
	}
	return strings.Contains(name, releaseType)
}

// newest keeps, of two rows with one id, the one with the greater effective
// time; unpublished is greater than any. Of equals the first one stays.
func newest[K comparable, V any](rows map[K]V, key K, row V, time func(V) string) {
	rank := func(t string) string { return cmp.Or(t, "99999999") }
	if old, ok := rows[key]; !ok || rank(time(row)) > rank(time(old)) {
		rows[key] = row
	}
}

func (r *Release) readFile(path, asOf string, identifiers map[[2]string]Identifier) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	var columns []string
	read := File{Name: filepath.Base(path)}
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSuffix(lines.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
			columns = strings.Split(line, "\t")
			if read.Kind, err = kindOf(read.Name, columns); err != nil {
				return err
			}
			continue
		}
		fields := strings.Split(line, "\t")
		for len(fields) < len(columns) { // a tool cut empty ones off
			fields = append(fields, "")
		}
		row := values{path: path, line: n, columns: columns, fields: fields}
		r.add(&row, read.Kind, asOf, identifiers)
		if row.err != nil {
			return row.err
		}
		read.Rows++
		if row.text("active") == "1" {
			read.Active++
		}
	}
	r.Files = append(r.Files, read)
	return lines.Err()
}

func kindOf(name string, columns []string) (string, error) {
	has := func(column string) bool { return slices.Contains(columns, column) }
	switch {
	case has("refsetId"):
		return "Refset", nil
	case has("definitionStatusId"):
		return "Concept", nil
	case has("term") && strings.Contains(name, "TextDefinition"):
		return "TextDefinition", nil
	case has("term"):
		return "Description", nil
	case has("destinationId") && strings.Contains(name, "Stated"):
		return "StatedRelationship", nil
	case has("destinationId"):
		return "Relationship", nil
	case has("value"):
		return "RelationshipConcreteValues", nil
	case has("alternateIdentifier"):
		return "Identifier", nil
	}
	return "", fmt.Errorf("%s: no kind of file has the columns %q", name, columns)
}

// values is a line by column names. It remembers the first error.
type values struct {
	path            string
	line            int
	columns, fields []string
	err             error
}

func (v *values) text(column string) string {
	if i := slices.Index(v.columns, column); i >= 0 {
		return v.fields[i]
	}
	return ""
}

func (v *values) number(column string) uint64 {
	text := v.text(column)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil && v.err == nil {
		v.err = fmt.Errorf("%s:%d: %s: %q is no number", v.path, v.line, column, text)
	}
	return n
}

func (r *Release) add(v *values, kind, asOf string, identifiers map[[2]string]Identifier) {
	head := Row{v.text("effectiveTime"), v.text("active") == "1", v.number("moduleId")}
	if asOf != "" && head.EffectiveTime > asOf {
		return
	}
	switch kind {
	case "Concept":
		c := Concept{v.number("id"), head, v.number("definitionStatusId")}
		newest(r.Concepts, c.ID, c, func(c Concept) string { return c.EffectiveTime })
	case "Description", "TextDefinition":
		d := Description{v.number("id"), head, v.number("conceptId"), v.text("languageCode"), v.number("typeId"), v.text("term"), v.number("caseSignificanceId")}
		newest(r.Descriptions, d.ID, d, func(d Description) string { return d.EffectiveTime })
	case "Relationship", "RelationshipConcreteValues", "StatedRelationship":
		l := Relationship{
			v.number("id"), head, v.number("sourceId"), v.number("destinationId"), v.text("value"),
			int(v.number("relationshipGroup")), v.number("typeId"), v.number("characteristicTypeId"), v.number("modifierId"),
		}
		rows := r.Relationships
		if kind == "StatedRelationship" {
			rows = r.Stated
		}
		newest(rows, l.ID, l, func(l Relationship) string { return l.EffectiveTime })
	case "Identifier":
		i := Identifier{v.text("alternateIdentifier"), head, v.number("identifierSchemeId"), v.number("referencedComponentId")}
		newest(identifiers, [2]string{v.text("identifierSchemeId"), i.AlternateIdentifier}, i, func(i Identifier) string { return i.EffectiveTime })
	default:
		_, letters, _ := strings.Cut(filepath.Base(v.path), "_")
		letters, _, _ = strings.Cut(letters, "Refset_")
		m := Member{strings.ToLower(v.text("id")), head, v.number("refsetId"), v.number("referencedComponentId"), letters, v.columns[6:], v.fields[6:]}
		newest(r.Members, m.ID, m, func(m Member) string { return m.EffectiveTime })
	}
}

// arrange sorts the rows by what they are about.
func (r *Release) arrange() {
	r.descriptionsOf = map[uint64][]Description{}
	for _, id := range slices.Sorted(maps.Keys(r.Descriptions)) {
		d := r.Descriptions[id]
		r.descriptionsOf[d.ConceptID] = append(r.descriptionsOf[d.ConceptID], d)
	}
	r.relationshipsOf = map[uint64][]Relationship{}
	for _, id := range slices.Sorted(maps.Keys(r.Relationships)) {
		l := r.Relationships[id]
		r.relationshipsOf[l.SourceID] = append(r.relationshipsOf[l.SourceID], l)
	}
	r.membersOf, r.membersIn = map[uint64][]Member{}, map[uint64][]Member{}
	for _, id := range slices.Sorted(maps.Keys(r.Members)) {
		m := r.Members[id]
		r.membersOf[m.ReferencedComponentID] = append(r.membersOf[m.ReferencedComponentID], m)
		r.membersIn[m.RefsetID] = append(r.membersIn[m.RefsetID], m)
	}
	r.parents, r.children = map[uint64][]uint64{}, map[uint64][]uint64{}
	for source, relationships := range r.relationshipsOf {
		for _, l := range relationships {
			isParent := l.TypeID == IsA && l.Active && l.CharacteristicTypeID == Inferred &&
				r.Concepts[source].Active && r.Concepts[l.DestinationID].Active
			if isParent && !slices.Contains(r.parents[source], l.DestinationID) {
				r.parents[source] = append(r.parents[source], l.DestinationID)
				r.children[l.DestinationID] = append(r.children[l.DestinationID], source)
			}
		}
	}
	for _, lists := range []map[uint64][]uint64{r.parents, r.children} {
		for _, list := range lists {
			slices.Sort(list)
		}
	}
}
