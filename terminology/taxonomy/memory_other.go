//go:build !linux

package taxonomy

// adviseHugePages does nothing where the system has no such advice.
func adviseHugePages([]byte) {}
