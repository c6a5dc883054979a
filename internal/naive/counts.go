package naive

// Counts is how many rows of each kind there are, one a component, in both
// states unless the name says otherwise.
type Counts struct {
	Concepts, ActiveConcepts, DefinedConcepts int // defined ones are active
	Descriptions, ActiveDescriptions          int // without text definitions
	TextDefinitions, ActiveTextDefinitions    int
	Relationships, ActiveRelationships        int // between concepts
	ConcreteValues, ActiveConcreteValues      int
	StatedRelationships                       int
	Members, ActiveMembers                    int
	LanguageMembers, OWLExpressions           int
	AssociationMembers                        int // of the pattern "targetComponentId" alone
	Refsets                                   int
	Identifiers                               int
}

// Count counts.
func (r *Release) Count() Counts {
	c := Counts{Concepts: len(r.Concepts), StatedRelationships: len(r.Stated), Members: len(r.Members), Refsets: len(r.membersIn), Identifiers: len(r.Identifiers)}
	for _, concept := range r.Concepts {
		if concept.Active {
			c.ActiveConcepts++
			if concept.DefinitionStatusID == Defined {
				c.DefinedConcepts++
			}
		}
	}
	for _, d := range r.Descriptions {
		if d.TypeID == TextDefinition {
			add(&c.TextDefinitions, &c.ActiveTextDefinitions, d.Active)
		} else {
			add(&c.Descriptions, &c.ActiveDescriptions, d.Active)
		}
	}
	for _, l := range r.Relationships {
		if l.Value != "" {
			add(&c.ConcreteValues, &c.ActiveConcreteValues, l.Active)
		} else {
			add(&c.Relationships, &c.ActiveRelationships, l.Active)
		}
	}
	for _, m := range r.Members {
		if m.Active {
			c.ActiveMembers++
		}
		switch {
		case len(m.Columns) != 1:
		case m.Columns[0] == "acceptabilityId":
			c.LanguageMembers++
		case m.Columns[0] == "owlExpression":
			c.OWLExpressions++
		case m.Columns[0] == "targetComponentId":
			c.AssociationMembers++
		}
	}
	return c
}

func add(all, active *int, isActive bool) {
	*all++
	if isActive {
		*active++
	}
}

// Module is what belongs to one module.
type Module struct {
	EffectiveTime  string // of its newest row; empty if that is unpublished
	Rows, Concepts int
}

// Modules counts the rows of each module; stated relationships don't count.
func (r *Release) Modules() map[uint64]Module {
	modules := map[uint64]Module{}
	count := func(row Row, concepts int) {
		m, known := modules[row.ModuleID]
		m.Rows++
		m.Concepts += concepts
		switch {
		case row.EffectiveTime == "", known && m.EffectiveTime == "":
			m.EffectiveTime = ""
		default:
			m.EffectiveTime = max(m.EffectiveTime, row.EffectiveTime)
		}
		modules[row.ModuleID] = m
	}
	for _, c := range r.Concepts {
		count(c.Row, 1)
	}
	for _, d := range r.Descriptions {
		count(d.Row, 0)
	}
	for _, l := range r.Relationships {
		count(l.Row, 0)
	}
	for _, m := range r.Members {
		count(m.Row, 0)
	}
	for _, i := range r.Identifiers {
		count(i.Row, 0)
	}
	return modules
}
