package diffpage

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
)

func sample() *Page {
	return &Page{
		Old: "http://snomed.info/sct/1/version/20250131", New: "http://snomed.info/sct/1/version/20250731",
		Scope: `value set << 64572001 {{ term = "a&b" }}: 5 concepts before, 6 now`, Concepts: 1234, Program: "firn test",
		Sections: []Section{
			{Kind: "retired", Total: 1230, Columns: []string{"id", "term", "reason", "use instead"}, Rows: [][]string{
				{"22298006", `<script>alert("x")</script>`, "Duplicate", "safe: SAME AS 1 |a < b & c|"},
				{"404684003", "no more cells"},
			}},
			{Kind: "added", Total: 1, Columns: []string{"id", "name", "state"}, Rows: [][]string{{"138875005", "Root", "active"}}},
		},
	}
}

func written(t *testing.T, p *Page) string {
	t.Helper()
	var b strings.Builder
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The page stands by itself, and what is in it can't do anything.
func TestStandsByItself(t *testing.T) {
	got := written(t, sample())
	if bad := regexp.MustCompile(`(?i)<script|<link|<img|<iframe|src=|url\(|@import|href="[^#]|\son[a-z]+="`).FindString(got); bad != "" {
		t.Errorf("the page has %q", bad)
	}
	for _, want := range []string{
		`&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;`, "SAME AS 1 |a &lt; b &amp; c|", "The first 2 of 1,230 are listed.", "<dd>1,234 concepts</dd>",
		`<html lang="en">`, `<th scope="row">22298006</th>`, `<th scope="col">use instead</th>`, `<a href="#retired">Retired</a>`, `<h2 id="retired">Retired</h2>`,
		`role="img" aria-label=`, "@media print", "prefers-color-scheme: dark",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if got != written(t, sample()) {
		t.Error("the same content gives other bytes")
	}
}

// Every element is closed in its order, every row has a cell for each column, and
// every link has a target.
func TestIsWellFormed(t *testing.T) {
	for name, page := range map[string]*Page{"full": sample(), "empty": {Old: "a", New: "b", Scope: "all concepts"}} {
		text := written(t, page)
		d := xml.NewDecoder(strings.NewReader(text))
		d.Entity = xml.HTMLEntity
		cells, columns, bars := 0, 0, 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				switch e.Name.Local {
				case "table":
					columns = 0
				case "tr":
					cells = 0
				case "td", "th":
					cells++
				case "rect":
					bars++
				}
			case xml.EndElement:
				if e.Name.Local == "tr" {
					if columns == 0 {
						columns = cells
					}
					if cells != columns {
						t.Errorf("%s: a row of %d cells in a table of %d columns", name, cells, columns)
					}
				}
			}
		}
		if bars != len(page.Sections) {
			t.Errorf("%s: %d bars", name, bars)
		}
		for _, link := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(text, `id="`+link[1]+`"`) {
				t.Errorf("%s: a link leads to #%s, which isn't there", name, link[1])
			}
		}
	}
}

func TestBars(t *testing.T) {
	p := sample()
	bars := p.Bars()
	if bars[0].Width != barWidth || bars[1].Width != 1 || p.ChartHeight() != 2*barHeight {
		t.Errorf("bars %v of %d", bars, p.ChartHeight())
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
	for kind, a := range about {
		if a.title == "" || !strings.HasSuffix(a.text, ".") {
			t.Errorf("%s: %v", kind, a)
		}
	}
}
