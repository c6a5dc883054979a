// Package catalog keeps a data directory: the sealed release directories that
// import makes and serving opens.
//
// # Layout
//
//	DATA/
//	  .lock                        held (flock) by the one import that may run
//	  .building-<random>/          a release being built; left over by a crash
//	  .replaced-<random>/          a release being replaced, see below
//	  releases/
//	    <module>/                  the edition's module, in decimal digits
//	      <yyyymmdd>/              a published version
//	      x<yyyymmdd>/             an unpublished one (http://snomed.info/xsct/…)
//	        store.db               components and members (bbolt)
//	        search/                the description index (bleve)
//	        MANIFEST.json          see [Manifest]; written last
//
// The x keeps an unpublished release and the published one of the same module
// and date apart, so that both may be there; beta packages mark their files
// with the same letter.
//
// # Sealing
//
// A release is built in DATA/.building-<random>, on the same file system as its
// final place. [Building.Seal] syncs every file and directory, writes and syncs
// the manifest, lets the caller verify what is there, and only then renames the
// directory into its place and syncs the parents. A release that is there
// already is exchanged in one step (renameat2 with RENAME_EXCHANGE). Where the
// system or the file system has no exchange, the old directory is moved to
// DATA/.replaced-<random> first; until the new one is in place a reader finds it
// there, and the next import moves it back if a crash came in between. So at
// every moment, and after a crash at any moment, either the old release or the
// new one is found whole. What a crash leaves over is removed by the next
// import, see [Lock.Sweep].
//
// A sealed directory never changes. It is only ever replaced or removed as a
// whole, and a process that has it open goes on reading what it opened.
package catalog
