package synth

import (
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

// descriptionFacts is what files that refer to a description must know of it.
type descriptionFacts struct {
	us, gb           acceptability
	reason           uint8 // an index into descriptionReasons, plus one
	flags            uint8
	created, changed uint8
}

const (
	factThere uint8 = 1 << iota
	factInactive
	factEnglish
	factDefinition
)

// descriptionReasons are why descriptions are withdrawn, with how often.
var descriptionReasons = []struct {
	id    sctid.ID
	share float64
}{
	{900000000000483008, 0.35}, {723277005, 0.3}, {1217318005, 0.15}, {900000000000494007, 0.1}, {723278000, 0.1},
}

// reasonRefersTo is the reason, in descriptionFacts, that names another concept.
const reasonRefersTo = 5

// describe lists the descriptions of the k-th concept in writing order.
func (w *scaleWriter) describe(l *lane, i int32) []description {
	if int(i) < w.world.core {
		w.coreLock.Lock()
		defer w.coreLock.Unlock()
		out := w.b.describe(i)
		return out[:min(len(out), mostDescriptions)]
	}
	n := &w.world.nodes[i]
	r := rng{mix(w.b.cfg.Seed ^ uint64(n.id) ^ 0x5eed)}
	out := l.list[:0]
	born := history{n.history.created, n.history.created}
	m := w.moduleOf(i)
	add := func(typ sctid.ID, term string, us, gb acceptability) bool {
		if len(out) == mostDescriptions || len(term) < 2 || len(term) > 250 {
			return false
		}
		for k := range out {
			if out[k].typ == typ && strings.EqualFold(out[k].term, term) {
				return false
			}
		}
		out = append(out, description{
			typ: typ, term: term, language: "en", in: [dialects]acceptability{us, gb, notUsed}, history: born, refersTo: none,
			caseID: caseSignificance(term, n.is(nodeNamed)), module: m,
		})
		return true
	}
	us := n.name
	if n.tag == w.productTag && strings.HasPrefix(us, "Product containing ") {
		us = upperFirst(strings.TrimPrefix(us, "Product containing ")) + " product"
	}
	abroad, also := preferred, acceptable
	if m == moduleEdition {
		abroad, also = notUsed, notUsed // a name of the edition's own country
	}
	add(typeFSN, n.name+" ("+w.world.tags[n.tag]+")", abroad, preferred)
	gb := l.speller.british(us)
	switch {
	case us == gb || abroad == notUsed:
		add(typeSynonym, gb, abroad, preferred)
	default:
		add(typeSynonym, us, preferred, notUsed)
		add(typeSynonym, gb, notUsed, preferred)
	}
	if n.is(nodeRetired) {
		if r.chance(w.tune.retiredSynonyms) {
			add(typeSynonym, us+" - retired", also, acceptable)
		}
		l.list = out
		return out
	}
	want := int(w.tune.synonyms*2*r.float() + r.float()*1.0)
	for attempt := 0; want > 0 && attempt < 8; attempt++ {
		s := w.synonym(&r, i, attempt)
		if s == "" {
			continue
		}
		s = upperFirst(s)
		if british := l.speller.british(s); british != s && also != notUsed {
			if add(typeSynonym, s, acceptable, notUsed) {
				want--
				if want > 0 && add(typeSynonym, british, notUsed, acceptable) {
					want--
				}
			}
		} else if add(typeSynonym, british, also, acceptable) {
			want--
		}
	}
	last := uint8(len(w.dates) - 1)
	if n.history.created < last || last == 0 {
		for range 2 {
			if r.chance(w.tune.withdrawn / 2) {
				w.withdraw(&r, n, us, &out, add, last)
			}
		}
	}
	l.list = out
	return out
}

// withdraw adds a description that is no longer in use.
func (w *scaleWriter) withdraw(r *rng, n *node, us string, out *[]description, add func(sctid.ID, string, acceptability, acceptability) bool, last uint8) {
	x, k := r.float(), 0
	for k = 0; k < len(descriptionReasons)-1; k++ {
		if x -= descriptionReasons[k].share; x < 0 {
			break
		}
	}
	term := ""
	switch k {
	case 0:
		term = us + " - " + w.world.tags[n.tag]
	case 1:
		term = us + ", NOS"
	case 2:
		term = strings.Replace(us, " of ", " off ", 1) + " "
		term = strings.TrimSpace(term) + "."
	case 3:
		term = "[X]" + us
	default:
		term = us + " and related condition"
	}
	if !add(typeSynonym, term, acceptable, acceptable) {
		return
	}
	d := &(*out)[len(*out)-1]
	d.inactive, d.reason = true, descriptionReasons[k].id
	if last > 0 {
		d.history.changed += 1 + uint8(r.intN(int(last-n.history.created)))
	}
}

// swaps are words that say the same.
var swaps = [][2]string{
	{"malignant tumor", "cancer"}, {"fracture", "broken bone"}, {"disorder of ", "disease of "}, {"procedure on ", "operation on "},
	{" caused by ", " due to "}, {"left ", "left-sided "}, {"right ", "right-sided "}, {"inflammation of ", "inflamed "}, {"upper ", "superior "},
	{"lower ", "inferior "}, {"kidney", "renal structure"}, {"hematoma", "blood collection"}, {"chronic ", "long-standing "}, {"acute ", "sudden onset "},
	{"congenital ", "inborn "}, {" using ", " by means of "}, {" with ", " accompanied by "}, {"product containing ", "preparation of "}, {"genus ", ""},
	{"severe ", "grave "}, {"secondary ", "resulting "}, {"measurement", "assay"}, {" and ", " plus "}, {"excision", "removal"}, {"pain", "ache"},
}

// synonym makes another name of a concept, or none: the attempts differ.
func (w *scaleWriter) synonym(r *rng, i int32, attempt int) string {
	n := &w.world.nodes[i]
	name := n.name
	switch (attempt + r.intN(2)) % 6 {
	case 0:
		// By another name of the hand-written concept that it comes from.
		c := n.first
		for c != none && int(c) >= w.world.core {
			c = w.world.nodes[c].first
		}
		if c != none {
			core := &w.b.concepts[c]
			if len(core.synonyms) > 0 && !core.structural {
				if at := indexFold(name, core.noun); at >= 0 {
					return name[:at] + lowerFirst(pick(r, core.synonyms)) + name[at+len(core.noun):]
				}
			}
		}
	case 1:
		// "Fracture of femur", "femur fracture".
		if at := strings.LastIndex(name, " of "); at > 0 && !strings.Contains(name[at+4:], " caused ") && !strings.Contains(name[at+4:], " with ") {
			return name[at+4:] + " " + lowerFirst(name[:at])
		}
	case 2:
		for k, at := r.intN(len(swaps)), 0; at < len(swaps); at++ {
			s := swaps[(k+at)%len(swaps)]
			if where := indexFold(name, s[0]); where >= 0 {
				return name[:where] + s[1] + name[where+len(s[0]):]
			}
		}
	case 3:
		// What stands before it, after it.
		if n.own.isWord() {
			if word := w.world.words[n.own.kind()-wordKind][n.own.value()]; word.form == formLead && len(name) > len(word.text)+1 {
				return name[len(word.text)+1:] + ", " + word.text
			}
		}
		if at := strings.LastIndexByte(name, ' '); at > 0 && strings.Count(name, " ") < 4 && n.is(nodeNamed) {
			return name[:1] + ". " + name[at+1:]
		}
	case 4:
		if words := strings.Fields(name); len(words) >= 3 && len(words) <= 6 && r.chance(0.25) {
			var b strings.Builder
			for _, word := range words {
				if len(word) > 3 {
					b.WriteString(strings.ToUpper(word[:1]))
				}
			}
			if b.Len() >= 3 {
				return b.String() + " - " + lowerFirst(name)
			}
		}
	default:
		tag := w.world.tags[n.tag]
		if at := strings.IndexByte(tag, '/'); at > 0 {
			tag = strings.TrimSpace(tag[:at])
		}
		if !strings.HasSuffix(name, tag) {
			return name + " " + tag
		}
	}
	return ""
}

// moduleOf is the module of a concept and of what describes it.
func (w *scaleWriter) moduleOf(i int32) module {
	if int(i) < w.world.core {
		return w.b.concepts[i].module
	}
	if w.world.shape.name == ProfileUK && w.world.nodes[i].top == w.productTop {
		return moduleEdition
	}
	return moduleContent
}
