// Package testenv finds what tests may read but the project may not hold:
// licensed SNOMED CT content and outside conformance suites.
package testenv

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Variable names the folder of shared content.
const Variable = "FIRN_SHARED"

// Shared returns the folder of shared content: the value of FIRN_SHARED, or
// "../shared" seen from the project's root. It skips the test, saying why,
// where there is no such folder.
func Shared(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv(Variable)
	if dir == "" {
		dir = filepath.Join(Root(), "..", "shared")
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("no shared SNOMED CT content: set %s to its folder (%v)", Variable, err)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		tb.Fatal(err)
	}
	return abs
}

// Subset returns the folder of the real subset of SNOMED CT International, or
// skips the test.
func Subset(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(Shared(tb), "rf2", "international-subset-20250909")
	if _, err := os.Stat(dir); err != nil {
		tb.Skipf("no real subset of SNOMED CT below %s: %v", Shared(tb), err)
	}
	return dir
}

// SubsetRelease is the URI under which tests import the real subset.
const SubsetRelease = "http://snomed.info/xsct/31000003106/version/20250909"

// Root returns the project's root folder.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}
