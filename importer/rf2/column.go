package rf2

import (
	"fmt"
	"strings"
)

// ColumnType is the type of an additional reference set column, as the letter
// in the file name gives it.
type ColumnType byte

// The types of column.
const (
	ComponentColumn ColumnType = 'c' // an SCTID
	IntegerColumn   ColumnType = 'i' // an integer, or a boolean as 1 and 0
	StringColumn    ColumnType = 's' // text; also times, UUIDs and URLs
)

// Column is an additional column of a reference set file: one behind
// referencedComponentId.
type Column struct {
	Name string // from the header, "targetComponentId" for example
	Type ColumnType
	// Required says that an empty value is an error. It holds for the columns
	// on which the meaning of the specification's own reference set types hangs
	// (acceptabilityId, targetComponentId, mapGroup, …); others, those of
	// unknown patterns among them, may be empty.
	Required bool
}

// The columns of the specification's reference set types, in lower case.
// Release File Specification, "Reference Set Types". A column that is not here is
// taken as text unless the file name's letters say otherwise.
var (
	componentColumns = set(`valueId targetComponentId acceptabilityId mrcmRuleRefsetId linkedToId
		descriptionFormat attributeDescription attributeType correlationId mapCategoryId attributeId
		contentOriginId definitionStatusId domainId ruleStrengthId contentTypeId typeId`)
	integerColumns = set(`order descriptionLength attributeOrder mapGroup mapPriority mapBlock grouped`)
	// The maps' correlation, category and origin are absent: third-party maps
	// leave them empty. So is mapTarget, which is empty where there is no code.
	requiredColumns = set(`valueId targetComponentId acceptabilityId mrcmRuleRefsetId order
		descriptionFormat descriptionLength attributeDescription attributeType attributeOrder
		owlExpression mapGroup mapPriority domainId grouped ruleStrengthId contentTypeId`)
)

func set(names string) map[string]bool {
	m := make(map[string]bool)
	for name := range strings.FieldsSeq(names) {
		m[strings.ToLower(name)] = true
	}
	return m
}

// typedColumns gives the additional columns of a reference set file their
// types: by the letters of the file name as far as they reach, by the column's
// name behind them. untyped is the number of columns without a letter.
func typedColumns(names []string, letters string) (columns []Column, untyped int, err error) {
	letters = strings.ToLower(letters)
	for i := range len(letters) {
		if !strings.ContainsRune("cis", rune(letters[i])) {
			return nil, 0, fmt.Errorf("the letter %q in the name's pattern %q is no column type: expected c, i or s", letters[i], letters)
		}
	}
	if len(letters) > len(names) {
		return nil, 0, fmt.Errorf("the name's pattern %q has %d additional columns, the header %d", letters, len(letters), len(names))
	}
	columns = make([]Column, len(names))
	for i, name := range names {
		key := strings.ToLower(name)
		c := Column{Name: name, Type: StringColumn, Required: requiredColumns[key]}
		switch {
		case i < len(letters):
			c.Type = ColumnType(letters[i])
		case componentColumns[key]:
			c.Type = ComponentColumn
		case integerColumns[key]:
			c.Type = IntegerColumn
		}
		columns[i] = c
	}
	return columns, len(names) - len(letters), nil
}
