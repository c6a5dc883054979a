package ecldata

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/firn-sct/firn/internal/naive"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/ecl/ecltest"
	"github.com/firn-sct/firn/terminology/sctid"
)

// Vocabulary is what random queries over a release are made of: its identifiers,
// words, dates, columns and values, chosen so that queries often find something.
type Vocabulary struct {
	release    *naive.Release
	generator  ecltest.Generator
	attributes []naive.Relationship // that count, of all concepts
}

// size bounds each list of a vocabulary; the choice from larger releases is the
// same every time.
const vocabularySize = 400

// NewVocabulary makes the vocabulary of a release.
func NewVocabulary(r *naive.Release) *Vocabulary {
	v := &Vocabulary{release: r}
	var general, special, inactive []sctid.ID // concepts with many below them; in attributes
	types := map[sctid.ID]bool{}
	for _, id := range r.ConceptIDs() {
		if !r.Concepts[id].Active {
			inactive = append(inactive, sctid.ID(id))
			continue
		}
		if n := len(r.Descendants(id)); n > 2 && n < len(r.Concepts)/2 {
			general = append(general, sctid.ID(id))
		}
		attributes := r.Attributes(id)
		for _, group := range slices.Sorted(maps.Keys(attributes)) {
			for _, l := range attributes[group] {
				v.attributes = append(v.attributes, l)
				types[sctid.ID(l.TypeID)] = true
				special = append(special, sctid.ID(id))
				if l.DestinationID != 0 {
					special = append(special, sctid.ID(l.DestinationID))
				}
			}
		}
	}
	g := ecltest.New(nil)
	g.Concepts = slices.Concat(sample(general, vocabularySize), sample(special, vocabularySize), sample(inactive, 20),
		v.absent(), []sctid.ID{terminology.Root, 999999990989121104})
	g.Attributes = slices.Concat(slices.Sorted(maps.Keys(types)), []sctid.ID{246061005, terminology.Root})
	for _, id := range r.Refsets() {
		g.Refsets = append(g.Refsets, sctid.ID(id))
	}
	g.Refsets = append(g.Refsets, g.Concepts[0], terminology.HistoricalAssociation)
	v.rows(g)
	v.texts(g)
	v.columns(g)
	for _, i := range r.Identifiers {
		g.Codes = append(g.Codes, i.AlternateIdentifier)
	}
	g.Schemes = []string{"LOINC", "CARD"}
	v.generator = *g
	return v
}

// absent are some concepts that members name and the release doesn't have.
func (v *Vocabulary) absent() []sctid.ID {
	found := map[sctid.ID]bool{}
	for _, m := range v.release.Members {
		fields := []string{strconv.FormatUint(m.ReferencedComponentID, 10)}
		for j, value := range m.Fields {
			if m.Pattern[j] == 'c' {
				fields = append(fields, value)
			}
		}
		for _, value := range fields {
			id, err := sctid.Parse(value)
			if _, known := v.release.Concepts[uint64(id)]; err == nil && id.Kind() == sctid.KindConcept && !known {
				found[id] = true
			}
		}
	}
	return sample(slices.Sorted(maps.Keys(found)), 5)
}

// sample returns n of a list at most, in its order.
func sample[T any](list []T, n int) []T {
	random := rand.New(rand.NewPCG(1, 1))
	for list = slices.Clone(list); len(list) > n; {
		i := random.IntN(len(list))
		list = slices.Delete(list, i, i+1)
	}
	return list
}

// rows takes modules and dates from the release's rows.
func (v *Vocabulary) rows(g *ecltest.Generator) {
	modules, dates := map[sctid.ID]bool{}, map[terminology.Date]bool{0: true, 20991231: true}
	add := func(r naive.Row) {
		modules[sctid.ID(r.ModuleID)] = true
		n, _ := strconv.Atoi(r.EffectiveTime)
		dates[terminology.Date(n)] = true
	}
	for _, c := range v.release.Concepts {
		add(c.Row)
	}
	for _, m := range v.release.Members {
		add(m.Row)
	}
	g.Modules = slices.Sorted(maps.Keys(modules))
	g.Dates = sample(slices.Sorted(maps.Keys(dates)), 30)
}

// texts takes words, values and identifiers of descriptions from the release.
func (v *Vocabulary) texts(g *ecltest.Generator) {
	words, languages := map[string]bool{}, map[string]bool{"fi": true}
	ids := slices.Sorted(maps.Keys(v.release.Descriptions))
	for _, id := range sample(ids, vocabularySize) {
		d := v.release.Descriptions[id]
		languages[d.LanguageCode] = true
		g.Descriptions = append(g.Descriptions, sctid.ID(id))
		for word := range strings.FieldsSeq(d.Term) {
			words[word] = true
			runes := []rune(word)
			words[string(runes[:(len(runes)+1)/2])] = true
			words[strings.NewReplacer("é", "e", "ö", "o", "å", "a", "ø", "o", "ä", "a", "ï", "i").Replace(word)] = true
		}
	}
	g.Words = sample(slices.Sorted(maps.Keys(words)), vocabularySize)
	g.Languages = slices.Sorted(maps.Keys(languages))
	g.Dialects = []string{"en-us", "en-gb", "sv-se"}
	numbers := map[string]bool{"0": true, "5": true, "1000000000000": true}
	for _, l := range v.attributes {
		if number, ok := strings.CutPrefix(l.Value, "#"); ok {
			numbers[strings.TrimSuffix(number, ".0")] = true
		} else if strings.HasPrefix(l.Value, `"`) {
			g.Strings = append(g.Strings, strings.Trim(l.Value, `"`))
		}
	}
	g.Numbers = slices.Sorted(maps.Keys(numbers))
}

// columns takes the columns of reference sets, and their texts, from the release.
func (v *Vocabulary) columns(g *ecltest.Generator) {
	byRefset, all := map[sctid.ID][]ecltest.Column{}, map[ecltest.Column]bool{}
	texts := map[string]bool{}
	for _, refset := range v.release.Refsets() {
		for i, m := range v.release.MembersIn(refset, true) {
			for j, name := range m.Columns {
				c := ecltest.Column{Name: name, Kind: ecltest.ColumnComponent}
				switch {
				case name == "grouped":
					c.Kind = ecltest.ColumnBoolean
				case strings.HasSuffix(name, "EffectiveTime"):
					c.Kind = ecltest.ColumnTime
				case m.Pattern[j] == 'i':
					c.Kind = ecltest.ColumnInteger
				case m.Pattern[j] == 's':
					c.Kind = ecltest.ColumnString
					if i < 50 && m.Fields[j] != "" && len(m.Fields[j]) < 100 {
						texts[m.Fields[j]] = true
					}
				}
				all[c] = true
				if i == 0 {
					byRefset[sctid.ID(refset)] = append(byRefset[sctid.ID(refset)], c)
				}
			}
		}
	}
	g.Strings = append(g.Strings, sample(slices.Sorted(maps.Keys(texts)), 100)...)
	union := slices.SortedFunc(maps.Keys(all), func(a, b ecltest.Column) int { return strings.Compare(a.Name, b.Name) })
	g.Columns = func(refset sctid.ID) []ecltest.Column {
		if refset == 0 {
			return union
		}
		return append(slices.Clone(byRefset[refset]), ecltest.Column{Name: "referencedComponentId"})
	}
}

// Query returns a random query over the release. intN returns a number from 0 to
// n-1, as [ecltest.Generator.IntN]; omit is what the query doesn't have.
func (v *Vocabulary) Query(intN func(n int) int, omit ecltest.Feature) *ecl.Query {
	g := v.generator
	g.IntN, g.Omit = intN, omit|ecltest.TermsOfConcepts
	g.Depth, g.Width = 1+intN(3), 1+intN(3)
	q := g.Query()
	t := tuner{v, intN}
	ecl.Walk(q, func(n ecl.Node) bool {
		switch n := n.(type) {
		case *ecl.Refined:
			if t.chance() {
				t.refined(n)
			}
		case *ecl.Dotted:
			if t.chance() {
				l := t.attribute()
				t.set(n.Focus, l.SourceID)
				t.set(n.Attributes[0], l.TypeID)
			}
		}
		return true
	})
	return q
}

// tuner changes queries so that they find something: operands that are a concept
// without more become ones that an attribute of the release satisfies.
type tuner struct {
	*Vocabulary
	intN func(int) int
}

func (t tuner) chance() bool { return len(t.attributes) > 0 && t.intN(3) > 0 }

func (t tuner) attribute() naive.Relationship { return t.attributes[t.intN(len(t.attributes))] }

// set makes a plain operand one that has a concept in it.
func (t tuner) set(s *ecl.SubExpression, id uint64) {
	c, ok := s.Atom.(*ecl.ConceptReference)
	if !ok || s.Membership != nil {
		return
	}
	switch t.intN(3) {
	case 0: // the concept itself
		s.Hierarchy = ecl.NoHierarchy
	case 1: // what is below a concept above
		if above := t.release.Ancestors(id); len(above) > 0 {
			id = above[t.intN(len(above))]
		}
		s.Hierarchy = ecl.DescendantOrSelfOf
	default:
		s.Hierarchy = ecl.DescendantOrSelfOf
	}
	c.ID = sctid.ID(id)
}

// refined makes a concept's own attributes the ones that are asked for.
func (t tuner) refined(n *ecl.Refined) {
	l := t.attribute()
	t.set(n.Focus, l.SourceID)
	own := t.release.Attributes(l.SourceID)[l.RelationshipGroup]
	ecl.Walk(n.Refinement, func(node ecl.Node) bool {
		a, ok := node.(*ecl.Attribute)
		if !ok {
			_, sub := node.(*ecl.SubExpression)
			return !sub
		}
		if !t.chance() {
			return true
		}
		l := own[t.intN(len(own))]
		value, isSub := a.Value.(*ecl.SubExpression)
		switch {
		case a.Reverse && l.DestinationID != 0:
			t.set(n.Focus, l.DestinationID)
			t.set(a.Name, l.TypeID)
			t.set(value, l.SourceID)
		case a.Reverse:
		case l.DestinationID != 0 && isSub:
			t.set(a.Name, l.TypeID)
			t.set(value, l.DestinationID)
		case l.Value != "" && !isSub:
			t.set(a.Name, l.TypeID)
		}
		return true
	})
}
