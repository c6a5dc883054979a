package synth

import "strings"

// term composes the name of the finding at a point, in US English and, when
// every part has its word, in Swedish.
func (f *findings) term(a *anchor, p point) (us, sv string) {
	b := f.b
	var w, s strings.Builder
	svOK := true
	neuter := a.neuter
	morph := p[axisMorphology]
	if a == f.disease && morph != none {
		neuter = b.concepts[morph].neuter
	}
	for _, axis := range []int{axisSeverity, axisCourse, axisOccurrence} {
		if v := p[axis]; v != none && v != a.at[axis] {
			c := &b.concepts[v]
			w.WriteString(c.noun + " ")
			word := c.swNoun
			if neuter {
				word = b.neuterOf(v)
			}
			s.WriteString(word + " ")
			svOK = svOK && word != ""
		}
	}
	noun, svNoun, preposition, svPreposition := a.noun, a.sv, a.preposition, "i"
	if a == f.disease {
		preposition = "of"
		if morph != none {
			noun, svNoun = b.concepts[morph].noun, b.concepts[morph].swNoun
		} else {
			noun, svNoun = "disorder", "sjukdom"
		}
		if p[axisSite] == none {
			return "", ""
		}
	}
	w.WriteString(noun)
	s.WriteString(svNoun)
	svOK = svOK && svNoun != ""
	if a != f.disease && morph != none && morph != a.at[axisMorphology] {
		c := &b.concepts[morph]
		w.WriteString(" with " + c.noun)
		s.WriteString(" med " + c.swNoun)
		svOK = svOK && c.swNoun != ""
	}
	if v := p[axisSite]; v != none && v != a.at[axisSite] {
		c := &b.concepts[v]
		w.WriteString(" " + preposition + " " + c.noun)
		s.WriteString(" " + svPreposition + " " + c.swNoun)
		svOK = svOK && c.swNoun != ""
	}
	if v := p[axisAgent]; v != none && v != a.at[axisAgent] {
		c := &b.concepts[v]
		w.WriteString(" caused by " + c.noun)
		s.WriteString(" orsakad av " + c.swNoun)
		svOK = svOK && c.swNoun != ""
	}
	if v := p[axisDueTo]; v != none && v != a.at[axisDueTo] {
		c := &b.concepts[v]
		w.WriteString(" due to " + c.noun)
		s.WriteString(" på grund av " + c.swNoun)
		svOK = svOK && c.swNoun != ""
	}
	if !svOK {
		return w.String(), ""
	}
	return w.String(), s.String()
}

// synonyms composes other ways to say it: with the adjective ("femoral
// fracture"), the compound ("femur fracture") and the Greek stem ("gastritis").
func (f *findings) synonyms(a *anchor, p point, us string) []string {
	b := f.b
	v := p[axisSite]
	if v == none || v == a.at[axisSite] {
		return nil
	}
	s := b.sites.by[v]
	var out []string
	noun := a.noun
	if a == f.disease {
		noun = "disorder"
		if m := p[axisMorphology]; m != none {
			noun = b.concepts[m].noun
			for i := range b.morphologies {
				if b.morphologies[i].index == m && b.morphologies[i].suffix != "" && s.stem != "" {
					out = append(out, f.replace(us, noun+" of "+b.concepts[v].noun, s.stem+b.morphologies[i].suffix))
				}
			}
		}
	}
	phrase := noun + " " + a.preposition + " " + b.concepts[v].noun
	if a == f.disease {
		phrase = noun + " of " + b.concepts[v].noun
	}
	if s.adj != "" {
		out = append(out, f.replace(us, phrase, s.adj+" "+noun))
	}
	if f.r.chance(0.5) && !strings.Contains(b.concepts[v].noun, " of ") {
		out = append(out, f.replace(us, phrase, b.concepts[v].noun+" "+noun))
	}
	return out
}

func (f *findings) replace(term, old, new string) string {
	return upperFirst(strings.Replace(term, old, new, 1))
}

// definition composes a sentence that says no more than the attributes do.
func (f *findings) definition(a *anchor, p point) string {
	b := f.b
	if a != f.disease || p[axisMorphology] == none || p[axisSite] == none {
		return ""
	}
	text := "A disorder in which " + b.concepts[p[axisMorphology]].noun + " affects the " + b.concepts[p[axisSite]].noun
	if v := p[axisAgent]; v != none {
		text += ", brought about by " + b.concepts[v].noun
	}
	return text + "."
}

// neuterOf returns the neuter form of a Swedish adjective.
func (b *builder) neuterOf(v int32) string {
	if w := b.neuters[v]; w != "" {
		return w
	}
	return b.concepts[v].swNoun
}
