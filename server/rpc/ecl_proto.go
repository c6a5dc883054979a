package rpc

import (
	"cmp"
	"slices"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
)

// warningProtos converts lists of warnings into one, in the order of the text.
func warningProtos(lists ...[]ecl.Warning) []*firnv1.EclWarning {
	var all []*firnv1.EclWarning
	for _, list := range lists {
		for _, w := range list {
			p := &firnv1.EclWarning{
				Reason: string(w.Reason), Message: w.Message,
				Start: uint32(w.Start), End: uint32(w.End), Line: uint32(w.Line), Column: uint32(w.Column),
				ComponentId: uint64(w.ID),
			}
			for _, id := range w.Replacements {
				p.ReplacementIds = append(p.ReplacementIds, uint64(id))
			}
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b *firnv1.EclWarning) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

func columnProtos(columns []ecl.Column) []*firnv1.EclColumn {
	var list []*firnv1.EclColumn
	for _, c := range columns {
		list = append(list, &firnv1.EclColumn{Name: c.Name, Kind: fieldKindName(c.Kind)})
	}
	return list
}

func fieldKindName(kind terminology.FieldKind) string {
	switch kind {
	case terminology.FieldComponent:
		return "component"
	case terminology.FieldInteger:
		return "integer"
	default:
		return "string"
	}
}

func rowProto(fields []terminology.Field) *firnv1.EclRow {
	row := &firnv1.EclRow{Values: make([]*firnv1.EclValue, len(fields))}
	for i, f := range fields {
		v := &firnv1.EclValue{}
		switch f.Kind {
		case terminology.FieldComponent:
			v.Value = &firnv1.EclValue_ComponentId{ComponentId: uint64(f.ID)}
		case terminology.FieldInteger:
			v.Value = &firnv1.EclValue_Integer{Integer: f.Integer}
		case terminology.FieldString:
			v.Value = &firnv1.EclValue_Text{Text: f.Text}
		}
		row.Values[i] = v
	}
	return row
}
