// Package importer turns RF2 release packages into a sealed release directory.
//
// [Import] works in these phases, which the summary and the manifest time:
//
//	open      find the RF2 files of every package, choose Full or Snapshot
//	read      parse the files side by side into columns
//	collapse  keep the newest row of each component, work out the release
//	taxonomy  number the concepts, build the hierarchy and the attributes
//	arrange   group rows by concept and by reference set, count, look for anomalies
//	store     write store.db            } at the same time
//	index     write the search index    }
//	seal      sync, checksum, verify, and rename into place
//
// # Which rows count
//
// A package's Snapshot is read; its Full files where it has no Snapshot, or
// where [Options.AsOf] asks for the past. Deltas are never read: a Delta says
// what changed, not what is there. All packages of an import make one release: of each
// component the row with the newest effective time wins, whatever package and
// file it comes from, and an unpublished row counts as the newest. Identical
// rows collapse into one. Two rows of one component with the same newest time
// and different content stop the import, because nothing tells which of them is
// right; a lenient import keeps one by a fixed rule ([ConflictError] has it) and
// records the others. Rows that are superseded by a newer one are not compared,
// as they have no part in the result.
//
// The key of a row is its id; for a reference set member its refsetId and id,
// for an alternate identifier its scheme and code.
//
// # What is left out
//
// Rows that hang on a concept which no package has can't be reached from
// anywhere: descriptions, axioms and relationships of an absent concept are left out,
// and the anomalies count them. Reference set members are all kept. Stated
// relationships are read, checked, counted and set aside.
//
// # What may be replaced
//
// A release that lacks a module on which it depends, an extension without its base,
// is imported all the same, and the summary and the manifest name the module and
// the version. Only it doesn't take the place of a whole build of the same release,
// nor does one that has less than half of the rows; a lenient import lets both.
//
// # The same bytes
//
// Neither the order of paths, files and rows nor the scheduling of goroutines has
// an influence on what store.db holds, save that the description of the input
// files (their checksums) stands in it.
package importer
