package importer

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// conceptRow is a row for the model of collapse.
type conceptRow struct {
	id     sctid.ID
	stamp  stampKey
	status sctid.ID
}

func drawRows(t *rapid.T) []conceptRow {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) conceptRow {
		return conceptRow{
			id: sctid.ID(rapid.IntRange(1, 5).Draw(t, "id")),
			stamp: stampKey{
				time:   rapid.SampledFrom([]terminology.Date{0, 20250101, 20250701}).Draw(t, "time"),
				active: rapid.Bool().Draw(t, "active"),
				module: rapid.SampledFrom([]sctid.ID{10, 20}).Draw(t, "module"),
			},
			status: rapid.SampledFrom([]sctid.ID{100, 200}).Draw(t, "status"),
		}
	}), 0, 30).Draw(t, "rows")
}

func conceptRows(rows []conceptRow) *conceptTable {
	d := newDictionaries()
	t := &conceptTable{head: head{dict: d}}
	var l lines
	for i, r := range rows {
		t.ids = append(t.ids, r.id)
		t.stamps = append(t.stamps, d.stamps.number(r.stamp))
		t.statuses = append(t.statuses, d.ids.number(r.status))
		l.add(int64(i + 2))
	}
	t.origins.addPart(0, &input{file: &rf2.File{Path: "f"}, path: "f"}, &l)
	return t
}

// kept returns the result of collapsing as rows, by id.
func kept(t *conceptTable, c collapsed) map[sctid.ID]conceptRow {
	m := map[sctid.ID]conceptRow{}
	for _, row := range c.rows {
		m[t.ids[row]] = conceptRow{t.ids[row], t.stamp(row), t.status(row)}
	}
	return m
}

// The plain way: of each id the rows that no other supersedes; of those the
// first by the documented rule.
func TestCollapseAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		focus := rapid.SampledFrom([]sctid.ID{0, 10, 20}).Draw(t, "focus")
		table := conceptRows(rows)
		c := collapse(table, focus)
		got := kept(table, c)

		newest := map[sctid.ID][]conceptRow{}
		for _, r := range rows {
			list := newest[r.id]
			if len(list) > 0 && list[0].stamp.time.Newer(r.stamp.time) {
				continue
			}
			if len(list) > 0 && r.stamp.time.Newer(list[0].stamp.time) {
				list = nil
			}
			newest[r.id] = append(list, r)
		}
		contradicting := 0
		for id, list := range newest {
			best := slices.MinFunc(list, func(a, b conceptRow) int {
				score := func(r conceptRow) int {
					n := 0
					if focus != 0 && r.stamp.module != focus {
						n += 1000
					}
					if !r.stamp.active {
						n += 100
					}
					return n + int(r.stamp.module) + int(r.status)/100
				}
				return score(a) - score(b)
			})
			if got[id] != best {
				t.Fatalf("of %+v %+v was kept, want %+v", list, got[id], best)
			}
			for _, r := range list {
				if r != best {
					contradicting++
				}
			}
		}
		if len(got) != len(newest) || len(c.rows) != len(newest) {
			t.Fatalf("%d components, want %d", len(c.rows), len(newest))
		}
		if len(c.conflicts) != contradicting {
			t.Fatalf("%d contradicting rows, want %d", len(c.conflicts), contradicting)
		}
		for _, row := range c.conflicts {
			e := c.conflict(table, row)
			if e.Column == "" || e.Found == e.Other || e.Line <= e.OtherLine || e.Error() == "" {
				t.Fatalf("conflict %+v", e)
			}
		}

		// Neither result nor number of contradictions depends on the order.
		seed := rapid.Uint64().Draw(t, "seed")
		shuffled := slices.Clone(rows)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		other := conceptRows(shuffled)
		d := collapse(other, focus)
		for id, r := range kept(other, d) {
			if got[id] != r {
				t.Fatalf("in another order %+v was kept, in the first %+v", r, got[id])
			}
		}
		if len(d.conflicts) != len(c.conflicts) {
			t.Fatalf("in another order %d contradicting rows, in the first %d", len(d.conflicts), len(c.conflicts))
		}
	})
}

// Identifiers that follow each other, as issuers count them, must not pile up in
// the hash table.
func TestSlotsSpread(t *testing.T) {
	const n = 100_000
	s := newSlots(n)
	ids := make([]sctid.ID, n)
	longest := 0
	for i := range uint32(n) {
		ids[i], _ = sctid.New(sctid.KindDescription, 1000124, uint64(i+1))
		looks := 0
		slot := s.find(mixID(ids[i]), func(row uint32) bool { looks++; return ids[row] == ids[i] })
		s.words[slot] = i + 1
		longest = max(longest, looks)
	}
	if longest > 100 {
		t.Errorf("an identifier took %d looks", longest)
	}
}
