package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// refsetTypes are the concepts below which the reference sets of one file
// format stand. Reference Set Guide, "Reference set types".
var refsetTypes = map[sctid.ID]bool{
	terminology.SimpleRefsetType:          true,
	terminology.AttributeValueRefsetType:  true,
	terminology.AssociationRefsetType:     true,
	terminology.LanguageRefsetType:        true,
	terminology.OWLExpressionRefsetType:   true,
	terminology.SimpleMapFromRefsetType:   true,
	terminology.SimpleMapToRefsetType:     true,
	terminology.ComplexMapRefsetType:      true,
	terminology.ExtendedMapRefsetType:     true,
	terminology.OrderedComponentType:      true,
	terminology.OrderedAssociationType:    true,
	terminology.DescriptionFormatType:     true,
	terminology.RefsetDescriptorType:      true,
	terminology.QuerySpecificationType:    true,
	terminology.AnnotationRefsetType:      true,
	terminology.ComponentAnnotationType:   true,
	terminology.MemberAnnotationType:      true,
	terminology.MRCMDomainType:            true,
	terminology.MRCMAttributeDomainType:   true,
	terminology.MRCMAttributeRangeType:    true,
	terminology.MRCMModuleScopeType:       true,
	terminology.PostcoordinatedExpression: true,
	terminology.ModuleDependency:          true,
	447258008:                             true, // ordered, deprecated
	1193542003:                            true, // simple map with correlation from SNOMED CT
	1193543008:                            true, // simple map with correlation to SNOMED CT
	1193544002:                            true, // simple map with correlation, SNOMED CT to SNOMED CT
	705111002:                             true, // map correlation and origin
	705109006:                             true, // code to expression
}

// typesByColumns tells the type of a reference set whose concept stands below
// none of the known types, as in a subset without the metadata, by the names
// of its additional columns in lower case.
var typesByColumns = map[string]sctid.ID{
	"":                                    terminology.SimpleRefsetType,
	"valueid":                             terminology.AttributeValueRefsetType,
	"targetcomponentid":                   terminology.AssociationRefsetType,
	"acceptabilityid":                     terminology.LanguageRefsetType,
	"mrcmrulerefsetid":                    terminology.MRCMModuleScopeType,
	"owlexpression":                       terminology.OWLExpressionRefsetType,
	"maptarget":                           terminology.SimpleMapFromRefsetType,
	"mapsource":                           terminology.SimpleMapToRefsetType,
	"query":                               terminology.QuerySpecificationType,
	"annotation":                          terminology.AnnotationRefsetType,
	"order":                               terminology.OrderedComponentType,
	"targetcomponentid order":             terminology.OrderedAssociationType,
	"order linkedtoid":                    447258008,
	"descriptionformat descriptionlength": terminology.DescriptionFormatType,
	"sourceeffectivetime targeteffectivetime":                                      terminology.ModuleDependency,
	"expression substrate":                                                         terminology.PostcoordinatedExpression,
	"attributedescription attributetype attributeorder":                            terminology.RefsetDescriptorType,
	"mapgroup mappriority maprule mapadvice maptarget correlationid":               terminology.ComplexMapRefsetType,
	"mapgroup mappriority maprule mapadvice maptarget correlationid mapcategoryid": terminology.ExtendedMapRefsetType,
	"mapgroup mappriority maprule mapadvice maptarget correlationid mapblock":      terminology.ExtendedMapRefsetType,
	"maptarget correlationid":                                                      1193542003,
	"mapsource correlationid":                                                      1193543008,
	"mapsource attributeid correlationid contentoriginid":                          705111002,
	"mapsource expression definitionstatusid correlationid contentoriginid":        705109006,
	"domainconstraint parentdomain proximalprimitiveconstraint proximalprimitiverefinement domaintemplateforprecoordination domaintemplateforpostcoordination guideurl": terminology.MRCMDomainType,
	"domainid grouped attributecardinality attributeingroupcardinality rulestrengthid contenttypeid":                                                                    terminology.MRCMAttributeDomainType,
	"rangeconstraint attributerule rulestrengthid contenttypeid":                                                                                                        terminology.MRCMAttributeRangeType,
	"languagedialectcode typeid value":                    terminology.ComponentAnnotationType,
	"referencedmemberid languagedialectcode typeid value": terminology.MemberAnnotationType,
}

// refset is a reference set with its rows.
type refset struct {
	terminology.Refset
	table *memberTable
	rows  []uint32 // the rows that were kept, in order of component and member id
	// numbers tells for each of rows what its component is: the ordinal of a
	// concept, the row of a description, absent for others. Only while arranging.
	numbers []uint32
}

// isLanguage reports whether the members are acceptabilities of descriptions.
func (r *refset) isLanguage() bool { return r.TypeID == terminology.LanguageRefsetType }

// isAxioms reports whether the members are OWL expressions.
func (r *refset) isAxioms() bool {
	return r.TypeID == terminology.OWLExpressionRefsetType && len(r.Columns) == 1 && r.Columns[0].Kind == terminology.FieldString
}

// gatherRefsets splits the kept rows of all member tables by reference set, in
// ascending order of id. Members are counted but not yet sorted, and types not
// yet known.
func gatherRefsets(r *rows, kept []collapsed) ([]*refset, error) {
	byID := map[sctid.ID]*refset{}
	for i, t := range r.members {
		// The rows of one table stand file by file, so that the reference set
		// rarely changes from row to row.
		var current *refset
		for _, row := range kept[i].rows {
			id := t.refset(row)
			if current == nil || current.ID != id {
				current = byID[id]
				if current == nil {
					current = &refset{table: t}
					current.ID = id
					byID[id] = current
				}
				if current.table != t {
					return nil, patternsDiffer(current, t, row)
				}
			}
			current.rows = append(current.rows, row)
			if t.active(row) {
				current.ActiveMembers++
			}
		}
	}
	list := slices.SortedFunc(maps.Values(byID), func(a, b *refset) int { return cmp.Compare(a.ID, b.ID) })
	for _, s := range list {
		s.Members = len(s.rows)
		s.Columns = columnsOf(s)
	}
	return list, nil
}

func patternsDiffer(s *refset, t *memberTable, row uint32) error {
	file, _ := s.table.origin(s.rows[0])
	other, _ := t.origin(row)
	show := func(in *input) string {
		var names []string
		for _, c := range in.file.Fields {
			names = append(names, c.Name+" ("+string(c.Type)+")")
		}
		if len(names) == 0 {
			return "none"
		}
		return strings.Join(names, ", ")
	}
	return &Error{
		Problem: ProblemPatterns,
		Message: fmt.Sprintf("reference set %s stands in files with different additional columns: %s has %s, %s has %s",
			s.ID, file.file.Path, show(file), other.file.Path, show(other)),
		Hint: "leave one of the files out, or mend the letters in its name or its header",
	}
}

// columnsOf names the columns of a reference set as the header of its file
// does. If it stands in several files with other names, those of the file with
// most of its rows count, and among equals the first in byte order.
func columnsOf(s *refset) []terminology.RefsetColumn {
	count := map[string]int{}
	files := map[string]*input{}
	var last *input
	var lastNames string
	for _, row := range s.rows {
		if file, _ := s.table.origins.of(int(row)); file != last {
			last, lastNames = file, columnNames(file)
			files[lastNames] = file
		}
		count[lastNames]++
	}
	best := ""
	for i, names := range slices.Sorted(maps.Keys(count)) {
		if i == 0 || count[names] > count[best] {
			best = names
		}
	}
	columns := make([]terminology.RefsetColumn, 0, len(s.table.pattern))
	for _, c := range files[best].file.Fields {
		columns = append(columns, terminology.RefsetColumn{Name: c.Name, Kind: terminology.FieldKind(c.Type)})
	}
	return columns
}

func columnNames(in *input) string {
	var names []string
	for _, c := range in.file.Fields {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// setType finds the type of a reference set: the nearest ancestor of its
// concept, itself included, that names a file format (the lowest id where
// several are equally near), else what the columns tell, else 0. An ancestor
// that the columns contradict doesn't count for the two types on which more
// than display hangs, language and OWL expression.
func (s *refset) setType(t *taxonomy.Taxonomy) {
	byColumns := typesByColumns[strings.ToLower(joinNames(s.Columns))]
	for _, id := range []sctid.ID{nearestType(t, s.ID), byColumns} {
		fits := true
		switch id {
		case terminology.LanguageRefsetType:
			fits = strings.HasPrefix(s.table.pattern, "c")
		case terminology.OWLExpressionRefsetType:
			fits = s.table.pattern == "s"
		}
		if id != 0 && fits {
			s.TypeID = id
			return
		}
	}
}

func joinNames(columns []terminology.RefsetColumn) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, " ")
}

func nearestType(t *taxonomy.Taxonomy, id sctid.ID) sctid.ID {
	start, ok := t.Ordinal(id)
	if !ok {
		return 0
	}
	seen := map[taxonomy.Ordinal]bool{start: true}
	for level := []taxonomy.Ordinal{start}; len(level) > 0; {
		var nearest sctid.ID
		var next []taxonomy.Ordinal
		for _, o := range level {
			if id := t.ID(o); refsetTypes[id] && (nearest == 0 || id < nearest) {
				nearest = id
			}
			for _, parent := range t.Parents(o) {
				if !seen[parent] {
					seen[parent] = true
					next = append(next, parent)
				}
			}
		}
		if nearest != 0 {
			return nearest
		}
		level = next
	}
	return 0
}
