package catalog

import (
	"path/filepath"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// The names within a data directory.
const (
	releasesName   = "releases"
	lockName       = ".lock"
	buildingPrefix = ".building-"
	replacedPrefix = ".replaced-"

	storeName    = "store.db"
	searchName   = "search"
	manifestName = "MANIFEST.json"

	unpublishedPrefix = "x"
)

// ReleaseDir returns the directory of a release within a data directory,
// whether or not it exists. The name must have a version.
func ReleaseDir(dataDir string, name terminology.ReleaseName) string {
	version := name.EffectiveTime.String()
	if name.Unpublished {
		version = unpublishedPrefix + version
	}
	return filepath.Join(dataDir, releasesName, name.ModuleID.String(), version)
}

// StorePath returns the path of the store within a release directory.
func StorePath(releaseDir string) string { return filepath.Join(releaseDir, storeName) }

// SearchPath returns the path of the search index within a release directory.
func SearchPath(releaseDir string) string { return filepath.Join(releaseDir, searchName) }

// parseReleaseDir reads the last two parts of a release directory's path.
func parseReleaseDir(dir string) (name terminology.ReleaseName, ok bool) {
	module, err := sctid.Parse(filepath.Base(filepath.Dir(dir)))
	if err != nil {
		return name, false
	}
	version, unpublished := strings.CutPrefix(filepath.Base(dir), unpublishedPrefix)
	date, err := terminology.ParseDate(version)
	if err != nil || date == 0 {
		return name, false
	}
	return terminology.ReleaseName{Unpublished: unpublished, ModuleID: module, EffectiveTime: date}, true
}
