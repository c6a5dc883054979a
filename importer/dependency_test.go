package importer

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func TestMissingModules(t *testing.T) {
	const (
		coreModule = terminology.CoreModule
		model      = terminology.ModelModule
		icd10      = sctid.ID(449080006)
		uk         = sctid.ID(83821000000107)
		drug       = sctid.ID(999000011000001104)
	)
	on := func(source sctid.ID, sourceTime terminology.Date, target sctid.ID, targetTime terminology.Date) dependency {
		return dependency{source, target, sourceTime, targetTime}
	}
	international := []dependency{on(coreModule, 20250701, model, 20250701), on(icd10, 20250701, coreModule, 20250701)}
	rows := func(modules ...sctid.ID) map[sctid.ID]terminology.Date {
		m := map[sctid.ID]terminology.Date{}
		for _, module := range modules {
			m[module] = 20020131
		}
		return m
	}
	missing := func(module sctid.ID, needed, found terminology.Date, by sctid.ID, byTime terminology.Date) terminology.MissingModule {
		return terminology.MissingModule{ModuleID: module, EffectiveTime: needed, Found: found, NeededBy: by, NeededByTime: byTime}
	}
	for _, test := range []struct {
		name         string
		dependencies []dependency
		rows         map[sctid.ID]terminology.Date
		want         []terminology.MissingModule
		lacking      int
	}{
		{"International alone", international, rows(coreModule, model, icd10), nil, 0},
		{"without one of its modules", international, rows(coreModule, icd10), []terminology.MissingModule{missing(model, 20250701, 0, coreModule, 20250701)}, 1},
		{"a module that has only a concept", []dependency{on(uk, 20250801, drug, 20250701)}, rows(uk), nil, 0},
		{
			"rows of the base in the extension", []dependency{on(uk, 20250801, coreModule, 20250701)}, rows(uk, coreModule),
			[]terminology.MissingModule{missing(coreModule, 20250701, 0, uk, 20250801)}, 1,
		},
		{"extension with its base", append(slices.Clone(international), on(uk, 20250801, coreModule, 20250701)), rows(coreModule, model, icd10, uk), nil, 0},
		{
			"extension alone", []dependency{on(uk, 20250801, coreModule, 20250701), on(uk, 20250801, model, 20250701)}, rows(uk),
			[]terminology.MissingModule{missing(model, 20250701, 0, uk, 20250801), missing(coreModule, 20250701, 0, uk, 20250801)}, 2,
		},
		{
			"an older base", append(slices.Clone(international), on(uk, 20260201, coreModule, 20260101)), rows(coreModule, model, icd10, uk),
			[]terminology.MissingModule{missing(coreModule, 20260101, 20250701, uk, 20260201)}, 1,
		},
		{
			"a newer base", append(slices.Clone(international), on(uk, 20250201, coreModule, 20250101)), rows(coreModule, model, icd10, uk),
			[]terminology.MissingModule{missing(coreModule, 20250101, 20250701, uk, 20250201)}, 0,
		},
		{
			"rows of an older version of the module that needs it don't count",
			append(slices.Clone(international), on(uk, 20250801, coreModule, 20250701), on(uk, 20250201, drug, 20250101)), rows(coreModule, model, icd10, uk), nil, 0,
		},
		{
			"two need it, one twice",
			[]dependency{on(uk, 20250801, coreModule, 20250701), on(drug, 20250801, coreModule, 20250701), on(drug, 20250801, uk, 20250801), on(uk, 20250801, coreModule, 20250701)},
			rows(uk, drug),
			[]terminology.MissingModule{missing(coreModule, 20250701, 0, uk, 20250801), missing(coreModule, 20250701, 0, drug, 20250801)}, 2,
		},
		{
			"unpublished, without dates", append(slices.Clone(international), on(uk, 0, coreModule, 0), on(uk, 0, drug, 0)), rows(uk, coreModule, model, icd10),
			[]terminology.MissingModule{missing(drug, 0, 0, uk, 0)}, 1,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := editionInput{dependencies: test.dependencies, newest: test.rows, concepts: map[sctid.ID]bool{}}
			if test.name == "a module that has only a concept" {
				in.concepts[drug] = true
			}
			got := in.missingModules()
			if !slices.Equal(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if n := len(lackingModules(got)); n != test.lacking {
				t.Errorf("%d are lacking, want %d", n, test.lacking)
			}
		})
	}
}

// newExtension makes a package of one concept below the International Edition that
// newMini makes.
func newExtension(t *testing.T, date string) *pack {
	p := newPack(t, date)
	const module = "731000124108" // United States
	p.add("concept", conceptID(300), date, "1", module, "900000000000074008")
	p.add("description", descriptionID(300), date, "1", module, conceptID(300), "en", "900000000000003001", "own thing (thing)", "900000000000448009")
	p.add("relationship", relationshipID(300), date, "1", module, conceptID(300), conceptID(0), 0, "116680003", "900000000000011006", "900000000000451002")
	p.add("dependency", memberID("own dependency"), date, "1", module, "900000000000534007", core, date, "20250701")
	return p
}

// An extension without its base is imported where nothing better is there, with a
// notice; it doesn't replace the whole release.
func TestExtensionWithoutBase(t *testing.T) {
	const uri = "http://snomed.info/sct/731000124108/version/20250801"
	international := newMini(t, "20250701")
	international.add("concept", "900000000000012004", "20250701", "1", "900000000000012004", "900000000000074008")
	base, extension := international.write("Snapshot"), newExtension(t, "20250801").write("Snapshot")
	data := filepath.Join(t.TempDir(), "data")
	want := []terminology.MissingModule{{
		ModuleID: terminology.CoreModule, EffectiveTime: 20250701, NeededBy: 731000124108, NeededByTime: 20250801,
		Name: "International Edition", NeededByName: "United States Edition",
	}}

	alone := imported(t, Options{DataDir: data, Paths: []string{extension}})
	if alone.Manifest.URI != uri || !slices.Equal(alone.Manifest.MissingModules, want) {
		t.Fatalf("%s lacks %+v, want %+v", alone.Manifest.URI, alone.Manifest.MissingModules, want)
	}
	r, m, err := catalog.OpenRelease(alone.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Info().Import.MissingModules, want) || !slices.Equal(m.MissingModules, want) {
		t.Errorf("the manifest tells of %+v, want %+v", m.MissingModules, want)
	}
	r.Close()

	// Again, and then whole: both may replace it.
	imported(t, Options{DataDir: data, Paths: []string{extension}})
	whole := imported(t, Options{DataDir: data, Paths: []string{extension, base}})
	if len(whole.Manifest.MissingModules) != 0 || !whole.Replaced {
		t.Errorf("with its base it lacks %+v", whole.Manifest.MissingModules)
	}
	// Now no more.
	err = refusedInto(t, Options{DataDir: data, Paths: []string{extension}})
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Problem != ProblemBaseMissing || !strings.Contains(e.Message, "the packages lack what "+uri+" depends on (module 900000000000207008 |International Edition| of 20250701), and would replace the whole release") ||
		!strings.Contains(e.Hint, "--lenient") {
		t.Errorf("%v", err)
	}
	if n := imported(t, Options{DataDir: data, Paths: []string{extension}, Lenient: true}).Manifest.Counts.Concepts; n != 1 {
		t.Errorf("leniently %d concepts, want 1", n)
	}
}

// A package that lost most of its rows, without a dependency that would tell.
func TestMuchSmallerReplacement(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	pack := func(concepts int) string {
		p := newPack(t, "20250701")
		p.concept(root, "20020131", "1", "SNOMED CT Concept", "")
		for n := range concepts - 1 {
			p.concept(conceptID(n), "20250701", "1", fmt.Sprint("thing number ", n), root)
		}
		return p.write("Snapshot")
	}
	try := func(concepts int, lenient bool) error {
		_, err := Import(t.Context(), Options{DataDir: data, Paths: []string{pack(concepts)}, Lenient: lenient})
		return err
	}
	for _, test := range []struct {
		concepts int
		lenient  bool
		refused  bool
	}{
		{20, false, false}, {30, false, false}, {16, false, false}, {7, false, true}, {9, false, false}, {3, true, false}, {20, false, false},
	} {
		err := try(test.concepts, test.lenient)
		e, ok := errors.AsType[*Error](err)
		if refused := ok && e.Problem == ProblemMuchSmaller; refused != test.refused || err != nil && !refused {
			t.Errorf("%d concepts, lenient %v: %v, want refused %v", test.concepts, test.lenient, err, test.refused)
		} else if refused && !strings.Contains(e.Message, "the packages have 7 concepts, and would replace http://snomed.info/sct/900000000000207008/version/20250701, imported on ") {
			t.Errorf("message %q", e.Message)
		}
	}
}

// refusedInto imports into a data directory that has a release already, and makes
// sure that a refusal changes nothing in it.
func refusedInto(t *testing.T, options Options) error {
	t.Helper()
	list := func() string {
		c, err := catalog.Open(options.DataDir, catalog.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		var text strings.Builder
		for _, m := range c.Manifests() {
			fmt.Fprintln(&text, m.URI, m.Counts, m.Build.Started)
		}
		return text.String()
	}
	before := list()
	_, err := Import(t.Context(), options)
	if err == nil || !IsBadInput(err) {
		t.Fatalf("not refused: %v", err)
	}
	if after := list(); after != before {
		t.Errorf("the data directory has changed from %s to %s", before, after)
	}
	return err
}
