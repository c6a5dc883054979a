package bulk

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
	"github.com/firn-sct/firn/terminology/validate"
)

// Words of the columns that follow a row.
const (
	unreadable = "unreadable" // the verdict on a row that can't be read
	swapSafe   = "safe"
	swapHuman  = "human"
)

var limitWords = [...]string{"", "in", "not-in"}

// titles returns the titles of the columns that are added for a coded column.
func titles(c *Column) []string {
	prefix := "firn_"
	if c.Name != "" {
		prefix += c.Name + "_"
	}
	list := []string{"verdict", "reason", "since", "concept", "instead", "association", "swap"}
	s := c.Checker.Settings()
	if s.Limit != nil {
		list = append(list, "limit")
	}
	if s.Displays {
		list = append(list, "display", "display_concept", "preferred_term")
	}
	if s.Dates {
		list = append(list, "date")
	}
	for i := range list {
		list[i] = prefix + list[i]
	}
	return list
}

// renderer writes the judgements of one coded column.
type renderer struct {
	settings validate.Settings
	column   *Column
	others   []string
	comma    byte
}

// reason appends why the verdict is as it is, in stable words.
func (w *renderer) reason(dst []byte, r *validate.Result) []byte {
	if r.Verdict == validate.Inactive {
		return append(dst, validate.InactivationWord(r.Inactivation.ReasonID)...)
	}
	dst = append(dst, r.Reason.String()...)
	if (r.Reason == validate.InOtherRelease || r.Reason == validate.InDependency) && int(r.Release) < len(w.others) {
		dst = append(dst, ' ')
		dst = append(dst, w.others[r.Release]...)
	}
	return dst
}

// swap is whether a program may put another concept in the code's place: "safe",
// "human" where somebody has to look, and "" where nothing is to be put there.
func swap(r *validate.Result) string {
	if _, safe := r.Swap(); safe {
		return swapSafe
	}
	switch r.Verdict {
	case validate.Inactive, validate.DescriptionID:
		return swapHuman
	}
	return ""
}

// cells appends the judgement as cells, a delimiter before each.
func (w *renderer) cells(dst []byte, r *validate.Result) []byte {
	dst = append(dst, w.comma)
	dst = append(dst, r.Verdict.String()...)
	if r.Verdict == validate.Valid {
		dst = append(dst, w.comma, w.comma, w.comma, w.comma, w.comma, w.comma)
	} else {
		dst = w.badCells(dst, r)
	}
	if w.settings.Limit != nil {
		dst = append(dst, w.comma)
		dst = append(dst, limitWords[r.Limit]...)
	}
	if w.settings.Displays {
		dst = append(dst, w.comma)
		dst = append(dst, r.Display.String()...)
		dst = append(dst, w.comma)
		if r.DisplayConceptID != 0 {
			dst = r.DisplayConceptID.Append(dst)
		}
		dst = append(dst, w.comma)
		dst = appendCell(dst, r.PreferredTerm, w.comma)
	}
	if w.settings.Dates {
		dst = append(dst, w.comma)
		dst = append(dst, r.Day.String()...)
	}
	return dst
}

// badCells are those from reason to swap. Lists have blanks between their items.
func (w *renderer) badCells(dst []byte, r *validate.Result) []byte {
	dst = w.reason(append(dst, w.comma), r)
	dst = append(dst, w.comma)
	if r.Inactivation.Since != 0 {
		dst = append(dst, r.Inactivation.Since.String()...)
	}
	dst = append(dst, w.comma)
	if r.Verdict == validate.DescriptionID {
		dst = r.ConceptID.Append(dst)
	}
	dst = append(dst, w.comma)
	safe, isSafe := r.Swap()
	n := r.Resolution.Len()
	switch {
	case n > 0:
		for i := range n {
			if i > 0 {
				dst = append(dst, ' ')
			}
			dst = r.Resolution.Replacement(i).TargetID.Append(dst)
		}
	case isSafe:
		dst = safe.Append(dst)
	}
	dst = append(dst, w.comma)
	for i := range n {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, validate.AssociationWord(r.Resolution.Replacement(i).AssociationID)...)
	}
	dst = append(dst, w.comma)
	return append(dst, swap(r)...)
}

// unreadableCells marks a row that can't be read, in the cells of the first column.
func (w *renderer) unreadableCells(dst []byte, f fault) []byte {
	dst = append(dst, w.comma)
	dst = append(dst, unreadable...)
	dst = append(dst, w.comma)
	dst = append(dst, f...)
	for range len(titles(w.column)) - 2 {
		dst = append(dst, w.comma)
	}
	return dst
}

// members appends the judgement as members of a JSON object, without brackets. Those
// that have nothing to say are left out.
func (w *renderer) members(dst []byte, r *validate.Result) []byte {
	dst = append(dst, `"verdict":"`...)
	dst = append(dst, r.Verdict.String()...)
	dst = append(dst, '"')
	if r.Verdict != validate.Valid && r.Verdict != validate.NotGiven {
		dst = append(dst, `,"reason":"`...)
		dst = w.reason(dst, r)
		dst = append(dst, '"')
		if r.Inactivation.Since != 0 {
			dst = append(dst, `,"since":"`...)
			dst = append(dst, r.Inactivation.Since.String()...)
			dst = append(dst, '"')
		}
		if r.Verdict == validate.DescriptionID {
			dst = append(dst, `,"conceptId":"`...)
			dst = r.ConceptID.Append(dst)
			dst = append(dst, '"')
		}
		dst = w.insteadMembers(dst, r)
	}
	if w.settings.Limit != nil && r.Limit != terminology.LimitNotAsked {
		dst = append(dst, `,"limit":"`...)
		dst = append(dst, limitWords[r.Limit]...)
		dst = append(dst, '"')
	}
	if w.settings.Displays {
		dst = append(dst, `,"display":"`...)
		dst = append(dst, r.Display.String()...)
		dst = append(dst, '"')
		if r.DisplayConceptID != 0 {
			dst = append(dst, `,"displayConceptId":"`...)
			dst = r.DisplayConceptID.Append(dst)
			dst = append(dst, '"')
		}
		if r.Ordinal != taxonomy.NoOrdinal && r.PreferredTerm != "" {
			dst = append(dst, `,"preferredTerm":`...)
			dst = appendJSON(dst, r.PreferredTerm)
		}
	}
	if w.settings.Dates {
		dst = append(dst, `,"date":"`...)
		dst = append(dst, r.Day.String()...)
		dst = append(dst, '"')
	}
	return dst
}

func (w *renderer) insteadMembers(dst []byte, r *validate.Result) []byte {
	n := r.Resolution.Len()
	safe, isSafe := r.Swap()
	if n > 0 || isSafe {
		dst = append(dst, `,"instead":[`...)
		for i := range n {
			x := r.Resolution.Replacement(i)
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(dst, `{"conceptId":"`...)
			dst = x.TargetID.Append(dst)
			dst = append(dst, `","association":"`...)
			dst = append(dst, validate.AssociationWord(x.AssociationID)...)
			dst = append(dst, `","judgement":"`...)
			dst = append(dst, x.Judgement.String()...)
			dst = append(dst, `"}`...)
		}
		if n == 0 {
			dst = append(dst, `{"conceptId":"`...)
			dst = safe.Append(dst)
			dst = append(dst, `","judgement":"safe"}`...)
		}
		dst = append(dst, ']')
	}
	if s := swap(r); s != "" {
		dst = append(dst, `,"swap":"`...)
		dst = append(dst, s...)
		dst = append(dst, '"')
	}
	return dst
}
