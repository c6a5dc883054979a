package equivalents

import "fmt"

// Error is a fault in a table's text.
type Error struct {
	Name         string // of the file
	Line, Column int    // from 1; the column counts characters
	Message      string // what is wrong, without a full stop
	Hint         string // what to do about it; may be empty
}

// Error implements error: name, line, column, message and hint.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.Name, e.Line, e.Column, e.Message)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}
