package ecl_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// corpus makes queries in the proportions of real use: 40 % hierarchy, 30 %
// refinement, 15 % filters, 10 % membership and history, 5 % monsters. The names
// in them are the release's own, and most of them go together: an attribute is one
// that some concept has, so that most queries find something. The same release
// and seed give the same queries.
type corpus struct {
	release  *terminology.Release
	tax      *taxonomy.Taxonomy
	random   *rand.Rand
	dialects terminology.Dialects
}

// corpusQuery is a query of a corpus and its class.
type corpusQuery struct{ class, text string }

func newCorpus(release *terminology.Release, seed uint64) *corpus {
	dialects, err := release.Dialects("")
	if err != nil {
		panic(err)
	}
	return &corpus{release, release.Taxonomy(), rand.New(rand.NewPCG(seed, 3)), dialects}
}

func (c *corpus) queries(n int) []corpusQuery {
	var list []corpusQuery
	for i := range n {
		switch at := i % 20; {
		case at < 8:
			list = append(list, corpusQuery{"hierarchy", c.hierarchy()})
		case at < 14:
			list = append(list, corpusQuery{"refinement", c.refinement()})
		case at < 17:
			list = append(list, corpusQuery{"filter", c.filter()})
		case at < 19:
			list = append(list, corpusQuery{"membership", c.membership()})
		default:
			list = append(list, corpusQuery{"monster", c.monster()})
		}
	}
	c.random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func pick[T any](c *corpus, from ...T) T { return from[c.random.IntN(len(from))] }

func (c *corpus) id(o taxonomy.Ordinal) string { return c.tax.ID(o).String() }

func (c *corpus) any() taxonomy.Ordinal {
	return taxonomy.Ordinal(c.random.IntN(c.tax.ActiveCount()))
}

// above is a concept above another, or itself; any of them is as likely.
func (c *corpus) above(o taxonomy.Ordinal) taxonomy.Ordinal {
	list := c.tax.AppendAncestorsOrSelf(nil, o)
	return list[c.random.IntN(len(list))]
}

// general is a concept above any one: often a general one.
func (c *corpus) general() string { return c.id(c.above(c.any())) }

// attributed is a concept with attributes.
func (c *corpus) attributed() taxonomy.Ordinal {
	for {
		if o := c.any(); len(c.tax.Attributes(o)) > 0 {
			return o
		}
	}
}

func (c *corpus) hierarchy() string {
	g := c.general
	return pick(c,
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
func (c *corpus) constraint(a taxonomy.Attribute) string {
	name := c.id(a.Type)
	if c.random.IntN(8) == 0 {
		name = "<< " + c.id(c.above(a.Type))
	}
	value, ok := a.Value.Concept()
	if !ok {
		i, _ := a.Value.Concrete()
		v := c.tax.ConcreteValue(i)
		if v.Kind == taxonomy.ConcreteNumber {
			return name + pick(c, " = ", " >= ", " < ", " != ") + v.String()
		}
		return name + " = " + v.String()
	}
	return name + pick(c, " = << ", " = << ", " = << ", " = ", " = < ", " != << ") + c.id(c.above(value))
}

func (c *corpus) refinement() string {
	o := c.attributed()
	list := c.tax.Attributes(o)
	a := list[c.random.IntN(len(list))]
	b := list[c.random.IntN(len(list))]
	focus := pick(c, "<< ", "<< ", "< ") + c.id(c.above(o)) + " : "
	return pick(c,
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
func (c *corpus) word(o taxonomy.Ordinal) string {
	names, err := c.release.Names(o, c.dialects)
	if err != nil {
		panic(err)
	}
	words := strings.FieldsFunc(names.PreferredTerm, func(r rune) bool { return r < 'a' || r > 'z' })
	if len(words) == 0 {
		return "heart"
	}
	word := words[c.random.IntN(len(words))]
	return word[:min(len(word), 3+c.random.IntN(6))]
}

func (c *corpus) filter() string {
	o := c.any()
	focus := pick(c, "<< ", "<< ", "< ") + c.id(c.above(o))
	return pick(c,
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
		func() string { return focus + ` {{ C definitionStatus = ` + pick(c, "primitive", "defined") + ` }}` },
		func() string {
			return focus + ` {{ C effectiveTime ` + pick(c, ">=", "<") + ` "20` + fmt.Sprint(10+c.random.IntN(15)) + `0131" }}`
		},
		func() string { return focus + ` {{ C moduleId = 900000000000207008, active = 1 }}` },
	)()
}

func (c *corpus) refset() string {
	var plain []string
	for _, r := range c.release.Refsets() {
		if _, ok := c.tax.Ordinal(r.ID); ok && r.TypeID != terminology.LanguageRefsetType && r.TypeID != terminology.OWLExpressionRefsetType {
			plain = append(plain, r.ID.String())
		}
	}
	if len(plain) == 0 {
		return "900000000000527005"
	}
	return pick(c, plain...)
}

func (c *corpus) membership() string {
	return pick(c,
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

func (c *corpus) monster() string {
	o := c.attributed()
	list := c.tax.Attributes(o)
	a, b := list[c.random.IntN(len(list))], list[c.random.IntN(len(list))]
	return pick(c,
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
