package bulk

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strconv"
)

//go:embed summary.html
var summaryPage string

// HTML returns the summary as one page with all that it needs in it, so that it can be
// sent on and kept. It has no scripts.
func (s *Summary) HTML() ([]byte, error) {
	page, err := template.New("summary").Funcs(template.FuncMap{
		"thousands": thousands,
		"percent":   percent,
		"groups":    groups,
		"words":     words,
		"meaning":   func(what, value string) string { return meanings[what+" "+value] },
		"tone":      tone,
		"add":       func(a, b int64) int64 { return a + b },
		"sub":       func(a, b int64) int64 { return a - b },
		"more":      func(n int64, shown []Unreadable) int64 { return n - int64(len(shown)) },
		"row":       func(i int) int { return 26 * i },
		"height":    func(n int) int { return 26*n + 4 },
		"text":      func(i int) int { return 26*i + 17 },
		"bar":       func(n, of int64) string { return fmt.Sprintf("%.1f", 205*share(n, of)) },
		"label":     func(n, of int64) string { return fmt.Sprintf("%.1f", 173+205*share(n, of)) },
	}).Parse(summaryPage)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := page.Execute(&b, s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// group is the counts of one thing that is judged.
type group struct {
	Title, About string
	Counts       []Count
}

var groupTitles = map[string][2]string{
	"verdict": {"What the codes are", ""},
	"reason":  {"Why codes aren’t valid", "Retired concepts have their reasons in the rows."},
	"limit":   {"In the limit?", ""},
	"display": {"What was recorded beside the code", ""},
	"date":    {"On the day of the record", "A concept’s newest row counts: what it was before that, this release doesn’t tell."},
}

// groups parts the counts by what they are of.
func groups(counts []Count) []group {
	var list []group
	for _, c := range counts {
		if n := len(list); n == 0 || list[n-1].Counts[0].What != c.What {
			list = append(list, group{Title: groupTitles[c.What][0], About: groupTitles[c.What][1]})
		}
		g := &list[len(list)-1]
		g.Counts = append(g.Counts, c)
	}
	return list
}

// words are the values that occur in any column, each once, in the order of groups.
func words(columns []ColumnSummary) []group {
	var all []Count
	for _, what := range [...]string{"verdict", "reason", "limit", "display", "date"} {
		seen := map[string]bool{}
		for i := range columns {
			for _, c := range columns[i].Counts {
				if c.What == what && !seen[c.Value] {
					seen[c.Value] = true
					all = append(all, c)
				}
			}
		}
	}
	return groups(all)
}

// meanings say each word of the output for people.
var meanings = map[string]string{
	"verdict valid":                "an active concept",
	"verdict malformed":            "no SNOMED CT code",
	"verdict description-id":       "the id of a description; its concept is meant",
	"verdict unknown":              "a well-formed code that the release lacks",
	"verdict inactive":             "a retired concept",
	"verdict expression":           "a post-coordinated expression; not judged yet",
	"verdict not-given":            "no code, which is allowed here",
	"reason empty":                 "no code at all",
	"reason not-digits":            "something else than digits, blanks included",
	"reason length":                "too short or too long",
	"reason leading-zero":          "a zero in front",
	"reason check-digit":           "a digit is wrong: a typing error, or a number cut by a spreadsheet",
	"reason partition":             "of no kind of component",
	"reason namespace":             "a malformed namespace",
	"reason not-a-concept-id":      "the id of a relationship",
	"reason inactive-description":  "a withdrawn description: its concept may not be what was meant",
	"reason inactive-concept":      "a description of a retired concept",
	"reason not-in-release":        "in no release that is loaded",
	"reason in-other-release":      "in another release that is loaded",
	"reason in-dependency":         "in a module that the release depends on and was imported without",
	"reason no-reason-given":       "retired, and the release doesn’t say why",
	"reason not-supported-yet":     "expressions aren’t judged yet",
	"limit in":                     "in the limit",
	"limit not-in":                 "out of the limit",
	"display not-given":            "nothing recorded",
	"display preferred":            "the preferred term",
	"display acceptable":           "an acceptable synonym",
	"display fully-specified-name": "the fully specified name",
	"display another-dialect":      "right, in another dialect or language",
	"display inactive-description": "a withdrawn description",
	"display differs-in-case":      "right but for capital letters",
	"display differs-in-spacing":   "right but for blanks",
	"display differs-in-folding":   "right but for accents and signs",
	"display another-concept":      "another concept’s name",
	"display not-a-description":    "nobody’s name",
	"display no-concept":           "beside a code that is no concept",
	"date not-given":               "no date",
	"date active":                  "active on the day",
	"date retired":                 "retired before the day",
	"date before-newest-row":       "not known: before the newest row",
	"date not-a-date":              "no date that can be read",
	"date no-concept":              "a code that is no concept",
}

// tone is the colour of a count: good, fair (to be looked at), or bad.
func tone(what, value string) string {
	switch what + " " + value {
	case "verdict valid", "verdict not-given", "limit in", "display preferred", "display acceptable", "display fully-specified-name", "display not-given", "date active", "date not-given":
		return "good"
	case "verdict description-id", "verdict expression", "display another-dialect", "display differs-in-case", "display differs-in-spacing", "display differs-in-folding", "date before-newest-row", "display no-concept", "date no-concept":
		return "fair"
	}
	return "bad"
}

func share(n, of int64) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// percent writes a share so that what isn't all or nothing doesn't look so.
func percent(n, of int64) string {
	switch p := 100 * share(n, of); {
	case n == 0:
		return "0 %"
	case p < 0.1:
		return "< 0.1 %"
	case n < of && p > 99.9:
		return "> 99.9 %"
	default:
		return strconv.FormatFloat(p, 'f', 1, 64) + " %"
	}
}

// thousands writes a number with commas between its groups of digits.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b []byte
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, digits[i])
	}
	return string(b)
}
