package terminology

// foldSubsumed says of each hit of a page under which other hit of the page it is to
// be shown: of those that subsume it the most specific one, and of several such the
// first on the page. The hits keep their order. Inactive concepts are in no
// hierarchy and are folded under nothing.
//
// A page has some tens of hits, and a test takes nanoseconds: every pair is tested.
func (r *Release) foldSubsumed(hits []SearchHit) {
	for i := range hits {
		over := -1
		for j := range hits {
			switch {
			case i == j || hits[i].Concept == hits[j].Concept || !r.taxonomy.Subsumes(hits[j].Concept, hits[i].Concept):
			case over < 0 || r.taxonomy.Subsumes(hits[over].Concept, hits[j].Concept):
				over = j
			}
		}
		if over >= 0 {
			hits[i].FoldedUnder = hits[over].Summary.ConceptID
		}
	}
}

// FoldedHit is a hit of a page with those that are folded under it.
type FoldedHit struct {
	Hit   *SearchHit
	Under []FoldedHit // in the order of the page
}

// Folded returns the hits of the page as a forest: in the order of the page those
// that are folded under none, each with those that are folded under it. It is for a
// page with [SearchQuery.FoldSubsumed]; without it nothing is folded.
func (p *SearchPage) Folded() []FoldedHit { return p.folded(0) }

func (p *SearchPage) folded(over uint64) []FoldedHit {
	var forest []FoldedHit
	for i := range p.Hits {
		h := &p.Hits[i]
		if uint64(h.FoldedUnder) == over {
			forest = append(forest, FoldedHit{h, p.folded(uint64(h.Summary.ConceptID))})
		}
	}
	return forest
}
