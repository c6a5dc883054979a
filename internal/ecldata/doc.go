// Package ecldata makes what tests of the Expression Constraint Language need:
// small releases as RF2 files, hand-made and random, and random queries over
// what a release has. It is for tests alone.
package ecldata
