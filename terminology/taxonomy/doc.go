// Package taxonomy holds the inferred is-a graph and the attribute
// relationships of one SNOMED CT release in a form that answers in
// nanoseconds: subsumption, descendants, ancestors, and attributes from both
// ends.
//
// # Ordinals
//
// Every concept has an [Ordinal], a dense number. Active concepts come first,
// in depth-first pre-order over a spanning tree of the is-a graph: a concept's
// tree parent is the deepest of its parents (longest path from a root, then the
// lowest identifier), children are visited in ascending identifier, and the
// roots are the active concepts without active parents: 138875005 |SNOMED CT
// Concept| first, then ascending identifier. Inactive concepts follow in
// ascending identifier. The numbering depends on the content alone, never on
// the order of the input, so two builds of one release have identical blobs.
//
// Sets of concepts are roaring bitmaps over ordinals. Ordinals mean nothing
// outside the release that they come from and are never shown to a user.
//
// # Intervals
//
// In pre-order the subtree below a concept is one interval of ordinals, its own
// interval. What it subsumes besides, through the is-a edges that are not in
// the spanning tree, is a short list of extra intervals: sorted, disjoint from
// each other and from the own interval (tree cover: Agrawal, Borgida and
// Jagadish, "Efficient management of transitive relationships in large data and
// knowledge bases", 1989). Most concepts have no extra ones. So a subsumption
// test is two comparisons and now and then a binary search, and the descendants
// of a concept are a few ranges. The tests compare all of it with a naive walk
// over maps.
//
// # Lifetime
//
// [Build] makes a Taxonomy from the rows of a release, [Taxonomy.Blobs] gives
// its columns as bytes, and [Load] reads them back by copying. A Taxonomy never
// changes and is safe for use by several goroutines. Slices that its methods
// return are its own memory unless their comment says otherwise: read them,
// never write to them. Bitmaps are always new and belong to the caller.
//
// Methods that take an Ordinal accept any number: one that is not in the
// release has no parents, no children, no attributes and identifier 0.
package taxonomy
