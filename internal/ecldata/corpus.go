package ecldata

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Corpus makes queries in the proportions of real use: 40 % hierarchy, 30 %
// refinement, 15 % filters, 10 % membership and history, 5 % monsters. The names
// in them are the release's own, and most of them go together: an attribute is one
// that some concept has, so that most queries find something. The same release
// and seed give the same queries.
type Corpus struct {
	release  *terminology.Release
	tax      *taxonomy.Taxonomy
	random   *rand.Rand
	dialects terminology.Dialects
	failed   error
}

// CorpusQuery is a query of a corpus and its class: hierarchy, refinement, filter,
// membership or monster.
type CorpusQuery struct{ Class, Text string }

// NewCorpus returns the corpus of a release, which must have a concept with
// attributes.
func NewCorpus(release *terminology.Release, seed uint64) (*Corpus, error) {
	dialects, err := release.Dialects("")
	if err != nil {
		return nil, err
	}
	c := &Corpus{release: release, tax: release.Taxonomy(), random: rand.New(rand.NewPCG(seed, 3)), dialects: dialects}
	for o := range taxonomy.Ordinal(c.tax.ActiveCount()) {
		if len(c.tax.Attributes(o)) > 0 {
			return c, nil
		}
	}
	return nil, fmt.Errorf("no concept of %s has attributes", release.URI())
}

// Queries returns the next queries, in no order of their classes.
func (c *Corpus) Queries(n int) ([]CorpusQuery, error) {
	var list []CorpusQuery
	for i := range n {
		switch at := i % 20; {
		case at < 8:
			list = append(list, CorpusQuery{"hierarchy", c.hierarchy()})
		case at < 14:
			list = append(list, CorpusQuery{"refinement", c.refinement()})
		case at < 17:
			list = append(list, CorpusQuery{"filter", c.filter()})
		case at < 19:
			list = append(list, CorpusQuery{"membership", c.membership()})
		default:
			list = append(list, CorpusQuery{"monster", c.monster()})
		}
	}
	c.random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list, c.failed
}

func choose[T any](c *Corpus, from ...T) T { return from[c.random.IntN(len(from))] }

func (c *Corpus) id(o taxonomy.Ordinal) string { return c.tax.ID(o).String() }

func (c *Corpus) any() taxonomy.Ordinal {
	return taxonomy.Ordinal(c.random.IntN(c.tax.ActiveCount()))
}

// above is a concept above another, or itself; any of them is as likely.
func (c *Corpus) above(o taxonomy.Ordinal) taxonomy.Ordinal {
	list := c.tax.AppendAncestorsOrSelf(nil, o)
	return list[c.random.IntN(len(list))]
}

// general is a concept above any one: often a general one.
func (c *Corpus) general() string { return c.id(c.above(c.any())) }

// attributed is a concept with attributes.
func (c *Corpus) attributed() taxonomy.Ordinal {
	for {
		if o := c.any(); len(c.tax.Attributes(o)) > 0 {
			return o
		}
	}
}

func (c *Corpus) hierarchy() string {
	g := c.general
	return choose(c,
		func() string { return "<< " + g() },
		func() string { return "<< " + g() },
		func() string { return "<< " + g() },
		func() string { return "< " + g() },
		func() string { return "< " + g() },
		func() string { return "<! " + g() },
		func() string { return "<<! " + g() },
		func() string { return ">> " + c.id(c.any()) },
		func() string { return "> " + c.id(c.any()) },
		func() string { return ">! " + c.id(c.any()) },
		func() string { return "<< " + g() + " AND << " + g() },
		func() string { return "<< " + g() + " OR << " + g() + " OR << " + g() },
		func() string { o := c.any(); return "<< " + c.id(c.above(o)) + " MINUS << " + c.id(o) },
		func() string { return "!!> (< " + g() + ")" },
		func() string { return "<< (" + c.id(c.any()) + " OR " + c.id(c.any()) + ")" },
		func() string { return "<< 138875005" },
	)()
}

// constraint is an attribute that a concept has, made more general.
func (c *Corpus) constraint(a taxonomy.Attribute) string {
	name := c.id(a.Type)
	if c.random.IntN(8) == 0 {
		name = "<< " + c.id(c.above(a.Type))
	}
	value, ok := a.Value.Concept()
	if !ok {
		i, _ := a.Value.Concrete()
		v := c.tax.ConcreteValue(i)
		if v.Kind == taxonomy.ConcreteNumber {
			return name + choose(c, " = ", " >= ", " < ", " != ") + v.String()
		}
		return name + " = " + v.String()
	}
	return name + choose(c, " = << ", " = << ", " = << ", " = ", " = < ", " != << ") + c.id(c.above(value))
}

func (c *Corpus) refinement() string {
	o := c.attributed()
	list := c.tax.Attributes(o)
	a := list[c.random.IntN(len(list))]
	b := list[c.random.IntN(len(list))]
	focus := choose(c, "<< ", "<< ", "< ") + c.id(c.above(o)) + " : "
	return choose(c,
		func() string { return focus + c.constraint(a) },
		func() string { return focus + c.constraint(a) },
		func() string { return focus + c.id(a.Type) + " = *" },
		func() string { return focus + c.constraint(a) + ", " + c.constraint(b) },
		func() string { return focus + c.constraint(a) + " OR " + c.constraint(b) },
		func() string { return focus + "{ " + c.constraint(a) + ", " + c.constraint(b) + " }" },
		func() string { return focus + "{ " + c.constraint(a) + " }, " + c.constraint(b) },
		func() string { return focus + "[2..*] " + c.id(a.Type) + " = *" },
		func() string { return focus + "[0..0] " + c.constraint(a) },
		func() string { return focus + "[1..3] { " + c.constraint(a) + " }" },
		func() string { return "<< " + c.id(c.above(o)) + " . " + c.id(a.Type) },
		func() string { return "<< " + c.general() + " : R " + c.id(a.Type) + " = << " + c.id(c.above(o)) },
		func() string {
			return focus + c.id(a.Type) + " = (<< " + c.general() + " OR << " + c.general() + ")"
		},
	)()
}

// word is the beginning of a word of a term.
func (c *Corpus) word(o taxonomy.Ordinal) string {
	names, err := c.release.Names(o, c.dialects)
	if err != nil {
		c.failed = err
	}
	words := strings.FieldsFunc(names.PreferredTerm, func(r rune) bool { return r < 'a' || r > 'z' })
	if len(words) == 0 {
		return "heart"
	}
	word := words[c.random.IntN(len(words))]
	return word[:min(len(word), 3+c.random.IntN(6))]
}

func (c *Corpus) filter() string {
	o := c.any()
	focus := choose(c, "<< ", "<< ", "< ") + c.id(c.above(o))
	return choose(c,
		func() string { return focus + ` {{ term = "` + c.word(o) + `" }}` },
		func() string { return focus + ` {{ term = "` + c.word(o) + " " + c.word(o) + `" }}` },
		func() string { return `* {{ term = "` + c.word(o) + " " + c.word(o) + `" }}` },
		func() string { return focus + ` {{ term = ("` + c.word(o) + `" "` + c.word(c.any()) + `") }}` },
		func() string { return focus + ` {{ term = "` + c.word(o) + `", type = syn }}` },
		func() string { return focus + ` {{ term = "` + c.word(o) + `", dialect = en-gb (prefer) }}` },
		func() string { return focus + ` {{ term = wild:"` + c.word(o) + `*" }}` },
		func() string { return focus + ` {{ language = en, type = fsn }}` },
		func() string { return focus + ` {{ D active = 0 }}` },
		func() string { return focus + ` {{ dialect = en-us (accept) }}` },
		func() string { return focus + ` {{ C definitionStatus = ` + choose(c, "primitive", "defined") + ` }}` },
		func() string {
			return focus + ` {{ C effectiveTime ` + choose(c, ">=", "<") + ` "20` + fmt.Sprint(10+c.random.IntN(15)) + `0131" }}`
		},
		func() string { return focus + ` {{ C moduleId = 900000000000207008, active = 1 }}` },
	)()
}

func (c *Corpus) refset() string {
	var plain []string
	for _, r := range c.release.Refsets() {
		if _, ok := c.tax.Ordinal(r.ID); ok && r.TypeID != terminology.LanguageRefsetType && r.TypeID != terminology.OWLExpressionRefsetType {
			plain = append(plain, r.ID.String())
		}
	}
	if len(plain) == 0 {
		return "900000000000527005"
	}
	return choose(c, plain...)
}

func (c *Corpus) membership() string {
	return choose(c,
		func() string { return "^ " + c.refset() },
		func() string { return "^ " + c.refset() + " AND << " + c.general() },
		func() string { return "<< " + c.general() + " MINUS ^ " + c.refset() },
		func() string { return "^ (< 900000000000455006) AND << " + c.general() },
		func() string { return "^R " + c.id(c.any()) },
		func() string { return "<< " + c.general() + " {{ + HISTORY }}" },
		func() string { return "<< " + c.general() + " {{ + HISTORY-MOD }}" },
		func() string { return c.id(c.any()) + " {{ + HISTORY-MIN }}" },
		func() string { return "^ " + c.refset() + " {{ M active = 0 }}" },
		func() string {
			return "^ 900000000000527005 {{ M targetComponentId = << " + c.general() + " }}"
		},
		func() string { return "^ [targetComponentId] 900000000000526001" },
	)()
}

func (c *Corpus) monster() string {
	o := c.attributed()
	list := c.tax.Attributes(o)
	a, b := list[c.random.IntN(len(list))], list[c.random.IntN(len(list))]
	return choose(c,
		func() string {
			var parts []string
			for range 60 {
				parts = append(parts, "<< "+c.general())
			}
			return strings.Join(parts, " OR ")
		},
		func() string { return "* : * = *" },
		func() string { return "* : [0..0] " + c.id(a.Type) + " = *, " + c.constraint(b) },
		func() string { return "* : { * = *, " + c.constraint(a) + " }" },
		func() string {
			return "<< 404684003 : { " + c.id(a.Type) + " = *, [0..1] " + c.id(b.Type) + " = *, [2..*] * = * }"
		},
		func() string { return ">> (<< " + c.general() + ")" },
		func() string { return "(* . " + c.id(a.Type) + ") . " + c.id(b.Type) },
		func() string { return "* : [3..*] R " + c.id(a.Type) + " = *" },
		func() string { return "!!< *" },
		func() string { return "!!> (* MINUS (<< " + c.general() + " OR << " + c.general() + "))" },
		func() string {
			return "(<< " + c.general() + ` {{ term = "` + c.word(o) + `" }}) OR (<< ` + c.general() + " : " + c.id(a.Type) +
				" = (<< " + c.general() + " : " + c.id(b.Type) + " = *)) {{ + HISTORY }}"
		},
		func() string { return `* {{ term = wild:"*` + c.word(o) + `*" }}` },
		func() string { return `* {{ term != "` + c.word(o) + `", type = fsn }} MINUS << ` + c.general() },
		func() string {
			return "(< * : " + c.constraint(a) + ", " + c.constraint(b) + ", [0..0] * != << " + c.general() + ") AND ^ (< 900000000000455006)"
		},
	)()
}
