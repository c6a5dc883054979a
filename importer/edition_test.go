package importer

import (
	"errors"
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

func TestWorkOutRelease(t *testing.T) {
	const (
		coreModule  = terminology.CoreModule
		model       = terminology.ModelModule
		icd10       = sctid.ID(449080006)
		argentina   = sctid.ID(11000221109)
		uk          = sctid.ID(83821000000107)
		ukClinical  = sctid.ID(999000021000000109)
		ukDrug      = sctid.ID(999000011000001104)
		unitedState = sctid.ID(731000124108)
	)
	on := func(source, target sctid.ID, time terminology.Date) dependency {
		return dependency{source, target, time, time}
	}
	international := []dependency{on(coreModule, model, 20250701), on(icd10, coreModule, 20250701), on(icd10, model, 20250701)}
	with := func(more ...dependency) []dependency { return append(more, international...) }
	for _, test := range []struct {
		name  string
		in    editionInput
		want  string
		words string // of the error
	}{
		{
			name: "International: maps depend on the core, but are part of it",
			in:   editionInput{dependencies: international},
			want: "http://snomed.info/sct/900000000000207008/version/20250701",
		},
		{
			name: "extension",
			in:   editionInput{dependencies: with(on(argentina, coreModule, 20250801), on(argentina, model, 20250801))},
			want: "http://snomed.info/sct/11000221109/version/20250801",
		},
		{
			name: "module that depends on itself, as subsets have it",
			in:   editionInput{dependencies: with(on(argentina, coreModule, 20250801), on(argentina, argentina, 20250801))},
			want: "http://snomed.info/sct/11000221109/version/20250801",
		},
		{
			name: "edition of several modules",
			in: editionInput{dependencies: with(on(uk, ukClinical, 20250901), on(uk, ukDrug, 20250901),
				on(ukClinical, coreModule, 20250901), on(ukDrug, ukClinical, 20250901))},
			want: "http://snomed.info/sct/83821000000107/version/20250901",
		},
		{
			name: "only the newest version of a module speaks of it",
			in:   editionInput{dependencies: with(on(argentina, unitedState, 20240101), on(argentina, coreModule, 20250801), on(unitedState, argentina, 20250901))},
			want: "http://snomed.info/sct/731000124108/version/20250901",
		},
		{
			name: "unpublished",
			in:   editionInput{dependencies: international, unpublished: true},
			want: "http://snomed.info/xsct/900000000000207008/version/20250701",
		},
		{
			name: "no version in the dependencies",
			in:   editionInput{dependencies: []dependency{on(argentina, coreModule, 0)}, newest: map[sctid.ID]terminology.Date{argentina: 20250301, coreModule: 20250701}},
			want: "http://snomed.info/sct/11000221109/version/20250301",
		},
		{
			name: "no date but that of the files",
			in:   editionInput{dependencies: []dependency{on(argentina, coreModule, 0)}, fallback: 20250302, unpublished: true},
			want: "http://snomed.info/xsct/11000221109/version/20250302",
		},
		{
			name: "no dependencies, one module",
			in:   editionInput{newest: map[sctid.ID]terminology.Date{coreModule: 20250101, model: 20250701}},
			want: "http://snomed.info/sct/900000000000207008/version/20250701",
		},
		{
			name:  "two extensions",
			in:    editionInput{dependencies: with(on(argentina, coreModule, 20250801), on(unitedState, coreModule, 20250901))},
			words: "11000221109 |Argentina|, 731000124108; say which with --release, as in --release http://snomed.info/sct/11000221109/version/20250801",
		},
		{
			name: "two extensions, one of them named by the package",
			in:   editionInput{dependencies: with(on(argentina, coreModule, 20250801), on(unitedState, coreModule, 20250901)), named: []sctid.ID{unitedState, coreModule}},
			want: "http://snomed.info/sct/731000124108/version/20250901",
		},
		{
			name:  "two extensions, both named by the package",
			in:    editionInput{dependencies: with(on(argentina, coreModule, 20250801), on(unitedState, coreModule, 20250901)), named: []sctid.ID{unitedState, argentina}},
			words: "2 modules on which no other depends",
		},
		{
			name:  "two modules without dependencies",
			in:    editionInput{newest: map[sctid.ID]terminology.Date{argentina: 20250801, unitedState: 20250901}},
			words: "2 modules on which no other depends",
		},
		{
			name:  "a circle",
			in:    editionInput{dependencies: []dependency{on(argentina, unitedState, 20250801), on(unitedState, argentina, 20250801)}},
			words: "has no module on which no other depends",
		},
		{
			name:  "no date at all",
			in:    editionInput{dependencies: []dependency{on(argentina, coreModule, 0)}},
			words: "--release http://snomed.info/xsct/11000221109/version/YYYYMMDD",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.in.name = func(id sctid.ID) string {
				return map[sctid.ID]string{argentina: "Argentina"}[id]
			}
			got, err := workOutRelease(&test.in)
			if test.words != "" {
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Problem != ProblemReleaseUnclear || !strings.Contains(err.Error(), test.words) {
					t.Errorf("%v, %v; want an error with %q", got.URI(), err, test.words)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.URI() != test.want {
				t.Errorf("release %s, want %s", got.URI(), test.want)
			}
		})
	}
}

func TestProvisionalFilesAreUnpublished(t *testing.T) {
	p := newMini(t, "20250701")
	dir := t.TempDir()
	for file := range p.files {
		writeFile(t, dir+"/x"+p.name(file, "Snapshot"), p.text(file))
	}
	if s := imported(t, Options{Paths: []string{dir}}); !strings.HasPrefix(s.Manifest.URI, "http://snomed.info/xsct/") {
		t.Errorf("release %s of files that begin with x", s.Manifest.URI)
	}
}

func TestInformationFileSettlesTheEdition(t *testing.T) {
	const argentina, unitedStates = "11000221109", "731000124108"
	p := newMini(t, "20250701")
	for _, module := range []string{argentina, unitedStates} {
		p.concept(module, "20250701", "1", "module "+module, root)
		p.add("dependency", memberID(module), "20250801", "1", module, "900000000000534007", core, "20250801", "20250701")
	}
	dir := p.write("Snapshot")
	err := refused(t, Options{Paths: []string{dir}})
	if !strings.Contains(err.Error(), argentina+" |module "+argentina+" (thing)|") {
		t.Errorf("%v doesn't name the modules", err)
	}
	writeFile(t, dir+"/release_package_information.json", `{"effectiveTime": "20250801", "includedModules": ["`+unitedStates+`"]}`)
	if s := imported(t, Options{Paths: []string{dir}}); s.Manifest.URI != "http://snomed.info/sct/"+unitedStates+"/version/20250801" {
		t.Errorf("release %s", s.Manifest.URI)
	}
}
