package main

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/firn-sct/firn/importer"
)

// meter shows how far an import has come on standard error: a bar on a terminal,
// else a line every few seconds.
type meter struct {
	p    *process
	bar  *progressbar.ProgressBar
	last time.Time // of the last line
}

// plainEvery is the time between two lines where there is no terminal.
const plainEvery = 5 * time.Second

func newMeter(p *process) *meter { return &meter{p: p, last: time.Now()} }

// report takes a report of the importer.
func (m *meter) report(progress importer.Progress) {
	if m.p.errTerminal {
		m.draw(progress)
	}
	switch {
	case progress.Finished:
		m.close()
		m.p.say("%-9s %s", progress.Phase, phaseDone(progress))
	case !m.p.errTerminal && time.Since(m.last) >= plainEvery:
		m.p.say("%-9s %s", progress.Phase, phaseState(progress))
	default:
		return
	}
	m.last = time.Now()
}

// draw draws the bar of a phase. A phase without parts has no bar.
func (m *meter) draw(progress importer.Progress) {
	if m.bar == nil && progress.Total > 0 {
		options := []progressbar.Option{
			progressbar.OptionSetWriter(m.p.stderr),
			progressbar.OptionSetDescription(fmt.Sprintf("%-9s", progress.Phase)),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100 * time.Millisecond),
			progressbar.OptionSetWidth(30),
			progressbar.OptionClearOnFinish(),
		}
		if progress.Unit == "bytes" {
			options = append(options, progressbar.OptionShowBytes(true)) // with the rate
		} else {
			options = append(options, progressbar.OptionShowIts(), progressbar.OptionSetItsString(progress.Unit))
		}
		m.bar = progressbar.NewOptions64(progress.Total, options...)
	}
	if m.bar != nil {
		_ = m.bar.Set64(min(progress.Done, progress.Total)) // a terminal that is gone is no error of the import
	}
}

// close takes the bar away.
func (m *meter) close() {
	if m.bar != nil {
		_ = m.bar.Clear()
		m.bar = nil
	}
}

func phaseState(progress importer.Progress) string {
	if progress.Total == 0 {
		return seconds(progress.Elapsed) + " so far"
	}
	state := fmt.Sprintf("%s of %s (%d %%)", amount(progress.Done, progress.Unit), amount(progress.Total, progress.Unit), 100*progress.Done/progress.Total)
	if progress.Rate > 0 {
		state += fmt.Sprintf(", %s a second", amount(int64(progress.Rate), progress.Unit))
	}
	if progress.Remaining > 0 {
		state += fmt.Sprintf(", %s left", seconds(progress.Remaining))
	}
	return state
}

func phaseDone(progress importer.Progress) string {
	done := "done in " + seconds(progress.Elapsed)
	if progress.Done > 0 {
		done += ", " + amount(progress.Done, progress.Unit)
	}
	if progress.Phase == importer.PhaseRead {
		done += ", " + thousands(progress.Rows) + " rows"
	}
	return done
}

func amount(n int64, unit string) string {
	if unit == "bytes" {
		return bytesText(n)
	}
	return thousands(n) + " " + unit
}

// bytesText writes a size in megabytes (millions of bytes), as file lists do.
func bytesText(n int64) string {
	switch {
	case n < 1000:
		return plural(int(n), "byte", "bytes")
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	default:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	}
}

func seconds(d time.Duration) string {
	if d >= 10*time.Second {
		return d.Round(time.Second).String()
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
