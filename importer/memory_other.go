//go:build !linux

package importer

// peakMemory returns the most memory that the process has held so far, in
// bytes, or 0 where the system doesn't say.
func peakMemory() int64 { return 0 }
