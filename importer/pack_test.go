package importer

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// pack is a release package in the making: rows by file.
type pack struct {
	t     *testing.T
	date  string // of the file names
	files map[string][]string
}

// The files that packs have, by a short name: the file's name with %s for the
// release type and the date, and its header.
var packFiles = map[string][2]string{
	"concept":      {"sct2_Concept_%s_INT_%s.txt", "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId"},
	"description":  {"sct2_Description_%s-en_INT_%s.txt", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId"},
	"definition":   {"sct2_TextDefinition_%s-en_INT_%s.txt", "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId"},
	"relationship": {"sct2_Relationship_%s_INT_%s.txt", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId"},
	"stated":       {"sct2_StatedRelationship_%s_INT_%s.txt", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId"},
	"concrete":     {"sct2_RelationshipConcreteValues_%s_INT_%s.txt", "id\teffectiveTime\tactive\tmoduleId\tsourceId\tvalue\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId"},
	"identifier":   {"sct2_Identifier_%s_INT_%s.txt", "alternateIdentifier\teffectiveTime\tactive\tmoduleId\tidentifierSchemeId\treferencedComponentId"},
	"language":     {"der2_cRefset_Language%s-en_INT_%s.txt", refsetHeader + "\tacceptabilityId"},
	"association":  {"der2_cRefset_Association%s_INT_%s.txt", refsetHeader + "\ttargetComponentId"},
	"simple":       {"der2_Refset_Simple%s_INT_%s.txt", refsetHeader},
	"owl":          {"sct2_sRefset_OWLExpression%s_INT_%s.txt", refsetHeader + "\towlExpression"},
	"dependency":   {"der2_ssRefset_ModuleDependency%s_INT_%s.txt", refsetHeader + "\tsourceEffectiveTime\ttargetEffectiveTime"},
	"map":          {"der2_iisssccRefset_ExtendedMap%s_INT_%s.txt", refsetHeader + "\tmapGroup\tmapPriority\tmapRule\tmapAdvice\tmapTarget\tcorrelationId\tmapCategoryId"},
	"unknown":      {"der2_isRefset_Odd%s_INT_%s.txt", refsetHeader + "\toddNumber\toddText"},
}

const refsetHeader = "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId"

const core = "900000000000207008"

func newPack(t *testing.T, date string) *pack {
	return &pack{t: t, date: date, files: map[string][]string{}}
}

// add appends a row of tab-separated columns.
func (p *pack) add(file string, columns ...any) {
	var b strings.Builder
	for i, c := range columns {
		if i > 0 {
			b.WriteByte('\t')
		}
		fmt.Fprint(&b, c)
	}
	p.files[file] = append(p.files[file], b.String())
}

// Identifiers that tests use: item n of each kind.
func conceptID(n int) string      { return newID(sctid.KindConcept, n) }
func descriptionID(n int) string  { return newID(sctid.KindDescription, n) }
func relationshipID(n int) string { return newID(sctid.KindRelationship, n) }

func newID(kind sctid.Kind, n int) string {
	id, err := sctid.New(kind, 0, uint64(1000+n))
	if err != nil {
		panic(err)
	}
	return id.String()
}

func memberID(seed string) string {
	u := md5.Sum([]byte(seed))
	return terminology.UUID(u).String()
}

// counted is the first number of the descriptions and relationships that
// [pack.concept] numbers by itself; tests use lower ones.
const counted = 100_000

// concept adds a concept with a name and a parent ("" for none).
func (p *pack) concept(id, time, active, name, parent string) {
	p.add("concept", id, time, active, core, "900000000000074008")
	n := len(p.files["description"])
	p.add("description", descriptionID(counted+2*n), time, "1", core, id, "en", "900000000000003001", name+" (thing)", "900000000000448009")
	p.add("description", descriptionID(counted+2*n+1), time, "1", core, id, "en", "900000000000013009", name, "900000000000448009")
	for _, refset := range []string{"900000000000509007", "900000000000508004"} {
		p.add("language", memberID(id+refset+"fsn"), time, "1", core, refset, descriptionID(counted+2*n), "900000000000548007")
		p.add("language", memberID(id+refset+"pt"), time, "1", core, refset, descriptionID(counted+2*n+1), "900000000000548007")
	}
	if parent != "" {
		p.isA(counted+len(p.files["relationship"]), time, "1", id, parent)
	}
}

func (p *pack) isA(n int, time, active, child, parent string) {
	p.add("relationship", relationshipID(n), time, active, core, child, parent, 0, "116680003", "900000000000011006", "900000000000451002")
}

const root = "138875005"

// newMini is a package with a small hierarchy and a row of every kind of file.
func newMini(t *testing.T, date string) *pack {
	p := newPack(t, date)
	p.concept(root, "20020131", "1", "SNOMED CT Concept", "")
	p.concept(core, "20020131", "1", "core module", root)
	for n := range 20 {
		parent := root
		if n > 0 {
			parent = conceptID((n - 1) / 2)
		}
		p.concept(conceptID(n), date, "1", fmt.Sprintf("thing number %d", n), parent)
	}
	p.concept(conceptID(20), date, "0", "retired thing", "")
	p.add("definition", descriptionID(900), date, "1", core, conceptID(1), "en", "900000000000550004", `A "thing", defined.`, "900000000000448009")
	p.add("relationship", relationshipID(900), date, "1", core, conceptID(3), conceptID(4), 1, conceptID(5), "900000000000011006", "900000000000451002")
	p.add("stated", relationshipID(901), date, "1", core, conceptID(3), conceptID(4), 0, "116680003", "900000000000010007", "900000000000451002")
	p.add("concrete", relationshipID(902), date, "1", core, conceptID(3), "#0.50", 1, conceptID(6), "900000000000011006", "900000000000451002")
	p.add("concrete", relationshipID(903), date, "1", core, conceptID(3), `"a \"b\" \\"`, 1, conceptID(6), "900000000000011006", "900000000000451002")
	p.add("identifier", "X-1", date, "1", core, conceptID(7), conceptID(3))
	p.add("association", memberID("same as"), date, "1", core, "900000000000527005", conceptID(20), conceptID(3))
	p.add("simple", memberID("simple 1"), date, "1", core, conceptID(8), conceptID(3))
	p.add("simple", memberID("simple 2"), date, "0", core, conceptID(8), conceptID(4))
	p.add("owl", memberID("owl"), date, "1", core, "733073007", conceptID(1), fmt.Sprintf("SubClassOf(:%s :%s)", conceptID(1), conceptID(0)))
	p.add("map", memberID("map"), date, "1", core, "447562003", conceptID(1), 1, 1, "TRUE", "ALWAYS A00", "A00", "447561005", "447637006")
	p.add("unknown", memberID("odd"), date, "1", core, conceptID(9), conceptID(2), -7, "")
	p.add("dependency", memberID("dependency"), date, "1", core, "900000000000534007", "900000000000012004", date, date)
	return p
}

// text returns the text of a file as it stands in the package.
func (p *pack) text(file string) string {
	var b strings.Builder
	b.WriteString(packFiles[file][1] + "\r\n")
	for _, row := range p.files[file] {
		b.WriteString(row + "\r\n")
	}
	return b.String()
}

func (p *pack) name(file, releaseType string) string {
	return fmt.Sprintf(packFiles[file][0], releaseType, p.date)
}

// write writes the package as a directory and returns it.
func (p *pack) write(releaseType string) string {
	dir := filepath.Join(p.t.TempDir(), "pack-"+p.date)
	for file := range p.files {
		path := filepath.Join(dir, releaseType, p.name(file, releaseType))
		writeFile(p.t, path, p.text(file))
	}
	return dir
}

// zip writes the package as a zip and returns it.
func (p *pack) zip(releaseType string) string {
	path := filepath.Join(p.t.TempDir(), "pack-"+p.date+".zip")
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, file := range slices.Sorted(maps.Keys(p.files)) {
		f, err := w.Create("pack/" + releaseType + "/" + p.name(file, releaseType))
		if err != nil {
			p.t.Fatal(err)
		}
		fmt.Fprint(f, p.text(file))
	}
	if err := w.Close(); err != nil {
		p.t.Fatal(err)
	}
	writeFile(p.t, path, b.String())
	return path
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// shuffle brings all rows into another order.
func (p *pack) shuffle(r *rand.Rand) {
	for _, file := range slices.Sorted(maps.Keys(p.files)) {
		rows := p.files[file]
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

// imported imports paths and checks what was sealed against itself.
func imported(t *testing.T, options Options) *Summary {
	t.Helper()
	if options.DataDir == "" {
		options.DataDir = t.TempDir()
	}
	s, err := Import(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Check(context.Background(), s.Dir); err != nil {
		t.Fatalf("checking what was imported: %v", err)
	}
	return s
}

// refused imports paths that must be refused, and makes sure that nothing is
// left.
func refused(t *testing.T, options Options) error {
	t.Helper()
	options.DataDir = filepath.Join(t.TempDir(), "data")
	s, err := Import(context.Background(), options)
	if err == nil {
		t.Fatalf("imported %s, want an error", s.Dir)
	}
	if !IsBadInput(err) {
		t.Errorf("%v isn't told to be bad input", err)
	}
	entries, _ := os.ReadDir(options.DataDir)
	for _, e := range entries {
		if e.Name() != ".lock" {
			t.Errorf("%s was left in the data directory", e.Name())
		}
	}
	return err
}

// dump writes everything that a release holds, in its order, save the
// description of the input files.
func dump(t *testing.T, dir string) string {
	t.Helper()
	r, m, err := catalog.OpenRelease(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b strings.Builder
	info := m.ReleaseInfo
	info.Files = nil
	fmt.Fprintf(&b, "%+v\n", info)
	for o := range r.Taxonomy().Len() {
		c, err := r.Store().Concept(ordinal(o), terminology.PartAll)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%d %+v %v %v\n", o, *c, r.Taxonomy().Parents(ordinal(o)), r.Taxonomy().Attributes(ordinal(o)))
	}
	for _, s := range r.Store().Refsets() {
		fmt.Fprintf(&b, "%+v\n", s)
		for m, err := range r.Store().Members(s.ID, terminology.MemberKey{}) {
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%+v\n", m)
		}
	}
	return b.String()
}

// firstDiff shows where two dumps part.
func firstDiff(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%s\n%s", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines (%d)", len(x), len(y), cmp.Compare(len(x), len(y)))
}
