package importer

import (
	"os"
	"runtime/debug"
	"sync"
)

// gcPercent is by how much the heap may outgrow what is in use while an import
// runs. Nearly all of it is columns without pointers, which cost the garbage
// collector nothing to look at: to let it run often saves a third of the memory
// for some hundredths of the time.
const gcPercent = 25

// frugal counts the imports that run, to set the garbage collector back after
// the last one.
var frugal struct {
	mu       sync.Mutex
	running  int
	previous int
}

// saveMemory makes the garbage collector run often until the returned function
// is called, unless the user has set GOGC. GOMEMLIMIT stays in force.
func saveMemory() (restore func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	frugal.mu.Lock()
	defer frugal.mu.Unlock()
	if frugal.running++; frugal.running == 1 {
		frugal.previous = debug.SetGCPercent(gcPercent)
	}
	return func() {
		frugal.mu.Lock()
		defer frugal.mu.Unlock()
		if frugal.running--; frugal.running == 0 {
			debug.SetGCPercent(frugal.previous)
		}
	}
}

// forgetTables frees what nothing is looked up in any more once the rows are
// arranged and described.
func (r *release) forgetTables() {
	r.keptDescriptions, r.keptRelationships, r.keptConcrete = collapsed{}, collapsed{}, collapsed{}
	r.keptStated, r.keptIdentifiers = collapsed{}, collapsed{}
	r.stated = relationshipTable{}
	// The rows are grouped by concept now.
	r.descriptions.concepts, r.relationships.sources, r.concrete.sources = nil, nil, nil
}

// forgetMembers frees what no concept needs of the members, once they are in
// the store: concepts have the acceptabilities of their descriptions, and axioms.
// The index, which reads at the same time, needs the former alone.
func (r *release) forgetMembers() {
	axioms, languages := map[*memberTable]bool{}, map[*memberTable]bool{}
	for _, s := range r.refsets {
		s.rows = nil
		switch {
		case s.isAxioms():
			axioms[s.table] = true
		case s.isLanguage():
			languages[s.table] = true
		}
	}
	for _, t := range r.members {
		t.components, t.refsets = nil, nil
		if axioms[t] {
			continue
		}
		t.ids = nil
		r.texts.forget(t.chunks)
		if !languages[t] {
			t.stamps, t.fields = nil, nil
		}
	}
}
