package history

import (
	"slices"

	"github.com/firn-sct/firn/terminology"
)

// search follows the associations of one retired concept. It is used over and over
// for its memory.
//
// A way is as good as its weakest step, then as short as it is. So the associations
// are let in one kind after the other, best first, and each time the concepts are
// visited breadth first: where a way ends for the first time, its best way is found.
// Edges are in order of kind and target id, and the queue of a breadth-first
// search is in the order of the ways to its nodes, so that among equally short ways
// the first is found. This costs the number of kinds on the ways (one or two,
// nearly always) times the size of what can be reached (one or two concepts,
// nearly always).
type search struct {
	index *Index
	goal  node // where to stop at, besides the ends; noNode for none, see [Index.wayTo]

	found []outcome // wayAt is a place in steps
	steps []uint32  // places in the index's edges

	queue   []node          // concepts in the order of their visit
	parents []uint32        // by place in queue: the edge to it; unused for the start
	place   map[node]uint32 // in queue
	kinds   []uint16
	settled map[node]bool
}

// run finds where the associations of a retired concept lead to. It returns false
// if they lead to too many concepts.
func (s *search) run(start node) bool {
	x := s.index
	s.found, s.steps = s.found[:0], s.steps[:0]
	from, to := x.edgesOf(start)
	if from == to {
		return true
	}
	if e := x.edges[from]; to == from+1 && e.target < x.active {
		// The rule: one association, to an active concept.
		s.steps = append(s.steps, from)
		s.found = append(s.found, outcome{source: start, node: e.target, length: 1, weakest: e.kind, judgement: x.judge(start, s.steps)})
		return true
	}
	if s.place == nil {
		s.place, s.settled = map[node]uint32{}, map[node]bool{}
	}
	clear(s.settled)
	if !s.visit(start, ^uint16(0)) {
		return false
	}
	s.kinds = s.kinds[:0]
	for _, n := range s.queue {
		if x.isRetired(n) {
			from, to := x.edgesOf(n)
			for _, e := range x.edges[from:to] {
				s.kinds = append(s.kinds, e.kind)
			}
		}
	}
	slices.Sort(s.kinds)
	s.kinds = slices.Compact(s.kinds)
	s.findLoop()
	for _, kind := range s.kinds {
		if len(s.kinds) > 1 {
			s.visit(start, kind)
		}
		s.settle(start, kind)
	}
	return true
}

// visit visits the concepts that can be reached by associations up to a kind.
func (s *search) visit(start node, most uint16) bool {
	x := s.index
	clear(s.place)
	s.queue, s.parents = append(s.queue[:0], start), append(s.parents[:0], 0)
	s.place[start] = 0
	for at := 0; at < len(s.queue); at++ {
		n := s.queue[at]
		if !x.isRetired(n) || n == s.goal {
			continue
		}
		from, to := x.edgesOf(n)
		for i := from; i < to; i++ {
			e := &x.edges[i]
			if e.kind > most {
				break
			}
			if _, visited := s.place[e.target]; visited {
				continue
			}
			if len(s.queue) > terminology.MaxReplacements {
				return false
			}
			s.place[e.target] = uint32(len(s.queue))
			s.queue, s.parents = append(s.queue, e.target), append(s.parents, i)
		}
	}
	return true
}

// settle keeps the ends that the last visit has reached and none before it.
func (s *search) settle(start node, kind uint16) {
	x := s.index
	for at, n := range s.queue {
		if at == 0 || s.settled[n] {
			continue
		}
		end, is := x.endAt(n)
		if !is {
			continue
		}
		s.settled[n] = true
		o := outcome{source: start, node: n, end: end, weakest: kind, wayAt: uint32(len(s.steps))}
		s.appendWay(uint32(at))
		o.length = uint16(len(s.steps) - int(o.wayAt))
		if end == noEnd {
			o.judgement = x.judge(start, s.steps[o.wayAt:])
		}
		s.found = append(s.found, o)
	}
}

// endAt reports whether a way ends at a node, and how. Circles are found by
// [search.findLoop].
func (x *Index) endAt(n node) (end EndKind, is bool) {
	switch {
	case n < x.active:
		return noEnd, true
	case int(n) >= x.tax.Len():
		return EndNotInRelease, true
	}
	from, to := x.edgesOf(n)
	return EndDead, from == to
}

// appendWay appends the steps from the start to a place of the queue.
func (s *search) appendWay(place uint32) {
	first := len(s.steps)
	for place != 0 {
		step := s.parents[place]
		s.steps = append(s.steps, step)
		place = s.place[s.index.edges[step].source]
	}
	slices.Reverse(s.steps[first:])
}

// findLoop looks among all that was visited for concepts from which no way ends.
// From the first of them it goes round, by the first step each time that leads to
// another such concept (each does), until it comes to a concept of the way again.
func (s *search) findLoop() {
	x := s.index
	if len(s.queue) > 1 && !slices.ContainsFunc(s.queue[1:], x.isRetired) {
		return // every association of the start ends at once
	}
	way := make(map[node]bool, len(s.queue)) // concepts from which a way ends
	for grown := true; grown; {
		grown = false
		for i := len(s.queue) - 1; i >= 0; i-- {
			n := s.queue[i]
			if way[n] {
				continue
			}
			_, ends := x.endAt(n)
			if !ends {
				from, to := x.edgesOf(n)
				ends = slices.ContainsFunc(x.edges[from:to], func(e edge) bool { return way[e.target] })
			}
			if ends {
				way[n], grown = true, true
			}
		}
	}
	place := slices.IndexFunc(s.queue, func(n node) bool { return !way[n] })
	if place < 0 {
		return
	}
	o := outcome{source: s.queue[0], end: EndLoop, wayAt: uint32(len(s.steps))}
	s.appendWay(uint32(place))
	passed := map[node]bool{s.queue[0]: true}
	for _, step := range s.steps[o.wayAt:] {
		passed[x.edges[step].target] = true
	}
	at := s.queue[place]
	for {
		from, _ := x.edgesOf(at) // each of its associations leads to another such concept
		s.steps = append(s.steps, from)
		at = x.edges[from].target
		if passed[at] {
			break
		}
		passed[at] = true
	}
	o.node = at
	o.length = uint16(len(s.steps) - int(o.wayAt))
	for _, step := range s.steps[o.wayAt:] {
		o.weakest = max(o.weakest, x.edges[step].kind)
	}
	s.found = append(s.found, o)
}
