package terminology

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// DialectAliasTable returns, by alias in lower case, the language reference set
// that each dialect alias stands for, whether or not a release has it. The map is
// the caller's. Expression Constraint Language, appendix C.
func DialectAliasTable() map[string]sctid.ID {
	table := make(map[string]sctid.ID, len(dialectAliases))
	for _, a := range dialectAliases {
		table[strings.ToLower(a.tag)] = a.refset
	}
	return table
}
