package index

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/terminology"
)

var bg = context.Background()

func TestFindsHoweverTyped(t *testing.T) {
	x := buildTemp(t, terms("5-HT", "HbA1c", "T-cell", "p53", "Grade 2+", "Crohn's disease", "β-blocker", "5HT", "µg", "Sjögren syndrome", "mg/mL", "O'Brien", "Vitamin B12"))
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"5ht", []string{"5HT", "5-HT"}},
		{"5-ht", []string{"5HT", "5-HT"}},
		{"5 HT", []string{"5HT", "5-HT"}},
		{"hba1c", []string{"HbA1c"}},
		{"Hb A1c", []string{"HbA1c"}},
		{"hb-a1c", []string{"HbA1c"}},
		{"hba 1c", []string{"HbA1c"}},
		{"tcell", []string{"T-cell"}},
		{"t cell", []string{"T-cell"}},
		{"T-cell", []string{"T-cell"}},
		{"cell t", []string{"T-cell"}},
		{"p53", []string{"p53"}},
		{"p-53", []string{"p53"}},
		{"p 53", []string{"p53"}},
		{"2+", []string{"Grade 2+"}},
		{"2", []string{"Grade 2+"}},
		{"crohns", []string{"Crohn's disease"}},
		{"crohn", []string{"Crohn's disease"}},
		{"Crohn’s", []string{"Crohn's disease"}},
		{"beta blocker", []string{"β-blocker"}},
		{"β", []string{"β-blocker"}},
		{"betablocker", []string{"β-blocker"}},
		{"ug", []string{"µg"}},
		{"mcg", []string{"µg"}},
		{"sjogren", []string{"Sjögren syndrome"}},
		{"SJÖGREN", []string{"Sjögren syndrome"}},
		{"obrien", []string{"O'Brien"}},
		{"o'brien", []string{"O'Brien"}},
		{"brien", []string{"O'Brien"}},
		{"ml", []string{"mg/mL"}},
		{"vitamin b 12", []string{"Vitamin B12"}},
	} {
		got := found(ask(t, x, terminology.TermQuery{Text: c.query}))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.query, diff)
		}
	}
}
