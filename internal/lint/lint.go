// Package lint keeps the rules of this project that no outside tool knows: which
// package may import which, what must be documented, what must not be written.
//
// The rules run as ordinary tests, so `go test ./...` is all that it takes to
// check them. Each rule is a function from sources to findings; the tests apply
// it to the project and, to show that it bites, to small bad examples.
//
// Rules tolerate packages that aren't there: they speak of what is written, not
// of what should be.
package lint

import (
	"fmt"
	"go/token"
)

// Module is the path of the project's module, which all its import paths begin
// with.
const Module = "github.com/firn-sct/firn"

// Finding is one breach of a rule.
type Finding struct {
	// File is the slash-separated path from the project's root, or a package's
	// import path where the breach lies in a whole package.
	File string

	// Line counts from 1; 0 means the whole file.
	Line int

	// Message says what is wrong and what to do about it.
	Message string
}

// String gives the finding as file:line: message, as compilers do.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
}

// at makes a finding at a position of a parsed file.
func at(position token.Position, format string, args ...any) Finding {
	return Finding{File: position.Filename, Line: position.Line, Message: fmt.Sprintf(format, args...)}
}
