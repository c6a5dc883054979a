package ecldata

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// Namespace is the unassigned namespace of the identifiers that this package
// makes.
const Namespace = 9999997

// Well-known identifiers that rows are made of.
const (
	isA         = "116680003"
	inferred    = "900000000000011006"
	additional  = "900000000000227009"
	some        = "900000000000451002"
	insensitive = "900000000000448009"
)

// conceptID returns the identifier of concept number n.
func conceptID(n int) string { return newID(sctid.KindConcept, n) }

func newID(kind sctid.Kind, n int) string {
	id, err := sctid.New(kind, Namespace, uint64(n))
	if err != nil {
		panic(err) // a number that we chose
	}
	return id.String()
}

// Files are the files of a package, by path.
type Files map[string][]byte

// Write writes the files into a folder.
func (f Files) Write(dir string) error {
	for _, path := range slices.Sorted(maps.Keys(f)) {
		full := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, f[path], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// stamp is what every row has.
type stamp struct {
	time, module string
	inactive     bool
}

func (s stamp) active() string {
	if s.inactive {
		return "0"
	}
	return "1"
}

// tables are the rows of a Snapshot, by file.
type tables struct {
	date      string
	rows      map[string][]string // by the name of a file without release type and date
	headers   map[string]string
	relations int // number of relationships so far
}

func newTables(date string) *tables {
	return &tables{date: date, rows: map[string][]string{}, headers: map[string]string{}}
}

// Names of files with their headers.
const (
	conceptFile      = "Terminology/sct2_Concept_Snapshot"
	descriptionFile  = "Terminology/sct2_Description_Snapshot"
	definitionFile   = "Terminology/sct2_TextDefinition_Snapshot"
	relationshipFile = "Terminology/sct2_Relationship_Snapshot"
	concreteFile     = "Terminology/sct2_RelationshipConcreteValues_Snapshot"
	identifierFile   = "Terminology/sct2_Identifier_Snapshot"

	describing = "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId"
	relating   = "id\teffectiveTime\tactive\tmoduleId\tsourceId\t%s\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId"
	containing = "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId"
)

func (t *tables) add(file, header string, fields ...string) {
	t.headers[file] = header
	t.rows[file] = append(t.rows[file], strings.Join(fields, "\t"))
}

func (t *tables) concept(id string, s stamp, status string) {
	t.add(conceptFile, "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId", id, s.time, s.active(), s.module, status)
}

func (t *tables) description(id string, s stamp, concept, language, kind, term string) {
	file := descriptionFile
	if kind == "900000000000550004" {
		file = definitionFile
	}
	t.add(file+"-"+language, describing, id, s.time, s.active(), s.module, concept, language, kind, term, insensitive)
}

// relationship adds a row to a destination or, if value isn't digits, with a
// concrete value.
func (t *tables) relationship(s stamp, source, value string, group int, kind, characteristic string) {
	t.relations++
	file, column := relationshipFile, "destinationId"
	if strings.Trim(value, "0123456789") != "" {
		file, column = concreteFile, "value"
	}
	t.add(file, fmt.Sprintf(relating, column), newID(sctid.KindRelationship, 1000+t.relations), s.time, s.active(), s.module,
		source, value, fmt.Sprint(group), kind, characteristic, some)
}

func (t *tables) identifier(code string, s stamp, scheme, component string) {
	t.add(identifierFile, "alternateIdentifier\teffectiveTime\tactive\tmoduleId\tidentifierSchemeId\treferencedComponentId",
		code, s.time, s.active(), s.module, scheme, component)
}

// member adds a row of a reference set to the file of its name and letters.
func (t *tables) member(folder, letters, name string, columns []string, s stamp, refset, component string, values ...string) {
	file := fmt.Sprintf("Refset/%s/der2_%sRefset_%sSnapshot", folder, letters, name)
	header := strings.Join(append([]string{containing}, columns...), "\t")
	t.add(file, header, append([]string{memberID(refset, component, values), s.time, s.active(), s.module, refset, component}, values...)...)
}

// memberID makes a UUID of a row's content, so that equal input gives equal files.
func memberID(refset, component string, values []string) string {
	h := sha256.Sum256([]byte(refset + " " + component + " " + strings.Join(values, "\t")))
	return fmt.Sprintf("%x-%x-5%03x-a%03x-%x", h[0:4], h[4:6], uint(h[6])<<4|uint(h[7])>>4, uint(h[8])<<4|uint(h[9])>>4, h[10:16])
}

// files returns the package, with rows in the order in which they were added.
func (t *tables) files() Files {
	files := Files{}
	for name, rows := range t.rows {
		var b bytes.Buffer
		b.WriteString(t.headers[name] + "\r\n")
		for _, row := range rows {
			b.WriteString(row + "\r\n")
		}
		files["Snapshot/"+name+"_INT_"+t.date+".txt"] = b.Bytes()
	}
	return files
}
