package relevance

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/internal/testenv"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// gpsRelease is the URI under which the names of the Global Patient Set are imported.
const gpsRelease = "http://snomed.info/xsct/900000000000207008/version/20200930"

// description is one that searches look at.
type description struct {
	concept sctid.ID
	term    string // without a semantic tag
}

// content is a release with its descriptions in a list, for the plain baselines.
type content struct {
	release      *terminology.Release
	descriptions []description
}

// importContent imports packages and opens the release.
func importContent(t *testing.T, path, uri string) *content {
	t.Helper()
	summary, err := importer.Import(t.Context(), importer.Options{DataDir: t.TempDir(), Paths: []string{path}, Release: uri})
	if err != nil {
		t.Fatal(err)
	}
	release, _, err := catalog.OpenRelease(summary.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &content{release: release}
	for o := range release.Taxonomy().ActiveCount() {
		concept, err := release.Store().Concept(taxonomy.Ordinal(o), terminology.PartNames)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range concept.Descriptions {
			switch d.TypeID {
			case terminology.FullySpecifiedName:
				c.descriptions = append(c.descriptions, description{concept.ID, terminology.WithoutSemanticTag(d.Term)})
			case terminology.Synonym:
				c.descriptions = append(c.descriptions, description{concept.ID, d.Term})
			}
		}
	}
	return c
}

// gpsPackage writes the names of the Global Patient Set as a flat release: concepts
// without a hierarchy, each with its fully specified name.
func gpsPackage(t *testing.T) string {
	t.Helper()
	source, err := os.Open(filepath.Join(testenv.Shared(t), "gps", "gps-20200930.tsv"))
	if err != nil {
		t.Skip("no Global Patient Set: ", err)
	}
	defer source.Close()
	dir := t.TempDir()
	concepts := "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\r\n"
	descriptions := "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\r\n"
	var c, d strings.Builder
	c.WriteString(concepts)
	d.WriteString(descriptions)
	lines := bufio.NewScanner(source)
	lines.Scan() // the header
	n := 0
	for lines.Scan() {
		concept, name, ok := strings.Cut(strings.TrimRight(lines.Text(), "\r"), "\t")
		if !ok {
			continue
		}
		n++
		id, err := sctid.New(sctid.KindDescription, 0, uint64(1000+n))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&c, "%s\t20200930\t1\t%d\t%d\r\n", concept, terminology.CoreModule, terminology.Primitive)
		fmt.Fprintf(&d, "%d\t20200930\t1\t%d\t%s\ten\t%d\t%s\t%d\r\n", id, terminology.CoreModule, concept, terminology.FullySpecifiedName, strings.TrimSpace(name), terminology.CaseInsensitive)
	}
	if err := lines.Err(); err != nil || n != 26158 {
		t.Fatalf("%d names, %v", n, err)
	}
	for name, text := range map[string]string{"sct2_Concept_Snapshot_INT_20200930.txt": c.String(), "sct2_Description_Snapshot-en_INT_20200930.txt": d.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
