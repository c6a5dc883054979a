// Package store keeps the components and members of one release in one bbolt
// file. It is the one package that knows bbolt.
//
// [Write] makes the file from a [Source], once, in key order. [Open] opens it
// read-only; a [Store] is the [terminology.Store] of a release. [Store.Verify]
// checks a file against itself.
//
// # Layout
//
// The file has nine buckets, and no bucket within a bucket:
//
//	meta          name → format version, release info, dictionaries, semantic tags
//	concepts      ordinal / 8 → the records of eight concepts
//	descriptions  first id → chunk of (description id, concept ordinal)
//	members       (reference set, component, member id) of the first row → chunk of rows
//	bitmaps       reference set → ordinals of the concepts with an active row
//	associations  (reference set, target, source) of the first pair → chunk of pairs
//	values        reference set → values that recur in its rows
//	identifiers   (scheme, code) → stamp, component
//	taxonomy      name → blob of package taxonomy, packed
//
// A concept's record holds all that belongs to it: the descriptions with their
// acceptability, the relationships, the axioms, the alternate identifiers and
// the reference sets that it is in, in sections whose lengths come first, so
// that what isn't asked for is passed over without being decoded. Inactive rows
// have sections of their own at the record's end. Values that recur all over a
// release, such as a row's effective time, state and module, are numbers into
// dictionaries; other concepts are ordinals; ids are items, and terms are words
// of a table and copies of what stands before them. An axiom is in the record
// alone: its reference set has no more than the concept, and reading its rows
// fetches the rest from there. The concept's own row is in a column, not in the
// record, so that asking many concepts for it reads none of them.
//
// Numbers are varints where nothing else is said, keys are big-endian, and every
// value ends with a CRC-32C of its key and itself. The comments in record.go,
// rows.go, pairs.go, spaces.go, words.go, owl.go, heads.go, blobs.go and layout.go
// give the bytes; docs/format.md tells
// it all in one place. The same source gives the same bytes.
//
// # Reading
//
// A question takes a read transaction from a pool, decodes what it needs out of
// the memory map, and gives the transaction back. Nothing that is returned lies
// in the map. Sequences read a chunk at a time and hold nothing in between.
//
// # Damage
//
// Decoders check every bound. A checksum, a bound or a key that doesn't fit is
// an error with [ErrDamaged] in its chain. bbolt itself trusts its pages and
// panics, or reads outside the file, where their links are damaged; such panics
// and faults, those of a failing disk among them, are turned into errors too.
// This is best effort: links that form a circle, or that leave out whole pages,
// can't be told from the outside. The digests in the manifest of a release
// directory and [Store.Verify] find those.
package store
