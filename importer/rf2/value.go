package rf2

import "unicode/utf8"

// MaxValueCharacters is the length of the longest concrete value.
const MaxValueCharacters = 4096

// ValueType is the type of a concrete value.
type ValueType uint8

// The types of concrete value. Release File Specification, "Relationship
// Concrete Values File".
const (
	NumberValue  ValueType = iota + 1 // #123, #-4, #0.5
	StringValue                       // "text", with \" and \\ for " and \
	BooleanValue                      // true, false
)

// String returns "number", "string" or "boolean".
func (t ValueType) String() string {
	switch t {
	case NumberValue:
		return "number"
	case StringValue:
		return "string"
	case BooleanValue:
		return "boolean"
	default:
		return "unknown"
	}
}

// ParseValue tells the type of a concrete value as it stands in a file. ok is
// false, and the type means nothing, if it is none.
func ParseValue(b []byte) (t ValueType, ok bool) {
	switch {
	case len(b) == 0, len(b) > MaxValueCharacters && utf8.RuneCount(b) > MaxValueCharacters:
		return 0, false
	case b[0] == '#':
		return NumberValue, isNumber(b[1:])
	case b[0] == '"':
		return StringValue, isString(b)
	case string(b) == "true", string(b) == "false":
		return BooleanValue, true
	}
	return 0, false
}

// isNumber accepts an optional sign, digits without needless leading zeros,
// and optional decimals.
func isNumber(b []byte) bool {
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		b = b[1:]
	}
	whole := digits(b)
	if whole == 0 || whole > 1 && b[0] == '0' {
		return false
	}
	if whole == len(b) {
		return true
	}
	decimals := b[whole+1:]
	return b[whole] == '.' && len(decimals) > 0 && digits(decimals) == len(decimals)
}

// digits counts the digits that b begins with.
func digits(b []byte) int {
	for i, c := range b {
		if c < '0' || c > '9' {
			return i
		}
	}
	return len(b)
}

// isString accepts text in quotation marks, within which a quotation mark or
// a backslash has a backslash before it.
func isString(b []byte) bool {
	if len(b) < 2 || b[len(b)-1] != '"' {
		return false
	}
	inside := b[1 : len(b)-1]
	for i := 0; i < len(inside); i++ {
		switch inside[i] {
		case '"':
			return false
		case '\\':
			i++
			if i == len(inside) || inside[i] != '"' && inside[i] != '\\' {
				return false
			}
		}
	}
	return true
}

// value reads a concrete value.
func (p *parser) value(column int) ([]byte, ValueType) {
	i := p.place(column)
	b := p.cols[i]
	t, ok := ParseValue(b)
	switch {
	case ok:
		return b, t
	case len(b) == 0:
		p.fail(i, RowEmpty, "nothing", `a concrete value such as #1.5, "text" or true`, nil)
	case utf8.RuneCount(b) > MaxValueCharacters:
		p.fail(i, RowConcreteValue, plural(utf8.RuneCount(b), "character"), plural(MaxValueCharacters, "character")+" at most", nil)
	default:
		p.fail(i, RowConcreteValue, quote(b), `a concrete value such as #1.5, "text" or true`, nil)
	}
	return nil, 0
}
