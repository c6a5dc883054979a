// Package ecl reads and writes the Expression Constraint Language of SNOMED CT,
// version 2.3: queries for sets of concepts, in the brief and the long syntax.
package ecl
