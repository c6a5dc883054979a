package main

import (
	"fmt"
	"math"
	"path"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/firn-sct/firn/importer/synth"
)

// reportFigures prints what a profile wants beside what was made, one figure a
// line; "not met" marks those out of tolerance.
func reportFigures(p *process, figures []synth.Figure) {
	if len(figures) == 0 {
		return
	}
	p.say("%-45s %12s %12s", "", "WANTED", "MADE")
	for _, f := range figures {
		wanted, remark := figureText(f.Wanted), ""
		if f.Wanted == 0 {
			wanted = "-"
		}
		if !f.Met() {
			remark = fmt.Sprintf("  not met (within %.0f %%)", 100*f.Tolerance)
		}
		p.say("%-45s %12s %12s%s", f.Name, wanted, figureText(f.Made), remark)
	}
}

func figureText(x float64) string {
	if x == math.Trunc(x) || math.Abs(x) >= 1000 {
		return thousands(int(math.Round(x)))
	}
	return fmt.Sprintf("%.2f", x)
}

// synthMeter shows how far making a release has come: a bar on a terminal,
// else a line every few seconds.
type synthMeter struct {
	p    *process
	bar  *progressbar.ProgressBar
	what string // what the bar is of
	last time.Time
}

func newSynthMeter(p *process) *synthMeter { return &synthMeter{p: p, last: time.Now()} }

// report takes a report of the generator.
func (m *synthMeter) report(progress synth.Progress) {
	what := "grow"
	if progress.File != "" {
		what = path.Base(progress.File)
	}
	if m.p.errTerminal {
		if what != m.what {
			m.close()
			m.what = what
			m.bar = progressbar.NewOptions64(int64(progress.Total),
				progressbar.OptionSetWriter(m.p.stderr),
				progressbar.OptionSetDescription(fmt.Sprintf("%-50.50s", what)),
				progressbar.OptionShowCount(),
				progressbar.OptionThrottle(100*time.Millisecond),
				progressbar.OptionSetWidth(20),
				progressbar.OptionClearOnFinish(),
			)
		}
		_ = m.bar.Set64(int64(min(progress.Done, progress.Total))) // a terminal that is gone is no error
		return
	}
	if time.Since(m.last) < plainEvery {
		return
	}
	m.last = time.Now()
	m.p.say("%s  %s of %s concepts", what, thousands(progress.Done), thousands(progress.Total))
}

// close takes the bar away.
func (m *synthMeter) close() {
	if m.bar != nil {
		_ = m.bar.Clear()
		m.bar = nil
	}
}
