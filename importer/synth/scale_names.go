package synth

import "strings"

// modKind is a kind of mod that is an attribute with a value.
type modKind struct {
	typ int32 // the attribute type's concept
	// group is the role group: 0 for none, 1 for the main one, others beside it.
	group uint8
	// many says that a concept may have several, each in a main group of its own.
	many bool
	// lead puts the value's noun before the name; else format, with the noun
	// for %s, comes after it, and second where there is a value already.
	lead           bool
	format, second string
	// head makes the value's noun the name, in place of a general one.
	head bool
	// drop is left off the end of the value's noun.
	drop string
}

// generalHeads are what a more telling head takes the place of.
var generalHeads = []string{"disorder of ", "finding of ", "disease of ", "clinical finding of ", "procedure on "}

// compose makes the name of the concept that is p and m, where m took the
// place of replaced, and says whether it begins with a proper name.
func (w *world) compose(p int32, m, replaced mod) (name string, named, ok bool) {
	n := &w.nodes[p]
	base, named := n.name, n.is(nodeNamed)
	if int(p) < w.core && !n.is(nodeStructural) {
		base = w.b.concepts[p].noun
		named = n.is(nodeNamed)
		if !named {
			base = upperFirst(base)
		}
	}
	if m.isWord() {
		word := w.words[m.kind()-wordKind][m.value()]
		switch word.form {
		case formHead:
			return upperFirst(word.text), word.named, true
		case formLead:
			return joinLead(word.text, base, named), word.named, true
		default:
			return base + " " + word.text, named, true
		}
	}
	kind := w.kinds[m.kind()]
	noun := strings.TrimSuffix(w.noun(m.value()), kind.drop)
	if replaced != noMod {
		old := strings.TrimSuffix(w.noun(replaced.value()), kind.drop)
		if at := indexFold(base, old); at >= 0 {
			return upperFirst(base[:at] + noun + base[at+len(old):]), named && at > 0, true
		}
	}
	lower := strings.ToLower(base)
	if kind.head {
		for _, h := range generalHeads {
			if strings.HasPrefix(lower, h) {
				return upperFirst(noun + " of " + base[len(h):]), startsUpper(noun), true
			}
		}
		if n.is(nodeStructural) {
			return upperFirst(noun), startsUpper(noun), true
		}
	}
	if kind.lead {
		return joinLead(noun, base, named), startsUpper(noun), true
	}
	if n.is(nodeStructural) {
		switch n.id {
		case 64572001:
			base = "Disorder"
		case topFinding:
			base = "Finding"
		case topProcedure:
			if kind.format == " of %s" {
				return "Procedure on " + noun, false, true
			}
		case topSituation:
			base = "Situation"
		case topObservable:
			base = "Observation"
		case 763158003:
			base = "Product"
		}
	}
	format := kind.format
	if kind.second != "" && replaced == noMod {
		for _, o := range n.mods {
			if o.kind() == m.kind() {
				format = kind.second
			}
		}
	}
	return base + strings.Replace(format, "%s", noun, 1), named, true
}

func joinLead(word, base string, named bool) string {
	if named {
		return upperFirst(word) + " " + base
	}
	return upperFirst(word) + " " + lowerFirst(base)
}

// indexFold finds words in a name, the case of the first letter aside.
func indexFold(name, words string) int {
	if at := strings.Index(name, words); at >= 0 {
		return at
	}
	if len(name) >= len(words) && strings.EqualFold(name[:len(words)], words) {
		return 0
	}
	return -1
}
