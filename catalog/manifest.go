package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/firn-sct/firn/terminology"
)

// FormatVersion is the version of the layout of a release directory and of all
// files in it. A directory of another version is refused: releases are rebuilt
// from RF2, never converted.
const FormatVersion = 1

// Manifest describes a sealed release directory. It stands in it as
// MANIFEST.json.
type Manifest struct {
	FormatVersion int `json:"formatVersion"`
	// ReleaseInfo is what the release is: its URI, counts, modules, dialects
	// and the RF2 files that it was made from.
	terminology.ReleaseInfo
	Build Build `json:"build"`
	// Skipped is what a lenient import left out, in order of file and line.
	Skipped []Skipped `json:"skipped,omitempty"`
	// Anomalies are the violations of the specification that don't stop an
	// import, in order of kind.
	Anomalies []Anomaly `json:"anomalies,omitempty"`
	// MissingModules are the modules that the release depends on and that the
	// packages lack, in ascending order of module and of the one that needs it.
	MissingModules []terminology.MissingModule `json:"missingModules,omitempty"`
	// Contents are the files of the directory other than the manifest, in
	// ascending order of path.
	Contents []ContentFile `json:"contents"`
}

// Build tells how a release directory was made.
type Build struct {
	Program    string    `json:"program"` // name and version of the program
	Started    time.Time `json:"started"` // UTC
	Seconds    float64   `json:"seconds"` // wall time until the directory was sealed
	Phases     []Phase   `json:"phases"`  // in order of their beginning
	PeakMemory int64     `json:"peakMemory"`
	Settings   Settings  `json:"settings"`
}

// Phase is a part of an import. Phases may overlap.
type Phase struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"` // wall time
}

// Settings is what an import was asked to do.
type Settings struct {
	// Paths are the packages in the order given; only the last part of each
	// path, because the rest says nothing about the release and more than it
	// should about the machine.
	Paths   []string         `json:"paths"`
	Release string           `json:"release,omitempty"` // the URI, where it was given
	Lenient bool             `json:"lenient,omitempty"`
	AsOf    terminology.Date `json:"asOf,omitempty"`
}

// Skipped counts rows that a lenient import left out of one file for one
// reason.
type Skipped struct {
	File     string `json:"file"`   // as in [terminology.InputFile.Path]
	Column   string `json:"column"` // empty where the whole row is at fault
	Reason   string `json:"reason"` // stable: those of package rf2, or "conflict"
	Expected string `json:"expected"`
	Rows     int    `json:"rows"`
	// Line and Found are of the first such row; lines count from 1. Found is
	// in words, with what stood in the file in quotes.
	Line  int    `json:"line"`
	Found string `json:"found"`
}

// Anomaly counts violations of the specification of one kind.
type Anomaly struct {
	Kind  string `json:"kind"`  // stable, such as "description-of-absent-concept"
	About string `json:"about"` // one sentence
	Count int    `json:"count"`
	// First are the first ten in ascending order of id, a few words each that
	// name the components.
	First []string `json:"first"`
}

// ContentFile is a file of a release directory.
type ContentFile struct {
	Path   string `json:"path"` // relative, with slashes
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// Name returns the release URI in its parts.
func (m *Manifest) Name() (terminology.ReleaseName, error) {
	name, err := terminology.ParseReleaseURI(m.URI)
	if err == nil && name.EffectiveTime == 0 {
		err = fmt.Errorf("release URI %q has no version", m.URI)
	}
	return name, err
}

// maxManifest bounds what is read as a manifest; real ones are a few kilobytes.
const maxManifest = 64 << 20

// ReadManifest reads the manifest of a release directory. A directory of an
// unknown format version is refused with an [*terminology.Error] of reason
// [terminology.ReasonFormatUnknown], whose hint is the command that rebuilds
// it. A missing manifest is an error that wraps [fs.ErrNotExist].
func ReadManifest(dir string) (*Manifest, error) {
	m, _, err := readManifest(dir)
	return m, err
}

// readManifest also returns the bytes: they tell one build from another.
func readManifest(dir string) (*Manifest, []byte, error) {
	path := filepath.Join(dir, manifestName)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s is no sealed release directory: %w", dir, err)
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return nil, nil, fmt.Errorf("reading %s: %w", path, err)
	}
	if len(text) > maxManifest {
		return nil, nil, fmt.Errorf("%s is larger than %d bytes", path, maxManifest)
	}

	// The version first, alone: another version may mean other types.
	var version struct {
		FormatVersion int `json:"formatVersion"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if version.FormatVersion != FormatVersion {
		return nil, nil, unknownFormat(dir, version.FormatVersion, text)
	}
	m := new(Manifest)
	if err := json.Unmarshal(text, m); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if _, err := m.Name(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, text, nil
}

// unknownFormat makes the error, with as much of the rebuilding command as can
// be told from the directory's place and its manifest.
func unknownFormat(dir string, found int, text []byte) error {
	var old struct {
		Release string `json:"release"`
		Build   struct {
			Settings Settings `json:"settings"`
		} `json:"build"`
	}
	// Other versions may differ in anything: take what fits.
	_ = json.Unmarshal(text, &old)
	e := terminology.Errorf(terminology.KindFailedPrecondition, terminology.ReasonFormatUnknown,
		"release directory %s has format version %d, and this program knows version %d only", dir, found, FormatVersion)
	e.Hint = "build it again: " + rebuildCommand(dir, old.Release, old.Build.Settings)
	return e
}

// rebuildCommand returns the command that makes a release directory again. The
// manifest has only the packages' last names: where they lie is for the reader
// to know.
func rebuildCommand(dir, release string, settings Settings) string {
	command := []string{"firn", "import"}
	if name, ok := parseReleaseDir(dir); ok {
		command = append(command, "--data", quoteArgument(filepath.Dir(filepath.Dir(filepath.Dir(dir)))))
		if release == "" {
			release = name.URI()
		}
	}
	if release != "" {
		command = append(command, "--release", quoteArgument(release))
	}
	if settings.Lenient {
		command = append(command, "--lenient")
	}
	if settings.AsOf != 0 {
		command = append(command, "--as-of", settings.AsOf.String())
	}
	if len(settings.Paths) == 0 {
		command = append(command, "PATH...")
	}
	for _, path := range settings.Paths {
		command = append(command, quoteArgument(path))
	}
	return strings.Join(command, " ")
}

// quoteArgument makes an argument safe to paste into a shell.
func quoteArgument(s string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:=@%,", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !safe(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// encode returns the manifest as it stands in the file.
func (m *Manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
