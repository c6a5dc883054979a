package validate

import "bytes"

// isExpression reports whether a text has the form of a SNOMED CT compositional
// grammar expression beyond a bare id: a definition status, a term between bars, a
// refinement, or several focus concepts. Only the beginning is looked at, since
// what follows is for a parser to judge. Compositional Grammar, section "Syntax".
func isExpression(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	status := bytes.HasPrefix(text, []byte("===")) || bytes.HasPrefix(text, []byte("<<<"))
	if status {
		text = bytes.TrimLeft(text[3:], " \t\r\n")
	}
	for len(text) > 0 && text[0] == '(' { // a nested expression
		text = bytes.TrimLeft(text[1:], " \t\r\n")
	}
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	if digits < 6 || digits > 18 || text[0] == '0' {
		return false
	}
	rest := bytes.TrimLeft(text[digits:], " \t\r\n")
	if len(rest) == 0 {
		return status
	}
	switch rest[0] {
	case ':', '+':
		return len(bytes.TrimSpace(rest[1:])) > 0
	case '|':
		return bytes.IndexByte(rest[1:], '|') >= 0
	}
	return status
}
