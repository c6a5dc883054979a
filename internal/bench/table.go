package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// row is one line of the table: a quantity, a sample of it from each round, and
// what is wanted of it.
type row struct {
	section string
	name    string // as a benchmark's: words parted by slashes
	unit    string // ns, ms, MB, /s, or x for a ratio
	atLeast bool   // whether more is better
	want    float64
	samples []float64
}

// median returns the middle of the samples. A shared machine disturbs some
// rounds, and a median leaves them out.
func (r *row) median() float64 {
	sorted := slices.Sorted(slices.Values(r.samples))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// best returns the sample that the machine's other work disturbed least.
func (r *row) best() float64 {
	if r.atLeast {
		return slices.Max(r.samples)
	}
	return slices.Min(r.samples)
}

// verdict says whether the median is as wanted: yes, no, or nothing where nothing
// is wanted.
func (r *row) verdict() string {
	switch m := r.median(); {
	case r.want == 0:
		return ""
	case r.atLeast && m >= r.want, !r.atLeast && m <= r.want:
		return "yes"
	default:
		return "no"
	}
}

func (r *row) wanted() string {
	if r.want == 0 {
		return ""
	}
	if r.atLeast {
		return "≥ " + quantity(r.want, r.unit)
	}
	return "≤ " + quantity(r.want, r.unit)
}

// quantity writes a number with its unit, in three digits.
func quantity(v float64, unit string) string {
	scaled := func(steps ...string) string {
		i := 0
		for ; v >= 1000 && i+1 < len(steps); i++ {
			v /= 1000
		}
		return digits(v) + " " + steps[i]
	}
	switch unit {
	case "ns":
		return scaled("ns", "µs", "ms", "s")
	case "ms":
		return scaled("ms", "s")
	case "/s":
		return scaled("/s", "k/s", "M/s")
	case "x":
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return digits(v) + " " + unit
}

func digits(v float64) string {
	switch {
	case v >= 100 || v == math.Trunc(v):
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}

// printTable prints the notes and the rows for people. The notes begin with a
// capital letter, so that benchstat passes them over.
func printTable(w io.Writer, about []note, rows []*row) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, n := range about {
		fmt.Fprintf(t, "%s:\t%s\n", strings.ToUpper(n.key[:1])+n.key[1:], n.value)
	}
	t.Flush()
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	section := ""
	for _, r := range rows {
		if len(r.samples) == 0 {
			continue
		}
		if r.section != section {
			section = r.section
			fmt.Fprintf(t, "\n%s\tmedian\tbest\twanted\tmet\n", section)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\n", r.name, quantity(r.median(), r.unit), quantity(r.best(), r.unit), r.wanted(), r.verdict())
	}
	t.Flush()
}

// printSamples prints every sample in the format of Go's benchmarks. Of the notes,
// only what two runs must have in common to be compared: benchstat makes a table of
// its own for each value of each.
func printSamples(w io.Writer, about []note, rows []*row) {
	fmt.Fprintln(w)
	for _, n := range about {
		if slices.Contains([]string{"release", "seed", "goos", "goarch", "cpu", "cores"}, n.key) {
			fmt.Fprintf(w, "%s: %s\n", n.key, n.value)
		}
	}
	fmt.Fprintln(w, "Unit items/s better=higher")
	fmt.Fprintln(w, "Unit x-higher better=higher")
	for _, r := range rows {
		for _, v := range r.samples {
			value, unit := v, r.unit
			switch {
			case unit == "ns":
				unit = "ns/op"
			case unit == "ms":
				value, unit = v*1e6, "ns/op"
			case unit == "MB":
				value, unit = v*1e6, "B"
			case unit == "/s":
				unit = "items/s"
			case r.atLeast:
				unit = "x-higher"
			}
			fmt.Fprintf(w, "Benchmark%s 1 %s %s\n", r.name, strconv.FormatFloat(value, 'g', 6, 64), unit)
		}
	}
}
