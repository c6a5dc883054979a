//go:build !linux

package importer

// runChild does nothing: the crash tests need Linux.
func runChild() {}
