package validate

import (
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// Judge judges rows. It is for one goroutine at a time; [Checker.NewJudge] makes it.
type Judge struct {
	checker  *Checker
	tax      *taxonomy.Taxonomy
	numbers  []uint64 // the code of each row; 0 for what isn't 6 to 18 digits
	ordinals []taxonomy.Ordinal
	buffer   terminology.ConceptBuffer
	displays displayCache
	folded   []byte
	memory   []byte
}

// NewJudge makes a judge.
func (c *Checker) NewJudge() *Judge {
	j := &Judge{checker: c, tax: c.release.Taxonomy()}
	if c.settings.Displays {
		j.displays.entries = make([]displayEntry, displayEntries)
	}
	return j
}

// Judge judges rows into results, of which there are as many. A bad row is a
// result, never an error; errors are internal, or those of [history.Index.Resolve].
func (j *Judge) Judge(rows []Row, results []Result) error {
	j.numbers = j.numbers[:0]
	for i := range rows {
		j.numbers = append(j.numbers, number(rows[i].Code))
	}
	if cap(j.ordinals) < len(rows) {
		j.ordinals = make([]taxonomy.Ordinal, len(rows))
	}
	j.ordinals = j.ordinals[:len(rows)]
	j.tax.Ordinals(j.numbers, j.ordinals)
	settings := &j.checker.settings
	if settings.Displays {
		j.checker.displays.Prepare(j.ordinals)
	}
	for i := range rows {
		r := &results[i]
		*r = Result{Ordinal: j.ordinals[i]}
		if r.Ordinal != taxonomy.NoOrdinal {
			r.ConceptID = sctid.ID(j.numbers[i])
			if !j.tax.IsActive(r.Ordinal) {
				if err := j.inactive(r); err != nil {
					return err
				}
			}
		} else if err := j.noConcept(&rows[i], sctid.ID(j.numbers[i]), r); err != nil {
			return err
		}
		if r.Verdict == NotGiven {
			continue
		}
		if settings.Limit != nil {
			r.Limit = settings.Limit.check(r.ConceptID, r.Ordinal)
		}
		if settings.Displays {
			if err := j.display(&rows[i], r); err != nil {
				return err
			}
		}
		if settings.Dates && len(rows[i].Date) > 0 {
			r.Day = j.day(rows[i].Date, r)
		}
	}
	return nil
}

// number reads 6 to 18 digits that don't begin with 0; it returns 0 for anything else.
func number(code []byte) uint64 {
	if len(code) < sctid.MinDigits || len(code) > sctid.MaxDigits || code[0] == '0' {
		return 0
	}
	n := uint64(0)
	for _, c := range code {
		d := c - '0'
		if d > 9 {
			return 0
		}
		n = 10*n + uint64(d)
	}
	return n
}

// inactive says what became of a retired concept.
func (j *Judge) inactive(r *Result) (err error) {
	r.Verdict = Inactive
	r.Inactivation, _ = j.checker.history.Inactivation(r.Ordinal)
	if r.Inactivation.ReasonID == 0 {
		r.Reason = NoReasonGiven
	}
	r.Resolution, err = j.checker.history.Resolve(r.Ordinal)
	return err
}

// noConcept judges a code that is no concept of the release.
func (j *Judge) noConcept(row *Row, id sctid.ID, r *Result) error {
	var malformed error
	if id == 0 {
		if len(row.Code) == 0 {
			r.Verdict, r.Reason = Malformed, Empty
			if j.checker.settings.Optional {
				r.Verdict, r.Reason = NotGiven, NoReason
			}
			return nil
		}
		if isExpression(row.Code) {
			r.Verdict, r.Reason = Expression, NotSupportedYet
			return nil
		}
		_, malformed = sctid.ParseBytes(row.Code)
	} else {
		malformed = id.Check()
	}
	if malformed != nil {
		r.Verdict, r.Reason = Malformed, reasonOf(malformed)
		return nil
	}
	switch id.Kind() {
	case sctid.KindConcept:
		r.Verdict, r.Reason, r.ConceptID = Unknown, NotInRelease, id
		j.elsewhere(r)
		return nil
	case sctid.KindDescription:
		return j.description(id, r)
	case sctid.KindExpression:
		r.Verdict, r.Reason = Expression, NotSupportedYet
	default:
		r.Verdict, r.Reason = Malformed, NotAConceptID
	}
	return nil
}

// elsewhere looks a concept up in other releases.
func (j *Judge) elsewhere(r *Result) {
	for i, other := range j.checker.settings.Others {
		o, ok := other.Taxonomy().Ordinal(r.ConceptID)
		if !ok {
			continue
		}
		if j.checker.lacking[other.Store().ConceptStamp(o).ModuleID] {
			r.Reason, r.Release = InDependency, uint16(i)
			return
		}
		if r.Reason == NotInRelease {
			r.Reason, r.Release = InOtherRelease, uint16(i)
		}
	}
}

// description resolves the id of a description to its concept.
func (j *Judge) description(id sctid.ID, r *Result) error {
	release := j.checker.release
	o, ok, err := release.Store().DescriptionConcept(id)
	if err != nil {
		return err
	}
	if !ok {
		r.Verdict, r.Reason = Unknown, NotInRelease
		for i, other := range j.checker.settings.Others {
			if _, ok, err := other.Store().DescriptionConcept(id); err != nil {
				return err
			} else if ok {
				r.Reason, r.Release = InOtherRelease, uint16(i)
				break
			}
		}
		return nil
	}
	if err := release.Store().ReadConcept(o, terminology.PartDescriptions|terminology.PartInactive, &j.buffer); err != nil {
		return err
	}
	r.Ordinal, r.ConceptID = o, j.tax.ID(o)
	withdrawn := false
	for i := range j.buffer.Descriptions {
		if d := &j.buffer.Descriptions[i]; d.ID == id {
			withdrawn = !d.Active
		}
	}
	if !j.tax.IsActive(o) {
		if err := j.inactive(r); err != nil {
			return err
		}
		r.Reason = InactiveConcept
	}
	if withdrawn {
		r.Reason = InactiveDescription
	}
	r.Verdict = DescriptionID
	return nil
}

// day compares the day of a record with the newest row of its concept.
func (j *Judge) day(text []byte, r *Result) Day {
	date := parseDay(text)
	switch {
	case date == 0:
		return DayMalformed
	case r.Ordinal == taxonomy.NoOrdinal:
		return DayNoConcept
	}
	since := j.checker.release.Store().ConceptStamp(r.Ordinal).EffectiveTime
	switch {
	case since.Newer(date):
		return DayBefore
	case j.tax.IsActive(r.Ordinal):
		return DayActive
	default:
		return DayInactive
	}
}

// parseDay reads YYYYMMDD or YYYY-MM-DD, and passes over a time behind a T or a
// blank. It returns 0 for anything else.
func parseDay(text []byte) terminology.Date {
	var digits [8]byte
	switch {
	case len(text) >= 10 && text[4] == '-' && text[7] == '-':
		copy(digits[:4], text)
		copy(digits[4:6], text[5:])
		copy(digits[6:], text[8:])
		text = text[10:]
	case len(text) >= 8:
		copy(digits[:], text)
		text = text[8:]
	default:
		return 0
	}
	if len(text) > 0 && text[0] != 'T' && text[0] != ' ' {
		return 0
	}
	n := uint32(0)
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0
		}
		n = 10*n + uint32(c-'0')
	}
	if d := terminology.Date(n); d.Valid() {
		return d
	}
	return 0
}
