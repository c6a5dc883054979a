package main

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// inProcess measures the domain's own answers, without a network.
func (m *measuring) inProcess() error {
	const section = "In process"
	r, t, q := m.release, m.release.Taxonomy(), m.asked
	dialects, err := r.Dialects("")
	if err != nil {
		return err
	}
	for round := range m.rounds {
		m.say("in process, round %d of %d", round+1, m.rounds)
		// The pairs are random in one half and positive in the other.
		if m.wants("InProcess/IsA/p50") {
			isA, err := timedBatches(m.ctx, m.long, 64, func(i int) error {
				a := at(q.active, i*7+1)
				if i&1 == 0 {
					a = at(q.general, i)
				}
				_, err := r.Subsumes(a, at(q.active, i))
				return err
			})
			if err != nil {
				return err
			}
			m.atMost(section, "InProcess/IsA/p50", "ns", 200, isA.percentile(50))
		}
		if m.wants("InProcess/Concept") {
			whole, err := timed(m.ctx, m.long, func(i int) error {
				_, err := r.Concept(at(q.active, i), terminology.PartAll)
				return err
			})
			if err != nil {
				return err
			}
			m.atMost(section, "InProcess/Concept/p50", "ns", 5_000, whole.percentile(50))
			m.atMost(section, "InProcess/Concept/p99", "ns", 25_000, whole.percentile(99))
		}
		if m.wants("InProcess/Descendants/p99") {
			// Any concept: the few large ones are met as often as others.
			all, err := timed(m.ctx, m.long, func(i int) error {
				t.Descendants(at(q.ordinals, i))
				return nil
			})
			if err != nil {
				return err
			}
			m.atMost(section, "InProcess/Descendants/p99", "ns", 50_000, all.percentile(99))
		}
		if m.wants("InProcess/PreferredTerm/p50") {
			terms, err := timedBatches(m.ctx, m.long, 64, func(i int) error {
				_, err := r.PreferredTerm(at(q.ordinals, i), dialects)
				return err
			})
			if err != nil {
				return err
			}
			m.atMost(section, "InProcess/PreferredTerm/p50", "ns", 0, terms.percentile(50))
		}
		for _, list := range []struct {
			name     string
			relation terminology.Relation
			of       func(i int) taxonomy.Ordinal
		}{
			{"InProcess/TenChildren/p50", terminology.Children, func(i int) taxonomy.Ordinal { return must(t.Ordinal(at(q.parental, i))) }},
			{"InProcess/TenParents/p50", terminology.Parents, func(i int) taxonomy.Ordinal { return must(t.Ordinal(at(q.deep, i))) }},
			{"InProcess/TenAncestors/p50", terminology.Ancestors, func(i int) taxonomy.Ordinal { return must(t.Ordinal(at(q.deep, i))) }},
		} {
			if !m.wants(list.name) {
				continue
			}
			tens, err := timed(m.ctx, m.long, func(i int) error { return tenRows(r, t, list.relation, list.of, dialects, i) })
			if err != nil {
				return err
			}
			m.atMost(section, list.name, "ns", 20_000, tens.percentile(50))
		}
	}
	return nil
}

// tenRows makes ten rows of relatives with their preferred terms: from one
// concept where it has ten, else from several, whose first has number i.
func tenRows(r *terminology.Release, t *taxonomy.Taxonomy, relation terminology.Relation, of func(int) taxonomy.Ordinal, dialects terminology.Dialects, i int) error {
	for rows, k := 0, 0; rows < 10; k++ {
		page, err := r.Related(t.ID(of(i*10+k)), relation, 0, 10-rows)
		if err != nil {
			return err
		}
		for _, id := range page.IDs {
			o, err := r.Ordinal(id)
			if err != nil {
				return err
			}
			if _, err := r.PreferredTerm(o, dialects); err != nil {
				return err
			}
		}
		rows += len(page.IDs)
	}
	return nil
}

// must returns the ordinal of a concept that is known to be there.
func must(o taxonomy.Ordinal, _ bool) taxonomy.Ordinal { return o }
