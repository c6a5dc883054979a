package terminology

// Memo returns what make makes, and remembers it with the release under a key, so
// that what is built over a release lives as long as that: an engine for
// expression constraints, for example. Keys are compared as in a map; a type of its
// own makes one that nobody else has. Goroutines that ask at the same time may all
// call make, and all get what one of them made.
func (r *Release) Memo(key any, make func() any) any {
	if made, ok := r.memos.Load(key); ok {
		return made
	}
	made, _ := r.memos.LoadOrStore(key, make())
	return made
}
