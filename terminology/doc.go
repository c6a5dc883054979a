// Package terminology is Firn's domain: the components of a SNOMED CT release
// and the questions that one can ask of it.
//
// # Words
//
// The package uses SNOMED CT's own terms. A release holds components:
// concepts, the descriptions that name them and the relationships that define
// them. Reference sets (refsets) add rows, called members, that refer to
// components. Every row has an effective time, an active flag and a module.
// An edition is a module with everything that it depends on; an edition at an
// effective time is a version; Firn calls the two together a release and
// names it by its URI, http://snomed.info/sct/<module>/version/<yyyymmdd>.
//
// # Shape
//
// [Release] answers questions about one imported release. It stands on three
// things: a taxonomy of dense ordinals in memory (package taxonomy), a [Store]
// that decodes components and members, and a [Searcher] that finds
// descriptions by their words. The package states the two interfaces and knows
// no implementation: terminology/store fills the first with bbolt, index the
// second with bleve. A [Catalog] holds the releases of one server.
//
// # Rules of meaning
//
// Only active inferred relationships of active concepts make the hierarchy. A
// description, relationship or member counts only if it is active, except
// where a caller asks for inactive ones. Lists come in ascending order of
// their SCTIDs unless their documentation gives another order.
//
// # Errors
//
// Errors that a caller can act on are [*Error] with a [Kind], a stable
// [Reason] and a message that is safe to show. Any other error is internal:
// log it, and show nothing of it.
//
// # Ownership
//
// Everything a Release returns belongs to the caller, except where a comment
// says that it is shared and must not be changed. A Release is safe for use by
// many goroutines at once.
package terminology
