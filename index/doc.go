// Package index finds descriptions by their words, with bleve. It is the one
// package that knows bleve.
package index
