package terminology

// Catalog holds the releases that one server answers from. It is safe for use
// by many goroutines at once; releases may come and go while it is used.
type Catalog interface {
	// Releases describes the loaded releases in ascending order of URI.
	Releases() []*ReleaseInfo
	// Acquire finds a release by its name: a release URI, the URI of an edition
	// or a bare module id for its newest loaded version, or "" for the default
	// release. The release stays open until free is called, once. The error is
	// of kind [KindInvalidArgument] for a malformed name, [KindNotFound] for a
	// release that isn't loaded.
	Acquire(name string) (release *Release, free func(), err error)
}
