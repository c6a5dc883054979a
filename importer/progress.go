package importer

import (
	"sync"
	"time"

	"github.com/firn-sct/firn/catalog"
)

// Phase is a part of an import, see the package comment. Store and index
// overlap; their progress is told as one phase, [PhaseWrite].
type Phase string

// The phases of an import.
const (
	PhaseOpen     Phase = "open"
	PhaseRead     Phase = "read"
	PhaseCollapse Phase = "collapse"
	PhaseTaxonomy Phase = "taxonomy"
	PhaseArrange  Phase = "arrange"
	PhaseStore    Phase = "store"
	PhaseIndex    Phase = "index"
	PhaseWrite    Phase = "write" // in [Progress] only: store and index together
	PhaseSeal     Phase = "seal"
)

// Progress is how far an import has come.
type Progress struct {
	Phase Phase
	// Done and Total count the phase's units: bytes of RF2 text while reading,
	// rows and descriptions while writing. Total is 0 for phases without parts.
	Done, Total int64
	Unit        string // "bytes" or "rows"
	Rows        int64  // rows read so far, in all files
	Elapsed     time.Duration
	// Rate is units a second, and Remaining the time left in the phase at that
	// rate; 0 where nothing can be said yet.
	Rate      float64
	Remaining time.Duration
	Finished  bool // the last report of the phase
}

// reportEvery is the least time between two reports within a phase.
const reportEvery = 100 * time.Millisecond

// tracker times the phases and reports progress. Its methods may be called
// from many goroutines.
type tracker struct {
	report func(Progress)
	mu     sync.Mutex
	phases []catalog.Phase
	now    Progress
	began  time.Time
	last   time.Time
}

// begin starts a phase that is reported.
func (t *tracker) begin(phase Phase, total int64, unit string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began = time.Now()
	t.now = Progress{Phase: phase, Total: total, Unit: unit, Rows: t.now.Rows}
	t.tell(true)
}

// add counts what was done in the current phase.
func (t *tracker) add(done, rows int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Done += done
	t.now.Rows += rows
	t.tell(false)
}

// end reports the phase's last state and records its time.
func (t *tracker) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.Finished = true
	t.tell(true)
	if t.now.Phase != PhaseWrite {
		t.record(t.now.Phase, t.began)
	}
}

// timed records the time of a phase that overlaps others.
func (t *tracker) timed(phase Phase, began time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.record(phase, began)
}

func (t *tracker) record(phase Phase, began time.Time) {
	t.phases = append(t.phases, catalog.Phase{Name: string(phase), Seconds: time.Since(began).Seconds()})
}

func (t *tracker) tell(always bool) {
	if t.report == nil {
		return
	}
	now := time.Now()
	if !always && now.Sub(t.last) < reportEvery {
		return
	}
	t.last = now
	p := t.now
	p.Elapsed = now.Sub(t.began)
	if p.Done > 0 && p.Elapsed > 0 {
		p.Rate = float64(p.Done) / p.Elapsed.Seconds()
		if p.Total > p.Done {
			p.Remaining = time.Duration(float64(p.Total-p.Done) / p.Rate * float64(time.Second))
		}
	}
	t.report(p)
}
