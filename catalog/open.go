package catalog

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"time"

	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/store"
)

// OpenRelease opens one sealed release directory, read-only. It belongs to the
// caller, who closes it. Directories of an unknown format are refused as in
// [ReadManifest].
func OpenRelease(dir string) (*terminology.Release, *Manifest, error) {
	m, err := ReadManifest(dir)
	if err != nil {
		return nil, nil, err
	}
	r, err := openRelease(dir, m)
	if err != nil {
		return nil, nil, fmt.Errorf("opening %s: %w", dir, err)
	}
	return r, m, nil
}

// openRelease opens store and index and makes sure that they are of the
// manifest's release.
func openRelease(dir string, m *Manifest) (*terminology.Release, error) {
	s, err := store.Open(StorePath(dir))
	if err != nil {
		return nil, rebuildHint(dir, m, err)
	}
	if !reflect.DeepEqual(s.Info(), &m.ReleaseInfo) {
		s.Close()
		return nil, fmt.Errorf("%s is of release %s, and doesn't agree with the manifest, which is of %s", StorePath(dir), s.Info().URI, m.URI)
	}
	x, err := index.Open(SearchPath(dir))
	if err != nil {
		s.Close()
		return nil, rebuildHint(dir, m, err)
	}
	info := m.ReleaseInfo
	info.Import = m.importInfo()
	return terminology.NewRelease(&info, s.Taxonomy(), s, x), nil
}

// importInfo tells of the import in the domain's words.
func (m *Manifest) importInfo() *terminology.ImportInfo {
	info := &terminology.ImportInfo{
		FormatVersion: m.FormatVersion, Program: m.Build.Program, Time: m.Build.Started,
		Duration: time.Duration(m.Build.Seconds * float64(time.Second)).Round(time.Millisecond),
	}
	add := func(name, value string) {
		if value != "" {
			info.Settings = append(info.Settings, terminology.Setting{Name: name, Value: value})
		}
	}
	for _, path := range m.Build.Settings.Paths {
		add("path", path)
	}
	add("release", m.Build.Settings.Release)
	if m.Build.Settings.Lenient {
		add("lenient", "true")
	}
	add("as-of", m.Build.Settings.AsOf.String())
	for _, s := range m.Skipped {
		reason := "expected " + s.Expected
		if s.Column != "" {
			reason = s.Column + ": " + reason
		}
		info.Skipped = append(info.Skipped, terminology.SkippedRows{
			Path: s.File, Reason: reason, Rows: s.Rows, Line: s.Line,
			Code: s.Reason, Column: s.Column, Found: s.Found, Expected: s.Expected,
		})
	}
	for _, a := range m.Anomalies {
		info.Anomalies = append(info.Anomalies, terminology.Anomaly(a))
	}
	info.MissingModules = m.MissingModules
	return info
}

// rebuildHint gives an error about an unknown format the command that builds
// the release again, as far as the manifest tells it.
func rebuildHint(dir string, m *Manifest, err error) error {
	e, ok := errors.AsType[*terminology.Error](err)
	if !ok || e.Reason != terminology.ReasonFormatUnknown {
		return err
	}
	c := *e
	c.Hint = "build it again: " + rebuildCommand(dir, m.URI, m.Build.Settings)
	return &c
}

// compareFiles holds the files of a directory against the manifest's list.
func (m *Manifest) compareFiles(dir string, found []ContentFile) error {
	var errs []error
	at := map[string]ContentFile{}
	for _, f := range found {
		at[f.Path] = f
	}
	for _, want := range m.Contents {
		f, ok := at[want.Path]
		delete(at, want.Path)
		path := filepath.Join(dir, filepath.FromSlash(want.Path))
		switch {
		case !ok:
			errs = append(errs, fmt.Errorf("%s: missing: %w", path, os.ErrNotExist))
		case f.Size != want.Size:
			errs = append(errs, fmt.Errorf("%s: %d bytes, expected %d", path, f.Size, want.Size))
		case f.SHA256 != want.SHA256:
			errs = append(errs, fmt.Errorf("%s: SHA-256 %s, expected %s", path, f.SHA256, want.SHA256))
		}
	}
	for _, f := range found {
		if _, extra := at[f.Path]; extra {
			errs = append(errs, fmt.Errorf("%s: isn't in the manifest", filepath.Join(dir, filepath.FromSlash(f.Path))))
		}
	}
	return errors.Join(errs...)
}
