package ecl

// Limits of [Parse] where [Options] names none.
const (
	// DefaultMaxLength bounds the text, in bytes.
	DefaultMaxLength = 1 << 20
	// DefaultMaxDepth bounds how deep brackets of all kinds stand in one another.
	DefaultMaxDepth = 200
	// DefaultMaxNodes bounds the nodes of the tree.
	DefaultMaxNodes = 100_000
)

// Options are the choices of [Parse]. The zero value takes what Firn takes.
type Options struct {
	// Strict refuses what the specification's grammar has no rule for and Firn
	// takes all the same: see "Leniencies" in the package documentation.
	Strict bool

	MaxLength int // in bytes; 0 means DefaultMaxLength
	MaxDepth  int // of brackets; 0 means DefaultMaxDepth
	MaxNodes  int // of the tree; 0 means DefaultMaxNodes
}
