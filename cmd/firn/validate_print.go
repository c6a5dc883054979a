package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// verdictObject is a row of --json. The keys after line are there only when
// there is a display column, and the last only when there is a limit.
type verdictObject struct {
	Code          string              `json:"code"`
	Verdict       string              `json:"verdict"`
	Reason        string              `json:"reason"`
	Replacements  []replacementObject `json:"replacements"`
	ReasonText    string              `json:"reasonText"`
	Line          int                 `json:"line"`
	Display       *string             `json:"display,omitempty"`
	DisplayCheck  *string             `json:"displayCheck,omitempty"`
	PreferredTerm *string             `json:"preferredTerm,omitempty"`
	Limit         *string             `json:"limit,omitempty"`
}

// columns are the titles of the text form.
func (v *validation) columns() []string {
	titles := []string{"code", "verdict", "reason", "reasonText", "replacements"}
	if v.displays {
		titles = append(titles, "display", "displayCheck", "preferredTerm")
	}
	if v.limit {
		titles = append(titles, "limit")
	}
	return titles
}

// badRowsTold is how many rows that can't be read are told one by one.
const badRowsTold = 20

// print prints a row for each record of a batch, and counts.
func (v *validation) print(b batch, response *firnv1.ValidateCodesResponse) error {
	for _, bad := range b.bad {
		if v.badRows++; v.badRows <= badRowsTold {
			v.p.say("firn: %v", inputError(v.source, bad))
		} else if v.badRows == badRowsTold+1 {
			v.p.say("firn: more rows can't be read; the summary counts them")
		}
	}
	if len(response.GetVerdicts()) != len(b.records) ||
		v.displays && len(response.GetDisplayChecks()) != len(b.records) ||
		v.limit && len(response.GetLimitChecks()) != len(b.records) {
		if len(b.records) > 0 {
			return errors.New("the server's answer has another number of rows than the question")
		}
	}
	details := make(map[int]*firnv1.CodeDetail, len(response.GetDetails()))
	for _, detail := range response.GetDetails() {
		details[int(detail.GetRow())] = detail
	}
	for i, record := range b.records {
		verdict, detail := response.GetVerdicts()[i], details[i]
		o := verdictObject{
			Code:         record.Code,
			Verdict:      word(verdict),
			Reason:       detail.GetReason(),
			Replacements: newReplacementObjects(detail.GetReplacements()),
			ReasonText:   detail.GetReasonText(),
			Line:         record.Line,
		}
		fails := verdict != firnv1.Verdict_VERDICT_VALID
		if v.displays {
			check := response.GetDisplayChecks()[i]
			checkWord, preferred := word(check), ""
			if terms := response.GetPreferredTerms(); i < len(terms) {
				preferred = terms[i]
			}
			o.Display, o.DisplayCheck, o.PreferredTerm = &record.Display, &checkWord, &preferred
			v.checks[check]++
			fails = fails || displayFails(check)
		}
		if v.limit {
			check := response.GetLimitChecks()[i]
			checkWord := word(check)
			o.Limit = &checkWord
			if check == firnv1.LimitCheck_LIMIT_CHECK_NOT_IN {
				v.outside++
				fails = true
			}
		}
		v.rows++
		v.verdicts[verdict]++
		if fails {
			v.failing++
		}
		if err := v.printRow(o); err != nil {
			return err
		}
	}
	return nil
}

// displayFails reports whether a display disagrees with its code.
func displayFails(check firnv1.DisplayCheck) bool {
	return check == firnv1.DisplayCheck_DISPLAY_CHECK_NOT_A_DESCRIPTION ||
		check == firnv1.DisplayCheck_DISPLAY_CHECK_INACTIVE_DESCRIPTION
}

func (v *validation) printRow(o verdictObject) error {
	if v.json {
		return v.p.json(o)
	}
	replacements := make([]string, len(o.Replacements))
	for i, r := range o.Replacements {
		replacements[i] = r.ConceptID.String()
	}
	cells := []string{o.Code, o.Verdict, o.Reason, o.ReasonText, strings.Join(replacements, ",")}
	for _, more := range []*string{o.Display, o.DisplayCheck, o.PreferredTerm, o.Limit} {
		if more != nil {
			cells = append(cells, *more)
		}
	}
	for i, cell := range cells {
		cells[i] = oneCell(cell)
	}
	v.p.line("%s", strings.Join(cells, "\t"))
	return nil
}

// oneCell keeps a text from ending its cell or its row, and from talking to the
// terminal: control characters and what isn't UTF-8 are written as escapes.
func oneCell(text string) string {
	if strings.IndexFunc(text, isControl) < 0 {
		return strings.ToValidUTF8(text, "\uFFFD")
	}
	var b strings.Builder
	for _, r := range text {
		if isControl(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isControl(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }

// outcome is the answer as a whole.
func (v *validation) outcome() error {
	switch {
	case v.badRows > 0:
		return usagef("", "%s can't be read", plural(v.badRows, "row", "rows"))
	case v.failing > 0:
		return errNo
	default:
		return nil
	}
}

// printSummary counts on standard error.
func (v *validation) printSummary() error {
	seconds := time.Since(v.began).Seconds()
	v.p.say("\n%s against %s in %.1f s", plural(v.rows, "row", "rows"), v.release, seconds)
	t := tables.Table{Indent: "  ", Right: []bool{false, true, true}}
	add := func(what string, n int) {
		share := ""
		if v.rows > 0 {
			share = fmt.Sprintf("%.1f %%", 100*float64(n)/float64(v.rows))
		}
		t.Add(what, thousands(n), share)
	}
	for verdict := firnv1.Verdict_VERDICT_VALID; verdict <= firnv1.Verdict_VERDICT_INACTIVE; verdict++ {
		add(word(verdict), v.verdicts[verdict])
	}
	if v.limit {
		add("outside the limit", v.outside)
	}
	if v.displays {
		for check := firnv1.DisplayCheck_DISPLAY_CHECK_NOT_GIVEN; check <= firnv1.DisplayCheck_DISPLAY_CHECK_NO_CONCEPT; check++ {
			if n := v.checks[check]; n > 0 {
				add("display "+word(check), n)
			}
		}
	}
	if v.badRows > 0 {
		t.Add("not readable", thousands(v.badRows))
	}
	return t.Write(v.p.stderr)
}
